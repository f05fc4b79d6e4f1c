// Heat maps of all that a sequence has: which there are, how high they stand, and where a pointer or a key leads.
import { layerOf, type Place } from '../../network/address.ts';
import type { Trace } from '../../network/trace.ts';

/** Values of a field, and their gradients beside them. */
export interface Pair {
  name: string;
  /** The layer that has to be on the stage for it to be looked at. */
  layer: number;
  units: number;
  /** In CSS pixels. */
  height: number;
}

/** Of one unit, and of all: few are tall enough to be hit, many take no more than their room. */
const LINE = 8;
const HEIGHT = { least: 18, most: 96 };
/** So many steps a key leaps that turns pages. */
const LEAP = 10;

export function pairsOf(trace: Trace): Pair[] {
  const { layers } = trace.frame.schema;
  const pairs = trace.wiring.fields.map(({ name, kind, rows: units }) => ({
    name,
    layer: kind === 'output' ? layers - 1 : layerOf(name).layer,
    units,
    height: Math.min(Math.max(units * LINE, HEIGHT.least), HEIGHT.most),
  }));
  return pairs.toSorted((a, b) => a.layer - b.layer);
}

/** Under a point, given in parts of the map's width and height. */
export function placeAt(x: number, y: number, steps: number, units: number): Place {
  const within = (part: number, n: number): number => Math.min(Math.max(Math.floor(part * n), 0), n - 1);
  return { step: within(x, steps) + 1, unit: within(y, units) };
}

/** Where a key leads to; none if it leads nowhere. */
export function placeBy(key: string, { step, unit }: Place, steps: number, units: number): Place | undefined {
  const to = (at: number): Place => ({ step: Math.min(Math.max(at, 1), steps), unit });
  const own = Math.min(unit, units - 1);
  switch (key) {
    case 'ArrowLeft':
      return to(step - 1);
    case 'ArrowRight':
      return to(step + 1);
    case 'PageUp':
      return to(step - LEAP);
    case 'PageDown':
      return to(step + LEAP);
    case 'Home':
      return to(1);
    case 'End':
      return to(steps);
    case 'ArrowUp':
      return { step, unit: Math.max(own - 1, 0) };
    case 'ArrowDown':
      return { step, unit: Math.min(own + 1, units - 1) };
  }
  return undefined;
}
