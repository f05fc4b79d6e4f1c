// The lanes of a race are one text: read back as it was printed, and laid over the experiment at hand.
import { expect, it } from 'vitest';
import { configsOf, differing, parseLanes, printLanes } from '../../src/tools/race/lanes.ts';
import type { State } from '../../src/session/state.ts';
import { choices, configure } from './core.ts';

const equations = choices.cells.find(({ name }) => name === 'own')!.presets[0]!.equations;
const LANES: State[] = [
  {},
  { cell: 'lstm', options: { peephole: true, projection: 2 }, hidden: 5, forgetBias: -1.5, rate: 1e-5 },
  { cell: 'own', options: { equations: `${equations}\n# a; b & c = "d" | e` } },
  { cell: 'gru', layers: 2, clip: 0, truncate: 4, init: 'orthogonal', optimizer: 'sgd' },
];

it('they say again what was printed', () => {
  expect(parseLanes(printLanes(LANES))).toEqual(LANES);
  expect(printLanes([{ cell: 'rnn' }, { cell: 'lstm', forgetBias: 3 }])).toBe('cell=rnn;cell=lstm&forget-bias=3');
});

it('may be written by hand, and what makes no lane is left out', () => {
  expect(parseLanes('cell=rnn;options=peephole,projection:2;nonsense;;cell=gru')).toEqual([
    { cell: 'rnn' },
    { options: { peephole: true, projection: 2 } },
    {},
    {},
  ]);
});

it('learn the same: task, sequences and what they are judged by are those of the experiment at hand', () => {
  const base = configure({
    task: 'recall',
    taskOptions: { delay: 4 },
    hidden: 3,
    seed: 7,
    options: { peephole: true },
  });
  const lanes = parseLanes(
    'cell=rnn&task=sine&seed=1&batch=2&loss=squared-error;cell=lstm&forget-bias=3;hidden-units=2',
  );
  const configs = configsOf(lanes, base).map((config) => configure(config));
  for (const { task, taskOptions, seed, batch, loss } of configs)
    expect({ task, taskOptions, seed, batch, loss }).toEqual({
      ...{ task: base.task, taskOptions: base.taskOptions, seed: 7, batch: base.batch, loss: base.loss },
    });
  expect(configs.map(({ cell, hidden, forgetBias }) => [cell, hidden, forgetBias])).toEqual([
    ['rnn', 3, 1],
    ['lstm', 3, 3],
    ['lstm', 2, 1],
  ]);
  expect(configs[2]!.options).toEqual(base.options);
  expect(differing(configs)).toEqual(['options', 'hidden', 'forgetBias']);
});
