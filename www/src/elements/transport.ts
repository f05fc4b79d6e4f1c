// <lstm-transport>: play, pause, step, scrub, speed, direction.
import { css, html, nothing } from 'lit';
import { timeOf } from '../network/timeline.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { runStyles } from './runs.ts';
import { nameOf, placeOf } from './words.ts';

/** With more beats than these there is no room for their names. */
const MOST_NAMED = 10;

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

class LstmTransport extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      .row {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        flex-wrap: wrap;
      }
      .icon {
        min-width: 2.5rem;
        padding-inline: 0.6rem;
        font-variant-emoji: text;
      }
      .icon svg {
        display: block;
        margin: auto;
        width: 1.1em;
        height: 1.1em;
        fill: currentColor;
      }
      .beats {
        display: flex;
        flex: 1 1 26rem;
        gap: 3px;
        min-width: 0;
      }
      .beats button {
        flex: 1 1 0;
        min-width: 0;
        min-height: 2.1rem;
        padding: 0;
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--muted);
        font-size: 0.82rem;
        white-space: normal;
        line-height: 1.1;
        display: flex;
        flex-direction: column;
        gap: 5px;
      }
      .beats i {
        display: block;
        align-self: stretch;
        height: 5px;
        border-radius: 3px;
        background: var(--rule);
        overflow: hidden;
      }
      .beats i > b {
        display: block;
        height: 100%;
        background: var(--muted);
      }
      .beats button[aria-current='step'] {
        color: var(--ink);
        font-weight: 650;
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
      .row + .row {
        margin-top: 0.35rem;
      }
      .scrub {
        flex: 1 1 10rem;
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.6rem;
        align-items: center;
        font-size: 0.85rem;
        color: var(--muted);
      }
      .scrub input {
        width: 100%;
        margin: 0;
        height: 1.4rem;
        accent-color: var(--now);
        background: linear-gradient(color-mix(in srgb, var(--pos) 22%, transparent) 0 0) center / 100% 6px no-repeat;
      }
      .scrub input.backward {
        background-image: linear-gradient(color-mix(in srgb, var(--back) 26%, transparent) 0 0);
      }
      .turn {
        display: inline-flex;
        border: 1px solid color-mix(in srgb, var(--muted) 65%, var(--rule));
        border-radius: var(--radius);
        overflow: hidden;
      }
      .turn button {
        border: 0;
        border-radius: 0;
        background: var(--card);
      }
      .turn button[aria-pressed='true'] {
        box-shadow: inset 0 -3px var(--pos);
      }
      .turn button.back[aria-pressed='true'] {
        box-shadow: inset 0 -3px var(--back);
      }
      @media (forced-colors: active) {
        .turn button[aria-pressed='true'] {
          background: Highlight;
        }
      }
      select {
        min-width: 4.6rem;
      }
      /* In one line with the buttons beside it, whose own styles would win over these. */
      @media (min-width: 641px) and (pointer: fine) {
        select,
        [data-do='stride'],
        .turn button {
          font-size: 0.88rem;
          padding-inline: 0.6rem;
        }
        ::slotted(button) {
          font-size: 0.88rem !important;
          padding-inline: 0.6rem !important;
        }
      }
      @media (max-width: 640px) {
        .beats {
          order: 5;
          flex-basis: 100%;
        }
        .beats button {
          font-size: 0.66rem;
          min-height: 44px;
        }
        .scrub input {
          height: 44px;
        }
        .icon {
          min-width: 44px;
          padding-inline: 0.3rem;
        }
        .row {
          gap: 0.35rem;
        }
        .turn {
          flex: 1 1 auto;
        }
        .turn button {
          flex: 1 1 0;
          padding-inline: 0.3rem;
        }
      }
    `,
  ];

  constructor() {
    super('change', 'timeupdate', 'play', 'pause');
  }

  protected override render() {
    const { session } = this;
    const view = session?.view;
    if (!session || !view) return nothing;
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { moment, playing, speed } = session;
    const { score } = view;
    const { direction } = moment;
    const list = score[direction];
    const named = (beat: string) => nameOf(view, direction, beat, words, notation);
    const place = placeOf(view, moment, words);
    const start = timeOf(direction, direction === 'forward' ? 1 : score.steps, 0, 0, score);
    const play = t(playing ? 'transport.pause' : 'transport.play');
    // Left is always "back", whichever way the gradient flows on the belt.
    return html`<div class="row">
        <button class="icon" data-do="play" aria-label=${play} @click=${() => session.toggle()}>
          ${playing ? icon('M3 2h4v12H3zM9 2h4v12H9z') : icon('M4 2l10 6-10 6z')}
        </button>
        ${this.#step('step', -1, 'M12 2v12L6 8zM6 2v12L0 8z')} ${this.#step('beat', -1, 'M12 2v12L4 8z')}
        ${this.#step('beat', 1, 'M4 2v12l8-6z')} ${this.#step('step', 1, 'M4 2v12l6-6zM10 2v12l6-6z')}
        <div class="beats ${direction}" role="group" aria-label=${t('transport.beats')}>
          ${list.map((beat, index) => {
            const done = index < moment.index ? 1 : index > moment.index ? 0 : moment.progress;
            return html`<button
              data-beat=${beat}
              aria-current=${index === moment.index ? 'step' : 'false'}
              aria-label=${list.length > MOST_NAMED ? named(beat).text : nothing}
              @click=${() => session.goTo(beat)}
            >
              <i><b .style=${`width: ${100 * done}%`}></b></i
              ><span>${list.length > MOST_NAMED ? '' : named(beat).shown}</span>
            </button>`;
          })}
        </div>
      </div>
      <div class="row">
        <label class="scrub" data-explain="scrub">
          <span>${place}</span>
          <input
            class=${direction}
            type="range"
            min="0"
            max=${score.steps * list.length}
            step="any"
            dir=${direction === 'forward' ? 'ltr' : 'rtl'}
            .value=${String(session.time - start)}
            aria-label=${t('transport.scrub')}
            aria-valuetext="${t(`transport.${direction}`)} · ${place} · ${named(moment.beat).text}"
            @input=${(event: Event) => session.seek(start + this.#within((event.target as HTMLInputElement).value))}
            @keydown=${this.#key}
          />
        </label>
        <slot></slot>
        <select
          aria-label=${t('transport.speed')}
          data-explain="playing-speed"
          @change=${(event: Event) => session.set({ speed: Number((event.target as HTMLSelectElement).value) })}
        >
          ${[...new Set([...SPEEDS, speed])].map((each) => html`<option value=${each} .selected=${each === speed}>${each}×</option>`)}
        </select>
        <button
          data-do="stride"
          aria-pressed=${session.stride === 'step' ? 'true' : 'false'}
          @click=${() => session.set({ stride: session.stride === 'step' ? 'operation' : 'step' })}
        >
          ${t('transport.stride')}
        </button>
        <div class="turn" role="group" aria-label=${t('transport.direction')}>
          <button data-do="forward" aria-pressed=${direction === 'forward'} @click=${() => session.turn('forward')}>
            ${t('transport.forward')}
          </button>
          <button
            class="back"
            data-do="backward"
            aria-pressed=${direction === 'backward'}
            @click=${() => session.turn('backward')}
          >
            ${t('transport.backward')}
          </button>
        </div>
      </div>`;
  }

  #step(what: 'beat' | 'step', by: 1 | -1, path: string) {
    const { t } = this.surroundings.words;
    const name = t(`transport.${what === 'beat' ? 'beat' : 'time'}-${by === 1 ? 'next' : 'back'}`);
    return html`<button
      class="icon"
      data-do="${what}${by}"
      aria-label=${name}
      @click=${() => this.session?.step(by, what)}
    >
      ${icon(path)}
    </button>`;
  }

  /** At the very end of a pass its own direction is shown, not the next one. */
  #within(value: string): number {
    const { score } = this.session!.view!;
    return Math.min(Number(value), score.steps * score[this.session!.moment.direction].length - 1e-6);
  }

  /** The thumb goes the way that the picture goes: back in time to the left. An arrow is an operation, a page a time step. */
  readonly #key = (event: KeyboardEvent): void => {
    const session = this.session!;
    const { direction } = session.moment;
    const right = direction === 'forward' ? 1 : -1;
    const keys: Record<string, () => void> = {
      ArrowRight: () => session.step(right),
      ArrowLeft: () => session.step(right === 1 ? -1 : 1),
      ArrowUp: () => session.step(1),
      ArrowDown: () => session.step(-1),
      PageUp: () => session.step(1, 'step'),
      PageDown: () => session.step(-1, 'step'),
      Home: () => session.goEnd('first', direction),
      End: () => session.goEnd('last', direction),
    };
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function icon(path: string) {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;
}

customElements.define('lstm-transport', LstmTransport);
