// <lstm-bar>: a number to be guessed, by a handle on a bar; once it is said, what it truly is stands beside it.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { precise } from '../network/format.ts';
import { Surroundings } from '../words/ambient.ts';

/** So many places has the handle. */
const PLACES = 200;

/** Fires 'answer' (detail: the number) when the reader has said her guess. */
class LstmBar extends LitElement {
  static override styles = [
    base,
    css`
      .guess {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 4rem auto;
        align-items: center;
        gap: 0.7rem;
      }
      output {
        text-align: end;
        font-weight: 600;
      }
      .scale {
        position: relative;
        height: 4.2rem;
      }
      .scale::before {
        content: '';
        position: absolute;
        inset: calc(50% - 2px) 0 auto;
        height: 4px;
        border-radius: 2px;
        background: var(--bed);
      }
      .mark {
        position: absolute;
        left: calc(var(--at) * 100%);
        white-space: nowrap;
        font-size: var(--small);
        line-height: 1.3;
        text-align: center;
      }
      /* The line stands at the number, the words within the scale. */
      .mark::after {
        content: '';
        display: block;
        width: 2px;
        height: 0.7rem;
        background: currentcolor;
      }
      .mark span {
        display: block;
        width: max-content;
        transform: translateX(calc(var(--at) * -100%));
      }
      .mine {
        top: 0;
        color: var(--muted);
      }
      .true {
        top: 50%;
        display: flex;
        flex-direction: column-reverse;
        color: var(--gate);
        font-weight: 600;
      }
      .true::after {
        width: 4px;
      }
    `,
  ];

  @property({ attribute: false }) from = 0;
  @property({ attribute: false }) to = 1;
  /** It is a count. */
  @property({ type: Boolean }) whole = false;
  /** What it is; it is given once the reader has said her guess. */
  @property({ attribute: false }) truth: number | undefined;
  @property({ attribute: false }) guess: number | undefined;
  /** Where the handle is, until it is said. */
  @state() held: number | undefined;
  readonly #surroundings = new Surroundings(this);

  protected override render() {
    const { t } = this.#surroundings.words;
    const middle = (this.from + this.to) / 2;
    const value = this.held ?? (this.whole ? Math.round(middle) : middle);
    const text = (value: number): string => (this.whole ? String(Math.round(value)) : precise(value));
    if (this.guess !== undefined)
      return html`<div class="scale" role="status">
        ${this.#mark('mine', this.guess, t('lesson.yours', { value: text(this.guess) }))}
        ${this.truth === undefined ? nothing : this.#mark('true', this.truth, t('lesson.network', { value: text(this.truth) }))}
      </div>`;
    return html`<div class="guess">
      <input
        type="range"
        aria-label=${t('lesson.guess')}
        min=${this.from}
        max=${this.to}
        step=${this.whole ? 1 : (this.to - this.from) / PLACES}
        .value=${String(value)}
        @input=${({ target }: Event) => (this.held = (target as HTMLInputElement).valueAsNumber)}
      />
      <output>${text(value)}</output>
      <button data-do="answer" @click=${() => this.dispatchEvent(new CustomEvent('answer', { detail: value }))}>
        ${t('lesson.say')}
      </button>
    </div>`;
  }

  #mark(kind: string, value: number, text: string) {
    const at = Math.min(Math.max((value - this.from) / (this.to - this.from), 0), 1);
    return html`<div class="mark ${kind}" .style=${`--at: ${at}`}><span>${text}</span></div>`;
  }
}

customElements.define('lstm-bar', LstmBar);
