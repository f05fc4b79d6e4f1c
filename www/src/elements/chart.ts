// <lstm-chart>: the loss over the updates, drawn by the core's plotters into a canvas, crisp on any screen.
import { css, html, LitElement } from 'lit';
import { drawLoss } from '../engine/charts.ts';
import { Surroundings } from '../ambient.ts';
import type { Session } from '../session.ts';
import { base } from './base.ts';
import { Follow, Width } from './lives.ts';

/** While training runs, in milliseconds: the eye sees no more, and the page has its frames to draw. */
const REDRAW_EVERY = 250;

export class LstmChart extends LitElement {
  static override properties = { session: { attribute: false } };
  static override styles = [
    base,
    css`
      canvas {
        display: block;
        width: 100%;
        height: 13rem;
        object-fit: contain; /* on paper it is not drawn anew */
      }
    `,
  ];

  declare session: Session | undefined;
  readonly #surroundings = new Surroundings(this);
  #drawnAt = -Infinity;

  constructor() {
    super();
    new Width(this);
    new Follow(this, 'progress');
  }

  protected override render() {
    const { losses, stride } = this.session?.progress ?? { losses: [], stride: 1 };
    const { t } = this.#surroundings.words;
    const last = losses.at(-1);
    const summary =
      last === undefined ? t('lab.no-losses') : t('lab.chart', { updates: losses.length * stride, loss: last });
    return html`<canvas role="img" aria-label=${summary}></canvas>`;
  }

  protected override updated(): void {
    const progress = this.session?.progress;
    const { t } = this.#surroundings.words;
    const now = performance.now();
    if (progress?.running && now - this.#drawnAt < REDRAW_EVERY) return;
    this.#drawnAt = now;
    const canvas = this.renderRoot.querySelector('canvas')!;
    const { width, height } = canvas.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    // Folded away there is nothing to draw on; the observer calls again when there is.
    if (width < 100 || height < 80) return;
    const style = getComputedStyle(this);
    const draw = canvas.getContext('2d');
    if (!draw) return;
    // A canvas spells any colour, the system's too, as the plotters read it: #rrggbb.
    const colour = (name: string): string => {
      draw.fillStyle = style.getPropertyValue(name);
      return draw.fillStyle;
    };
    const chart = {
      ratio,
      ink: colour('--muted'),
      grid: colour('--rule'),
      line: colour('--pos'),
      font: style.fontFamily,
      xLabel: t('lab.updates'),
      yLabel: t('lab.loss'),
      first: 1 + (progress?.since ?? 0),
      stride: progress?.stride ?? 1,
    };
    const losses = progress?.losses ?? new Float32Array();
    drawLoss(canvas, losses, chart, () => {
      this.#drawnAt = -Infinity;
      this.requestUpdate();
    });
  }
}

customElements.define('lstm-chart', LstmChart);
