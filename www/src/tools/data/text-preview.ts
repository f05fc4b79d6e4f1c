// A text as the network would read it: by which unit, of how many pieces, and its symbols.
import { css, html, nothing } from 'lit';
import { menu } from '../../elements/fields.ts';
import { visible } from '../../network/format.ts';
import type { Words } from '../../words/locale.ts';
import type { Prepared } from './prepared.ts';
import { tokensOf } from './tokens.ts';

const MOST_SYMBOLS = 80;
/** In a sentence. */
const MOST_NAMED = 12;

export const symbolStyles = css`
  .symbols span {
    display: inline-block;
    min-width: 1.3em;
    margin: 0.1rem;
    background: var(--bed);
    border-radius: 4px;
    text-align: center;
  }
`;

/** Symbols in a sentence; of many the first, and how many there are beside. */
export function symbolsIn(all: readonly string[], { t }: Words): string {
  const left = all.length - MOST_NAMED;
  return [...all.slice(0, MOST_NAMED).map(visible), ...(left > 0 ? [t('data.more', { n: left })] : [])].join(' ');
}

/** `units`: by which it can be read; `used`: so many characters of those that were entered. */
export function textPreview(
  { t, named }: Words,
  { options, pieces, kept }: Prepared,
  { units, used, of }: { units: readonly string[]; used: number; of: number },
  choose: (unit: string) => void,
) {
  const unit = String(options['unit']);
  const symbols = [...new Set(tokensOf(String(options['text']), unit === 'word'))];
  const left = symbols.length - MOST_SYMBOLS;
  const choices = units.map((each) => [each, named(`unit.${each}`, each)] as const);
  return html`${menu('data-unit', t('option.unit'), choices, unit, choose)}
    <p data-figure="pieces">
      ${t(`data.count-${unit}`, { n: pieces + kept, distinct: symbols.length })}
      ${of > used ? t('data.cut', { used, of }) : nothing}
    </p>
    <p class="symbols">
      ${symbols.slice(0, MOST_SYMBOLS).map((each) => html`<span>${visible(each)}</span>`)}
      ${left > 0 ? t('data.more', { n: left }) : nothing}
    </p>`;
}
