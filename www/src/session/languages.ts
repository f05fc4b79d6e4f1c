// The languages of the page. A further one is its files of words and a row here.

/** Each by what its files are called, with what HTML calls it: screen readers and the browser's choice of glyphs go by it. */
export const TAGS = { en: 'en', zh: 'zh-Hans' } as const satisfies Record<string, string>;

export type Lang = keyof typeof TAGS;

export const LANGS = Object.keys(TAGS) as Lang[];
