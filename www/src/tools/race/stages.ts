// <lstm-stages>: two or three lanes of a race as belts side by side, on one clock: the same sequence in each, its twin, what is left
// of the gradient, and how many of twenty starts learn it. It covers the page until it is closed.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { base } from '../../elements/base.ts';
import { SessionElement } from '../../elements/element.ts';
import { Media } from '../../elements/lives.ts';
import { Pace } from '../../elements/pace.ts';
import { frameOf, type Frame } from '../../engine/protocol.ts';
import { momentAt, stepBeat, type Direction } from '../../network/timeline.ts';
import { Trace } from '../../network/trace.ts';
import { paint } from '../../scene/colour.ts';
import { glyphText, markOf, STAR } from '../../scene/glyph.ts';
import { View } from '../../scene/view.ts';
import { Player } from '../../session/player.ts';
import { common, endOf, momentOf } from './clock.ts';
import type { Lane, Race } from './lockstep.ts';
import { STARTS, startsOf } from './starts.ts';
import type { Trials } from './trials.ts';
import { turned } from './turned.ts';
import './belt.ts';

/** How many stand side by side. */
const ABREAST = 3;
/** With more steps there is no room to write the inputs, and with more than these none to show them. */
const STEPS = { written: 24, shown: 120 };

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
    base,
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
      .more,
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
        grid-template-columns: repeat(var(--abreast), minmax(0, 34rem));
        justify-content: center;
        gap: 1.5rem;
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
  readonly #listened = new Set<Trials>();
  /** The clock has moved since this was drawn. */
  #moved = false;
  /** It has been played once. */
  #begun = false;

  constructor() {
    super();
    this.#player.stride = 'step';
    const move = (): void => {
      this.#moved = true;
      this.requestUpdate();
    };
    for (const event of ['timeupdate', 'play', 'pause']) this.#player.addEventListener(event, move);
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
    for (const trials of this.#listened) {
      trials.close();
      trials.removeEventListener('change', this.#redraw);
    }
    this.#listened.clear();
    this.open = this.#begun = false;
  }

  #listen(race: Race | undefined): void {
    if (race === this.#heard) return;
    this.#heard?.removeEventListener('change', this.#redraw);
    this.#heard = race;
    race?.addEventListener('change', this.#redraw);
  }

  /** The clock, and what is pressed, are seen at once; what is measured no faster than the eye reads it. */
  protected override shouldUpdate(changed: Map<PropertyKey, unknown>): boolean {
    const measures = this.open && (this.race.running || this.#tried.some(({ running }) => running));
    const now = this.#moved || changed.size > 0;
    this.#moved = false;
    return this.#pace.due(measures && !now);
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
    // What is to be tried is trained first.
    const begins = !this.tries || this.race.lanes.every(({ engine }) => engine.progress.updates > 0);
    if (!begins || this.#begun) return;
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
          trials: this.#startsOf(lane),
        },
      ];
    });
  }

  get #tried(): Trials[] {
    return this.#columns.map(({ trials }) => trials);
  }

  #startsOf({ engine }: Lane): Trials {
    const trials = startsOf(engine.config!, this.budget);
    if (!this.#listened.has(trials)) trials.addEventListener('change', this.#redraw);
    this.#listened.add(trials);
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
                  ${columns.map((column) => this.#column(column, columns))}
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
        const value = Number(glyph?.text.replace('−', '-') ?? trace.value('x', at)[0]);
        const tone = { kind: 'signed', strength: Math.min(Math.max(value || 0, -1), 1) } as const;
        const ground = `background: ${paint(tone, theme).fill}`;
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

  #column({ name, view, twin, trials }: Column, columns: readonly Column[]) {
    const { score, time, stride, playing } = this.#player;
    return html`<lstm-belt
      ?tall=${this.#tall.holds && columns.length === ABREAST}
      .name=${name}
      .view=${view}
      .twin=${twin}
      .moment=${momentOf(time, score, view.score, playing && stride === 'step')}
      .among=${columns.map((column) => column.view)}
      .trials=${trials}
      .tried=${trials.rows.filter(({ ended }) => ended).length}
    ></lstm-belt>`;
  }

  #foot(columns: readonly Column[]) {
    const { t } = this.words;
    return html`<p class="foot">
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
            this.#moved = true;
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

function button(name: string, label: string, path: string, act: () => void, look = '') {
  return html`<button class="icon ${look}" data-do=${name} aria-label=${label} @click=${act}>
    <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>
  </button>`;
}

customElements.define('lstm-stages', LstmStages);
