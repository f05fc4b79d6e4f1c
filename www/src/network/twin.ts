// Two sequences that differ in one input, by one network: where their states part, there is memory.
import type { Trace } from './trace.ts';

/** What of the input that differs is left when the answer is asked. */
export interface Remembered {
  /** The first step at which the inputs differ, and the last at which an answer is asked. */
  step: number;
  asked: number;
  /** Of all units of a state the one that differs most between the two when it is asked. */
  unit: number;
  /** Each answer is nearer to its own target than to that of the other. */
  knows: boolean;
}

/** The first step at which the inputs of two sequences differ; none where they do not. */
export function changed(trace: Trace, twin: Trace): number | undefined {
  const steps = Array.from({ length: trace.steps }, (_, at) => at + 1);
  return steps.find((step) => distance(trace.value('x', step), twin.value('x', step)) > 0);
}

/** `state` is the name of a field. None where the inputs do not differ before an answer is asked. */
export function remembered(trace: Trace, twin: Trace, state: string): Remembered | undefined {
  const asked = trace.lastAsked;
  const step = changed(trace, twin);
  if (step === undefined || step > asked) return undefined;
  const others = twin.value(state, asked);
  const gaps = trace.value(state, asked).map((value, unit) => Math.abs(value - others[unit]!));
  const knows = [trace, twin].every((each) => {
    const [target, other] = [each, each === trace ? twin : trace].map((of) =>
      distance(each.prediction(asked), of.target(asked)),
    );
    return target! < other!;
  });
  return { step, asked, unit: gaps.indexOf(Math.max(...gaps)), knows };
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, k) => value - b[k]!));
}
