// The loss chart, drawn by plotters in the core's study module. Drawing is the page's business, so this module runs on the
// page's own thread; it is loaded when a chart is first shown, and nothing of the belt waits for it.
import wasm from '../../pkg/lstm_conveyor_study_bg.wasm?url';
import type { ChartStyle } from '../../pkg/lstm_conveyor_study.js';

type Study = typeof import('../../pkg/lstm_conveyor_study.js');

let study: Study | undefined;
let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const module = await import('../../pkg/lstm_conveyor_study.js');
  await module.default({ module_or_path: wasm });
  study = module;
}

/**
 * Draws if the module is there, else loads it and says so when it is (`ready`; not if it cannot be had: then there is no
 * curve, and all else goes on). Throws an error with a code if the canvas has no room.
 */
export function drawLoss(canvas: HTMLCanvasElement, losses: Float32Array, style: ChartStyle, ready: () => void): void {
  if (study) return study.drawLoss(canvas, losses, style);
  loading ??= load();
  loading.then(ready, (error: unknown) => console.error(error));
}
