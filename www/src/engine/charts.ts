// The loss chart, drawn by plotters in the core. Drawing is the page's business, so the page has the core a second time,
// from the same compiled module.
import { drawLoss as draw, initSync, type ChartStyle } from '../../pkg/lstm_conveyor.js';

let ready = false;

export function prepareCharts(module: WebAssembly.Module): void {
  initSync({ module });
  ready = true;
}

/** Throws an error with a code if the canvas has no room. */
export function drawLoss(canvas: HTMLCanvasElement, losses: Float32Array, style: ChartStyle): void {
  if (ready) draw(canvas, losses, style);
}
