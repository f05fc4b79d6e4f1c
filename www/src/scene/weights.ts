/** How the gradient of each gate's weights grows while the backward pass walks from the last step to the first. */
import { GATES, type GateName } from './geometry';
import type { Trace } from './trace';

type Norms = Record<GateName, Float64Array>;
const known = new WeakMap<Trace, Norms>();

/**
 * ‖∂L/∂[W U]‖ of each gate summed over the steps t..T, for t = 1..T+1 (0 at T+1). At t = 1 it is the norm of the
 * gradient that the core gives to the optimizer; a test says so.
 */
export function weightNorms(trace: Trace): Norms {
  let norms = known.get(trace);
  if (!norms) {
    norms = Object.fromEntries(GATES.map((gate) => [gate, grow(trace, gate)])) as Norms;
    known.set(trace, norms);
  }
  return norms;
}

function grow(trace: Trace, gate: GateName): Float64Array {
  const { steps, hidden } = trace;
  const inputs = trace.frame.schema.inputs;
  const width = inputs + hidden;
  const total = new Float64Array(hidden * width);
  const norms = new Float64Array(steps + 2);
  const fed = new Float64Array(width);
  for (let t = steps; t >= 1; t--) {
    const dz = trace.grad(`z_${gate}`, t);
    fed.set(trace.value('x', t));
    fed.set(trace.value('h', t - 1), inputs);
    let square = 0;
    for (let k = 0, at = 0; k < hidden; k++) {
      for (let j = 0; j < width; j++, at++) {
        const sum = total[at]! + dz[k]! * fed[j]!;
        total[at] = sum;
        square += sum * sum;
      }
    }
    norms[t] = Math.sqrt(square);
  }
  return norms;
}
