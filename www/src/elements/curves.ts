// <lstm-curves>: curves on a logarithmic axis, drawn by the core's plotters into a canvas, crisp on any screen.
import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { drawCurves, type Curve } from '../engine/charts.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { Width } from './lives.ts';

/** A curve whose `line` is the name of one of the page's colours. */
export type { Curve };

/** One value every `stride` updates or steps. */
export function spaced(values: Float32Array, first: number, stride = 1): Pick<Curve, 'xs' | 'values'> {
  return { xs: values.map((_, k) => first + k * stride), values };
}

class LstmCurves extends SessionElement {
  static override styles = [
    base,
    css`
      canvas {
        display: block;
        width: 100%;
        height: var(--chart-height, 13rem);
        object-fit: contain; /* on paper it is not drawn anew */
      }
    `,
  ];

  @property({ attribute: false }) curves: readonly Curve[] = [];
  @property({ attribute: false }) xLabel!: string;
  @property({ attribute: false }) yLabel!: string;
  /** The chart as a sentence, for screen readers. */
  @property({ attribute: false }) told!: string;

  constructor() {
    super();
    new Width(this);
  }

  protected override render() {
    return html`<canvas role="img" aria-label=${this.told}></canvas>`;
  }

  protected override updated(): void {
    this.#draw(this.renderRoot.querySelector('canvas')!, devicePixelRatio || 1);
  }

  /** The chart on a canvas of its own, with so many pixels to one of CSS. */
  print(ratio: number): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    this.#draw(canvas, ratio);
    return canvas;
  }

  #draw(canvas: HTMLCanvasElement, ratio: number): void {
    const { width, height } = this.renderRoot.querySelector('canvas')!.getBoundingClientRect();
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    // Folded away there is nothing to draw on; the observer calls again when there is.
    if (width < 100 || height < 80) return;
    const draw = canvas.getContext('2d');
    if (!draw) return;
    const own = getComputedStyle(this);
    // A canvas spells any colour, the system's too, as the plotters read it: #rrggbb.
    const colour = (name: string): string => {
      draw.fillStyle = own.getPropertyValue(name);
      return draw.fillStyle;
    };
    const { xLabel, yLabel } = this;
    const style = { ratio, ink: colour('--muted'), grid: colour('--rule'), font: own.fontFamily, xLabel, yLabel };
    const curves = this.curves.map((curve) => ({ ...curve, line: colour(curve.line) }));
    drawCurves(
      canvas,
      curves,
      style,
      () => this.requestUpdate(),
      (error) => this.session?.complain(error),
    );
  }
}

customElements.define('lstm-curves', LstmCurves);
