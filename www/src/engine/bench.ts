// The two experiments: the trainer, and the one shown, which runs the trainer's parameters on a single sequence so that
// every gradient on the screen is of the sequence on the screen.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Edits } from './edits.ts';
import type { Config, Given, Pass, Saved, Schema, Sequences } from './protocol.ts';

export interface Bench {
  trainer: Experiment;
  shown: Experiment;
  schema: Schema;
  /** Parameters of the experiment shown, as of its last frame. */
  params?: Float32Array;
  /** What the reader holds or changes in it. */
  edits?: Edits | undefined;
}

/** Sequences to evaluate on: enough for a steady percentage, fewer where a sequence is long and the network large. */
const EXAM = { most: 256, least: 16 };
const EXAM_WORK = 2e7; // parameters × steps × sequences: some 50 ms

/** How many sequences this network is put to the test on. */
export function examSize({ parameters, steps }: Schema): number {
  return Math.min(EXAM.most, Math.max(EXAM.least, Math.floor(EXAM_WORK / (parameters * steps))));
}

/** From the start, or from a state. Throws what the core refuses. */
export function set(config: Config, { params, sequence }: Given = {}, state?: Saved['state']): Bench {
  const trainer = new Experiment(config);
  let shown: Experiment | undefined;
  try {
    if (params) trainer.setParams(params);
    if (state) trainer.takeUp(state);
    const { config }: Schema = trainer.schema();
    shown = new Experiment({ ...config, batch: 1 });
    if (sequence) [trainer, shown].forEach((each) => read(each, sequence));
    return { trainer, shown, schema: { ...shown.schema(), config } };
  } catch (error) {
    trainer.free();
    shown?.free();
    throw error;
  }
}

/** Has all of a batch be this sequence. */
export function read(experiment: Experiment, { inputs, targets, mask }: Sequences): void {
  const { batch } = experiment.schema();
  const all = (numbers: Float32Array): Float32Array =>
    Float32Array.from({ length: numbers.length * batch }, (_, k) => numbers[k % numbers.length]!);
  experiment.setSequence(all(inputs), all(targets), all(mask));
}

/**
 * The shown sequence under the trainer's parameters, as they are or as they were after so many updates, copied out of the
 * core's memory; undefined if not all is finite. Where something is edited, the untouched run stands beside it, or (if a
 * number runs away by an edit) in its place.
 */
export function draw(bench: Bench, sample: number, past?: number): Pass | undefined {
  const { trainer, shown, schema, edits } = bench;
  const kept = past === undefined ? undefined : trainer.keptParams(past);
  bench.params = kept ?? trainer.params().slice(); // a view may die in the call that takes it
  level(bench);
  const of = { updates: kept ? past! : trainer.updates, past: kept !== undefined, sample };
  const ghost = run(shown, of);
  if (!ghost || !edits?.put(shown, schema)) return ghost;
  const pass = run(shown, of) ?? ghost;
  return { ...pass, edits: edits.text, ...(pass !== ghost && { ghost, held: shown.clamps() }) };
}

/**
 * Another sequence under the trainer's parameters, without edits: that of a seed, or one that is given. Undefined if not all is
 * finite. Throws what the core refuses.
 */
export function pass({ trainer, schema }: Bench, of: number | Sequences): Pass | undefined {
  const sample = typeof of === 'number' ? of : 0;
  const own = new Experiment({ ...schema.config, batch: 1 });
  try {
    own.setParams(trainer.params().slice());
    if (typeof of === 'number') own.sample(of);
    else own.setSequence(of.inputs, of.targets, of.mask);
    return run(own, { updates: trainer.updates, past: false, sample });
  } finally {
    own.free();
  }
}

/** Sets the parameters of the frame and takes back all edits. */
export function level({ shown, schema, params, edits }: Bench): void {
  if (params) shown.setParams(params);
  edits?.lift(shown, schema);
}

function run(shown: Experiment, of: Pick<Pass, 'updates' | 'past' | 'sample'>): Pass | undefined {
  shown.forward();
  shown.backward();
  const pass = {
    ...of,
    loss: shown.loss(),
    values: shown.values().slice(),
    grads: shown.grads().slice(),
    params: shown.params().slice(),
    paramGrads: shown.paramGrads().slice(),
    outputs: shown.outputs(),
    targets: shown.targets(),
    mask: shown.mask(),
  };
  const finite = [pass.values, pass.grads, pass.params, pass.paramGrads, pass.outputs].every((numbers) =>
    numbers.every(Number.isFinite),
  );
  return finite && Number.isFinite(pass.loss) ? pass : undefined;
}
