// The words of the page. Every string that a person reads lives in locales/*.json; elements only name keys.
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import { preferredLang, remember, TAGS, type Lang } from './preference.ts';

type Words = { [key: string]: string | Words };

const TABLES: Record<Lang, Map<string, string>> = { en: flatten(en), zh: flatten(zh) };

/** Fires 'change' when the language changes. */
class Locale extends EventTarget {
  lang: Lang = preferredLang();
}

export const locale = new Locale();
mark();

/** The text of `key` with its {placeholders} filled; numbers are written as the language writes them. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = TABLES[locale.lang].get(key);
  if (text === undefined) {
    console.error(`no text for "${key}" in ${locale.lang}`); // the end-to-end tests fail on it
    return key;
  }
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = values[name];
    return value === undefined ? gap : typeof value === 'number' ? formatNumber(value) : value;
  });
}

/** Whether there is a text for `key`: for names that come from the core. */
export function has(key: string): boolean {
  return TABLES[locale.lang].has(key);
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(TAGS[locale.lang], { maximumSignificantDigits: 6, ...options }).format(value);
}

export function setLang(lang: Lang): void {
  if (lang === locale.lang) return;
  locale.lang = lang;
  remember('lang', lang);
  const url = new URL(location.href);
  if (url.searchParams.has('lang')) {
    url.searchParams.set('lang', lang); // or a reload would undo the choice
    history.replaceState(history.state, '', url);
  }
  mark();
  locale.dispatchEvent(new Event('change'));
}

/** A screen reader and the browser's choice of glyphs go by the document's language. */
function mark(): void {
  globalThis.document?.documentElement.setAttribute('lang', TAGS[locale.lang]);
}

function flatten(words: Words, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === 'string') flat.set(prefix + name, value);
    else for (const [key, text] of flatten(value, `${prefix}${name}.`)) flat.set(key, text);
  }
  return flat;
}
