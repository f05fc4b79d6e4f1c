// A further language is its files and a row in TAGS: its numbers are counted as it counts them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGS, TAGS, type Lang } from '../../src/session/languages.ts';
import { parse } from '../../src/session/state.ts';
import { Words, words } from '../../src/words/locale.ts';

const table = (of: Record<string, string>) => ({ data: of });

describe('a sentence with a number', () => {
  it('has the form that its language has for so many', () => {
    const { t } = new Words('en', table({ rows: '{n} rows of {name}', 'rows?one': '{n} row of {name}' }));
    expect([0, 1, 2].map((n) => t('data.rows', { name: 'a', n }))).toEqual([
      '0 rows of a',
      '1 row of a',
      '2 rows of a',
    ]);
    expect(t('data.rows', { n: '1', name: 'a' }), 'a text is not counted').toBe('1 rows of a');
  });

  it('is counted by the rules of each language, of one that is not here yet as well', () => {
    Object.assign(TAGS, { pl: 'pl' });
    const { t } = new Words(
      'pl' as Lang,
      table({ rows: '{n} wierszy', 'rows?one': '{n} wiersz', 'rows?few': '{n} wiersze' }),
    );
    expect([1, 3, 5, 22].map((n) => t('data.rows', { n }))).toEqual([
      '1 wiersz',
      '3 wiersze',
      '5 wierszy',
      '22 wiersze',
    ]);
    Reflect.deleteProperty(TAGS, 'pl');
  });

  it('is counted by its first number', () => {
    const { t } = new Words('en', table({ 'rows?one': '{n} row in {ms} ms', rows: '{n} rows in {ms} ms' }));
    expect(t('data.rows', { n: 1, ms: 5 })).toBe('1 row in 5 ms');
  });
});

it('no source chooses by the name of a language, but for the faces of its script and where there are no words in the reader’s', () => {
  const src = new URL('../../src/', import.meta.url);
  const named = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|css)$/.test(name) && name !== 'session/languages.ts')
    .filter((name) => /(?<!lang=)['"](en|zh|zh-Hans)['"]|:lang\(/.test(readFileSync(new URL(name, src), 'utf8')));
  expect(named.sort()).toEqual(['elements/theme.ts', 'words/reader.ts']);
});

it('what is documented in Chinese names the same files, keys and addresses as in English, as often', () => {
  const docs = new URL('../../../docs/', import.meta.url);
  const named = (file: string): string[] =>
    [...readFileSync(new URL(file, docs), 'utf8').matchAll(/`([\w<>/.*[\]',+^~-]+)`/g)].map(([, name]) => name!).sort();
  const chinese = readdirSync(docs).filter((file) => file.endsWith('.zh.md'));
  expect(chinese).toContain('figures.zh.md');
  for (const file of chinese) expect(named(file), file).toEqual(named(file.replace('.zh', '')));
});

it('each language has words, and can be asked for by its name alone', async () => {
  for (const lang of LANGS) {
    expect((await words(lang)).t('page.title')).toMatch(/LSTM/);
    expect(parse([['lang', lang]])).toEqual({ lang });
  }
  expect(parse([['lang', 'xx']])).toEqual({});
});
