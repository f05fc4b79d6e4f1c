// What the measurements of a memory say: who carries what has to be remembered, and who is slow. Sentences hold what is here.
import type { Carrier, Memory, Schema } from '../engine/protocol.ts';
import { layerOf } from './address.ts';
import { chanceOf, isGuess } from './chance.ts';

/** An |r| from which on a unit goes closely with what is to be remembered. */
const CLOSE = 0.9;
/** Of what the network is right beyond chance, a unit that carries takes at least so much with it. */
const NEEDED = 0.5;
/** So little may be lost by chance. */
const NOTHING = 0.02;
/** So many times as fast is quick. */
const QUICK = 1.5;

export type What = 'bit' | 'symbol' | 'number';

export function whatOf(schema: Pick<Schema, 'glyph' | 'symbols' | 'config'>): What {
  return schema.symbols.outputs.length ? 'symbol' : chanceOf(schema) > 0 ? 'bit' : 'number';
}

export type Verdict =
  /** It is right no more often than by guessing: nothing to be remembered is used. */
  | { kind: 'guess' }
  /** What has to be remembered never changes. */
  | { kind: 'constant' }
  /** Who goes most closely with it, while not all have been held. */
  | { kind: 'closest'; unit: Carrier }
  /** One alone; `echo`: another that knows it as well, and is not needed. */
  | { kind: 'one'; unit: Carrier; accuracy: number; echo?: Missed; more?: Missed }
  | { kind: 'several'; units: Carrier[]; more?: Missed }
  /** None alone; how many go closely with it, and who is missed most. */
  | { kind: 'none'; closest: Carrier; close: number; missed: Carrier; accuracy: number };

/** A unit, and how often the network is right while it is held. As `more`: one of another cell, missed more than any that carries. */
interface Missed {
  unit: Carrier;
  accuracy: number;
}

/** `held`: how often the network is right while each of the units is held, as far as that is known. */
export function verdictOf(
  { units, accuracy }: Pick<Memory, 'units' | 'accuracy'>,
  held: readonly (number | undefined)[],
  chance: number,
): Verdict {
  const closest = units.reduce((best, unit) => (strength(unit) > strength(best) ? unit : best));
  if (accuracy === 0 || isGuess(accuracy, chance)) return { kind: 'guess' };
  if (closest.r === undefined) return { kind: 'constant' };
  if (!units.every((_, k) => held[k] !== undefined)) return { kind: 'closest', unit: closest };

  const accuracyOf = (unit: Carrier): number => held[units.indexOf(unit)]!;
  const close = closely(units);
  const carriers = carriersOf(close, accuracyOf, accuracy, chance);
  const missed = units.reduce((most, each) => (accuracyOf(each) < accuracyOf(most) ? each : most));
  const least = Math.min(...carriers.map(accuracyOf));
  const other = !carriers.some((each) => cellOf(each) === cellOf(missed)) && least - accuracyOf(missed) > NOTHING;
  const more = other && { more: { unit: missed, accuracy: accuracyOf(missed) } };
  if (carriers.length > 1) return { kind: 'several', units: carriers, ...more };
  const [unit] = carriers;
  if (unit) {
    const echo = cells(close).find((each) => cellOf(each) !== cellOf(unit) && accuracy - accuracyOf(each) <= NOTHING);
    return {
      kind: 'one',
      unit,
      accuracy: accuracyOf(unit),
      ...(echo && { echo: { unit: echo, accuracy: accuracyOf(echo) } }),
      ...more,
    };
  }
  return { kind: 'none', closest, close: cells(close).length, missed, accuracy: accuracyOf(missed) };
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
function cells(units: readonly Carrier[]): Carrier[] {
  const best = new Map<string, Carrier>();
  for (const unit of units.toSorted((a, b) => endurance(b) - endurance(a)))
    if (!best.has(cellOf(unit))) best.set(cellOf(unit), unit);
  return [...best.values()];
}

function cellOf({ name, unit }: Carrier): string {
  return `${layerOf(name).layer} ${unit}`;
}

/** Of this state the unit that goes most closely with it; none of no units. */
export function closestOf(units: readonly Carrier[], state: string): number | undefined {
  return units.filter(({ name }) => name === state).toSorted((a, b) => strength(b) - strength(a))[0]?.unit;
}

export function strength({ r }: Carrier): number {
  return Math.abs(r ?? 0);
}

/** Its |r| from the first step to the last, in the mean. */
function endurance({ course }: Carrier): number {
  return mean(course.map((r) => Math.abs(r ?? 0)));
}

/** Of a course: its ends, and where it goes least with what is to be remembered; none if it has no r at all. */
export function courseOf({
  course,
}: Carrier): Record<'first' | 'last' | 'least', { step: number; r: number }> | undefined {
  const known = course.flatMap((r, at) => (r === undefined ? [] : [{ step: at + 1, r }]));
  if (!known.length) return undefined;
  const least = known.reduce((low, each) => (Math.abs(each.r) < Math.abs(low.r) ? each : low));
  return { first: known[0]!, last: known.at(-1)!, least };
}

/** How far the units of a state move in a step, in terms of their spread. */
export interface Pace {
  name: string;
  /** The mean of its units, each beside its own spread: a large one would drown the others. None where none ever moves. */
  share: number | undefined;
}

export function pacesOf({ units }: Pick<Memory, 'units'>): Pace[] {
  const names = [...new Set(units.map(({ name }) => name))];
  return names.map((name) => {
    const moving = units.filter((unit) => unit.name === name && unit.spread > 0);
    return { name, share: moving.length ? mean(moving.map(({ change, spread }) => change / spread)) : undefined };
  });
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** The slowest and the quickest state of a layer, if they differ by much. */
export function slowAndQuick(paces: readonly Pace[]): { slow: Pace; quick: Pace } | undefined {
  const moving = paces.filter(({ share }) => share !== undefined).toSorted((a, b) => a.share! - b.share!);
  const [slow, quick] = [moving[0], moving.at(-1)];
  return slow && quick && quick.share! >= QUICK * slow.share! ? { slow, quick } : undefined;
}
