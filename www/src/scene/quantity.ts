/**
 * What each number on the page is: its value, its equation with the true numbers in it, and the sum it comes from.
 * Values come from the core's trace; the few that the core does not store (f ⊙ C, the parts of a gradient that meet)
 * are products and sums of stored ones, and tests hold them against what the core made of them.
 */
import type { EquationId } from './equations';
import { precise, preciseSigned } from './format';
import type { GateName } from './geometry';
import { isGradient } from './name';
import type { Pick } from './shape';
import type { SymbolName } from './symbol';
import type { Matrix, Trace } from './trace';

/** `in_*` is what arrives from the next step or the loss; `out_*` what leaves for the step before. */
export const FORWARD_QUANTITIES = ['x', 'f', 'i', 'g', 'o', 'keep', 'write', 'c', 'tanh_c', 'h', 'y', 'p'] as const;
export const BACKWARD_QUANTITIES = [
  'd_y',
  'd_h_loss',
  'd_h_next',
  'd_h',
  'd_o',
  'd_c_output',
  'd_c_next',
  'd_c',
  'd_f',
  'd_i',
  'd_g',
  'd_z_f',
  'd_z_i',
  'd_z_g',
  'd_z_o',
  'd_W_f',
  'd_W_i',
  'd_W_g',
  'd_W_o',
  'd_h_prev',
  'd_x',
  'd_c_prev',
] as const;
export type QuantityId = (typeof FORWARD_QUANTITIES)[number] | (typeof BACKWARD_QUANTITIES)[number];

/** A product in a sum: weight times what it is applied to. */
export interface Term {
  of: SymbolName | 'bias';
  index: number;
  weight: number;
  input: number;
  product: number;
}

export interface Reading {
  value: number;
  equations: { id: EquationId; numbers: Record<string, string> }[];
  /** The sum opened, if the number is one; `total` is what it adds up to. */
  terms?: Term[];
  total?: number;
  /** Numbers for the sentence `reading.<quantity>` of the locale. */
  sentence: Record<string, string>;
}

/** Whether the shown network has this quantity. */
export function exists(id: QuantityId, trace: Trace): boolean {
  if (id === 'tanh_c') return trace.has('tanh_c');
  if (id === 'y' || id === 'd_y') return trace.has('y');
  return true;
}

/** How many numbers it has at a step. */
export function count(id: QuantityId, trace: Trace): number {
  const { inputs, outputs } = trace.frame.schema;
  if (id === 'x' || id === 'd_x') return inputs;
  if (id === 'y' || id === 'd_y' || id === 'p') return outputs;
  return trace.hidden;
}

/** The first step at which it exists: states also have a start value. */
export function firstStep(id: QuantityId): number {
  return id === 'c' || id === 'h' ? 0 : 1;
}

/** tanh(C), or C itself in the variant whose output is linear in it. */
function emitted(trace: Trace, step: number): Float32Array {
  return trace.has('tanh_c') ? trace.value('tanh_c', step) : trace.value('c', step);
}

/** σ′ or tanh′, from the activation itself. */
export function slope(gate: GateName, a: number): number {
  return gate === 'g' ? 1 - a * a : a * (1 - a);
}

/** tanh′ at the output, 1 where the output is linear. */
function outputSlope(trace: Trace, step: number, k: number): number {
  return trace.has('tanh_c') ? 1 - trace.value('tanh_c', step)[k]! ** 2 : 1;
}

/** ∂L/∂y by the loss's formula, for cells without a read-out (with one, the core stores d_y). */
export function lossSlope(trace: Trace, step: number, k: number): number {
  const { outputs, config } = trace.frame.schema;
  if (!trace.asked(step) || k >= outputs) return 0;
  const marked = trace.frame.mask.reduce((n, m) => n + (m > 0 ? 1 : 0), 0);
  const error = trace.prediction(step)[k]! - trace.target(step)[k]!;
  switch (config.loss) {
    case 'squared-error':
      return 2 * error;
    case 'mean-squared-error':
      return (2 * error) / (marked * outputs);
    case 'sigmoid-cross-entropy':
      return error / (marked * outputs);
    case 'softmax-cross-entropy':
      return error / marked;
    default:
      throw new RangeError(`no slope known for loss "${config.loss}"`);
  }
}

function column(m: Matrix, col: number, by: Float32Array): { weight: number; input: number; product: number }[] {
  return Array.from({ length: m.rows }, (_, r) => {
    const weight = m.data[r * m.cols + col]!;
    return { weight, input: by[r]!, product: weight * by[r]! };
  });
}

const GATES: readonly GateName[] = ['i', 'f', 'g', 'o'];

/** The parts of Wᵀ ∂z over all four gates: what one input, or one unit of h_{t−1}, did to the loss through this step. */
function throughGates(trace: Trace, weights: 'W' | 'U', step: number, col: number): Term[] {
  return GATES.flatMap((gate) =>
    column(trace.param(`${weights}_${gate}`), col, trace.grad(`z_${gate}`, step)).map((part, index) => ({
      of: `d_z_${gate}` as const,
      index,
      ...part,
    })),
  );
}

/** W x + U h′ + b of one unit of one gate, product by product. */
function preActivation(trace: Trace, gate: GateName, step: number, k: number): Term[] {
  const [w, u, b] = [trace.param(`W_${gate}`), trace.param(`U_${gate}`), trace.param(`b_${gate}`)];
  const row = (m: Matrix, of: SymbolName, input: Float32Array): Term[] =>
    Array.from({ length: m.cols }, (_, index) => {
      const weight = m.data[k * m.cols + index]!;
      return { of, index, weight, input: input[index]!, product: weight * input[index]! };
    });
  const bias = b.data[k]!;
  return [
    ...row(w, 'x', trace.value('x', step)),
    ...row(u, 'h_prev', trace.value('h', step - 1)),
    { of: 'bias', index: k, weight: bias, input: 1, product: bias },
  ];
}

function sum(terms: Term[]): number {
  return terms.reduce((total, term) => total + term.product, 0);
}

/** The number itself. `step` is 1..T, or 0 for a start state. */
export function valueOf(trace: Trace, { quantity, step, unit: k }: Pick<QuantityId>): number {
  const v = (name: string, at = step): number => trace.value(name, at)[k]!;
  const d = (name: string, at = step): number => trace.grad(name, at)[k]!;
  switch (quantity) {
    case 'keep':
      return v('f') * v('c', step - 1);
    case 'write':
      return v('i') * v('g');
    case 'p':
      return trace.prediction(step)[k]!;
    case 'd_h_loss':
      return trace.has('y')
        ? column(trace.param('W_y'), k, trace.grad('y', step)).reduce((total, part) => total + part.product, 0)
        : lossSlope(trace, step, k);
    case 'd_h_next':
      return trace.fed(step) ? sum(throughGates(trace, 'U', step + 1, k)) : 0;
    case 'd_h_prev':
      return trace.fed(step - 1) ? sum(throughGates(trace, 'U', step, k)) : 0;
    case 'd_c_output':
      return d('h') * v('o') * outputSlope(trace, step, k);
    case 'd_c_next':
      return trace.fed(step) ? d('c', step + 1) * v('f', step + 1) : 0;
    case 'd_c_prev':
      return trace.fed(step - 1) ? d('c') * v('f') : 0;
    case 'd_W_f':
    case 'd_W_i':
    case 'd_W_g':
    case 'd_W_o':
      return Math.sqrt(
        weightShare(trace, quantity.slice(-1) as GateName, step, k).reduce((s, term) => s + term.product ** 2, 0),
      );
    default:
      return isGradient(quantity) ? d(quantity.slice(2)) : v(quantity);
  }
}

/** This step's share of the gradient of one row of W and U: ∂z times each thing that was fed in. */
function weightShare(trace: Trace, gate: GateName, step: number, k: number): Term[] {
  const by = trace.grad(`z_${gate}`, step)[k]!;
  const share = (of: SymbolName, input: Float32Array): Term[] =>
    Array.from(input, (each, index) => ({ of, index, weight: by, input: each, product: by * each }));
  return [...share('x', trace.value('x', step)), ...share('h_prev', trace.value('h', step - 1))];
}

/** What the inspector shows of one number. */
export function read(trace: Trace, pick: Pick<QuantityId>): Reading {
  const { quantity, step, unit: k } = pick;
  const value = valueOf(trace, pick);
  const at = (q: QuantityId, t = step): number => valueOf(trace, { quantity: q, step: t, unit: k });
  const linear = !trace.has('tanh_c');
  const one = (id: EquationId, numbers: Record<string, number>, extra: Partial<Reading> = {}): Reading => ({
    value,
    equations: [{ id, numbers: texts({ value, ...numbers }) }],
    sentence: { value: precise(value), ...texts(numbers) },
    ...extra,
  });
  switch (quantity) {
    case 'x':
      return one('x', {});
    case 'f':
    case 'i':
    case 'g':
    case 'o': {
      const terms = preActivation(trace, quantity, step, k);
      const of = (name: Term['of']): number => sum(terms.filter((term) => term.of === name));
      const numbers = { x: of('x'), h: of('h_prev'), b: of('bias'), z: trace.value(`z_${quantity}`, step)[k]! };
      const effect: Record<GateName, Record<string, number>> = {
        f: { before: at('c', step - 1), after: at('keep') },
        i: { before: at('g'), after: at('write') },
        g: { gate: at('i'), after: at('write') },
        o: { before: emitted(trace, step)[k]!, after: at('h') },
      };
      return one(
        quantity,
        { ...numbers, ...effect[quantity] },
        {
          terms,
          total: numbers.z,
          sentence: { value: precise(value), percent: `${Math.round(100 * value)}%`, ...texts(effect[quantity]) },
        },
      );
    }
    case 'keep':
      return one('keep', { f: at('f'), c: at('c', step - 1) });
    case 'write':
      return one('write', { i: at('i'), g: at('g') });
    case 'c':
      if (step === 0)
        return { value, equations: [{ id: 'start', numbers: texts({ value }) }], sentence: { value: precise(value) } };
      return one('c', {
        f: at('f'),
        before: at('c', step - 1),
        i: at('i'),
        g: at('g'),
        keep: at('keep'),
        write: at('write'),
      });
    case 'tanh_c':
      return one('tanh_c', { c: at('c') });
    case 'h':
      if (step === 0)
        return { value, equations: [{ id: 'start', numbers: texts({ value }) }], sentence: { value: precise(value) } };
      return one(linear ? 'h_linear' : 'h', { o: at('o'), c: emitted(trace, step)[k]! });
    case 'y': {
      const w = trace.param('W_y');
      const h = trace.value('h', step);
      const bias = trace.param('b_y').data[k]!;
      const terms: Term[] = Array.from({ length: w.cols }, (_, index) => {
        const weight = w.data[k * w.cols + index]!;
        return { of: 'h', index, weight, input: h[index]!, product: weight * h[index]! };
      });
      terms.push({ of: 'bias', index: k, weight: bias, input: 1, product: bias });
      return one('y', { h: value - bias, b: bias }, { terms, total: value });
    }
    case 'p': {
      const y = trace.has('y') ? trace.value('y', step)[k]! : trace.value('h', step)[k]!;
      const link = trace.frame.schema.link;
      return one(
        !trace.has('y') ? 'p_none' : link === 'sigmoid' ? 'p_sigmoid' : link === 'softmax' ? 'p_softmax' : 'p_identity',
        { y },
      );
    }
    case 'd_y':
      return one(trace.asked(step) ? dyEquation(trace.frame.schema.config.loss) : 'd_y_none', {
        p: at('p'),
        target: trace.target(step)[k]!,
      });
    case 'd_h_loss': {
      if (!trace.has('y')) {
        return one(
          trace.asked(step) && k < trace.frame.schema.outputs ? dyEquation(trace.frame.schema.config.loss) : 'd_y_none',
          {
            p: k < trace.frame.schema.outputs ? at('p') : 0,
            target: k < trace.frame.schema.outputs ? trace.target(step)[k]! : 0,
          },
        );
      }
      const terms: Term[] = column(trace.param('W_y'), k, trace.grad('y', step)).map((part, index) => ({
        of: 'y',
        index,
        ...part,
      }));
      return one('d_h_loss', {}, { terms, total: value });
    }
    case 'd_h_next':
      return trace.fed(step)
        ? one('d_h_next', {}, { terms: throughGates(trace, 'U', step + 1, k), total: value })
        : one('d_none', {});
    case 'd_h':
      return one('d_h', { loss: at('d_h_loss'), next: at('d_h_next') });
    case 'd_o':
      return one(linear ? 'd_o_linear' : 'd_o', { d_h: at('d_h'), c: emitted(trace, step)[k]! });
    case 'd_c_output':
      return one(linear ? 'd_c_output_linear' : 'd_c_output', {
        d_h: at('d_h'),
        o: at('o'),
        slope: outputSlope(trace, step, k),
      });
    case 'd_c_next':
      return trace.fed(step) ? one('d_c_next', { d_c: at('d_c', step + 1), f: at('f', step + 1) }) : one('d_none', {});
    case 'd_c':
      return one('d_c', { next: at('d_c_next'), output: at('d_c_output') });
    case 'd_f':
      return one('d_f', { d_c: at('d_c'), c: at('c', step - 1) });
    case 'd_i':
      return one('d_i', { d_c: at('d_c'), g: at('g') });
    case 'd_g':
      return one('d_g', { d_c: at('d_c'), i: at('i') });
    case 'd_z_f':
    case 'd_z_i':
    case 'd_z_g':
    case 'd_z_o': {
      const gate = quantity.slice(-1) as GateName;
      const a = at(gate);
      return one(quantity, { a, d: at(`d_${gate}`), slope: slope(gate, a) });
    }
    case 'd_W_f':
    case 'd_W_i':
    case 'd_W_g':
    case 'd_W_o': {
      const gate = quantity.slice(-1) as GateName;
      return one(quantity, { d_z: at(`d_z_${gate}`) }, { terms: weightShare(trace, gate, step, k) });
    }
    case 'd_h_prev':
      return trace.fed(step - 1)
        ? one('d_h_prev', {}, { terms: throughGates(trace, 'U', step, k), total: value })
        : one('d_none', {});
    case 'd_x':
      return one('d_x', {}, { terms: throughGates(trace, 'W', step, k), total: value });
    case 'd_c_prev':
      return trace.fed(step - 1) ? one('d_c_prev', { d_c: at('d_c'), f: at('f') }) : one('d_none', {});
  }
}

function dyEquation(loss: string): EquationId {
  return loss === 'squared-error'
    ? 'd_y_squared'
    : loss === 'mean-squared-error'
      ? 'd_y_mean_squared'
      : 'd_y_cross_entropy';
}

function texts(numbers: Record<string, number>): Record<string, string> {
  return Object.fromEntries(
    // "signed_" names are those that stand after another term of a sum.
    Object.entries(numbers).flatMap(([name, v]) => [
      [name, precise(v)],
      [`${name}_signed`, preciseSigned(v)],
    ]),
  );
}
