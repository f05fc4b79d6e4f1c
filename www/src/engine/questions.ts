// What the experiments of a bench are asked, by name. Each answer is made of copies; what a question sets, it sets back.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { pass, type Bench } from './bench.ts';
import { generate } from './generate.ts';
import { edited, memory } from './memory.ts';
import { nudge } from './nudge.ts';
import type { Questions } from './protocol.ts';
import { sizes } from './sizes.ts';
import { takeaway } from './takeaway.ts';

export const QUESTIONS: {
  [Name in keyof Questions]: (bench: Bench, of: Questions[Name]['of']) => Questions[Name]['answer'];
} = {
  kept: ({ trainer }) => trainer.kept(),
  generate: (_, of) => generate(of),
  examine: ({ trainer }, { inputs, targets, mask }) => trainer.evaluateSequences(inputs, targets, mask),
  edited,
  memory,
  pass,
  point: ({ shown }) => ({ schema: shown.schema(), point: shown.point() }),
  schema: (_, config) => {
    const tried = new Experiment(config);
    try {
      return tried.schema();
    } finally {
      tried.free();
    }
  },
  nudge,
  sizes,
  takeaway,
};
