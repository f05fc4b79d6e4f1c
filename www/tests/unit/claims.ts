// What the lessons claim of many networks, or of many sequences: each experiment says the numbers of its claim, in their order, as each
// language writes them down.
import { set } from '../../src/engine/bench.ts';
import { Edits } from '../../src/engine/edits.ts';
import type { Config, Schema, Sequences } from '../../src/engine/protocol.ts';
import { FIRST } from '../../src/session/first.ts';
import './core.ts';

type Trainer = ReturnType<typeof set>['trainer'];
type Experiment = () => Record<'en' | 'zh', string[]>;

const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What is found in a network after so many updates. */
function after<Found>(
  config: Config,
  updates: number,
  find: (bench: ReturnType<typeof set>) => Found,
  sequence?: Sequences,
): Found {
  const bench = set(config, sequence && { sequence });
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
  'first-program/learnt': () => {
    const limit = 100;
    const found = SEEDS.map((seed) => after(program(100, seed), 0, ({ trainer }) => trainer.train(limit + 1))); // each before its update
    const learn = `${found.filter((losses) => losses.some((loss) => loss < LEARNT)).length}`;
    const jumps = (losses: Float32Array): boolean => losses.some((loss, k) => k > 0 && loss >= 1.5 * losses[k - 1]!);
    const jump = `${found.filter(jumps).length}`;
    const [of, updates, small] = [`${SEEDS.length}`, `${limit}`, LEARNT.toFixed(5)];
    return { en: [updates, learn, of, small, jump, of], zh: [of, updates, small, learn, of, jump] };
  },
  'first-program/shut': () => {
    const limit = 100;
    const shuts = (seed: number): boolean =>
      after(program(100, seed), 0, ({ trainer }) => {
        const gate = (): number => (
          trainer.forward(),
          [2, 3, 4].reduce((sum, t) => sum + trainer.field('f', t)[0]!, 0)
        );
        const before = gate();
        trainer.train(limit);
        return gate() < before;
      });
    const [of, shut] = [`${SEEDS.length}`, `${SEEDS.filter(shuts).length}`];
    return { en: [`${limit}`, shut, of], zh: [`${limit}`, of, shut] };
  },
  'first-program/broken': () => {
    const [limit, rate] = [200, 0.03];
    const counts = [
      pass({}, limit, own),
      pass({ truncate: 1 }, limit, own),
      pass({ rate }, limit, slopeless),
      pass({}, limit, turned),
    ].map(String) as [string, string, string, string];
    const [right, cut, slopes, round] = counts;
    const of = `${SEEDS.length}`;
    return {
      en: [`${limit}`, right, of, cut, `${rate}`, slopes, round],
      zh: [`${limit}`, of, right, cut, `${rate}`, slopes, round],
    };
  },
  'first-program/same': () => {
    const counts = [{}, { truncate: 1 }, { forgetBias: 1 }].map((wish) => `${passAlike(wish, 1000)}`);
    const [right, cut, bias] = counts as [string, string, string];
    const of = `${SEEDS.length}`;
    return { en: ['1,000', right, of, cut, '1', bias], zh: ['1,000', of, right, cut, '1', bias] };
  },
};

/** The program of four numbers, with so many cells. */
const program = (hidden: number, seed: number): Config => ({ task: 'four-numbers', hidden, seed });
const SEEDS = Array.from({ length: 20 }, (_, k) => k + 1);
const LEARNT = 1e-5;

/** How many starts say the numbers well enough within so many updates, by the gradient that `bend` makes of their own. */
function pass(wish: Config, limit: number, bend: (trainer: Trainer, schema: Schema) => Float64Array): number {
  const passes = (seed: number): boolean =>
    after({ ...program(20, seed), ...wish }, 0, ({ trainer }) => {
      const params = Float64Array.from(trainer.params());
      const schema = trainer.schema();
      const { rate } = schema.config;
      for (let update = 0; update < limit; update++) {
        trainer.forward();
        if (trainer.loss() < LEARNT) return true;
        trainer.backward();
        bend(trainer, schema).forEach((d, k) => (params[k]! -= rate * d));
        trainer.setParams(Float32Array.from(params));
      }
      return false;
    });
  return SEEDS.filter(passes).length;
}

/** How many learn it where all steps read what the first does. */
function passAlike(wish: Config, limit: number): number {
  const passes = (seed: number): boolean => {
    const [sequence, { task: _, taskOptions: __, ...config }] = after(program(20, seed), 0, ({ trainer }) => {
      const { inputs, steps, config } = trainer.schema();
      const first = trainer.inputs().slice(0, inputs);
      const all = Float32Array.from({ length: steps * inputs }, (_, k) => first[k % inputs]!);
      const sequence = { inputs: all, targets: trainer.targets().slice(), mask: trainer.mask().slice() };
      return [sequence, { ...config, inputs, steps, outputs: 1 }] as const;
    });
    return after(
      { ...config, ...wish },
      0,
      ({ trainer }) => trainer.train(limit).some((loss) => loss < LEARNT),
      sequence,
    );
  };
  return SEEDS.filter(passes).length;
}

/** Its own gradient, but turned round where it is the forget gate's. */
function turned(trainer: Trainer, { params }: Schema): Float64Array {
  const gradient = Float64Array.from(trainer.paramGrads());
  for (const { name, offset, rows, cols } of params)
    if (name.endsWith('_f')) for (let k = offset; k < offset + rows * cols; k++) gradient[k]! *= -1;
  return gradient;
}

const own = (trainer: Trainer): Float64Array => Float64Array.from(trainer.paramGrads());

/**
 * Whether it learns within so many updates, each from fresh sequences: by its own gradients, or by those that leave out the slope
 * behind a gate's sum.
 */
function learnsBy(config: Config & typeof FIRST.config, limit: number, slopes: boolean): boolean {
  return after(config, 0, ({ trainer }) => {
    const params = Float64Array.from(trainer.params());
    const schema = trainer.schema();
    const [first, second] = [new Float64Array(params.length), new Float64Array(params.length)];
    for (let update = 1; update <= limit; update++) {
      trainer.sample(limit * config.seed + update);
      trainer.forward();
      trainer.backward();
      const gradient = slopes ? Float64Array.from(trainer.paramGrads()) : slopeless(trainer, schema);
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
function slopeless(trainer: Trainer, { batch, steps, width, hidden, inputs, params, row }: Schema): Float64Array {
  const gradient = Float64Array.from(trainer.paramGrads());
  const [values, grads] = [trainer.values(), trainer.grads()];
  const of = (numbers: Float32Array, name: string, step: number): Float32Array =>
    numbers.subarray((step * width + row.find((each) => each.name === name)!.offset) * batch);
  const at = (name: string): number => params.find((each) => each.name === name)!.offset;
  for (const gate of ['i', 'f', 'g', 'o']) {
    const [W, U, b] = ['W', 'U', 'b'].map((letter) => at(`${letter}_${gate}`)) as [number, number, number];
    gradient
      .fill(0, W, W + hidden * inputs)
      .fill(0, U, U + hidden * hidden)
      .fill(0, b, b + hidden);
    for (let step = 1; step <= steps; step++) {
      const [d, x, h] = [of(grads, gate, step), of(values, 'x', step), of(values, 'h', step - 1)];
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
