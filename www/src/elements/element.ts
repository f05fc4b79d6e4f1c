// What the elements around a session have in common: each finds the session, its words and its colours where it stands.
import { ContextConsumer, createContext } from '@lit/context';
import { LitElement } from 'lit';
import type { Session } from '../session/session.ts';
import { Surroundings } from '../words/ambient.ts';
import type { Words } from '../words/locale.ts';
import { Follow } from './lives.ts';

/** Whoever has a session hands it down by this to all elements inside, through shadow roots. */
export const sessionContext = createContext<Session | undefined>(Symbol('session'));

export abstract class SessionElement extends LitElement {
  protected readonly surroundings = new Surroundings(this);
  readonly #session = new ContextConsumer(this, { context: sessionContext, subscribe: true });

  /** `events` of the session are those that it is drawn anew for. */
  constructor(...events: string[]) {
    super();
    new Follow(this, ...events);
  }

  protected get words(): Words {
    return this.surroundings.words;
  }

  get session(): Session | undefined {
    return this.#session.value;
  }
}
