// A network that goes on by itself: each answer becomes its next input. An experiment of its own is made for it, so that it
// can begin anywhere, with any parameters, and nothing of the bench is touched.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Config, Generated, Generation, Schema } from './protocol.ts';
import { choose } from './temperature.ts';

export function generate({ schema, params, states, given, chances, temperature }: Generation): Generated {
  const reader = new Reader(schema, params, states);
  try {
    const said: Float32Array[] = [];
    for (let at = 0; at < given.length; at += schema.inputs)
      said.push(reader.read(given.subarray(at, at + schema.inputs)));
    const rows: Float32Array[] = [];
    for (const chance of chances) {
      if (rows.length) said.push(reader.read(rows.at(-1)!));
      rows.push(next(schema, said.at(-1)!, temperature, chance));
    }
    return { rows: joined(rows), said: joined(said), states: reader.states };
  } finally {
    reader.free();
  }
}

/** What is read after this answer: one symbol of those it thinks possible, or the very numbers. */
function next({ inputs, link }: Schema, said: Float32Array, temperature: number, chance: number): Float32Array {
  if (link !== 'softmax') return said;
  const row = new Float32Array(inputs);
  row[choose(said, temperature, chance)] = 1;
  return row;
}

/**
 * Reads one row after another. Its sequences have two steps: at the first all states are held at what the row before left,
 * so at the second they are what follows from it. (A start state can be set for h and c alone; a cell of one's own may
 * have others.)
 */
class Reader {
  readonly #experiment: Experiment;
  readonly #schema: Schema;
  readonly #names: string[];
  #states: Float32Array[];

  constructor({ config, inputs, outputs, row }: Schema, params: Float32Array, states: Float32Array[] | undefined) {
    const { cell, options, hidden, layers, readout, loss } = config;
    const own: Config = { cell, options, hidden, layers, readout, loss, inputs, outputs, steps: 2, batch: 1 };
    const kept = row.filter(({ kind }) => kind === 'state');
    this.#names = kept.map(({ name }) => name);
    this.#states = states ?? kept.map(({ rows }) => new Float32Array(rows));
    this.#experiment = new Experiment(own);
    this.#experiment.setParams(params);
    this.#schema = this.#experiment.schema();
  }

  get states(): Float32Array[] {
    return this.#states;
  }

  /** The answer to the next row. */
  read(row: Float32Array): Float32Array {
    const { inputs, outputs } = this.#schema;
    const experiment = this.#experiment;
    this.#names.forEach((name, k) => this.#states[k]!.forEach((value, unit) => experiment.clamp(name, unit, 1, value)));
    const sequence = new Float32Array(2 * inputs);
    sequence.set(row, inputs);
    experiment.setSequence(sequence, new Float32Array(2 * outputs), new Float32Array(2));
    experiment.forward();
    this.#states = this.#names.map((name) => experiment.field(name, 2));
    return experiment.outputs().slice(outputs);
  }

  free(): void {
    this.#experiment.free();
  }
}

function joined(rows: Float32Array[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => [...row]));
}
