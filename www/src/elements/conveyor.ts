// <lstm-conveyor>: one session as an element, any number of them on a page. Its attributes are the table of state.ts.
import { ContextProvider } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { Session } from '../session/session.ts';
import { KEYS, parse, type State } from '../session/state.ts';
import { Ambient } from '../words/ambient.ts';
import { PATIENCE } from '../words/reader.ts';
import { wordsOf } from '../words/trouble.ts';
import { base } from './base.ts';
import { sessionContext } from './element.ts';
import { Media } from './lives.ts';
import { tokens } from './theme.ts';
import './figure.ts';

/** An element that is taken out for no longer is only being moved, in milliseconds. */
const MOMENT = 1000;

export class LstmConveyor extends LitElement {
  static override properties = { session: { state: true }, late: { state: true } };
  static override styles = [
    tokens,
    base,
    css`
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
    `,
  ];

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...KEYS];
  }

  declare session: Session | undefined;
  /** It should have something to show by now. */
  declare late: boolean;
  readonly ambient = new Ambient();
  readonly #session = new ContextProvider(this, { context: sessionContext });
  readonly #calm = new Media(this, '(prefers-reduced-motion: reduce)');
  #life = new AbortController();
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** Where the last session ended. */
  #left: State | undefined;

  constructor() {
    super();
    this.ambient.addEventListener('change', () => this.surrounded()); // before those inside, who may read what it shows
    this.ambient.surround(this);
  }

  override attributeChangedCallback(name: string, before: string | null, text: string | null): void {
    super.attributeChangedCallback(name, before, text);
    if (this.session && before !== text && KEYS.includes(name)) this.set(parse([[name, text]]));
  }

  override connectedCallback(): void {
    clearTimeout(this.#leaving);
    if (!this.session) this.#open();
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving = setTimeout(() => this.#close(), MOMENT);
  }

  /** Sets what the table lists, at once or in its turn. */
  set(wish: State): void {
    this.ambient.set(wish);
    this.session?.restore(wish);
  }

  /** Where a session begins. */
  protected start(): State {
    return parse(KEYS.map((key) => [key, this.getAttribute(key)]));
  }

  /** Another language or theme. */
  protected surrounded(): void {
    this.dataset['theme'] = this.ambient.theme;
    this.requestUpdate();
  }

  #open(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const start = { ...this.start(), ...this.#left };
    this.ambient.watch(signal);
    this.ambient.set(start);
    const session = new Session(start);
    session.still = this.#calm.holds;
    for (const event of ['change', 'progress']) session.addEventListener(event, () => this.requestUpdate(), { signal });
    signal.addEventListener('abort', () => session.close());
    this.late = false;
    const late = setTimeout(() => (this.late = true), PATIENCE);
    signal.addEventListener('abort', () => clearTimeout(late));
    this.session = session;
    this.#session.setValue(session);
    this.opened(session, signal);
  }

  /** A session has begun, which `signal` ends. */
  protected opened(_session: Session, _signal: AbortSignal): void {}

  #close(): void {
    this.#left = this.session?.state;
    this.#life.abort();
    this.session = undefined;
  }

  protected override willUpdate(): void {
    if (this.session) this.session.still = this.#calm.holds;
  }

  protected override render(): unknown {
    return this.waiting() ?? html`<lstm-figure></lstm-figure>`;
  }

  /** What is to be said as long as there is nothing to be seen. */
  protected waiting(): unknown {
    const { session, ambient } = this;
    const { t } = ambient.words;
    if (session?.failure)
      return html`<div class="failure" role="alert">
        <b>${t('page.failed')}</b>${wordsOf(session.failure, ambient.words)}
      </div>`;
    if (session?.view) return undefined;
    return html`<p class="failure muted" role="status">${t(this.late ? 'page.late' : 'page.loading')}</p>`;
  }
}

customElements.define('lstm-conveyor', LstmConveyor);
