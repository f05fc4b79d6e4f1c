// The words of the page. Every string that a person reads lives in locales/*.json; elements only name keys.
import en from '../locales/en.json';
import zh from '../locales/zh.json';

export type Lang = 'en' | 'zh';
type Words = { [key: string]: string | Words };

const STORAGE = 'lstm-conveyor.lang';
const TAGS: Record<Lang, string> = { en: 'en', zh: 'zh-Hans' };
const TABLES: Record<Lang, Map<string, string>> = { en: flatten(en), zh: flatten(zh) };

/** Fires 'change' when the language changes. */
class Locale extends EventTarget {
  lang: Lang = preferred();
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
  try {
    localStorage.setItem(STORAGE, lang);
  } catch {
    // storage can be forbidden; the choice then lasts as long as the page
  }
  const url = new URL(location.href);
  if (url.searchParams.has('lang')) {
    url.searchParams.set('lang', lang); // or a reload would undo the choice
    history.replaceState(history.state, '', url);
  }
  mark();
  locale.dispatchEvent(new Event('change'));
}

/** ?lang=, then the choice made before, then the first of the reader's languages that we have. */
function preferred(): Lang {
  const wishes = [
    new URLSearchParams(globalThis.location?.search).get('lang'),
    stored(),
    ...(globalThis.navigator?.languages ?? []),
  ];
  const first = wishes.map((tag) => tag?.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'zh');
  return (first as Lang | undefined) ?? 'en';
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE);
  } catch {
    return null;
  }
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
