// <lstm-transport>: play, pause, step, operations, speed, direction, in one line. Where it is docked it is a bar at the lower edge
// of the window, with what a thumb needs, and what is set but once stays behind.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { widthOf } from '../scene/glyph.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { Width } from './lives.ts';
import { runStyles } from './runs.ts';
import { nameOf, placeOf, titleOf } from './words.ts';

/** Narrower than this the beats have a line of their own; in a wider one so much stands beside them. In CSS pixels. */
const WRAPS = 800;
const BESIDE = 606;
/** The width of an em of their names, most of which are small letters, and what each needs beside its letters. */
const NAME = { size: 11, around: 7 };

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

const STEPS = {
  step: { [-1]: 'M14 2v12L8 8zM7 2v12L1 8z', 1: 'M2 2v12l6-6zM9 2v12l6-6z' },
  beat: { [-1]: 'M3 2h2v12H3zM14 2v12L5 8z', 1: 'M13 2h-2v12h2zM2 2v12l9-6z' },
} as const;

class LstmTransport extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      .row,
      .bar {
        display: flex;
        align-items: center;
        gap: 0.5rem;
      }
      .icon {
        min-width: 2.25rem;
        padding-inline: 0.5rem;
      }
      .icon.primary {
        min-width: 3.25rem;
      }
      .icon svg,
      .turn svg {
        display: block;
        margin: auto;
        width: 1.1em;
        height: 1.1em;
        fill: currentColor;
      }
      .beats {
        display: flex;
        flex: 1 1 0;
        gap: 3px;
        min-width: 0;
        margin-inline: 0.5rem;
      }
      .beats button {
        min-width: 0;
        min-height: 2.25rem;
        padding: 0;
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--muted);
        font-size: var(--small);
        line-height: 1.1;
        display: flex;
        flex-direction: column;
        gap: 5px;
      }
      .beats i {
        display: block;
        align-self: stretch;
        height: 4px;
        background: var(--rule);
        overflow: hidden;
      }
      .beats i > b {
        display: block;
        height: 100%;
        background: var(--muted);
      }
      .beats button[aria-current='step'] {
        color: var(--now);
        font-weight: 600;
      }
      .beats button[aria-current='step'] b {
        background: var(--now);
      }
      @media (forced-colors: active) {
        .beats i,
        .beats b {
          forced-color-adjust: none;
          outline: 1px solid CanvasText;
          background: Canvas;
        }
        .beats i > b,
        .beats button[aria-current='step'] b {
          background: Highlight;
        }
      }
      .beats.backward {
        flex-direction: row-reverse;
      }
      .beats.backward i {
        transform: scaleX(-1);
      }
      .beats button > span {
        align-self: center;
      }
      .turn {
        display: inline-flex;
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        overflow: hidden;
      }
      .turn button {
        min-height: calc(2.25rem - 2px);
        border: 0;
        border-radius: 0;
        text-transform: capitalize;
      }
      select,
      [data-do='stride'],
      .turn button {
        padding-inline: 0.6rem;
        font-size: var(--text);
      }
      @media (forced-colors: active) {
        .turn button[aria-pressed='true'] {
          background: Highlight;
        }
      }
      .where {
        flex: 1;
        text-align: center;
        font-size: var(--small);
        color: var(--muted);
        line-height: 1.3;
      }
      .place {
        margin-inline: 0.3rem auto;
        white-space: nowrap;
        font-size: var(--text);
        color: var(--muted);
      }
      ::slotted(*) {
        order: 2;
      }
      :host([compact]) .row {
        margin-top: 0.6rem;
      }
      .where b {
        display: block;
        color: var(--now);
        font-size: 1rem;
      }
      .wraps {
        flex-wrap: wrap;
      }
      .wraps .beats {
        order: 1;
        flex-basis: 100%;
        margin-inline: 0;
      }
      .bar {
        position: fixed;
        inset: auto 0 0;
        z-index: 2;
        height: var(--dock);
        padding: 0 0.6rem env(safe-area-inset-bottom);
        background: var(--paper);
        border-top: 1px solid var(--rule);
      }
      .bar .icon {
        min-width: 2.75rem;
      }
      .bar .icon.primary {
        min-width: 4rem;
      }
      @media (pointer: coarse), (max-width: 640px) {
        .turn button {
          min-width: 2.25rem;
          min-height: 44px;
        }
      }
    `,
  ];

  /** At the lower edge of the window: for a page that is one figure. */
  @property({ type: Boolean }) docked = false;
  /** What steps and plays, and where it is, in one line with what is in the slot. */
  @property({ type: Boolean, reflect: true }) compact = false;

  readonly #width = new Width(this);

  constructor() {
    super('change', 'timeupdate', 'play', 'pause');
  }

  protected override render() {
    const { session } = this;
    const view = session?.view;
    if (!session || !view) return nothing;
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { moment } = session;
    const place = placeOf(view, moment, words);
    if (this.compact)
      return html`<div class="row">
        ${this.#step('beat', -1)} ${this.#play()} ${this.#step('beat', 1)}
        <span class="place" data-place>${place}</span>
        <slot></slot>
      </div>`;
    const wraps = this.#width.value < WRAPS ? 'wraps' : '';
    if (!this.docked)
      return html`<div class="row ${wraps}">
        ${this.#step('step', -1)} ${this.#step('beat', -1)} ${this.#play()} ${this.#step('beat', 1)}
        ${this.#step('step', 1)} ${this.#beats()}
        <span class="unseen" data-place>${place}</span>
        ${this.#pace()} ${this.#turn()} <slot></slot>
      </div>`;
    // The name of the beat alone: that of a step is the line below it.
    const title = moment.moved === undefined ? titleOf(view, moment, words, notation).shown : t(`transport.stride`);
    return html`<div class="row ${wraps}">
        ${this.#step('step', -1)} ${this.#step('step', 1)} ${this.#pace()} ${this.#beats()}
      </div>
      <div class="bar">
        ${this.#step('beat', -1)} ${this.#play()} ${this.#step('beat', 1)}
        <p class="where"><b>${title}</b><span data-place>${place}</span></p>
        ${this.#turn()}
      </div>`;
  }

  #play() {
    const session = this.session!;
    const name = this.surroundings.words.t(session.playing ? 'transport.pause' : 'transport.play');
    return html`<button class="icon primary" data-do="play" aria-label=${name} @click=${() => session.toggle()}>
      ${icon(session.playing ? 'M3 2h4v12H3zM9 2h4v12H9z' : 'M4 2l10 6-10 6z')}
    </button>`;
  }

  // Left is always "back", whichever way the gradient flows on the belt.
  #step(what: 'beat' | 'step', by: 1 | -1) {
    const name = this.surroundings.words.t(
      `transport.${what === 'beat' ? 'beat' : 'time'}-${by === 1 ? 'next' : 'back'}`,
    );
    return html`<button
      class="icon"
      data-do="${what}${by}"
      aria-label=${name}
      @click=${() => this.session?.step(by, what)}
    >
      ${icon(STEPS[what][by])}
    </button>`;
  }

  #beats() {
    const session = this.session!;
    const view = session.view!;
    const { words, notation } = this.surroundings;
    const { direction, index: now, progress } = session.moment;
    const list = view.score[direction];
    const { value: width } = this.#width;
    const names = list.map((beat) => nameOf(view, direction, beat, words, notation));
    const wide = names.map(({ text }) => widthOf(text) * NAME.size + NAME.around);
    // Where there is no room for all, the one that is played has its name.
    const named = wide.reduce((sum, each) => sum + each, 0) <= width - (width < WRAPS ? 0 : BESIDE);
    return html`<div class="beats ${direction}" role="group" aria-label=${words.t('transport.beats')}>
      ${list.map((beat, index) => {
        const done = index < now ? 1 : index > now ? 0 : progress;
        const name = names[index]!;
        return html`<button
          data-beat=${beat}
          .style=${`flex: ${named ? wide[index] : 1} 1 0`}
          aria-current=${index === now ? 'step' : 'false'}
          aria-label=${named ? nothing : name.text}
          @click=${() => session.goTo(beat)}
        >
          <i><b .style=${`width: ${100 * done}%`}></b></i><span>${named || index === now ? name.shown : ''}</span>
        </button>`;
      })}
    </div>`;
  }

  /** How fast, and how much at a time. */
  #pace() {
    const session = this.session!;
    const { speed, stride } = session;
    const { t } = this.surroundings.words;
    return html`<select
        aria-label=${t('transport.speed')}
        data-explain="playing-speed"
        @change=${(event: Event) => session.set({ speed: Number((event.target as HTMLSelectElement).value) })}
      >
        ${[...new Set([...SPEEDS, speed])].map((each) => html`<option value=${each} .selected=${each === speed}>${each}×</option>`)}
      </select>
      <button
        data-do="stride"
        aria-pressed=${stride === 'step' ? 'true' : 'false'}
        @click=${() => session.set({ stride: stride === 'step' ? 'operation' : 'step' })}
      >
        ${t('transport.stride')}
      </button>`;
  }

  #turn() {
    const session = this.session!;
    const { t } = this.surroundings.words;
    return html`<div class="turn" role="group" aria-label=${t('transport.direction')}>
      ${(['forward', 'backward'] as const).map((way) => {
        const name = t(`transport.${way}`);
        return html`<button
          data-do=${way}
          aria-pressed=${way === session.moment.direction ? 'true' : 'false'}
          aria-label=${this.docked ? name : nothing}
          @click=${() => session.turn(way)}
        >
          ${this.docked ? icon(way === 'forward' ? 'M4 2l10 6-10 6z' : 'M12 2L2 8l10 6z') : name}
        </button>`;
      })}
    </div>`;
  }
}

function icon(path: string) {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;
}

customElements.define('lstm-transport', LstmTransport);
