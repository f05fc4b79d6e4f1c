// One number that can be held or nudged: where an address leads to, how it is called, and the range it lives in.
import type { Edit } from '../engine/protocol.ts';
import { parse, PREDICTION, TARGET, type Spot } from '../network/address.ts';
import type { Letters, Notation } from '../network/notation.ts';
import type { Wiring } from '../network/wiring.ts';
import type { View } from './view.ts';

/** One number: a unit at one step, or a place in a parameter. */
export type Place = Pick<Edit, 'name' | 'unit' | 'at' | 'first' | 'last'>;

/** What is computed or learnt behind a number that is looked at: of a gradient that which it is the gradient of. */
export function placeOf(wiring: Wiring, { address, step, unit }: Spot): Place {
  const { name, before, at } = parse(address);
  if (wiring.param(name)) return { name, at: at ?? [unit, 0] };
  const own = name === PREDICTION || name === TARGET ? wiring.judged : name;
  const at_ = before ? step - 1 : step;
  const first = Math.max(at_, wiring.firstStep(own));
  return { name: own, unit: Math.min(unit, wiring.count(own) - 1), first, last: first };
}

/** The address of a place, and of which unit at which step. */
export function spotOf({ name, unit = 0, at, first = 1 }: Place): Spot {
  return { address: at ? `${name}[${at.join()}]` : name, step: first, unit };
}

/** As an edit to which its value is of no account. */
export function editOf(place: Place): Edit {
  return { ...place, value: 0, on: true };
}

/** Its name, and of which unit. */
export function lettersOf(view: View, { name, unit, at }: Place, notation: Notation): Letters {
  const letters = view.name(at ? `${name}[${at.join()}]` : name, notation);
  return unit === undefined ? letters : [...letters, { text: `[${unit + 1}]`, style: 'roman' }];
}

/** When, as a text of 'hold.is-…' and what fills it; not of what is learnt, which is so at every step. */
export function whenOf(
  wiring: Wiring,
  { name, first, last }: Place,
): readonly [key: string, gaps?: Record<string, number>] | undefined {
  if (wiring.param(name)) return undefined;
  if (first === undefined) return ['every'];
  if (first === 0 && last === 0) return ['start'];
  if (last === undefined) return ['from', { step: first }];
  return first === last ? ['at', { step: first }] : ['span', { step: first, last }];
}

/** From what to what it can be, if that is known. */
export function rangeOf(view: View, name: string): [low: number, high: number] | undefined {
  if (view.wiring.param(name) || !view.wiring.has(name)) return undefined;
  if (view.scales.of(name).kind === 'gate') return [0, 1];
  return view.wiring.formula(name)?.squash === 'tanh' ? [-1, 1] : undefined;
}

/** What to hold a number at, to begin with: a gate at its other end, an input with the other sign, anything else at 0. */
export function proposed(view: View, place: Place): number {
  const { name } = place;
  const value = view.value(spotOf(place));
  if (view.wiring.field(name)?.kind === 'input') return value === 0 ? 1 : Number((-value).toPrecision(6));
  return rangeOf(view, name)?.[0] === 0 && value < 0.5 ? 1 : 0;
}
