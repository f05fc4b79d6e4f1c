// What the experiments of the claims have in common.
import { set } from '../../../src/engine/bench.ts';
import type { Config, Schema, Sequences } from '../../../src/engine/protocol.ts';
import '../core.ts';

export type Bench = ReturnType<typeof set>;
export type Core = Bench['trainer'];

/** The numbers of a claim, in their order, as each language writes them down. */
export type Experiment = () => Record<'en' | 'zh', string[]>;

export const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What is found in a network after so many updates, of its task or of one sequence. */
export function after<Found>(
  config: Config,
  updates: number,
  find: (bench: Bench) => Found,
  sequence?: Sequences,
): Found {
  const bench = set(config, sequence && { sequence });
  try {
    bench.trainer.train(updates);
    return find(bench);
  } finally {
    bench.trainer.free();
    bench.shown.free();
  }
}

export const seeds = (count: number): number[] => Array.from({ length: count }, (_, k) => k + 1);

export const norm = (numbers: ArrayLike<number>): number => Math.hypot(...Array.from(numbers));

/** How many of some starts have learnt after so many updates; it is looked for every fifty. */
export function learnt(
  config: Config,
  updates: number,
  { starts = 10, begin }: { starts?: number; begin?: (trainer: Core) => void } = {},
): number {
  return seeds(starts).filter((seed) =>
    after({ ...config, seed }, 0, ({ trainer }) => {
      begin?.(trainer);
      while (trainer.updates < updates && !trainer.evaluate(128).solved) trainer.train(50);
      return trainer.evaluate(128).solved;
    }),
  ).length;
}

export function paramOf({ params }: Schema, name: string): Schema['params'][number] {
  return params.find((param) => param.name === name)!;
}

/** What the experiment shown reads. */
export function wordsOf(shown: Core): string[] {
  const { steps, inputs, symbols } = shown.schema();
  const x = shown.inputs();
  return Array.from(
    { length: steps },
    (_, step) => symbols.inputs[x.subarray(step * inputs, (step + 1) * inputs).indexOf(1)]!,
  );
}

/** The gradient, of the gates' parameters and the candidate's Σ ∂L/∂f · [h, x]ᵀ in place of Σ ∂L/∂z · [h, x]ᵀ. */
export function slopeless(trainer: Core, { batch, steps, width, hidden, inputs, params, row }: Schema): Float64Array {
  const gradient = Float64Array.from(trainer.paramGrads());
  const [values, grads] = [trainer.values(), trainer.grads()];
  const of = (numbers: Float32Array, name: string, step: number): Float32Array =>
    numbers.subarray((step * width + row.find((each) => each.name === name)!.offset) * batch);
  const at = (name: string): number => params.find((each) => each.name === name)!.offset;
  for (const gate of ['i', 'f', 'g', 'o']) {
    const [W, U, b] = ['W', 'U', 'b'].map((letter) => at(`${letter}_${gate}`)) as [number, number, number];
    gradient
      .fill(0, W, W + hidden * inputs)
      .fill(0, U, U + hidden * hidden)
      .fill(0, b, b + hidden);
    for (let step = 1; step <= steps; step++) {
      const [d, x, h] = [of(grads, gate, step), of(values, 'x', step), of(values, 'h', step - 1)];
      for (let unit = 0; unit < hidden; unit++)
        for (let q = 0; q < batch; q++) {
          const arrives = d[unit * batch + q]!;
          gradient[b + unit]! += arrives;
          for (let k = 0; k < inputs; k++) gradient[W + unit * inputs + k]! += arrives * x[k * batch + q]!;
          for (let k = 0; k < hidden; k++) gradient[U + unit * hidden + k]! += arrives * h[k * batch + q]!;
        }
    }
  }
  return gradient;
}
