// <lstm-page>: the page around one session: header, guide, and where everything stands. It is its own document, so it may
// name it, and keeps the session's state in the address.
import { css, html, LitElement, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { Media } from '../elements/lives.ts';
import { refusal } from '../elements/refusal.ts';
import { HANDHELD, PHONE } from '../elements/sheet.ts';
import { SessionHost, waitingStyles } from '../elements/session-host.ts';
import { tokens } from '../elements/theme.ts';
import { EngineError, fetched } from '../engine/protocol.ts';
import { NOTATIONS, type Notation } from '../network/notation.ts';
import { heightOf } from '../scene/levels.ts';
import type { View } from '../scene/view.ts';
import { LANGS, nameOf, TAGS, type Lang } from '../session/languages.ts';
import { link, linked, newer, recall, remember, unheard } from '../session/link.ts';
import type { Lesson, Scene } from '../lessons/lesson.ts';
import { excerpt, lessonHere, opening } from '../lessons/place.ts';
import type { Session } from '../session/session.ts';
import type { State, Theme } from '../session/state.ts';
import type { Words } from '../words/locale.ts';
import type { LstmFigure } from '../elements/figure.ts';
import type { LstmLesson } from '../lessons/player.ts';
import type { LstmSide } from './side.ts';
import '../elements/figure.ts';
import '../elements/guide.ts';

/** Where another page is that belongs to this one, as its document says (vite-lessons.ts). */
function linkTo(rel: string, lang?: Lang): HTMLLinkElement | null {
  const which = lang ? `[hreflang='${TAGS[lang]}']` : '';
  return document.querySelector(`link[rel=${rel}]${which}`);
}

/** So long after a change the address follows, in milliseconds. */
const REST = 400;

class LstmPage extends LitElement {
  static override styles = [
    tokens,
    base,
    waitingStyles,
    css`
      :host {
        min-height: 100vh;
        background: var(--paper);
        display: flow-root;
      }
      .page {
        max-width: 118rem;
        margin-inline: auto;
        padding-inline: clamp(0.6rem, 1.6vw, 1.5rem);
        padding-bottom: 2rem;
      }
      header {
        display: flex;
        align-items: stretch;
        gap: 0 1.2rem;
        height: 3rem;
        border-bottom: 1px solid var(--rule);
      }
      header > :not(nav) {
        align-self: center;
      }
      h1 {
        margin: 0;
        font: 700 1.35rem/1.2 var(--serif);
        white-space: nowrap;
      }
      .places {
        display: flex;
        margin-inline-end: auto;
      }
      .places :is(a, button) {
        display: flex;
        align-items: center;
        padding-inline: 0.9rem;
        color: inherit;
        text-decoration: none;
        border: 0;
        border-radius: 0;
        background: none;
      }
      .langs button {
        border-color: transparent;
        background: none;
      }
      .places [aria-current] {
        font-weight: 600;
        box-shadow: inset 0 -2px var(--ink);
      }
      .menu {
        position: absolute;
        inset: 3rem max(clamp(0.6rem, 1.6vw, 1.5rem), 50vw - 59rem) auto auto;
        width: min(20rem, 100vw - 1.2rem);
        margin: 0.2rem 0 0;
        padding: 0.9rem;
        color: inherit;
        box-shadow: 0 4px 24px rgb(0 0 0 / 0.2);
      }
      .menu:popover-open {
        display: grid;
        gap: 0.5rem;
      }
      .menu label {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: 0.8rem;
      }
      .menu .places {
        display: grid;
        margin: 0;
        padding-bottom: 0.5rem;
        border-bottom: 1px solid var(--rule);
      }
      .menu button {
        text-align: start;
        white-space: normal;
      }
      .menu p {
        color: var(--muted);
        font-size: 0.88rem;
        line-height: 1.4;
      }
      /* What is said while there is nothing to be seen does not move what comes after it. */
      main {
        display: flow-root;
      }
      /* Not before what it stands under. */
      :not(:defined) ~ * {
        visibility: hidden;
      }
      .layout {
        display: grid;
        gap: 0.6rem 1.4rem;
        grid-template-columns: minmax(0, 1fr);
        grid-template-areas: 'guide' 'figure' 'side' 'tools' 'answer' 'legend';
      }
      lstm-guide {
        grid-area: guide;
      }
      .picture {
        grid-area: figure;
        display: flex;
        flex-direction: column;
        min-width: 0;
      }
      .strip {
        margin-bottom: 0.3rem;
      }
      lstm-strip:not(:defined) {
        display: block;
        height: calc(var(--height) * var(--strip, 0.78125rem) + 1.7rem);
      }
      @media (min-width: 641px) and (max-height: 799px) {
        .picture {
          --strip: 0.7rem;
          --around: 8.6rem;
        }
        .page > header {
          height: 2.75rem;
        }
        .page > main > .layout {
          row-gap: 0.3rem;
        }
      }
      .legend {
        grid-area: legend;
      }
      .keys {
        font-size: 0.82rem;
        color: var(--muted);
        margin-top: 0.4rem;
      }
      /* Of one height, whatever it has to say: nothing below it moves while it plays. */
      lstm-side {
        grid-area: side;
        height: 36rem;
      }
      .trouble {
        display: flex;
        gap: 1rem;
        align-items: center;
        border: 1px solid var(--danger);
        border-radius: var(--radius);
        padding: 0.5rem 0.8rem;
        margin-top: 0.8rem;
      }
      .trouble p {
        flex: 1;
      }
      .layers {
        display: flex;
        gap: 0.3rem;
        margin-bottom: 0.4rem;
      }
      lstm-answer {
        grid-area: answer;
        align-self: start;
        box-sizing: border-box;
      }
      .layout:where(:has(> lstm-tools[open])) {
        grid-template-areas: 'guide' 'figure' 'side' 'tools' 'tool' 'answer' 'legend';
      }
      lstm-sources {
        margin-top: 1.2rem;
      }
      .layout.lesson {
        grid-template-areas: 'figure' 'lesson';
        --edited: none; /* a press of the lesson takes it back */
      }
      lstm-lesson {
        grid-area: lesson;
      }
      .lesson:has(> lstm-lesson[covers]) {
        --answer: hidden; /* the reader is to guess it */
      }
      lstm-lesson:not(:defined) {
        visibility: hidden;
      }
      @media (min-width: 1080px) {
        .layout {
          grid-template-columns: minmax(0, 1fr) clamp(19.5rem, 24vw, 21.25rem);
          grid-template-areas: 'guide guide' 'figure side' 'tools side' 'answer legend';
        }
        /* What is open stands beside the picture, and what stood there below it. */
        .layout.lesson {
          grid-template-columns: minmax(0, 1fr) clamp(20rem, 27.5vw, 26rem);
          grid-template-areas: 'figure lesson';
          margin-top: 0.5rem;
        }
        .lesson > .picture {
          max-height: calc(100dvh - 4.5rem);
        }
        .lesson > lstm-lesson {
          contain: size;
          min-height: calc(100dvh - 4.5rem);
        }
        .layout:where(:has(> lstm-tools[open])) {
          grid-template-columns: minmax(0, 1fr) clamp(22rem, 29vw, 26rem);
          grid-template-areas: 'guide guide' 'figure tool' 'tools tool' 'answer side' 'legend side';
        }
        /* Picture, strip, transport and the row of tools stand in one window: header, guide and row take the rest. */
        .picture {
          max-height: max(28rem, 100dvh - var(--around, 10.2rem));
        }
        /* As high as the figure and the row of tools. */
        .layout:not(:where(:has(> lstm-tools[open]))) > lstm-side {
          height: auto;
          contain: size;
        }
      }
      @media (max-width: 640px) {
        .keys {
          display: none;
        }
        h1 {
          margin-inline-end: auto;
          font-size: 1.2rem;
        }
        header {
          gap: 0 0.5rem;
        }
        /* Nobody holds a phone up to a hall. */
        .menu [data-do='projector'] {
          display: none;
        }
        lstm-side {
          height: auto;
        }
      }
      /* One column, of which the picture stays at the upper edge of the window and the bar that plays at the lower one. */
      .page {
        --dock: 0px;
      }
      .page:has(.docked) {
        --dock: 4rem;
        padding-bottom: 6rem;
      }
      .docked {
        display: flex;
        flex-direction: column;
        gap: 0.6rem;
      }
      .docked .picture {
        display: contents;
      }
      .docked :is(.strip, .layers) {
        order: -1;
      }
      /* For the last row of a hall: picture, strip, answer and curve in one view, nothing to set. */
      .projector :is(.places, [data-do='share'], .legend, lstm-tools, lstm-sources) {
        display: none;
      }
      .projector {
        max-width: none;
      }
      .projector h1 {
        margin-inline-end: auto;
      }
      .projector .picture {
        --strip: 1.05rem;
        max-height: calc(100dvh - 7rem);
      }
      .projector lstm-answer {
        font-size: 1rem;
      }
      @media (min-width: 900px) {
        .projector .layout {
          grid-template-columns: minmax(0, 1fr) minmax(15rem, 20%);
          grid-template-areas: 'guide guide' 'figure answer' 'figure side';
          grid-template-rows: auto auto 1fr;
        }
        .projector lstm-side {
          contain: none;
        }
      }
      /* On paper stands what can be seen, whole, and nothing that wants a hand. */
      @media print {
        .page .layout {
          display: block;
        }
        :is(nav, .langs, [data-do='menu'], .menu, [slot], .layers, .keys) {
          display: none;
        }
        .layout > * {
          break-inside: avoid;
          margin-bottom: 1rem;
        }
        .page lstm-side {
          height: auto;
          contain: none;
        }
      }
    `,
  ];

  @state() projector = false;
  /** The lesson that this page is, if it is one: then its text stands beside the picture, and its scenes say what is shown. */
  readonly #lesson = lessonHere();
  /** The scene is of the whole cell. */
  @state() cell = false;
  readonly #host = new SessionHost(this, {
    start: () => this.#start(),
    opened: (session, signal) => this.#opened(session, signal),
    seen: (session) => this.#surround(session),
    surrounded: () => this.#surrounded(),
  });
  readonly #phone = new Media(this, PHONE);
  readonly #handheld = new Media(this, HANDHELD);
  readonly #isExcerpt = this.#lesson && !excerpt(this.#lesson).whole;
  /** Where a lesson has room for the belt alone: on a phone, and in somebody's page that has no room for picture and text side by side. */
  readonly #brief = new Media(this, this.#isExcerpt ? '(max-width: 1079px)' : PHONE);
  #resting: ReturnType<typeof setTimeout> | undefined;

  get session(): Session | undefined {
    return this.#host.session;
  }

  /** Sets what the table of state.ts lists, at once or in its turn. */
  set(wish: State, how: 'set' | 'visit' = 'set'): void {
    if (wish.projector !== undefined) this.projector = wish.projector;
    this.#host[how](wish);
    this.#keep();
  }

  /** Sets what is the reader's own, for the next time as well. */
  #choose(wish: State): void {
    remember(wish);
    this.set(wish);
  }

  #start(): State {
    const start = recall();
    this.projector = start.projector ?? false;
    return this.#lesson ? { ...start, ...opening(this.#lesson) } : start;
  }

  #opened(session: Session, signal: AbortSignal): void {
    document.addEventListener('keydown', this.#key, { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#resting));
    if (this.#lesson) {
      const look = (): void => this.renderRoot.querySelector<LstmLesson>('lstm-lesson')?.look?.();
      return session.addEventListener('select', look, { signal }); // it has an address of its own
    }
    if (newer()) session.trouble = new EngineError({ code: 'link-newer', message: location.hash });
    else this.#hear(session);
    const keep = (): void => this.#keep();
    for (const event of ['change', 'pause']) session.addEventListener(event, keep, { signal });
    session.addEventListener('timeupdate', () => session.playing || keep(), { signal });
    session.addEventListener('select', () => this.renderRoot.querySelector<LstmSide>('lstm-side')?.show?.('number'), {
      signal,
    });
    // By what the event says: until it is heard the page may have written its own state into the address.
    addEventListener(
      'hashchange',
      ({ newURL }) => {
        this.set(linked(new URL(newURL)), 'visit');
        this.#hear(session, new URL(newURL));
      },
      { signal },
    );
  }

  /** Says what of an address is not understood. */
  #hear(session: Session, address?: URL): void {
    const names = unheard(address);
    if (names.length)
      session.complainOfLink(new EngineError({ code: 'link-unheard', parts: { names }, message: names.join() }));
  }

  protected override updated(): void {
    if (this.#host.ambient.words) this.#started();
  }

  /** Fetches what stands around the figure with its words, and what keeps runs. */
  async #surround(session: Session): Promise<void> {
    // Words first: an element speaks as soon as it is there.
    const { ambient } = this.#host;
    if (this.#lesson)
      return void (await Promise.all(['lesson', 'around'].map((area) => ambient.learn(area)))
        .then(() => fetched(import('../lessons/player.ts')))
        .catch(session.complain));
    const around = ambient
      .learn('around')
      .then(() => fetched(import('./around.ts')))
      .catch(session.complain);
    const keeper = fetched(import('../session/keeper.ts'));
    await Promise.all([around, keeper.then(({ Keeper }) => void Keeper.of(session), session.complain)]);
  }

  /** Removes the text that stood in for the page while it loaded (index.html, early.ts). */
  #started(): void {
    this.replaceChildren();
    delete document.documentElement.dataset['start'];
  }

  #surrounded(): void {
    const { words, lang, theme } = this.#host.ambient;
    const { documentElement } = document;
    documentElement.lang = TAGS[lang];
    documentElement.style.colorScheme = theme;
    documentElement.style.background = getComputedStyle(this).getPropertyValue('--paper');
    if (words && !this.#lesson) document.title = words.t('page.title');
    this.#keep(); // the language is hers once its words are there
  }

  /**
   * Writes the state into the address, soon. While it plays the address keeps its place in time; and none is written of what the page
   * opens with, before the reader has done anything.
   */
  #keep(): void {
    this.#resting ??= setTimeout(() => {
      this.#resting = undefined;
      const { session } = this;
      if (!session?.view || this.#lesson || (session.playing && session.opening)) return;
      const { lang, theme, notation } = this.#host.ambient;
      const { step, beat } = session.playing ? linked() : session.state;
      const state = { ...session.state, step, beat, lang, theme, notation, projector: this.projector };
      link(state, session.proposed);
    }, REST);
  }

  protected override render(): unknown {
    const { words, theme, notation } = this.#host.ambient;
    const waiting = this.#host.waiting();
    if (!words) return waiting;
    return html`<div class="page ${this.projector ? 'projector' : ''}">
      ${this.#header(words, theme, notation)}
      <main>${waiting ?? this.#body(this.session!, this.session!.view!, words)}</main>
    </div>`;
  }

  /** Some scenes of a lesson, in somebody's page, have none that is seen. */
  #header(words: Words, theme: Theme, notation: Notation) {
    const { t, lang } = words;
    if (this.#isExcerpt) return nothing;
    return html`<header>
      <h1>${t('page.title')}</h1>
      ${this.#phone.holds ? nothing : this.#places(words)}
      <div class="langs" role="group" aria-label=${t('page.language')}>
        ${LANGS.filter((each) => each !== lang).map(
          (each) =>
            html`<button data-explain="lang" data-lang=${each} lang=${TAGS[each]} @click=${() => this.#speak(each)}>
              ${nameOf(each)}
            </button>`,
        )}
      </div>
      <button data-do="menu" popovertarget="menu">${t('page.menu')} <span aria-hidden="true">▾</span></button>
      ${this.#menu(words, theme, notation)}
    </header>`;
  }

  /** In another language; a lesson is another there, on a page of its own. */
  #speak(lang: Lang): void {
    const there = linkTo('alternate', lang);
    if (!there) return this.#choose({ lang });
    remember({ lang });
    location.href = there.href;
  }

  /** Where one can be: the lessons on pages of their own, all else on this one. */
  #places({ t, lang }: Words) {
    const lead = (to: () => void) => () => {
      this.#shut();
      to();
    };
    const here = this.#lesson ? 'learn' : 'experiment';
    const current = (name: string) => (name === here ? 'page' : nothing);
    const place = (name: string, label: string, to: () => void) =>
      html`<button data-do=${name} aria-current=${current(name)} @click=${lead(to)}>${label}</button>`;
    const go = (name: string) => () => this.renderRoot.querySelector<HTMLElement>(name)?.focus();
    const away = (fragment: string) => () => location.assign(`./${fragment}`);
    const lessons = linkTo('contents', lang);
    return html`<nav class="places" aria-label=${t('page.places')}>
      ${
        lessons
          ? html`<a data-do="learn" href=${lessons.href} aria-current=${current('learn')}>${t('page.learn')}</a>`
          : place('learn', t('page.learn'), go('lstm-tools'))
      }
      ${place('experiment', t('page.experiment'), this.#lesson ? away('') : go('lstm-figure'))}
      ${place('embed', t('page.embed'), this.#lesson ? away('#tool=embed') : () => this.session?.set({ tool: 'embed' }))}
    </nav>`;
  }

  /** What is set once and then left; opened by its button, closed by Escape, a press elsewhere, or one of its own. */
  #menu(words: Words, theme: Theme, notation: Notation) {
    const { t } = words;
    const act = (name: string, label: string, to: () => void, pressed?: boolean) =>
      html`<button
        data-do=${name}
        aria-pressed=${pressed === undefined ? nothing : `${pressed}`}
        @click=${() => {
          this.#shut();
          to();
        }}
      >
        ${label}
      </button>`;
    return html`<div id="menu" class="menu card" popover role="group" aria-label=${t('page.menu')}>
      ${this.#phone.holds ? this.#places(words) : nothing}
      <label
        >${t('page.notation')}
        <select
          name="notation"
          @change=${(event: Event) => this.#choose({ notation: (event.target as HTMLSelectElement).value as Notation })}
        >
          ${NOTATIONS.map((name) => html`<option value=${name} .selected=${name === notation}>${t(`notation.${name}`)}</option>`)}
        </select></label
      >
      ${act('theme', t(theme === 'light' ? 'page.dark' : 'page.light'), () => this.#choose({ theme: theme === 'light' ? 'dark' : 'light' }))}
      ${act('projector', t('page.projector'), () => this.set({ projector: !this.projector }), this.projector)}
      ${this.#lesson ? nothing : act('share', t('part.share'), () => this.session?.set({ tool: 'share' }))}
      <p>${t('page.help')}</p>
      <p>${t('page.tagline')}</p>
    </div>`;
  }

  /** Closes the menu, if it is open, and gives the focus back to its button: no browser does where both stand in a shadow tree. */
  #shut(): void {
    const menu = this.renderRoot.querySelector<HTMLElement>('.menu:popover-open');
    if (!menu) return;
    menu.hidePopover();
    this.renderRoot.querySelector<HTMLElement>('[data-do="menu"]')?.focus();
  }

  #body(session: Session, view: View, words: Words) {
    const { t } = words;
    return html`${
      session.trouble
        ? html`<div class="trouble" role="alert">
            <p>${refusal(session.trouble, words, session.choices)}</p>
            <button data-do="dismiss" @click=${() => session.dismiss()}>${t('page.dismiss')}</button>
          </div>`
        : nothing
    }
    ${this.#lesson ? this.#scene(this.#lesson, session, view, words) : this.#experiment(session, view, words)}`;
  }

  #experiment(session: Session, view: View, words: Words) {
    const { t } = words;
    const docked = this.#docked;
    const beside = html`<button data-do="sample" @click=${() => session.set({ sample: view.trace.frame.sample + 1 })}>
        ${t('stage.another')}
      </button>
      <button data-do="heat" @click=${() => session.set({ tool: 'heat' })}>${t('stage.all-rows')}</button>
      <lstm-wanted></lstm-wanted>`;
    return html`<div class="layout ${docked ? 'docked' : ''}">
        <lstm-guide ?bare=${this.projector} ?docked=${docked} @watch=${this.#watched}></lstm-guide>
        ${this.#picture(session, view, words, beside)}
        <lstm-side ?bare=${this.projector} @open=${this.#watched}></lstm-side>
        <lstm-tools @open=${this.#watched}></lstm-tools>
        <div class="legend">
          <lstm-legend data-explain="legend"></lstm-legend>
          <p class="keys">${t('transport.keys')}</p>
        </div>
        <lstm-answer class="card" data-explain="answer"></lstm-answer>
      </div>
      <lstm-sources></lstm-sources>
      <lstm-help></lstm-help>`;
  }

  /** The picture, and beside it what a scene says of it. */
  #scene(lesson: Lesson, session: Session, view: View, words: Words) {
    const picture = this.#brief.holds
      ? html`<lstm-figure class="picture" room=${this.cell ? 'cell' : 'belt'} brief></lstm-figure>`
      : this.#picture(session, view, words);
    return html`<div class="layout lesson">
      ${this.#isExcerpt ? html`<h1 class="unseen">${lesson.title}</h1>` : nothing}${picture}
      <lstm-lesson
        .lesson=${lesson}
        .onward=${linkTo('next')!}
        @scene=${({ detail }: CustomEvent<Scene>) => (this.cell = !!detail.cell)}
      ></lstm-lesson>
    </div>`;
  }

  get #docked(): boolean {
    return this.#handheld.holds && !this.projector && !this.#lesson;
  }

  #picture(session: Session, view: View, words: Words, beside?: unknown) {
    return html`<div class="picture">
      ${this.#layers(session, view, words)}
      <lstm-figure ?bare=${this.projector} ?docked=${this.#docked}>
        <div class="strip">
          <h2 class="unseen">${words.t('stage.strip-title', { steps: view.score.steps })}</h2>
          <lstm-strip data-explain="strip" ?bare=${this.projector} .style=${this.#stripRoom(view)}
            >${beside}</lstm-strip
          >
        </div>
      </lstm-figure>
    </div>`;
  }

  /** The strip comes later than the figure; until it has, the place where it will be. */
  #stripRoom(view: View): string {
    return customElements.get('lstm-strip') ? '' : `--height: ${heightOf(view)}`;
  }

  /** Which layer is on the stage, where there are several. */
  #layers(session: Session, view: View, { t }: Words) {
    const { layers } = view.trace.frame.schema;
    if (layers === 1) return nothing;
    return html`<div class="layers" data-explain="layers" role="group" aria-label=${t('stage.layers')}>
      ${Array.from(
        { length: layers },
        (_, layer) =>
          html`<button
            data-layer=${layer}
            aria-pressed=${layer === view.layer ? 'true' : 'false'}
            @click=${() => session.set({ layer })}
          >
            ${t('stage.layer', { n: layer + 1 })}
          </button>`,
      )}
    </div>`;
  }

  readonly #watched = (): void => this.renderRoot.querySelector<LstmFigure>('lstm-figure')?.show();

  readonly #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const origin = event.composedPath()[0];
    if (origin instanceof Element && origin.matches('input, select, textarea')) return;
    if (event.key.toLowerCase() === 'p') this.set({ projector: !this.projector });
    else if (event.key === 'Escape' && this.projector && !this.renderRoot.querySelector('.menu:popover-open'))
      this.set({ projector: false });
  };
}

customElements.define('lstm-page', LstmPage);
