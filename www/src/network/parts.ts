// What a squash is fed, part by part: the bias, the input, what was said at the step before; and which part decides. And what
// the gate that multiplies a state from step to step leaves of it.
import { parse, type Spot } from './address.ts';
import { printed } from './format.ts';
import type { Formulas, Squash } from './formula.ts';
import { lastReal } from './padding.ts';
import { addressOf } from './wiring.ts';

/** Of a part: a parameter by itself, a matrix applied to what comes into the step or to what was said before, or any other product. */
type Kind = 'bias' | 'input' | 'said' | 'product';

export interface Part {
  kind: Kind;
  /** Of the parameter, of what the matrix is applied to, or of the product. */
  address: string;
  value: number;
}

export interface Sum {
  squash: Squash;
  parts: Part[];
  total: number;
  /** What the squash makes of it. */
  value: number;
}

/** Of a number that a squash makes; else nothing. */
export function sumOf(formulas: Formulas, spot: Spot): Sum | undefined {
  const { wiring } = formulas;
  const { name, gradient, before, term, from } = parse(spot.address);
  const { squash, terms } = wiring.formula(name) ?? {};
  if (!squash || !terms || gradient || before || term !== undefined || from !== undefined || spot.step < 1)
    return undefined;
  // One field alone, as z_f of f, is a sum itself.
  const only = terms.length === 1 && terms[0]!.length === 1 ? terms[0]![0]! : undefined;
  const of = only && !only.before && !only.complement && wiring.formula(only.name) ? only.name : name;
  const parts = wiring.formula(of)!.terms.map((factors, k): Part => {
    const value = formulas.term(of, k, spot.step)[spot.unit]!;
    const [first, operand] = factors;
    if (operand && wiring.isMatrix(first!.name))
      return { kind: operand.before ? 'said' : 'input', address: addressOf(operand), value };
    if (!operand && wiring.param(first!.name)) return { kind: 'bias', address: first!.name, value };
    return { kind: 'product', address: `${of}/${k}`, value };
  });
  const total =
    of === name ? parts.reduce((sum, { value }) => sum + value, 0) : formulas.value({ ...spot, address: of });
  return { squash, parts, total, value: formulas.value(spot) };
}

/** How a gate stands, or to which side another squash goes. */
export type State =
  'open' | 'rather-open' | 'half' | 'rather-shut' | 'shut' | 'up' | 'down' | 'zero' | 'passes' | 'stops';

/** How the largest part relates to all others together. */
export type How = 'nothing' | 'alone' | 'aided' | 'against' | 'little' | 'outweighed';

export interface Why {
  state: State;
  how: How;
  /** The largest, and what all others come to. */
  part: Part;
  rest: number;
}

/** Nearer to an end than this a gate is open or shut. */
const END = 0.1;
/** A smaller share of the largest part is little. */
const LITTLE = 0.2;
/** A smaller share of it is nothing. */
const NOTHING = 0.001;

export function whyOf({ squash, parts, total, value }: Sum): Why {
  const part = parts.reduce((most, each) => (Math.abs(each.value) > Math.abs(most.value) ? each : most));
  const rest = total - part.value;
  const share = rest / part.value;
  const how: How =
    part.value === 0
      ? 'nothing'
      : Math.abs(share) < NOTHING
        ? 'alone'
        : share > 0
          ? 'aided'
          : share <= -1
            ? 'outweighed'
            : share > -LITTLE
              ? 'little'
              : 'against';
  return { state: stateOf(squash, value), how, part, rest };
}

/** So far may what is told of a rest be from what it is, of all of it: the third digit. */
const TOLD = 5e-3;

/**
 * What all parts but one come to. Where that is no further from the truth than its last digit, such that it and that one as they
 * are printed add up to what is printed of the sum.
 */
export function restOf({ total }: Sum, { value }: Part, digits: number): number {
  const rest = total - value;
  const added = printed(total, digits).value - printed(value, digits).value;
  return Math.abs(added - rest) <= TOLD * Math.abs(rest) ? added : rest;
}

function stateOf(squash: Squash, value: number): State {
  if (squash === 'sigmoid') {
    if (value >= 1 - END) return 'open';
    if (value <= END) return 'shut';
    return value > 0.5 ? 'rather-open' : value < 0.5 ? 'rather-shut' : 'half';
  }
  if (squash === 'relu') return value > 0 ? 'passes' : 'stops';
  return value < 0 ? 'down' : value > 0 ? 'up' : 'zero';
}

/** What a gate leaves of what was on the belt after the first step, at the last. */
export interface Kept {
  from: number;
  to: number;
  product: number;
}

/** Only of a gate that alone multiplies what rides on its way from step to step. */
export function keptBy(formulas: Formulas, { address, unit }: Spot, rides: string): Kept | undefined {
  const { trace, wiring } = formulas;
  const multiplies = wiring.formula(rides)!.terms.some((factors) => {
    const [others, own] = [true, false].map((is) =>
      factors.filter(({ name, before }) => (name === rides && before) !== is),
    );
    return (
      own!.length === 1 &&
      others!.length === 1 &&
      others![0]!.name === address &&
      !others![0]!.complement &&
      !others![0]!.before
    );
  });
  const to = lastReal(trace);
  if (!multiplies || to < 2) return undefined;
  const steps = Array.from({ length: to - 1 }, (_, k) => k + 2);
  return { from: 2, to, product: steps.reduce((all, step) => all * formulas.value({ address, step, unit }), 1) };
}
