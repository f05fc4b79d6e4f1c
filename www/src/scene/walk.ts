// The numbers of a scene by where they stand: which is next in a direction, and which is nearest to a finger.
import { sameSpot, type Spot } from '../network/address.ts';
import { glyphWidth } from './glyph.ts';
import type { Point } from './plan.ts';
import type { Scene, Shape } from './shape.ts';

/** A shape that is a number. */
type Numbered = Extract<Shape, { spot?: Spot }>;

/** A number on the stage, and the room that it takes. */
export interface Stand extends Point {
  w: number;
  h: number;
  spot: Spot;
  shape: Numbered;
  /** Its place among all numbers, in painting order. */
  index: number;
}

export type Way = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

const GLYPH_HEIGHT = 28;

/** All numbers in painting order. One may stand in several places. */
export function standsOf({ shapes }: Scene): Stand[] {
  const stands: Stand[] = [];
  for (const shape of shapes) {
    if (!('spot' in shape) || !shape.spot) continue;
    const { x, y, spot } = shape;
    const { w, h } = shape.type === 'glyph' ? { w: glyphWidth(shape.text), h: GLYPH_HEIGHT } : shape;
    stands.push({ x, y, w, h, spot, shape, index: stands.length });
  }
  return stands;
}

/** Along a row, or to the nearest in the row above or below; where there is none it stays. */
export function walk(stands: readonly Stand[], from: Stand, way: Way): Stand {
  const rows = rowsOf(stands);
  const r = rows.findIndex((row) => row.includes(from));
  const row = rows[r];
  if (!row) return from;
  const k = row.indexOf(from);
  switch (way) {
    case 'left':
      return row[k - 1] ?? from;
    case 'right':
      return row[k + 1] ?? from;
    case 'first':
      return row[0]!;
    case 'last':
      return row.at(-1)!;
    case 'up':
    case 'down': {
      const next = rows[way === 'up' ? r - 1 : r + 1] ?? [];
      return least(next, ({ x }) => Math.abs(x - from.x)) ?? from;
    }
  }
}

/** From top to bottom, each from left to right. What is painted over another of the same number is not met twice. */
function rowsOf(stands: readonly Stand[]): Stand[][] {
  const rows: Stand[][] = [];
  for (const stand of stands.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (!row || !first || stand.y - first.y > Math.min(stand.h, first.h) / 2) rows.push([stand]);
    else row.push(stand);
  }
  return rows.map((row) =>
    row
      .toSorted((a, b) => a.x - b.x)
      .filter(({ x, spot }, k, all) => k === 0 || x - all[k - 1]!.x > 1 || !sameSpot(spot, all[k - 1]!.spot)),
  );
}

/** Where a number stands after the scene has changed: the same one, or the same of another step, or whatever is nearest. */
export function again(stands: readonly Stand[], { x, y, spot }: Stand): Stand | undefined {
  const met = rowsOf(stands).flat();
  const same = met.filter((stand) => stand.spot.address === spot.address && stand.spot.unit === spot.unit);
  return least(same.length ? same : met, (stand) => Math.hypot(stand.x - x, stand.y - y));
}

/** The number whose room is nearest to a point, if it is within reach. */
export function nearest(stands: readonly Stand[], { x, y }: Point, reach: number): Stand | undefined {
  const away = (stand: Stand): number =>
    Math.hypot(Math.max(Math.abs(stand.x - x) - stand.w / 2, 0), Math.max(Math.abs(stand.y - y) - stand.h / 2, 0));
  // Where several overlap, the topmost.
  const found = least(stands.toReversed(), away);
  return found && away(found) <= reach ? found : undefined;
}

function least(stands: readonly Stand[], of: (stand: Stand) => number): Stand | undefined {
  let best: Stand | undefined;
  for (const stand of stands) if (!best || of(stand) < of(best)) best = stand;
  return best;
}
