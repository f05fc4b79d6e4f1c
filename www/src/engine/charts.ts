// The loss chart, drawn by plotters in the core. Drawing is the page's business, so the page has the core a second time,
// from the same compiled module.
import { drawLoss as draw, initSync } from '../../pkg/lstm_conveyor.js';

export interface ChartStyle {
  /** Device pixels in a CSS pixel. */
  ratio: number;
  ink: string;
  grid: string;
  line: string;
  font: string;
  xLabel: string;
  yLabel: string;
  /** The update that the first loss belongs to. */
  first: number;
  /** Updates from one loss to the next. */
  stride: number;
}

let ready = false;

export function prepareCharts(module: WebAssembly.Module): void {
  initSync({ module });
  ready = true;
}

/** Throws an error with a code if the canvas has no room. */
export function drawLoss(canvas: HTMLCanvasElement, losses: Float32Array, style: ChartStyle): void {
  if (ready) draw(canvas, losses, style);
}
