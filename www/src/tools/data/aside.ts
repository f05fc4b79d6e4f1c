// The end of one's own data that is kept from the network: where it begins, and as sequences to test on.
import type { Sequences } from '../../engine/protocol.ts';

/** So much of the data is learnt. */
const LEARNT = 0.8;

/** Of so many rows those that are learnt. */
export function learnt(rows: number): number {
  return Math.ceil(LEARNT * rows);
}

/** A text in what is learnt and what is kept aside; between words, if it is read by words. */
export function parted(text: string, words: boolean): [learnt: string, aside: string] {
  const characters = [...text];
  let at = learnt(characters.length);
  while (words && at > 0 && /\S/.test(characters[at] ?? ' ')) at--;
  at ||= characters.length; // one word
  return [characters.slice(0, at).join(''), characters.slice(at).join('')];
}

/**
 * Runs of rows, each row of which asks for the next, in sequences of so many steps. What is missing of the last of a run does
 * not count. `undefined`: there is nothing to ask.
 */
export function sequences(runs: readonly (readonly ArrayLike<number>[])[], steps: number): Sequences | undefined {
  const width = runs[0]?.[0]?.length ?? 0;
  const pieces = runs.flatMap((run) =>
    Array.from({ length: Math.ceil((run.length - 1) / steps) }, (_, k) => run.slice(k * steps, (k + 1) * steps + 1)),
  );
  if (!pieces.length) return undefined;
  const all: Sequences = {
    inputs: new Float32Array(pieces.length * steps * width),
    targets: new Float32Array(pieces.length * steps * width),
    mask: new Float32Array(pieces.length * steps),
  };
  pieces.forEach((rows, piece) =>
    rows.slice(1).forEach((next, step) => {
      const at = piece * steps + step;
      all.inputs.set(Array.from(rows[step]!), at * width);
      all.targets.set(Array.from(next), at * width);
      all.mask[at] = 1;
    }),
  );
  return all;
}

/** Symbols as rows of one 1, in runs of what the network knows. */
export function runsOf(tokens: readonly string[], names: readonly string[]): number[][][] {
  const runs: number[][][] = [[]];
  for (const token of tokens) {
    const place = names.indexOf(token);
    if (place < 0) runs.push([]);
    else runs.at(-1)!.push(names.map((_, k) => Number(k === place)));
  }
  return runs.filter((run) => run.length > 1);
}
