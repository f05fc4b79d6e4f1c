// The twin of a sequence: the one that differs in what has to be remembered alone.
import type { Sequences } from '../../engine/protocol.ts';
import type { Trace } from '../../network/trace.ts';

/** The same sequence with the sign of its cue turned, and so the bit that is asked for; none where no cue is shown first. */
export function turned(trace: Trace): Sequences | undefined {
  const { glyph, inputs: width } = trace.frame.schema;
  if (glyph !== 'cue' && glyph !== 'marked-bit') return undefined;
  const inputs = new Float32Array(trace.steps * width);
  for (let step = 1; step <= trace.steps; step++) inputs.set(trace.value('x', step), (step - 1) * width);
  inputs[0] = -inputs[0]!;
  const { targets, mask } = trace.frame;
  return { inputs, targets: targets.map((target, k) => (mask[k]! > 0 ? 1 - target : target)), mask };
}
