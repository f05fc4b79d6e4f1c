// What is known of the reader before she has done anything. Small: the page's first script reads it (early.ts).
import type { Lang, Theme } from '../session/state.ts';

/** How HTML calls the languages: screen readers and the browser's choice of glyphs go by it. */
export const TAGS: Record<Lang, string> = { en: 'en', zh: 'zh-Hans' };

/** After so many milliseconds she is told that it takes longer than it should. */
export const PATIENCE = 10_000;

export const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');

/** Paper is white, whatever the screen is. */
export const paper = globalThis.matchMedia?.('print');

/** The first of her languages that we have. */
export function preferredLang(): Lang {
  const tags = globalThis.navigator?.languages ?? [];
  const first = tags.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'zh');
  return (first as Lang | undefined) ?? 'en';
}

export function preferredTheme(): Theme {
  return dark?.matches ? 'dark' : 'light';
}
