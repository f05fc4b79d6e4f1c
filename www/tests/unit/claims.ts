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
  'forget-gate/held': () => ({
    en: held({ taskOptions: { story: 'pronoun', distance: 4 }, seed: 13 }, 700, 1),
    zh: held({ taskOptions: { language: 'zh', story: 'pronoun', distance: 2 }, seed: 7 }, 800, 0),
  }),
  'way-back/anyway': () => {
    const starts = 20;
    const tried = [
      { optimizer: 'adam', rate: 0.01, limit: 400 },
      { optimizer: 'momentum', rate: 0.5, limit: 1000 },
    ] as const;
    const [adam, momentum] = tried.map(({ limit, ...by }) =>
      [true, false].map((slopes) => {
        const learns = (seed: number): boolean => learnsBy({ ...FIRST.config, ...by, seed }, limit, slopes);
        return `${Array.from({ length: starts }, (_, k) => k + 1).filter(learns).length}`;
      }),
    );
    const [of, first, then, rate] = [`${starts}`, `${tried[0].limit}`, '1,000', `${tried[1].rate}`];
    return {
      en: [first, adam![0]!, of, adam![1]!, rate, then, momentum![0]!, of, momentum![1]!],
      zh: [of, first, adam![0]!, adam![1]!, rate, then, momentum![0]!, momentum![1]!],
    };
  },
};

/** Whether it learns within so many updates, each from fresh sequences: by its own gradients, or by those that leave out the slope behind a gate's sum. */
function learnsBy(config: Config & typeof FIRST.config, limit: number, slopes: boolean): boolean {
  return after(config, 0, ({ trainer }) => {
    const params = Float64Array.from(trainer.params());
    const [first, second] = [new Float64Array(params.length), new Float64Array(params.length)];
    for (let update = 1; update <= limit; update++) {
      trainer.sample(limit * config.seed + update);
      trainer.forward();
      trainer.backward();
      const gradient = slopes ? Float64Array.from(trainer.paramGrads()) : slopeless(trainer);
      const norm = Math.hypot(...gradient);
      const cut = norm > config.clip ? config.clip / norm : 1;
      gradient.forEach((whole, k) => {
        const d = whole * cut;
        if (config.optimizer === 'momentum') params[k]! -= config.rate * (first[k] = 0.9 * first[k]! + d);
        else {
          first[k] = 0.9 * first[k]! + 0.1 * d;
          second[k] = 0.999 * second[k]! + 0.001 * d * d;
          const [mean, square] = [first[k]! / (1 - 0.9 ** update), second[k]! / (1 - 0.999 ** update)];
          params[k]! -= (config.rate * mean) / (Math.sqrt(square) + 1e-8);
        }
      });
      trainer.setParams(Float32Array.from(params));
      if (update % 20 === 0 && trainer.evaluate(256).solved) return true;
    }
    return false;
  });
}

/** The gradient, of the gates' parameters and the candidate's Σ ∂L/∂f · [h, x]ᵀ in place of Σ ∂L/∂z · [h, x]ᵀ. */
function slopeless(trainer: ReturnType<typeof set>['trainer']): Float64Array {
  const { batch, steps, hidden, inputs, params } = trainer.schema();
  const gradient = Float64Array.from(trainer.paramGrads());
  const at = (name: string): number => params.find((each) => each.name === name)!.offset;
  for (const gate of ['i', 'f', 'g', 'o']) {
    const [W, U, b] = ['W', 'U', 'b'].map((letter) => at(`${letter}_${gate}`)) as [number, number, number];
    gradient
      .fill(0, W, W + hidden * inputs)
      .fill(0, U, U + hidden * hidden)
      .fill(0, b, b + hidden);
    for (let step = 1; step <= steps; step++) {
      const [d, x, h] = [trainer.dField(gate, step), trainer.field('x', step), trainer.field('h', step - 1)];
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
