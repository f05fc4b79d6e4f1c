// The strip under the stage: all time steps side by side, a row for each address, a column a step. Geometry and lookup.
import type { Spot } from '../network/address.ts';
import { lastReal } from '../network/padding.ts';
import type { Direction } from '../network/timeline.ts';
import { linear, type Axis } from './axis.ts';
import { fitted, glyphText, told, type Glyph } from './glyph.ts';
import { inPile, type Pile } from './plan.ts';
import type { View } from './view.ts';

export interface StripRow {
  address: string;
  top: number;
  pile: Pile;
  /** One of its units is opened: drawn by its height. */
  opens: boolean;
}

/**
 * Prediction and target: a single number is a curve; others are written at the one step that asks, or as two lines under all
 * steps that ask.
 */
interface Answers {
  top: number;
  /** Of a curve: where a number stands, down the strip. */
  curve: Axis | undefined;
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
  /** There is no room for words beside the letters. */
  narrow: boolean;
  /** Where the steps are counted, and every which has its number. */
  count: { y: number; every: number };
  /** The inputs as text, if each fits into its column. */
  inputs: { top: number; height: number; written: boolean; glyphs: (Glyph | undefined)[] };
  rows: StripRow[];
  answers: Answers;
  height: number;
}

/** What all rows together may take up before they grow thinner, and other lengths, in units of the type's size. */
const ROOM = 45;
const LINE = 1.6;
const CURVE = 2.1;
const MARGIN = 0.4;
const GAP = 0.45;
const COUNT = 1.5;
/** Narrower than this it has no words. */
const NARROW = 45;
/** At its sides: names, and what it comes to. */
const SIDES = { wide: [10.6, 4.6], narrow: [3.6, 3.5] } as const;
/** Of what rides: the unit that is opened, each other one, and all together. */
const OPENED = 2.6;
const OTHER = 0.85;
const PILE = 5.4;

/** How high it will be, in em. */
export function heightOf(view: View, narrow: boolean): number {
  return strip(view, 'forward', narrow ? 0 : NARROW, 1).height;
}

/** Laid out for type of `em` pixels. Both directions have the same height: turning round moves nothing below. */
export function strip(view: View, direction: Direction, width: number, em: number): Strip {
  const { trace } = view;
  const narrow = width < NARROW * em;
  const [before, after] = SIDES[narrow ? 'narrow' : 'wide'];
  const left = before * em;
  const right = width - after * em;
  const pitch = (right - left) / trace.steps;
  const inputs = { top: COUNT * em, height: LINE * em };
  const top = inputs.top + inputs.height + GAP * em;
  const rows = rowsIn(view, direction, top, em);
  const bottom = Math.max(...(['forward', 'backward'] as const).map((way) => endOf(rowsIn(view, way, top, em), top)));
  const steps = Array.from({ length: trace.steps }, (_, k) => k + 1);
  const { symbols, outputs } = trace.frame.schema;
  const fits = (text: string | undefined, names: string[]): boolean =>
    text !== undefined && fitted(text, pitch - MARGIN * em, em, names.length > 0) !== undefined;
  const glyphs = steps.map((step) => glyphText(trace, step));
  const answers = steps.map((step) => (trace.asked(step) ? told(trace, step) : undefined));
  const lines = answers.filter((each) => each).length > 1 ? 2 : 1;
  const place = { top: bottom + GAP * em, height: (outputs === 1 ? CURVE : lines * LINE) * em };
  return {
    left,
    right,
    pitch,
    cell: pitch > 6 ? pitch - 2 : pitch,
    room: pitch - MARGIN * em,
    steps: trace.steps,
    last: lastReal(trace),
    narrow,
    count: { y: COUNT * em - 0.45 * em, every: EVERY.find((every) => every * pitch > 2.2 * em) ?? EVERY.at(-1)! },
    inputs: { ...inputs, written: glyphs.every((glyph) => fits(glyph?.text, symbols.inputs)), glyphs },
    rows,
    answers: {
      top: place.top,
      curve: outputs === 1 ? curveIn(view, place.top + 0.4 * em, place.top + place.height - 0.4 * em) : undefined,
      lines,
      line: LINE * em,
      written: lines === 1 || answers.every((texts) => !texts || texts.every((text) => fits(text, symbols.outputs))),
      told: answers,
    },
    height: place.top + place.height + 0.3 * em,
  };
}

/** Steps are numbered one and all, or every so many. */
const EVERY = [1, 2, 5, 10, 20, 50, 100, 200, 500];

function rowsIn(view: View, direction: Direction, top: number, em: number): StripRow[] {
  const addresses = view.network.rows[direction];
  const most = Math.max(Math.min(1.7, ROOM / addresses.length - 0.5), 1.05) * em;
  const gap = (most < 1.6 * em ? 0.3 : GAP) * em;
  const { rides } = view.network;
  let at = top;
  return addresses.map((address) => {
    const units = view.count(address);
    const opens = [rides, `d_${rides}`].includes(address);
    const pile: Pile = opens
      ? {
          units,
          height: Math.min(OPENED + (units - 1) * OTHER, PILE) * em,
          opened: units > 1 ? OPENED * em : undefined,
        }
      : { units, height: Math.min(Math.max(units * 0.5, 1.1) * em, most), opened: undefined };
    const row = { address, top: at, pile, opens };
    at += pile.height + gap;
    return row;
  });
}

function endOf(rows: readonly StripRow[], top: number): number {
  const last = rows.at(-1);
  return last ? last.top + last.pile.height : top;
}

/** From the least to the largest of what is said and wished for. */
function curveIn({ trace }: View, top: number, bottom: number): Axis {
  const steps = Array.from({ length: lastReal(trace) }, (_, k) => k + 1);
  const said = steps.map((step) => trace.prediction(step)[0]!);
  const wished = steps.filter((step) => trace.asked(step)).map((step) => trace.target(step)[0]!);
  const all = [...said, ...wished, 0];
  return linear([Math.min(...all), Math.max(...all)], [bottom, top]);
}

export function columnX(s: Strip, step: number): number {
  return s.left + (step - 1) * s.pitch;
}

/** Where a unit of a row stands. */
export function lineIn({ top, pile }: StripRow, unit: number, open: number): { top: number; height: number } {
  const { y, h } = inPile(pile, unit, open);
  return { top: top + y - h / 2, height: h };
}

/** The time step under a point, and the number if there is one. */
export function hit(s: Strip, x: number, y: number, open: number): { step: number; spot?: Spot } {
  const step = Math.min(Math.max(Math.floor((x - s.left) / s.pitch) + 1, 1), s.steps);
  const row = s.rows.find(({ top, pile }) => y >= top && y < top + pile.height);
  if (!row || x < s.left || x > s.right) return { step };
  const units = Array.from({ length: row.pile.units }, (_, unit) => unit);
  const unit = units.find((unit) => {
    const line = lineIn(row, unit, open);
    return y < line.top + line.height;
  });
  return { step, spot: { address: row.address, step, unit: unit ?? row.pile.units - 1 } };
}
