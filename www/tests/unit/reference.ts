// Sequences with every value and gradient, computed by JAX in float64 (tests/reference): what the scenes are tested on.
import { readFileSync } from 'node:fs';
import type { Field, Frame } from '../../src/engine/protocol.ts';
import { Trace } from '../../src/scene/trace.ts';

interface Case {
  name: string;
  inputs: number;
  hidden: number;
  outputs: number;
  steps: number;
  batch: number;
  loss: string;
  params: Record<string, number[]>;
  d_params: Record<string, number[]>;
  values: Record<string, number[][]>;
  grads: Record<string, number[][]>;
  predictions: number[];
  sequence_targets: number[];
  sequence_mask: number[];
  loss_value: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../../tests/reference/reference.json', import.meta.url), 'utf8'),
) as {
  cases: Case[];
};

/** The cases of one sequence, by name: the page shows one. */
export const NAMES = cases.filter((each) => each.batch === 1).map((each) => each.name);

export function trace(name: string): Trace {
  return new Trace(frame(cases.find((each) => each.name === name)!));
}

function frame(from: Case): Frame {
  const { inputs, hidden, outputs, steps } = from;
  const row = layout(from.values, (numbers) => numbers[0]!.length);
  const params = layout(from.params, (numbers) => numbers.length, from);
  const width = row.reduce((n, field) => n + field.rows, 0);
  const rows = (by: Record<string, number[][]>): Float32Array => {
    const all = new Float32Array((steps + 1) * width);
    for (const { name, offset } of row) {
      // States have a row 0, the start state; all else begins at step 1.
      const first = steps + 1 - by[name]!.length;
      by[name]!.forEach((numbers, t) => all.set(numbers, (first + t) * width + offset));
    }
    return all;
  };
  const flat = (by: Record<string, number[]>): Float32Array =>
    Float32Array.from(params.flatMap(({ name }) => by[name]!));
  return {
    schema: {
      config: { task: 'recall', loss: from.loss } as Frame['schema']['config'],
      ...{ inputs, hidden, outputs, steps, batch: 1, width, row, params },
      parameters: params.reduce((n, field) => n + field.rows * field.cols, 0),
      glyph: from.name === 'no-readout' ? 'vector' : 'cue',
      link: from.loss.startsWith('sigmoid') ? 'sigmoid' : from.loss.startsWith('softmax') ? 'softmax' : 'identity',
    },
    updates: 0,
    loss: from.loss_value,
    sample: 0,
    values: rows(from.values),
    grads: rows(from.grads),
    params: flat(from.params),
    paramGrads: flat(from.d_params),
    outputs: Float32Array.from(from.predictions),
    targets: Float32Array.from(from.sequence_targets),
    mask: Float32Array.from(from.sequence_mask),
  };
}

function layout<N>(by: Record<string, N>, size: (numbers: N) => number, shape?: Case): Field[] {
  let offset = 0;
  return Object.entries(by).map(([name, numbers]) => {
    const n = size(numbers);
    const cols =
      !shape || name.startsWith('b') ? 1 : name === 'W_y' || name.startsWith('U') ? shape.hidden : shape.inputs;
    const field = { name, kind: '', rows: n / cols, cols, offset };
    offset += n;
    return field;
  });
}
