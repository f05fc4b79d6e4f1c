// A sequence as it is typed: a row for each time step, numbers parted by blanks or commas.
import type { Sequences } from '../../engine/protocol.ts';
import { InputError } from './input.ts';

/** As in every task: a single step has nothing to be remembered. */
const FEWEST = 2;

/** In each row what goes in, and behind it, where something is wanted, what that is. Throws an InputError. */
export function sequenceOf(text: string, inputs: number, outputs: number): Sequences {
  const lines = text.split('\n').map((line) => line.split(/[\s,;]+/).filter((word) => word !== ''));
  while (lines.at(-1)?.length === 0) lines.pop();
  if (lines.length < FEWEST) throw new InputError('rows-few', { fewest: FEWEST, found: lines.length });
  const rows = lines.map((words, k) => {
    const row = k + 1;
    const value = words.find((word) => !Number.isFinite(Number(word)));
    if (value !== undefined) throw new InputError('rows-number', { row, value });
    if (words.length !== inputs && words.length !== inputs + outputs)
      throw new InputError('rows-width', { row, found: words.length, inputs, all: inputs + outputs });
    return words.map(Number);
  });
  const wanted = (row: number[]): number[] => (row.length > inputs ? row.slice(inputs) : Array(outputs).fill(0));
  return {
    inputs: Float32Array.from(rows.flatMap((row) => row.slice(0, inputs))),
    targets: Float32Array.from(rows.flatMap(wanted)),
    mask: Float32Array.from(rows, (row) => Number(row.length > inputs)),
  };
}

/** A one at the first step, and then nothing: what is kept of it? */
export function impulse(inputs: number): string {
  const row = (first: number): string => [first, ...Array<number>(inputs - 1).fill(0)].join(' ');
  return [row(1), ...Array<string>(9).fill(row(0))].join('\n');
}
