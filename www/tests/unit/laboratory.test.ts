// Training until the task is solved ends at the solving, however the thread is shared.
import { expect, it } from 'vitest';
import { Laboratory } from '../../src/engine/laboratory.ts';
import type { Pass, Progress, Report, Wish } from '../../src/engine/protocol.ts';
import { FIRST } from '../../src/session/first.ts';
import { module } from './core.ts';

/** Training that shares its thread in slices of so many milliseconds; `told` hears how it stands. */
function open(slice: number, told: (progress: Progress, laboratory: Laboratory) => void = () => {}) {
  const slices: (() => void)[] = [];
  let progress!: Progress;
  const laboratory: Laboratory = new Laboratory(
    (report) => {
      if (report.say !== 'progress') return;
      progress = report.progress;
      told(progress, laboratory);
    },
    { slice, yield: (next) => slices.push(next) },
  );
  laboratory.hear({ do: 'open', module });
  laboratory.hear({ do: 'configure', id: 0, config: FIRST.config });
  return (updates: number, until?: 'solved'): Progress => {
    laboratory.hear({ do: 'train', id: 0, updates, until });
    while (slices.length) slices.shift()!();
    return progress;
  };
}

it('stops at the solving, and a look before it is not solved', () => {
  const { updates, evaluation, running } = open(5)(5000, 'solved');
  expect(running).toBe(false);
  expect(evaluation?.solved).toBe(true);
  expect(open(5)(updates - 10).evaluation?.solved).toBe(false);
});

it('stops at the same update whatever fits into a slice, and after a pause', () => {
  const { updates } = open(1000)(5000, 'solved');
  expect(open(0)(5000, 'solved').updates).toBe(updates);
  const train = open(5);
  train(updates - 13);
  expect(train(5000, 'solved').updates).toBe(updates);
});

it('goes no further than it is told, and past the solving if it is not to look', () => {
  expect(open(5)(25, 'solved').updates).toBe(25);
  expect(open(5)(500).updates).toBe(500);
});

/** A laboratory that has trained, with what it showed and said last. */
function trained(updates: number) {
  const slices: (() => void)[] = [];
  const last = { networks: 0 } as { networks: number; pass: Pass; progress: Progress };
  const laboratory = new Laboratory(
    (report) => {
      if (report.say === 'network') last.networks++;
      if (report.say === 'network' && report.pass) last.pass = report.pass;
      if (report.say === 'pass') last.pass = report.pass;
      if (report.say === 'progress') last.progress = report.progress;
    },
    { slice: 1000, yield: (next) => slices.push(next) },
  );
  const tell = (...wishes: Wish[]): typeof last => {
    for (const wish of wishes) laboratory.hear(wish);
    while (slices.length) slices.shift()!();
    laboratory.hear({ do: 'seen' });
    return last;
  };
  tell({ do: 'open', module }, { do: 'configure', id: 0, config: FIRST.config }, { do: 'train', id: 0, updates });
  return { tell, last };
}

it('looks back at a network that is kept, and nothing is lost by it', () => {
  const { tell, last } = trained(40);
  const { params } = last.pass;
  expect(tell({ do: 'look back', updates: 16 }).pass).toMatchObject({ updates: 16, past: true });
  expect(last.pass.params).toEqual(trained(16).last.pass.params);
  expect(last.progress.updates).toBe(40);
  expect(tell({ do: 'look back' }).pass).toMatchObject({ updates: 40, past: false, params });
});

it('goes back to a network that is kept, or to the start, and learns from there as it did, bit for bit', () => {
  const { tell, last } = trained(40);
  const { losses, norms } = last.progress;
  for (const updates of [16, 0]) {
    const { progress } = tell({ do: 'rewind', updates });
    expect([progress.updates, progress.losses.length, progress.norms.length]).toEqual([updates, updates, updates]);
    expect(tell({ do: 'train', id: 0, updates: 40 - updates }).progress).toMatchObject({ losses, norms });
  }
});

it('tells how long the gradient is at each update', () => {
  const { last } = trained(40);
  expect(last.progress.norms.length).toBe(40);
  expect(Math.min(...last.progress.norms)).toBeGreaterThan(0);
});

it('a number that draws no sequence is told, and the last that did stays, from the opening on', () => {
  const said: Report[] = [];
  const laboratory = new Laboratory((report) => said.push(report), { slice: 5, yield: (next) => next() });
  const tell = (...wishes: Wish[]) => {
    said.length = 0;
    for (const wish of [...wishes, { do: 'seen' } as const]) laboratory.hear(wish);
    const sample = said.flatMap((report) => ('pass' in report && report.pass ? [report.pass.sample] : [])).at(-1);
    const troubles = said.flatMap((report) => ('trouble' in report && report.trouble ? [report.trouble] : []));
    return { sample, troubles: troubles.map(({ key, value }) => [key, value]) };
  };
  const configure = { do: 'configure', id: 0, config: FIRST.config } as const;
  laboratory.hear({ do: 'open', module });
  expect(tell({ do: 'sample', seed: -1 }, configure)).toEqual({ sample: 1, troubles: [['sample', '-1']] });
  expect(tell({ do: 'sample', seed: 7 })).toEqual({ sample: 7, troubles: [] });
  expect(tell({ do: 'sample', seed: 1e300 }).troubles).toHaveLength(1);
  expect(tell(configure)).toEqual({ sample: 7, troubles: [] });
});

it('says once what a network is called, however it is trained and whatever it is shown', () => {
  const { tell, last } = trained(20);
  tell({ do: 'sample', seed: 4 }, { do: 'tune', id: 1, numbers: { rate: 0.1 } }, { do: 'look back', updates: 16 });
  tell({ do: 'train', id: 0, updates: 20 }, { do: 'rewind' });
  expect(last.networks).toBe(1);
  expect(tell({ do: 'configure', id: 2, config: FIRST.config }).networks).toBe(2);
});
