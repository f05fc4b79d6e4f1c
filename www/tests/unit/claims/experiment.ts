// What the experiments of the claims have in common.
import { set } from '../../../src/engine/bench.ts';
import type { Config, Schema } from '../../../src/engine/protocol.ts';
import '../core.ts';

export type Bench = ReturnType<typeof set>;
export type Core = Bench['trainer'];

/** The numbers of a claim, in their order, as each language writes them down. */
export type Experiment = () => Record<'en' | 'zh', string[]>;

export const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What is found in a network after so many updates. */
export function after<Found>(config: Config, updates: number, find: (bench: Bench) => Found): Found {
  const bench = set(config);
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
