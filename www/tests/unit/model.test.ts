// Networks between here and PyTorch: its files and what it said to a sequence are in pytorch/, made by make.py.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as study from '../../pkg/lstm_conveyor_study.js';
import type { Config } from '../../src/engine/protocol.ts';
import { isSequence, NO_READOUT, partsOf, saved, scriptOf, settingsOf, UNSAID } from '../../src/tools/data/pytorch.ts';
import { tensorsOf } from '../../src/tools/data/safetensors.ts';
import { ask, choices, configure, NETWORKS, rewound, trained, traceOf } from './core.ts';
import said from './pytorch/said.json' with { type: 'json' };

study.initSync({ module: readFileSync(new URL('../../pkg/lstm_conveyor_study_bg.wasm', import.meta.url)) });

const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`pytorch/${name}.safetensors`, import.meta.url)));
const bytes = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

describe('a file of PyTorch’s', () => {
  it.each([
    { name: 'lstm' as const, readout: 'fc.', dtype: 'F32', config: { cell: 'lstm', layers: 2, hidden: 5, outputs: 1 } },
    { name: 'gru' as const, readout: 'fc.', dtype: 'F16', config: { cell: 'gru', layers: 1, hidden: 4, outputs: 3 } },
    { name: 'rnn' as const, readout: NO_READOUT, dtype: 'BF16', config: { cell: 'rnn', hidden: 4, readout: 'none' } },
  ])('says what PyTorch said: $name, of $dtype', async ({ name, readout, dtype, config }) => {
    const file = bytesOf(name);
    const { hints } = partsOf(tensorsOf(file));
    expect(hints).toEqual({ prefix: 'rnn.', readout });
    expect(tensorsOf(file).map((tensor) => tensor.dtype)).toContain(dtype);
    const found = study.configOf(file, hints);
    expect(found).toMatchObject(config);
    const unsaid = Object.fromEntries(UNSAID.map((option) => [option, true]));
    const options = { ...found.options, ...(name === 'rnn' && unsaid) };
    const whole = { ...found, options, steps: said[name].inputs.length / found.inputs! };
    configure({ task: 'recall' }); // some network is there
    const schema = await ask('schema', whole);
    const { params, others } = study.importSafetensors(schema, file, hints);
    expect(others).toEqual([]);
    const inputs = Float32Array.from(said[name].inputs);
    const targets = new Float32Array(said[name].outputs.length);
    configure(whole, { params, sequence: { inputs, targets, mask: new Float32Array(whole.steps) } });
    const { outputs } = trained(0).frame;
    said[name].outputs.forEach((number, k) => expect(outputs[k], String(k)).toBeCloseTo(number, 5));
  });
});

describe('a network that is given', () => {
  const params = traceOf({ task: 'recall', hidden: 3, seed: 5 }).frame.params;

  it('is what training begins with, and what it goes back to', () => {
    configure({ task: 'recall', hidden: 3, seed: 6 }, { params });
    expect(trained(0).frame.params).toEqual(params);
    expect(trained(0).frame.updates).toBe(0);
    expect(trained(4).frame.params).not.toEqual(params);
    expect(rewound().frame.params).toEqual(params);
  });

  it('is refused if it is of another size, and all stays as it was', () => {
    const before = traceOf({ task: 'recall', hidden: 2 }, 3).frame.params;
    expect(() => configure({ task: 'recall', hidden: 4 }, { params })).toThrow('params');
    expect(trained(0).frame.params).toEqual(before);
  });

  it('without a task keeps its sequence, whatever else is changed, and can learn it', () => {
    const sequence = {
      inputs: Float32Array.of(1, 0, 0, 2, 0, 0),
      targets: Float32Array.of(0, 0, 0.5),
      mask: Float32Array.of(0, 0, 1),
    };
    const own: Config = { inputs: 2, outputs: 1, steps: 3, hidden: 2, rate: 0.05 };
    configure(own, { sequence });
    configure({ ...own, hidden: 3, batch: 4 });
    const { frame } = trained(200);
    expect([...frame.targets, ...frame.mask]).toEqual([0, 0, 0.5, 0, 0, 1]);
    expect(frame.loss).toBeLessThan(1e-3);
  });
});

describe('the sizes of tasks', () => {
  it('are those that the core says, each once, the task at hand as it is set', async () => {
    configure({ task: 'copy', taskOptions: { alphabet: 3, delay: 7 } });
    const sizes = await ask('sizes', {});
    expect(sizes[0]).toMatchObject({ task: 'copy', taskOptions: { alphabet: 3, delay: 7 }, inputs: 5, outputs: 3 });
    expect(new Set(sizes.map(({ task }) => task))).toEqual(new Set(choices.tasks.map(({ name }) => name)));
    expect(sizes.filter(({ task }) => task === 'copy').length).toBe(19);
    expect(sizes.filter(({ task }) => task === 'sentences').length).toBeGreaterThan(3);
    expect(sizes.filter(({ task }) => task === 'recall').length).toBe(1);
    for (const { task, taskOptions, inputs, outputs } of sizes)
      expect(await ask('schema', { task, taskOptions, hidden: 2, readout: 'linear' })).toMatchObject({
        inputs,
        outputs,
      });
  });
});

it('the task that a file tells goes first, and one that is none is passed over', async () => {
  configure({ task: 'recall' });
  const [first, second] = await ask('sizes', { task: 'copy', taskOptions: { alphabet: 4, delay: 9 } });
  expect(first).toMatchObject({ task: 'copy', taskOptions: { alphabet: 4, delay: 9 }, inputs: 6, outputs: 4 });
  expect(second).toMatchObject({ task: 'recall' });
  for (const told of [{ task: 'none such' }, { task: 'copy', taskOptions: { alphabet: -1 } }])
    expect((await ask('sizes', told))[0]).toMatchObject({ task: 'recall' });
  expect(settingsOf(bytesOf('lstm'))).toEqual({});
});

describe('a network that is saved', () => {
  const possible = NETWORKS.filter(({ config }) => {
    const { schema, params } = traceOf({ task: 'copy', ...config }).frame;
    try {
      return study.exportSafetensors(schema, params);
    } catch {
      return false;
    }
  });

  it('is one that PyTorch has', () => {
    expect(possible.map(({ name }) => name.replace(/ \d/, ''))).toEqual([
      'lstm ',
      'lstm ',
      'lstm projection',
      'lstm projection',
      'gru ',
      'gru ',
      'rnn ',
      'rnn ',
      'rnn relu',
      'rnn relu',
    ]);
  });

  it.each(possible)('opens again as it was: $name', async ({ config }) => {
    traceOf({ task: 'copy', ...config }, 3);
    const taken = await ask('takeaway', undefined);
    const file = await bytes(saved(study as never, taken));
    const { hints } = partsOf(tensorsOf(file));
    expect(study.configOf(file, hints)).toMatchObject({ cell: config.cell, hidden: 3, layers: config.layers });
    const { params, others } = study.importSafetensors(taken.schema, file, hints);
    expect(params).toEqual(taken.params);
    expect(others.every(isSequence)).toBe(true);
    expect(taken.updates).toBe(3);
    const { task, taskOptions, loss } = taken.schema.config;
    expect(settingsOf(file)).toMatchObject({ task, taskOptions, loss });
  });

  it('takes the sequence shown along, its loss, and others that differ from it', async () => {
    const { frame } = traceOf({ task: 'copy', hidden: 4 }, 20, 7);
    const taken = await ask('takeaway', undefined);
    const tensors = new Map(tensorsOf(await bytes(saved(study as never, taken))).map((each) => [each.name, each]));
    const numbers = (name: string) => new Float32Array(tensors.get(`sequences.${name}`)!.bytes.slice().buffer);
    expect(numbers('shown.targets')).toEqual(frame.targets);
    expect(numbers('shown.loss')[0]).toBeCloseTo(frame.loss, 6);
    const { steps, inputs } = frame.schema;
    expect(tensors.get('sequences.training.inputs')!.shape).toEqual([256, steps, inputs]);
    const all = numbers('training.inputs');
    const each = Array.from({ length: 256 }, (_, k) => all.subarray(k * steps * inputs, (k + 1) * steps * inputs));
    expect(new Set(each.map(String)).size).toBeGreaterThan(100);
  });
});

describe('the script', () => {
  const script = (config: Config): string => scriptOf(traceOf(config).frame.schema, (key) => key);

  it('leaves nothing to be filled in, whatever the cell and the loss', () => {
    for (const loss of choices.losses)
      expect(script({ inputs: 2, outputs: 1, steps: 3, loss }), loss).not.toMatch(/\$|undefined/);
  });

  it('builds what is shown', () => {
    const small = { task: 'recall', hidden: 5 };
    expect(script(small)).toContain('nn.LSTM(2, 5, batch_first=True)');
    expect(script(small)).toContain('nn.Linear(5, 1)');
    expect(script({ ...small, layers: 2, options: { projection: 3 } })).toContain(
      'nn.LSTM(2, 5, batch_first=True, num_layers=2, proj_size=3)',
    );
    expect(script({ ...small, cell: 'rnn', options: { relu: true } })).toContain('nonlinearity="relu"');
    expect(script({ ...small, cell: 'gru', readout: 'none' })).toContain('[..., :1])');
  });
});
