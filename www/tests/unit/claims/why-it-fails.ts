// What the lesson “why-it-fails” claims of many networks, or of many sequences.
import type { Config } from '../../../src/engine/protocol.ts';
import { after, norm, paramOf, seeds, wordsOf, type Bench, type Core, type Experiment } from './experiment.ts';

export default {
  starts: () => {
    const [en, zh] = [starts('en', 4, 8), starts('zh', 2, 6)];
    return { en, zh };
  },
  moved: () => ({
    en: moved('en', 4, 8, ['fluent', 'France']),
    zh: moved('zh', 2, 6, ['流利', '希腊']),
  }),
  above: () => {
    const [count, tanh, relu] = [20, { init: 'orthogonal' }, { options: { relu: true } }];
    const above = (wish: Config, times: number): string =>
      `${seeds(count).filter((seed) => enlarged({ ...wish, seed }, times, ({ trainer }) => leftOf(trainer) > 1)).length}`;
    return {
      en: [above(tanh, 3), `${count}`, above(tanh, 16)],
      zh: [`${count}`, above(relu, 4), above({}, 4)],
    };
  },
  clip: () => {
    const count = 10;
    const learn = (wish: Config, times: number): string[] =>
      [0, 1].map((clip) => {
        const by = { ...wish, optimizer: 'sgd', rate: 0.1, clip };
        return `${seeds(count).filter((seed) => enlarged({ ...by, seed }, times, learns)).length}`;
      });
    const [tanh, relu] = [{ init: 'orthogonal' }, { options: { relu: true } }];
    return {
      en: [`${count}`, ...learn(tanh, 3), ...learn({}, 1)],
      zh: [`${count}`, ...learn(relu, 4), ...learn(relu, 1)],
    };
  },
  learnt: () => {
    const count = 20;
    const found = seeds(count).map((seed) =>
      enlarged({ seed }, 1, ({ trainer }) => {
        trainer.train(1000);
        return { right: trainer.evaluate(256).solved, left: leftOf(trainer) };
      }),
    );
    const [learnt, others] = [true, false].map((right) => found.filter((each) => each.right === right));
    const least = Math.min(...others!.map(({ left }) => left));
    const fewer = learnt!.filter(({ left }) => left < least).length;
    const [of, all, less, not] = [count, learnt!.length, fewer, others!.length].map(String) as [
      string,
      string,
      string,
      string,
    ];
    return { en: [of, all, less, not], zh: [of, all, less, not] };
  },
} satisfies Record<string, Experiment>;

/** What is found in a plain RNN that is to remember a bit for twenty steps, its recurrent matrix so many times as large. */
function enlarged<Found>(wish: Config, times: number, find: (bench: Bench) => Found): Found {
  const config = { task: 'recall', taskOptions: { delay: 20 }, cell: 'rnn', hidden: 8, ...wish } satisfies Config;
  return after(config, 0, (bench) => {
    const params = bench.trainer.params().slice();
    const { rows, cols, offset } = paramOf(bench.schema, 'U_h');
    for (let k = 0; k < rows * cols; k++) params[offset + k]! *= times;
    bench.trainer.setParams(params);
    return find(bench);
  });
}

function learns({ trainer }: Bench): boolean {
  for (let updates = 0; updates < 1000; updates += 100) {
    trainer.train(100);
    if (trainer.evaluate(256).solved) return true;
  }
  return false;
}

/** How much of the gradient at the last step is left at the first, over a batch. */
function leftOf(trainer: Core): number {
  trainer.sample(1);
  trainer.forward();
  trainer.backward();
  const { steps } = trainer.schema();
  return norm(trainer.dField('h', 1)) / norm(trainer.dField('h', steps));
}

/** Of so many untrained networks, that read a story: how much a step back leaves at most, and in how many the matrix takes more than the
 * slopes. */
function starts(language: 'en' | 'zh', distance: number, hidden: number): string[] {
  const count = 20;
  const taskOptions = { language, story: 'language', distance };
  const found = seeds(count).map((seed) =>
    after({ task: 'sentences', taskOptions, cell: 'rnn', hidden, seed }, 0, ({ shown }) => {
      shown.sample(1);
      shown.forward();
      shown.backward();
      const [to, from] = [wordsOf(shown).findIndex((word) => COUNTRIES.has(word)) + 1, shown.mask().lastIndexOf(1) + 1];
      const gradient = (name: string, step: number): number => norm(shown.dField(name, step));
      let slopes = 1;
      for (let step = from; step > to; step--) slopes *= gradient('z_h', step) / gradient('h', step);
      const left = gradient('h', to) / gradient('h', from);
      return { keeps: left ** (1 / (from - to)), matrix: left / slopes < slopes };
    }),
  );
  const keeps = Math.max(...found.map(({ keeps }) => keeps));
  return [`${count}`, (Math.ceil(100 * keeps) / 100).toFixed(2), `${found.filter(({ matrix }) => matrix).length}`];
}

/** How far the weights move that read each of two words, by plain descent and by Adam. */
function moved(language: 'en' | 'zh', distance: number, hidden: number, words: string[]): string[] {
  const [updates, taskOptions] = [1000, { language, story: 'language', distance }];
  const config = { task: 'sentences', taskOptions, cell: 'rnn', hidden, seed: 1 };
  const by = (wish: Config): string[] =>
    after({ ...config, ...wish }, 0, ({ trainer, schema }) => {
      const before = trainer.params().slice();
      trainer.train(updates);
      const now = trainer.params();
      const { rows, cols, offset } = paramOf(schema, 'W_h');
      return words.map((word) => {
        const col = schema.symbols.inputs.indexOf(word);
        const places = Array.from({ length: rows }, (_, row) => offset + row * cols + col);
        const far = norm(places.map((place) => now[place]! - before[place]!));
        return far.toFixed(far < 0.01 ? 5 : 2);
      });
    });
  return [updates.toLocaleString('en'), ...by({ optimizer: 'sgd', rate: 0.1 }), ...by({})];
}

const COUNTRIES = new Set('France Spain Italy Japan Greece Poland 法国 德国 日本 泰国 希腊 西班牙'.split(' '));
