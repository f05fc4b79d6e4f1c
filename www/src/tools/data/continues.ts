// Whether a network can go on by itself, and from where: its answers must be what it reads next.
import type { Trace } from '../../network/trace.ts';
import type { Row, Scaling } from './series.ts';
import { rowsOf, scaled, scalings } from './series.ts';

/** One symbol after another, or one row of numbers after another. */
export type Kind = 'symbols' | 'numbers';

/** Two numbers are the same up to the rounding of f32. */
const NEAR = 1e-5;

/**
 * What it can go on with, if the targets of the sequence shown are the inputs of its next steps. (Of symbols several may be
 * right; the one that comes must be among them.)
 */
export function continues(trace: Trace): Kind | undefined {
  const { inputs, outputs, symbols, link } = trace.frame.schema;
  const kind = symbols.inputs.length ? 'symbols' : 'numbers';
  if (inputs !== outputs || link !== (kind === 'symbols' ? 'softmax' : 'identity')) return undefined;
  if (symbols.inputs.some((name, k) => name !== symbols.outputs[k])) return undefined;
  let asked = 0;
  for (let step = 1; step < trace.steps; step++) {
    const next = trace.value('x', step + 1);
    if (kind === 'symbols' && next.every((x) => x === 0)) break; // padding
    if (!trace.asked(step)) {
      if (asked) return undefined;
      continue; // it may listen before it is asked
    }
    const target = trace.target(step);
    const follows = (x: number, k: number): boolean =>
      kind === 'symbols' ? x === 0 || target[k]! > 0 : Math.abs(x - target[k]!) < NEAR;
    if (!next.every(follows)) return undefined;
    asked++;
  }
  return asked ? kind : undefined;
}

/** The places of the symbols that are read in the sequence shown. */
export function symbolsOf(trace: Trace): number[] {
  return steps(trace)
    .map((step) => trace.value('x', step).findIndex((x) => x !== 0))
    .filter((place) => place >= 0);
}

/** Numbers of which it is known how they go on. */
export interface Known {
  /** As the network reads them. */
  rows: Row[];
  /** Of one's own data: how to get back to their units. */
  scaling?: Scaling[] | undefined;
}

/** All of one's own series, if the sequence shown is of it; else the sequence shown, and the last that it asks for. */
export function known(trace: Trace, text: unknown): Known {
  const { steps: n } = trace;
  const shown = steps(trace).map((step) => [...trace.value('x', step)]);
  if (typeof text === 'string') {
    const own = rowsOf(text);
    const scaling = scalings(own);
    const rows = own.map((row) => scaled(row, scaling));
    const same = (row: Row, other: Row | undefined): boolean =>
      other?.length === row.length && row.every((x, k) => Math.abs(x - other[k]!) < NEAR * Math.max(1, Math.abs(x)));
    if (rows.some((_, at) => shown.every((row, k) => same(row, rows[at + k])))) return { rows, scaling };
  }
  return { rows: [...shown, [...trace.target(n)]] };
}

function steps(trace: Trace): number[] {
  return Array.from({ length: trace.steps }, (_, k) => k + 1);
}
