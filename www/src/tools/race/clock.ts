// One clock for several networks, whose steps have beats of their own: so much of a step as the clock has gone, each has gone.
import { momentAt, REST, stepAt, timeOf, type Direction, type Moment, type Score } from '../../network/timeline.ts';

/** The clock of all: as many steps as they have, and as many beats as the one with the most. */
export function common(scores: readonly Score[]): Score {
  const longest = (way: Direction): readonly string[] =>
    scores.map((score) => score[way]).reduce((most, each) => (each.length > most.length ? each : most));
  const steps = Math.max(...scores.map((score) => score.steps));
  return { steps, forward: longest('forward'), backward: longest('backward') };
}

/** The moment of one of them at a time of the clock; `whole`, while whole steps go by. */
export function momentOf(time: number, clock: Score, { steps, ...own }: Score, whole: boolean): Moment {
  const moment = (whole ? stepAt : momentAt)(time, clock);
  const list = own[moment.direction];
  const at = ((moment.index + moment.progress) / clock[moment.direction].length) * list.length;
  const index = Math.min(Math.floor(at), list.length - 1);
  return { ...moment, step: Math.min(moment.step, steps), beat: list[index]!, index, progress: at - index };
}

/** When a step has gone by. */
export function endOf(direction: Direction, step: number, clock: Score): number {
  return timeOf(direction, step, clock[direction].length - 1, REST, clock);
}
