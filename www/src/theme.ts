// Light or dark: the reader's system decides until she does. The choice is marked on the document, and lasts.
import type { Theme } from './scene/colour.ts';

const STORAGE = 'lstm-conveyor.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

class Themes extends EventTarget {
  #chosen: Theme | undefined = stored();

  constructor() {
    super();
    system.addEventListener('change', () => this.#show());
    this.#show();
  }

  get now(): Theme {
    return this.#chosen ?? (system.matches ? 'dark' : 'light');
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    try {
      localStorage.setItem(STORAGE, theme);
    } catch {
      // storage can be forbidden; the choice then lasts as long as the page
    }
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset['theme'] = this.now;
    this.dispatchEvent(new Event('change'));
  }
}

function stored(): Theme | undefined {
  try {
    const wish = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem(STORAGE);
    return wish === 'light' || wish === 'dark' ? wish : undefined;
  } catch {
    return undefined;
  }
}

export const themes = new Themes();
