// <lstm-stages>: two or three lanes of a race as belts side by side, on one clock: the same sequence in each, its twin, what is left
// of the gradient, and how many of twenty starts learn it. It covers the page until it is closed.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { SessionElement } from '../../elements/element.ts';
import { Media } from '../../elements/lives.ts';
import { Pace } from '../../elements/pace.ts';
import { inline } from '../../elements/runs.ts';
import { drawn } from '../../elements/shapes.ts';
import { LstmStage } from '../../elements/stage.ts';
import { nameOf } from '../../elements/words.ts';
import { Engine } from '../../engine/engine.ts';
import { frameOf, type Frame } from '../../engine/protocol.ts';
import { Formulas } from '../../network/formula.ts';
import { momentAt, stepBeat, type Direction, type Moment } from '../../network/timeline.ts';
import { Trace } from '../../network/trace.ts';
import { remembered, turned } from '../../network/twin.ts';
import { fadingOf, wayOf } from '../../network/vanish.ts';
import { paint } from '../../scene/colour.ts';
import { glyphText, markOf, predicted, STAR, wanted } from '../../scene/glyph.ts';
import { endsOf } from '../../scene/scale.ts';
import { stageScene } from '../../scene/stage.ts';
import { View } from '../../scene/view.ts';
import { Player } from '../../session/player.ts';
import { common, endOf, momentOf } from './clock.ts';
import { leftChart } from './left.ts';
import type { Lane, Race } from './lockstep.ts';
import { trial, Trials } from './trials.ts';

/** How many stand side by side. */
const ABREAST = 3;
/** Seeds that are tried, from 1 on. */
const STARTS = 20;
/** With more steps there is no room to write the inputs, and with more than these none to show them. */
const STEPS = { written: 24, shown: 120 };

/** What was tried, by its settings as a text: it outlives the element. */
const KEPT = new Map<string, Trials>();
const views = new WeakMap<Frame, View>();

function viewOf(frame: Frame): View {
  const view = views.get(frame) ?? new View(new Trace(frame), frame.schema.layers - 1);
  views.set(frame, view);
  return view;
}

/** A lane that is shown: what it is called, and what stands in its column. */
interface Column {
  lane: Lane;
  name: string;
  view: View;
  twin: Trace | undefined;
  trials: Trials;
}

export class LstmStages extends SessionElement {
  static override styles = [
    LstmStage.styles,
    css`
      dialog {
        box-sizing: border-box;
        width: 100%;
        max-width: none;
        height: 100%;
        max-height: none;
        margin: 0;
        padding: 0.7rem clamp(0.6rem, 1.6vw, 1.5rem);
        border: 0;
        background: var(--paper);
        color: var(--ink);
        overflow: auto;
      }
      dialog:focus-visible {
        outline: none;
      }
      .whole {
        display: flex;
        flex-direction: column;
        gap: 0.6rem;
        max-width: 118rem;
        min-height: 100%;
        margin-inline: auto;
      }
      .head,
      .bar,
      .transport,
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
      .head > p {
        flex: 1 1 20rem;
        font-size: 1.2rem;
        line-height: 1.3;
      }
      .seg {
        display: inline-flex;
      }
      .seg button {
        border-radius: 0;
        margin-inline-start: -1px;
      }
      .seg button:first-child {
        border-radius: var(--radius) 0 0 var(--radius);
      }
      .seg button:last-child {
        border-radius: 0 var(--radius) var(--radius) 0;
      }
      .inputs {
        display: grid;
        grid-auto-flow: column;
        grid-auto-columns: minmax(0, 1fr);
      }
      .inputs button {
        min-width: 0;
        min-height: 0;
        padding: 0.1rem 0.1rem 0.25rem;
        border: 2px solid transparent;
        border-radius: 6px;
        background: none;
        font-size: 0.85rem;
        line-height: 1.3;
        color: var(--muted);
      }
      .inputs b {
        display: block;
        overflow: hidden;
        min-height: 1.5rem;
        border: 1px solid var(--rule);
        border-radius: 4px;
        background: var(--card);
        color: var(--ink);
        font-size: 0.95rem;
        line-height: 1.5rem;
        font-weight: 600;
      }
      .inputs .marked b {
        border-color: var(--ink);
        background: var(--ink);
        color: var(--paper);
      }
      .inputs [aria-current] {
        border-color: var(--now);
        color: var(--now);
        font-weight: 600;
      }
      .inputs.close {
        gap: 0;
      }
      .inputs.close button {
        padding: 0;
        border-width: 2px 0;
        border-radius: 0;
      }
      .inputs.close b {
        border: 0;
        border-radius: 0;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(var(--abreast), minmax(0, 1fr));
        gap: 1.5rem;
      }
      section {
        display: flex;
        flex-direction: column;
        gap: 0.45rem;
        min-width: 0;
      }
      h2 {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 0.7rem;
        margin: 0;
        font: 600 1.35rem/1.2 var(--serif);
      }
      h2 > span {
        display: inline-block;
      }
      h2 > span::first-letter {
        text-transform: uppercase;
      }
      h2 small {
        font: 400 0.85rem/1.2 var(--sans);
        color: var(--muted);
      }
      h2 .beat {
        color: var(--now);
        font-weight: 600;
      }
      h2 .starts {
        margin-inline-start: auto;
        font-size: 0.95rem;
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.4rem;
        align-items: baseline;
        color: var(--muted);
      }
      .answers b {
        color: var(--ink);
        font-weight: 600;
      }
      .verdict {
        margin-inline-start: auto;
        font-weight: 600;
        color: var(--ink);
      }
      .verdict.apart {
        color: var(--gate);
      }
      .verdict svg {
        display: inline-block;
        width: 0.8em;
        height: 0.8em;
        margin-inline-end: 0.35em;
        fill: none;
        stroke: currentColor;
        stroke-width: 2.4;
      }
      .chart {
        padding: 0.5rem 0.7rem 0;
        font-size: 0.85rem;
      }
      svg.left text {
        fill: var(--muted);
        font-size: 13px;
      }
      svg.left line {
        stroke: var(--rule);
      }
      svg.left path {
        fill: none;
        stroke: var(--coming);
        stroke-width: 1.6;
      }
      svg.left .own {
        stroke: var(--grad);
        stroke-width: 2.8;
      }
      svg.left circle {
        fill: var(--grad);
      }
      svg.left .told {
        fill: var(--grad);
        font-size: 17px;
        font-weight: 600;
        paint-order: stroke;
        stroke: var(--card);
        stroke-width: 4px;
      }
      .without {
        font-size: 1.05rem;
        line-height: 1.35;
      }
      .belts {
        overflow: hidden;
      }
      .belts .gradient-symbol {
        font-size: 13px;
      }
      .belts .gradient-symbol .sub {
        font-size: 10px;
      }
      .bar {
        margin-top: auto;
      }
      .transport {
        flex: 1 1 20rem;
      }
      .transport .icon {
        min-width: 2.5rem;
        padding-inline: 0.6rem;
      }
      .icon svg {
        width: 1.1em;
        height: 1.1em;
        margin: auto;
        fill: currentColor;
      }
      .scrub {
        flex: 1 1 12rem;
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.6rem;
        align-items: center;
        font-size: 0.9rem;
        color: var(--muted);
      }
      .scrub input {
        width: 100%;
        min-width: 0;
        margin: 0;
        accent-color: var(--now);
      }
      .foot {
        gap: 0 1.6rem;
        font-size: 0.85rem;
        line-height: 1.35;
        color: var(--muted);
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .bar {
          display: contents;
        }
        .transport {
          order: 1;
          flex: none;
          flex-wrap: nowrap;
          position: sticky;
          bottom: -0.7rem;
          padding-block: 0.5rem;
          background: var(--paper);
          border-top: 1px solid var(--rule);
        }
        .more {
          display: flex;
          flex-wrap: wrap;
          gap: 0.5rem;
        }
        .head > p {
          font-size: 1.05rem;
        }
        .inputs button {
          min-height: 44px;
        }
        .inputs b {
          font-size: 0.72rem;
          letter-spacing: -0.02em;
        }
        .scrub {
          flex-basis: 5rem;
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
          text-align: center;
        }
        .transport .icon {
          padding-inline: 0;
        }
      }
      @media (max-width: 900px), (max-height: 780px) {
        .whole {
          gap: 0.4rem;
        }
        .without {
          font-size: 0.95rem;
        }
      }
    `,
  ];

  /** Its lanes are shown, and trained on. */
  @property({ attribute: false }) race!: Race;
  /** What each lane is called. */
  @property({ attribute: false }) names: readonly string[] = [];
  /** Updates within which a start has to learn. */
  @property({ attribute: false }) budget!: number;
  /** How the networks came to be, in words. */
  @property({ attribute: false }) recipe: unknown;
  /** The starts are tried without being asked for. */
  @property({ type: Boolean }) tries = false;
  @state() open = false;
  /** Which lanes are shown, by their places; the first of them if nothing was chosen. */
  @state() chosen: readonly number[] | undefined;
  readonly #player = new Player();
  readonly #pace = new Pace();
  readonly #calm = new Media(this, '(prefers-reduced-motion: reduce)');
  readonly #tall = new Media(this, '(min-height: 840px)');
  /** Of each frame the same sequence with the cue turned, once it has been computed. */
  readonly #twins = new WeakMap<Frame, Trace>();
  readonly #asked = new WeakSet<Frame>();
  readonly #redraw = (): void => this.requestUpdate();
  #heard: Race | undefined;
  /** It has been played once. */
  #begun = false;

  constructor() {
    super();
    this.#player.stride = 'step';
    for (const event of ['timeupdate', 'play', 'pause']) this.#player.addEventListener(event, this.#redraw);
  }

  /** Covers the page. */
  async show(): Promise<void> {
    await this.surroundings.learn('compare');
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
    this.#listen(undefined);
  }

  #close(): void {
    this.#player.pause();
    for (const trials of KEPT.values()) {
      trials.close();
      trials.removeEventListener('change', this.#redraw);
    }
    this.open = this.#begun = false;
  }

  #listen(race: Race | undefined): void {
    if (race === this.#heard) return;
    this.#heard?.removeEventListener('change', this.#redraw);
    this.#heard = race;
    race?.addEventListener('change', this.#redraw);
  }

  protected override shouldUpdate(changed: Map<PropertyKey, unknown>): boolean {
    const busy = this.race.running || this.#tried.some(({ running }) => running);
    return this.#pace.due(busy && !this.#player.playing && changed.size === 0 && this.open);
  }

  protected override willUpdate(): void {
    if (this.isConnected) this.#listen(this.race);
    this.#player.still = this.#calm.holds;
    if (!this.open) return;
    const columns = this.#columns;
    if (columns.length) this.#player.score = common(columns.map(({ view }) => view.score));
  }

  protected override updated(): void {
    if (!this.open || this.race.running || !this.race.lanes.length) return;
    for (const { lane } of this.#columns) this.#ask(lane);
    const trained = this.race.lanes.some(({ engine }) => engine.progress.updates > 0);
    if (!trained || this.#begun) return;
    this.#begun = true;
    if (this.tries) for (const trials of this.#tried) trials.run();
    this.#play();
  }

  // ---- what is shown

  get #shown(): readonly number[] {
    return this.chosen ?? this.race.lanes.map((_, k) => k).slice(0, ABREAST);
  }

  get #columns(): Column[] {
    return this.#shown.flatMap((k) => {
      const lane = this.race.lanes[k];
      const frame = lane?.engine.frame;
      if (!lane || !frame) return [];
      return [
        {
          lane,
          name: this.names[k] ?? '',
          view: viewOf(frame),
          twin: this.#twins.get(frame),
          trials: this.#trials(lane),
        },
      ];
    });
  }

  get #tried(): Trials[] {
    return this.#columns.map(({ trials }) => trials);
  }

  /** The lane's settings from twenty seeds. */
  #trials({ engine }: Lane): Trials {
    const { seed: _, ...config } = engine.config!;
    const key = JSON.stringify([config, this.budget]);
    const rows = Array.from({ length: STARTS }, (_, k) => trial({ ...config, seed: k + 1 }));
    const trials = KEPT.get(key) ?? new Trials(rows, this.budget, (signal) => Engine.open(signal));
    KEPT.set(key, trials);
    trials.addEventListener('change', this.#redraw);
    return trials;
  }

  /** The twin of a sequence is computed once its network rests. */
  #ask(lane: Lane): void {
    const { frame } = lane.engine;
    const twin = frame && turned(viewOf(frame).trace);
    if (!twin || this.#asked.has(frame)) return;
    this.#asked.add(frame);
    lane.engine.ask('pass', twin).then(
      (pass) => {
        if (pass) this.#twins.set(frame, new Trace(frameOf(pass, frame.schema)));
        this.requestUpdate();
      },
      // Of a lane that is no more nobody asks.
      (error) => this.race.lanes.includes(lane) && this.session?.complain(error),
    );
  }

  protected override render() {
    if (!this.open) return nothing;
    const columns = this.#columns;
    const { t } = this.words;
    const steps = columns[0]?.view.score.steps;
    return html`<dialog aria-label=${t('part.compare')} @close=${() => this.#close()} @keydown=${this.#key}>
      <div class="whole">
        <div class="head">
          <p>
            ${steps === undefined ? t('tools.loading') : t('compare.lead', { steps })} <b>${t('compare.question')}</b>
          </p>
          ${this.#choice()}
          <button data-do="one-cell" @click=${() => this.renderRoot.querySelector('dialog')?.close()}>
            ${t('compare.back')}
          </button>
        </div>
        ${
          columns.length
            ? [
                this.#inputs(columns[0]!.view),
                html`<div class="columns" .style=${`--abreast: ${columns.length}`}>
                  ${columns.map((column, k) => this.#column(column, k, columns))}
                </div>`,
                this.#transport(columns),
                this.#foot(columns),
              ]
            : nothing
        }
      </div>
    </dialog>`;
  }

  /** Which of the lanes are looked at: two at least. */
  #choice() {
    const shown = this.#shown;
    const toggle = (k: number): void => {
      if (!shown.includes(k)) this.chosen = [...shown, k].toSorted().slice(-ABREAST);
      else if (shown.length > 2) this.chosen = shown.filter((each) => each !== k);
    };
    return html`<div class="seg" role="group" aria-label=${this.words.t('compare.which')}>
      ${this.race.lanes.map(
        (_, k) =>
          html`<button data-lane=${k} aria-pressed=${shown.includes(k) ? 'true' : 'false'} @click=${() => toggle(k)}>
            ${this.names[k]}
          </button>`,
      )}
    </div>`;
  }

  /** The sequence, which is the same for all. */
  #inputs(view: View) {
    const { trace, score } = view;
    const { step } = momentAt(this.#player.time, this.#player.score);
    const { theme } = this.surroundings;
    if (score.steps > STEPS.shown) return nothing; // there is a slider
    const close = score.steps > STEPS.written;
    return guard([trace, step, theme, this.words], () => {
      const { number, t } = this.words;
      const input = (at: number) => {
        const glyph = glyphText(trace, at);
        const ground = `background: ${paint(view.tone('x', trace.value('x', at)[0]!), theme).fill}`;
        return html`<button
          class=${glyph?.marked ? 'marked' : ''}
          aria-current=${at === step ? 'step' : nothing}
          aria-label="${t('transport.step', { n: at })} ${glyph?.text ?? ''}"
          @click=${() => this.#rest(endOf(this.#direction, at, this.#player.score))}
        >
          ${close ? nothing : number(at)}<b .style=${close || !glyph ? ground : ''}
            >${close ? nothing : [glyph?.text, markOf(trace, at) ? ` ${STAR}` : nothing]}</b
          >
        </button>`;
      };
      return html`<div class="inputs ${close ? 'close' : ''}" role="group" aria-label=${t('compare.inputs')}>
        ${Array.from({ length: score.steps }, (_, k) => input(k + 1))}
      </div>`;
    });
  }

  #column({ lane, name, view, twin, trials }: Column, k: number, columns: readonly Column[]) {
    const { t } = this.words;
    const { notation } = this.surroundings;
    const { rides } = view.network;
    const kept = inline(view.name(rides, notation));
    const [, most] = endsOf(view.scales.of(rides));
    const way = wayOf(view.trace, rides);
    const handed = inline(view.name(view.network.plan('belt').says, notation));
    const { score, time } = this.#player;
    const { step, direction } = momentAt(time, score);
    const lefts = columns.map((column) => leftOf(column.view));
    const { length } = lefts[k]!;
    return html`<section data-lane=${k}>
      <h2>
        <span>${name}</span> <small>${kept} ${most.replace('+', '±')}</small>
        <small class="beat">${this.#beat(view)}</small>
        <small class="starts" data-figure="starts">${this.#starts(trials)}</small>
      </h2>
      ${this.#belt(view, twin, name)} ${this.#answers(view, twin, lane)}
      <div class="card chart">
        ${this.words.sentence('compare.of', { name: kept })}
        ${length ? leftChart(lefts, k, direction === 'forward' ? 1 : Math.min(step, length), this.#tall.holds, this.words) : nothing}
      </div>
      <p class="without">
        <b>${t(`compare.${way}`)}</b> ${this.words.sentence(`compare.${way}-why`, { kept, told: handed })}
      </p>
    </section>`;
  }

  #moment(view: View): Moment {
    const { score, time, stride, playing } = this.#player;
    return momentOf(time, score, view.score, playing && stride === 'step');
  }

  /** How its operation is called, while single ones can be read. */
  #beat(view: View) {
    const { moved, direction, beat } = this.#moment(view);
    if (moved !== undefined) return nothing;
    return nameOf(view, direction, beat, this.words, this.surroundings.notation).shown;
  }

  #belt(view: View, twin: Trace | undefined, name: string) {
    const moment = this.#moment(view);
    const forward = moment.direction === 'forward';
    const scene = stageScene(view, moment, {
      room: 'belt',
      unit: (twin && remembered(view.trace, twin, view.network.rides)?.unit) ?? 0,
      notation: this.surroundings.notation,
      twin: forward && twin ? Formulas.of(twin) : undefined,
    });
    const { steps } = view.score;
    return html`<svg
      class="narrow belts"
      viewBox="0 0 ${scene.width} ${scene.height}"
      role="img"
      aria-label="${name}, ${this.words.t('transport.step-of', { step: moment.step, steps })}"
    >
      ${scene.shapes.map((shape) => drawn(shape, this.surroundings, undefined, undefined))}
    </svg>`;
  }

  /** What it says when it is asked last, and what of the twin. */
  #answers({ trace, network }: View, twin: Trace | undefined, { engine }: Lane) {
    const { t } = this.words;
    const { lastAsked } = trace;
    if (lastAsked === 0) return nothing;
    const said = (of: Trace): string =>
      predicted(of, lastAsked, 1)
        .map(({ text }) => text)
        .join(' ');
    const wished = (of: Trace): string =>
      wanted(of, lastAsked)
        .map(({ text }) => text)
        .join(' ');
    const known = twin && remembered(trace, twin, network.rides);
    return html`<p class="answers" data-updates=${engine.progress.updates}>
      <span>${t('compare.answer')} <b>${said(trace)}</b> ${t('compare.target')} ${wished(trace)}</span>
      ${twin ? html`<span>${t('compare.twin')} <b>${said(twin)}</b> ${t('compare.target')} ${wished(twin)}</span>` : nothing}
      ${known ? verdict(known.knows, t(known.knows ? 'compare.apart' : 'compare.alike')) : nothing}
    </p>`;
  }

  #starts({ rows, running }: Trials): string {
    const { t } = this.words;
    const tried = rows.filter(({ ended }) => ended).length;
    const learnt = rows.filter(({ solved }) => solved).length;
    if (tried === rows.length) return t('compare.starts', { learnt, of: tried });
    return running || tried ? t('compare.trying', { learnt, tried, of: rows.length }) : '';
  }

  #foot(columns: readonly Column[]) {
    const { t } = this.words;
    const { optimizer } = columns[0]!.lane.engine.config!;
    return html`<p class="foot" data-optimizer=${optimizer}>
      ${columns.some(({ twin }) => twin) ? html`<span>${t('compare.thin')}</span>` : nothing}
      <span>${this.recipe}</span> <span>${t('compare.after')}</span>
    </p>`;
  }

  // ---- the clock of all

  get #direction(): Direction {
    return momentAt(this.#player.time, this.#player.score).direction;
  }

  #transport(columns: readonly Column[]) {
    const { t } = this.words;
    const { playing, stride, score, time } = this.#player;
    const { step, direction } = momentAt(time, score);
    const forward = direction === 'forward';
    const trials = columns.map((column) => column.trials);
    const trying = trials.some(({ running }) => running);
    const done = trials.every((each) => each.done);
    const turn = (way: Direction) =>
      html`<button
        data-do=${way}
        aria-pressed=${way === direction ? 'true' : 'false'}
        @click=${() => this.#rest(endOf(way, step, score))}
      >
        ${t(`transport.${way}`)}
      </button>`;
    return html`<div class="bar">
      <div class="transport">
        ${button('step-1', t('transport.time-back'), 'M12 2v12L6 8zM6 2v12L0 8z', () => this.#go(step + (forward ? -1 : 1)))}
        ${button('beat-1', t('transport.beat-back'), 'M12 2v12L4 8z', () => this.#rest(stepBeat(time, -1, score)))}
        ${button(
          'play',
          t(playing ? 'transport.pause' : 'transport.play'),
          playing ? 'M3 2h4v12H3zM9 2h4v12H9z' : 'M4 2l10 6-10 6z',
          () => this.#toggle(),
          'primary',
        )}
        ${button('beat1', t('transport.beat-next'), 'M4 2v12l8-6z', () => this.#rest(stepBeat(time, 1, score)))}
        ${button('step1', t('transport.time-next'), 'M4 2v12l6-6zM10 2v12l6-6z', () => this.#go(step + (forward ? 1 : -1)))}
        <div class="scrub">
          <span>${t('transport.step-of', { step, steps: score.steps })}</span>
          ${
            score.steps > STEPS.shown
              ? html`<input
                  type="range"
                  min="1"
                  max=${score.steps}
                  .value=${String(step)}
                  aria-label=${t('compare.scrub')}
                  @input=${(event: Event) => this.#go(Number((event.target as HTMLInputElement).value))}
                />`
              : nothing
          }
        </div>
      </div>
      <div class="more">
        <button
          data-do="stride"
          aria-pressed=${stride === 'step' ? 'true' : 'false'}
          @click=${() => {
            this.#player.stride = stride === 'step' ? 'operation' : 'step';
            this.requestUpdate();
          }}
        >
          ${t('transport.stride')}
        </button>
        <button data-do="sample" @click=${() => this.race.sample(columns[0]!.view.trace.frame.sample + 1)}>
          ${t('stage.another')}
        </button>
        <div class="seg" role="group" aria-label=${t('transport.direction')}>
          ${turn('forward')} ${turn('backward')}
        </div>
        <button
          data-do="starts"
          aria-disabled=${done ? 'true' : 'false'}
          @click=${() => trials.forEach((each) => (trying ? each.pause() : each.run()))}
        >
          ${t(trying ? 'compare.stop' : 'compare.try', { starts: STARTS })}
        </button>
      </div>
    </div>`;
  }

  #toggle(): void {
    if (this.#player.playing) this.#player.pause();
    else this.#play();
  }

  /** To the end of this direction, from its start where it is there already. */
  #play(): void {
    const { score, time } = this.#player;
    const direction = this.#direction;
    const end = endOf(direction, direction === 'forward' ? score.steps : 1, score);
    if (time >= end - 0.01) {
      const start = direction === 'forward' ? 0 : score.steps * score.forward.length;
      this.#player.seek(start);
    }
    this.#player.play(end);
  }

  /** To the end of a step. */
  #go(step: number): void {
    const { score } = this.#player;
    this.#rest(endOf(this.#direction, Math.min(Math.max(step, 1), score.steps), score));
  }

  #rest(time: number): void {
    this.#player.pause();
    this.#player.seek(time);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const origin = event.composedPath()[0] as HTMLElement;
    if (event.altKey || event.ctrlKey || event.metaKey || origin.matches('input')) return;
    const { step } = momentAt(this.#player.time, this.#player.score);
    const on = this.#direction === 'forward' ? 1 : -1;
    if (event.key === 'ArrowRight') this.#go(step + on);
    else if (event.key === 'ArrowLeft') this.#go(step - on);
    else if (event.key === ' ' && !origin.matches('button')) this.#toggle();
    else return;
    event.preventDefault();
  };
}

/** How much of the gradient at the last question has arrived at each step, of what rides on the belt. */
function leftOf({ trace, network }: View): number[] {
  const { norms } = fadingOf(trace, network.rides);
  const end = norms.at(-1)!;
  return end > 0 ? Array.from(norms, (norm) => norm / end) : [];
}

function button(name: string, label: string, path: string, act: () => void, look = '') {
  return html`<button class="icon ${look}" data-do=${name} aria-label=${label} @click=${act}>
    <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>
  </button>`;
}

/** With a tick or a cross before it: not by the colour alone. */
function verdict(apart: boolean, words: string) {
  return html`<span class="verdict ${apart ? 'apart' : ''}" data-figure="verdict"
    ><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${apart ? 'M2 9l4 4 8-10' : 'M3 3l10 10M13 3L3 13'} /></svg
    >${words}</span
  >`;
}

customElements.define('lstm-stages', LstmStages);
