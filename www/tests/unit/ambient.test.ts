// The colours follow the reader's screen and paper, whenever they are asked for.
import { afterEach, expect, it, vi } from 'vitest';
import { Ambient } from '../../src/words/ambient.ts';

/** As Chromium's: a change of which `matches` has already told is not told by an event. */
class Query extends EventTarget {
  #true = false;
  #told = false;

  get matches(): boolean {
    return (this.#told = this.#true);
  }

  turn(matches: boolean): void {
    this.#true = matches;
  }

  tell(): void {
    if (this.#told === this.#true) return;
    this.#told = this.#true;
    this.dispatchEvent(new Event('change'));
  }
}

afterEach(() => vi.unstubAllGlobals());

it('the colours of screen and paper are followed, also if they are asked for before a change is told', () => {
  const queries: Record<string, Query> = { print: new Query(), '(prefers-color-scheme: dark)': new Query() };
  vi.stubGlobal('matchMedia', (text: string) => queries[text]);
  const ambient = new Ambient();
  ambient.watch(new AbortController().signal);
  const shown: string[] = [];
  ambient.addEventListener('change', () => shown.push(ambient.theme));
  const turn = (text: string, matches: boolean): void => {
    queries[text]!.turn(matches);
    ambient.theme; // a picture is drawn in between
    queries[text]!.tell();
  };
  turn('(prefers-color-scheme: dark)', true);
  turn('print', true);
  turn('print', false);
  turn('(prefers-color-scheme: dark)', false);
  expect(shown).toEqual(['dark', 'light', 'dark', 'light']);
});
