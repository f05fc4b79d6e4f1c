// <lstm-lesson>: beside the picture, the text of a scene, filled with the numbers of the network shown; what the reader is asked, and
// the way to the next scene. She may touch anything: it says when she has left the scene, and leads back.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { runStyles } from '../elements/runs.ts';
import { enveloped } from '../embed/messages.ts';
import { EngineError } from '../engine/protocol.ts';
import { PREDICTION, TARGET } from '../network/address.ts';
import { differences, partOf, type Name, type State } from '../session/state.ts';
import type { Session } from '../session/session.ts';
import { namedBy, namesIn, stepOf, unitOf, valueOf, type Shown } from './expression.ts';
import {
  askedBy,
  expressionsOf,
  heldBackBy,
  isOfLearnt,
  pressOf,
  type Block,
  type Lesson,
  type Scene,
  type Span,
} from './lesson.ts';
import { plainOf, written } from './sentence.ts';
import { excerpt, sceneAsked } from './place.ts';
import { beginning, keepProgress, progressOf, writeScene, type Progress } from './progress.ts';
import './bar.ts';
import '../elements/inspector.ts';
import '../elements/strip.ts';
import '../elements/tiles.ts';

/** Where she looks, and how it plays: the text is true there as well. */
const FREE: readonly Name[] = [
  ...(['address', 'unit', 'layer', 'tool', 'temperature', 'lanes', 'aside', 'twin'] as const),
  ...(['direction', 'step', 'beat', 'speed', 'stride', 'lang', 'theme', 'notation', 'projector'] as const),
];

/** A training in a lesson takes so long at least, in milliseconds, and is seen in so many pictures. */
const LEARNING = 5000;
const BITS = 50;

/** Fires 'scene' (detail: the scene) when another is shown, and 'lstm-quiz' when the reader has answered. */
export class LstmLesson extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        container-type: inline-size;
        padding: 0;
        background: var(--card);
        border: 1px solid var(--rule);
        border-radius: var(--radius);
      }
      .said {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        scrollbar-width: thin;
        padding: 1rem 1.25rem;
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
        font-size: 1.0625rem;
        line-height: 1.5;
      }
      .where {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        font-size: var(--text);
        color: var(--muted);
      }
      h2 {
        font-size: 1.5rem;
        line-height: 1.25;
      }
      h2:focus {
        outline: none;
      }
      .number {
        min-height: 0;
        padding: 0;
        border: 0;
        background: none;
        font-weight: 600;
        color: var(--pos);
        text-decoration: underline dotted 1px;
        text-underline-offset: 0.2em;
      }
      .whole {
        white-space: nowrap;
      }
      .number.gradient {
        color: var(--grad);
      }
      b.number {
        text-decoration: none;
      }
      .ask {
        display: grid;
        gap: 0.6rem;
        padding-top: 0.75rem;
        border-top: 1px solid var(--rule);
      }
      .ask .question {
        font-weight: 600;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .choices button,
      .press {
        white-space: normal;
        text-align: start;
        line-height: 1.3;
        padding-block: 0.35rem;
      }
      [aria-pressed='true'] {
        border-color: var(--ink);
        box-shadow: inset 0 0 0 1px var(--ink);
        font-weight: 600;
      }
      .choices .true {
        border-color: var(--gate);
        box-shadow: inset 0 0 0 1px var(--gate);
      }
      .verdict {
        color: var(--muted);
        font-size: var(--text);
      }
      .claim {
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--rule);
        font-size: var(--text);
      }
      progress {
        width: 100%;
        accent-color: var(--pos);
      }
      .aside {
        color: var(--muted);
        font-size: var(--text);
      }
      .strayed {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 0.8rem;
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        font-size: var(--text);
      }
      .strayed p {
        flex: 1 1 12rem;
      }
      .look {
        min-height: 20rem;
        display: flex;
        flex-direction: column;
        padding-top: 0.75rem;
        border-top: 1px solid var(--rule);
      }
      .foot > :is(button, a) {
        padding-inline: 0.9rem;
      }
      a.primary {
        display: flex;
        align-items: center;
        min-height: 2.25rem;
        background: var(--accent);
        border-radius: var(--radius);
        color: var(--accent-ink);
        text-decoration: none;
      }
      .foot {
        display: grid;
        grid-template: 'back dots on' / auto 1fr auto;
        align-items: center;
        gap: 0.3rem 0.5rem;
        position: sticky;
        bottom: 0;
        padding: 0.4rem 1.25rem 0.7rem;
        background: var(--card);
        border-radius: var(--radius);
        border-top: 1px solid var(--rule);
      }
      .dots {
        grid-area: dots;
        display: flex;
        justify-content: center;
      }
      .dots button {
        flex: 0 1 1.8rem; /* 24 px at least, a finger's need, of ten in a row */
        min-width: 0;
        min-height: 24px;
        padding: 0;
        border: 0;
        background: none;
      }
      @container (max-width: 30rem) {
        .foot {
          grid-template: 'dots dots' 'back on' / auto auto;
          justify-content: space-between;
        }
      }
      .dots button::before {
        content: '';
        display: block;
        width: 0.55rem;
        height: 0.55rem;
        margin: auto;
        border-radius: 50%;
        background: var(--coming);
      }
      .dots .been::before {
        background: var(--muted);
      }
      .dots [aria-current]::before {
        background: var(--now);
        width: 0.75rem;
        height: 0.75rem;
      }
      @media (max-width: 640px) {
        .said {
          padding: 0.7rem 0.9rem;
          gap: 0.55rem;
          font-size: 1rem;
          line-height: 1.4;
        }
        h2 {
          font-size: 1.25rem;
        }
        .foot {
          padding: 0.2rem 0.9rem 0.4rem;
        }
      }
      @media print {
        .foot,
        .strayed,
        .look {
          display: none;
        }
        .said {
          overflow: visible;
        }
      }
    `,
  ];

  @property({ attribute: false }) lesson!: Lesson;
  /** The next lesson; without a title it is the contents. */
  @property({ attribute: false }) onward: { href: string; title: string } = { href: '', title: '' };
  @state() at = 0;
  /** The press whose state is set, by its place among the blocks. */
  @state() pressed: number | undefined;
  /** The number that is looked into stands under the text. */
  @state() looking = false;
  /** How often the network is right as it is held now, and of how many sequences. */
  @state() heldRight: { edits: string; accuracy: number; sequences: number } | undefined;
  /** Of the scene as it begins: what its text says stays true of it while the reader is elsewhere. */
  #shown: Shown | undefined;
  /** The same of the network that the reader has trained. */
  #learnt: Shown | undefined;
  #progress!: Progress;
  /** The beginning of the scene is on its way. */
  #settling: Promise<void> | undefined;
  #asked = '';

  constructor() {
    super('change', 'progress');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#called);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#called);
  }

  get #scene(): Scene {
    return this.lesson.scenes[this.at]!;
  }

  /** Shows that the reader looks into a number. */
  look(): void {
    this.looking = true;
  }

  readonly #called = (): void => this.#go(sceneAsked(this.lesson) ?? this.at, false);

  #go(scene: number, going = true): void {
    const { first, last } = excerpt(this.lesson);
    if (scene < first || scene > last) return;
    this.at = scene;
    this.#been();
    this.#begin();
    if (going) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus());
  }

  #been(): void {
    const { at: scene } = this;
    this.#progress = { ...this.#progress, scene, farthest: Math.max(scene, this.#progress.farthest) };
    keepProgress(this.lesson, this.#progress);
    writeScene(scene);
    this.dispatchEvent(new CustomEvent('scene', { detail: this.#scene }));
  }

  /** Sets all that the scene begins with; of a network only what is another. */
  #begin(): void {
    const { session } = this;
    this.pressed = undefined;
    this.looking = false;
    if (!session) return;
    const scene = this.#scene;
    const wish = beginning(this.lesson, scene);
    const rest = { ...partOf(wish, 'time'), ...partOf(wish, 'spot') };
    const done = session.set(this.#isThere(session, wish) ? rest : wish).catch(session.complain);
    this.#settling = done;
    void done.then(() => {
      if (this.#settling !== done) return; // she has gone on
      this.#settling = undefined;
      if (wish.address === undefined) session.follow(true);
      if (wish.step === undefined && wish.beat === undefined) session.watch(wish.direction!);
      this.requestUpdate();
    });
    this.renderRoot.querySelector('.said')?.scrollTo(0, 0);
  }

  /** Whether the network is that of the scene, with the weights that it has there, or still learning for so many updates. */
  #isThere(session: Session, wish: State, updates = 0): boolean {
    const { state } = session;
    const network = { ...partOf(wish, 'network'), ...partOf(wish, 'training') };
    return (
      differences(state, { ...state, ...network }).length === 0 &&
      (wish.weights !== undefined || (session.progress?.updates ?? Infinity) <= updates)
    );
  }

  /** What of the scene the reader has changed: then its sentences speak of another network, or of another sequence. */
  #strayed(session: Session): boolean {
    if (this.#settling) return false;
    const wish = { ...beginning(this.lesson, this.#scene), ...this.#pressedState };
    const { state } = session;
    if (!this.#isThere(session, wish, this.#training?.updates)) return true;
    return differences(state, { ...state, ...wish }).some((name) => !FREE.includes(name));
  }

  get #pressedState(): State {
    const block = this.#pressedBlock;
    return block?.kind === 'do' ? block.state : {};
  }

  /** What the reader is training, or has trained. */
  get #training(): Extract<Block, { kind: 'train' }> | undefined {
    const block = this.#pressedBlock;
    return block?.kind === 'train' ? block : undefined;
  }

  get #pressedBlock(): Block | undefined {
    return this.pressed === undefined ? undefined : this.#scene.blocks[this.pressed];
  }

  /** The page has opened with the scene that was asked for, or with the first. */
  protected override firstUpdated(): void {
    const { scene } = this.#progress;
    const { first, last, whole } = excerpt(this.lesson);
    if (sceneAsked(this.lesson) === undefined && scene > first && scene <= last) this.#go(scene, false);
    else this.#been();
    if (whole && new URLSearchParams(location.search).has('scenes'))
      this.session?.complainOfLink(
        new EngineError({ code: 'link-unheard', parts: { names: ['scenes'] }, message: location.search }),
      );
  }

  /** Whether what the network answers or should answer, or how often it is right, is to be guessed: then the picture does not show it. */
  get #covers(): boolean {
    return this.#scene.blocks.some((block, place) => {
      const names = askedBy(block).flatMap(namesIn);
      const open = this.#guess(place) === undefined && names.every(({ of }) => of === 'own');
      return open && names.some(({ name }) => ['y', 't', 'right'].includes(name));
    });
  }

  protected override updated(): void {
    this.toggleAttribute('covers', this.#covers);
  }

  protected override willUpdate(): void {
    const { session } = this;
    if (!this.hasUpdated) {
      this.#progress = progressOf(this.lesson);
      this.at = sceneAsked(this.lesson) ?? excerpt(this.lesson).first;
    }
    if (!session?.view) return;
    const { trace, ghost } = session.view;
    if (this.#settling) this.#shown = this.#learnt = undefined;
    else if (!this.#strayed(session)) {
      const { progress } = session;
      const shown = {
        trace: ghost?.trace ?? trace,
        twin: session.counterpart,
        held: ghost && trace,
        right: progress?.evaluation?.accuracy,
      };
      if (!this.#training) this.#shown = shown;
      else if (!progress?.running && trace.frame.updates === this.#training.updates) this.#learnt = shown;
    }
    void this.#measure(session);
  }

  /** Asks how often the network is right with what is held, where the text says it. */
  async #measure(session: Session): Promise<void> {
    const { edits } = session.chosen;
    const wants = this.#scene.blocks.flatMap(expressionsOf).some((each) => /\b(held\.right|tested)\b/.test(each));
    if (!wants || !edits || edits === this.#asked || session.waits) return;
    this.#asked = edits;
    const { trace, ghost } = session.view!;
    const { params } = (ghost?.trace ?? trace).frame;
    try {
      const found = await session.ask('edited', { params, edits });
      if (session.chosen.edits === edits) this.heldRight = { edits, ...found };
    } catch (error) {
      session.complain(EngineError.from(error));
    }
  }

  /** What the numbers of a block are of; nothing while another network is on its way, or has yet to learn. */
  #shownBy(block: Block): Shown | undefined {
    const trains = this.#scene.blocks.some(({ kind }) => kind === 'train');
    const shown = trains && isOfLearnt(block) ? this.#learnt : this.#shown;
    if (!shown) return undefined;
    // What a question says of numbers that are held is said of those of its own press.
    const press = askedBy(block).length > 0 ? pressOf(this.#scene.blocks, block) : this.pressed;
    if (press !== undefined && press !== this.pressed) return { ...shown, held: undefined };
    const { edits } = this.session!.chosen;
    const found = this.heldRight?.edits === edits ? this.heldRight : undefined;
    return { ...shown, heldRight: found?.accuracy, tested: found?.sequences };
  }

  protected override render() {
    const { session } = this;
    if (!session?.view || !this.words.has('lesson.next')) return nothing;
    const { t } = this.words;
    const scene = this.#scene;
    const { scenes, title } = this.lesson;
    const { first, last, whole } = excerpt(this.lesson);
    return html`<div class="said">
        <p class="where">
          ${whole ? html`<span>${title}</span>` : html`<a href=${location.pathname} target="_blank">${title}</a>`}
          <span>${t('lesson.where', { n: this.at - first + 1, of: last - first + 1 })}</span>
        </p>
        <h2 tabindex="-1">${scene.title}</h2>
        ${
          this.#strayed(session)
            ? html`<div class="strayed" role="status">
                <p>${t('lesson.strayed')}</p>
                <button data-do="back-to-scene" @click=${() => this.#begin()}>${t('lesson.return')}</button>
              </div>`
            : nothing
        }
        ${scene.blocks.map((block, k) => this.#block(block, k))}
        ${
          this.looking
            ? html`<div class="look">
                <lstm-inspector></lstm-inspector>
                <button data-do="close" @click=${() => this.#leave()}>${t('lesson.close')}</button>
              </div>`
            : nothing
        }
      </div>
      <nav class="foot" aria-label=${t('lesson.scenes')} @keydown=${this.#key}>
        <button
          data-do="back"
          aria-disabled=${this.at === first ? 'true' : 'false'}
          @click=${() => this.#go(this.at - 1)}
        >
          ${t('lesson.back')}
        </button>
        <div class="dots">
          ${scenes.map(({ title }, k) =>
            k < first || k > last
              ? nothing
              : html`<button
                  class=${k <= this.#progress.farthest ? 'been' : ''}
                  aria-current=${k === this.at ? 'step' : nothing}
                  aria-label=${t('lesson.dot', { n: k + 1, title })}
                  title=${title}
                  @click=${() => this.#go(k)}
                ></button>`,
          )}
        </div>
        ${
          this.at === last
            ? whole
              ? html`<a class="primary" data-do="onward" href=${this.onward.href}
                  >${this.onward.title || t('lesson.onward')}</a
                >`
              : nothing
            : html`<button class="primary" data-do="next" @click=${() => this.#go(this.at + 1)}>
                ${t('lesson.next')}
              </button>`
        }
      </nav>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own arrows step through time
    this.#go(this.at + by);
  };

  #leave(): void {
    this.looking = false;
    this.session?.follow(true);
  }

  #block(block: Block, place: number) {
    switch (block.kind) {
      case 'bar':
        return this.#bar(block, place);
      case 'choice':
        return this.#choice(block, place);
      case 'do':
        return this.#press(block, place);
      case 'train':
        return this.#train(block, place);
      default:
        if (heldBackBy(this.#scene.blocks, place).some((asked) => !this.#isDone(asked))) return nothing;
        return html`<p class=${block.kind}>${this.#spans(block.spans, this.#shownBy(block))}</p>`;
    }
  }

  /** A question is answered, or a network has learnt. */
  #isDone(place: number): boolean {
    return this.#scene.blocks[place]?.kind === 'train' ? this.#learnt !== undefined : this.#guess(place) !== undefined;
  }

  #bar(block: Extract<Block, { kind: 'bar' }>, place: number) {
    const shown = this.#shownBy(block);
    const before = shown ?? this.#shown;
    const [from, to] = [block.from, block.to].map((each) => before && valueOf(each, before));
    const truth = shown && valueOf(block.of, shown);
    const guess = this.#guess(place);
    const answered = guess !== undefined;
    return html`<div class="ask">
      <p class="question">${this.#spans(block.asks, before)}</p>
      <lstm-bar
        .from=${from ?? 0}
        .to=${to ?? 1}
        ?whole=${block.whole}
        .truth=${answered ? truth : undefined}
        .guess=${guess}
        @answer=${({ detail }: CustomEvent<number>) => this.#answer(place, detail, truth)}
      ></lstm-bar>
      ${answered ? (truth === undefined ? this.#kept() : this.#told(block.told, shown)) : nothing}
    </div>`;
  }

  #choice(block: Extract<Block, { kind: 'choice' }>, place: number) {
    const { asks, choices, told } = block;
    const { t } = this.words;
    const shown = this.#shownBy(block);
    const before = shown ?? this.#shown;
    const guess = this.#guess(place);
    const truth = choices.findIndex(({ when }) => shown && valueOf(when, shown));
    const answered = guess !== undefined;
    return html`<div class="ask" role="group" aria-label=${this.#plain(asks, before)}>
      <p class="question">${this.#spans(asks, before)}</p>
      <div class="choices">
        ${choices.map(
          ({ spans }, k) =>
            html`<button
              class=${answered && k === truth ? 'true' : ''}
              aria-pressed=${guess === k ? 'true' : 'false'}
              @click=${() => this.#answer(place, k, truth)}
            >
              ${this.#spans(spans, before)}
            </button>`,
        )}
      </div>
      ${
        answered && truth >= 0
          ? html`<p class="verdict" role="status">
                ${t(guess === truth ? 'lesson.as-guessed' : 'lesson.otherwise', {
                  answer: this.#plain(choices[truth]?.spans ?? [], shown),
                })}
              </p>
              ${this.#told(told, shown)}`
          : answered
            ? this.#kept()
            : nothing
      }
    </div>`;
  }

  #press(block: Extract<Block, { kind: 'do' }>, place: number) {
    const { called, state, told } = block;
    const shown = this.#shownBy(block);
    const on = this.pressed === place;
    const press = (): void => {
      const { session } = this;
      this.pressed = on ? undefined : place;
      const back = beginning(this.lesson, this.#scene);
      const keys = Object.keys(state) as Name[];
      const undone = Object.fromEntries(keys.map((key) => [key, back[key]])) as State;
      session!.set(on ? undone : { ...undone, ...state }).catch(session!.complain);
    };
    return html`<div class="ask">
      <button class="press" aria-pressed=${on ? 'true' : 'false'} @click=${press}>${this.#spans(called, shown)}</button>
      ${on ? html`<div role="status">${this.#told(told, shown)}</div>` : nothing}
    </div>`;
  }

  /** Of a guess that the network has yet to answer, once something is pressed. */
  #kept() {
    return this.#settling ? nothing : html`<p class="verdict" role="status">${this.words.t('lesson.kept')}</p>`;
  }

  /** Once it has learnt, another press begins anew. */
  #train(block: Extract<Block, { kind: 'train' }>, place: number) {
    const { called, updates, told } = block;
    const { t, number, percent } = this.words;
    const session = this.session!;
    const shown = this.#shownBy(block);
    const on = this.pressed === place;
    const { updates: n = 0, evaluation } = session.progress ?? {};
    const press = (): void => {
      if (on) return this.#begin();
      this.pressed = place;
      this.#learn(session, block).catch(session.complain);
    };
    return html`<div class="ask">
      <button class="press" data-do="train-it" aria-pressed=${on ? 'true' : 'false'} @click=${press}>
        ${this.#spans(called, this.#shown)}
      </button>
      ${
        on && !shown
          ? html`<progress max=${updates} value=${n}></progress>
              <p class="aside">
                ${t('lesson.learning', { n: number(n), of: number(updates), share: percent(evaluation?.accuracy ?? 0) })}
              </p>`
          : nothing
      }
      <div role="status">${on && shown ? this.#told(told, shown) : nothing}</div>
    </div>`;
  }

  /** Bit by bit, so that it is seen how it learns; at once where motion is not welcome. */
  async #learn(session: Session, block: Extract<Block, { kind: 'train' }>): Promise<void> {
    const bit = session.still ? block.updates : Math.ceil(block.updates / BITS);
    const left = (): number => block.updates - session.progress!.updates;
    for (let before = Infinity; left() < before && left() > 0;) {
      before = left();
      const seen = new Promise((resolve) => setTimeout(resolve, LEARNING / BITS));
      await Promise.all([session.train(Math.min(bit, before)), seen]);
      if (!this.isConnected || this.#training !== block) return;
    }
  }

  #told(told: readonly Span[][], shown: Shown | undefined) {
    return told.map((spans) => html`<p>${this.#spans(spans, shown)}</p>`);
  }

  #guess(place: number): number | undefined {
    return this.#progress.guesses[`${this.at}.${place}`];
  }

  /** Keeps what was guessed, and tells whoever has the lesson in a course. */
  #answer(place: number, guess: number, truth: number | undefined): void {
    const question = `${this.at}.${place}`;
    this.#progress = { ...this.#progress, guesses: { ...this.#progress.guesses, [question]: guess } };
    keepProgress(this.lesson, this.#progress);
    const detail = { lesson: this.lesson.name, scene: this.at + 1, question: place, guess, truth };
    this.dispatchEvent(new CustomEvent('lstm-quiz', { detail, bubbles: true, composed: true }));
    if (parent !== self) parent.postMessage(enveloped(self.name, { ...detail, type: 'quiz' }), '*');
    this.requestUpdate();
  }

  #spans(spans: readonly Span[], shown: Shown | undefined): unknown {
    return spans.map((span, k) => {
      // A mark that ends what a number says does not stand alone on the next line.
      const before = spans[k - 1];
      if (typeof span === 'string') return typeof before === 'object' ? span.slice(endOf(span).length) : span;
      const next = spans[k + 1];
      const end = typeof next === 'string' ? endOf(next) : '';
      return html`<span class="whole">${this.#span(span, shown)}${end}</span>`;
    });
  }

  #span(span: Exclude<Span, string>, shown: Shown | undefined): unknown {
    if ('strong' in span) return html`<strong>${span.strong}</strong>`;
    const text = written(span, shown, this.words.percent);
    const named = namedBy(span.number);
    const gradient = span.number.startsWith('d_') ? 'gradient' : '';
    if (!named?.step || named.of !== 'own') return html`<b class="number ${gradient}">${text}</b>`;
    return html`<button class="number ${gradient}" @click=${() => this.#find(span.number, shown)}>${text}</button>`;
  }

  #plain(spans: readonly Span[], shown: Shown | undefined): string {
    return plainOf(spans, shown, this.words.percent);
  }

  /** Looks into a number of the text. */
  #find(expression: string, shown: Shown | undefined): void {
    const { session } = this;
    const { name, places, step } = namedBy(expression)!;
    if (!shown) return;
    const { trace } = shown;
    const address = name === 'y' ? PREDICTION : name === 't' ? TARGET : name;
    const unit = unitOf(trace, address, places[0] ?? '1', Infinity);
    session!.choose({ address, step: stepOf(trace, step!), unit: Math.max(unit, 0) }, true);
  }
}

/** The marks that a text begins with. */
function endOf(text: string): string {
  return /^[，。；：、！？）,.;:!?)]*/.exec(text)![0];
}

customElements.define('lstm-lesson', LstmLesson);
