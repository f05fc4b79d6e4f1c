// Sequences with every value and gradient, computed by JAX in float64 (tests/reference): what the scenes are tested on.
import { readFileSync } from 'node:fs';
import type { Field, Formula, Frame } from '../../src/engine/protocol.ts';
import { Trace } from '../../src/scene/trace.ts';

interface Case {
  name: string;
  cell: string;
  options: Record<string, boolean | number>;
  layers: number;
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

/** The cases that the belt shows, by name: one sequence, one layer of an LSTM, with a linear output or without. */
export const NAMES = cases
  .filter(({ batch, layers, cell, options: { linear_output: _, ...others } }) => {
    return batch === 1 && layers === 1 && cell === 'lstm' && Object.values(others).every((option) => !option);
  })
  .map(({ name }) => name);

/** How each field of such a cell is made. */
const sum = (...terms: string[]): Formula => ({
  terms: terms.map((term) =>
    term.split(' ').map((name) => ({ name: name.replace("'", ''), before: name.endsWith("'"), complement: false })),
  ),
});
const FORMULAS: Record<string, Formula> = Object.fromEntries([
  ...['i', 'f', 'g', 'o'].flatMap((gate) => [
    [`z_${gate}`, sum(`W_${gate} x`, `U_${gate} h'`, `b_${gate}`)],
    [gate, { squash: gate === 'g' ? 'tanh' : 'sigmoid', ...sum(`z_${gate}`) }],
  ]),
  ['c', sum("f c'", 'i g')],
  ['tanh_c', { squash: 'tanh', ...sum('c') }],
  ['y', sum('W_y h', 'b_y')],
]);
const KINDS: Record<string, string> = {
  x: 'input',
  c: 'state',
  h: 'state',
  i: 'gate',
  f: 'gate',
  o: 'gate',
  y: 'output',
};

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
      config: { task: 'recall', cell: from.cell, loss: from.loss, truncate: 0 } as Frame['schema']['config'],
      ...{ inputs, hidden, outputs, layers: 1, steps, batch: 1, width, row, params, flops: 0, memory: 0 },
      forgetBiases: ['b_f'],
      symbols: { inputs: [], outputs: [] },
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
    const formula = name === 'h' ? sum('tanh_c' in by ? 'o tanh_c' : 'o c') : FORMULAS[name];
    const field = { name, kind: KINDS[name] ?? '', rows: n / cols, cols, offset, ...(formula && { formula }) };
    offset += n;
    return field;
  });
}
