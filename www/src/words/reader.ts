// What is known of the reader before she has done anything. Small: the page's first script reads it (early.ts).
import { TAGS, type Lang } from '../session/languages.ts';
import type { Theme } from '../session/state.ts';

/** After so many milliseconds she is told that it takes longer than it should. */
export const PATIENCE = 10_000;

/** The first of her languages that we have. */
export function preferredLang(): Lang {
  const hers = (globalThis.navigator?.languages ?? []).map((tag) => tag.toLowerCase().split('-')[0]!);
  return hers.find((lang): lang is Lang => Object.hasOwn(TAGS, lang)) ?? 'en';
}

/** Whether her screen is dark; nobody knows outside of a browser. */
export function dark(): MediaQueryList | undefined {
  return globalThis.matchMedia?.('(prefers-color-scheme: dark)');
}

/** Paper is white, whatever the screen is. */
export function paper(): MediaQueryList | undefined {
  return globalThis.matchMedia?.('print');
}

export function preferredTheme(): Theme {
  return dark()?.matches ? 'dark' : 'light';
}
