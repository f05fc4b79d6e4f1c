// Which unit carries what: each unit of a state beside what will be asked, over sequences that nobody has seen; and what the
// answers lose when a unit is held. All of it on an experiment of its own, so that neither training nor the sequence shown
// is touched.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { examSize, type Bench } from './bench.ts';
import { Correlations, Moments } from './correlations.ts';
import { Edits } from './edits.ts';
import type { Edited, Memory, Schema } from './protocol.ts';

/** Sequences: enough for an r to two digits, fewer where they are long and the network large. */
const SEQUENCES = { most: 128, least: 16 };
/** Operations that they may take in all: some seconds. */
const WORK = 2e9;
/** The first seed of the sequences measured: far from those that people choose, so that the sequence shown is none of them. */
export const SEED = 2 ** 40;
/** Of so few pairs an r says nothing. */
const FEW = 10;

/** One sequence that has been computed. Rows are steps. */
interface Sequence {
  /** What follows this step is padding. */
  last: number;
  /** Of all units of all states, from the start state on. */
  states: Float32Array;
  targets: Float32Array;
  mask: Float32Array;
}

export function memory(bench: Bench): Memory {
  const params = bench.trainer.params().slice();
  const own = twin(bench, params);
  try {
    return measured(own, params, bench);
  } finally {
    own.free();
  }
}

/** How often the network is right while all steps of the test are edited so, and on how many sequences that was tried. */
export function edited(bench: Bench, { params, edits }: Edited): { accuracy: number; sequences: number } {
  const own = twin(bench, params);
  try {
    new Edits(edits).put(own, own.schema());
    const sequences = examSize(bench.schema);
    return { accuracy: own.evaluate(sequences).accuracy, sequences };
  } finally {
    own.free();
  }
}

/** An experiment with the trainer's settings and these parameters. */
function twin({ trainer, schema: { config } }: Bench, params: Float32Array): Experiment {
  const own = new Experiment(config);
  try {
    own.setParams(params);
    own.setSequence(trainer.inputs(), trainer.targets(), trainer.mask()); // all that there is without a task
    for (const { name, unit, step, value } of trainer.clamps()) own.clamp(name, unit, step, value);
    return own;
  } catch (error) {
    own.free();
    throw error;
  }
}

function measured(own: Experiment, params: Float32Array, { trainer, schema: { config } }: Bench): Memory {
  const schema: Schema = own.schema();
  const { steps, outputs, row } = schema;
  const units = row
    .filter(({ kind }) => kind === 'state')
    .flatMap(({ name, rows, offset }) =>
      Array.from({ length: rows }, (_, unit) => ({ name, unit, place: offset + unit })),
    );
  const sequences = draw(
    own,
    schema,
    units.map(({ place }) => place),
  );

  const answers = new Correlations(units.length * outputs);
  const levels = new Moments(units.length);
  const changes = new Moments(units.length);
  for (const { last, states, targets, mask } of sequences)
    for (let step = 1; step <= last; step++)
      units.forEach((_, k) => {
        const value = states[step * units.length + k]!;
        levels.add(k, value);
        changes.add(k, Math.abs(value - states[(step - 1) * units.length + k]!));
        if (mask[step - 1]! > 0)
          for (let column = 0; column < outputs; column++)
            answers.add(k * outputs + column, value, targets[(step - 1) * outputs + column]!);
      });
  const columns = units.map((_, k) => {
    const strength = (column: number): number => Math.abs(answers.r(k * outputs + column) ?? 0);
    return Array.from({ length: outputs }, (_, column) => column).reduce((best, column) =>
      strength(column) > strength(best) ? column : best,
    );
  });

  // A second pass, now that it is known which number of the answer each unit correlates with most.
  const courses = new Correlations(units.length * steps);
  for (const { last, states, targets, mask } of sequences)
    for (let step = last, next = 0; step >= 1; step--) {
      if (mask[step - 1]! > 0) next = step;
      for (let k = 0; next > 0 && k < units.length; k++)
        courses.add(
          k * steps + step - 1,
          states[step * units.length + k]!,
          targets[(next - 1) * outputs + columns[k]!]!,
        );
    }

  return {
    config,
    params,
    updates: trainer.updates,
    sequences: sequences.length,
    accuracy: own.evaluate(examSize(schema)).accuracy,
    units: units.map(({ name, unit }, k) => ({
      name,
      unit,
      mean: levels.mean(k),
      change: changes.mean(k),
      spread: Math.sqrt(levels.variance(k)),
      column: columns[k]!,
      r: known(answers, k * outputs + columns[k]!),
      course: Array.from({ length: steps }, (_, at) => known(courses, k * steps + at)),
    })),
  };
}

function known(all: Correlations, k: number): number | undefined {
  return all.count(k) < FEW ? undefined : all.r(k);
}

/** Draws sequences, in whole batches, and computes them; without a task there is but one. `places`: of the units in a row. */
function draw(own: Experiment, schema: Schema, places: readonly number[]): Sequence[] {
  const { steps, width, batch, inputs, outputs, flops } = schema;
  const work = steps * (flops + 20 * places.length * (outputs + 3));
  const { task } = schema.config;
  const wanted = task ? Math.min(SEQUENCES.most, Math.max(SEQUENCES.least, Math.floor(WORK / work))) : 1;
  const sequences: Sequence[] = [];
  while (sequences.length < wanted) {
    own.sample(SEED + sequences.length);
    own.forward();
    const part = (all: Float32Array, b: number, size: number) => all.subarray(b * steps * size, (b + 1) * steps * size);
    const [read, targets, masks] = [own.inputs(), own.targets(), own.mask()];
    const values = own.values(); // a view: the core is left alone until all is copied out of it
    for (let b = 0; b < (task ? batch : 1); b++) {
      const states = new Float32Array((steps + 1) * places.length);
      for (let step = 0, at = 0; step <= steps; step++)
        for (const place of places) states[at++] = values[(step * width + place) * batch + b]!;
      const mask = part(masks, b, 1);
      const shown = part(read, b, inputs).findLastIndex((x) => x !== 0);
      const last =
        Math.max(
          mask.findLastIndex((each) => each > 0),
          Math.floor(shown / inputs),
          0,
        ) + 1;
      sequences.push({ last, states, targets: part(targets, b, outputs), mask });
    }
  }
  return sequences;
}
