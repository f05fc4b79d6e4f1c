// What would be learnt of data of one's own, as far as the page can tell before the core has seen it.
import type { Options } from '../../session/state.ts';
import { learnt, parted } from './aside.ts';
import { tokensOf } from './tokens.ts';

export interface Prepared {
  task: 'text' | 'numbers';
  options: Options;
  /** What is kept from the network. */
  aside: string;
  /** Characters, words or rows: that are learnt, */
  pieces: number;
  /** and that are kept aside. */
  kept: number;
}

/** A text by its characters or words, in stretches of so many; its end is kept aside, or nothing is. */
export function ofText(all: string, unit: string, steps: number, keeps: boolean): Prepared {
  const words = unit === 'word';
  const [text, aside] = keeps ? parted(all, words) : [all, ''];
  const [pieces, kept] = [tokensOf(text, words).length, tokensOf(aside, words).length];
  return { task: 'text', options: { text, unit, steps }, aside, pieces, kept };
}

/** Rows of numbers, a line for each. */
export function ofRows(all: string, steps: number, keeps: boolean): Prepared {
  const rows = all.split('\n');
  const pieces = keeps ? learnt(rows.length) : rows.length;
  const [numbers, aside] = [rows.slice(0, pieces).join('\n'), rows.slice(pieces).join('\n')];
  return { task: 'numbers', options: { numbers, steps }, aside, pieces, kept: rows.length - pieces };
}
