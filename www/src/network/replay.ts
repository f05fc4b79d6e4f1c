// The network computed anew by the schema's formulas, with one input taken away: what would it have answered then? Of
// another sequence the core would have to be asked; this one is small, and the page has all its numbers. Tests hold it to the core.
import { Formulas, squashOf } from './formula.ts';
import { levels } from './order.ts';
import { Trace } from './trace.ts';

export class Replay {
  readonly #trace: Trace;
  /** In the order of computation; the core's rows are in another. */
  readonly #order: string[];

  constructor(trace: Trace) {
    const names = trace.wiring.fields.map(({ name }) => name);
    this.#trace = trace;
    this.#order = levels(trace.wiring, names).flat();
  }

  /** What is answered at `step` if the input of step `silent` had been nothing: computed from there on. */
  without(silent: number, step: number): Float64Array {
    const { frame, wiring } = this.#trace;
    const replayed = new Trace({ ...frame, values: frame.values.slice() });
    const formulas = new Formulas(replayed);
    replayed.value('x', silent).fill(0);
    for (let t = silent; t <= step; t++)
      for (const name of this.#order) {
        const formula = wiring.formula(name);
        if (!formula) continue;
        const terms = formula.terms.map((_, k) => formulas.term(name, k, t));
        const made = replayed.value(name, t);
        made.forEach((_, unit) => {
          const z = terms.reduce((sum, term) => sum + term[unit]!, 0);
          made[unit] = formula.squash ? squashOf(formula.squash, z) : z;
        });
      }
    return linked(replayed, replayed.value(wiring.judged, step));
  }
}

/** Predictions from what the loss looks at. */
function linked(trace: Trace, judged: ArrayLike<number>): Float64Array {
  const { link, outputs } = trace.frame.schema;
  const y = Float64Array.from({ length: outputs }, (_, k) => judged[k]!);
  if (link === 'identity') return y;
  if (link === 'sigmoid') return y.map((each) => squashOf('sigmoid', each));
  const most = y.reduce((a, b) => Math.max(a, b));
  const powers = y.map((each) => Math.exp(each - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((each) => each / sum);
}
