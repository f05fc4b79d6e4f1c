// Scenes of every network's stage, and what of them lies over what.
import { type Room } from '../../src/scene/plan.ts';
import { plain, type Run } from '../../src/network/notation.ts';
import type { Scene, Shape } from '../../src/scene/shape.ts';
import { momentAt, REST, timeOf, type Direction, type Moment } from '../../src/network/timeline.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { glyphWidth, widthOf } from '../../src/scene/glyph.ts';
import { words } from '../../src/words/locale.ts';
import { NETWORKS, traceOf } from './core.ts';

export type Cell = Extract<Shape, { type: 'cell' }>;
const english = await words('en');
export const DIRECTIONS = ['forward', 'backward'] as const;
export const ROOMS = ['wide', 'low', 'narrow'] as const;

/** All options of the LSTM at once, too. */
export const ALL = [
  ...NETWORKS,
  ...[3, 0].map((projection) => ({
    name: `lstm with all options, projection ${projection}`,
    config: { cell: 'lstm', layers: 2, options: { peephole: true, coupled: true, linear_output: true, projection } },
  })),
];

export const cells = ({ shapes }: Scene): Cell[] => shapes.filter((shape): shape is Cell => shape.type === 'cell');

export function restOf(
  view: View,
  direction: Direction,
  step: number,
  index = view.network.beats[direction].length - 1,
): Moment {
  return momentAt(timeOf(direction, step, index, REST, view.score), view.score);
}

/** A view of each layer. */
export function viewsOf(config: object, hidden = 4): View[] {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 3 }, ...config, hidden }, 20);
  return Array.from({ length: trace.frame.schema.layers }, (_, layer) => new View(trace, layer));
}

export const draw = (view: View, moment: Moment, room: Room): Scene =>
  stageScene(view, moment, { room, unit: 0, notation: 'textbook' });

export function overprinted(all: Cell[]): string[] {
  const printed = all
    .filter(({ text }) => text !== undefined)
    .map((cell) => ({ cell, x: cell.x, y: cell.y, w: widthOf(cell.text!) * cell.size!, h: 0.7 * cell.size! }));
  const pairs: string[] = [];
  // Loops, not lists of lists: some ten million pairs are looked at.
  for (let k = 0; k < printed.length; k++)
    for (let m = k + 1; m < printed.length; m++) {
      const [p, q] = [printed[k]!, printed[m]!];
      const apart = Math.abs(p.x - q.x) >= (p.w + q.w) / 2 || Math.abs(p.y - q.y) >= (p.h + q.h) / 2;
      const [a, b] = [p.cell, q.cell];
      if (!apart) pairs.push(`${a.spot?.address} ${a.text} over ${b.spot?.address} ${b.text}`);
    }
  return pairs;
}

interface Box {
  what: string;
  name: boolean;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** So many pixels of two boxes may touch: what is measured is rather too wide. */
const TOUCH = 1.5;

/** Where names and words lie over each other or over what else is read. The sizes are those of the stage's styles. */
export function overwritten({ shapes }: Scene, narrow: boolean): string[] {
  const boxes = shapes.flatMap((shape) => boxOf(shape, narrow));
  const pairs: string[] = [];
  for (let k = 0; k < boxes.length; k++)
    for (let m = k + 1; m < boxes.length; m++) {
      const [a, b] = [boxes[k]!, boxes[m]!];
      if (!(a.name || b.name)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > TOUCH && high > TOUCH) pairs.push(`${a.what} over ${b.what}`);
    }
  return pairs;
}

function boxOf(shape: Shape, narrow: boolean): Box[] {
  const text = (what: string, width: number, rise: number, drop: number): Box[] => {
    const { x, y, anchor } = shape as Extract<Shape, { type: 'word' }>;
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    return [{ what, name: true, left, right: left + width, top: y - rise, bottom: y + drop }];
  };
  const around = (what: string, w: number, h: number): Box[] => {
    const { x, y } = shape as Cell;
    return [{ what, name: false, left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 }];
  };
  switch (shape.type) {
    case 'letters': {
      const small = narrow ? (shape.gradient ? 14 : 17) / 19 : 1;
      const width = ({ text, style }: Run): number =>
        text.replace(/\p{M}/gu, '').length * (style === 'sub' || style === 'sup' ? 6.2 : 9) * small;
      return text(
        plain(shape.letters),
        shape.letters.reduce((sum, run) => sum + width(run), 0),
        11,
        2,
      );
    }
    case 'word': {
      const size = shape.size ?? (narrow ? 13.2 : 14);
      const of = shape.or && !english.has(shape.key) ? shape.or : shape.key;
      const said = english.t(of, shape.values);
      return text(said, 0.9 * widthOf(said) * size, 0.62 * size, 1);
    }
    case 'cell':
      return shape.text ? around(shape.text, widthOf(shape.text) * shape.size!, 0.7 * shape.size!) : [];
    case 'op':
      return around(shape.text, shape.wide ? 20 + 8 * shape.text.length : 24, 22);
    case 'layer':
    case 'bin':
      return around(plain(shape.letters), shape.w, shape.h);
    case 'glyph':
      return around(shape.text, glyphWidth(shape.text), 28);
    default:
      return [];
  }
}
