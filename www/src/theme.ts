// Light or dark: the reader's system decides until she does. The choice is marked on the document, and lasts.
import { DARK, preferredTheme, remember, systemTheme } from './preference.ts';
import type { Theme } from './scene/colour.ts';

class Themes extends EventTarget {
  #chosen: Theme | undefined = preferredTheme();

  constructor() {
    super();
    matchMedia(DARK).addEventListener('change', () => this.#show());
    this.#show();
  }

  get now(): Theme {
    return this.#chosen ?? systemTheme();
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    remember('theme', theme);
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset['theme'] = this.now;
    this.dispatchEvent(new Event('change'));
  }
}

export const themes = new Themes();
