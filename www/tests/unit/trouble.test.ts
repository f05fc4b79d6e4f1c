// Every refusal of the core has its sentence in both languages, which says all that the core says.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import { EngineError, type Part } from '../../src/engine/protocol.ts';
import { words as wordsIn, type Words } from '../../src/words/locale.ts';
import { wordsOf } from '../../src/words/trouble.ts';

/** Code by code, the parts and their types, as TypeScript users of the core know them. */
const types = readFileSync(new URL('../../../src/wasm/types.d.ts', import.meta.url), 'utf8');
const CODES = [...types.matchAll(/^ {2}\| \{ code: '([\w-]+)'(.*) \}$/gm)].map(([, code, fields]) => ({
  code: code!,
  parts: [...fields!.matchAll(/; (\w+): ([^;]+)/g)].map(([, name, type]) => ({ name: name!, type: type! })),
}));

/** One part of each type, and how it is said. No Latin letters: what has some came from a sentence. */
function sample(type: string, nth: number, { t, number: written }: Words): { part: Part; said: string } {
  const number = 1234567 + nth;
  if (type === 'number') return { part: number, said: written(number, { maximumSignificantDigits: 17 }) };
  if (type === 'string') return { part: `甲${nth}`, said: `甲${nth}` };
  if (type === 'string[]') return { part: [`乙${nth}`, '丙'], said: [`乙${nth}`, '丙'].join(t('list.between')) };
  if (type === 'number[]') return { part: [70 + nth, 2], said: `${70 + nth} × 2` };
  const word = type
    .split(' | ')
    .at(nth % 8)!
    .slice(1, -1);
  return { part: word, said: t(`kind.${word}`) };
}

const spoken = { en: await wordsIn('en'), zh: await wordsIn('zh') };

describe.each(['en', 'zh'] as const)('in %s', (lang) => {
  it.each(CODES)('$code says each of its parts', ({ code, parts }) => {
    const words = (nth: number) => {
      const samples = parts.map(({ type }, k) => sample(type, nth + k, spoken[lang]));
      const own = Object.fromEntries(parts.map(({ name }, k) => [name, samples[k]!.part]));
      const error = new EngineError({ code, key: '丁', value: '戊', parts: own, message: 'no words' });
      const text = wordsOf(error, spoken[lang]);
      for (const { said } of samples) expect(text, said).toContain(said);
      return text;
    };
    // As often as there are words for a kind.
    for (let nth = 0; nth < 8; nth++) {
      const text = words(nth);
      expect(text).not.toMatch(/[{}]|no words/);
      if (lang === 'zh') expect(text).not.toMatch(/[a-z]+[ ,]+[a-z]+/i);
    }
  });

  it('a word that was typed wrong is answered with those that may be typed', () => {
    const parts = { names: ['unit', 'distance'] };
    const said = (code: string, key: string) =>
      wordsOf(new EngineError({ code, key, value: '戊', parts, message: '' }), spoken[lang]);
    for (const name of parts.names) {
      expect(said('unknown-key', 'taskOptions.pronoun')).toMatch(new RegExp(`[(（]${name}[)）]`));
      expect(said('missing-key', 'task')).not.toMatch(new RegExp(`[(（]${name}[)）]`));
    }
  });

  it('an empty list is said', () => {
    const error = new EngineError({ code: 'unknown-key', key: '丁', value: '', parts: { names: [] }, message: '' });
    expect(wordsOf(error, spoken[lang])).toContain(lang === 'en' ? 'are none' : '：无');
  });
});

it('calls a function by its own name, though a setting has the same', () => {
  const names = ['tanh', 'relu'];
  const error = new EngineError({
    code: 'equation-function',
    value: 'foo',
    parts: { names, line: 1, column: 2 },
    message: '',
  });
  expect(wordsOf(error, spoken.en)).toContain('no function foo; the functions are tanh, relu');
});

it('has words for the codes of the core and of the page, and for no other', () => {
  const links = ['weights-cut', 'weights-other', 'link-newer', 'link-unheard'];
  const page = [
    ...links,
    'worker',
    'worker-lost',
    'no-wasm',
    'no-simd',
    'forbidden',
    'load',
    'missing',
    'unknown',
    'edit',
  ];
  const codes = [...CODES.map(({ code }) => code), ...page];
  expect(CODES.length).toBeGreaterThan(50);
  for (const words of [en, zh]) expect(Object.keys(words.error).filter((key) => !key.includes('?'))).toEqual(codes);
});

it('takes the parts that the core sets on its error, and keeps them on the way', () => {
  const thrown = Object.assign(new Error('told'), { code: 'tensor-shape', key: 'W', value: '6', wanted: [3, 2] });
  // As Safari's own `line` is: there, but not to be listed.
  Object.defineProperty(thrown, 'line', { value: 4, enumerable: false });
  const trouble = EngineError.trouble(thrown);
  expect(trouble).toEqual({
    ...{ code: 'tensor-shape', key: 'W', value: '6', message: 'told' },
    parts: { wanted: [3, 2], line: 4 },
  });
  expect(EngineError.trouble(new EngineError(trouble))).toEqual(trouble);
});
