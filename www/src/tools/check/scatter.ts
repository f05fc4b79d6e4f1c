// <lstm-scatter>: what a formula says of each parameter against what its loss does. Both signs by their size; who agrees
// stands on the diagonal. However many there are, they are two paths; one of them at a time can be looked at and chosen.
import { css, html, LitElement, nothing, svg } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { base } from '../../elements/base.ts';
import { runs, runStyles } from '../../elements/runs.ts';
import type { Letters } from '../../network/notation.ts';
import { symlog, type Ends } from '../../scene/axis.ts';

/** What a formula says (x) and what the loss does (y). */
export interface Dot {
  x: number;
  y: number;
}

const SIZE = 440;
const EDGE = { left: 62, right: 14, top: 14, bottom: 56 };
const WIDTH = SIZE - EDGE.left - EDGE.right;
const HEIGHT = SIZE - EDGE.top - EDGE.bottom;
/** Between these both axes run, so that no dot lies on the edge. */
const ACROSS: Ends = [EDGE.left + 0.025 * WIDTH, EDGE.left + 0.975 * WIDTH];
const DOWN: Ends = [EDGE.top + 0.975 * HEIGHT, EDGE.top + 0.025 * HEIGHT];
/** How far the pointer may miss a dot, in the drawing's own units. */
const REACH = 24;
/** Arms of a cross. */
const ARM = 3;

class LstmScatter extends LitElement {
  static override styles = [
    base,
    runStyles,
    css`
      .box {
        max-width: 30rem;
        border-radius: var(--radius);
        touch-action: pan-y;
        cursor: crosshair;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        user-select: none;
      }
      .ground {
        fill: var(--bed);
      }
      .line {
        stroke: var(--rule);
      }
      .even {
        stroke: var(--muted);
        stroke-dasharray: 5 4;
      }
      text {
        fill: var(--muted);
        font-size: 13px;
      }
      text.axis {
        fill: var(--ink);
        font-size: 14px;
      }
      .tick .sup {
        font-size: 10px;
      }
      .dots {
        fill: none;
        stroke: var(--grad);
        stroke-width: 6;
        stroke-linecap: round;
      }
      .crosses {
        fill: none;
        stroke: var(--now);
        stroke-width: 1.4;
      }
      .ring {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
      }
      .told {
        min-height: 2.9em;
        font-size: 0.88rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) dots: readonly Dot[] = [];
  /** Of as many dots as have one: by the same places. */
  @property({ attribute: false }) crosses: readonly (Dot | undefined)[] = [];
  @property({ type: Boolean }) crossed = false;
  @property({ attribute: false }) chosen = 0;
  @property({ attribute: false }) labels!: { box: string; x: string; y: string; even: string };
  /** What a dot is, in words. */
  @property({ attribute: false }) tell!: (place: number) => string;
  /** The dot under the pointer. */
  @state() over: number | undefined;
  #across = symlog(0, ACROSS);
  #down = symlog(0, DOWN);
  /** Dots along the diagonal, as the keys walk. */
  #order: number[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('dots') && !changed.has('crosses')) return;
    this.over = undefined;
    let most = 0;
    for (const dot of [...this.dots, ...this.crosses]) if (dot) most = Math.max(most, Math.abs(dot.x), Math.abs(dot.y));
    this.#across = symlog(most, ACROSS);
    this.#down = symlog(most, DOWN);
    this.#order = this.dots.map((_, k) => k).toSorted((a, b) => this.dots[a]!.x - this.dots[b]!.x);
  }

  protected override render() {
    const { dots, crosses, crossed, labels, chosen } = this;
    const shown = this.over ?? chosen;
    const [left, top] = [EDGE.left, EDGE.top];
    return html`<div
        class="box"
        tabindex="0"
        role="slider"
        aria-label=${labels.box}
        aria-valuemin="1"
        aria-valuemax=${dots.length}
        aria-valuenow=${this.#order.indexOf(chosen) + 1}
        aria-valuetext=${this.tell(chosen)}
        @keydown=${this.#key}
        @pointermove=${this.#move}
        @pointerleave=${() => (this.over = undefined)}
        @click=${this.#click}
      >
        <svg viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true">
          <rect class="ground" x=${left} y=${top} width=${WIDTH} height=${HEIGHT} rx="4" />
          ${this.#across.ticks.map((v) => this.#tick(v))}
          <line class="even" x1=${left} y1=${top + HEIGHT} x2=${left + WIDTH} y2=${top} />
          <text x=${left + 10} y=${top + 20}>${labels.even}</text>
          ${guard([dots, crosses, crossed], () => [
            crossed
              ? svg`<path class="crosses" d=${crosses.map((dot) => (dot ? this.#cross(dot) : '')).join('')} />`
              : nothing,
            svg`<path class="dots" d=${dots.map((dot) => `M${this.#at(dot).join(' ')}h0`).join('')} />`,
          ])}
          ${this.#ring(dots[shown])} ${crossed ? this.#ring(crosses[shown]) : nothing}
          <text class="axis" x=${left + WIDTH / 2} y=${SIZE - 8} text-anchor="middle">${labels.x}</text>
          <text class="axis" x="0" y="0" text-anchor="middle" transform="translate(15 ${top + HEIGHT / 2}) rotate(-90)">
            ${labels.y}
          </text>
        </svg>
      </div>
      <p class="told" aria-hidden="true">${this.tell(shown)}</p>`;
  }

  #tick(v: number) {
    const [x, y] = this.#at({ x: v, y: v });
    const [left, bottom] = [EDGE.left, EDGE.top + HEIGHT];
    const exponent = String(Math.round(Math.log10(Math.abs(v)))).replace('-', '−');
    const letters: Letters =
      v === 0
        ? [{ text: '0', style: 'roman' }]
        : [
            { text: `${v < 0 ? '−' : ''}10`, style: 'roman' },
            { text: exponent, style: 'sup' },
          ];
    return svg`<line class="line" x1=${x} y1=${EDGE.top} x2=${x} y2=${bottom} /><line class="line" x1=${left} y1=${y} x2=${left + WIDTH} y2=${y} />
      <text class="tick" x=${x} y=${bottom + 19} text-anchor="middle">${runs(letters)}</text><text class="tick" x=${left - 6} y=${Number(y) + 4} text-anchor="end">${runs(letters)}</text>`;
  }

  #cross(dot: Dot): string {
    const [x, y] = this.#at(dot) as [number, number];
    return `M${(x - ARM).toFixed(1)} ${(y - ARM).toFixed(1)}l${2 * ARM} ${2 * ARM}m0 ${-2 * ARM}l${-2 * ARM} ${2 * ARM}`;
  }

  #ring(dot: Dot | undefined) {
    if (!dot) return nothing;
    const [x, y] = this.#at(dot);
    return svg`<circle class="ring" cx=${x} cy=${y} r="7" />`;
  }

  #at({ x, y }: Dot): number[] {
    return [this.#across.at(x), this.#down.at(y)].map((each) => Number(each.toFixed(1)));
  }

  readonly #move = (event: PointerEvent): void => {
    this.over = this.#near(event);
  };

  readonly #click = (event: MouseEvent): void => {
    const near = this.#near(event);
    if (near !== undefined) this.#choose(near);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const order = this.#order;
    const now = order.indexOf(this.chosen);
    const to: Record<string, number> = {
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      Home: 0,
      End: order.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // these keys are the play-head's elsewhere
    this.over = undefined;
    this.#choose(order[Math.min(Math.max(next, 0), order.length - 1)]!);
  };

  #choose(place: number): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: place }));
  }

  /** The dot, or the one whose cross it is, that is nearest to the pointer. */
  #near({ clientX, clientY }: MouseEvent): number | undefined {
    const { left, top, width } = this.renderRoot.querySelector('svg')!.getBoundingClientRect();
    const [px, py] = [((clientX - left) * SIZE) / width, ((clientY - top) * SIZE) / width];
    let [nearest, least]: [number | undefined, number] = [undefined, REACH];
    const look = (dot: Dot | undefined, k: number): void => {
      if (!dot) return;
      const [x, y] = this.#at(dot) as [number, number];
      const away = Math.hypot(x - px, y - py);
      if (away < least) [nearest, least] = [k, away];
    };
    this.dots.forEach(look);
    if (this.crossed) this.crosses.forEach(look);
    return nearest;
  }
}

customElements.define('lstm-scatter', LstmScatter);
