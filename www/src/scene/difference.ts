/** What edits have made of a sequence, in numbers: now, and in the untouched run. */
import { told } from './glyph';
import type { Trace } from './trace';

export interface Difference<Of> {
  untouched: Of;
  now: Of;
}

export interface Differences {
  loss: Difference<number>;
  /** At the step that is asked: `step`, or the last before the end that is. */
  answer?: Difference<string> & { step: number; target: string };
  /** ‖∂L/∂ of a state at step 1‖: how much of what is learnt reaches back to there. */
  gradient: Difference<number>;
}

export function differences(ghost: Trace, trace: Trace, state: string, step: number): Differences {
  const both = <Of>(of: (trace: Trace) => Of): Difference<Of> => ({ untouched: of(ghost), now: of(trace) });
  const asked = trace.asked(step) ? step : trace.frame.mask.findLastIndex((mask) => mask > 0) + 1;
  return {
    loss: both(({ frame }) => frame.loss),
    ...(asked > 0 && {
      answer: { ...both((each) => told(each, asked)[0]), step: asked, target: told(trace, asked)[1] },
    }),
    gradient: both((each) => Math.hypot(...each.grad(state, 1))),
  };
}
