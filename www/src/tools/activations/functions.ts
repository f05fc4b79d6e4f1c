// The functions of a layer, and where its units stand on them.
import { parse } from '../../network/address.ts';
import { slopeOf, squashOf, type Formulas, type Squash } from '../../network/formula.ts';
import { fieldsOf, type Wiring } from '../../network/wiring.ts';

/** A field that a function makes. */
export interface Squashed {
  name: string;
  squash: Squash;
}

export function squashedOf(wiring: Wiring, layer: number): Squashed[] {
  return fieldsOf(wiring, layer).flatMap((name) => {
    const squash = wiring.formula(name)!.squash;
    return squash ? [{ name, squash }] : [];
  });
}

/** Of which of these an address speaks: what is squashed and its gradient belong to what comes out. */
export function functionAt(wiring: Wiring, layer: number, address: string): string | undefined {
  const { name } = parse(address);
  const made = squashedOf(wiring, layer).map((each) => each.name);
  return [name, wiring.squashed(name)].find((each) => each !== undefined && made.includes(each));
}

/** A unit's place on a function. */
export interface Standing {
  z: number;
  value: number;
  slope: number;
}

export function standingAt(squash: Squash, z: number): Standing {
  const value = squashOf(squash, z);
  return { z, value, slope: slopeOf(squash, value) };
}

/** All units of a field at a step: what goes in, what the core made of it, and the slope there. */
export function standings(formulas: Formulas, { name, squash }: Squashed, step: number): Standing[] {
  const terms = formulas.wiring.formula(name)!.terms.map((_, k) => formulas.numbers(`${name}/${k}`, step));
  return Array.from(formulas.trace.value(name, step), (value, unit) => ({
    z: terms.reduce((sum, term) => sum + term[unit]!, 0),
    value,
    slope: slopeOf(squash, value),
  }));
}

/** As far as the axis of a function goes to both sides: all that goes into any of these fields at any step is on it. */
export function reachOf(formulas: Formulas, fields: readonly Squashed[]): number {
  let most = 6;
  for (const field of fields)
    for (let step = 1; step <= formulas.trace.steps; step++)
      for (const { z } of standings(formulas, field, step)) most = Math.max(most, Math.abs(z));
  return round(most);
}

/** The next round number. */
function round(v: number): number {
  const power = 10 ** Math.floor(Math.log10(v));
  return power * [1, 2, 4, 6, 8, 10].find((each) => each * power >= v * (1 - 1e-9))!;
}
