// <lstm-link>: a link that leads to what is seen, with the weights if they are wanted.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { check } from '../../elements/fields.ts';
import type { Frame } from '../../engine/protocol.ts';
import { addressOf } from '../../session/link.ts';
import { pack } from '../../session/weights.ts';
import { take } from '../file.ts';
import { ToolElement } from '../tool.ts';

/** No program that hands on links is sure to let a longer one through, in characters. */
const LONGEST = 32_000;

class LstmLink extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      textarea {
        min-height: 0;
        font-family: ui-monospace, monospace;
        font-size: 0.85rem;
        overflow-wrap: anywhere;
      }
      [role='status']:empty {
        display: none;
      }
    `,
  ];

  /** The link is to carry the weights. */
  @state() weighted = false;
  /** Those of a frame, once they are packed. */
  @state() packed: { frame: Frame; text: string } | undefined;
  /** What came of copying. */
  @state() said: 'copied' | 'selected' | undefined;

  constructor() {
    super('timeupdate', 'progress');
  }

  protected override willUpdate(): void {
    const { frame: seen } = this.session.view.trace;
    const frame = seen.ghost ?? seen; // what is edited stands in the link by itself
    if (this.weighted && frame.params !== this.packed?.frame.params && !this.session.progress.running)
      void this.#pack(frame);
  }

  async #pack(frame: Frame): Promise<void> {
    this.packed = { frame, text: this.packed?.text ?? '' };
    const text = await pack(frame);
    if (this.packed.frame === frame) this.packed = { frame, text };
  }

  protected override render() {
    const { t } = this.words;
    const link = this.#link();
    const { updates } = this.session.view.trace.frame;
    return html`
      <h3>${t('share.link')}</h3>
      <textarea name="link" readonly rows="3" aria-label=${t('share.link')} .value=${link}></textarea>
      <div class="actions">
        <button data-do="copy" @click=${() => void this.#copy()}>${t('share.copy')}</button>
        ${check(t('share.weights', { updates }), this.weighted, (on) => ([this.weighted, this.said] = [on, undefined]), 'weights')}
        <span class="note" data-figure="length">${t('share.length', { n: link.length })}</span>
      </div>
      <p role="status">${this.said ? t(`share.${this.said}`) : ''}</p>
      ${this.#tooLong ? html`<p class="wrong">${t('share.too-long', { n: this.packed!.text.length, most: LONGEST })}</p>` : nothing}
      <p class="note">${t(this.weighted && !this.#tooLong ? 'share.about-weights' : 'share.about-link')}</p>
    `;
  }

  get #tooLong(): boolean {
    return this.weighted && (this.packed?.text.length ?? 0) > LONGEST;
  }

  #link(): string {
    const { notation } = this.surroundings;
    const weights = this.weighted && !this.#tooLong ? this.packed?.text || undefined : undefined;
    return addressOf({ ...this.session.state, tool: undefined, weights, notation }, this.session.proposed);
  }

  async #copy(): Promise<void> {
    this.said = undefined;
    this.said = await take(this.renderRoot.querySelector('textarea')!);
  }
}

customElements.define('lstm-link', LstmLink);
