// What the page opens with, before the core is there: the first network as it came, the two sequences it is shown, and who in it
// remembers. All of it is of the core, which said so when the site was built (recorder.ts).
import recorded from 'virtual:opening';
import { frameOf, type Config, type Recording } from '../engine/protocol.ts';
import { Trace } from '../network/trace.ts';
import type { Mark } from './mark.ts';
import { differences, type State } from './state.ts';

export interface Opening {
  recording: Recording;
  mark: Mark;
}

export const OPENING: Opening = recorded;

const { schema, passes } = OPENING.recording;
const [{ params }] = passes as [Recording['passes'][number]];

/** Whether these are the settings of the first network: by their values, as it may have been saved, or made anew. */
export function isFirst(config: Required<Config>): boolean {
  return differences(config as State, schema.config as State).length === 0;
}

/** Whether a sequence is by the first network as it came. */
export function isOpening({ frame }: Trace): boolean {
  const of = frame.ghost ?? frame;
  return isFirst(frame.schema.config) && of.params.every((weight, k) => weight === params[k]);
}

/** The sample that differs from this one in the sign of the cue alone, if it is one of the two. */
export function twinOf(sample: number): number | undefined {
  const [one, other] = passes.map((pass) => pass.sample);
  return sample === one ? other : sample === other ? one : undefined;
}

const twins = new WeakMap<Trace, Trace>();

/** The twin of a sequence, by the first network as it came: of one sequence it is always the same object. */
export function twinTrace(trace: Trace): Trace | undefined {
  const { sample, schema } = trace.frame;
  const pass = passes.find((pass) => pass.sample === twinOf(sample));
  if (pass && !twins.has(trace)) twins.set(trace, new Trace(frameOf(pass, schema)));
  return twins.get(trace);
}
