// How many starts learn a task: each from its own seed, all of them counted, and found as training alone finds it.
import { afterEach, expect, it } from 'vitest';
import { trial, Trials } from '../../src/tools/race/trials.ts';
import type { Config } from '../../src/engine/protocol.ts';
import { frames } from './frames.ts';
import { heard, left, openEngine } from './hosts.ts';

frames();

const all: Trials[] = [];
afterEach(() => {
  for (const trials of all.splice(0)) trials.close();
  expect(left(), 'hosts left').toBe(0);
});

/** The recipe of the comparison. */
const RECIPE: Config = {
  task: 'recall',
  taskOptions: { delay: 10, distractors: true, marked: true },
  ...{ hidden: 3, batch: 16, loss: 'mean-squared-error', optimizer: 'momentum', rate: 0.1, clip: 1, forgetBias: 3 },
};

async function learnt(config: Config, starts: number): Promise<boolean[]> {
  const rows = Array.from({ length: starts }, (_, k) => trial({ ...config, seed: k + 1 }));
  const trials = new Trials(rows, 600, openEngine);
  all.push(trials);
  trials.run();
  await heard(trials, () => !trials.running);
  expect([trials.trouble, trials.done, left()]).toEqual([undefined, true, 0]);
  for (const { solved, updates } of rows) expect(solved ? updates <= 600 : updates === 600).toBe(true);
  return rows.map(({ solved }) => solved);
}

const count = (all: readonly boolean[]): number => all.filter((each) => each).length;

it('is what every one of twenty seeds says: by this recipe hardly a plain RNN learns what LSTM and GRU learn', async () => {
  const [lstm, gru, rnn] = [
    await learnt({ ...RECIPE, cell: 'lstm' }, 20),
    await learnt({ ...RECIPE, cell: 'gru' }, 20),
    await learnt({ ...RECIPE, cell: 'rnn' }, 20),
  ];
  expect([count(lstm), count(gru), count(rnn)]).toEqual([19, 20, 5]);
  // The chosen example is one of these.
  expect([lstm[11], gru[11], rnn[11]]).toEqual([true, true, false]);
}, 60_000);

it('counts a start that is not tried to its end anew', async () => {
  const rows = [1, 2].map((seed) => trial({ ...RECIPE, cell: 'rnn', rate: 1e-6, seed }));
  const trials = new Trials(rows, 40, openEngine);
  all.push(trials);
  trials.run();
  await heard(trials, () => rows[0]!.ended && rows[1]!.updates > 0);
  trials.close();
  expect(rows.map(({ updates, solved }) => [updates, solved])).toEqual([
    [40, false],
    [rows[1]!.ended ? 40 : 0, false],
  ]);
  trials.run();
  await heard(trials, () => trials.done);
  expect(rows.map(({ updates }) => updates)).toEqual([40, 40]);
}, 20_000);
