// A sweep over delays: what it measures is what the core says, it pauses and goes on, and keeps what it found.
import { afterEach, expect, it } from 'vitest';
import type { Config } from '../../src/engine/protocol.ts';
import { fadingOf, gateProduct } from '../../src/network/vanish.ts';
import { Sweep } from '../../src/tools/race/delays.ts';
import { traceOf } from './core.ts';
import { frames } from './frames.ts';
import { heard, left, openEngine } from './hosts.ts';

frames();

const sweeps: Sweep[] = [];
afterEach(() => {
  for (const sweep of sweeps.splice(0)) sweep.close();
  expect(left(), 'hosts left').toBe(0);
});

const EASY: Config = { task: 'recall', taskOptions: { distractors: false }, hidden: 3, rate: 0.03 };
const begun = (config: Config, delays: number[], budget: number): Sweep => {
  const sweep = new Sweep(config, delays, budget, openEngine);
  sweeps.push(sweep);
  sweep.run();
  return sweep;
};

it('measures the gradient at the start, and trains each delay until it is solved or the updates are used', async () => {
  const sweep = begun(EASY, [2, 9], 15);
  await heard(sweep, () => !sweep.running);
  expect(sweep.trouble).toBeUndefined();
  for (const { delay, start } of sweep.rows) {
    const trace = traceOf({ ...EASY, taskOptions: { distractors: false, delay } });
    expect(start!.state).toBe('c');
    expect(start!.fading).toEqual(fadingOf(trace, 'c'));
    expect(start!.product).toBe(gateProduct(trace, 'c'));
  }
  expect(sweep.rows.map(({ ended }) => ended)).toEqual([true, true]);
  for (const { solved, updates } of sweep.rows) expect(solved ? updates <= 15 : updates === 15).toBe(true);
  expect([sweep.done, left()]).toEqual([true, 0]);
}, 20_000);

it('knows no product where a state passes a matrix', async () => {
  const sweep = begun({ ...EASY, cell: 'rnn' }, [3], 2);
  await heard(sweep, () => sweep.done);
  expect(sweep.rows[0]!.start).toMatchObject({ state: 'h', product: undefined });
});

it('pauses and goes on; closed, it keeps what has ended', async () => {
  const sweep = begun({ ...EASY, rate: 1e-6 }, [2, 3], 60);
  await heard(sweep, () => sweep.rows[0]!.updates > 0);
  sweep.pause();
  expect(sweep.running).toBe(false);
  sweep.run();
  await heard(sweep, () => sweep.rows[0]!.ended);
  sweep.close();
  expect(sweep.rows.map(({ updates }) => updates)).toEqual([60, 0]);
  expect(left()).toBe(0);
  sweep.run();
  await heard(sweep, () => sweep.done);
  expect(sweep.rows.map(({ updates, solved }) => [updates, solved])).toEqual([
    [60, false],
    [60, false],
  ]);
}, 20_000);

it('says what the core refuses', async () => {
  const sweep = begun({ ...EASY, layers: 9 }, [2], 5);
  await heard(sweep, () => sweep.trouble !== undefined);
  expect(sweep.trouble).toMatchObject({ key: 'layers' });
  expect(sweep.running).toBe(false);
});
