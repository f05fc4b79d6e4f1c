// How one symbol is drawn from those that a network thinks possible, so that the same drawing can be had again.

/**
 * The shares at a temperature: softmax(log p / T). Below 1 what is likely grows likelier, above 1 all draw nearer to each
 * other; at 0 the likeliest has all.
 */
export function shares(p: ArrayLike<number>, temperature: number): number[] {
  const most = Math.max(...Array.from(p));
  // Relative to the likeliest: else small powers of small numbers would all be 0.
  const weights = Array.from(p, (each) =>
    temperature > 0 ? Math.pow(each / most, 1 / temperature) : Number(each === most),
  );
  if (temperature <= 0) weights.fill(0, weights.indexOf(1) + 1); // of equals the first
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The place at which the shares, laid end to end, pass `chance`, a number from 0 to below 1. */
export function choose(p: ArrayLike<number>, temperature: number, chance: number): number {
  const all = shares(p, temperature);
  let rest = chance;
  const found = all.findIndex((share) => (rest -= share) < 0);
  // The shares may come to a hair less than 1.
  return found < 0 ? all.findLastIndex((share) => share > 0) : found;
}

/** The `index`th number of a stream, from 0 to below 1: the same each time (splitmix32). */
export function chanceAt(stream: number, index: number): number {
  let z = (Math.imul(stream, 0x85ebca6b) + Math.imul(index + 1, 0x9e3779b9)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
}
