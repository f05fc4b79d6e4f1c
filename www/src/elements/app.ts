// <lstm-app>: the page. It owns the engine, the play-head and what is picked; everything below it only shows and wishes.
import { css, html, LitElement, nothing } from 'lit';
import { Engine } from '../engine/engine.ts';
import { EngineError, type Frame, type Progress } from '../engine/protocol.ts';
import { has, locale, setLang, t } from '../locale.ts';
import { Player } from '../player.ts';
import { DECADES, paint, signedStrength, type Tone } from '../scene/colour.ts';
import { told } from '../scene/glyph.ts';
import { symbolOfFormula } from '../scene/oldformula.ts';
import { plain, symbolOf } from '../scene/name.ts';
import type { Symbol } from '../scene/symbol.ts';
import type { Pick, Scene } from '../scene/shape.ts';
import { momentAt, REST, stepBeat, stepTime, timeOf, turnTo, type Moment } from '../scene/timeline.ts';
import { Trace } from '../scene/trace.ts';
import { viewOf, type View } from '../scene/view.ts';
import { themes } from '../theme.ts';
import { wordsOf } from '../trouble.ts';
import { RedrawOn, Width } from '../redraw.ts';
import { base } from './base.ts';
import { inline, runStyles } from './runs.ts';
import './inspector.ts';
import './lab.ts';
import './stage.ts';
import './strip.ts';
import './transport.ts';
import type { TransportWish } from './transport.ts';

export class LstmApp extends LitElement {
  static override properties = {
    engine: { state: true },
    view: { state: true },
    progress: { state: true },
    failure: { state: true },
    trouble: { state: true },
    time: { state: true },
    unit: { state: true },
    pinned: { state: true },
  };
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        max-width: 118rem;
        margin-inline: auto;
        padding-inline: clamp(0.6rem, 2vw, 2rem);
        padding-bottom: 2rem;
      }
      header {
        display: flex;
        align-items: baseline;
        gap: 0.4rem 1rem;
        flex-wrap: wrap;
        padding-block: 0.8rem 0.6rem;
        border-bottom: 1px solid var(--rule);
      }
      h1 {
        margin: 0;
        font: 700 1.5rem/1.2 var(--serif);
        white-space: nowrap;
      }
      header p {
        flex: 1 1 18rem;
        color: var(--muted);
        font-size: 0.95rem;
      }
      nav {
        display: flex;
        gap: 0.4rem;
      }
      nav button {
        min-height: 2rem;
        padding-inline: 0.7rem;
        font-size: 0.88rem;
      }
      .guide {
        display: flex;
        align-items: center;
        gap: 0.5rem 1rem;
        flex-wrap: wrap;
        margin-block: 0.8rem 0.2rem;
      }
      .guide p {
        flex: 1 1 20rem;
        font-size: 1.02rem;
        line-height: 1.45;
      }
      .guide .figures {
        display: inline-block;
        font-variant-numeric: tabular-nums;
      }
      .guide strong {
        font-variant-numeric: tabular-nums;
      }
      main {
        display: grid;
        gap: 1rem 1.4rem;
        grid-template-columns: minmax(0, 1fr);
        grid-template-areas: 'figure' 'inspector' 'strip' 'lab' 'settings';
        margin-top: 0.6rem;
      }
      .figure {
        grid-area: figure;
        min-width: 0;
        border-radius: var(--radius);
      }
      .figure:focus-visible {
        outline-offset: 6px;
      }
      .strip {
        grid-area: strip;
        min-width: 0;
        align-self: start;
      }
      .inspector {
        grid-area: inspector;
      }
      .caption {
        min-height: 2.9em;
        margin-block: 0.4rem 0.5rem;
        font-size: 1.02rem;
        line-height: 1.45;
      }
      .caption b {
        color: var(--now);
        margin-inline-end: 0.4em;
      }
      .plain {
        color: var(--muted);
        font-size: 0.88rem;
        line-height: 1.4;
        margin-bottom: 0.5rem;
      }
      .striphead {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 0.6rem;
        flex-wrap: wrap;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.2rem;
        margin-top: 0.7rem;
        font-size: 0.82rem;
        color: var(--muted);
        align-items: center;
      }
      .legend span {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
      }
      .scale {
        display: inline-flex;
        border-radius: 3px;
        overflow: hidden;
      }
      .scale i {
        width: 0.85rem;
        height: 0.75rem;
      }
      .legend .layer {
        width: 1.5rem;
        height: 0.9rem;
        border-radius: 3px;
        background: var(--layer);
        border: 1.4px solid var(--layer-rule);
      }
      .legend .op {
        width: 0.95rem;
        height: 0.95rem;
        border-radius: 50%;
        background: var(--op);
        border: 1.4px solid var(--op-rule);
      }
      .legend .valve {
        width: 0.3rem;
        height: 0.9rem;
        background: linear-gradient(var(--ink) 30%, transparent 30% 70%, var(--ink) 70%);
      }
      .keys {
        font-size: 0.82rem;
        color: var(--muted);
        margin-top: 0.4rem;
      }
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
      .follow {
        display: flex;
        gap: 0.45rem;
        align-items: center;
        font-size: 0.88rem;
        margin-top: 0.6rem;
        color: var(--muted);
        cursor: pointer;
        min-height: 1.8rem;
      }
      @media (min-width: 1080px) {
        main {
          grid-template-columns: minmax(0, 1fr) minmax(19rem, 24rem);
          grid-template-areas: 'figure inspector' 'strip lab' 'settings lab';
          grid-template-rows: auto auto 1fr;
        }
        .side {
          display: contents;
        }
      }
      @media (max-width: 640px) {
        .keys {
          display: none;
        }
        .caption {
          min-height: 4.4em;
        }
        .guide button {
          flex: 1 1 auto;
        }
      }
    `,
  ];

  declare engine: Engine | undefined;
  declare view: View | undefined;
  declare progress: Progress | undefined;
  /** The page could not be started. */
  declare failure: EngineError | undefined;
  /** Something went wrong and the page goes on. */
  declare trouble: EngineError | undefined;
  declare time: number;
  /** The unit that the inspector looks at while it follows the belt. */
  declare unit: number;
  /** A number chosen by hand: it stays while the step moves (`lag` from the step shown). */
  declare pinned: { quantity: string; lag: number } | undefined;
  readonly #width = new Width(this);
  readonly #player = new Player();
  #life = new AbortController();
  /** Training that ends when the task is solved: what the guide's button starts. */
  #untilSolved = false;
  #drawn: { key: unknown[]; scene: Scene } | undefined;

  constructor() {
    super();
    this.time = 0;
    this.unit = 0;
    new RedrawOn(this, locale);
    new RedrawOn(this, themes);
    this.#player.addEventListener('change', () => {
      this.time = this.#player.time;
      this.requestUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#open(signal).catch((error: unknown) => {
      if (!signal.aborted)
        this.failure = error instanceof EngineError ? error : new EngineError(EngineError.trouble(error));
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#player.pause();
    this.#life.abort();
  }

  async #open(signal: AbortSignal): Promise<void> {
    const engine = await Engine.open(signal);
    engine.addEventListener('frame', () => this.#see(engine.frame!), { signal });
    engine.addEventListener('progress', () => this.#hear(engine), { signal });
    engine.addEventListener('error', (event) => (this.trouble = (event as CustomEvent<EngineError>).detail), {
      signal,
    });
    this.engine = engine;
    await engine.configure({ task: engine.choices.tasks[0]!.name });
  }

  #see(frame: Frame): void {
    const first = !this.view;
    const view = viewOf(new Trace(frame));
    this.view = view;
    const player = this.#player;
    if (JSON.stringify(player.score) !== JSON.stringify(view.score)) player.score = view.score;
    this.unit = Math.min(this.unit, frame.schema.hidden - 1);
    const { forward, backward } = view.quantities;
    if (this.pinned && ![...forward, ...backward].includes(this.pinned.quantity)) this.pinned = undefined;
    if (!first) return;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) player.seek(view.score.forward.length - 1 + REST);
    else player.play();
  }

  #hear(engine: Engine): void {
    this.progress = engine.progress;
    if (!engine.progress.running) this.#untilSolved = false;
    if (this.#untilSolved && engine.progress.evaluation?.solved) {
      this.#untilSolved = false;
      engine.pause();
    }
  }

  protected override render() {
    return html`<header>
        <h1>${t('page.title')}</h1>
        <p>${t('page.tagline')}</p>
        <nav>
          <button
            data-do="lang"
            lang=${locale.lang === 'en' ? 'zh-Hans' : 'en'}
            @click=${() => setLang(locale.lang === 'en' ? 'zh' : 'en')}
          >
            ${t('page.other-language')}
          </button>
          <button data-do="theme" @click=${() => themes.choose(themes.now === 'light' ? 'dark' : 'light')}>
            ${t(themes.now === 'light' ? 'page.dark' : 'page.light')}
          </button>
        </nav>
      </header>
      ${this.failure ? this.#failed(this.failure) : this.view ? this.#figure(this.view) : html`<p class="failure muted" role="status">${t('page.loading')}</p>`}`;
  }

  #failed(error: EngineError) {
    return html`<div class="failure" role="alert"><b>${t('page.failed')}</b>${wordsOf(error)}</div>`;
  }

  #figure(view: View) {
    const { trace, score } = view;
    const moment = momentAt(this.time, score);
    const pick = this.#pick(view, moment);
    return html`${
        this.trouble
          ? html`<div class="trouble" role="alert">
              <p>${wordsOf(this.trouble)}</p>
              <button data-do="dismiss" @click=${() => (this.trouble = undefined)}>${t('page.dismiss')}</button>
            </div>`
          : nothing
      }
      ${this.#guide(trace)}
      <main>
        <div
          class="figure"
          tabindex="0"
          role="group"
          aria-label=${t(view.kind === 'belt' ? 'stage.figure' : 'fields.figure')}
          aria-describedby="keys"
          @keydown=${this.#key}
        >
          ${view.kind === 'fields' ? html`<p class="plain">${t('fields.about')}</p>` : nothing}
          <lstm-stage
            .scene=${this.#scene(view, moment)}
            .theme=${themes.now}
            .selected=${pick}
            .caption=${this.#spoken(view, moment)}
            @pick=${(event: CustomEvent<Pick>) => this.#choose(event.detail, moment)}
          ></lstm-stage>
          <p class="caption"><b>${nameOf(view, moment.beat).shown}</b>${captionOf(view, moment).shown}</p>
          <lstm-transport
            .moment=${moment}
            .time=${this.time}
            .score=${score}
            .named=${(beat: string) => nameOf(view, beat)}
            .playing=${this.#player.playing}
            .speed=${this.#player.speed}
            @wish=${(event: CustomEvent<TransportWish>) => this.#move(event.detail)}
          ></lstm-transport>
          <p class="unseen" aria-live="polite">${this.#player.playing ? '' : this.#spoken(view, moment)}</p>
        </div>
        <div class="inspector card">
          <lstm-inspector
            .view=${view}
            .pick=${pick}
            @pick=${(event: CustomEvent<Pick>) => this.#choose(event.detail, moment, true)}
          ></lstm-inspector>
          <label class="follow"
            ><input
              type="checkbox"
              name="follow"
              .checked=${!this.pinned}
              @change=${(event: Event) => this.#follow((event.target as HTMLInputElement).checked, pick, moment)}
            />${t('inspector.follow')}</label
          >
        </div>
        <div class="strip card">
          <div class="striphead">
            <h2>${t('stage.strip-title', { steps: trace.steps })}</h2>
            <button data-do="sample" @click=${() => this.engine?.sample(trace.frame.sample + 1)}>
              ${t('stage.another')}
            </button>
          </div>
          <lstm-strip
            .view=${view}
            .moment=${moment}
            .theme=${themes.now}
            .selected=${pick}
            @keydown=${this.#key}
            @go=${(event: CustomEvent<number>) => this.#go(event.detail, moment)}
            @pick=${(event: CustomEvent<Pick>) => this.#choose(event.detail, { ...moment, step: event.detail.step })}
          ></lstm-strip>
          ${this.#legend(view, moment)}
          <p class="keys" id="keys">${t('transport.keys')}</p>
        </div>
        <lstm-lab .engine=${this.engine}></lstm-lab>
      </main>`;
  }

  /** One sentence on how things stand, and one obvious next thing to do. */
  #guide(trace: Trace) {
    const { frame } = trace;
    const asked = frame.mask.findLastIndex((mask) => mask > 0) + 1;
    const quoted = frame.schema.symbols.outputs.length > 0;
    const [p, target] = told(trace, asked).map((text) => (quoted ? `“${text}”` : text)) as [string, string];
    const answer = { p, target, step: asked, updates: frame.updates };
    const goal = has(`goal.${frame.schema.config.task}`)
      ? t(`goal.${frame.schema.config.task}`, { steps: trace.steps })
      : '';
    const { running, evaluation, divergence, updates = 0 } = this.progress ?? {};
    const state = divergence
      ? 'diverged'
      : running
        ? 'training'
        : updates === 0
          ? 'untrained'
          : evaluation?.solved
            ? 'solved'
            : 'learning';
    const button = (what: string, primary: boolean, act: () => void) =>
      html`<button data-guide=${what} class=${primary ? 'primary' : ''} @click=${act}>${t(`guide.${what}`)}</button>`;
    const train = () => {
      this.#untilSolved = true;
      this.engine?.train(Infinity);
    };
    return html`<div class="guide" data-state=${state}>
      <p>${goal}${t(`guide.is-${state}`, answer)}</p>
      ${state === 'diverged' ? button('rewind', true, () => this.engine?.rewind()) : nothing}
      ${state === 'training' ? button('pause', true, () => this.engine?.pause()) : nothing}
      ${state === 'untrained' || state === 'learning' ? button(state === 'untrained' ? 'train' : 'train-on', true, train) : nothing}
      ${state === 'solved' ? [button('watch', true, () => this.#watch(0)), button('follow-back', false, () => this.#watch(trace.steps * this.#player.score.forward.length))] : nothing}
    </div>`;
  }

  #watch(time: number): void {
    this.#player.seek(time);
    this.#player.play();
    this.renderRoot.querySelector('.figure')?.scrollIntoView({ block: 'nearest' });
  }

  #legend({ kind }: View, moment: Moment) {
    const scale = (kind: Tone['kind'], strengths: number[]) =>
      html`<span class="scale" aria-hidden="true"
        >${strengths.map((strength) => html`<i style="background:${paint({ kind, strength }, themes.now).fill}"></i>`)}</span
      >`;
    const even = [0, 0.25, 0.5, 0.75, 1];
    return html`<div class="legend">
      ${
        kind === 'belt'
          ? html`<span><i class="layer"></i>${t('legend.layer')}</span
              ><span><i class="op"></i>${t('legend.operation')}</span
              ><span><i class="valve"></i>${t('legend.valve')}</span>`
          : nothing
      }
      <span>${t('legend.gate')} 0 ${scale('gate', even)} 1</span>
      <span>${t('legend.signed')} −3 ${scale('signed', [-3, -1, -0.3, 0, 0.3, 1, 3].map(signedStrength))} +3</span>
      ${moment.direction === 'backward' ? html`<span>${t('legend.gradient', { decades: DECADES })} ${scale('gradient', even)}</span>` : nothing}
      ${moment.direction === 'backward' && kind === 'fields' ? html`<span>${t('fields.band')}</span>` : nothing}
    </div>`;
  }

  /** The same object as long as it would look the same: a table does not change within a beat. */
  #scene(view: View, moment: Moment): Scene {
    const narrow = this.#width.value < 700;
    if (view.kind === 'belt') return view.scene(moment, narrow);
    const { direction, step, index } = moment;
    const key = [view, narrow, direction, step, index];
    if (!this.#drawn || key.some((each, k) => each !== this.#drawn!.key[k]))
      this.#drawn = { key, scene: view.scene(moment, narrow) };
    return this.#drawn.scene;
  }

  #spoken(view: View, moment: Moment): string {
    const { direction, step, beat } = moment;
    const place = t('transport.step-of', { step, steps: view.trace.steps });
    return `${t(`transport.${direction}`)}, ${place}: ${nameOf(view, beat).text}. ${captionOf(view, moment).text}`;
  }

  #pick(view: View, moment: Moment): Pick {
    if (!this.pinned) return view.focus(moment, this.unit);
    const { quantity, lag } = this.pinned;
    const step = Math.min(Math.max(moment.step + lag, view.firstStep(quantity)), view.trace.steps);
    return { quantity, step, unit: Math.min(this.unit, view.count(quantity) - 1) };
  }

  /** `seek`: the step was asked for by number, so the belt goes there; else only the eye does. */
  #choose(pick: Pick, moment: Moment, seek = false): void {
    this.unit = pick.unit;
    let { step } = moment;
    if (seek && pick.step !== this.#pick(this.view!, moment).step) {
      step = Math.max(pick.step, 1);
      this.#go(step, moment);
    }
    this.pinned = { quantity: pick.quantity, lag: pick.step - step };
  }

  #follow(yes: boolean, pick: Pick, moment: Moment): void {
    this.pinned = yes ? undefined : { quantity: pick.quantity, lag: pick.step - moment.step };
  }

  #go(step: number, { direction, index, progress }: Moment): void {
    this.#player.seek(timeOf(direction, step, index, this.#player.playing ? progress : REST, this.#player.score));
  }

  #move(wish: TransportWish): void {
    const player = this.#player;
    const { score } = player;
    switch (wish.do) {
      case 'play':
        return player.play();
      case 'pause':
        return player.pause();
      case 'seek':
        return player.seek(wish.time);
      case 'speed':
        player.speed = wish.speed;
        return this.requestUpdate();
    }
    player.pause();
    const moment = momentAt(player.time, score);
    switch (wish.do) {
      case 'beat':
        return player.seek(stepBeat(player.time, wish.by, score));
      case 'time':
        return player.seek(stepTime(player.time, wish.by, score));
      case 'goto':
        return player.seek(timeOf(moment.direction, moment.step, wish.index, REST, score));
      case 'turn':
        return player.seek(turnTo(moment.direction === 'forward' ? 'backward' : 'forward', player.time, score));
    }
  }

  /** Keys count only while the figure (or the strip) has the focus, and never take a control's own. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const origin = event.composedPath()[0] as HTMLElement;
    if (origin.matches('input, select, textarea')) return;
    if (event.key === ' ' && origin.matches('button')) return;
    // A button in the figure lies in a shadow root of its own: closest() does not see out of it.
    const onStrip = !(event.currentTarget as Element).matches('.figure');
    const keys: Record<string, () => void> = {
      ' ': () => this.#move({ do: this.#player.playing ? 'pause' : 'play' }),
      ArrowRight: () => this.#move({ do: event.shiftKey || onStrip ? 'time' : 'beat', by: 1 }),
      ArrowLeft: () => this.#move({ do: event.shiftKey || onStrip ? 'time' : 'beat', by: -1 }),
      ArrowDown: () => this.#look(1),
      ArrowUp: () => this.#look(-1),
      Home: () => this.#move({ do: 'seek', time: REST }),
      End: () =>
        this.#move({ do: 'seek', time: this.#player.score.steps * this.#player.score.forward.length - 1 + REST }),
      b: () => this.#move({ do: 'turn' }),
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  #look(by: 1 | -1): void {
    const { hidden } = this.view!.trace;
    this.unit = (this.unit + by + hidden) % hidden;
  }
}

/** How a beat is called, in a sentence and typeset: the belt's have words, else it is the fields computed in it. */
function nameOf(view: View, beat: string): { text: string; shown: unknown } {
  if (view.kind === 'belt') return { text: t(`beat.${beat}`), shown: t(`beat.${beat}`) };
  const names = beat.split(' ');
  return {
    text: names.map((name) => view.text(name)).join(' '),
    shown: names.map((name) => html`${inline(symbolOf(name, view.layered))} `),
  };
}

/** What happens in a beat. Of fields the schema says it: what each is made of, or where its gradient comes from. */
function captionOf(view: View, moment: Moment): { text: string; shown: unknown } {
  if (view.kind === 'belt') return { text: t(`caption.${moment.beat}`), shown: t(`caption.${moment.beat}`) };
  const { direction } = moment;
  const named = (name: string): string => (direction === 'forward' ? name : `d_${name}`);
  // The sentence as texts and symbols in turn.
  const list: (string | Symbol)[] = [];
  const symbol = (name: string): Symbol => symbolOf(named(name), view.layered);
  const enumerate = (names: string[]): void =>
    names.forEach((name, k) => list.push(...(k ? [', '] : []), symbol(name)));
  for (const name of moment.beat.split(' ')) {
    const { formula } = view.field(name);
    if (direction === 'forward') {
      if (formula)
        list.push(
          ...(list.length ? ['; '] : []),
          symbol(name),
          ' = ',
          symbolOfFormula(formula, view.trace, view.layered),
        );
      continue;
    }
    const { now, later, loss } = view.sources(name, moment);
    if (!now.length && !later.length && !loss) continue;
    list.push(...(list.length ? ['; '] : []), symbol(name), ' ← ');
    if (loss) list.push(t('fields.loss'));
    if (loss && now.length) list.push(', ');
    enumerate(now);
    if (!later.length) continue;
    if (loss || now.length) list.push(', ');
    const [before, after] = t('fields.next').split('{list}') as [string, string];
    list.push(before);
    enumerate(later);
    list.push(after);
  }
  const [before, after = ''] = t(`fields.${direction}${list.length ? '' : '-none'}`).split('{list}') as string[];
  const all = [before!, ...list, after];
  return {
    text: all.map((each) => (typeof each === 'string' ? each : plain(each))).join(''),
    shown: all.map((each) => (typeof each === 'string' ? each : inline(each))),
  };
}

customElements.define('lstm-app', LstmApp);
