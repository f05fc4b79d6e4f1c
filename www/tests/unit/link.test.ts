// Links are printed and shared: each that was ever made means for ever what it meant. And those that carry weights.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIRST } from '../../src/session/first.ts';
import { linked, newer, unheard, upgraded } from '../../src/session/link.ts';
import { partOf } from '../../src/session/state.ts';
import { pack, unpack } from '../../src/session/weights.ts';
import { rested, sessions } from './sessions.ts';

const opened = sessions();

/** What the page reads where this is its address. */
function read<T>(hash: string, act: () => T): T {
  const { location } = globalThis;
  Object.assign(globalThis, { location: { search: '', hash } });
  try {
    return act();
  } finally {
    Object.assign(globalThis, { location });
  }
}

// Lines are added where a version is, and never changed, but that which asks for nothing. Who has made one red has changed what old links mean: then there is
// an upgrade to be written (link.ts).
const OLD = readFileSync(new URL('links.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

describe('a link', () => {
  it.each(OLD.map((line) => line.split('\t') as [string, string]))('%s', async (hash, meaning) => {
    const state = read(hash, linked);
    const session = await opened(state);
    expect(session.trouble).toBeUndefined();
    const own = { ...partOf(state, 'ambient'), ...partOf(state, 'page') };
    expect({ ...session.state, ...own }).toMatchObject(JSON.parse(meaning) as object);
  });
});

it('a link is upgraded from its version on, step by step', () => {
  const upgrades = [
    (texts: Map<string, string>) => void texts.set('cell', texts.get('kind') ?? 'lstm'),
    (texts: Map<string, string>) => void texts.set('cell', texts.get('cell')!.toUpperCase()),
  ];
  const cell = (link: string) => upgraded(new Map(new URLSearchParams(link)), true, upgrades).get('cell');
  expect(cell('kind=gru')).toBe('GRU');
  expect(cell('v=1&kind=gru')).toBe('GRU');
  expect(cell('v=2&cell=gru&kind=none')).toBe('GRU');
  expect(cell('v=3&cell=gru')).toBe('gru');
  for (const none of ['', 'x', '0', '-1', '1.5']) expect(cell(`v=${none}&kind=gru`)).toBe('GRU');
});

it('a link from the future is known as such, and read as far as can be', () => {
  expect(['', '#cell=gru', '#v=1&cell=gru', '#v=x'].map((hash) => read(hash, newer))).toEqual(Array(4).fill(false));
  expect(read('#v=99&cell=gru', () => [newer(), linked()])).toEqual([true, { cell: 'gru' }]);
});

describe('a link that was copied', () => {
  it.each([
    ['#task=adding&amp;hidden-units=12', { task: 'adding', hidden: 12 }],
    ['#task=adding&amp;amp;hidden-units=12', { task: 'adding', hidden: 12 }],
    ['#task=adding&hidden-units=12)', { task: 'adding', hidden: 12 }],
    ['#task=adding&hidden-units=12）。', { task: 'adding', hidden: 12 }],
    ['#task=adding&hidden-units=12).', { task: 'adding', hidden: 12 }],
    ['#/task=adding', { task: 'adding' }],
    ['#!/task=adding', { task: 'adding' }],
    ['#!task=adding', { task: 'adding' }],
    ['#?task=adding', { task: 'adding' }],
    ['#task=adding&hidden_units=12', { task: 'adding', hidden: 12 }],
    ['#cell%3dgru&amp;hidden-units%3D12', { cell: 'gru', hidden: 12 }],
    ['#cell%3dgru%26hidden-units%3d12', { cell: 'gru', hidden: 12 }],
    ['#hiddenUnits=12&forgetBias=3', { hidden: 12, forgetBias: 3 }],
    ['#hidden=12&cell=gru,', { hidden: 12, cell: 'gru' }],
    ['#v=3&unit=1&address=W_f[3,1]', { unit: 1, address: 'W_f[3,1]' }],
    ['#v=3&address=W_f[3,1])', { address: 'W_f[3,1]' }],
    ['#cell=own&options=equations:h%20%3D%20tanh(W%20x)', { cell: 'own', options: { equations: 'h = tanh(W x)' } }],
    ['#task-options=text:So%20it%20ends.', { taskOptions: { text: 'So it ends.' } }],
    ['#task-options=delay:5,marked)', { taskOptions: { delay: 5, marked: true } }],
    ['#v=3&weights=AB-_.', { weights: 'AB-_' }],
  ])('%s means what it meant', (hash, state) => {
    expect(read(hash, linked)).toEqual(state);
    expect(read(hash, unheard)).toEqual([]);
  });

  it.each([
    ['#rate=abc', ['rate=abc']],
    ['#rate=0,01&cell=gru', ['rate=0,01']],
    ['#task=adding&learning-rate=3&top', ['learning-rate=3', 'top']],
    ['#direction=sideways&step=4', ['direction=sideways']],
    ['#v=9&utm_source=a&fbclid=b&cell=gru', []],
    ['', []],
  ])('%s says what is not understood', (hash, words) => expect(read(hash, unheard)).toEqual(words));

  it('as one asks a server may have words of others', () => {
    const at = (search: string) => new URL(`https://example.org/${search}`);
    expect(unheard(at('?course=7&cell=gru'))).toEqual([]);
    expect(unheard(at('?course=7&step=x#cell=gru'))).toEqual(['step=x']);
  });
});

describe('weights', () => {
  const params = Float32Array.from({ length: 99 }, (_, k) => Math.sin(k) * 10 ** ((k % 9) - 4));

  it('are the very same again, in letters that an address leaves as they are', async () => {
    const text = await pack({ params, updates: 4_000_000_000 });
    expect(text).toMatch(/^[\w-]+$/);
    expect(await unpack(text)).toEqual({ params, updates: 4_000_000_000 });
    const { params: odd } = await unpack(await pack({ params: new Float32Array([-0, NaN, Infinity]), updates: 0 }));
    expect([...odd]).toEqual([-0, NaN, Infinity]);
  });

  it('that were cut or mistyped anywhere are refused', async () => {
    const text = await pack({ params, updates: 7 });
    const cut = Array.from(text, (_, k) => text.slice(0, k));
    const mistyped = Array.from(
      text,
      (letter, k) => text.slice(0, k) + (letter === 'A' ? 'B' : 'A') + text.slice(k + 1),
    );
    // The last letter has bits that no byte takes.
    for (const wrong of [...cut, ...mistyped.slice(0, -1), 'no such', '%%', '中'])
      await expect(unpack(wrong), wrong).rejects.toMatchObject({ code: 'weights-cut' });
  });

  it('of a network that has learnt come with its link, and how long it has', async () => {
    const network = { hidden: 3 };
    const teacher = await opened(network);
    teacher.train(30);
    await rested(teacher, 30);
    const { frame } = teacher.view!.trace;
    const text = await pack(frame);
    const learner = await opened({ ...network, weights: text, step: 4 });
    expect(learner.trouble).toBeUndefined();
    expect(learner.view!.trace.frame.params).toEqual(frame.params);
    expect(learner.view!.trace.frame.outputs).toEqual(frame.outputs);
    expect([learner.progress!.updates, learner.standing, learner.moment.step]).toEqual([30, 'learning', 4]);
    expect(learner.progress).toMatchObject({ since: 30, losses: new Float32Array() });
    expect(learner.state).toEqual({ ...teacher.state, weights: text, step: 4 });
    // They are said as long as they are those of the network.
    learner.train(2);
    await rested(learner, 32);
    expect(learner.state.weights).toBeUndefined();
    expect(learner.progress).toMatchObject({ since: 30, stride: 1 });
    expect(learner.progress!.losses).toHaveLength(2);
    learner.rewind();
    await rested(learner, 0);
    expect(learner.progress).toMatchObject({ since: 0, losses: new Float32Array() });
    await learner.set({ weights: text });
    expect(learner.state.weights).toBe(text);
    // Nothing of what was learnt here before goes into what is learnt from there.
    await teacher.set({ weights: text });
    expect(teacher.saved).toEqual(learner.saved);
    expect(teacher.progress!.losses).toHaveLength(0);
  });

  it.each([
    ['weights-cut', 8, {}],
    ['weights-other', Infinity, { wanted: 76 }],
  ])('that cannot be taken (%s) are refused, and the rest of the link holds', async (code, letters, parts) => {
    const weights = (await pack({ params, updates: 7 })).slice(0, letters);
    const session = await opened({ weights, step: 4, unit: 2 });
    expect(session.trouble).toMatchObject({ code, parts });
    expect(session.config).toMatchObject(FIRST.config);
    expect([session.moment.step, session.unit, session.standing]).toEqual([4, 2, 'untrained']);
    expect(session.state.weights).toBeUndefined();
    await expect(session.set({ weights, step: 3 })).rejects.toMatchObject({ code });
    expect(session.moment.step).toBe(3);
  });

  it('that no training makes are refused by the core', async () => {
    const session = await opened({ hidden: 3 });
    const { params } = session.view!.trace.frame;
    const weights = await pack({ params: params.map((weight, k) => (k === 3 ? NaN : weight)), updates: 1 });
    await expect(session.set({ weights })).rejects.toMatchObject({ code: 'state' });
    expect([session.view!.trace.frame.params, session.progress!.updates]).toEqual([params, 0]);
  });
});
