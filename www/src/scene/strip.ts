/** The strip under the stage: all time steps side by side, a row for each quantity, a column a step. Geometry and lookup. */
import type { QuantityId } from './quantity';
import { exists } from './quantity';
import type { Pick } from './shape';
import type { Direction } from './timeline';
import type { Trace } from './trace';

export interface StripRow {
  quantity: QuantityId;
  top: number;
  height: number;
  /** Height of one unit's line. */
  line: number;
}

export interface Strip {
  left: number;
  right: number;
  /** Width of a step's column, and of what is painted of it. */
  pitch: number;
  cell: number;
  steps: number;
  inputs: { top: number; height: number };
  rows: StripRow[];
  answers: { top: number; height: number };
  height: number;
}

const FORWARD_ROWS: QuantityId[] = ['f', 'i', 'g', 'o', 'c', 'h'];
const BACKWARD_ROWS: QuantityId[] = ['f', 'c', 'd_c', 'd_h', 'd_z_f', 'd_z_i'];

export function strip(trace: Trace, direction: Direction, width: number, narrow: boolean): Strip {
  const left = narrow ? 44 : 64;
  const right = width - 10;
  const pitch = (right - left) / trace.steps;
  const height = Math.max(Math.min(trace.hidden * 5, narrow ? 34 : 40), 22);
  const quantities = (direction === 'forward' ? FORWARD_ROWS : BACKWARD_ROWS).filter((id) => exists(id, trace));
  const rows: StripRow[] = [];
  let top = 46;
  for (const quantity of quantities) {
    rows.push({ quantity, top, height, line: height / trace.hidden });
    top += height + 8;
  }
  return {
    left,
    right,
    pitch,
    cell: pitch > 6 ? pitch - 2 : pitch,
    steps: trace.steps,
    inputs: { top: 12, height: 24 },
    rows,
    answers: { top: top + 2, height: 24 },
    height: top + 36,
  };
}

export function columnX(s: Strip, step: number): number {
  return s.left + (step - 1) * s.pitch;
}

/** The time step under a point, and the number if there is one. */
export function hit(s: Strip, x: number, y: number, units: number): { step: number; pick?: Pick } {
  const step = Math.min(Math.max(Math.floor((x - s.left) / s.pitch) + 1, 1), s.steps);
  const row = s.rows.find((each) => y >= each.top && y < each.top + each.height);
  if (!row || x < s.left || x > s.right) return { step };
  const unit = Math.min(Math.floor((y - row.top) / row.line), units - 1);
  return { step, pick: { quantity: row.quantity, step, unit } };
}
