// What edits have made of a sequence, in numbers: now, and in the untouched run.
import type { Trace } from '../../network/trace.ts';
import { predicted, told } from '../../scene/glyph.ts';

export interface Difference<Of> {
  untouched: Of;
  now: Of;
}

interface Differences {
  loss: Difference<number>;
  /** At the step that is asked: `step`, or the last before the end that is. */
  answer?: Difference<string> & { step: number; target: string };
  /** ‖∂L/∂ of a state at step 1‖: how much of what is learnt reaches back to there. */
  gradient: Difference<number>;
}

export function differences(ghost: Trace, trace: Trace, state: string, step: number): Differences {
  const both = <Of>(of: (trace: Trace) => Of): Difference<Of> => ({ untouched: of(ghost), now: of(trace) });
  const asked = trace.asked(step) ? step : trace.lastAsked;
  return {
    loss: both(({ frame }) => frame.loss),
    ...(asked > 0 && {
      answer: { ...both((each) => said(each, asked)), step: asked, target: told(trace, asked)[1] },
    }),
    gradient: both((each) => Math.hypot(...each.grad(state, 1))),
  };
}

/** Numbers, or the likeliest symbol with its probability. */
function said(trace: Trace, step: number): string {
  const symbols = trace.frame.schema.symbols.outputs.length > 0;
  return symbols ? predicted(trace, step, 1)[0]!.text : told(trace, step)[0];
}
