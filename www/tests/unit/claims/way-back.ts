// What the lesson “way-back” claims of many networks, or of many sequences.
import type { Config } from '../../../src/engine/protocol.ts';
import { FIRST } from '../../../src/session/first.ts';
import { after, seeds, slopeless, type Experiment } from './experiment.ts';

export default {
  anyway: () => {
    const starts = 20;
    const tried = [
      { optimizer: 'adam', rate: 0.01, limit: 400 },
      { optimizer: 'momentum', rate: 0.5, limit: 1000 },
    ] as const;
    const [adam, momentum] = tried.map(({ limit, ...by }) =>
      [true, false].map((slopes) => {
        const learns = (seed: number): boolean => learnsBy({ ...FIRST.config, ...by, seed }, limit, slopes);
        return `${seeds(starts).filter(learns).length}`;
      }),
    );
    const [of, first, then, rate] = [`${starts}`, `${tried[0].limit}`, '1,000', `${tried[1].rate}`];
    return {
      en: [first, adam![0]!, of, adam![1]!, rate, then, momentum![0]!, of, momentum![1]!],
      zh: [of, first, adam![0]!, adam![1]!, rate, then, momentum![0]!, momentum![1]!],
    };
  },
} satisfies Record<string, Experiment>;

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
