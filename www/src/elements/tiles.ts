// <lstm-tiles>: under a belt alone, the vectors that do not ride on it: of each the number of the lane that is followed. What is being
// made now is filled, what is still to come in this step is dashed. Pressing one looks at it. To the tab key they are one stop, from
// where arrows go on.
import { css, html, nothing } from 'lit';
import { sameSpot } from '../network/address.ts';
import { gradient, lane } from '../network/format.ts';
import type { Direction, Moment } from '../network/timeline.ts';
import { inkOf, paint } from '../scene/colour.ts';
import { tiles, type Tile } from '../scene/tiles.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { Width } from './lives.ts';
import { Namer } from './number.ts';
import { inline, runStyles } from './runs.ts';

/** Narrower than this there is room for few letters and digits, in units of the type's size. */
const NARROW = 34;

class LstmTiles extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        display: grid;
        margin-block: 0.5em 0.3em;
        grid-template-columns: minmax(0, 1fr);
      }
      .row {
        grid-area: 1 / 1;
        display: flex;
        flex-wrap: wrap;
        gap: 0.25em;
      }
      .row.room {
        visibility: hidden;
      }
      button {
        flex: 1 1 0;
        min-width: max-content;
        max-width: 11em;
        min-height: 0;
        padding: 0.1em 0.15em 0.2em;
        font-size: inherit;
        line-height: 1.3;
        background: var(--card);
        border: 1px solid var(--edge);
      }
      button > span {
        display: block;
      }
      /* As wide as the longest number: while it plays none moves. */
      .number {
        min-width: 3.3em;
        font-weight: 600;
      }
      .future {
        border: 1px dashed var(--coming);
        color: var(--muted);
      }
      .now {
        border-color: var(--now);
        box-shadow: inset 0 0 0 1px var(--now);
      }
      button[aria-pressed='true'] {
        outline: 2px solid var(--ink);
        outline-offset: 1px;
      }
      .narrow {
        gap: 0.2em;
        font-size: 0.875em;
      }
      .narrow .name :is(.sub, .sup) {
        font-size: 0.8em;
      }
      @media (forced-colors: active) {
        .now {
          forced-color-adjust: none;
        }
      }
    `,
  ];

  readonly #width = new Width(this);
  /** Which of them the tab key stops at. */
  #stop = 0;

  constructor() {
    super('change', 'timeupdate');
  }

  protected override render() {
    const { session } = this;
    if (!session?.view || this.#width.value === 0) return nothing;
    const { moment } = session;
    const { direction } = moment;
    // Those of the other direction have their room, too: turning round moves nothing.
    const other: Direction = direction === 'forward' ? 'backward' : 'forward';
    return [this.#row(moment, false), this.#row({ ...moment, direction: other }, true)];
  }

  #row(moment: Moment, room: boolean) {
    const view = this.session!.view!;
    const narrow = this.#width.value < NARROW * this.#width.em;
    const all = tiles(view, moment);
    const stop = Math.min(this.#stop, all.length - 1);
    return html`<div
      class="row ${narrow ? 'narrow' : ''} ${room ? 'room' : ''}"
      role="group"
      ?inert=${room}
      @keydown=${this.#key}
    >
      ${all.map((tile, k) => this.#tile(tile, moment, narrow, k === stop))}
    </div>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = [...(event.currentTarget as Element).querySelectorAll('button')];
    const at = all.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault(); // they are the figure's elsewhere
    this.#stop = Math.min(Math.max(to, 0), all.length - 1);
    all[this.#stop]!.focus();
    this.requestUpdate();
  };

  #tile({ address, state }: Tile, { direction, step }: Moment, narrow: boolean, stop: boolean) {
    const session = this.session!;
    const view = session.view!;
    const { words, notation, theme } = this.surroundings;
    const spot = { address, step, unit: Math.min(session.unit, view.count(address) - 1) };
    const value = view.value(spot);
    const tone = view.tone(address, value);
    const { fill, ink } = paint(tone, theme);
    const looked = !session.follows && sameSpot(spot, session.spot);
    return html`<button
      class=${state}
      tabindex=${stop ? '0' : '-1'}
      data-address=${address}
      aria-pressed=${looked ? 'true' : 'false'}
      .style=${state === 'now' ? `background: ${fill}; color: ${ink}` : ''}
      @click=${() => session.choose(spot)}
    >
      <span class="unseen">${new Namer(view, words, notation, true).whole(spot)}</span>
      <span aria-hidden="true">${inline(view.network.letters(address, notation, !narrow))}</span>
      <span class="number" aria-hidden="true" .style=${state === 'past' ? `color: ${inkOf(tone, theme)}` : ''}
        >${direction === 'forward' ? lane(value) : gradient(value, narrow)}</span
      >
    </button>`;
  }
}

customElements.define('lstm-tiles', LstmTiles);
