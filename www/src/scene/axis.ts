// Axes: where a number stands in a drawing, and which number stands at a place.

/** From its least number to its largest, and between which places these are drawn. */
export type Ends = readonly [number, number];

export interface Axis {
  at(v: number): number;
  /** The other way: the number at a place. */
  from(place: number): number;
}

/** Equal differences are equally long. Numbers that are all the same stand at the first place. */
export function linear([low, high]: Ends, [first, last]: Ends): Axis {
  const span = high - low || 1;
  return {
    at: (v) => first + (last - first) * ((v - low) / span),
    from: (place) => low + span * ((place - first) / (last - first)),
  };
}

/** So many decades above nothing a symmetric logarithmic axis shows by their size; what is smaller is drawn towards zero. */
const DECADES = 6;

/** Both signs by their size, from −most to most: the logarithm far from zero, a straight line near it. */
export function symlog(most: number, places: Ends): Axis & { ticks: number[] } {
  const least = (2 * most) / 10 ** DECADES || 1;
  const top = Math.asinh(most / least) || 1;
  const { at, from } = linear([-top, top], places);
  const highest = Math.floor(Math.log10(most));
  // Every second power of ten.
  const powers = most === 0 ? [] : Array.from({ length: DECADES / 2 }, (_, k) => 10 ** (highest - 2 * k));
  return {
    at: (v) => at(Math.asinh(v / least)),
    from: (place) => least * Math.sinh(from(place)),
    ticks: [...powers.map((each) => -each), 0, ...powers.toReversed()],
  };
}
