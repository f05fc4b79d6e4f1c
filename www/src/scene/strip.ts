// The strip under the stage: all time steps side by side, a row for each address, a column a step. Geometry and lookup.
import type { Spot } from '../network/address.ts';
import { lastReal } from '../network/padding.ts';
import type { Direction } from '../network/timeline.ts';
import type { Trace } from '../network/trace.ts';
import { linear, type Axis } from './axis.ts';
import { fitted, glyphText, told, type Glyph } from './glyph.ts';
import { CURVE, LINE, levels, type StripRow } from './levels.ts';
import { inPile } from './plan.ts';
import type { View } from './view.ts';

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
  count: { y: number; every: number } | undefined;
  /** The inputs as text, if each fits into its column. */
  inputs: { top: number; height: number; written: boolean; glyphs: (Glyph | undefined)[] };
  rows: StripRow[];
  answers: Answers | undefined;
  height: number;
}

/** What a text in a column leaves free, and other lengths, in units of the type's size. */
const MARGIN = 0.4;
/** Narrower than this it has no words. */
const NARROW = 45;
/** At its sides: names, and what it comes to; in a compact one names alone, behind it. */
const SIDES = { wide: [10.6, 4.6], narrow: [3.6, 3.5], compact: [0.3, 4.6] } as const;

/** Laid out for type of `em` pixels, with room for the answers of a `twin`. */
export function strip(
  view: View,
  direction: Direction,
  width: number,
  em: number,
  compact = false,
  twin?: Trace,
): Strip {
  const { trace } = view;
  const narrow = width < NARROW * em;
  const [before, after] = SIDES[compact ? 'compact' : narrow ? 'narrow' : 'wide'];
  const left = before * em;
  const right = width - after * em;
  const pitch = (right - left) / trace.steps;
  const { inputs, rows, answers, height } = levels(view, direction, em, compact);
  const steps = Array.from({ length: trace.steps }, (_, k) => k + 1);
  const { symbols, outputs } = trace.frame.schema;
  const fits = (text: string | undefined, names: string[]): boolean =>
    text !== undefined && fitted(text, pitch - MARGIN * em, em, names.length > 0) !== undefined;
  const glyphs = steps.map((step) => glyphText(trace, step));
  const texts = steps.map((step) => (trace.asked(step) ? told(trace, step) : undefined));
  return {
    left,
    right,
    pitch,
    cell: pitch > 6 ? pitch - 2 : pitch,
    room: pitch - MARGIN * em,
    steps: trace.steps,
    last: lastReal(trace),
    narrow,
    count: compact
      ? undefined
      : {
          y: inputs.top - 0.45 * em,
          every: EVERY.find((every) => every * pitch > 2.2 * em) ?? EVERY.at(-1)!,
        },
    inputs: { ...inputs, written: glyphs.every((glyph) => fits(glyph?.text, symbols.inputs)), glyphs },
    rows,
    answers: answers && {
      ...answers,
      curve:
        outputs === 1
          ? curveIn(twin ? [trace, twin] : [trace], answers.top + 0.4 * em, answers.top + (CURVE - 0.4) * em)
          : undefined,
      line: LINE * em,
      written: answers.lines === 1 || texts.every((both) => !both || both.every((text) => fits(text, symbols.outputs))),
      told: texts,
    },
    height,
  };
}

/** Steps are numbered one and all, or every so many. */
const EVERY = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** From the least to the largest of what is said and wished for. */
function curveIn(traces: readonly Trace[], top: number, bottom: number): Axis {
  const all = traces.flatMap((trace) => {
    const steps = Array.from({ length: lastReal(trace) }, (_, k) => k + 1);
    const said = steps.map((step) => trace.prediction(step)[0]!);
    return [...said, ...steps.filter((step) => trace.asked(step)).map((step) => trace.target(step)[0]!), 0];
  });
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
