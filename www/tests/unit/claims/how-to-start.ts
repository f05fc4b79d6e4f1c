// What the lesson “how-to-start” claims of many networks, or of many sequences.
import { Edits } from '../../../src/engine/edits.ts';
import type { Config } from '../../../src/engine/protocol.ts';
import { learnt, type Core, type Experiment } from './experiment.ts';

export default {
  starts: () => {
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
  shut: () => {
    const own = { forgetBias: 3 };
    return {
      en: ['100', '3', '3', learnt(recall(100, own), 200, { begin: shutBy(-3) }), '200'].map(String),
      zh: ['60', '3', '3', '200', learnt(recall(60, own, true), 200, { begin: shutBy(-3) })].map(String),
    };
  },
  rate: () => ({
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
} satisfies Record<string, Experiment>;

const recall = (delay: number, more: Config, marked = false): Config => ({
  task: 'recall',
  taskOptions: { delay, marked },
  cell: 'lstm',
  ...more,
});

/** Begins the input gates with a bias. */
function shutBy(bias: number): (trainer: Core) => void {
  return (trainer) => {
    new Edits(`b_i=${bias}`).put(trainer, trainer.schema());
  };
}
