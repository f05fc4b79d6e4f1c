// <lstm-figure>: one time step as a picture, what happens in it in words, what belongs under it (the slot), and the transport; with
// keys of its own. Where its height is limited, the picture is what gives way.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import { momentAt, type Moment } from '../network/timeline.ts';
import { widthOf } from '../scene/glyph.ts';
import type { View } from '../scene/view.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { steer } from './keys.ts';
import { runStyles } from './runs.ts';
import type { LstmStage } from './stage.ts';
import { captionOf, spoken, titleOf } from './words.ts';
import './stage.ts';
import './table.ts';
import './transport.ts';

/** A caption that is wider than so many times its type's size is set smaller; on a low screen one that is wider than a line. */
const LONG = 90;
const LINE = 56;

/** The faces that a caption is set in. */
const LETTERS = ["1em 'Source Sans 3'", "italic 1em 'STIX Two Text'"];

export class LstmFigure extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .whole {
        display: contents;
      }
      .figure,
      lstm-stage {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .figure {
        min-width: 0;
        border-radius: var(--radius);
      }
      .figure:focus-visible {
        outline-offset: 3px;
      }
      :host > :not(.figure),
      .whole > :not(.figure) {
        flex: none;
      }
      /* As high as the longest caption, so that nothing below moves while it plays. */
      .captions {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        margin-block: 0.2rem 0.3rem;
        font-size: 1rem;
        line-height: 1.35;
      }
      @media (min-width: 1000px) and (min-height: 800px) {
        .captions {
          font-size: var(--large);
        }
      }
      :host([bare]) .captions {
        font-size: 1.3rem;
      }
      /*
       * The picture stays in view while all else on the page moves below it: all of this stands in the page's own column. One that
       * would take more than half of the window moves away with the rest.
       */
      :host([docked]) {
        display: contents;
      }
      :host([docked]) .figure {
        position: sticky;
        top: min(0px, (50dvh - 100vw * var(--tall)) * 1000);
        z-index: 1;
        background: var(--paper);
      }
      :host([docked]) :is(.figure, .captions) {
        order: -1;
      }
      .captions > * {
        grid-area: 1 / 1;
      }
      .long {
        font-size: 0.82em;
      }
      @media (min-width: 641px) and (max-height: 799px) {
        .fairly {
          font-size: 0.82em;
        }
        .fairly:has(> .general) {
          font-size: inherit;
        }
      }
      .room,
      .captions[unlettered] .caption {
        visibility: hidden;
      }
      @media (max-width: 640px), (max-height: 799px) {
        .general {
          display: none;
        }
      }
      @media print {
        lstm-transport {
          display: none;
        }
      }
      .captions b {
        color: var(--now);
        margin-inline-end: 0.4em;
      }
    `,
  ];

  /** Without the transport: its keys are enough. */
  @property({ type: Boolean }) bare = false;
  /** A line to play and to step by, no more. */
  @property({ type: Boolean }) brief = false;
  /** Nothing is said of what happens in it. */
  @property({ type: Boolean }) silent = false;
  /** No keys of its own: those of the page around are meant. */
  @property({ type: Boolean }) keyless = false;
  /** The whole cell; or the belt alone, its tiles under it and a line of controls, for a column of text: then bring tiles.ts. */
  @property() room: 'cell' | 'belt' = 'cell';
  /** The picture stays at the upper edge of the window, the transport at the lower one. */
  @property({ type: Boolean, reflect: true }) docked = false;

  /** The letters of captions are there, or will not come: with others their lines would break elsewhere, and jump. */
  @state() lettered = false;

  constructor() {
    super('change', 'timeupdate', 'play', 'pause');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const lettered = (): void => void (this.lettered = true);
    void Promise.all(LETTERS.map((face) => document.fonts.load(face))).then(lettered, lettered);
  }

  protected override render() {
    const { session } = this;
    const view = session?.view;
    if (!session || !view) return nothing;
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { moment } = session;
    const { width, height } = view.network.plan('narrow');
    const credit = html`<slot name="credit"></slot>`;
    return html`<div class="whole" @keydown=${this.#key}>
      <div
        class="figure"
        .style=${`--tall: ${height / width}`}
        tabindex="0"
        role="group"
        aria-label=${t('stage.figure')}
        aria-describedby="keys"
      >
        <lstm-stage
          .caption=${spoken(view, moment, words, notation, session.unit)}
          ?compact=${this.#compact}
        ></lstm-stage>
        <lstm-table></lstm-table>
        ${this.#compact ? html`<lstm-tiles></lstm-tiles>` : nothing}
      </div>
      <div class="captions" ?hidden=${this.silent} ?unlettered=${!this.lettered}>
        ${guard([view.network, view.score.steps, words, notation, this.room], () => this.#room(view))}
        ${this.#caption(view, moment)}
      </div>
      <slot></slot>
      <lstm-transport ?hidden=${this.bare} ?docked=${this.docked} ?compact=${this.brief}>
        ${this.bare ? nothing : credit}
      </lstm-transport>
      ${this.bare ? credit : nothing}
      <p class="unseen" id="keys">${t('transport.keys')}</p>
      <p class="unseen" aria-live="polite">
        ${session.playing ? '' : spoken(view, moment, words, notation, session.unit)}
      </p>
    </div>`;
  }

  get #compact(): boolean {
    return this.room === 'belt';
  }

  /** Brings the picture into view. */
  show(): void {
    this.renderRoot.querySelector('.figure')?.scrollIntoView({ block: this.docked ? 'start' : 'nearest' });
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.figure')?.focus();
  }

  /** Enter leads from the picture in among its numbers, Escape out again; all else steers. */
  readonly #key = (event: KeyboardEvent): void => {
    if (this.keyless) return;
    const figure = this.renderRoot.querySelector<HTMLElement>('.figure')!;
    const stage = this.renderRoot.querySelector<LstmStage>('lstm-stage')!;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.defaultPrevented;
    if (plain && event.key === 'Enter' && event.target === figure) stage.enter();
    else if (plain && event.key === 'Escape' && event.target === stage) figure.focus();
    else return steer(this.session!, event);
    event.preventDefault();
  };

  /** A new element with each beat, or each whole step: letters that move inside an old one count as a shift of the layout. */
  #caption(view: View, moment: Moment, room = false) {
    const { words, notation } = this.surroundings;
    const title = titleOf(view, moment, words, notation);
    const { text, shown } = captionOf(view, moment, words, notation, this.session!.unit, this.#compact);
    const width = widthOf(text);
    const long = width > LONG ? 'long' : width > LINE ? 'fairly' : '';
    return keyed(
      `${moment.beat} ${moment.moved === undefined ? '' : moment.step}`,
      html`<p class="${room ? 'room' : 'caption'} ${long}" aria-hidden=${room ? 'true' : nothing}>
        <b>${title.shown}</b>${shown}
      </p>`,
    );
  }

  /**
   * All captions, invisible, to reserve the height of the longest: the last forward step and the first backward have every
   * sentence.
   */
  #room(view: View) {
    const { score } = view;
    const first = (score.steps - 1) * score.forward.length;
    const beats = score.forward.length + 2 * score.backward.length;
    return Array.from({ length: beats }, (_, k) => momentAt(first + k, score)).map((moment) =>
      this.#caption(view, moment, true),
    );
  }
}

customElements.define('lstm-figure', LstmFigure);
