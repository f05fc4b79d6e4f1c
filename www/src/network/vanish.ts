// How a gradient shrinks on its way back: its norm at each step, the factor of a step, and what the formula of a state says of it.
import { inLayer } from './address.ts';
import type { Trace } from './trace.ts';
import { fieldsOf, type Factor, type Wiring } from './wiring.ts';

/** Of a state, at the steps 1 to that of the last question. */
export interface Fading {
  norms: Float32Array;
  /** How much of the norm at the last step has arrived at the first; undefined where there is none at the last. */
  left: number | undefined;
  /** What a step multiplies it by, in the mean: the root of `left`; undefined where nothing is left, or there is one step. */
  factor: number | undefined;
  /** Norms are 0 from this step down to the first. */
  zeroFrom: number | undefined;
}

/** The least norm that a chart shows: its axis has room for the labels of eighteen powers of ten. */
export const FLOOR = 1e-18;

/** Values as a curve shows them: what is below the floor is 0, of which a logarithmic axis draws nothing. */
export function drawn(values: Float32Array): Float32Array {
  return values.map((value) => (value < FLOOR ? 0 : value));
}

export function fadingOf(trace: Trace, state: string): Fading {
  const last = trace.lastAsked || trace.steps;
  const norms = Float32Array.from({ length: last }, (_, k) => Math.hypot(...trace.grad(state, k + 1)));
  const [first, end] = [norms[0]!, norms[last - 1]!];
  const left = end > 0 ? first / end : undefined;
  const zero = norms.findIndex((norm) => norm > 0);
  return {
    norms,
    left,
    factor: left && last > 1 ? left ** (1 / (last - 1)) : undefined,
    zeroFrom: zero === 0 ? undefined : zero < 0 ? last : zero,
  };
}

/** At how many steps the task asks for an answer: if at several, the gradient is added to on its way back. */
export function asks({ frame: { mask } }: Trace): number {
  return mask.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
}

/** The states of the layer that the loss looks at: what it hands on, and what it keeps beside it. */
export function statesOf({ wiring, frame: { schema } }: Trace): string[] {
  const layer = schema.layers - 1;
  const states = fieldsOf(wiring, layer).filter((name) => wiring.field(name)!.kind === 'state');
  const handed = inLayer('h', layer);
  return [handed, ...states.filter((name) => name !== handed)];
}

/**
 * What multiplies a state unit by unit on its way into the next step, as its formula says: of each product that it is a factor
 * of, the others. Undefined where it goes on through a matrix or a squash, or not at all.
 */
export function gatesOf(wiring: Wiring, state: string): Factor[][] | undefined {
  const { squash, terms } = wiring.formula(state)!;
  const carries = terms.filter((factors) => factors.some(({ name, before }) => name === state && before));
  if (squash || carries.length === 0 || carries.some(([first]) => wiring.isMatrix(first!.name))) return undefined;
  const direct = carries.every(
    (factors) => factors.filter(({ name, before }) => name === state && before).length === 1,
  );
  if (!direct) return undefined;
  return carries.map((factors) => factors.filter(({ name, before }) => !(name === state && before)));
}

/**
 * How the gradient of a state goes back a step: `belt`, multiplied unit by unit, beside what the layer hands on; `shared`, the
 * same where it is the state that is handed on; `matrix`, through weights alone. Whatever comes by other ways is added to it.
 */
export type Way = 'belt' | 'shared' | 'matrix';

export function wayOf(trace: Trace, state: string): Way {
  if (!gatesOf(trace.wiring, state)) return 'matrix';
  return state === statesOf(trace)[0] ? 'shared' : 'belt';
}

/** What the gates alone would keep in a step, in the mean: the root of their product. */
export function gateFactor(trace: Trace, state: string): number | undefined {
  const product = gateProduct(trace, state);
  const steps = (trace.lastAsked || trace.steps) - 1;
  return product === undefined || steps < 1 ? undefined : product ** (1 / steps);
}

/** What such gates pass at a step, unit by unit. */
export function passedBy(gates: readonly Factor[][], trace: Trace, step: number): Float64Array {
  const values = gates.map((factors) => factors.map((factor) => trace.factor(factor, step)));
  const size = values.flat()[0]?.length ?? 0;
  return Float64Array.from({ length: size }, (_, unit) =>
    values.reduce((sum, factors) => sum + factors.reduce((all, each) => all * each[unit]!, 1), 0),
  );
}

/**
 * The product of the gates from step 2 to that of the last question, in the mean over the units: what of the gradient at that
 * step arrives at step 1 along the belt alone.
 */
export function gateProduct(trace: Trace, state: string): number | undefined {
  const gates = gatesOf(trace.wiring, state);
  if (!gates) return undefined;
  const products = new Float64Array(trace.wiring.count(state)).fill(1);
  for (let step = 2; step <= (trace.lastAsked || trace.steps); step++) {
    passedBy(gates, trace, step).forEach((kept, unit) => (products[unit]! *= kept));
  }
  return products.reduce((sum, each) => sum + each, 0) / products.length;
}
