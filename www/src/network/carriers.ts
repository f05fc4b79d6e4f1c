// Who carries what has to be remembered, by the measurements of a memory.
import type { Carrier, Schema } from '../engine/protocol.ts';
import { layerOf } from './address.ts';
import { chanceOf } from './chance.ts';

/** An |r| from which on a unit goes closely with what is to be remembered. */
const CLOSE = 0.9;
/** Of what the network is right beyond chance, a unit that carries takes at least so much with it. */
const NEEDED = 0.5;

export type What = 'bit' | 'symbol' | 'number';

export function whatOf(schema: Pick<Schema, 'glyph' | 'symbols' | 'config'>): What {
  return schema.symbols.outputs.length ? 'symbol' : chanceOf(schema) > 0 ? 'bit' : 'number';
}

/** Those that go closely with what has to be remembered. */
export function closely(units: readonly Carrier[]): Carrier[] {
  return units.filter((unit) => strength(unit) >= CLOSE);
}

/** Of these, for each cell that is needed the side that goes with it longest. `accuracyOf`: while one of them is held. */
export function carriersOf(
  close: readonly Carrier[],
  accuracyOf: (unit: Carrier) => number,
  accuracy: number,
  chance: number,
): Carrier[] {
  return cells(close.filter((unit) => accuracy - accuracyOf(unit) >= NEEDED * (accuracy - chance)));
}

/** C and h of one unit are two sides of one cell: for each cell the side that goes with it longest, longest first. */
export function cells(units: readonly Carrier[]): Carrier[] {
  const best = new Map<string, Carrier>();
  for (const unit of units.toSorted((a, b) => endurance(b) - endurance(a)))
    if (!best.has(cellOf(unit))) best.set(cellOf(unit), unit);
  return [...best.values()];
}

export function cellOf({ name, unit }: Carrier): string {
  return `${layerOf(name).layer} ${unit}`;
}
export function strength({ r }: Carrier): number {
  return Math.abs(r ?? 0);
}

/** Its |r| from the first step to the last, in the mean. */
function endurance({ course }: Carrier): number {
  return mean(course.map((r) => Math.abs(r ?? 0)));
}
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
