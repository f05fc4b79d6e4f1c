// <lstm-pad>: a period of a wave, drawn by the pointer or by arrow keys. Says 'change' with the heights.
import { css, html, svg } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../elements/base.ts';
import { SessionElement } from '../../elements/element.ts';
import { brief } from '../../network/format.ts';
import { linear, type Axis } from '../../scene/axis.ts';
import { stroked, type Touch } from './wave.ts';

const [WIDTH, HEIGHT] = [620, 220];
const YS = linear([-1, 1], [0.96 * HEIGHT, 0.04 * HEIGHT]);
/** By so much an arrow key lifts a point. */
const LIFT = 0.1;

class LstmPad extends SessionElement {
  static override styles = [
    base,
    css`
      svg {
        display: block;
        width: 100%;
        height: auto;
        max-height: 16rem;
        background: var(--card);
        border: 1px solid color-mix(in srgb, var(--muted) 65%, var(--rule));
        border-radius: var(--radius);
        cursor: crosshair;
        touch-action: none;
      }
      line {
        stroke: var(--rule);
      }
      polyline {
        fill: none;
        stroke: var(--pos);
        stroke-width: 3;
        stroke-linejoin: round;
      }
      circle {
        fill: var(--pos);
      }
      circle.at {
        fill: var(--card);
        stroke: var(--now);
        stroke-width: 3;
      }
      svg:not(:focus-visible) .at {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) wave: readonly number[] = [];
  /** The point that arrow keys move. */
  @state() at = 0;
  /** Where the hand was. */
  #last: Touch | undefined;

  protected override render() {
    const { t } = this.words;
    const { wave, at } = this;
    const xs = this.#xs;
    const point = (place: number, style: string, r: number) =>
      svg`<circle class=${style} cx=${xs.at(place)} cy=${YS.at(wave[place]!)} r=${r}/>`;
    return html`<svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="slider"
      tabindex="0"
      aria-label=${t('data.pad')}
      aria-valuemin="-1"
      aria-valuemax="1"
      aria-valuenow=${wave[at]!}
      aria-valuetext=${t('data.pad-point', { n: at + 1, of: wave.length, height: brief(wave[at]!) })}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${this.#up}
      @keydown=${this.#key}
    >
      <line x1="0" x2=${WIDTH} y1=${HEIGHT / 2} y2=${HEIGHT / 2} />
      <polyline points=${wave.map((height, place) => `${xs.at(place)},${YS.at(height)}`).join(' ')} />
      ${wave.map((_, place) => point(place, '', 3.5))} ${point(at, 'at', 8)}
    </svg>`;
  }

  get #xs(): Axis {
    return linear([0, this.wave.length - 1], [8, WIDTH - 8]);
  }

  #touch(event: PointerEvent): Touch {
    const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
    const [x, y] = [((event.clientX - left) / width) * WIDTH, ((event.clientY - top) / height) * HEIGHT];
    return { place: this.#xs.from(x), height: YS.from(y) };
  }

  readonly #down = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const touch = this.#touch(event);
    this.#draw(touch, touch);
  };

  readonly #move = (event: PointerEvent): void => {
    if (this.#last && event.buttons & 1) this.#draw(this.#last, this.#touch(event));
  };

  readonly #up = (): void => void (this.#last = undefined);

  #draw(from: Touch, to: Touch): void {
    this.#last = to;
    this.#say(stroked(this.wave, from, to));
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { wave, at } = this;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, LIFT], ArrowDown: [0, -LIFT] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own arrows step through time
    const [along, up] = way as [number, number];
    this.at = (at + along + wave.length) % wave.length;
    const touch = { place: at, height: wave[at]! + up };
    if (up) this.#say(stroked(wave, touch, touch));
  };

  #say(wave: number[]): void {
    this.wave = wave;
    this.dispatchEvent(new CustomEvent('change', { detail: wave }));
  }
}

customElements.define('lstm-pad', LstmPad);
