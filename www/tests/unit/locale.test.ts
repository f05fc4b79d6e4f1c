// Everything that a person reads is in the locale files, in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';

type Words = { [key: string]: string | Words };

function flatten(words: Words, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + name, value]] : [...flatten(value, `${prefix}${name}.`)],
    ),
  );
}

const english = flatten(en);
const chinese = flatten(zh);
const SRC = new URL('../../src/', import.meta.url);
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(new URL(name, SRC), 'utf8') }));

describe('the locales', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('have the same placeholders, and no empty text', () => {
    const holes = (text: string): string[] => (text.match(/\{[^}]+\}/g) ?? []).sort();
    for (const [key, text] of english) {
      expect(holes(chinese.get(key)!), key).toEqual(holes(text));
      expect(text.trim() && chinese.get(key)!.trim(), key).not.toBe('');
    }
  });

  it('hold every key that the sources name', () => {
    for (const { name, text } of sources) {
      for (const [, key] of text.matchAll(/\b(?:t|word)\('([a-z]+\.[\w.-]+)'/g))
        expect(english.has(key!), `${name}: ${key}`).toBe(true);
    }
  });

  it('are the only place with sentences: no template holds a literal one', () => {
    for (const { name, text } of sources) {
      for (const literal of literals(text)) expect.soft(literal, name).not.toMatch(/[A-Za-z]{3,}|[\u4e00-\u9fff]/);
    }
    const page = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
    const shown = page.replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, '');
    expect(shown.replace(/{([\w.-]+)}/g, (hole, key: string) => (english.has(key) ? '' : hole)).trim()).toBe('');
  });
});

it('the search for literal sentences finds one', () => {
  expect(literals('html`<p class="a">${x > 1 ? html`<b>Press here</b>` : y} now</p>`').join(' ')).toContain(
    'Press here',
  );
  expect(literals('html`<p aria-label="Press here">${t("a.b")}</p>`').join(' ')).toContain('Press here');
  expect(literals('html`<p class="big blue">${t("a.b")}</p>`').join(' ')).not.toMatch(/[a-z]{3,}/);
});

/** Texts and spoken attributes of the html and svg templates of a source. */
function literals(source: string): string[] {
  const found: string[] = [];
  for (let at = 0; (at = next(source, at)) >= 0;) {
    const { markup, end } = template(source, at, found);
    at = end;
    for (const [, spoken] of markup.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]*)"/g)) found.push(spoken!);
    found.push(markup.replace(/<[^>]*>/g, ' '));
  }
  return found;
}

function next(source: string, from: number): number {
  const start = /\b(?:html|svg)`/g;
  start.lastIndex = from;
  const match = start.exec(source);
  return match ? match.index + match[0].length : -1;
}

/** The markup of a template up to its closing backtick; expressions become blanks, templates within them are read too. */
function template(source: string, from: number, found: string[]): { markup: string; end: number } {
  let markup = '';
  let at = from;
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      let depth = 1;
      const start = (at += 2);
      while (depth > 0) {
        if (source[at] === '`') at = template(source, at + 1, []).end - 1;
        else if (source[at] === '{') depth++;
        else if (source[at] === '}') depth--;
        at++;
      }
      found.push(...literals(source.slice(start, at - 1)));
    } else markup += source[at++];
  }
  return { markup, end: at + 1 };
}
