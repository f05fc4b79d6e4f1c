// The functions of a layer, and where its units stand on them: what squashes, and what multiplies number by number.
import type { Factor } from '../../engine/protocol.ts';
import { parse } from '../../network/address.ts';
import { slopeOf, squashOf, type Formulas, type Squash } from '../../network/formula.ts';
import type { Trace } from '../../network/trace.ts';
import { addressOf, fieldsOf, type Wiring } from '../../network/wiring.ts';

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

/** Products of two numbers or more, by their addresses: `c/0`, or `h` where the product is all of it. */
export function productsOf(wiring: Wiring, layer: number): string[] {
  return fieldsOf(wiring, layer).flatMap((name) => {
    const { squash, terms } = wiring.formula(name)!;
    const whole = terms.length === 1 && !squash;
    return terms.flatMap((factors, k) =>
      factors.length > 1 && !wiring.isMatrix(factors[0]!.name) ? [whole ? name : `${name}/${k}`] : [],
    );
  });
}

/** Of which of these an address speaks: what is squashed and its gradient belong to what comes out. */
export function functionAt(wiring: Wiring, layer: number, address: string): string | undefined {
  const { name, term, before } = parse(address);
  const products = productsOf(wiring, layer);
  if (term !== undefined && products.includes(`${name}/${term}`)) return `${name}/${term}`;
  const made = squashedOf(wiring, layer).map((each) => each.name);
  const found = [name, wiring.squashed(name)].find((each) => each !== undefined && made.includes(each));
  return found ?? (before ? undefined : products.find((each) => each === name));
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

/** One of the numbers that are multiplied. */
export interface Multiplied {
  address: string;
  complement: boolean;
  value: number;
  /** Its least and its largest, over all units and steps. */
  range: [low: number, high: number];
}

/** A product with its factors, and the gradient that comes back to it. */
interface Multiplication {
  factors: Multiplied[];
  arriving: number;
}

export function multiplication(formulas: Formulas, address: string, step: number, unit: number): Multiplication {
  const { wiring, trace } = formulas;
  const { name, term = 0 } = parse(address);
  const { squash, terms } = wiring.formula(name)!;
  const slope = squash ? slopeOf(squash, trace.value(name, step)[unit]!) : 1;
  return {
    factors: terms[term]!.map((factor) => ({
      address: addressOf(factor),
      complement: factor.complement,
      value: trace.factor(factor, step)[unit]!,
      range: rangeOf(trace, factor),
    })),
    arriving: trace.grad(name, step)[unit]! * slope,
  };
}

/** What each factor gets of the gradient: it times all others. */
export function shares(values: readonly number[], arriving: number): number[] {
  return values.map((_, k) =>
    values.reduce((product, each, other) => (other === k ? product : product * each), arriving),
  );
}

/** A gate’s from 0 to 1, any other's symmetric and round. */
function rangeOf(trace: Trace, factor: Factor): [low: number, high: number] {
  if (trace.wiring.formula(factor.name)?.squash === 'sigmoid') return [0, 1];
  let most = 1;
  for (let step = 1; step <= trace.steps; step++)
    for (const v of trace.factor(factor, step)) most = Math.max(most, Math.abs(v));
  return [-round(most), round(most)];
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
