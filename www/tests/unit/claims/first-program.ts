// What the lesson “first-program” claims of many networks.
import type { Config, Schema } from '../../../src/engine/protocol.ts';
import { after, seeds, slopeless, type Core, type Experiment } from './experiment.ts';

const SEEDS = seeds(20);
const LEARNT = 1e-5;

/** The program of four numbers, with so many cells. */
const program = (hidden: number, seed: number): Config => ({ task: 'four-numbers', hidden, seed });

export default {
  learnt: () => {
    const limit = 100;
    const found = SEEDS.map((seed) => after(program(100, seed), 0, ({ trainer }) => trainer.train(limit + 1))); // each before its update
    const learn = `${found.filter((losses) => losses.some((loss) => loss < LEARNT)).length}`;
    const jumps = (losses: Float32Array): boolean => losses.some((loss, k) => k > 0 && loss >= 1.5 * losses[k - 1]!);
    const jump = `${found.filter(jumps).length}`;
    const [of, updates, small] = [`${SEEDS.length}`, `${limit}`, LEARNT.toFixed(5)];
    return { en: [updates, learn, of, small, jump, of], zh: [of, updates, small, learn, of, jump] };
  },
  shut: () => {
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
  broken: () => {
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
  same: () => {
    const counts = [{}, { truncate: 1 }, { forgetBias: 1 }].map((wish) => `${passAlike(wish, 1000)}`);
    const [right, cut, bias] = counts as [string, string, string];
    const of = `${SEEDS.length}`;
    return { en: ['1,000', right, of, cut, '1', bias], zh: ['1,000', of, right, cut, '1', bias] };
  },
} satisfies Record<string, Experiment>;

/** How many starts say the numbers well enough within so many updates, by the gradient that `bend` makes of their own. */
function pass(wish: Config, limit: number, bend: (trainer: Core, schema: Schema) => Float64Array): number {
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
function turned(trainer: Core, { params }: Schema): Float64Array {
  const gradient = Float64Array.from(trainer.paramGrads());
  for (const { name, offset, rows, cols } of params)
    if (name.endsWith('_f')) for (let k = offset; k < offset + rows * cols; k++) gradient[k]! *= -1;
  return gradient;
}

const own = (trainer: Core): Float64Array => Float64Array.from(trainer.paramGrads());
