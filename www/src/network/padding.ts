// Where a sequence ends that is shorter than the room it was given.
import type { Trace } from './trace.ts';

/** The last step that shows or asks anything; what follows it is padding. */
export function lastReal(trace: Trace): number {
  let step = trace.steps;
  while (step > 1 && !trace.asked(step) && trace.value('x', step).every((x) => x === 0)) step--;
  return step;
}
