// Curves, drawn by plotters in the core's study module. Drawing is the page's business, so this module runs on the page's own
// thread.
import type { ChartStyle, Curve } from '../../pkg/lstm_conveyor_study.js';
import type { EngineError } from './protocol.ts';
import { study, type Study } from './study.ts';

export type { ChartStyle, Curve };

let there: Study | undefined;
let loading: Promise<void> | undefined;

/**
 * Draws if the module is loaded; else loads it and calls `ready` when it is, or `failed` once if it cannot be loaded (then there
 * is no curve, and all else goes on). Throws an error with a code if the canvas has no room.
 */
export function drawCurves(
  canvas: HTMLCanvasElement,
  curves: Curve[],
  style: ChartStyle,
  ready: () => void,
  failed: (error: EngineError) => void,
): void {
  if (there) return there.drawCurves(canvas, curves, style);
  if (!loading) {
    loading = study().then((module) => void (there = module));
    loading.catch(failed);
  }
  loading.then(ready, () => {});
}
