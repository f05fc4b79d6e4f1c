// Files of others, as people save them: what is found in them, what is left out and said, and what is told of a file that is none.
// Those in pytorch/others are of public questions and reports: cells, heads of several layers, several modules, odd headers.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as study from '../../pkg/lstm_conveyor_study.js';
import type { Config } from '../../src/engine/protocol.ts';
import { foreign } from '../../src/tools/data/foreign.ts';
import { leftOut, NO_READOUT, partsOf, shardOf } from '../../src/tools/data/pytorch.ts';
import { isRecord, networkOf, paramsOf, takenUp } from '../../src/tools/data/recorded.ts';
import { tensorsOf } from '../../src/tools/data/safetensors.ts';
import { recordOf } from '../../src/tools/share/record.ts';
import { ask, configure } from './core.ts';
import { rested, sessions } from './sessions.ts';

study.initSync({ module: readFileSync(new URL('../../pkg/lstm_conveyor_study_bg.wasm', import.meta.url)) });

const opened = sessions();

const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`pytorch/others/${name}.safetensors`, import.meta.url)));

describe('a file of another module', () => {
  it.each<{ name: string; prefix: string; readout: string; config: Config; left?: string[]; readouts?: string[] }>([
    {
      name: 'time_sequence_prediction', // nn.LSTMCell twice, in 64 bits
      prefix: 'lstm1., lstm2.',
      readout: 'linear.',
      config: { cell: 'lstm', layers: 2, hidden: 8, outputs: 1 },
    },
    { name: 'grucell', prefix: 'cell.', readout: 'out.', config: { cell: 'gru', layers: 1, hidden: 4 } },
    { name: 'rnncell_bare', prefix: '', readout: NO_READOUT, config: { cell: 'rnn', hidden: 4, readout: 'none' } },
    {
      name: 'layernorm',
      prefix: 'lstm.',
      readout: 'fc.',
      config: { hidden: 8, outputs: 1 },
      left: ['norm.bias', 'norm.weight'],
    },
    {
      name: 'fc1_fc2',
      prefix: 'lstm.',
      readout: 'fc1.',
      config: { outputs: 16 },
      left: ['fc2.bias', 'fc2.weight'],
    },
    {
      name: 'sequential',
      prefix: 'lstm.',
      readout: 'head.0.',
      config: { outputs: 8 },
      left: ['head.2.bias', 'head.2.weight'],
      readouts: ['head.0.', 'head.2.'],
    },
    {
      name: 'actor_critic',
      prefix: 'lstm.',
      readout: 'critic.', // as many rows as the layers have inputs: the other may make these
      config: { outputs: 1 },
      left: ['actor.bias', 'actor.weight'],
      readouts: ['critic.', 'actor.'],
    },
    {
      name: 'attention',
      prefix: 'lstm.',
      readout: 'classifier.',
      config: { outputs: 3 },
      left: ['attn.bias', 'attn.weight'],
      readouts: ['classifier.', 'attn.'],
    },
    {
      name: 'embedding_no_bias',
      prefix: 'lstm.',
      readout: 'fc.',
      config: { outputs: 12 },
      left: ['embedding.weight'],
      readouts: ['fc.', 'embedding.'],
    },
    {
      name: 'input_projection',
      prefix: 'lstm.',
      readout: 'fc.',
      config: { outputs: 3 },
      left: ['embed.bias', 'embed.weight'],
      readouts: ['fc.', 'embed.'],
    },
    {
      name: 'lstm1_lstm2', // of two widths
      prefix: 'lstm1.',
      readout: NO_READOUT,
      config: { hidden: 8, layers: 1, readout: 'none' },
      left: [
        'fc.bias',
        'fc.weight',
        'lstm2.bias_hh_l0',
        'lstm2.bias_ih_l0',
        'lstm2.weight_hh_l0',
        'lstm2.weight_ih_l0',
      ],
    },
    { name: 'lstm_bias_fc_no_bias', prefix: 'lstm.', readout: 'fc.', config: { inputs: 2, outputs: 1 } },
    { name: 'lstm_no_bias_fc_bias', prefix: 'lstm.', readout: 'fc.', config: { inputs: 2, outputs: 1 } },
    { name: 'metadata_null', prefix: 'lstm.', readout: 'fc.', config: { hidden: 4 } },
    { name: 'leading_space', prefix: 'lstm.', readout: 'fc.', config: { hidden: 4 } },
    { name: 'unicode_names', prefix: '模型.lstm.', readout: '模型.fc.', config: { hidden: 4 } },
  ])('$name is shown whole, or it is said what is not', async ({ name, prefix, readout, config, left, readouts }) => {
    const file = bytesOf(name);
    const tensors = tensorsOf(file);
    const parts = partsOf(tensors);
    expect(parts.hints).toEqual({ prefix, readout });
    if (readouts) expect(parts.readouts).toEqual(readouts);
    const found = study.configOf(file, parts.hints);
    expect(found).toMatchObject(config);
    configure({ task: 'recall' }); // some network is there
    const schema = await ask('schema', { ...found, steps: 3 });
    // Told before is what the core says after it has read the rest.
    const { others } = study.importSafetensors(schema, file, parts.hints);
    expect(leftOut(tensors, parts.hints).toSorted()).toEqual(others);
    expect(others).toEqual(left ?? []);
  });

  it('that reads both ways is refused when it is opened', () => {
    const file = bytesOf('bi');
    expect(() => study.configOf(file, partsOf(tensorsOf(file)).hints)).toThrow(
      expect.objectContaining({ code: 'both-ways', key: 'lstm.weight_ih_l0_reverse' }),
    );
  });

  it('may say in its name that it is one of several', () => {
    expect(shardOf('model-00001-of-00003.safetensors')).toEqual({ part: 1, parts: 3 });
    expect(shardOf('run-00001.safetensors')).toBeUndefined();
  });
});

describe('a file that has no tensors', () => {
  const of = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
  it.each([
    ['file-zip', 'PK\x03\x04\x14\0\0\0model/data.pkl'],
    ['file-pickle', '\x80\x02}q\0.'],
    ['file-hdf5', '\x89HDF\r\n\x1a\n\0\0'],
    ['file-gguf', 'GGUF\x03\0\0\0'],
    ['file-lfs', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21'],
    ['file-html', '\n<!DOCTYPE html>\n<html lang="en">'],
    ['file-index', '{"metadata": {}, "weight_map": {"lstm.weight_ih_l0": "model-00001-of-00002.safetensors"}}'],
    ['file-json', '{"config":{"task":"recall"},"weights":{}}'],
    [undefined, 'nothing of the kind'],
    [undefined, '{ no JSON'],
  ])('is %s', (kind, text) => expect(foreign(of(text))).toBe(kind));

  it('is not told of one that has', () => {
    for (const name of ['grucell', 'bi', 'leading_space']) expect(foreign(bytesOf(name)), name).toBeUndefined();
  });
});

describe('a run that was saved as JSON', () => {
  it.each(['a task', 'a sequence of one’s own'])(
    'opens again: its weights, its updates, its curve, of %s',
    async (of) => {
      const one = await opened({ hidden: 3, cell: 'gru', optimizer: 'momentum', rate: 0.05, sample: 5 });
      const sequence = {
        inputs: Float32Array.of(1, 0, 0, 2, 0.1, 0),
        targets: Float32Array.of(0, 0, 0.5),
        mask: Float32Array.of(0, 0, 1),
      };
      if (of !== 'a task')
        await one.set({ config: { inputs: 2, outputs: 1, steps: 3, hidden: 3 }, given: { sequence } });
      one.train(40);
      await rested(one, 40);
      const text = JSON.stringify(recordOf(one.view!.trace, one.progress!));
      const record: unknown = JSON.parse(text);
      if (!isRecord(record)) throw new Error('none');
      const other = await opened({ hidden: 2 });
      const network = networkOf(record);
      const params = paramsOf(record, await other.ask('schema', network.config));
      await other.set(network);
      await other.set(takenUp(record, params, other.saved!));
      expect(other.config).toEqual(one.config);
      expect(other.view!.trace.frame.params).toEqual(one.view!.trace.frame.params);
      expect(other.view!.trace.frame.outputs).toEqual(one.view!.trace.frame.outputs);
      const { losses, norms, stride, since } = one.progress!;
      expect(other.progress).toMatchObject({ updates: 40, losses, norms, stride, since });
    },
  );

  it('that is not whole is refused by the tensor that it lacks', async () => {
    const one = await opened({ hidden: 2 });
    const record = JSON.parse(JSON.stringify(recordOf(one.view!.trace, one.progress!))) as Record<string, unknown>;
    const { b_f: _, ...params } = record['params'] as Record<string, unknown>;
    expect(() => paramsOf({ ...record, params }, one.network!)).toThrow(
      expect.objectContaining({ wrong: 'run-params', values: { tensor: 'b_f', wanted: 2, found: 0 } }),
    );
    expect([{}, [], null, 'x', { config: {} }].map(isRecord)).toEqual(Array(5).fill(false));
  });
});

describe('another optimizer', () => {
  it('keeps the weights and what training has come to; only its memory begins anew', async () => {
    const session = await opened({ hidden: 3 });
    session.train(30);
    await rested(session, 30);
    const { params } = session.view!.trace.frame;
    const { losses } = session.progress!;
    await session.set({ optimizer: 'sgd', rate: 0.05 });
    expect(session.config).toMatchObject({ optimizer: 'sgd', rate: 0.05 });
    expect(session.view!.trace.frame.params).toEqual(params);
    expect(session.progress).toMatchObject({ updates: 30, losses });
    session.train(1);
    await rested(session, 31);
    await session.set({ optimizer: 'adam', hidden: 4 });
    expect(session.progress!.updates).toBe(0);
  });

  it('keeps the weights that came from a file, and goes back to them', async () => {
    const session = await opened({ hidden: 3 });
    const params = session.view!.trace.frame.params.map((_, k) => Math.sin(k));
    await session.set({ config: session.config!, given: { params } });
    await session.set({ optimizer: 'rmsprop' });
    expect([session.view!.trace.frame.params, session.standing]).toEqual([params, 'given']);
    session.train(5);
    await rested(session, 5);
    await session.set({ optimizer: 'sgd' });
    expect(session.view!.trace.frame.params).not.toEqual(params);
    session.rewind();
    await rested(session, 0);
    expect(session.view!.trace.frame.params).toEqual(params);
  });
});
