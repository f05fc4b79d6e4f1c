// One unrolled sequence by name: what the core computed, read-only. No arithmetic lives here.
import type { Factor, Frame } from '../engine/protocol.ts';
import { Wiring } from './wiring.ts';

/** A matrix of parameters (rows x cols), row-major. */
export interface Matrix {
  rows: number;
  cols: number;
  data: Float32Array;
}

export class Trace {
  readonly steps: number;
  readonly hidden: number;
  readonly wiring: Wiring;

  constructor(readonly frame: Frame) {
    this.steps = frame.schema.steps;
    this.hidden = frame.schema.hidden;
    this.wiring = Wiring.of(frame.schema);
  }

  /** Values of a field at step 0..steps (0 is the start state), one number a unit. */
  value(name: string, step: number): Float32Array {
    return this.#slice(this.frame.values, name, step);
  }

  /** Gradients of the same field: ∂L/∂ of each of its numbers. */
  grad(name: string, step: number): Float32Array {
    return this.#slice(this.frame.grads, name, step);
  }

  param(name: string): Matrix {
    return this.#matrix(this.frame.params, name);
  }

  paramGrad(name: string): Matrix {
    return this.#matrix(this.frame.paramGrads, name);
  }

  /** The numbers that a factor puts into a product at a step: of a field or a parameter, of the step before, 1 minus them. */
  factor({ name, before, complement }: Factor, step: number): Float32Array | Float64Array {
    const numbers = this.wiring.param(name) ? this.param(name).data : this.value(name, before ? step - 1 : step);
    return complement ? Float64Array.from(numbers, (v) => 1 - v) : numbers;
  }

  /** Whether the task asks for an answer at this step. */
  asked(step: number): boolean {
    return this.frame.mask[step - 1]! > 0;
  }

  /** The last step that it asks for an answer at; 0 where it asks at none. */
  get lastAsked(): number {
    return this.frame.mask.findLastIndex((mask) => mask > 0) + 1;
  }

  /** Whether a gradient comes back to this step from the next: not to the last one, and not where it is truncated. */
  fed(step: number): boolean {
    const { truncate } = this.frame.schema.config;
    return step < this.steps && !(truncate > 0 && step > 0 && step % truncate === 0);
  }

  /** The predictions (after the link function) at this step. */
  prediction(step: number): Float32Array {
    const { outputs } = this.frame.schema;
    return this.frame.outputs.subarray((step - 1) * outputs, step * outputs);
  }

  target(step: number): Float32Array {
    const { outputs } = this.frame.schema;
    return this.frame.targets.subarray((step - 1) * outputs, step * outputs);
  }

  #slice(numbers: Float32Array, name: string, step: number): Float32Array {
    const field = this.wiring.field(name);
    if (!field) throw new RangeError(`no field "${name}" in this cell`);
    const start = step * this.frame.schema.width + field.offset;
    return numbers.subarray(start, start + field.rows);
  }

  #matrix(numbers: Float32Array, name: string): Matrix {
    const field = this.wiring.param(name);
    if (!field) throw new RangeError(`no parameter "${name}" in this network`);
    const { rows, cols, offset } = field;
    return { rows, cols, data: numbers.subarray(offset, offset + rows * cols) };
  }
}
