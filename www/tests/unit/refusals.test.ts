// Each refusal is met as a person meets it, in a field, a link or a file, and told in each language with what was received.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as study from '../../pkg/lstm_conveyor_study.js';
import en from '../../locales/en.json';
import { EngineError, type Config } from '../../src/engine/protocol.ts';
import { LANGS } from '../../src/session/languages.ts';
import { partsOf } from '../../src/tools/data/pytorch.ts';
import { tensorsOf } from '../../src/tools/data/safetensors.ts';
import { words } from '../../src/words/locale.ts';
import { wordsOf } from '../../src/words/trouble.ts';
import { ask, choices, configure } from './core.ts';

study.initSync({ module: readFileSync(new URL('../../pkg/lstm_conveyor_study_bg.wasm', import.meta.url)) });

type Ask = () => unknown;

const field =
  (wish: Config): Ask =>
  () =>
    configure({ task: 'recall', ...wish });
const equations = (text: string): Ask => field({ cell: 'own', options: { equations: text } });
const text = (text: string, more: object = {}): Ask => field({ task: 'text', taskOptions: { text, ...more } });
const series = (numbers: string, more: object = {}): Ask =>
  field({ task: 'numbers', taskOptions: { numbers, ...more } });

/** A safetensors file of tensors of 32 bits, each by its shape, of the same number throughout; `cut`: so many bytes are missing. */
function file(shapes: Record<string, number[]>, { dtype = 'F32', number = 0, cut = 0 } = {}): Uint8Array<ArrayBuffer> {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = 4 * shape.reduce((all, each) => all * each, 1);
      return [name, { dtype, shape, data_offsets: [at, (at += size)] }];
    }),
  );
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(new Uint8Array(new Float32Array(at / 4).fill(number).buffer), 8 + json.length);
  return bytes.slice(0, bytes.length - cut);
}

const RNN = { 'rnn.weight_ih_l0': [3, 2], 'rnn.weight_hh_l0': [3, 3], 'rnn.bias_ih_l0': [3], 'rnn.bias_hh_l0': [3] };

/** Opens it, and puts it on the stage. */
const opened =
  (bytes: Uint8Array<ArrayBuffer>): Ask =>
  async () => {
    const { hints } = partsOf(tensorsOf(bytes));
    const found = study.configOf(bytes, hints);
    configure({ task: 'recall' }); // some network is there
    study.importSafetensors(await ask('schema', { ...found, steps: 3 }), bytes, hints);
  };
/** What is wrong with bytes that are no such file. */
const told =
  (bytes: string): Ask =>
  () =>
    study.configOf(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
/** Opens it by the names that are given in the form. */
const named =
  (bytes: Uint8Array<ArrayBuffer>, hints: object): Ask =>
  () =>
    study.configOf(bytes, hints);

const many = (count: number): string =>
  Array.from({ length: count }, (_, k) => String.fromCodePoint(0x4e00 + k)).join('');

const ASKED: Record<string, Ask> = {
  'unknown-key': field({ taskOptions: { period: 9 } }),
  'missing-task': () => configure({ cell: 'lstm' }),
  'missing-key': () => configure({ inputs: 2, cell: 'lstm' }),
  number: field({ rate: -1 }),
  'whole-number': field({ hidden: 2.5 }),
  choice: field({ cell: 'lsmt' }),
  type: field({ taskOptions: { marked: 'yes' } }),
  'too-long': text('a'.repeat(1_000_000)),
  outputs: field({ task: 'copy', readout: 'none', hidden: 2 }),
  memory: field({ taskOptions: { delay: 1000 }, hidden: 512, layers: 4, batch: 256 }),
  'text-few-characters': text('too short', { steps: 25 }),
  'text-few-words': text('one two three', { unit: 'word', steps: 25 }),
  'text-many-characters': text(many(1000)),
  'text-many-words': text([...many(1000)].join(' '), { unit: 'word' }),
  'series-few-rows': series('1\n2\n3', { steps: 10 }),
  'series-number': series('1\n2\nthree\n4', { steps: 2 }),
  'series-not-finite': series('1\n2\n1e999\n4', { steps: 2 }),
  'series-long-row': series(Array(4).fill(Array(1000).fill(1).join()).join('\n'), { steps: 2 }),
  'series-uneven-row': series('1, 2\n3, 4\n5\n6, 7', { steps: 2 }),
  'equation-syntax': equations("h = tanh(W x + U h'"),
  'equation-number': equations("h = 0.9 * h' + W x"),
  'equation-long-name': equations(`h = W x + ${'b'.repeat(41)}`),
  'equation-function': equations('h = softplus(W x)'),
  'equation-unmade': equations('h = c\nc = tanh(W x)'),
  'equation-matrices': equations('h = W U x'),
  'equation-name': equations("x = W h'\nh = x"),
  'equation-sizes': equations('h = W * x'),
  'equation-state': equations("h = W x + q'"),
  'equation-output': equations('c = tanh(W x)'),
  'equation-twice': equations('h = W x\nh = U x'),
  'equation-lines': equations(Array.from({ length: 200 }, (_, k) => `a${k} = tanh(W${k} x)`).join('\n')),
  file: told('\x0a\0\0\0\0\0\0\0{ no JSON }'),
  'file-length': opened(file(RNN, { cut: 5 })),
  'file-header': told('nothing of the kind'),
  'file-dtype': opened(file(RNN, { dtype: 'I32' })),
  'both-ways': opened(file({ ...RNN, 'rnn.weight_ih_l0_reverse': [3, 2], 'rnn.weight_hh_l0_reverse': [3, 3] })),
  'tensor-missing': named(file(RNN), { prefix: 'lstm.' }),
  'tensor-shape': opened(file({ ...RNN, 'rnn.bias_hh_l0': [4] })),
  'tensor-axes': opened(file({ ...RNN, 'rnn.bias_hh_l0': [1, 1, 1, 1, 1, 1, 1, 1, 3] })),
  'tensor-not-finite': opened(file(RNN, { number: NaN })),
};

/** Who writes programs on the core meets these, or the page by a fault of its own; each has words all the same (trouble.test.ts). */
const OF_PROGRAMS = [
  ...['not-finite', 'not-finite-at', 'negative-at', 'number-at', 'object', 'length', 'no-memory', 'work', 'schema'],
  ...['not-clamped', 'no-pytorch', 'freed', 'tensor-unused', 'checkpoint', 'not-a-checkpoint', 'state'],
  ...['canvas-size', 'canvas-context', 'canvas-drawing', 'unknown'],
];

/** What a link, the network or a browser brings is met where these are: in link.test.ts, session.test.ts and e2e/load.test.ts. */
const ELSEWHERE = [
  ...['weights-cut', 'weights-other', 'link-newer', 'link-unheard', 'edit'],
  ...['worker', 'worker-lost', 'no-wasm', 'no-simd', 'forbidden', 'load', 'missing'],
];

const spoken = await Promise.all(LANGS.map((lang) => words(lang)));

const refusalOf = (asks: Ask): Promise<EngineError | undefined> =>
  (async () => asks())().then(
    () => undefined,
    (error: unknown) => new EngineError(EngineError.trouble(error)),
  );

it.each(Object.entries(ASKED))('%s is told to who asks for it', async (code, asks) => {
  const refused = await refusalOf(asks);
  expect(refused?.code, refused?.message).toBe(code);
  for (const language of spoken) {
    const sentence = wordsOf(refused!, language, choices);
    expect(sentence).not.toMatch(/[{}]|undefined/);
    expect(sentence).not.toBe(refused!.message);
    if (language.lang === 'zh') expect(sentence).toMatch(/\p{Script=Han}/u);
  }
});

it('no refusal is left out', () => {
  const codes = Object.keys(en.error).filter((key) => !key.includes('?'));
  expect([...Object.keys(ASKED), ...OF_PROGRAMS, ...ELSEWHERE].toSorted()).toEqual(codes.toSorted());
});

it.each(['h = tanh(W x + U h(t-1))', 'h = tanh(W x + U h[t-1])', "c = f(t) * c'"])(
  'who writes a time step in brackets is told how it is written here: %s',
  async (line) => {
    const error = await refusalOf(equations(line));
    for (const language of spoken) expect(wordsOf(error!, language, choices)).toContain("h'");
  },
);
