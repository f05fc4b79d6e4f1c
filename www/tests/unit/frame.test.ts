// What a frame makes of its address, and of what the page around it says.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asked } from '../../src/embed/asked.ts';
import { NETWORK } from '../../src/embed/height.ts';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { MANNERS } from '../../src/embed/manners.ts';
import { keyOf, TABLE, type Name } from '../../src/session/state.ts';
import { ACTS, enveloped, heed, isForUs, TOLD, type Said } from '../../src/embed/messages.ts';

const attributes = (text: string): Record<string, string> => {
  const { loading, ...rest } = Object.fromEntries(asked(new URL(`https://site/embed.html${text}`)).attributes);
  expect(loading).toBe('eager');
  return rest;
};

describe('the address of a frame', () => {
  it.each([
    ['', {}],
    ['#cell=gru', { state: 'cell=gru' }],
    ['?cell=gru#step=3', { state: 'cell=gru&step=3' }],
    ['#view=belt+strip&controls=none&lang=zh', { view: 'belt strip', controls: 'none', lang: 'zh' }],
    ['?view=belt%20strip&amp;hidden_units=3', { view: 'belt strip', state: 'hidden-units=3' }],
    ['#cell%3dgru%26view%3dbelt%2bstrip', { view: 'belt strip', state: 'cell=gru' }],
    ['#cell%3dgru&amp;view%3Dbelt', { view: 'belt', state: 'cell=gru' }],
    ['#state=cell%3Dgru%26step%3D2&unit=1', { state: 'cell=gru&step=2&unit=1' }],
    ['#theme=auto', { theme: 'auto' }],
    // What it cannot be is told by the figure, which hears of it as of its state.
    ['#theme=blue&lang=fr&foo=1', { state: 'theme=blue&lang=fr&foo=1' }],
    ['#train=solved).', { train: 'solved' }],
    ['#name=a&parent=https://course.edu&view=belt', { view: 'belt' }],
  ])('%s', (text, expected) => {
    expect(attributes(text)).toEqual(expected);
  });

  it('says how it calls itself, and whom it speaks with', () => {
    const { name, parent } = asked(new URL('https://site/embed.html?name=a#parent=https://course.edu'));
    expect([name, parent]).toEqual(['a', 'https://course.edu']);
  });
});

/** Writes down what is asked of a figure. */
function figure(): { element: LstmConveyor; done: unknown[][] } {
  const done: unknown[][] = [];
  const names = ['play', 'pause', 'step', 'seek', 'train', 'stop', 'setAttribute', 'removeAttribute'];
  const acts = names.map((name) => [name, (...all: unknown[]) => void done.push([name, ...all])]);
  const element = {
    ...Object.fromEntries(acts),
    ready: Promise.resolve(),
    state: { step: 2 },
    link: 'https://site/#step=2',
  };
  return { element: element as unknown as LstmConveyor, done };
}

describe('what a page says to a frame', () => {
  it.each<[Said, unknown[][]]>([
    [{ type: 'play' }, [['play']]],
    [{ type: 'pause' }, [['pause']]],
    [{ type: 'stop' }, [['stop']]],
    [{ type: 'step' }, [['step', 1, 'beat']]],
    [{ type: 'step', by: -1, what: 'step' }, [['step', -1, 'step']]],
    [{ type: 'seek', step: 4, direction: 'backward' }, [['seek', 4, { direction: 'backward' }]]],
    [{ type: 'train' }, [['train', 'solved']]],
    [{ type: 'train', updates: 30 }, [['train', 30]]],
    [
      { type: 'set', attributes: { hidden_units: 3, twin: false, cell: null } },
      [
        ['setAttribute', 'hidden-units', '3'],
        ['setAttribute', 'twin', 'false'],
        ['removeAttribute', 'cell'],
      ],
    ],
  ])('%j is done', async (said, expected) => {
    const { element, done } = figure();
    expect(await heed(element, said)).toBeUndefined();
    expect(done).toEqual(expected);
  });

  it.each<[Said, string]>([
    [{ type: 'open' }, 'type may be set, play'],
    [{ type: 'constructor' }, 'type may be'],
    [{ type: 'step', by: 2 }, 'by may be 1, -1; it was 2'],
    [{ type: 'step', what: 'leap' }, 'what may be beat, step; it was "leap"'],
    [{ type: 'seek', step: 0 }, 'step may be a whole number from 1 on; it was 0'],
    [{ type: 'seek', step: '2' }, 'it was "2"'],
    [{ type: 'train', updates: -1 }, 'updates may be solved, or'],
    [{ type: 'set', attributes: { cell: 'gru', onclick: 'x' } }, 'it was "onclick"'],
    [{ type: 'set', attributes: { credit: 'https://other' } }, 'it was "credit"'],
    [{ type: 'set', attributes: { cell: {} } }, 'cell may be a text'],
  ])('%j is refused, and nothing is done', async (said, expected) => {
    const { element, done } = figure();
    const answer = await heed(element, said);
    expect(answer).toMatchObject({ type: 'error', code: 'message' });
    expect(answer!['message']).toContain(expected);
    expect(done).toEqual([]);
  });

  it('is answered where it asks', async () => {
    expect(await heed(figure().element, { type: 'get' })).toEqual({
      type: 'state',
      state: { step: 2 },
      link: 'https://site/#step=2',
    });
  });

  it('is meant for it by name and version', () => {
    expect(isForUs({ target: 'lstm-conveyor', version: 1, type: 'play' })).toBe(true);
    for (const other of [
      undefined,
      'play',
      { type: 'play' },
      { target: 'lstm-conveyor', version: 2, type: 'play' },
      { target: 'lstm-conveyor', version: 1 },
    ])
      expect(isForUs(other), JSON.stringify(other)).toBe(false);
  });
});

it('nothing that is told takes the place of who tells it', () => {
  expect(enveloped('a', { type: 'error', source: 'x', version: 9, id: 'b', code: 'c' })).toEqual({
    ...{ source: 'lstm-conveyor', version: 1, id: 'a' },
    ...{ type: 'error', code: 'c' },
  });
});

describe.each(['embedding.md', 'embedding.zh.md'])('docs/%s', (name) => {
  const text = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

  it('has the script that the site has', () => {
    expect(text).toContain(readFileSync(new URL('../../src/embed/embed.js', import.meta.url), 'utf8'));
  });

  it('names each manner of a figure in a frame, with its words and its default', () => {
    const { loading: _, state: __, ...told } = MANNERS;
    for (const [manner, { names, default: usual }] of Object.entries(told)) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${manner}\` |`));
      expect(row, manner).toContain(`| \`${usual}\` |`);
      for (const word of names) expect(row, manner).toContain(`\`${word}\``);
    }
  });

  it('names all that a frame tells and heeds', () => {
    for (const word of [...TOLD, ...Object.keys(ACTS), 'height', 'key', 'state']) expect(text).toContain(`\`${word}\``);
  });
});

it('what asks for another network is what the table of settings has of it', () => {
  const names = (Object.keys(TABLE) as Name[]).filter((name) => TABLE[name].part === 'network');
  expect(NETWORK).toEqual(names.map(keyOf));
});
