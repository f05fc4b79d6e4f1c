// Writes target/sentences.html for whoever reads the words over: every sentence of the page in both languages, each beside the network
// that it was said of, and last those that were said of none. It is not shipped.
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LANGS, type Lang } from '../../src/session/languages.ts';
import { Recorder, sayings } from '../unit/sayings.ts';
import { scenes } from '../unit/scenes.ts';
import { sessions } from '../unit/sessions.ts';
import { textsOf, type Table } from '../unit/truth.ts';

/** A sentence in each language; where it was said, by which element, and of what. */
interface Told {
  key: string;
  where: string;
  texts: string[];
}

const open = sessions();
const tables = Object.entries({
  ...import.meta.glob<Table>('../../locales/*.json', { import: 'default', eager: true }),
  ...import.meta.glob<Table>('../../src/tools/*/*.json', { import: 'default', eager: true }),
});
const whole = (lang: Lang): Map<string, string> =>
  new Map(tables.flatMap(([file, table]) => (file.endsWith(`${lang}.json`) ? [...textsOf(table)] : [])));

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function page(all: readonly Told[]): string {
  const rows = all.map(({ key, where, texts }) => {
    const cells = texts.map((text, k) => `<td lang=${LANGS[k]}>${escaped(text)}</td>`).join('');
    return `<tr id="${escaped(key)}"><th>${escaped(key)}<small>${escaped(where)}</small></th>${cells}</tr>`;
  });
  return `<!doctype html><meta charset=utf-8><title>Sentences</title>
<style>
  body { font: 16px/1.5 sans-serif; margin: 1rem; }
  td, th { padding: 0.4rem 0.6rem; border-top: 1px solid #ccc; text-align: start; vertical-align: top; width: 40%; }
  th { width: 20%; font-weight: normal; color: #555; }
  small { display: block; color: #888; }
</style>
<table>${rows.join('\n')}</table>`;
}

it('writes every sentence beside the network that it speaks of', { timeout: 600_000 }, async () => {
  const recorders = await Promise.all(LANGS.map((lang) => Recorder.in(lang)));
  const told = new Map<string, Told>();
  for await (const { name, session, speakers } of scenes(open))
    for (const [element, own] of speakers) {
      const [first, ...others] = recorders.map((recorder) => sayings(element, session, recorder, own).said);
      first!.forEach(({ key, text }, k) => {
        if (told.has(key)) return;
        const same = others.map((said) => (said[k]?.key === key ? said[k] : said.find((each) => each.key === key)));
        told.set(key, { key, where: `${element}, ${name}`, texts: [text, ...same.map((each) => each?.text ?? '')] });
      });
    }
  const texts = LANGS.map(whole);
  const rest = [...texts[0]!.keys()].filter((key) => !told.has(key));
  for (const key of rest) told.set(key, { key, where: '', texts: texts.map((all) => all.get(key) ?? '') });
  expect(told.size).toBeGreaterThan(rest.length);
  const folder = new URL('../../../target/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('sentences.html', folder), page([...told.values()]));
});
