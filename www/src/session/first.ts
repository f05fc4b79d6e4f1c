// The page's first network: it comes trained, and really carries a bit. Chosen from some thousands.
import type { Config } from '../engine/protocol.ts';
import weights from './first-weights.txt?raw';
import { partOf, type State } from './state.ts';

/**
 * Three lanes, three stories, over any sequence. One remembers and tells: the cue writes ±0.8 to its C, where f ≥ 0.98 and i ≤ 0.02
 * keep it to the end, and four fifths of its gradient at least come back. One remembers and keeps silent: its output gate
 * is shut. One forgets: f is about 0.7. Nothing on the belt is larger than the memory, so that the eye finds it.
 *
 * Distractors on an input of their own would not do: of thousands of such networks that were tried none carried the bit.
 */
export const FIRST = {
  config: {
    task: 'recall',
    taskOptions: { delay: 10, distractors: true, marked: true },
    cell: 'lstm',
    hidden: 3,
    batch: 4,
    loss: 'mean-squared-error',
    init: 'uniform',
    optimizer: 'momentum',
    rate: 0.5,
    clip: 1,
    forgetBias: 3,
    seed: 292,
  } satisfies Config,
  /** The updates that its weights have seen. */
  updates: 360,
  /** A sequence that begins with +1, the lane that carries it, counted from 0, and weights as a link has them. */
  begin: { sample: 1, unit: 2, stride: 'step', weights } as const,
  /** Samples that differ in the sign of the cue alone. */
  twins: [1, 2767],
};

/** Whether a session that is to begin so begins with it. */
export function beginsFirst(start: State): boolean {
  return Object.keys(partOf(start, 'network')).length === 0;
}

/** Whether it begins with what was recorded of it (opening.ts), so that there is something to be seen before the core is there. */
export function isRecorded(start: State): boolean {
  return beginsFirst(start) && [start.weights, start.sample, start.edits].every((each) => each === undefined);
}
