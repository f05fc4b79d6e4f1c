// What is taken along to go on elsewhere: the network, the sequence shown with its loss, and sequences to train on. All is
// computed in an experiment of its own, so that nothing which is held or set in the two of the bench gets into it.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { read, type Bench } from './bench.ts';
import type { Sequences, Takeaway } from './protocol.ts';

/** Sequences to train on, fewer where they are long: a file of some megabytes at most. */
const MOST = { sequences: 256, numbers: 1e6 };
/** The first seed of the sequences to train on, far from those that are shown. */
const SEED = 1_000_000;

export function takeaway({ trainer, shown, schema }: Bench): Takeaway {
  const params = trainer.params().slice();
  const own = sequencesOf(shown);
  const numbers = schema.steps * (schema.inputs + schema.outputs + 1);
  const batch = Math.max(2, Math.min(MOST.sequences, Math.floor(MOST.numbers / numbers)));
  const experiment = new Experiment({ ...schema.config, batch });
  try {
    experiment.setParams(params);
    if (schema.config.task === undefined) read(experiment, own);
    else experiment.sample(SEED);
    const training = sequencesOf(experiment);
    const { loss } = experiment.evaluateSequences(own.inputs, own.targets, own.mask);
    return { schema, updates: trainer.updates, params, shown: own, loss, training };
  } finally {
    experiment.free();
  }
}

function sequencesOf(experiment: Experiment): Sequences {
  return { inputs: experiment.inputs(), targets: experiment.targets(), mask: experiment.mask() };
}
