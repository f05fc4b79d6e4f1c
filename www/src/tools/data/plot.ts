// Lines over one axis, as wide as there is room; which line is which is told by a piece of it before its name.
import { css, html, nothing, svg } from 'lit';
import { linear, type Ends } from '../../scene/axis.ts';

interface Line {
  /** What is known, what it is held against, or what the network makes of it. */
  look: 'known' | 'true' | 'own';
  points: readonly (readonly [x: number, y: number])[];
}

export const plotStyles = css`
  .plot {
    display: block;
    width: 100%;
    height: 6rem;
    margin-block: 0.4rem;
    overflow: visible;
  }
  .plot * {
    fill: none;
    stroke: var(--ink);
    stroke-width: 2;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  .plot line {
    stroke: var(--rule);
  }
  .plot .true {
    stroke-dasharray: 5 3;
  }
  .plot .own {
    stroke: var(--pos);
  }
  .piece {
    display: inline-block;
    width: 1.5rem;
    margin-inline-end: 0.4rem;
    border-top: 2px solid var(--ink);
    vertical-align: middle;
  }
  .piece.true {
    border-top-style: dashed;
  }
  .piece.own {
    border-color: var(--pos);
  }
`;

/** `mark`: a place that is marked; `column`: by which a test knows it. */
export function plot(
  label: string,
  lines: readonly Line[],
  { from, mark, column }: { from?: number; mark?: number; column?: number } = {},
) {
  const [xs, ys] = [0, 1].map((k) => lines.flatMap(({ points }) => points.map((point) => point[k]!))) as [
    number[],
    number[],
  ];
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const [low, high]: Ends = [from ?? Math.min(...ys), Math.max(...ys)];
  const down = linear(low < high ? [low, high] : [low - 1, low + 1], [100, 0]);
  const written = (points: Line['points']): string =>
    points.map(([x, y]) => `${x - first},${down.at(y).toFixed(2)}`).join(' ');
  return html`<svg
    class="plot"
    role="img"
    data-column=${column ?? nothing}
    aria-label=${label}
    viewBox="0 0 ${last - first || 1} 100"
    preserveAspectRatio="none"
  >
    ${mark === undefined ? nothing : svg`<line x1=${mark - first} x2=${mark - first} y1="0" y2="100" />`}
    ${lines.map(({ look, points }) => svg`<polyline class=${look} points=${written(points)} />`)}
  </svg>`;
}

export const piece = (look: Line['look']) => html`<span class="piece ${look}" aria-hidden="true"></span>`;
