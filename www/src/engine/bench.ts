// The two experiments: the trainer, and the one shown, which runs the trainer's parameters on a single sequence so that
// every gradient on the screen is of the sequence on the screen.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Config, Frame, Saved, Schema } from './protocol.ts';

export interface Bench {
  trainer: Experiment;
  shown: Experiment;
  schema: Schema;
}

/** From the start, or from a state. Throws what the core refuses. */
export function set(config: Config, state?: Saved['state']): Bench {
  const trainer = new Experiment(config);
  try {
    if (state) trainer.takeUp(state);
    const schema: Schema = trainer.schema();
    const shown = new Experiment({ ...schema.config, batch: 1 });
    return { trainer, shown, schema: { ...shown.schema(), config: schema.config } };
  } catch (error) {
    trainer.free();
    throw error;
  }
}

/**
 * The shown sequence under the trainer's parameters, as they are or as they were after so many updates, copied out of the
 * core's memory; undefined if not all is finite.
 */
export function draw({ trainer, shown, schema }: Bench, sample: number, past?: number): Frame | undefined {
  const kept = past === undefined ? undefined : trainer.keptParams(past);
  shown.setParams(kept ?? trainer.params().slice()); // a view may die in the call that takes it
  shown.forward();
  shown.backward();
  const frame = {
    schema,
    updates: kept ? past! : trainer.updates,
    past: kept !== undefined,
    loss: shown.loss(),
    sample,
    values: shown.values().slice(),
    grads: shown.grads().slice(),
    params: shown.params().slice(),
    paramGrads: shown.paramGrads().slice(),
    outputs: shown.outputs(),
    targets: shown.targets(),
    mask: shown.mask(),
  };
  const finite = [frame.values, frame.grads, frame.params, frame.paramGrads, frame.outputs].every((numbers) =>
    numbers.every(Number.isFinite),
  );
  return finite && Number.isFinite(frame.loss) ? frame : undefined;
}
