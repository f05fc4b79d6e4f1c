// In which order a layer's numbers come to be. Forward a figure says it, or the levels of the graph do; backward it follows
// from the graph walked against its arrows: a gradient is complete one beat after the last that adds to it, what goes into a
// squash waits until as many as possible pass together, then the weights gather, then the rest leaves for the step before.
import { addressOf, grouped, ranks, type Wiring } from './wiring.ts';

/** What comes to be in one beat. */
export interface Beat {
  name: string;
  /** Addresses. */
  makes: readonly string[];
}

/** What a field is made from within its step: fields of the same layer only. */
function sources(wiring: Wiring, name: string, layer: ReadonlySet<string>): string[] {
  const factors = wiring.formula(name)?.terms.flat() ?? [];
  return factors.filter((factor) => !factor.before && layer.has(factor.name)).map(addressOf);
}

/** Fields that need nothing of each other stand together. */
export function levels(wiring: Wiring, names: readonly string[]): string[][] {
  const layer = new Set(names);
  return grouped(ranks(names, (name) => sources(wiring, name, layer)));
}

/** The backward beats of a layer: of fields that are not given (`names`), its state `rides` on the belt. */
export function backwardBeats(wiring: Wiring, names: readonly string[], rides: string): Beat[] {
  const layer = new Set(names);
  const users = (name: string): string[] =>
    wiring.uses(name).flatMap(({ by, later }) => (later || !layer.has(by) ? [] : [by]));
  const early = ranks(names, users);
  const waits = (name: string): boolean => wiring.squashed(name) !== undefined;
  // Squashes that no other beat depends on pass together, as soon as the last of them can.
  const free = names.filter((name) => waits(name) && sources(wiring, name, layer).length === 0);
  const together = Math.max(...free.map((name) => early.get(name)!));
  const late = new Map(early);
  for (const name of free) late.set(name, together);
  // All others come as late as they can: just before the first that depends on them.
  for (const name of names.filter((name) => waits(name) && !free.includes(name)))
    late.set(name, Math.min(...sources(wiring, name, layer).map((source) => early.get(source)!)) - 1);

  const beats = grouped(late).map((fields, k) => ({ name: nameOf(fields, k), fields }));
  const times = (name: string): number => beats.filter((beat) => beat.name === name).length;
  function nameOf(fields: string[], k: number): string {
    if (k === 0) return 'loss';
    if (fields.every(waits)) return 'slope';
    if (fields.includes(rides)) return 'meet';
    return early.get(rides)! > late.get(fields[0]!)! ? 'through' : 'part';
  }
  const weights = wiring.schema.params
    .filter(({ name }) => wiring.uses(name).some(({ by }) => layer.has(by)))
    .map(({ name }) => `d_${name}`);
  const leaving = new Set(
    names.flatMap((name) => {
      const factors = wiring.formula(name)?.terms.flat() ?? [];
      return factors.filter(({ before, name }) => before || (wiring.has(name) && !layer.has(name))).map(addressOf);
    }),
  );
  return [
    ...beats.map(({ name, fields }, k) => ({
      // Of several beats of a kind all but the last carry the name of their field.
      name: times(name) > 1 && beats.findLastIndex((beat) => beat.name === name) !== k ? `${name}.${fields[0]}` : name,
      makes: fields.map((field) => `d_${field}`),
    })),
    { name: 'weights', makes: weights },
    { name: 'leave', makes: [...leaving].map((address) => `d_${address}`) },
  ];
}
