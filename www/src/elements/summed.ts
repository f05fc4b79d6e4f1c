// A number that a squash makes, drawn: its curve with the point on it, and below, on the same axis, the parts of the sum one
// after the other; and one number at every step.
import { css, html, svg, type TemplateResult } from 'lit';
import { brief, precise, preciseSigned } from '../network/format.ts';
import { squashOf } from '../network/formula.ts';
import { functionOf, type Letters } from '../network/notation.ts';
import type { Part, Sum } from '../network/parts.ts';
import { linear } from '../scene/axis.ts';
import { widthOf } from '../scene/glyph.ts';
import { runs } from './runs.ts';

export const summedStyles = css`
  .summed,
  .every svg {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
    font-size: 13px;
  }
  .summed text {
    fill: var(--ink);
  }
  .summed :is(.sub, .sup) {
    font-size: 10px;
  }
  .summed .axis {
    stroke: var(--rule);
  }
  .summed .curve {
    fill: none;
    stroke: var(--number);
    stroke-width: 2;
  }
  .summed .point {
    fill: var(--number);
  }
  .summed .worth {
    fill: var(--number);
    font-size: 16px;
    font-weight: 600;
  }
  .summed .tick,
  .every text {
    fill: var(--muted);
    font-size: 11px;
  }
  .summed .down {
    stroke: var(--now);
    stroke-dasharray: 3 3;
  }
  .summed .total {
    stroke: var(--now);
    stroke-width: 2;
  }
  .summed .end {
    fill: var(--now);
  }
  .summed .whole {
    font-weight: 600;
  }
  .every .now {
    fill: var(--now);
  }
`;

/** In pixels: the curve, a row of the sum, and the room of their names. */
const CURVE = 92;
const ROW = 19;
const NAMES = 128;
/** At least so far, in the curve's own units, it is drawn to each side of what is shown. */
const LEAST = 2;

/** `called` says how a part is called, `digits` with how many decimals it is printed, `sum` the last row. */
export function summed(
  { squash, parts, total, value }: Sum,
  width: number,
  called: (part: Part) => { word: string; letters: Letters },
  digits: number,
  sum: string,
  adds: boolean,
): TemplateResult {
  // Where each part ends if they follow each other from 0.
  const ends = parts.reduce<number[]>((all, each) => [...all, (all.at(-1) ?? 0) + each.value], []);
  const [low, high] = [Math.min(0, ...ends, total), Math.max(0, ...ends, total)];
  // Names stand where no bar is.
  const right = -low > high;
  const span = high - low || 1;
  const reach = Math.max(span * 1.08, LEAST);
  const axis = right
    ? linear([high - reach, high], [6, width - NAMES])
    : linear([low, low + reach], [NAMES, width - 8]);
  const side = right ? width - NAMES + 8 : 0;
  const [top, bottom] = squash === 'tanh' ? [1, -1] : [squash === 'relu' ? Math.max(1, value) : 1, 0];
  const y = linear([bottom, top], [CURVE, 8]);
  const points = Array.from({ length: 81 }, (_, k) => {
    const x = (width * k) / 80;
    const at = Math.min(Math.max(squashOf(squash, axis.from(x)), bottom), top);
    return `${x.toFixed(1)},${y.at(at).toFixed(1)}`;
  });
  const [px, py] = [axis.at(total), y.at(value)];
  const worth = precise(value, digits);
  const beside = px + 60 > width ? px - 10 : px + 10;
  const rows = CURVE + 8;
  const height = rows + ROW * (parts.length + 1);
  const zero = axis.at(0);
  const row = (k: number): number => rows + ROW * (k + 0.5);
  return html`<svg class="summed" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    ${[bottom, top].map(
      (each) => svg`<line class="axis" x1="0" x2=${width} y1=${y.at(each)} y2=${y.at(each)}/>
      <text class="tick" x=${right ? width : 0} text-anchor=${right ? 'end' : 'start'} y=${y.at(each) - 3}>${brief(each)}</text>`,
    )}
    <line class="axis" x1=${zero} x2=${zero} y1=${y.at(top)} y2=${height - ROW} />
    <polyline class="curve" points=${points.join(' ')} />
    <line class="down" x1=${px} x2=${px} y1=${py} y2=${row(parts.length)} />
    <circle class="point" cx=${px} cy=${py} r="5.5" />
    <text class="worth" x=${beside} y=${py + (py < CURVE / 2 ? 22 : -10)} text-anchor=${beside < px ? 'end' : 'start'}>
      ${worth}
    </text>
    <text class="tick" x=${right ? 6 : width - 4} text-anchor=${right ? 'start' : 'end'} y=${CURVE / 2 + 14}>
      ${functionOf(squash)}
    </text>
    ${parts.map((part, k) => {
      const [from, to] = [ends[k - 1] ?? 0, ends[k]!].map(axis.at) as [number, number];
      const { word, letters } = called(part);
      const text = preciseSigned(part.value, digits);
      return svg`<rect class=${part.value < 0 ? 'minus' : ''} x=${Math.min(from, to)} y=${row(k) - 6} width=${Math.max(Math.abs(to - from), 1)} height="12" rx="1"/>
      <text x=${side} y=${row(k) + 4.5}>${word} ${runs(letters)}</text>
      <text x=${side + NAMES - 14} y=${row(k) + 4.5} text-anchor="end">${text}</text>`;
    })}
    <text class="whole" x=${side} y=${row(parts.length) + 4.5}>${sum}</text>
    <text class="whole" x=${side + NAMES - 14} y=${row(parts.length) + 4.5} text-anchor="end">
      ${adds ? '' : '≈ '}${precise(total, digits)}
    </text>
    <line class="total" x1=${zero} x2=${px} y1=${row(parts.length)} y2=${row(parts.length)} />
    <circle class="end" cx=${px} cy=${row(parts.length)} r="3.5" />
  </svg>`;
}

/** A bar of one number at a step: how far from nothing it reaches, and in which colour. */
export interface Bar {
  step: number;
  strength: number;
  fill: string;
}

const EVERY = 42;

export function everyStep(
  bars: readonly Bar[],
  now: number,
  width: number,
  choose: (step: number) => void,
): TemplateResult {
  const pitch = width / bars.length;
  const signed = bars.some(({ strength }) => strength < 0);
  const y = linear([signed ? -1 : 0, 1], [EVERY, 0]);
  const every = Math.ceil((widthOf(String(bars.length)) * 11 + 4) / pitch);
  return html`<svg viewBox="0 0 ${width} ${EVERY + 15}" aria-hidden="true">
    ${bars.map(({ step, strength, fill }, k) => {
      const own = step === now;
      const [from, to] = [y.at(0), y.at(strength)];
      return svg`<g @click=${() => choose(step)}>
        <rect class=${own ? 'now' : 'bar'} .style=${own ? '' : `fill: ${fill}`} x=${k * pitch + 0.5} y=${Math.min(from, to)} width=${Math.max(pitch - 2, 0.7)} height=${Math.max(Math.abs(to - from), 1)}/>
        ${own || (k % every === 0 && Math.abs(step - now) >= every) ? svg`<text class=${own ? 'now' : ''} x=${(k + 0.5) * pitch} y=${EVERY + 12} text-anchor="middle">${step}</text>` : ''}
      </g>`;
    })}
  </svg>`;
}
