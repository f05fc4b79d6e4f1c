// Language, theme and notation: what surrounds an element. An element that has them says so to all inside of it, through shadow
// roots, as a context; so two on a page may speak two languages, and the document belongs to its author.
import { ContextConsumer, ContextProvider, createContext } from '@lit/context';
import type { LitElement } from 'lit';
import type { EngineError } from '../engine/protocol.ts';
import type { Notation } from '../network/notation.ts';
import type { Lang } from '../session/languages.ts';
import { partOf, type State, type Theme } from '../session/state.ts';
import { words, type Words } from './locale.ts';
import { dark, paper, preferredLang } from './reader.ts';

const ambientContext = createContext<Ambient>(Symbol('ambient'));

/** Fires 'change' when the language, the theme or the notation does, 'error' (detail: EngineError) where no words can be had. What is not chosen is as the reader's system has it. */
export class Ambient extends EventTarget {
  #chosen: Pick<State, 'lang' | 'theme' | 'notation'> = {};
  #words: Words | undefined;
  readonly #queries = [dark(), paper()];
  #system = this.#seen();
  /** What is spoken of beside what everybody sees: areas of the tools, each fetched with the first that asks. */
  readonly #areas = new Set<string>();

  /** The language that is spoken: a moment later than it is chosen, if its words must be fetched. */
  get lang(): Lang {
    return this.#words?.lang ?? this.#wanted;
  }

  get theme(): Theme {
    const { dark, paper } = this.#system;
    return paper ? 'light' : (this.#chosen.theme ?? (dark ? 'dark' : 'light'));
  }

  get notation(): Notation {
    return this.#chosen.notation ?? 'textbook';
  }

  /** None until the first have been fetched: without them there is nothing to be shown. */
  get words(): Words | undefined {
    return this.#words;
  }

  set(state: State): void {
    this.#chosen = { ...this.#chosen, ...partOf(state, 'ambient') };
    this.#tell();
    this.#speak().catch((error: EngineError) => this.#stay(error));
  }

  /** Learns the words of an area; they are there when it has. */
  learn(area: string): Promise<void> {
    this.#areas.add(area);
    return this.#fetch().catch((error: unknown) => {
      this.#areas.delete(area); // all else can still be said
      throw error;
    });
  }

  get #wanted(): Lang {
    return this.#chosen.lang ?? preferredLang();
  }

  async #speak(): Promise<void> {
    if (this.#wanted !== this.#words?.lang) await this.#fetch();
  }

  /** In the language that is spoken, since the words of the one that was chosen cannot be had. */
  #stay(error: EngineError): void {
    if (!this.#words) return reportError(error); // nothing can be said
    this.#chosen.lang = this.#words.lang;
    this.dispatchEvent(new CustomEvent('error', { detail: error }));
    this.#tell();
  }

  async #fetch(): Promise<void> {
    const { size } = this.#areas;
    const fetched = await words(this.#wanted, this.#areas);
    if (fetched.lang !== this.#wanted || size < this.#areas.size) return this.#fetch(); // she has chosen again
    this.#words = fetched;
    this.#tell();
  }

  /** Gives itself to all elements inside of `host`. */
  surround(host: LitElement): void {
    const provider = new ContextProvider(host, { context: ambientContext, initialValue: this });
    this.addEventListener('change', provider.updateObservers);
  }

  /** Follows the system's colours, and those of paper. */
  watch(signal: AbortSignal): void {
    const look = (): void => {
      this.#system = this.#seen();
      this.#tell();
    };
    for (const query of this.#queries) query?.addEventListener('change', look, { signal });
  }

  /** Asked only when a change is told: of a query that is asked between its change and the telling, Chromium tells no change. */
  #seen(): { dark: boolean; paper: boolean } {
    const [dark, paper] = this.#queries.map((query) => !!query?.matches);
    return { dark: dark!, paper: paper! };
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** What surrounds the place where its host stands; renders the host again when it changes. */
export class Surroundings {
  readonly #given: ContextConsumer<typeof ambientContext, LitElement>;

  constructor(host: LitElement) {
    this.#given = new ContextConsumer(host, { context: ambientContext, subscribe: true });
  }

  get words(): Words {
    return this.#given.value!.words!;
  }

  get lang(): Lang {
    return this.#given.value!.lang;
  }

  get theme(): Theme {
    return this.#given.value!.theme;
  }

  get notation(): Notation {
    return this.#given.value!.notation;
  }

  /** Learns the words of an area. */
  learn(area: string): Promise<void> {
    return this.#given.value!.learn(area);
  }
}
