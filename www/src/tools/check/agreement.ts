// Two gradients of the same parameters side by side: how far they agree, and the worst of them.
import type { GradientCheck } from '../../engine/protocol.ts';
import { print } from '../../network/address.ts';

/** One parameter with its gradient by backpropagation and by a difference quotient. */
export interface Pair {
  /** Its place in a matrix. */
  name: string;
  row: number;
  col: number;
  /** Its place among all parameters. */
  place: number;
  analytic: number;
  numeric: number;
  /** How far they are apart, by the larger. */
  relative: number;
}

/** Where a parameter stands: `W_f[3,1]`. */
export function addressOf({ name, row, col }: Pair): string {
  return print({ gradient: false, name, before: false, at: [row, col] });
}

/** All numbers of a check, in the order of the parameters. */
export function pairsOf(
  checks: readonly GradientCheck[],
  field: (name: string) => { cols: number; offset: number },
): Pair[] {
  return checks.flatMap(({ name, analytic, numeric, relative }) => {
    const { cols, offset } = field(name);
    return Array.from(analytic, (each, k) => ({
      name,
      row: Math.floor(k / cols),
      col: k % cols,
      place: offset + k,
      analytic: each,
      numeric: numeric[k]!,
      relative: relative[k]!,
    }));
  });
}

/** An f64 has no more. */
const MOST_DIGITS = 15;

/** To how many digits two numbers agree that are so far apart. */
export function digits(relative: number): number {
  return Math.min(Math.max(-Math.log10(relative), 0), MOST_DIGITS);
}

/** Digits of agreement: of the worst of all, and of the one in the middle. */
export interface Agreement {
  worst: number;
  median: number;
}

/** `worstFirst`: as `ranked` gives them; at least one. */
export function agreement(worstFirst: readonly Pair[]): Agreement {
  const at = (k: number): number => digits(worstFirst[k]!.relative);
  return { worst: at(0), median: at(Math.floor(worstFirst.length / 2)) };
}

/** The worst first. */
export function ranked(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted((a, b) => b.relative - a.relative);
}
