// Arithmetic over the formulas of the schema, for any cell: what a product is worth, which shares a gradient is made of, and
// every sum opened into its products. The core has made all fields and their gradients; what it does not store follows here
// from what it does, by the same formulas, and tests hold the sums to the core.
import type { Factor, Formula } from '../engine/protocol.ts';
import { ABOVE, layerOf, NEXT, parse, PREDICTION, print, TARGET, type Spot } from './address.ts';
import type { Trace } from './trace.ts';
import { addressOf, type Use, type Wiring } from './wiring.ts';

export type Squash = NonNullable<Formula['squash']>;

/** A factor with its number. */
export interface Factored {
  spot: Spot;
  value: number;
  /** What stands in the product: the number itself, 1 minus it, the slope of the squash that made it, or −1 (of a factor taken from 1). */
  as: 'itself' | 'complement' | 'slope' | 'minus-one';
}

/** One product of an opened sum; `value` is that of its factors multiplied. */
export interface Product {
  factors: Factored[];
  value: number;
}

/** A part of a gradient: through one use of the field, from the loss, or (a parameter's) at one step. */
export interface Share {
  /** The address of the part: `d_c<tanh_c`. */
  address: string;
  /** Through which field; none: from the loss. */
  use?: Use;
  products: Product[];
  value: number;
}

export function squashOf(squash: Squash, z: number): number {
  return squash === 'sigmoid' ? 1 / (1 + Math.exp(-z)) : squash === 'tanh' ? Math.tanh(z) : Math.max(z, 0);
}

/** The slope of a squash from the value that it gave. */
export function slopeOf(squash: Squash, a: number): number {
  return squash === 'sigmoid' ? a * (1 - a) : squash === 'tanh' ? 1 - a * a : a > 0 ? 1 : 0;
}

type Numbers = ArrayLike<number>;

/** The numbers of all addresses of one trace. */
export class Formulas {
  static readonly #all = new WeakMap<Trace, Formulas>();

  /** Of one trace always the same object. */
  static of(trace: Trace): Formulas {
    const known = this.#all.get(trace) ?? new Formulas(trace);
    this.#all.set(trace, known);
    return known;
  }

  readonly wiring: Wiring;
  readonly #known = new Map<string, Numbers>();
  readonly #gathered = new Map<string, Float64Array>();

  constructor(readonly trace: Trace) {
    this.wiring = trace.wiring;
  }

  value({ address, step, unit }: Spot): number {
    return this.numbers(address, step)[unit] ?? 0;
  }

  /** All numbers of an address at a step, one a unit. Throws a RangeError if this network has none of the name. */
  numbers(address: string, step: number): Numbers {
    const key = `${step} ${address}`;
    let found = this.#known.get(key);
    if (!found) {
      found = this.#compute(address, step);
      this.#known.set(key, found);
    }
    return found;
  }

  /** The sum that makes a number of a field, product by product (of what is squashed, if it is squashed). */
  products({ address, step, unit }: Spot): Product[] {
    const { name, term } = parse(address);
    const formula = this.wiring.formula(name);
    if (!formula || step === 0) return [];
    const terms = term === undefined ? formula.terms : [formula.terms[term]!];
    return terms.flatMap((factors) => {
      const [first, operand] = factors as [Factor, Factor];
      if (!this.wiring.isMatrix(first.name))
        return [product(factors.map((factor) => this.#factored(factor, step, unit)))];
      const { cols } = this.trace.param(first.name);
      return Array.from({ length: cols }, (_, col) =>
        product([this.#weight(first.name, unit, col, step), this.#factored(operand, step, col)]),
      );
    });
  }

  /** What one product of a sum comes to in each unit: computed each time that it is asked for. */
  term(name: string, term: number, step: number): Numbers {
    const factors = this.wiring.formula(name)!.terms[term]!;
    const [first, operand] = factors as [Factor, Factor];
    const total = new Float64Array(this.wiring.count(name));
    if (this.wiring.isMatrix(first.name)) {
      const { cols, data } = this.trace.param(first.name);
      const by = this.trace.factor(operand, step);
      // A one-hot input has one column that is none of zeros.
      for (let col = 0; col < cols; col++)
        if (by[col] !== 0)
          for (let row = 0; row < total.length; row++) total[row]! += data[row * cols + col]! * by[col]!;
      return total;
    }
    total.fill(1);
    for (const factor of factors) this.#multiply(total, factor, step);
    return total;
  }

  /** What a gradient is made of: of a field at a step, of what leaves for the step before (`d_c'`), or of one share alone. */
  shares({ address, step, unit }: Spot): Share[] {
    const { name, before, from } = parse(address);
    const shares = this.#uses(name, before, step).map(({ use, step: at }) => this.#share(use, name, unit, at, before));
    const loss = !before && this.#lossShare(name, step, unit);
    const all = loss ? [loss, ...shares] : shares;
    if (from === undefined) return all;
    return all.filter(
      (share) => share.address === address || (from === ABOVE && share.use && isAbove(share.use, name)),
    );
  }

  /** This step's part of the gradient of one row of a parameter: ∂ of what it adds to, times what it is applied to. */
  weightShare(name: string, row: number, step: number): Product[] {
    return this.wiring.uses(name).flatMap(({ by, term }) => {
      const { squash, terms } = this.wiring.formula(by)!;
      const others = terms[term]!.filter((factor) => factor.name !== name);
      const arriving: Factored[] = [
        this.#gradient(by, row, step),
        ...(squash ? [this.#slope(squash, by, row, step)] : []),
      ];
      if (!this.wiring.isMatrix(name))
        return [product([...arriving, ...others.map((factor) => this.#factored(factor, step, row))])];
      const { cols } = this.trace.param(name);
      return Array.from({ length: cols }, (_, col) => product([...arriving, this.#factored(others[0]!, step, col)]));
    });
  }

  /**
   * ‖∂L/∂[W U …]‖ of all matrices in the formula of a field, gathered over the steps t..T, for t = 1..T+1 (0 at T+1). At
   * t = 1 it is the norm of the gradient that the core gives to the optimizer; a test says so.
   */
  gathered(by: string): Float64Array {
    let norms = this.#gathered.get(by);
    if (!norms) {
      norms = this.#gather(by);
      this.#gathered.set(by, norms);
    }
    return norms;
  }

  #gather(by: string): Float64Array {
    const { trace } = this;
    const { squash, terms } = this.wiring.formula(by)!;
    const matrices = terms.filter(([first]) => this.wiring.isMatrix(first!.name)).map(([, operand]) => operand!);
    const widths = matrices.map((operand) => this.wiring.count(operand.name));
    const width = widths.reduce((all, n) => all + n, 0);
    const rows = trace.wiring.count(by);
    const total = new Float64Array(rows * width);
    const norms = new Float64Array(trace.steps + 2);
    const fed = new Float64Array(width);
    for (let t = trace.steps; t >= 1; t--) {
      const d = trace.grad(by, t);
      const made = squash && trace.value(by, t);
      let start = 0;
      matrices.forEach((operand, k) => {
        const numbers = this.trace.factor(operand, t);
        fed.set(numbers, start);
        start += widths[k]!;
      });
      let square = 0;
      for (let row = 0, at = 0; row < rows; row++) {
        const arriving = made ? d[row]! * slopeOf(squash, made[row]!) : d[row]!;
        for (let col = 0; col < width; col++, at++) {
          const gathered = total[at]! + arriving * fed[col]!;
          total[at] = gathered;
          square += gathered * gathered;
        }
      }
      norms[t] = Math.sqrt(square);
    }
    return norms;
  }

  #compute(address: string, step: number): Numbers {
    const { trace, wiring } = this;
    const { gradient, name, before, term, from, at } = parse(address);
    if (name === PREDICTION) return trace.prediction(step);
    if (name === TARGET) return trace.target(step);
    if (wiring.param(name)) {
      if (!gradient) {
        const { cols, data } = trace.param(name);
        return at ? [data[at[0] * cols + at[1]]!] : data;
      }
      if (at) return [this.weightShare(name, at[0], step)[at[1]]!.value];
      return Float64Array.from({ length: wiring.count(name) }, (_, row) => this.#norm(name, row, step));
    }
    if (!gradient) {
      if (term !== undefined) return this.term(name, term, step);
      return trace.value(name, before ? step - 1 : step);
    }
    if (!before && from === undefined) return trace.grad(name, step);
    const total = new Float64Array(wiring.count(name));
    for (const { use, step: at } of this.#uses(name, before, step)) {
      const wanted = shareName(name, use, before) === address || (from === ABOVE && isAbove(use, name));
      if (from === undefined || wanted) this.#addShare(use, name, at, total);
    }
    if (from === 'loss' && name === wiring.judged)
      for (let k = 0; k < total.length; k++) total[k]! += this.#lossSlope(step, k);
    return total;
  }

  #multiply(total: Float64Array, factor: Factor, step: number): void {
    const by = this.trace.factor(factor, step);
    for (let k = 0; k < total.length; k++) total[k]! *= by[k]!;
  }

  /** The uses through which a gradient comes; with the step in which each stands. */
  #uses(name: string, before: boolean, step: number): { use: Use; step: number }[] {
    const { trace } = this;
    // d_c' of step t is the part of d_c of step t − 1 that comes from step t.
    if (before)
      return trace.fed(step - 1) ? this.wiring.uses(name).flatMap((use) => (use.later ? [{ use, step }] : [])) : [];
    return this.wiring.uses(name).flatMap((use) => {
      if (use.later) return trace.fed(step) ? [{ use, step: step + 1 }] : [];
      return step > 0 ? [{ use, step }] : [];
    });
  }

  /** Adds to `total` what comes through one use. */
  #addShare({ by, term, factor }: Use, name: string, step: number, total: Float64Array): void {
    const { squash, terms } = this.wiring.formula(by)!;
    const factors = terms[term]!;
    const d = this.trace.grad(by, step);
    const made = squash && this.trace.value(by, step);
    const arriving = (k: number): number => (made ? d[k]! * slopeOf(squash, made[k]!) : d[k]!);
    const sign = factors[factor]!.complement ? -1 : 1;
    const matrix = factors[0]!.name;
    if (this.wiring.isMatrix(matrix)) {
      const { rows, cols, data } = this.trace.param(matrix);
      for (let row = 0; row < rows; row++) {
        const through = sign * arriving(row);
        for (let col = 0; col < total.length; col++) total[col]! += data[row * cols + col]! * through;
      }
      return;
    }
    const share = Float64Array.from({ length: this.wiring.count(name) }, (_, k) => sign * arriving(k));
    factors.forEach((other, k) => {
      if (k !== factor) this.#multiply(share, other, step);
    });
    for (let k = 0; k < total.length; k++) total[k]! += share[k]!;
  }

  #share(use: Use, name: string, unit: number, step: number, before: boolean): Share {
    const { by, term, factor } = use;
    const { squash, terms } = this.wiring.formula(by)!;
    const factors = terms[term]!;
    const arriving = (k: number): Factored[] => [
      this.#gradient(by, k, step),
      ...(squash ? [this.#slope(squash, by, k, step)] : []),
    ];
    const sign: Factored[] = factors[factor]!.complement
      ? [{ spot: { address: addressOf(factors[factor]!), step, unit }, value: -1, as: 'minus-one' }]
      : [];
    const matrix = factors[0]!.name;
    const products = this.wiring.isMatrix(matrix)
      ? Array.from({ length: this.trace.param(matrix).rows }, (_, row) =>
          product([this.#weight(matrix, row, unit, step), ...arriving(row), ...sign]),
        )
      : [
          product([
            ...arriving(unit),
            ...factors.flatMap((other, k) => (k === factor ? [] : [this.#factored(other, step, unit)])),
            ...sign,
          ]),
        ];
    return { address: shareName(name, use, before), use, products, value: sum(products) };
  }

  #lossShare(name: string, step: number, unit: number): Share | undefined {
    const { trace } = this;
    if (name !== this.wiring.judged || step < 1 || !trace.asked(step) || unit >= trace.frame.schema.outputs)
      return undefined;
    const value = this.#lossSlope(step, unit);
    return { address: `d_${name}<loss`, products: [], value };
  }

  /** ∂L/∂y by the loss's formula, for cells without a read-out (with one, the core stores d_y). */
  #lossSlope(step: number, k: number): number {
    const { trace } = this;
    const { outputs } = trace.frame.schema;
    if (step < 1 || !trace.asked(step) || k >= outputs) return 0;
    const { factor, n } = lossScale(trace);
    return (factor * (trace.prediction(step)[k]! - trace.target(step)[k]!)) / n;
  }

  #norm(name: string, row: number, step: number): number {
    return Math.sqrt(this.weightShare(name, row, step).reduce((square, { value }) => square + value * value, 0));
  }

  #weight(name: string, row: number, col: number, step: number): Factored {
    const address = print({ gradient: false, name, before: false, at: [row, col] });
    const { cols, data } = this.trace.param(name);
    return { spot: { address, step, unit: 0 }, value: data[row * cols + col]!, as: 'itself' };
  }

  #gradient(of: string, unit: number, step: number): Factored {
    const address = `d_${of}`;
    return { spot: { address, step, unit }, value: this.trace.grad(of, step)[unit]!, as: 'itself' };
  }

  #slope(squash: Squash, of: string, unit: number, step: number): Factored {
    const value = slopeOf(squash, this.trace.value(of, step)[unit]!);
    return { spot: { address: of, step, unit }, value, as: 'slope' };
  }

  #factored(factor: Factor, step: number, unit: number): Factored {
    const spot = { address: addressOf(factor), step, unit };
    return { spot, value: this.trace.factor(factor, step)[unit]!, as: factor.complement ? 'complement' : 'itself' };
  }
}

/** The loss's gradient by what its link is applied to: `factor` times the error, over `n`. The sequence shown is the only one. */
export function lossScale({ frame: { schema, mask } }: Trace): { factor: number; n: number } {
  const { factor, mean } = schema.loss;
  const answers = mask.filter((each) => each > 0).length;
  return { factor, n: { sequences: 1, answers, numbers: answers * schema.outputs }[mean] };
}

function shareName(name: string, { by, later }: Use, before: boolean): string {
  return before ? `d_${name}'<${by}` : `d_${name}<${later ? NEXT : by}`;
}

/** Whether a use is in the layer above or in the read-out. */
export function isAbove({ by, later }: Use, name: string): boolean {
  return !later && (layerOf(by).layer !== layerOf(name).layer || by === 'y');
}

function product(factors: Factored[]): Product {
  return { factors, value: factors.reduce((value, factor) => value * factor.value, 1) };
}

export function sum(products: Product[]): number {
  return products.reduce((total, { value }) => total + value, 0);
}
