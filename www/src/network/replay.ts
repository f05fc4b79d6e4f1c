// The network computed anew by the schema's formulas, with one input taken away: what would it have answered then? Of
// another sequence the core would have to be asked; this one is small, and the page has all its numbers. Tests hold it to the core.
import { squashOf } from './formula.ts';
import { Interpreter, type Given, type Row } from './interpreter.ts';
import type { Trace } from './trace.ts';

export class Replay {
  readonly #trace: Trace;
  readonly #interpreter: Interpreter;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#interpreter = new Interpreter(trace.wiring);
  }

  /** What is answered at `step` if the input of step `silent` had been nothing: computed from there on. */
  without(silent: number, step: number): Float64Array {
    const trace = this.#trace;
    const given: Given = {
      param: (name) => trace.param(name).data,
      field: (name, t) => (t === silent ? new Float64Array(trace.wiring.count(name)) : trace.value(name, t)),
    };
    let row: Row = new Map(trace.wiring.fields.map(({ name }) => [name, trace.value(name, silent - 1)]));
    for (let t = silent; t <= step; t++) row = this.#interpreter.row(row, t, given);
    return linked(trace, row.get(trace.wiring.judged)!);
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
