// What the reader's system says of her. Small: the page's first script reads it (early.ts).
import type { Lang, Theme } from './state.ts';

export const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');

/** The first of her languages that we have. */
export function preferredLang(): Lang {
  const tags = globalThis.navigator?.languages ?? [];
  const first = tags.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'zh');
  return (first as Lang | undefined) ?? 'en';
}

export function preferredTheme(): Theme {
  return dark?.matches ? 'dark' : 'light';
}
