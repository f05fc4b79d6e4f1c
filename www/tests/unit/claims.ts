// What the lessons claim of many networks, or of many sequences: each experiment says the numbers of its claim, in their order, as each
// language writes them down.
import { set } from '../../src/engine/bench.ts';
import { Edits } from '../../src/engine/edits.ts';
import type { Config } from '../../src/engine/protocol.ts';
import { FIRST } from '../../src/session/first.ts';
import './core.ts';

type Experiment = () => Record<'en' | 'zh', string[]>;

const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What is found in a network after so many updates. */
function after<Found>(config: Config, updates: number, find: (bench: ReturnType<typeof set>) => Found): Found {
  const bench = set(config);
  try {
    bench.trainer.train(updates);
    return find(bench);
  } finally {
    bench.trainer.free();
    bench.shown.free();
  }
}

const SEQUENCES = 20_000;

export const claims: Record<string, Experiment> = {
  'belt/cut': () => {
    const [one, two, three] = after(FIRST.config, FIRST.updates, ({ trainer }) =>
      [0, 1, 2].map((lane) => {
        trainer.release();
        new Edits(`c.${lane}=0`).put(trainer, trainer.schema());
        return trainer.evaluate(SEQUENCES).accuracy;
      }),
    );
    if (one !== 1 || two !== 1) throw new Error(`not all are right without lanes 1 and 2: ${one}, ${two}`);
    const count = SEQUENCES.toLocaleString('en');
    const said = [count, '1', '2', '3', percent(three!)];
    return { en: said, zh: said };
  },
  'belt/early': () => {
    const starts = 40;
    const limit = 600;
    let learnt = 0;
    let early = 0;
    for (let seed = 1; seed <= starts; seed++)
      after({ ...FIRST.config, seed }, 0, ({ trainer, shown }) => {
        for (let updates = 0; updates < limit && !trainer.evaluate(256).solved; updates += 20) trainer.train(20);
        if (!trainer.evaluate(256).solved) return;
        learnt++;
        shown.setParams(trainer.params().slice());
        if (tellsEarly(shown)) early++;
      });
    const [of, all] = [`${starts}`, `${limit}`];
    return { en: [of, `${learnt}`, all, `${early}`, '3'], zh: [of, all, `${learnt}`, `${early}`, '3'] };
  },
  'near-and-far/far': () => {
    const [en, zh] = [far('en', 4), far('zh', 2)];
    return {
      en: [en.starts, en.updates, en.best, en.stories],
      zh: [zh.starts, zh.updates, zh.stories, zh.best],
    };
  },
  'forget-gate/held': () => ({
    en: held({ taskOptions: { story: 'pronoun', distance: 4 }, seed: 13 }, 700, 1),
    zh: held({ taskOptions: { language: 'zh', story: 'pronoun', distance: 2 }, seed: 7 }, 800, 0),
  }),
  'how-to-start/starts': () => {
    const [one, three, far] = [
      learnt(recall(50, { forgetBias: 1 }), 200),
      learnt(recall(50, { forgetBias: 3 }), 200),
      learnt(recall(100, { forgetBias: 3 }), 200),
    ];
    const [marked, more] = [1, 3].map((forgetBias) => learnt(recall(60, { forgetBias }, true), 200));
    return {
      en: ['200', '50', '1', one, '3', three, '100', '3', far].map(String),
      zh: ['60', '200', '1', marked, '3', more].map(String),
    };
  },
  'how-to-start/shut': () => {
    const own = { forgetBias: 3 };
    return {
      en: ['100', '3', '3', learnt(recall(100, own), 200, { begin: shutBy(-3) }), '200'].map(String),
      zh: ['60', '3', '3', '200', learnt(recall(60, own, true), 200, { begin: shutBy(-3) })].map(String),
    };
  },
  'how-to-start/rate': () => ({
    en: [
      '3',
      '50',
      '200',
      ...[0.01, 0.03, 0.1].flatMap((rate) => [rate, learnt(recall(50, { forgetBias: 3, rate }), 200)]),
    ].map(String),
    zh: [
      '120',
      '250',
      ...[0.01, 0.1].flatMap((rate) => [rate, learnt(recall(120, { init: 'chrono', rate }, true), 250, { starts: 5 })]),
    ].map(String),
  }),
  'relatives/counting': () => {
    const far = [LSTM_1997, { cell: 'lstm' }, TIED].map((cell) => String(countFar({ ...cell, hidden: 4 })));
    return {
      en: ['4', '10', '99%', '30', far[0]!, '1997', ...far.slice(1)],
      zh: ['4', '10', '30', '99%', '1997', ...far],
    };
  },
  'relatives/numbers': () => {
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
  'relatives/switch': () => {
    const [deaf, hears] = [MIN_GRU, HEARING].map((cell) => learnt({ task: 'parity', hidden: 2, ...cell }, 1000));
    const said = ['2', '1,000', `${deaf}`, `${hears}`];
    return { en: said, zh: said };
  },
  'relatives/adding': () => {
    const task = { task: 'adding', taskOptions: { steps: 20 }, hidden: 8 };
    const [gru, lstm] = ['gru', 'lstm'].map((cell) => learnt({ ...task, cell }, 400, { starts: 5 }));
    return { en: ['20', '8', '400', gru, lstm].map(String), zh: [] };
  },
  'relatives/reber': () => {
    const cells = [LSTM_1997, { cell: 'lstm' }, { cell: 'gru' }];
    const [old, lstm, gru] = cells.map((cell) => learnt({ task: 'reber', hidden: 8, ...cell }, 600, { starts: 5 }));
    return { en: ['8', '600', old, '1997', lstm, gru].map(String), zh: [] };
  },
  'relatives/pronouns': () => {
    const stories = { task: 'sentences', taskOptions: { language: 'zh', story: 'pronoun', distance: 2 }, hidden: 8 };
    const cells = [MIN_GRU, { cell: 'lstm' }, { cell: 'rnn' }];
    return {
      en: [],
      zh: ['8', '200', ...cells.map((cell) => `${learnt({ ...stories, ...cell }, 200, { starts: 5 })}`)],
    };
  },
};

/** Of these starts of a plain RNN that is to remember a country, how many answers of the best one are right, after so many updates. */
function far(
  language: 'en' | 'zh',
  distance: number,
): { starts: string; updates: string; stories: string; best: string } {
  const [starts, updates, stories] = [5, 1000, 2000];
  const taskOptions = { language, story: 'language', distance };
  const right = Array.from({ length: starts }, (_, k) =>
    after(
      { task: 'sentences', taskOptions, cell: 'rnn', hidden: 6, seed: k + 1 },
      updates,
      ({ trainer }) => trainer.evaluate(stories).accuracy,
    ),
  );
  const [all, of] = [updates, stories].map((count) => count.toLocaleString('en')) as [string, string];
  return { starts: `${starts}`, updates: all, stories: of, best: percent(Math.max(...right)) };
}

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
  return Array.from({ length: 10 }, (_, k) => k + 1).filter((seed) =>
    after({ ...config, seed }, 0, ({ trainer }) => {
      while (!trainer.evaluate(128).solved) trainer.train(20);
      return after({ ...config, taskOptions: { longest: 30 } }, 0, ({ trainer: far }) => {
        far.setParams(trainer.params().slice());
        return far.evaluate(128).accuracy >= 0.99;
      });
    }),
  ).length;
}

const recall = (delay: number, more: Config, marked = false): Config => ({
  task: 'recall',
  taskOptions: { delay, marked },
  cell: 'lstm',
  ...more,
});

/** Begins the input gates with a bias. */
function shutBy(bias: number): (trainer: ReturnType<typeof set>['trainer']) => void {
  return (trainer) => {
    new Edits(`b_i=${bias}`).put(trainer, trainer.schema());
  };
}

/** How many of some starts have learnt after so many updates; it is looked for every fifty. */
function learnt(
  config: Config,
  updates: number,
  { starts = 10, begin }: { starts?: number; begin?: ReturnType<typeof shutBy> } = {},
): number {
  return Array.from({ length: starts }, (_, k) => k + 1).filter((seed) =>
    after({ ...config, seed }, 0, ({ trainer }) => {
      begin?.(trainer);
      while (trainer.updates < updates && !trainer.evaluate(128).solved) trainer.train(50);
      return trainer.evaluate(128).solved;
    }),
  ).length;
}

/** Of a thousand stories: how many change from a woman to a man or back, how many of them are right while a valve is held open, and the
 * same of the others. */
function held(wish: Config, updates: number, lane: number): string[] {
  const config = { task: 'sentences', cell: 'lstm', hidden: 4, forgetBias: 1, ...wish } satisfies Config;
  return after(config, updates, ({ trainer, shown }) => {
    const all = 1000;
    const { steps, inputs, outputs, symbols } = shown.schema();
    shown.setParams(trainer.params().slice());
    shown.clamp('f', lane, undefined, 1);
    const [of, right] = [new Map<boolean, number>(), new Map<boolean, number>()];
    const count = (counts: Map<boolean, number>, kind: boolean): unknown =>
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (let sample = 1; sample <= all; sample++) {
      shown.sample(sample);
      shown.forward();
      const x = shown.inputs();
      const words = Array.from(
        { length: steps },
        (_, step) => symbols.inputs[x.subarray(step * inputs, (step + 1) * inputs).indexOf(1)]!,
      );
      const people = words.flatMap((word) => PEOPLE.get(word) ?? []);
      const asked = shown.mask().lastIndexOf(1);
      const said = (numbers: Float32Array): string => {
        const row = Array.from(numbers.subarray(asked * outputs, (asked + 1) * outputs));
        return symbols.outputs[row.indexOf(Math.max(...row))]!;
      };
      const to = said(shown.targets());
      const [from = to] = people;
      count(of, from !== to);
      if (said(shown.outputs()) === to) count(right, from !== to);
    }
    const numbers = [true, false].flatMap((changed) => [of.get(changed), right.get(changed) ?? 0]);
    return [all.toLocaleString('en'), ...numbers.map(String)];
  });
}

/** Those of the stories, by the pronoun that each has. */
const PEOPLE = new Map(
  Object.entries({
    her: 'Mary Alice Anna Emma',
    him: 'Peter Bob Tom Jack',
    她: '妈妈 奶奶 姐姐 姑姑',
    他: '爸爸 爷爷 哥哥 叔叔',
  }).flatMap(([pronoun, names]) => names.split(' ').map((name): [string, string] => [name, pronoun])),
);

/** Whether the difference that the cue makes to the answer is there by step 3, but for a quarter: on one sequence and its twin. */
function tellsEarly(shown: ReturnType<typeof set>['shown']): boolean {
  const { steps, inputs } = shown.schema();
  shown.sample(1);
  const answers = (): Float32Array => (shown.forward(), shown.outputs().slice());
  const own = answers();
  const turned = shown.inputs().slice();
  turned[0] = -turned[0]!;
  shown.setSequence(turned, shown.targets().slice(), shown.mask().slice());
  const other = answers();
  const gap = (step: number): number => Math.abs(own[step - 1]! - other[step - 1]!);
  if (turned.length !== steps * inputs) throw new Error('one sequence is shown');
  return gap(3) > 0.75 * gap(steps);
}
