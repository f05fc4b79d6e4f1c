// The lines of the strip, one below the other, for type of `em` pixels: how high it is can be known before it is there.
import type { Direction } from '../network/timeline.ts';
import type { Pile } from './plan.ts';
import type { View } from './view.ts';

export interface StripRow {
  address: string;
  top: number;
  pile: Pile;
  /** One of its units is opened: drawn by its height. */
  opens: boolean;
}

export interface Levels {
  inputs: { top: number; height: number };
  rows: StripRow[];
  /** Prediction and target: in one line, or in two. None in a compact strip. */
  answers: { top: number; lines: 1 | 2 } | undefined;
  height: number;
}

/** What all rows together may take up before they grow thinner, and other lengths, in units of the type's size. */
const ROOM = 45;
export const LINE = 1.6;
export const CURVE = 2.1;
const GAP = 0.45;
/** Above the inputs: the numbers of the steps, or in a compact strip the cursor's edge. */
const ABOVE = { full: 1.5, compact: 0.3 };
/** Of what rides: the unit that is opened, each other one, and all together. */
const OPENED = 2.6;
const OTHER = 0.85;
const PILE = 5.4;

/** How high it will be, in em. */
export function heightOf(view: View): number {
  return levels(view, 'forward', 1, false).height;
}

/**
 * Both directions have the same height: turning round moves nothing below. `compact`: of what rides the unit that is opened, and
 * nothing else.
 */
export function levels(view: View, direction: Direction, em: number, compact: boolean): Levels {
  const inputs = { top: ABOVE[compact ? 'compact' : 'full'] * em, height: LINE * em };
  const top = inputs.top + inputs.height + GAP * em;
  const rows = compact ? [opened(view, direction, top, em)] : rowsIn(view, direction, top, em);
  if (compact) return { inputs, rows, answers: undefined, height: top + (OPENED + 0.3) * em };
  const bottom = Math.max(...(['forward', 'backward'] as const).map((way) => endOf(rowsIn(view, way, top, em), top)));
  const { trace } = view;
  const asked = Array.from({ length: trace.steps }, (_, k) => trace.asked(k + 1)).filter((each) => each).length;
  const lines = asked > 1 ? 2 : 1;
  const from = bottom + GAP * em;
  const high = trace.frame.schema.outputs === 1 ? CURVE : lines * LINE;
  return { inputs, rows, answers: { top: from, lines }, height: from + (high + 0.3) * em };
}

function opened(view: View, direction: Direction, top: number, em: number): StripRow {
  const { rides } = view.network;
  const height = OPENED * em;
  const units = view.count(rides);
  const pile = { units, height, opened: units > 1 ? height : undefined };
  return { address: direction === 'forward' ? rides : `d_${rides}`, top, pile, opens: true };
}

function rowsIn(view: View, direction: Direction, top: number, em: number): StripRow[] {
  const addresses = view.network.rows[direction];
  const most = Math.max(Math.min(1.7, ROOM / addresses.length - 0.5), 1.05) * em;
  const gap = (most < 1.6 * em ? 0.3 : GAP) * em;
  const { rides } = view.network;
  let at = top;
  return addresses.map((address) => {
    const units = view.count(address);
    const opens = [rides, `d_${rides}`].includes(address);
    const pile: Pile = opens
      ? {
          units,
          height: Math.min(OPENED + (units - 1) * OTHER, PILE) * em,
          opened: units > 1 ? OPENED * em : undefined,
        }
      : { units, height: Math.min(Math.max(units * 0.5, 1.1) * em, most), opened: undefined };
    const row = { address, top: at, pile, opens };
    at += pile.height + gap;
    return row;
  });
}

function endOf(rows: readonly StripRow[], top: number): number {
  const last = rows.at(-1);
  return last ? last.top + last.pile.height : top;
}
