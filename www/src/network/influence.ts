// Which inputs an answer comes from, told in two ways. The gradient says what a small change of an input would do to the
// loss. It is the largest at the last words before the question, which are the same in every story: they set the answer off,
// but do not decide which it is. That is seen by taking each word away in turn and looking at what is answered then.
import { Replay } from './replay.ts';
import type { Trace } from './trace.ts';

/** |∂L/∂x_t · x_t| of each step: by how much the loss would change if the input shrank to nothing at the rate of its first bit. */
export function inputGradient(trace: Trace): number[] {
  return Array.from({ length: trace.steps }, (_, k) => {
    const x = trace.value('x', k + 1);
    return Math.abs(trace.grad('x', k + 1).reduce((sum, d, unit) => sum + d * x[unit]!, 0));
  });
}

/** Multiplications that a page may spend on it: some 50 ms. */
const MOST_WORK = 2e7;

/** Whether the inputs up to a step can be tried so. */
export function isWeighed({ frame }: Trace, step: number): boolean {
  const { parameters, link } = frame.schema;
  return link !== 'identity' && (step * step * parameters) / 2 <= MOST_WORK;
}

/**
 * How much of what is said at `step` would be said otherwise without each input up to it: 0 nothing, 1 all of the probability
 * goes to other answers. Of later inputs 0. Nothing where the network is too large to be tried so often, or says no probabilities.
 */
export function influence(trace: Trace, step: number): number[] | undefined {
  if (!isWeighed(trace, step)) return undefined;
  const { link } = trace.frame.schema;
  const said = trace.prediction(step);
  const replay = new Replay(trace);
  return Array.from({ length: trace.steps }, (_, k) => {
    if (k >= step || trace.value('x', k + 1).every((x) => x === 0)) return 0;
    const p = replay.without(k + 1, step);
    const moved = p.reduce((sum, each, unit) => sum + Math.abs(each - said[unit]!), 0);
    // Under a softmax each shift is counted twice, where it is lost and where it is gained; a sigmoid states only one of both sides.
    return link === 'softmax' ? moved / 2 : moved / p.length;
  });
}
