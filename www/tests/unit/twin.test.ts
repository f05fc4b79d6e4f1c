// Which unit remembers is found by the numbers of two sequences, in whatever network.
import { expect, it } from 'vitest';
import type { Config } from '../../src/engine/protocol.ts';
import { remembered } from '../../src/network/twin.ts';
import type { Trace } from '../../src/network/trace.ts';
import { FIRST } from '../../src/session/first.ts';
import { NETWORKS, samples, traceOf } from './core.ts';

const RECALL = { task: 'recall', taskOptions: { delay: 2, distractors: true, marked: true } } as const;

/** A sequence that begins with +1, and the one that has the same distractors after −1. */
function twins(config: Config, updates = 0): [Trace, Trace] {
  traceOf({ ...config, ...RECALL }, updates);
  const all = samples(Array.from({ length: 60 }, (_, k) => k + 1));
  const inputs = (trace: Trace, from: number): string =>
    Array.from({ length: trace.steps - from + 1 }, (_, k) => trace.value('x', from + k)).join();
  const one = all.find((trace) => trace.value('x', 1)[0] === 1)!;
  return [one, all.find((trace) => trace.value('x', 1)[0] === -1 && inputs(trace, 2) === inputs(one, 2))!];
}

it.each(NETWORKS)('$name: the unit whose value differs most at the answer', ({ config }) => {
  const [one, other] = twins({ ...config, seed: 5 });
  for (const { name } of one.frame.schema.row.filter(({ kind }) => kind === 'state')) {
    const { step, asked, unit } = remembered(one, other, name)!;
    expect([step, asked]).toEqual([1, 3]);
    const gap = (k: number): number => Math.abs(one.value(name, 3)[k]! - other.value(name, 3)[k]!);
    for (let k = 0; k < one.value(name, 3).length; k++) expect(gap(k)).toBeLessThanOrEqual(gap(unit));
    expect(remembered(other, one, name)).toMatchObject({ step, asked, unit });
  }
});

it('is not always the same unit', () => {
  const units = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => remembered(...twins({ hidden: 3, seed }), 'c')!.unit);
  expect(new Set(units).size).toBe(3);
});

it('knows what it was shown once it has learnt it, and not before', () => {
  const knows = (updates: number): boolean => remembered(...twins({ ...FIRST.config, rate: 0.2 }, updates), 'c')!.knows;
  expect([knows(0), knows(2000)]).toEqual([false, true]);
});

it('is none where nothing differs', () => {
  const [one] = twins({});
  expect(remembered(one, one, 'c')).toBeUndefined();
});
