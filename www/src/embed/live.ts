// <lstm-live>: the figure inside <lstm-conveyor>: one session, and of the page's parts those that its author names.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { EngineError, fetched } from '../engine/protocol.ts';
import { base } from '../elements/base.ts';
import type { LstmFigure } from '../elements/figure.ts';
import { refusal } from '../elements/refusal.ts';
import { SessionHost, waitingStyles } from '../elements/session-host.ts';
import { tokens } from '../elements/theme.ts';
import { fragmentOf, linked, unheard } from '../session/link.ts';
import type { Session } from '../session/session.ts';
import { keyFor, KEYS, legible, parse, partOf, type State } from '../session/state.ts';
import { Herald } from './herald.ts';
import { joinFonts } from './fonts.ts';
import type { Guest, Manner, ViewName } from './manners.ts';
import { langAt, themeAt, watchPlace } from './place.ts';
import '../elements/figure.ts';
import '../elements/guide.ts';
import '../elements/tiles.ts';

/** What is fetched for a part of the figure, if its author names it. */
const PARTS: Record<ViewName, () => Promise<unknown>> = {
  belt: () => Promise.resolve(),
  cell: () => Promise.resolve(),
  strip: () => import('../elements/strip.ts'),
  answer: () => import('../elements/answer.ts'),
  inspector: () => import('../elements/inspector.ts'),
  gradient: () => import('../tools/race/race.tool.ts'),
  race: () => import('../tools/race/race.tool.ts'),
};

/** Parts that say more than the figure does; `race` has words of its own. */
const AREAS: Partial<Record<ViewName, string>> = {
  strip: 'around',
  inspector: 'around',
  gradient: 'race',
  race: 'race',
};

export class LstmLive extends LitElement {
  static override styles = [
    tokens,
    base,
    waitingStyles,
    css`
      :host {
        font-size: var(--lstm-font-size, 16px);
        line-height: 1.5;
        text-align: start;
        letter-spacing: normal;
        word-spacing: normal;
        text-transform: none;
        font-style: normal;
        font-weight: 400;
        white-space: normal;
        container-type: inline-size;
      }
      .guest {
        position: relative;
        padding: 0.6rem 0.75rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--radius);
        color: var(--ink);
      }
      .guest > * + *,
      lstm-figure > * {
        margin-top: 0.4rem;
      }
      .trouble {
        display: flex;
        gap: 0.8rem;
        align-items: center;
        font-size: var(--text);
        color: var(--danger);
      }
      .credit {
        margin-inline-start: auto;
        font-size: var(--small);
        color: var(--muted);
      }
      .credit a {
        color: var(--ink);
      }
    `,
  ];

  /** The element that its author sees. */
  guest!: Guest;
  /** The figure is out of sight. */
  @property({ attribute: false }) away = true;
  /** The parts that are there, with their words. */
  @state() there: ReadonlySet<ViewName> = new Set();

  readonly #host = new SessionHost(this, {
    start: () => this.#start(),
    opened: (session, signal) => this.#opened(session, signal),
    seen: (session) => this.#seen(session),
  });
  #seenOnce = false;
  #told: EngineError | undefined;

  get session(): Session | undefined {
    return this.#host.session;
  }

  get #views(): readonly ViewName[] {
    return this.guest.views;
  }

  /** What its attributes say, and what they leave to the place where it stands. */
  #start(): State {
    const { state: text, autoplay } = this.guest.manners;
    const wish = { ...linked(new URL(`about:blank#${text}`)), ...this.#attributes() };
    const place = { lang: langAt(this.guest), theme: themeAt(this.guest) };
    return { ...place, ...wish, ...(autoplay === 'off' && { step: wish.step ?? 1 }) };
  }

  #attributes(): State {
    return parse([...this.guest.attributes].map(({ name, value }) => [keyFor(name), value]));
  }

  #opened(session: Session, signal: AbortSignal): void {
    joinFonts();
    session.away = this.away;
    const place = (): void => {
      const { lang, theme } = this.#start();
      this.#host.ambient.set({ lang, theme });
    };
    watchPlace(this.guest, place, signal);
    const herald = new Herald(this.guest, session, signal);
    herald.tell();
    this.#hear(session);
  }

  /** Says what of its attributes means nothing. */
  #hear(session: Session): void {
    const { guest } = this;
    const settings = [...guest.attributes].map(({ name, value }) => [keyFor(name), value] as const);
    const wrong = settings.filter(([key, value]) => {
      if (key === 'lang' || (key === 'theme' && value === 'auto')) return false; // it may be any language's
      return KEYS.includes(key) && !legible(key, value);
    });
    const names = [...wrong, ...guest.misspelt].map(([name, value]) => `${name}=${value}`);
    names.push(...unheard(new URL(`about:blank#${guest.manners.state}`)));
    if (names.length)
      session.complainOfLink(new EngineError({ code: 'link-unheard', parts: { names }, message: names.join() }));
  }

  /** Its first picture is there; and then all that was asked for. */
  async #seen(session: Session): Promise<void> {
    this.dispatchEvent(new Event('shown'));
    await Promise.all(this.#views.map((name) => this.#fetch(name))).catch(session.complain);
    await this.updateComplete;
    this.dispatchEvent(new Event('whole'));
  }

  async #fetch(name: ViewName): Promise<void> {
    if (this.there.has(name)) return;
    const area = AREAS[name];
    await Promise.all([fetched(PARTS[name]()), area && this.#host.ambient.learn(area)]);
    this.there = new Set([...this.there, name]);
  }

  /** Sets what the table of state.ts lists. */
  async set(wish: State): Promise<void> {
    this.#host.ambient.set(wish);
    await this.session?.set(wish);
  }

  /** Attributes have changed, or are gone: what is gone is as it is by default. */
  changed(names: readonly string[], manners: readonly Manner[]): void {
    const keys = names.map(keyFor).filter((key) => KEYS.includes(key));
    const { session } = this;
    if (!session) return;
    const wish = parse(keys.map((key) => [key, this.guest.getAttribute(key)]));
    const start = this.#start();
    const gone = keys.filter((key) => !this.guest.hasAttribute(key));
    const ambient = partOf(start, 'ambient');
    const anew = gone.some((key) => !['lang', 'theme', 'notation'].includes(key)) || manners.includes('state');
    if (anew) this.#host.reopen();
    else this.#host.set({ ...wish, ...ambient, ...(gone.includes('notation') && { notation: 'textbook' }) });
    this.#hear(session);
    for (const name of this.#views) this.#fetch(name).catch(session.complain);
    this.requestUpdate();
  }

  /** The address of the page in the state that is seen; without a page of its own, nothing. */
  get link(): string {
    const { credit } = this.guest.manners;
    const home = credit === 'on' || credit === 'off' ? HOME && new URL(HOME, import.meta.url).href : credit;
    const { session } = this;
    return session?.view && isWeb(home) ? `${home}#${fragmentOf(session.state, session.proposed)}` : '';
  }

  /** Puts a network of PyTorch's in place of the one at hand, from the bytes of a safetensors file. */
  async put(bytes: Uint8Array<ArrayBuffer>, rows?: string, options: Record<string, boolean> = {}): Promise<void> {
    const { put } = await fetched(import('../tools/data/put.ts'));
    await put(this.session!, bytes, { options, rows });
  }

  /** Names of all that is computed at a step. */
  get fields(): string[] {
    return this.session?.network?.row.map(({ name }) => name) ?? [];
  }

  /** All numbers of a field, or of its gradient: a row for each step, that of step 0 before the first. */
  field(name: string, gradient: boolean): Float32Array[] | undefined {
    const trace = this.session?.view?.trace;
    if (!trace?.wiring.field(name)) return undefined;
    const read = (step: number): Float32Array => (gradient ? trace.grad(name, step) : trace.value(name, step)).slice();
    return Array.from({ length: trace.steps + 1 }, (_, step) => read(step));
  }

  value(address: string, step: number, unit: number): number | undefined {
    const value = this.session?.view?.numbers(address, step)[unit];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  async toSVG(): Promise<string> {
    const { drawing } = await fetched(import('../tools/share/picture.ts'));
    return drawing(this.#picture());
  }

  async toPNG(): Promise<Blob> {
    const { pixels } = await fetched(import('../tools/share/picture.ts'));
    return pixels(this);
  }

  #picture(): SVGSVGElement {
    const figure = this.renderRoot.querySelector<LstmFigure>('lstm-figure');
    return figure!.shadowRoot!.querySelector('lstm-stage')!.shadowRoot!.querySelector('svg')!;
  }

  override focus(): void {
    this.renderRoot.querySelector<LstmFigure>('lstm-figure')?.focus();
  }

  protected override willUpdate(): void {
    const { session, away } = this;
    if (!session) return;
    session.away = away;
    if (away || this.#seenOnce) return;
    this.#seenOnce = true;
    const { train } = this.guest.manners;
    if (train === 'solved' || Number(train) > 0) void session.train(train === 'solved' ? train : Number(train));
  }

  /** What cannot be started is told to whoever waits for it; here it stands in words. */
  protected override updated(): void {
    const { failure } = this.session ?? {};
    if (failure && failure !== this.#told) this.dispatchEvent(new CustomEvent('failed', { detail: failure }));
    this.#told = failure;
  }

  protected override render(): unknown {
    const waiting = this.#host.waiting();
    const { session } = this;
    const { words } = this.#host.ambient;
    if (!words || !session?.view) return waiting;
    return html`<div class="guest" part="figure" @keydown=${this.#key}>
      ${
        session.trouble
          ? html`<div class="trouble" role="alert">
              <p>${refusal(session.trouble, words, session.choices)}</p>
              <button data-do="dismiss" @click=${() => session.dismiss()}>${words.t('page.dismiss')}</button>
            </div>`
          : nothing
      }
      ${this.guest.manners.train === 'off' ? nothing : html`<lstm-guide part="train" alone></lstm-guide>`}
      ${this.#parts()}
    </div>`;
  }

  #parts() {
    const views = this.#views;
    const { captions, controls, keys } = this.guest.manners;
    const at = views.findIndex((name) => name === 'belt' || name === 'cell');
    if (at < 0) return [views.map((name) => this.#part(name)), this.#credit()];
    return html`${views.slice(0, at).map((name) => this.#part(name))}
      <lstm-figure
        room=${views[at]!}
        ?bare=${controls === 'none'}
        ?brief=${controls === 'play'}
        ?silent=${captions === 'off'}
        ?keyless=${keys === 'none'}
      >
        ${views.slice(at + 1).map((name) => this.#part(name))} ${this.#credit()}
      </lstm-figure>`;
  }

  #part(name: ViewName) {
    if (!this.there.has(name)) return nothing;
    switch (name) {
      case 'strip':
        return html`<lstm-strip part="strip" ?compact=${this.#views.includes('belt')}></lstm-strip>`;
      case 'answer':
        return html`<lstm-answer part="answer"></lstm-answer>`;
      case 'inspector':
        return html`<lstm-inspector part="inspector"></lstm-inspector>`;
      case 'gradient':
        return html`<lstm-race bare part="gradient"></lstm-race>`;
      case 'race':
        return html`<lstm-race part="race"></lstm-race>`;
      default:
        return nothing;
    }
  }

  #credit() {
    const { credit } = this.guest.manners;
    if (credit === 'off') return nothing;
    const { link } = this;
    const { t } = this.#host.ambient.words!;
    const name = t('page.title');
    return html`<span slot="credit" class="credit" part="credit"
      >${link ? html`<a href=${link} target="_blank" rel="noopener">${name}</a>` : name}${t('page.credit')}</span
    >`;
  }

  /** What was meant for the figure goes no further: in slides the same keys turn the page. */
  readonly #key = (event: KeyboardEvent): void => {
    const origin = event.composedPath()[0] as Element;
    const field = origin.matches('input, select, textarea') && event.key !== 'Escape';
    const press = origin.matches('button, summary, a') && (event.key === ' ' || event.key === 'Enter');
    if (event.defaultPrevented || field || press) event.stopPropagation();
  };
}

/** An address that a reader may be led to: whoever writes it need not be who owns this page. */
function isWeb(address: string): boolean {
  return /^(https?|file):$/.test(URL.canParse(address) ? new URL(address).protocol : '');
}

customElements.define('lstm-live', LstmLive);
