// Inputs, predictions and targets as the task's own things: a bit to remember, a letter, a word, a number with a mark on
// it. What has no such form stays a plain vector.
import { parse, PREDICTION, TARGET, type Spot } from '../network/address.ts';
import { brief, gate, precise, short, visible } from '../network/format.ts';
import type { Trace } from '../network/trace.ts';
import type { Wiring } from '../network/wiring.ts';

export interface Glyph {
  text: string;
  /** It is the input that has to be remembered, not a distractor. */
  marked: boolean;
  /** Which number of the input it shows. */
  unit: number;
}

/** The input of a step. `undefined`: too many numbers for a text. */
export function glyphText(trace: Trace, step: number): Glyph | undefined {
  const x = trace.value('x', step);
  const { glyph, symbols } = trace.frame.schema;
  if (symbols.inputs.length) {
    // Where a sequence is shorter than the longest, no symbol stands.
    const shown = x.findIndex((each) => each !== 0);
    return { text: visible(symbols.inputs[shown] ?? ''), marked: false, unit: Math.max(shown, 0) };
  }
  switch (glyph) {
    case 'cue': {
      // x[0] is the bit to remember, x[1] a distractor; where both rest there is nothing to read.
      const marked = x[0] !== 0;
      return { text: signed(marked ? x[0]! : (x[1] ?? 0)), marked, unit: marked || x.length === 1 ? 0 : 1 };
    }
    case 'marked-bit':
      return { text: signed(x[0]!), marked: x[1] !== 0, unit: 0 };
    case 'marked':
      return { text: x[0]!.toFixed(2), marked: x[1] !== 0, unit: 0 };
    case 'bit':
      return { text: brief(x[0]!), marked: false, unit: 0 };
    default:
      return x.length === 1 ? { text: short(x[0]!), marked: false, unit: 0 } : undefined;
  }
}

/** The mark on an input, and its absence. */
export const STAR = '★';
export const NO_STAR = '☆';

/** Of a task in which a second input marks what counts: whether it does at a step. */
export function markOf(trace: Trace, step: number): boolean | undefined {
  return ['marked-bit', 'marked'].includes(trace.frame.schema.glyph) ? trace.value('x', step)[1] !== 0 : undefined;
}

function signed(bit: number): string {
  return bit === 0 ? '·' : bit > 0 ? '+1' : '−1';
}

/** Whether its glyphs tell something even where there is no room to write them. */
export function hasMarks(trace: Trace): boolean {
  return ['cue', 'marked', 'marked-bit'].includes(trace.frame.schema.glyph);
}

/** The symbol that a number stands for, of an input or an answer. */
export function symbolOf(wiring: Wiring, { address, unit }: Spot): string | undefined {
  const { inputs, outputs } = wiring.schema.symbols;
  const { name } = parse(address);
  const answers = wiring.field(name)?.kind === 'output' || name === PREDICTION || name === TARGET;
  const symbol = (name === 'x' ? inputs : answers ? outputs : [])[unit];
  return symbol && visible(symbol);
}

/** One number of a prediction or a target, and how it is written. */
export interface Answer {
  unit: number;
  value: number;
  text: string;
}

/** The prediction at a step: the `most` likeliest symbols, likeliest first, or all numbers. */
export function predicted(trace: Trace, step: number, most: number): Answer[] {
  const names = trace.frame.schema.symbols.outputs;
  const all = Array.from(trace.prediction(step), (value, unit) => ({ unit, value, text: gate(value) }));
  if (!names.length) return all;
  return all
    .toSorted((a, b) => b.value - a.value)
    .slice(0, most)
    .map((each) => ({ ...each, text: `${visible(names[each.unit]!)} ${each.text}` }));
}

/** The target at a step: each symbol that would be right, or all numbers. */
export function wanted(trace: Trace, step: number): Answer[] {
  const names = trace.frame.schema.symbols.outputs;
  const all = Array.from(trace.target(step), (value, unit) => ({
    unit,
    value,
    text: visible(names[unit] ?? brief(value)),
  }));
  return names.length ? all.filter(({ value }) => value > 0) : all;
}

/** Prediction and target of a step, in a word each: the likeliest symbol, those that are right, or the first numbers. */
export function told(trace: Trace, step: number): [said: string, wished: string] {
  const names = trace.frame.schema.symbols.outputs;
  const said = predicted(trace, step, 1).map(({ unit, value }) => visible(names[unit] ?? precise(value)));
  const wished = wanted(trace, step).map(({ text }) => text);
  return [list(said), list(wished)];
}

function list(texts: string[]): string {
  return [...texts.slice(0, 4), ...(texts.length > 4 ? ['…'] : [])].join(' ');
}

/** How wide the text face draws a character at most, semibold, in units of its size: the first that holds. */
const ADVANCES: [RegExp, number][] = [
  [/[\u2e80-\uffef…—↑↓]/, 1], // a Chinese character is as wide as high
  [/[mwMW%@]/, 0.88],
  [/[.·]/, 0.28],
  [/[ !'(),/:;I[\]fijl|’-]/, 0.35],
  [/[A-Z&≈]/, 0.72],
  [/[⁰¹²³⁴⁵⁶⁷⁸⁹]/, 0.42],
  [/[\d+−×]/, 0.52],
  [/⁻/, 0.56],
];

/** Roughly how wide a text is, in units of its size, and rather too wide than too narrow. */
export function widthOf(text: string): number {
  return [...text].reduce((width, c) => width + (ADVANCES.find(([some]) => some.test(c))?.[1] ?? 0.6), 0);
}

/** A text in so much room: smaller if it must be, and a word cut short; a number never is. */
export function fitted(
  text: string,
  room: number,
  size: number,
  word: boolean,
): { text: string; size: number } | undefined {
  const least = 0.72 * size;
  if (widthOf(text) * least <= room) return { text, size: Math.min(size, room / Math.max(widthOf(text), 0.1)) };
  for (let n = [...text].length - 1; word && n > 0; n--) {
    const cut = `${[...text].slice(0, n).join('')}…`;
    if (widthOf(cut) * least <= room) return { text: cut, size: least };
  }
  return undefined;
}

/** The width of the box around an input's text, on the stage. */
export function glyphWidth(text: string): number {
  return Math.max(34, 12 + 16 * widthOf(text));
}
