// What the measurements of a memory come to: who carries what has to be remembered, and who is slow. Sentences hold what is here.
import type { Carrier, Memory } from '../../engine/protocol.ts';
import { carriersOf, cellOf, cells, closely, mean, strength } from '../../network/carriers.ts';
import { isGuess } from '../../network/chance.ts';

/** So little may be lost by chance. */
const NOTHING = 0.02;
/** So many times as fast is quick. */
const QUICK = 1.5;

export type Verdict =
  /** It is right no more often than by guessing: nothing to be remembered is used. */
  | { kind: 'guess' }
  /** None of its answers is right, and none would be by guessing: what is not there cannot be lost. */
  | { kind: 'never' }
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
  if (accuracy === 0 && chance === 0) return { kind: 'never' };
  if (isGuess(accuracy, chance)) return { kind: 'guess' };
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
/** The slowest and the quickest state of a layer, if they differ by much. */
export function slowAndQuick(paces: readonly Pace[]): { slow: Pace; quick: Pace } | undefined {
  const moving = paces.filter(({ share }) => share !== undefined).toSorted((a, b) => a.share! - b.share!);
  const [slow, quick] = [moving[0], moving.at(-1)];
  return slow && quick && quick.share! >= QUICK * slow.share! ? { slow, quick } : undefined;
}
