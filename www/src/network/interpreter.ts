// A network followed formula by formula, in f64: each field of a step from those that it is made of. Of what the core has
// not computed (an input less, a parameter moved) the page's numbers come from here; tests hold them to the core.
import type { Factor, Field } from '../engine/protocol.ts';
import { squashOf } from './formula.ts';
import { levels } from './order.ts';
import type { Wiring } from './wiring.ts';

export type Numbers = ArrayLike<number>;

/** All fields of one step. */
export type Row = Map<string, Numbers>;

/** The numbers that no formula makes: parameters and inputs; and clamps. */
export interface Given {
  /** A parameter, row by row. */
  param(name: string): Numbers;
  /** A field that has no formula. */
  field(name: string, step: number): Numbers;
  /** Sets clamped units of a field that was just computed. */
  hold?(name: string, step: number, made: Float64Array): void;
}

export class Interpreter {
  readonly #wiring: Wiring;
  /** In the order of computation; the core's rows are in another. */
  readonly #order: Field[];

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    const names = wiring.schema.row.map(({ name }) => name);
    this.#order = levels(wiring, names)
      .flat()
      .map((name) => wiring.field(name)!);
  }

  /** The row of a step, from that of the step before. */
  row(before: Row, step: number, given: Given): Row {
    const wiring = this.#wiring;
    const now: Row = new Map();
    const numbers = ({ name, before: primed, complement }: Factor): Numbers => {
      const found = wiring.param(name) ? given.param(name) : (primed ? before : now).get(name)!;
      return complement ? Array.from(found, (v) => 1 - v) : found;
    };
    for (const { name, rows, formula } of this.#order) {
      if (!formula) {
        now.set(name, given.field(name, step));
        continue;
      }
      const made = new Float64Array(rows);
      for (const factors of formula.terms) {
        const [first, operand] = factors as [Factor, Factor];
        if (wiring.isMatrix(first.name)) {
          addProduct(given.param(first.name), numbers(operand), made);
          continue;
        }
        const all = factors.map(numbers);
        for (let row = 0; row < rows; row++) made[row]! += all.reduce((product, each) => product * each[row]!, 1);
      }
      const { squash } = formula;
      if (squash) for (let row = 0; row < rows; row++) made[row] = squashOf(squash, made[row]!);
      given.hold?.(name, step, made);
      now.set(name, made);
    }
    return now;
  }
}

/** Adds matrix · by to `made`. Columns of zeros are skipped: a one-hot input has one column that is none. */
function addProduct(matrix: Numbers, by: Numbers, made: Float64Array): void {
  const cols = by.length;
  for (let col = 0; col < cols; col++)
    if (by[col] !== 0) for (let row = 0; row < made.length; row++) made[row]! += matrix[row * cols + col]! * by[col]!;
}
