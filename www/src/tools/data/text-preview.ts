// <lstm-text-preview>: a text as the network would read it: by which unit, of how many pieces, and its symbols. Says 'unit' with
// another unit.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { menu } from '../../elements/fields.ts';
import { PartElement } from './part.ts';
import type { Prepared } from './prepared.ts';
import { tokensOf } from './tokens.ts';

const MOST_SYMBOLS = 80;

class LstmTextPreview extends PartElement {
  static override styles = [
    ...PartElement.styles,
    css`
      .facts {
        margin-block: 0.6rem;
      }
      .symbols {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
        margin-block: 0.4rem;
      }
      .symbols span {
        padding: 0 0.35rem;
        background: var(--bed);
        border-radius: 4px;
        line-height: 1.5;
      }
    `,
  ];

  @property({ attribute: false }) ready!: Prepared;
  /** By which it can be read. */
  @property({ attribute: false }) units!: readonly string[];
  /** Characters that are used, of those that were entered. */
  @property({ attribute: false }) used!: number;
  @property({ attribute: false }) of!: number;

  protected override render() {
    const { t, named } = this.words;
    const { used, of } = this;
    const { options, pieces, kept } = this.ready;
    const unit = String(options['unit']);
    const symbols = [...new Set(tokensOf(String(options['text']), unit === 'word'))];
    const left = symbols.length - MOST_SYMBOLS;
    const units = this.units.map((each) => [each, named(`unit.${each}`, each)] as const);
    const choose = (detail: string): unknown => this.dispatchEvent(new CustomEvent('unit', { detail }));
    return html`${menu('data-unit', t('option.unit'), units, unit, choose)}
      <p class="facts" data-figure="pieces">
        ${t(`data.count-${unit}`, { n: pieces + kept, distinct: symbols.length })}
        ${of > used ? t('data.cut', { used, of }) : nothing}
      </p>
      <div class="symbols">
        ${symbols.slice(0, MOST_SYMBOLS).map((each) => html`<span>${each}</span>`)}
        ${left > 0 ? t('data.more', { n: left }) : nothing}
      </div>`;
  }
}

customElements.define('lstm-text-preview', LstmTextPreview);
