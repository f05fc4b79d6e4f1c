// A cell written down and read again; a cell with a part taken out.
import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Config, Schema } from '../../src/engine/protocol.ts';
import { breaksOf } from '../../src/tools/hold/breaking.ts';
import { equationsOf, isNarrow, written } from '../../src/tools/hold/writing.ts';
import en from '../../src/tools/hold/design.en.json';
import zh from '../../src/tools/hold/design.zh.json';
import { choices, NETWORKS } from './core.ts';

const SIZE = { inputs: 2, outputs: 1, steps: 4, hidden: 3, batch: 1 };

function schemaOf(config: Config): Schema {
  const experiment = new Experiment({ ...SIZE, ...config });
  const schema: Schema = experiment.schema();
  experiment.free();
  return schema;
}

/** Every name with its formula. */
function formulas(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(equationsOf(schema).all.map(({ name, formula }) => [name, formula]));
}

const own = (equations: string): Config => ({ cell: 'own', options: { equations } });
const ALONE = NETWORKS.filter(({ config }) => config.layers === 1);

describe.each(ALONE)('$name', ({ config }) => {
  const schema = schemaOf(config);
  const narrow = isNarrow(schema);

  it.skipIf(narrow)('written down, is the same cell', () => {
    const text = written(equationsOf(schema));
    expect(formulas(schemaOf(own(text)))).toEqual(formulas(schema));
  });

  it.skipIf(narrow)('written down, computes the same numbers from the same parameters', () => {
    const [one, other] = [config, own(written(equationsOf(schema)))].map(
      (each) => new Experiment({ ...SIZE, ...each }),
    ) as [Experiment, Experiment];
    const { params } = one.schema() as Schema;
    for (const { name, offset, rows, cols } of params)
      other.setParam(name, one.params().slice(offset, offset + rows * cols));
    const inputs = Float32Array.from({ length: SIZE.steps * SIZE.inputs }, (_, k) => Math.sin(k));
    for (const experiment of [one, other]) {
      experiment.setSequence(inputs, new Float32Array(SIZE.steps));
      experiment.forward();
    }
    const outputs = [...one.outputs()];
    expect(new Set(outputs).size).toBe(SIZE.steps);
    outputs.forEach((v, k) => expect(other.outputs()[k]).toBeCloseTo(v, 6));
    one.free();
    other.free();
  });
});

describe('the LSTM with a part taken out', () => {
  const lstm = schemaOf({ cell: 'lstm' });
  const whole = written(equationsOf(lstm)).split('\n');
  const breaks = breaksOf(lstm);

  /** The lines that go and those that come. */
  const CHANGES: Record<string, [out: string[], in_: string[]]> = {
    'gone-i': [["i = σ(W_i x + U_i h' + b_i)", "c = f * c' + i * g"], ["c = f * c' + g"]],
    'gone-f': [["f = σ(W_f x + U_f h' + b_f)", "c = f * c' + i * g"], ["c = c' + i * g"]],
    'gone-o': [["o = σ(W_o x + U_o h' + b_o)", 'h = o * tanh(c)'], ['h = tanh(c)']],
    'cut-c': [["f = σ(W_f x + U_f h' + b_f)", "c = f * c' + i * g"], ['c = i * g']],
    'bare-i': [["i = σ(W_i x + U_i h' + b_i)"], ["i = W_i x + U_i h' + b_i"]],
    'bare-f': [["f = σ(W_f x + U_f h' + b_f)"], ["f = W_f x + U_f h' + b_f"]],
    'bare-o': [["o = σ(W_o x + U_o h' + b_o)"], ["o = W_o x + U_o h' + b_o"]],
    'bare-g': [["g = tanh(W_g x + U_g h' + b_g)"], ["g = W_g x + U_g h' + b_g"]],
    'bare-tanh_c': [['h = o * tanh(c)'], ['h = o * c']],
  };

  it('is each of these, and both languages say what to expect of it', () => {
    const names = breaks.map(({ part, how }) => `${how}-${part}`).sort();
    expect(names).toEqual(Object.keys(CHANGES).sort());
    for (const { design } of [en, zh]) {
      expect(Object.keys(design.expect).sort()).toEqual(names);
      for (const name of names) expect(design.break).toHaveProperty(name);
    }
  });

  it.each(breaks.map((each) => ({ ...each, name: `${each.how}-${each.part}` })))(
    '$name changes just what it says, and is learnt',
    ({ name, equations }) => {
      const text = written(equations);
      const lines = text.split('\n');
      expect([whole.filter((line) => !lines.includes(line)), lines.filter((line) => !whole.includes(line))]).toEqual(
        CHANGES[name],
      );
      expect(trained(text)).toEqual([]);
    },
  );

  it('is raced fairly: the whole in writing begins with the very parameters of the LSTM', () => {
    const [one, other] = [{ cell: 'lstm' }, own(whole.join('\n'))].map((each) => new Experiment({ ...SIZE, ...each }));
    expect([...other!.params()]).toEqual([...one!.params()]);
    [one, other].forEach((each) => each!.free());
  });

  it('begins, without the σ of the forget gate, with a gate that nobody has opened', () => {
    const of = (name: string): string => written(breaks.find(({ part, how }) => `${how}-${part}` === name)!.equations);
    expect(schemaOf(own(whole.join('\n'))).forgetBiases).toEqual(['b_f']);
    expect(schemaOf(own(of('bare-f'))).forgetBiases).toEqual([]);
  });
});

it('of any cell a part is taken out by its formulas', () => {
  const texts = (config: Config): string[] =>
    breaksOf(schemaOf(config)).map(
      ({ part, how, equations }) => `${how}-${part}: ${written(equations).split('\n').at(-1)}`,
    );
  const h = "h = (1 - z) * n + z * h'";
  expect(texts({ cell: 'gru' })).toEqual([
    `gone-r: ${h}`,
    `bare-r: ${h}`,
    "gone-z: h = h'",
    `bare-z: ${h}`,
    `bare-n: ${h}`,
  ]);
  expect(texts({ cell: 'rnn' })).toEqual(["bare-h: h = W_h x + U_h h' + b_h"]);
});

it.each(choices.cells.flatMap(({ presets }) => presets))('the preset $name is learnt', ({ equations }) => {
  expect(trained(equations)).toEqual([]);
});

/** What goes wrong in a few updates of some tasks. */
function trained(equations: string): string[] {
  return ['recall', 'adding', 'anbn'].flatMap((task) => {
    const experiment = new Experiment({ task, ...own(equations) });
    const before = experiment.params().slice();
    experiment.train(30);
    const wrong = [
      ...(experiment.divergence() ? [`${task}: ${experiment.divergence()!.what}`] : []),
      ...(experiment.params().every((v, k) => v === before[k]) ? [`${task}: nothing was learnt`] : []),
    ];
    experiment.free();
    return wrong;
  });
}
