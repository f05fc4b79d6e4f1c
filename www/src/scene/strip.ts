/** The strip under the stage: all time steps side by side, a row for each address, a column a step. Geometry and lookup. */
import { fitted, glyphText, told, type Glyph } from './glyph';
import type { Spot } from './address';
import type { Direction } from './timeline';
import type { Trace } from './trace';

/** What is laid out. */
export interface Sequence {
  trace: Trace;
  rows: Record<Direction, readonly string[]>;
  count(address: string): number;
}

export interface StripRow {
  address: string;
  units: number;
  top: number;
  height: number;
  /** Height of one unit's line. */
  line: number;
}

/** Prediction and target: told at the one step that is asked, or a line for each under all steps that are. */
export interface Answers {
  top: number;
  lines: 1 | 2;
  /** Height of a line. */
  line: number;
  /** There is room to write them; else they are columns of heat. */
  written: boolean;
  /** What was said and what was wished, for each step that is asked. */
  told: ([said: string, wished: string] | undefined)[];
}

export interface Strip {
  left: number;
  right: number;
  /** Width of a step's column, and of what is painted of it. */
  pitch: number;
  cell: number;
  steps: number;
  /** Written, if each has room in its column. */
  inputs: { top: number; height: number; written: boolean; glyphs: (Glyph | undefined)[] };
  rows: StripRow[];
  answers: Answers;
  height: number;
}

/** What all rows together may take up before they grow thinner. */
const ROOM = 560;
/** Height of a line of text, and of its letters. */
const LINE = 24;
export const SIZE = 12.5;

export function strip(view: Sequence, direction: Direction, width: number, narrow: boolean): Strip {
  const { trace } = view;
  const left = narrow ? 52 : 72;
  const right = width - 10;
  const pitch = (right - left) / trace.steps;
  const addresses = view.rows[direction];
  const most = Math.max(Math.min(narrow ? 34 : 40, ROOM / addresses.length - 8), 13);
  const gap = most < 20 ? 4 : 8;
  const rows: StripRow[] = [];
  let top = 46;
  for (const address of addresses) {
    const units = view.count(address);
    const height = Math.min(Math.max(units * 5, 20), most);
    rows.push({ address, units, top, height, line: height / units });
    top += height + gap;
  }
  const steps = Array.from({ length: trace.steps }, (_, k) => k + 1);
  const { symbols } = trace.frame.schema;
  const fits = (text: string | undefined, names: string[]): boolean =>
    text !== undefined && fitted(text, pitch - 5, SIZE, names.length > 0) !== undefined;
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
    steps: trace.steps,
    inputs: { top: 12, height: LINE, written: inputsFit, glyphs },
    rows,
    answers: { top: top + 2, lines, line: LINE, written: answersFit, told: answers },
    height: top + 12 + lines * LINE,
  };
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
