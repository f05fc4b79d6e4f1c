// The strip under the stage: all time steps side by side, a row for each address, a column a step. Geometry and lookup.
import type { Spot } from '../network/address.ts';
import { lastReal } from '../network/padding.ts';
import type { Direction } from '../network/timeline.ts';
import { fitted, glyphText, told, type Glyph } from './glyph.ts';
import type { View } from './view.ts';

export interface StripRow {
  address: string;
  units: number;
  top: number;
  height: number;
  /** Height of one unit's line. */
  line: number;
}

/** Prediction and target: written at the one step that asks, or as two lines under all steps that ask. */
interface Answers {
  top: number;
  lines: 1 | 2;
  /** Height of a line. */
  line: number;
  /** There is room to write them; else they are columns of heat. */
  written: boolean;
  /** Prediction and target of each step that asks. */
  told: ([said: string, wished: string] | undefined)[];
}

export interface Strip {
  left: number;
  right: number;
  /** Width of a step's column, and of what is painted of it. */
  pitch: number;
  cell: number;
  /** Width that a text in a column may have. */
  room: number;
  steps: number;
  /** What follows this step is padding. */
  last: number;
  /** The inputs as text, if each fits into its column. */
  inputs: { top: number; height: number; written: boolean; glyphs: (Glyph | undefined)[] };
  rows: StripRow[];
  answers: Answers;
  height: number;
}

/** What all rows together may take up before they grow thinner, and other lengths, in units of the type's size. */
const ROOM = 45;
const LINE = 1.9;
/** Narrower than this its rows are lower. */
const NARROW = 45;
const MARGIN = 0.4;

/** How high it will be, in em. */
export function heightOf(view: View, narrow: boolean): number {
  return strip(view, 'forward', narrow ? 0 : NARROW, 1).height;
}

/** Laid out for type of `em` pixels. Both directions have the same height: turning round moves nothing below. */
export function strip(view: View, direction: Direction, width: number, em: number): Strip {
  const { trace } = view;
  const narrow = width < NARROW * em;
  const left = (narrow ? 4.2 : 5.8) * em;
  const right = width - 0.8 * em;
  const pitch = (right - left) / trace.steps;
  const top = 2.8 * em;
  const rows = rowsIn(view, direction, top, narrow, em);
  const bottom = Math.max(
    ...(['forward', 'backward'] as const).map((way) => endOf(rowsIn(view, way, top, narrow, em), top)),
  );
  const steps = Array.from({ length: trace.steps }, (_, k) => k + 1);
  const { symbols } = trace.frame.schema;
  const fits = (text: string | undefined, names: string[]): boolean =>
    text !== undefined && fitted(text, pitch - MARGIN * em, em, names.length > 0) !== undefined;
  const glyphs = steps.map((step) => glyphText(trace, step));
  const inputsFit = glyphs.every((glyph) => fits(glyph?.text, symbols.inputs));
  const answers = steps.map((step) => (trace.asked(step) ? told(trace, step) : undefined));
  const lines = answers.filter((each) => each).length > 1 ? 2 : 1;
  const answersFit =
    lines === 1 || answers.every((texts) => !texts || texts.every((text) => fits(text, symbols.outputs)));
  return {
    left,
    right,
    pitch,
    cell: pitch > 6 ? pitch - 2 : pitch,
    room: pitch - MARGIN * em,
    steps: trace.steps,
    last: lastReal(trace),
    inputs: { top: 0.4 * em, height: LINE * em, written: inputsFit, glyphs },
    rows,
    answers: { top: bottom + 0.5 * em, lines, line: LINE * em, written: answersFit, told: answers },
    height: bottom + 0.9 * em + lines * LINE * em,
  };
}

function rowsIn(view: View, direction: Direction, top: number, narrow: boolean, em: number): StripRow[] {
  const addresses = view.network.rows[direction];
  const most = Math.max(Math.min(narrow ? 2.7 : 3.2, ROOM / addresses.length - 0.5), 1.05) * em;
  const gap = (most < 1.6 * em ? 0.3 : 0.5) * em;
  let at = top;
  return addresses.map((address) => {
    const units = view.count(address);
    const height = Math.min(Math.max(units * 0.4, 1.6) * em, most);
    const row = { address, units, top: at, height, line: height / units };
    at += height + gap;
    return row;
  });
}

function endOf(rows: readonly StripRow[], top: number): number {
  const last = rows.at(-1);
  return last ? last.top + last.height : top;
}

export function columnX(s: Strip, step: number): number {
  return s.left + (step - 1) * s.pitch;
}

/** The time step under a point, and the number if there is one. */
export function hit(s: Strip, x: number, y: number): { step: number; spot?: Spot } {
  const step = Math.min(Math.max(Math.floor((x - s.left) / s.pitch) + 1, 1), s.steps);
  const row = s.rows.find((each) => y >= each.top && y < each.top + each.height);
  if (!row || x < s.left || x > s.right) return { step };
  const unit = Math.min(Math.floor((y - row.top) / row.line), row.units - 1);
  return { step, spot: { address: row.address, step, unit } };
}
