/**
 * The network computed anew by the schema's formulas, with one input taken away: what would it have answered then? Of
 * another sequence the core would have to be asked; this one is small, and the page has all its numbers. Tests hold it to the core.
 */
import type { Factor, Field } from '../engine/protocol';
import { squashOf } from './formula';
import { levels } from './order';
import type { Matrix, Trace } from './trace';

type Row = Map<string, ArrayLike<number>>;

export class Replay {
  readonly #trace: Trace;
  /** As they come to be: the core's own order is another. */
  readonly #order: Field[];

  constructor(trace: Trace) {
    this.#trace = trace;
    const names = trace.fields.map(({ name }) => name);
    this.#order = levels(trace.wiring, names)
      .flat()
      .map((name) => trace.wiring.field(name)!);
  }

  /** What is answered at `step` if the input of step `silent` had been nothing: computed from there on. */
  without(silent: number, step: number): Float64Array {
    let row: Row = new Map(this.#order.map(({ name }) => [name, this.#trace.value(name, silent - 1)]));
    for (let t = silent; t <= step; t++) row = this.#compute(row, t, t === silent);
    return linked(this.#trace, row.get(this.#trace.wiring.judged)!);
  }

  #compute(before: Row, step: number, silent: boolean): Row {
    const { wiring } = this.#trace;
    const now: Row = new Map();
    const numbers = ({ name, before: primed, complement }: Factor): ArrayLike<number> => {
      const given = wiring.param(name) ? this.#trace.param(name).data : (primed ? before : now).get(name)!;
      return complement ? Array.from(given, (v) => 1 - v) : given;
    };
    for (const { name, rows, formula } of this.#order) {
      if (!formula) {
        now.set(name, silent ? new Float64Array(rows) : this.#trace.value(name, step));
        continue;
      }
      const made = new Float64Array(rows);
      for (const factors of formula.terms) {
        const [first, operand] = factors as [Factor, Factor];
        if (wiring.isMatrix(first.name)) {
          addProduct(this.#trace.param(first.name), numbers(operand), made);
          continue;
        }
        const all = factors.map(numbers);
        for (let row = 0; row < rows; row++) made[row]! += all.reduce((product, each) => product * each[row]!, 1);
      }
      const { squash } = formula;
      now.set(name, squash ? made.map((z) => squashOf(squash, z)) : made);
    }
    return now;
  }
}

/** Of symbols all but one input is 0: these columns are passed over. */
function addProduct({ rows, cols, data }: Matrix, by: ArrayLike<number>, made: Float64Array): void {
  for (let col = 0; col < cols; col++)
    if (by[col] !== 0) for (let row = 0; row < rows; row++) made[row]! += data[row * cols + col]! * by[col]!;
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
