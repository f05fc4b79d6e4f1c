// The letters of a name, in an SVG text or among words, set lower or higher where they belong.
import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Letters, Run } from '../network/notation.ts';

const SHIFT: Record<Run['style'], number> = { italic: 0, roman: 0, sub: 4, sup: -6 };

/** A name of more letters may be broken: on a phone it has no room in one line. */
const UNBROKEN = 20;

export const runStyles = css`
  .italic {
    font-family: var(--letters);
    font-style: italic;
  }
  .roman {
    font-family: var(--signs);
    font-style: normal;
  }
  .sub,
  .sup {
    font-size: 13px;
    font-family: var(--letters);
    font-style: italic;
  }
  .sup {
    font-style: normal;
  }
  .name {
    white-space: nowrap;
  }
  .name.long {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .name :is(.sub, .sup) {
    font-size: 0.72em;
    line-height: 0;
  }
`;

export function runs(letters: Letters): SVGTemplateResult[] {
  let shift = 0;
  return letters.map(({ text, style }) => {
    const dy = SHIFT[style] - shift;
    shift = SHIFT[style];
    return svg`<tspan class=${style} dy=${dy}>${text}</tspan>`;
  });
}

/** Among words. */
export function inline(letters: Letters): TemplateResult {
  const length = letters.reduce((sum, { text }) => sum + text.length, 0);
  return html`<span class=${length > UNBROKEN ? 'name long' : 'name'}
    >${letters.map(({ text, style }) =>
      style === 'sub'
        ? html`<sub class="sub">${text}</sub>`
        : style === 'sup'
          ? html`<sup class="sup">${text}</sup>`
          : html`<span class=${style}>${text}</span>`,
    )}</span
  >`;
}
