// Time is a number: beats since the start. A sequence of T steps with 8 beats forward and 7 backward lasts 8 T beats
// forward, then 7 T beats backward. Everything on the stage follows from (trace, moment), so scrubbing and stepping back
// cost nothing.

export type Direction = 'forward' | 'backward';

/** What is played: so many steps, each of these beats. */
export interface Score {
  steps: number;
  forward: readonly string[];
  backward: readonly string[];
}

export interface Moment {
  direction: Direction;
  /** 1..T, in both directions: backward starts at T. */
  step: number;
  beat: string;
  /** Place of the beat in its direction's list. */
  index: number;
  /** 0..1 within the beat. */
  progress: number;
  /** Whole steps go by, each shown finished: so far, 0..1, this one has. */
  moved?: number;
}

/** How many beats the whole sequence lasts, forward and backward. */
export function duration({ steps, forward, backward }: Score): number {
  return steps * (forward.length + backward.length);
}

/** What is happening at this time. The end of a beat belongs to it (progress 1) only at the very end of all. */
export function momentAt(time: number, score: Score): Moment {
  const { steps } = score;
  const t = Math.min(Math.max(time, 0), duration(score));
  const turn = steps * score.forward.length;
  const direction: Direction = t < turn ? 'forward' : 'backward';
  const list = score[direction];
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

/** The same where whole steps go by: each is shown finished for as long as it lasts. */
export function stepAt(time: number, score: Score): Moment {
  const { direction, step, index, progress } = momentAt(time, score);
  const last = score[direction].length - 1;
  const moved = (index + progress) / score[direction].length;
  return { direction, step, beat: score[direction][last]!, index: last, progress: REST, moved };
}

/** The time at which this beat of this step starts (plus `progress` of it). */
export function timeOf(direction: Direction, step: number, index: number, progress: number, score: Score): number {
  const done = direction === 'forward' ? step - 1 : score.steps - step;
  const start = direction === 'forward' ? 0 : score.steps * score.forward.length;
  return start + done * score[direction].length + index + progress;
}

/**
 * Where one press of "next" or "back" leads. At rest a beat is shown finished (just before its end), so that all its
 * numbers are there to be read.
 */
export const REST = 0.999;

export function stepBeat(time: number, by: 1 | -1, score: Score): number {
  const last = duration(score) - 1;
  const beat = Math.min(Math.floor(time), last);
  // In the middle of a beat, "next" first finishes it and "back" goes to the one before.
  const finished = time - beat >= REST - 1e-6;
  const next = by === 1 && !finished ? beat : beat + by;
  return Math.min(Math.max(next, 0), last) + REST;
}

/** The same beat, one time step on (or back) in the direction of travel. */
export function stepTime(time: number, by: 1 | -1, score: Score): number {
  const { direction, step, index } = momentAt(time, score);
  const next = direction === 'forward' ? step + by : step - by;
  if (next < 1 || next > score.steps) return time;
  return timeOf(direction, next, index, REST, score);
}

/** Turns round: the same time step, walked the other way, shown finished. */
export function turnTo(direction: Direction, time: number, score: Score): number {
  const { step } = momentAt(time, score);
  return timeOf(direction, step, score[direction].length - 1, REST, score);
}

/** The same place in a score of other beats or steps: the same step, as far as there is one, shown finished. */
export function translate(time: number, from: Score, to: Score): number {
  const { direction, step } = momentAt(time, from);
  return timeOf(direction, Math.min(step, to.steps), to[direction].length - 1, REST, to);
}

/** Eased progress of a part [from, to] of a beat. */
export function part(progress: number, from: number, to: number): number {
  const p = Math.min(Math.max((progress - from) / (to - from), 0), 1);
  return p * p * (3 - 2 * p);
}
