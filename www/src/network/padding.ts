// Where a sequence ends that is shorter than the room it was given: what a task draws may be, what a reader gives is not.
import type { Trace } from './trace.ts';

/** The last step that shows or asks anything; what follows it is padding. */
export function lastReal(trace: Trace): number {
  let step = trace.steps;
  if (!trace.frame.schema.config.task) return step;
  while (step > 1 && !trace.asked(step) && trace.value('x', step).every((x) => x === 0)) step--;
  return step;
}
