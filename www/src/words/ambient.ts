// Language, theme and notation: what surrounds an element. An element that has them says so to all inside of it, through shadow
// roots, by one event; so two on a page may speak two languages, and the document belongs to its author.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Notation } from '../network/notation.ts';
import { partOf, type Lang, type State, type Theme } from '../session/state.ts';
import { first, words, type Words } from './locale.ts';
import { dark, paper, preferredLang, preferredTheme } from './reader.ts';

const ASK = 'lstm-ambient';

/** Fires 'change' when the language, the theme or the notation does. What is not chosen is as the reader's system has it. */
export class Ambient extends EventTarget {
  #chosen: Pick<State, 'lang' | 'theme' | 'notation'> = {};
  #words = first;
  /** What is spoken of beside what everybody sees: areas of the tools, each fetched with the first that asks. */
  readonly #areas = new Set<string>();

  /** The language that is spoken: a moment later than it is chosen, if its words must be fetched. */
  get lang(): Lang {
    return this.#words.lang;
  }

  get theme(): Theme {
    return paper?.matches ? 'light' : (this.#chosen.theme ?? preferredTheme());
  }

  get notation(): Notation {
    return this.#chosen.notation ?? 'textbook';
  }

  get words(): Words {
    return this.#words;
  }

  set(state: State): void {
    this.#chosen = { ...this.#chosen, ...partOf(state, 'ambient') };
    this.#tell();
    void this.#speak();
  }

  /** Learns the words of an area; they are there when it has. */
  learn(area: string): Promise<void> {
    this.#areas.add(area);
    return this.#fetch();
  }

  get #wanted(): Lang {
    return this.#chosen.lang ?? preferredLang();
  }

  async #speak(): Promise<void> {
    if (this.#wanted !== this.lang) await this.#fetch();
  }

  async #fetch(): Promise<void> {
    const { size } = this.#areas;
    const fetched = await words(this.#wanted, this.#areas);
    if (fetched.lang !== this.#wanted || size < this.#areas.size) return this.#fetch(); // she has chosen again
    this.#words = fetched;
    this.#tell();
  }

  /** Answers all elements inside of `host` that ask. */
  surround(host: HTMLElement): void {
    host.addEventListener(ASK, (event) => {
      event.stopPropagation();
      (event as CustomEvent<(ambient: Ambient) => void>).detail(this);
    });
  }

  /** Follows the system's colours, and those of paper. */
  watch(signal: AbortSignal): void {
    for (const query of [dark, paper]) query?.addEventListener('change', () => this.#tell(), { signal });
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** The ambient of the place where its host stands; renders the host again when it changes. */
export class Surroundings implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #ambient: Ambient | undefined;
  readonly #update = (): void => this.#host.requestUpdate();

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get words(): Words {
    return this.#ambient!.words;
  }

  get lang(): Lang {
    return this.#ambient!.lang;
  }

  get theme(): Theme {
    return this.#ambient!.theme;
  }

  get notation(): Notation {
    return this.#ambient!.notation;
  }

  /** Learns the words of an area. */
  learn(area: string): Promise<void> {
    return this.#ambient!.learn(area);
  }

  hostConnected(): void {
    const detail = (ambient: Ambient): void => void (this.#ambient = ambient);
    this.#host.dispatchEvent(new CustomEvent(ASK, { bubbles: true, composed: true, detail }));
    this.#ambient ??= new Ambient(); // on its own
    this.#ambient.addEventListener('change', this.#update);
  }

  hostDisconnected(): void {
    this.#ambient?.removeEventListener('change', this.#update);
  }
}
