// <lstm-transport>: play, pause, step, scrub, speed, direction. It shows a moment and says what is wished; it moves nothing.
import { css, html, LitElement, nothing } from 'lit';
import { locale, t } from '../locale.ts';
import { duration, type Moment, type Score } from '../scene/timeline.ts';
import { RedrawOn } from '../redraw.ts';
import { base } from './base.ts';
import { runStyles } from './runs.ts';

export type TransportWish =
  | { do: 'play' | 'pause' | 'turn' }
  | { do: 'beat' | 'time'; by: 1 | -1 }
  | { do: 'seek'; time: number }
  | { do: 'goto'; index: number }
  | { do: 'speed'; speed: number };

/** With more beats than these there is no room for their names. */
const MOST_NAMED = 10;

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/** Fires 'wish' (detail: TransportWish). */
export class LstmTransport extends LitElement {
  static override properties = {
    moment: { attribute: false },
    time: { attribute: false },
    score: { attribute: false },
    named: { attribute: false },
    playing: { attribute: false },
    speed: { attribute: false },
  };
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
        min-height: 2.4rem;
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
        margin-top: 0.5rem;
      }
      .scrub {
        flex: 1 1 18rem;
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.6rem;
        align-items: center;
        font-size: 0.85rem;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .scrub input {
        width: 100%;
        margin: 0;
        height: 1.4rem;
        accent-color: var(--now);
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
        background: var(--accent);
        color: var(--accent-ink);
      }
      .turn button.back[aria-pressed='true'] {
        background: var(--back);
        color: var(--paper);
      }
      select {
        min-width: 4.6rem;
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

  declare moment: Moment;
  declare time: number;
  declare score: Score;
  /** How a beat is called. */
  declare named: (beat: string) => { text: string; shown: unknown };
  declare playing: boolean;
  declare speed: number;

  constructor() {
    super();
    new RedrawOn(this, locale);
  }

  protected override render() {
    const { moment, score, playing } = this;
    if (!moment || !score) return null;
    const { steps } = score;
    const { direction } = moment;
    const list = score[direction];
    // Where forward turns into backward, in percent.
    const turn = (100 * steps * score.forward.length) / duration(score);
    // Left is always "back", whichever way the gradient flows on the belt.
    return html`<div class="row">
        <button
          class="icon primary"
          data-do="play"
          aria-label=${t(playing ? 'transport.pause' : 'transport.play')}
          title="${t(playing ? 'transport.pause' : 'transport.play')} (${t('transport.key-space')})"
          @click=${() => this.#wish({ do: playing ? 'pause' : 'play' })}
        >
          ${playing ? icon('M3 2h4v12H3zM9 2h4v12H9z') : icon('M4 2l10 6-10 6z')}
        </button>
        ${this.#step('time', -1, 'M12 2v12L6 8zM6 2v12L0 8z')} ${this.#step('beat', -1, 'M12 2v12L4 8z')}
        ${this.#step('beat', 1, 'M4 2v12l8-6z')} ${this.#step('time', 1, 'M4 2v12l6-6zM10 2v12l6-6z')}
        <div class="beats ${direction}" role="group" aria-label=${t('transport.beats')}>
          ${list.map((beat, index) => {
            const done = index < moment.index ? 1 : index > moment.index ? 0 : moment.progress;
            return html`<button
              data-beat=${beat}
              aria-current=${index === moment.index ? 'step' : 'false'}
              aria-label=${list.length > MOST_NAMED ? this.named(beat).text : nothing}
              title=${list.length > MOST_NAMED ? this.named(beat).text : nothing}
              @click=${() => this.#wish({ do: 'goto', index })}
            >
              <i><b style="width:${100 * done}%"></b></i
              ><span>${list.length > MOST_NAMED ? '' : this.named(beat).shown}</span>
            </button>`;
          })}
        </div>
      </div>
      <div class="row">
        <label class="scrub">
          <span>${t('transport.step-of', { step: moment.step, steps: steps })}</span>
          <input
            type="range"
            min="0"
            max=${duration(score)}
            step="0.01"
            .value=${String(this.time)}
            aria-label=${t('transport.scrub')}
            aria-valuetext="${t(`transport.${direction}`)} · ${t('transport.step-of', { step: moment.step, steps: steps })} · ${this.named(moment.beat).text}"
            style="background:linear-gradient(90deg, color-mix(in srgb, var(--pos) 22%, transparent) ${turn}%, color-mix(in srgb, var(--back) 26%, transparent) ${turn}%) center / 100% 6px no-repeat"
            @input=${(event: Event) => this.#wish({ do: 'seek', time: Number((event.target as HTMLInputElement).value) })}
          />
        </label>
        <select
          aria-label=${t('transport.speed')}
          title=${t('transport.speed')}
          .value=${String(this.speed)}
          @change=${(event: Event) => this.#wish({ do: 'speed', speed: Number((event.target as HTMLSelectElement).value) })}
        >
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === this.speed}>${speed}×</option>`)}
        </select>
        <div class="turn" role="group" aria-label=${t('transport.direction')}>
          <button
            data-do="forward"
            aria-pressed=${direction === 'forward'}
            @click=${() => direction !== 'forward' && this.#wish({ do: 'turn' })}
          >
            ${t('transport.forward')}
          </button>
          <button
            class="back"
            data-do="backward"
            aria-pressed=${direction === 'backward'}
            @click=${() => direction !== 'backward' && this.#wish({ do: 'turn' })}
          >
            ${t('transport.backward')}
          </button>
        </div>
      </div>`;
  }

  #step(what: 'beat' | 'time', by: 1 | -1, path: string) {
    const name = t(`transport.${what}-${by === 1 ? 'next' : 'back'}`);
    return html`<button
      class="icon"
      data-do="${what}${by}"
      aria-label=${name}
      title=${name}
      @click=${() => this.#wish({ do: what, by })}
    >
      ${icon(path)}
    </button>`;
  }

  #wish(detail: TransportWish): void {
    this.dispatchEvent(new CustomEvent<TransportWish>('wish', { detail }));
  }
}

function icon(path: string) {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;
}

customElements.define('lstm-transport', LstmTransport);
