// Puts the words of locales/ into index.html, so that there are some before any script: {area.key} becomes the text in
// each language, marked with it, and plain where there can be no markup.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { TAGS } from './src/session/languages.ts';

type Words = { [key: string]: string | Words };

export function words(): Plugin {
  return {
    name: 'words',
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        const tables = Object.entries(TAGS).map(([lang, tag]) => ({ tag, words: read(lang) }));
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
      },
    },
  };
}

function read(lang: string): Words {
  return JSON.parse(readFileSync(new URL(`./locales/${lang}.json`, import.meta.url), 'utf8')) as Words;
}

function find(words: Words, key: string): string {
  const text = key.split('.').reduce<string | Words | undefined>((at, name) => Object(at)[name], words);
  if (typeof text !== 'string') throw new Error(`index.html: no text for "${key}"`);
  return text;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
