// Language and theme as the reader wants them before she says so: by the address, her last choice, her system. Small, for
// the page's first script reads it (early.ts).
import type { Theme } from './scene/colour.ts';

export type Lang = 'en' | 'zh';
/** Their tags in HTML. */
export const TAGS: Record<Lang, string> = { en: 'en', zh: 'zh-Hans' };
export const DARK = '(prefers-color-scheme: dark)';

/** ?lang=, then the choice made before, then the first of the reader's languages that we have. */
export function preferredLang(): Lang {
  const wishes = [...wished('lang'), ...(globalThis.navigator?.languages ?? [])];
  const langs = wishes.map((tag) => tag.toLowerCase().split('-')[0]!);
  return langs.find((lang) => lang === 'en' || lang === 'zh') ?? 'en';
}

/** The theme asked for, if any: else the reader's system decides. */
export function preferredTheme(): Theme | undefined {
  return wished('theme').find((theme) => theme === 'light' || theme === 'dark');
}

export function systemTheme(): Theme {
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

/** Storage can be forbidden; a choice then lasts as long as the page. */
export function remember(name: 'lang' | 'theme', choice: string): void {
  try {
    localStorage.setItem(`lstm-conveyor.${name}`, choice);
  } catch {
    return;
  }
}

function wished(name: 'lang' | 'theme'): string[] {
  const wishes = [new URLSearchParams(globalThis.location?.search).get(name)];
  try {
    wishes.push(localStorage.getItem(`lstm-conveyor.${name}`));
  } catch {
    // forbidden
  }
  return wishes.filter((wish) => wish !== null);
}
