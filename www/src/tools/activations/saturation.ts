// How much of what a function gives is at its ends, where its slope is next to nothing.
import { slopeOf, type Squash } from '../../network/formula.ts';
import { lastReal } from '../../network/padding.ts';
import type { Trace } from '../../network/trace.ts';
import type { Squashed } from './functions.ts';

/** Below and above these a value is at an end: a gate shut or open, a unit of a ReLU off. */
export const ENDS: Record<Squash, { low: number; high?: number }> = {
  sigmoid: { low: 0.05, high: 0.95 },
  tanh: { low: -0.95, high: 0.95 },
  relu: { low: 0 },
};

interface Saturation extends Squashed {
  /** Shares, 0 to 1, of all units at all steps. */
  low: number;
  high: number;
  /** The mean of the slope. */
  slope: number;
}

/** Of all that a sequence shows: padding does not count. */
export function saturation(trace: Trace, { name, squash }: Squashed): Saturation {
  const { low, high = Infinity } = ENDS[squash];
  const all = Array.from({ length: lastReal(trace) }, (_, k) => [...trace.value(name, k + 1)]).flat();
  const share = (holds: (v: number) => boolean): number => all.filter(holds).length / all.length;
  return {
    name,
    squash,
    low: share((v) => (squash === 'relu' ? v <= low : v < low)),
    high: share((v) => v > high),
    slope: all.reduce((sum, v) => sum + slopeOf(squash, v), 0) / all.length,
  };
}

/** What the slope is at most, at the ends. */
export function slopeAtEnds(squash: Squash): number {
  return slopeOf(squash, ENDS[squash].low);
}
