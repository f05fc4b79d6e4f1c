// <lstm-curve>: a function and its slope, units as dots on both, and a place that can be moved along.
import { css, html, LitElement, nothing, svg } from 'lit';
import { property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { base } from '../../elements/base.ts';
import type { Squash } from '../../network/formula.ts';
import { linear, type Axis, type Ends } from '../../scene/axis.ts';
import { standingAt, type Standing } from './functions.ts';
import { ENDS } from './saturation.ts';

const WIDTH = 420;
const HEIGHT = 270;
const EDGE = { left: 38, right: 12, top: 12, bottom: 28 };
/** Places at which a curve is drawn. */
const PLACES = 160;

class LstmCurve extends LitElement {
  static override styles = [
    base,
    css`
      svg {
        display: block;
        width: 100%;
        max-width: 34rem;
        height: auto;
        touch-action: pan-y;
        cursor: ew-resize;
        user-select: none;
      }
      .ends {
        fill: var(--bed);
      }
      .axis {
        stroke: var(--rule);
      }
      .value,
      .slope {
        fill: none;
        stroke-width: 2.2;
        stroke: var(--ink);
      }
      .slope {
        stroke: var(--grad);
        stroke-dasharray: 6 4;
      }
      .sigmoid {
        stroke: var(--gate);
      }
      text {
        fill: var(--muted);
        font-size: 13px;
      }
      .name {
        fill: var(--ink);
        font-size: 14px;
        paint-order: stroke;
        stroke: var(--card);
        stroke-width: 4px;
      }
      .dot {
        fill: var(--ink);
        opacity: 0.5;
      }
      .dot.sigmoid {
        fill: var(--gate);
      }
      .dot.back {
        fill: var(--grad);
      }
      .dot.own {
        opacity: 1;
        stroke: var(--card);
        stroke-width: 1.5;
      }
      .probe {
        stroke: var(--now);
        stroke-width: 1.6;
        fill: var(--card);
      }
      line.probe {
        stroke-dasharray: 3 3;
      }
    `,
  ];

  @property({ attribute: false }) squash!: Squash;
  /** From −reach to reach. */
  @property({ attribute: false }) reach!: number;
  @property({ attribute: false }) x!: number;
  @property({ attribute: false }) units!: readonly Standing[];
  /** The one that is looked at. */
  @property({ attribute: false }) unit!: number;
  @property({ attribute: false }) names!: { picture: string; value: string; slope: string; unit: string };

  /** What the axis of values runs between. */
  get #span(): Ends {
    if (this.squash === 'relu') return [-0.04 * this.reach, this.reach];
    return this.squash === 'tanh' ? [-1.08, 1.08] : [-0.08, 1.08];
  }

  get #xs(): Axis {
    return linear([-this.reach, this.reach], [EDGE.left, WIDTH - EDGE.right]);
  }

  #across(x: number): number {
    return this.#xs.at(x);
  }

  #down(v: number): number {
    return linear(this.#span, [HEIGHT - EDGE.bottom, EDGE.top]).at(v);
  }

  protected override render() {
    const { squash, reach, x, units, unit, names } = this;
    const probe = standingAt(squash, x);
    const own = units[unit];
    const up = own && this.#down(own.value) > 40;
    return html`<svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label=${names.picture}
      @pointerdown=${this.#hold}
      @pointermove=${this.#move}
    >
      ${guard([squash, reach, names.value, names.slope], () => this.#curves())}
      ${units.map((each, k) => (k === unit ? nothing : this.#dots(each, 3.6, '')))}
      <line class="probe" x1=${this.#across(x)} x2=${this.#across(x)} y1=${EDGE.top} y2=${HEIGHT - EDGE.bottom} />
      <circle class="probe" cx=${this.#across(x)} cy=${this.#down(probe.slope)} r="4.5" />
      <circle class="probe" cx=${this.#across(x)} cy=${this.#down(probe.value)} r="4.5" />
      ${
        own
          ? svg`${this.#dots(own, 6.5, 'own')}<text class="name" x=${this.#across(own.z)} y=${this.#down(own.value) + (up ? -12 : 22)} text-anchor=${own.z > 0 ? 'end' : 'start'}>${names.unit}</text>`
          : nothing
      }
    </svg>`;
  }

  #dots({ z, value, slope }: Standing, r: number, own: string) {
    const { squash } = this;
    return svg`<circle class="dot back ${own}" cx=${this.#across(z)} cy=${this.#down(slope)} r=${r * 0.75} /><circle class="dot ${squash} ${own}" cx=${this.#across(z)} cy=${this.#down(value)} r=${r} />`;
  }

  #curves() {
    const { squash, reach, names } = this;
    const [low, high] = this.#span;
    const bottom = HEIGHT - EDGE.bottom;
    const places = Array.from({ length: PLACES + 1 }, (_, k) => standingAt(squash, reach * ((2 * k) / PLACES - 1)));
    const line = (of: (at: Standing) => number): string =>
      places.map((at) => `${this.#across(at.z).toFixed(1)},${this.#down(of(at)).toFixed(1)}`).join(' ');
    const xs = [-reach, -reach / 2, 0, reach / 2, reach];
    const ys = squash === 'relu' ? [0, reach / 2, reach] : squash === 'tanh' ? [-1, 0, 1] : [0, 0.5, 1];
    const written = (v: number): string => String(Number(v.toPrecision(3))).replace('-', '−');
    const end = this.#across(reach);
    return svg`${this.#ends()}
      ${xs.map((x) => svg`<line class="axis" x1=${this.#across(x)} x2=${this.#across(x)} y1=${this.#down(high)} y2=${bottom} /><text x=${this.#across(x)} y=${HEIGHT - 8} text-anchor="middle">${written(x)}</text>`)}
      ${ys.map((y) => svg`<line class="axis" x1=${EDGE.left} x2=${end} y1=${this.#down(y)} y2=${this.#down(y)} /><text x=${EDGE.left - 6} y=${this.#down(y) + 4} text-anchor="end">${written(y)}</text>`)}
      <polyline class="slope" points=${line(({ slope }) => slope)} /><polyline class="value ${squash}" points=${line(({ value }) => value)} />
      <text class="name" x=${end - 8} y=${this.#down(standingAt(squash, reach).value) + 20} text-anchor="end">${names.value}</text>
      <text class="name" x=${EDGE.left + 8} y=${this.#down(Math.max(standingAt(squash, -reach).slope, low)) - 8}>${names.slope}</text>`;
  }

  /** Where what comes out is at an end. */
  #ends() {
    const { squash, reach } = this;
    const { high } = ENDS[squash];
    const from = squash === 'relu' ? 0 : squash === 'tanh' ? Math.atanh(high!) : Math.log(high! / (1 - high!));
    const shade = (a: number, b: number) =>
      svg`<rect class="ends" x=${this.#across(a)} y=${EDGE.top} width=${this.#across(b) - this.#across(a)} height=${HEIGHT - EDGE.top - EDGE.bottom} />`;
    return svg`${shade(-reach, -from)}${high === undefined ? nothing : shade(from, reach)}`;
  }

  readonly #hold = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#move(event);
  };

  readonly #move = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    const x = this.#xs.from(((event.clientX - left) * WIDTH) / width);
    const detail = Math.min(Math.max(x, -this.reach), this.reach);
    this.dispatchEvent(new CustomEvent('probe', { detail }));
  };
}

customElements.define('lstm-curve', LstmCurve);
