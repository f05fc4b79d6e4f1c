// What a figure takes from where it stands: the language around it, and whether its ground is light or dark.
import { LANGS, type Lang } from '../session/languages.ts';
import type { Theme } from '../session/state.ts';
import { preferredTheme } from '../words/reader.ts';

/** The nearest language that is said, if it is one of ours. */
export function langAt(element: Element): Lang | undefined {
  for (let at: Element | null = element; at; at = parentOf(at)) {
    const tag = at.getAttribute('lang');
    if (tag) return LANGS.find((lang) => lang === tag.toLowerCase().split('-')[0]);
  }
  return undefined;
}

/** The color scheme in force there: a page that names none is light, whatever the reader's system is. */
export function themeAt(element: Element): Theme {
  const schemes = getComputedStyle(element).colorScheme.split(' ');
  const [dark, light] = [schemes.includes('dark'), schemes.includes('light')];
  if (dark && light) return preferredTheme();
  return dark ? 'dark' : 'light';
}

/** Tells when that may have changed: hosts switch by a class or an attribute of the outermost elements. */
export function watchPlace(element: Element, changed: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(changed);
  const { documentElement, body } = element.ownerDocument;
  for (const each of [documentElement, body]) observer.observe(each, { attributes: true });
  const screen = matchMedia('(prefers-color-scheme: dark)');
  screen.addEventListener('change', changed, { signal });
  signal.addEventListener('abort', () => observer.disconnect());
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
