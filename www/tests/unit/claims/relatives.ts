// What the lesson “relatives” claims of many networks, or of many sequences.
import type { Config } from '../../../src/engine/protocol.ts';
import { after, learnt, seeds, type Experiment } from './experiment.ts';

export default {
  counting: () => {
    const far = [LSTM_1997, { cell: 'lstm' }, TIED].map((cell) => String(countFar({ ...cell, hidden: 4 })));
    return {
      en: ['4', '10', '99%', '30', far[0]!, '1997', ...far.slice(1)],
      zh: ['4', '10', '30', '99%', '1997', ...far],
    };
  },
  numbers: () => {
    const cells = [
      { cell: 'lstm' },
      { cell: 'lstm', options: { peephole: true } },
      TIED,
      { cell: 'lstm', options: { linear_output: true } },
      { cell: 'gru', options: { reset_before: true } },
      MIN_GRU,
      { cell: 'rnn' },
    ];
    const counts = (task: string): string[] => cells.map((cell) => String(numbers({ task, hidden: 4, ...cell })));
    return { en: counts('recall'), zh: ['4', '1', ...counts('parity')] };
  },
  switch: () => {
    const [deaf, hears] = [MIN_GRU, HEARING].map((cell) => learnt({ task: 'parity', hidden: 2, ...cell }, 1000));
    const said = ['2', '1,000', `${deaf}`, `${hears}`];
    return { en: said, zh: said };
  },
  adding: () => {
    const task = { task: 'adding', taskOptions: { steps: 20 }, hidden: 8 };
    const [gru, lstm] = ['gru', 'lstm'].map((cell) => learnt({ ...task, cell }, 400, { starts: 5 }));
    return { en: ['20', '8', '400', gru, lstm].map(String), zh: [] };
  },
  reber: () => {
    const cells = [LSTM_1997, { cell: 'lstm' }, { cell: 'gru' }];
    const [old, lstm, gru] = cells.map((cell) => learnt({ task: 'reber', hidden: 8, ...cell }, 600, { starts: 5 }));
    return { en: ['8', '600', old, '1997', lstm, gru].map(String), zh: [] };
  },
  pronouns: () => {
    const stories = { task: 'sentences', taskOptions: { language: 'zh', story: 'pronoun', distance: 2 }, hidden: 8 };
    const cells = [MIN_GRU, { cell: 'lstm' }, { cell: 'rnn' }];
    return {
      en: [],
      zh: ['8', '200', ...cells.map((cell) => `${learnt({ ...stories, ...cell }, 200, { starts: 5 })}`)],
    };
  },
} satisfies Record<string, Experiment>;

const TIED: Config = { cell: 'lstm', options: { coupled: true } };

const own = (...equations: string[]): Config => ({ cell: 'own', options: { equations: equations.join('\n') } });

const LSTM_1997 = own(
  "i = σ(W_i x + U_i h' + b_i)",
  "g = tanh(W_g x + U_g h' + b_g)",
  "o = σ(W_o x + U_o h' + b_o)",
  "c = c' + i * g",
  'h = o * tanh(c)',
);

const MIN_GRU = own('z = σ(W_z x + b_z)', 'n = W_n x + b_n', "h = (1 - z) * h' + z * n");

const HEARING = own('z = σ(W_z x + b_z)', "n = tanh(W_n x + U_n h' + b_n)", "h = (1 - z) * h' + z * n");

/** How many numbers it learns, without those of the answer. */
function numbers(config: Config): number {
  return after(config, 0, ({ shown }) =>
    shown
      .schema()
      .params.filter(({ name }) => !name.endsWith('_y'))
      .reduce((sum, { rows, cols }) => sum + rows * cols, 0),
  );
}

/** How many of ten starts, once they count to ten, are right in 99 of 100 answers up to thirty. */
function countFar(cell: Config): number {
  const config = { ...cell, task: 'anbn' };
  return seeds(10).filter((seed) =>
    after({ ...config, seed }, 0, ({ trainer }) => {
      while (!trainer.evaluate(128).solved) trainer.train(20);
      return after({ ...config, taskOptions: { longest: 30 } }, 0, ({ trainer: far }) => {
        far.setParams(trainer.params().slice());
        return far.evaluate(128).accuracy >= 0.99;
      });
    }),
  ).length;
}
