// What an element has that shows a session: it opens the session, hands it and its surroundings down to all elements inside,
// and closes it when the element is gone.
import { ContextProvider } from '@lit/context';
import { css, html, type LitElement, type ReactiveController } from 'lit';
import type { EngineError } from '../engine/protocol.ts';
import { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { Ambient } from '../words/ambient.ts';
import { PATIENCE } from '../words/reader.ts';
import { wordsOf } from '../words/trouble.ts';
import { sessionContext } from './element.ts';
import { Media } from './lives.ts';

/** An element that is taken out for no longer is only being moved, in milliseconds. */
const MOMENT = 1000;

/** What the element does at each turn of a session's life. */
interface Occasions {
  /** Where a session begins. */
  start(): State;
  /** A session has begun, which `signal` ends. */
  opened?(session: Session, signal: AbortSignal): void;
  /** Its first picture has been seen. What is fetched now goes before the core, if that is yet to be fetched. */
  seen?(session: Session): Promise<unknown>;
  /** Another language or theme. */
  surrounded?(): void;
}

/** The look of what is said while there is nothing to be seen. */
export const waitingStyles = css`
  .failure {
    margin-block: 2rem;
    max-width: 44rem;
    font-size: 1.05rem;
    line-height: 1.5;
  }
  .failure b {
    display: block;
    margin-bottom: 0.4rem;
  }
`;

export class SessionHost implements ReactiveController {
  session: Session | undefined;
  readonly ambient = new Ambient();
  readonly #element: LitElement;
  readonly #occasions: Occasions;
  readonly #provider: ContextProvider<typeof sessionContext>;
  readonly #calm: Media;
  /** Loading has taken so long that the element says so. */
  #late = false;
  #life = new AbortController();
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** The session whose first picture was drawn. */
  #drawn: Session | undefined;
  /** Where the last session ended. */
  #left: State | undefined;

  constructor(element: LitElement, occasions: Occasions) {
    this.#element = element;
    this.#occasions = occasions;
    this.#provider = new ContextProvider(element, { context: sessionContext });
    this.#calm = new Media(element, '(prefers-reduced-motion: reduce)');
    // Heard before those inside hear of it, who may read what the element shows.
    this.ambient.addEventListener('change', () => this.#surrounded());
    this.ambient.addEventListener('error', (event) =>
      this.session?.complain((event as CustomEvent<EngineError>).detail),
    );
    this.ambient.surround(element);
    element.addController(this);
  }

  hostConnected(): void {
    clearTimeout(this.#leaving);
    if (!this.session) this.#open();
  }

  hostUpdate(): void {
    if (this.session) this.session.still = this.#calm.holds;
  }

  hostUpdated(): void {
    const { session } = this;
    if (!session?.view || !this.ambient.words || session === this.#drawn) return;
    this.#drawn = session;
    const seen = async (): Promise<void> => {
      await this.#occasions.seen?.(session);
      session.load();
    };
    requestAnimationFrame(() => requestAnimationFrame(() => void seen())); // in one frame it is drawn, by the next it is seen
  }

  hostDisconnected(): void {
    this.#leaving = setTimeout(() => this.#close(), MOMENT);
  }

  /** Begins anew, as `start` says now. */
  reopen(): void {
    this.#close();
    this.#left = undefined;
    if (this.#element.isConnected) this.#open();
  }

  /** Sets what the table of state.ts lists, at once or in its turn. */
  set(wish: State): void {
    this.ambient.set(wish);
    this.session?.set(wish).catch(this.session.complain);
  }

  /** The same of a link. */
  visit(wish: State): void {
    this.ambient.set(wish);
    void this.session?.visit(wish).catch(this.session.complain);
  }

  /** What is to be said as long as there is nothing to be seen. Until there are words, it is what stands in the element. */
  waiting(): unknown {
    const { session, ambient } = this;
    if (!ambient.words) return html`<slot></slot>`;
    const { t } = ambient.words;
    if (session?.failure)
      return html`<div class="failure" role="alert">
        <b>${t('page.failed')}</b>${wordsOf(session.failure, ambient.words)}
      </div>`;
    if (session?.view) return undefined;
    return html`<p class="failure muted" role="status">${t(this.#late ? 'page.late' : 'page.loading')}</p>`;
  }

  #open(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const start = { ...this.#occasions.start(), ...this.#left };
    this.ambient.watch(signal);
    this.ambient.set(start);
    const session = new Session(start);
    session.still = this.#calm.holds;
    session.addEventListener('change', () => this.#element.requestUpdate(), { signal });
    signal.addEventListener('abort', () => session.close());
    this.#late = false;
    const late = setTimeout(() => {
      this.#late = true;
      this.#element.requestUpdate();
    }, PATIENCE);
    signal.addEventListener('abort', () => clearTimeout(late));
    this.#show(session);
    this.#occasions.opened?.(session, signal);
  }

  #close(): void {
    this.#left = this.session?.state;
    this.#life.abort();
    this.#show(undefined);
  }

  #show(session: Session | undefined): void {
    this.session = session;
    this.#provider.setValue(session);
    this.#element.requestUpdate();
  }

  #surrounded(): void {
    this.#element.dataset['theme'] = this.ambient.theme;
    this.#element.requestUpdate();
    this.#occasions.surrounded?.();
  }
}
