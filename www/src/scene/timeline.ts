/**
 * Time is a number: beats since the start. A sequence of T steps lasts 8 T beats forward, then 7 T beats backward.
 * Everything on the stage follows from (trace, moment), so scrubbing and stepping back cost nothing.
 */
export const FORWARD = ['join', 'forget', 'input', 'candidate', 'update', 'output', 'emit', 'predict'] as const;
export const BACKWARD = ['loss', 'through', 'meet', 'part', 'slope', 'weights', 'leave'] as const;

export type ForwardBeat = (typeof FORWARD)[number];
export type BackwardBeat = (typeof BACKWARD)[number];
export type Direction = 'forward' | 'backward';

export interface Moment {
  direction: Direction;
  /** 1..T, in both directions: backward starts at T. */
  step: number;
  beat: ForwardBeat | BackwardBeat;
  /** Place of the beat in its direction's list. */
  index: number;
  /** 0..1 within the beat. */
  progress: number;
}

export function beats(direction: Direction): readonly (ForwardBeat | BackwardBeat)[] {
  return direction === 'forward' ? FORWARD : BACKWARD;
}

/** How many beats the whole sequence lasts, forward and backward. */
export function duration(steps: number): number {
  return steps * (FORWARD.length + BACKWARD.length);
}

/** What is happening at this time. The end of a beat belongs to it (progress 1) only at the very end of all. */
export function momentAt(time: number, steps: number): Moment {
  const end = duration(steps);
  const t = Math.min(Math.max(time, 0), end);
  const turn = steps * FORWARD.length;
  const direction: Direction = t < turn ? 'forward' : 'backward';
  const list = beats(direction);
  const since = direction === 'forward' ? t : t - turn;
  const beat = Math.min(Math.floor(since), steps * list.length - 1);
  const done = Math.floor(beat / list.length);
  const index = beat % list.length;
  return {
    direction,
    step: direction === 'forward' ? done + 1 : steps - done,
    beat: list[index]!,
    index,
    progress: since - beat,
  };
}

/** The time at which this beat of this step starts (plus `progress` of it). */
export function timeOf(direction: Direction, step: number, index: number, progress: number, steps: number): number {
  const done = direction === 'forward' ? step - 1 : steps - step;
  const start = direction === 'forward' ? 0 : steps * FORWARD.length;
  return start + done * beats(direction).length + index + progress;
}

/**
 * Where one press of "next" or "back" leads. At rest a beat is shown finished (just before its end), so that all its
 * numbers are there to be read.
 */
export const REST = 0.999;

export function stepBeat(time: number, by: 1 | -1, steps: number): number {
  const beat = Math.min(Math.floor(time), duration(steps) - 1);
  // In the middle of a beat, "next" first finishes it and "back" goes to the one before.
  const finished = time - beat >= REST - 1e-6;
  const next = by === 1 && !finished ? beat : beat + by;
  return Math.min(Math.max(next, 0), duration(steps) - 1) + REST;
}

/** The same beat, one time step on (or back) in the direction of travel. */
export function stepTime(time: number, by: 1 | -1, steps: number): number {
  const { direction, step, index } = momentAt(time, steps);
  const next = direction === 'forward' ? step + by : step - by;
  if (next < 1 || next > steps) return time;
  return timeOf(direction, next, index, REST, steps);
}

/** Turns round: the same time step, walked the other way, shown finished. */
export function turnTo(direction: Direction, time: number, steps: number): number {
  const { step } = momentAt(time, steps);
  return timeOf(direction, step, beats(direction).length - 1, REST, steps);
}

/** Eased progress of a part [from, to] of a beat. */
export function part(progress: number, from: number, to: number): number {
  const p = Math.min(Math.max((progress - from) / (to - from), 0), 1);
  return p * p * (3 - 2 * p);
}
