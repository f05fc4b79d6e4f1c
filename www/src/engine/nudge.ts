// What a small change of one number does to the loss: told by its gradient, and done. All that is edited stays in force.
import { level, type Bench } from './bench.ts';
import { Edits } from './edits.ts';
import type { Edit, Nudge } from './protocol.ts';

/** Half the distance from 1 to the next 32-bit number. */
const ROUNDING = 2 ** -24;

/** `edit` names one number: a unit at a step, or a place in a parameter. */
export function nudge(bench: Bench, { edit, epsilon }: { edit: Edit; epsilon: number }): Nudge {
  const { shown } = bench;
  const loss = (more: Edit[]): number => {
    level(bench);
    (bench.edits ?? new Edits('')).put(shown, bench.schema, more);
    shown.forward();
    return shown.loss();
  };
  const untouched = loss([]);
  shown.backward();
  const { value, gradient } = found(bench, edit);
  const rounding = 2 * ROUNDING * roundings(bench);
  const by = (change: number): number => loss([{ ...edit, value: value + change }]) - untouched;
  const [change, twice] = [by(epsilon), by(2 * epsilon)];
  level(bench);
  bench.edits?.put(shown, bench.schema);
  shown.forward();
  shown.backward();
  return { value, gradient, change, twice, rounding };
}

function found({ shown, schema }: Bench, { name, at, unit = 0, first = 1 }: Edit): Pick<Nudge, 'value' | 'gradient'> {
  const param = schema.params.find((each) => each.name === name);
  if (!param) return { value: shown.field(name, first)[unit]!, gradient: shown.dField(name, first)[unit]! };
  const place = param.offset + at![0] * param.cols + at![1];
  return { value: shown.params()[place]!, gradient: shown.paramGrads()[place]! };
}

/** Each number is rounded once; its gradient carries the error to the loss. The errors are independent, so their squares add up. */
function roundings({ shown }: Bench): number {
  const grads = shown.grads().slice();
  // Summed, not spread: a long sequence has more numbers than a call takes.
  return Math.sqrt(shown.values().reduce((sum, value, k) => sum + (value * grads[k]!) ** 2, 0));
}
