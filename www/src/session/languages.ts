// The languages of the page. A further one is its files of words and a row here.

/** Each by what its files are called, with what HTML calls it: screen readers and the browser's choice of glyphs go by it. */
export const TAGS = { en: 'en', zh: 'zh-Hans' } as const satisfies Record<string, string>;

export type Lang = keyof typeof TAGS;

export const LANGS = Object.keys(TAGS) as Lang[];

/** What a file of docs/ is called in a language: adding.md is English, adding.zh.md Chinese. */
export function inLanguage(name: string, lang: Lang): string {
  return lang === 'en' ? name : `${name}.${lang}`;
}

/** The language's own name for itself. */
export function nameOf(lang: Lang): string {
  return new Intl.DisplayNames(lang, { type: 'language' }).of(lang) ?? lang;
}
