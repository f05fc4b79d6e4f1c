// What an element says of a session: it is drawn without a document, and each sentence is taken down as it is asked for, with what
// fills its gaps.
import { vi } from 'vitest';
import type { Notation } from '../../src/network/notation.ts';
import type { Lang } from '../../src/session/languages.ts';
import type { Session } from '../../src/session/session.ts';
import { words, type Words } from '../../src/words/locale.ts';

export interface Saying {
  key: string;
  gaps: Readonly<Record<string, unknown>>;
  text: string;
}

/** Those of all tools, too. */
const AREAS = [
  ...['around', 'explain'],
  ...Object.keys(import.meta.glob('../../src/tools/*/*.en.json')).map((file) => /([\w-]+)\.en\.json$/.exec(file)![1]!),
];

/** What elements find in a browser: here no box is ever measured, and nothing painted. */
function furnish(): void {
  const canvas = { getContext: () => null, setAttribute: () => undefined };
  vi.stubGlobal('ResizeObserver', class {});
  vi.stubGlobal('document', { createElement: () => canvas });
  vi.stubGlobal(
    'ImageData',
    class {
      data: number[] = [];
    },
  );
}

/** A language that takes down all that is said in it, until the next look. */
export class Recorder {
  #said: Saying[] = [];

  private constructor(
    readonly words: Words,
    readonly lang: Lang,
  ) {
    const { sentence } = words;
    const record = (key: string, fill: Record<string, never> | ((gap: string) => never)): unknown[] => {
      const gaps: Record<string, unknown> = {};
      const pieces = sentence<unknown>(key, (gap) => {
        const value = typeof fill === 'function' ? fill(gap) : fill[gap];
        if (value !== undefined) gaps[gap] = value;
        return value;
      });
      // In the form that its numbers ask for.
      const said = typeof fill === 'function' ? pieces : sentence<unknown>(key, fill);
      this.#said.push({ key, gaps, text: textOf(said) });
      return said;
    };
    Object.assign(words, { sentence: record });
  }

  static async in(lang: Lang): Promise<Recorder> {
    return new Recorder(await words(lang, AREAS), lang);
  }

  /** Since the last look. */
  get said(): Saying[] {
    const { length } = this.#said;
    return this.#said.splice(0, length);
  }
}

/** An element as this test sees it. */
type Drawn = HTMLElement & { willUpdate(changed: Map<string, unknown>): void; render(): unknown };

/** What an element says of a session. `own` is what it is drawn from beside it. */
export function sayings(
  name: string,
  session: Session,
  recorder: Recorder,
  own: object = {},
  notation: Notation = 'textbook',
): { said: Saying[]; text: string } {
  furnish();
  const element = new (customElements.get(name)!)() as Drawn;
  const { words, lang } = recorder;
  const around = { words, lang, notation, theme: 'light' };
  Object.defineProperties(element, { session: { value: session }, surroundings: { value: around } });
  // What would be run in workers, or measured, is given.
  if (!('run' in own) && !('measurement' in own)) element.willUpdate(new Map());
  Object.assign(element, own);
  void recorder.said;
  const text = textOf(element.render());
  return { said: recorder.said, text };
}

/** A template without its tags. */
export function textOf(drawn: unknown): string {
  if (typeof drawn === 'string') return drawn;
  if (typeof drawn === 'number') return String(drawn);
  if (Array.isArray(drawn)) return drawn.map(textOf).join('');
  if (typeof drawn !== 'object' || drawn === null) return '';
  const { strings, values = [] } = drawn as { strings?: readonly string[]; values?: unknown[] };
  // A directive; that of `guard` draws only when it must.
  if (!strings)
    return typeof values[1] === 'function' ? textOf((values[1] as () => unknown)()) : values.map(textOf).join('');
  const whole = strings.map((string, k) => string + (k < values.length ? textOf(values[k]) : '')).join('');
  return whole
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
