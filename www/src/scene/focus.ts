/** The number a beat is about: what the inspector shows while it follows the belt. */
import { predicted } from './glyph';
import { count, type QuantityId } from './quantity';
import type { Pick } from './shape';
import type { BackwardBeat, ForwardBeat, Moment } from './timeline';
import type { Trace } from './trace';

const SUBJECT: Record<ForwardBeat | BackwardBeat, { quantity: QuantityId; lag?: -1 }> = {
  join: { quantity: 'c', lag: -1 },
  forget: { quantity: 'f' },
  input: { quantity: 'i' },
  candidate: { quantity: 'g' },
  update: { quantity: 'c' },
  output: { quantity: 'o' },
  emit: { quantity: 'h' },
  predict: { quantity: 'p' },
  loss: { quantity: 'd_h' },
  through: { quantity: 'd_o' },
  meet: { quantity: 'd_c' },
  part: { quantity: 'd_f' },
  slope: { quantity: 'd_z_f' },
  weights: { quantity: 'd_W_f' },
  leave: { quantity: 'd_c_prev' },
};

export function focusOf(trace: Trace, { beat, step }: Moment, unit: number): Pick<QuantityId> {
  const { quantity, lag = 0 } = SUBJECT[beat as ForwardBeat | BackwardBeat];
  // Of symbols the likeliest is what was said.
  const said = quantity === 'p' && trace.frame.schema.symbols.outputs.length ? predicted(trace, step, 1)[0] : undefined;
  if (said) return { quantity, step, unit: said.unit };
  return { quantity, step: step + lag, unit: Math.min(unit, count(quantity, trace) - 1) };
}
