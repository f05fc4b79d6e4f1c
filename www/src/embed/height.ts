// How high a figure is, from its settings and its width alone: so that its place can be kept before anything is there. What is
// written here was measured at each of the widths (tests/e2e/frame.test.ts holds it to what is so); between them it is in proportion.
import { mannersOf, partsOf, type ViewName } from './manners.ts';

/** In CSS pixels. The picture changes its kind at some: at the two next to each other. */
const WIDTHS = [300, 330, 360, 400, 440, 480, 565, 566, 645, 646, 680, 720, 800, 900, 1000, 1200];
/** The belt with its tiles, its caption, the row of controls and the credit beside them, of two units; and each further one. */
const BELT = [434, 404, 375, 321, 315, 327, 343, 283, 286, 286, 293, 293, 310, 331, 356, 398];
const BELT_ROW = [33, 36.5, 40, 45, 50, 55, 65, 42, 48.5, 48.5, 51.5, 54.5, 60.5, 68.5, 76.5, 92];
/** Of a GRU and an RNN the tiles stand in fewer rows where there is least room. */
const FEW_TILES = 46;
const LEAST_ROOM = 370;
/** The whole cell, with the same, of two units, and each further one; of five and more, and of ten and more, which stand closer. */
const CELL = [483, 470, 456, 451, 484, 498, 558, 559, 606, 299, 310, 323, 348, 371, 407, 471];
const CELL_ROW = [33, 37, 40, 45, 50, 55, 65, 65, 74.5, 43, 45.5, 48, 53.5, 60.5, 67.5, 81.5];
const CELL_OF_MANY = [591, 591, 588, 599, 647, 678, 771, 773, 850, 414, 431, 451, 491, 532, 587, 688];
const CELL_OF_MORE = [564, 560, 537, 562, 606, 633, 717, 719, 788, 382, 397, 415, 451, 487, 537, 627];
/** What a picture is lower without its caption. */
const CAPTION = [116, 96, 96, 94, 76, 75, 72, 73, 52, 52, 52, 43, 43, 43, 48, 47];
/** Higher, without controls, with all of them; and lower, without credit beside them. */
const BARE = [-47, -34, 3, 25, 18, 16, 3, 3, 5, 6, 5, 14, 2, -9, -14, -13];
const FULL = [68, 89, 83, 103, 103, 103, 112, 112, 68, 68, 69, 68, 68, -10, -10, -10];
const CREDIT_BESIDE = [88, 68, 29, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/** The guide that trains. */
const TRAIN = [145, 123, 123, 123, 123, 123, 122, 122, 79, 79, 78, 56, 56, 57, 61, 47];
/** Of the others, each where it stands alone. */
const PARTS: Record<Exclude<ViewName, 'belt' | 'cell'>, readonly number[]> = {
  strip: [265, 265, 265, 246, 246, 246, 223, 223, 223, 223, 223, 223, 210, 210, 210, 210],
  answer: [209, 209, 209, 186, 186, 186, 186, 186, 186, 186, 186, 186, 186, 186, 186, 186],
  inspector: [345, 345, 345, 345, 345, 345, 345, 345, 345, 345, 345, 345, 345, 345, 345, 345],
  gradient: [1007, 985, 963, 920, 898, 854, 832, 832, 789, 789, 789, 789, 766, 744, 744, 722],
  race: [2065, 1962, 1920, 1813, 1791, 1664, 1622, 1622, 1516, 1516, 1496, 1496, 1473, 1431, 1431, 1370],
};
/** Under a belt the strip has one lane. */
const LANE = 72;
/** A line with the credit alone. */
const CREDIT = 19;
/** What is around all of it. */
const EDGES = 26;

/** Of a figure with these attributes, so wide in CSS pixels. */
export function heightOf(attribute: (key: string) => string | null, width: number): number {
  const { view, captions, controls, credit, train, state } = mannersOf(attribute);
  const settings = new URLSearchParams(state);
  const asked = (key: string): string | null => attribute(key) ?? settings.get(key);
  const rows = rowsOf(asked);
  const few = width < LEAST_ROOM && /^(gru|rnn)$/.test(asked('cell') ?? '') ? FEW_TILES : 0;
  const at = (heights: readonly number[]): number => between(heights, width);
  const views = partsOf(view) as ViewName[];
  const picture = views.find((name) => name === 'belt' || name === 'cell');
  const parts = views.map((name) => {
    if (name === 'belt') return at(BELT) - few + (Math.min(rows, 4) - 2) * at(BELT_ROW);
    if (name === 'cell') {
      if (rows > 4) return at(rows < 10 ? CELL_OF_MANY : CELL_OF_MORE);
      return at(CELL) + (rows - 2) * at(CELL_ROW);
    }
    if (name === 'strip' && picture === 'belt') return LANE;
    return at(PARTS[name]);
  });
  if (train !== 'off') parts.push(at(TRAIN));
  if (picture) {
    if (captions === 'off') parts.push(-at(CAPTION));
    if (controls !== 'play') parts.push(at(controls === 'none' ? BARE : FULL));
    if (credit === 'off') parts.push(controls === 'none' ? -CREDIT : -at(CREDIT_BESIDE));
  } else if (credit !== 'off') parts.push(CREDIT);
  return Math.round(parts.reduce((sum, part) => sum + part, EDGES));
}

/** What asks for another network than the first, which has three units. */
export const NETWORK = [
  ...['task', 'task-options', 'cell', 'options', 'hidden-units', 'layers', 'batch', 'rate', 'clip'],
  ...['forget-bias', 'truncate', 'seed', 'init', 'optimizer', 'loss'],
];

/** Units, as far as the height goes by them; where only another network is asked for, as most tasks have them. */
function rowsOf(asked: (key: string) => string | null): number {
  const units = Number(asked('hidden-units'));
  if (units > 0) return Math.max(units, 2);
  return NETWORK.some((key) => asked(key) !== null) ? 8 : 3;
}

/** Between the two widths that lie next to it. */
function between(heights: readonly number[], width: number): number {
  const after = WIDTHS.findIndex((each) => each >= width);
  if (after <= 0) return heights.at(after)!;
  const [from, to] = [WIDTHS[after - 1]!, WIDTHS[after]!];
  return heights[after - 1]! + ((heights[after]! - heights[after - 1]!) * (width - from)) / (to - from);
}
