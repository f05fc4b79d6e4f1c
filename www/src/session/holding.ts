// What the answers lose when units are held: each at its mean, one after another, in the network that was measured.
import type { Carrier, Memory, Questions } from '../engine/protocol.ts';

export type Ask = <Name extends keyof Questions>(
  name: Name,
  of: Questions[Name]['of'],
) => Promise<Questions[Name]['answer']>;

/** What a network remembers, and how often it is right while a unit is held, as far as units have been. */
export interface Measurement {
  memory: Memory;
  held: ReadonlyMap<Carrier, number>;
}

/** Holds each of the units that has not been held yet. Hands on what is known after each; throws when the signal is aborted. */
export async function hold(
  ask: Ask,
  { memory, held }: Measurement,
  units: readonly Carrier[],
  signal: AbortSignal,
  found: (measurement: Measurement) => void = () => {},
): Promise<Measurement> {
  for (const unit of units.filter((unit) => !held.has(unit))) {
    const edits = `${unit.name}.${unit.unit}=${unit.mean}`;
    const { accuracy } = await ask('edited', { params: memory.params, edits });
    signal.throwIfAborted();
    held = new Map(held).set(unit, accuracy);
    found({ memory, held });
  }
  return { memory, held };
}
