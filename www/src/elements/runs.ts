// The letters of a symbol, in an SVG text or among words, set lower or higher where they belong.
import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Run, Symbol } from '../scene/symbol.ts';

const SHIFT: Record<Run['style'], number> = { italic: 0, roman: 0, sub: 4, sup: -6 };

export const runStyles = css`
  .italic {
    font-family: KaTeX_Math, serif;
    font-style: italic;
  }
  .roman {
    font-family: KaTeX_Main, serif;
    font-style: normal;
  }
  .sub,
  .sup {
    font-size: 13px;
    font-family: KaTeX_Math, KaTeX_Main, serif;
    font-style: italic;
  }
  .sup {
    font-style: normal;
  }
  .name {
    white-space: nowrap;
  }
  .name :is(.sub, .sup) {
    font-size: 0.72em;
    line-height: 0;
  }
`;

/** `before` stands in front: a roman sign. */
export function runs(symbol: Symbol, before = ''): SVGTemplateResult[] {
  let shift = 0;
  const all: Symbol = before ? [{ text: before, style: 'roman' }, ...symbol] : symbol;
  return all.map(({ text, style, tilde, hat }) => {
    const dy = SHIFT[style] - shift;
    shift = SHIFT[style];
    // An accent is a mark of its own, drawn over the letter before it.
    const mark = tilde
      ? svg`<tspan class="roman" dx="-0.66em" dy="-0.5em">~</tspan><tspan dy="0.5em" dx="0.1em">&#8203;</tspan>`
      : hat
        ? svg`<tspan class="roman" dx="-0.53em" dy="-0.02em">ˆ</tspan><tspan dy="0.02em">&#8203;</tspan>`
        : nothing;
    return svg`<tspan class=${style} dy=${dy}>${text}</tspan>${mark}`;
  });
}

/** Among words. */
export function inline(symbol: Symbol): TemplateResult {
  return html`<span class="name"
    >${symbol.map(({ text, style }) =>
      style === 'sub'
        ? html`<sub class="sub">${text}</sub>`
        : style === 'sup'
          ? html`<sup class="sup">${text}</sup>`
          : html`<span class=${style}>${text}</span>`,
    )}</span
  >`;
}
