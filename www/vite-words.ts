// Puts the words of locales/ into a page, so that there are some before any script: {area.key} becomes the text in
// each language, marked with it, and plain where there can be no markup.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { LANGS, TAGS, type Lang } from './src/session/languages.ts';

type Words = { [key: string]: string | Words };

export function words(): Plugin {
  return {
    name: 'words',
    transformIndexHtml: {
      order: 'pre',
      handler: worded,
    },
  };
}

/** A page with its words: those that are said later too, and in start/ those that no script says. */
export function worded(html: string): string {
  const tables = LANGS.map((lang) => ({ tag: TAGS[lang], words: wordsOf(lang) }));
  const all = (key: string) => tables.map(({ tag, words }) => ({ tag, text: escape(find(words, key)) }));
  return html
    .replace(/(?<=<title>|="){([\w.-]+)}(?=<\/title>|")/g, (_, key: string) =>
      all(key)
        .map(({ text }) => text)
        .join(' · '),
    )
    .replace(/(?<=>){([\w.-]+)}(?=<)/g, (_, key: string) =>
      all(key)
        .map(({ tag, text }) => `<span lang="${tag}">${text}</span>`)
        .join(' '),
    );
}

/** A text of what everybody sees, or of what no script says. */
export function wordIn(lang: Lang, key: string): string {
  return find(wordsOf(lang), key);
}

function wordsOf(lang: Lang): Words {
  return { ...read(`${lang}.json`), ...read(`start/${lang}.json`) };
}

function read(file: string): Words {
  return JSON.parse(readFileSync(new URL(`./locales/${file}`, import.meta.url), 'utf8')) as Words;
}

function find(words: Words, key: string): string {
  const text = key.split('.').reduce<string | Words | undefined>((at, name) => Object(at)[name], words);
  if (typeof text !== 'string') throw new Error(`no text for "${key}"`);
  return text;
}

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
