// A loss in f64, by the schema's formulas: what it comes to when one parameter is moved a little, and the quotient of two
// such losses with all digits that a printed subtraction needs. The core's check tells the quotients alone.
import type { Point, Schema } from '../../engine/protocol.ts';
import { Interpreter, type Given, type Numbers, type Row } from '../../network/interpreter.ts';
import { Wiring } from '../../network/wiring.ts';

/** The losses at a point of a single sequence. */
export class Slope {
  readonly #schema: Schema;
  readonly #point: Point;
  readonly #wiring: Wiring;
  readonly #interpreter: Interpreter;

  constructor(schema: Schema, point: Point) {
    this.#schema = schema;
    this.#point = point;
    this.#wiring = Wiring.of(schema);
    this.#interpreter = new Interpreter(this.#wiring);
  }

  /** The loss with the parameter at `place` (of all in a row) moved by so much. */
  loss(place: number, by: number): number {
    const { inputs, steps, row } = this.#schema;
    const params = Float64Array.from(this.#point.params);
    params[place]! += by;
    const given: Given = {
      param: (name) => {
        const { offset, rows, cols } = this.#wiring.param(name)!;
        return params.subarray(offset, offset + rows * cols);
      },
      field: (_, step) => this.#point.inputs.subarray((step - 1) * inputs, step * inputs),
      hold: (name, step, made) => {
        for (const clamp of this.#point.clamps)
          if (clamp.name === name && (clamp.step ?? step) === step) made[clamp.unit] = clamp.value;
      },
    };
    let now: Row = new Map(
      row.map(({ name, offset, rows }) => [name, this.#point.start.subarray(offset, offset + rows)]),
    );
    let sum = 0;
    for (let step = 1; step <= steps; step++) {
      now = this.#interpreter.row(now, step, given);
      const weight = this.#point.mask[step - 1]!;
      if (weight !== 0) sum += weight * this.#cost(now.get(this.#wiring.judged)!, step);
    }
    return sum * this.#scale;
  }

  /** What the answer of one step costs. */
  #cost(judged: Numbers, step: number): number {
    const { outputs, config } = this.#schema;
    const y = Float64Array.from({ length: outputs }, (_, k) => judged[k]!);
    const target = this.#point.targets.subarray((step - 1) * outputs, step * outputs);
    const total = (cost: (y: number, target: number) => number): number =>
      y.reduce((sum, each, k) => sum + cost(each, target[k]!), 0);
    switch (config.loss) {
      case 'squared-error':
      case 'mean-squared-error':
        return total((y, target) => (y - target) ** 2);
      case 'sigmoid-cross-entropy':
        return total((y, target) => Math.max(y, 0) - y * target + Math.log1p(Math.exp(-Math.abs(y))));
      case 'softmax-cross-entropy': {
        const most = Math.max(...y);
        const all = most + Math.log(y.reduce((sum, each) => sum + Math.exp(each - most), 0));
        return total((y, target) => target * (all - y));
      }
      default:
        throw new RangeError(`no formula known for loss "${config.loss}"`);
    }
  }

  get #scale(): number {
    const { outputs, config } = this.#schema;
    const marked = this.#point.mask.reduce((sum, each) => sum + each, 0);
    if (marked === 0) return 0;
    if (config.loss === 'squared-error') return 1;
    return 1 / (config.loss === 'softmax-cross-entropy' ? marked : marked * outputs);
  }
}

/** (L(w + ε) − L(w − ε)) / 2ε as it is printed: each line follows from those above to the last digit. */
export interface Quotient {
  up: string;
  down: string;
  difference: string;
  quotient: string;
}

/** Digits that tell an f64 from every other. */
const DIGITS = 17;

/** `exponent`: ε = 10^−exponent. Of the losses as they are printed, with all digits that they have. */
export function quotientOf(up: number, down: number, exponent: number): Quotient {
  const most = Math.max(Math.abs(up), Math.abs(down), Number.MIN_VALUE);
  const decimals = Math.min(Math.max(DIGITS - 1 - Math.floor(Math.log10(most)), 0), 40);
  const [a, b] = [up, down].map((loss) => digitsOf(loss, decimals)) as [bigint, bigint];
  // Divided by 2·10^−n: times 5, and the point n − 1 places to the right.
  return {
    up: decimal(a, decimals),
    down: decimal(b, decimals),
    difference: decimal(a - b, decimals),
    quotient: decimal((a - b) * 5n, decimals - exponent + 1),
  };
}

function digitsOf(v: number, decimals: number): bigint {
  return BigInt(v.toFixed(decimals).replace('.', ''));
}

function decimal(digits: bigint, decimals: number): string {
  const sign = digits < 0n ? '−' : '';
  const size = digits < 0n ? -digits : digits;
  if (decimals <= 0) return `${sign}${size * 10n ** BigInt(-decimals)}`;
  const text = String(size).padStart(decimals + 1, '0');
  return `${sign}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** As many decimals as another number is printed with. */
export function beside(v: number, { quotient }: Quotient): string {
  return decimal(digitsOf(v, Math.min(decimalsOf(quotient), 100)), decimalsOf(quotient));
}

function decimalsOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}
