// The picture of a cell, as far as it must be told by hand: where things stand. How each number is made, what it is made of,
// which wires run where and what flows back along them follows from the formulas (plan.ts). A figure knows no option: what a
// network does not have is not drawn.

/**
 * Rows that all figures share, below the belt: so many pixels on a wide stage and on a narrow one, and so many stacks of numbers.
 * The belt's own row are its lanes.
 */
export const ROWS = {
  belt: [0, 0, 0],
  rise: [17, 16, 0],
  drop: [16, 18, 0],
  written: [17, 17, 0],
  stack: [45, 48, 0.5],
  layer: [65, 70, 1],
  seen: [88, 96, 1],
  bus: [96, 106, 1],
  input: [117, 132, 1],
  low: [117, 132, 1],
  answer: [117, 176, 1],
} as const satisfies Record<string, Level>;

/** How far below the belt: pixels of a wide stage and of a narrow one, and stacks that stand above. */
export type Level = readonly [wide: number, narrow: number, stacks: number];

/** In these rows numbers stand above each other, as lanes do, unit by unit; in all others they lie side by side. */
export const STACKS: readonly string[] = ['stack'];

/** Of a wide stage and of a narrow one. */
export type Pair = readonly [wide: number, narrow: number];
/** A column of the figure, and a row of all figures (or of its own). */
export type At = readonly [column: string, row: string];

/** The columns of a belt alone on which a product is made and a sum, of a long one and of a short one. */
export const ALONE: Record<string, Pair> = {
  prev: [48, 42],
  valve: [98, 92],
  kept: [264, 238],
  plus: [304, 273],
  now: [456, 412],
  copy: [740, 480],
  end: [740, 480],
};

/** What makes a number: a layer (a squash with its weights), a squash alone, × or +, a matrix, or one number taken over (1 − f). */
export type Machine = 'layer' | 'squash' | 'times' | 'plus' | 'matrix' | 'copy';

/** Where a number is made, and where it rests. What is given only rests. */
export interface Place {
  by?: At;
  at: At;
}

export interface FigureBeat {
  name: string;
  makes: readonly string[];
  /** What the inspector looks at meanwhile. */
  follow: string;
}

/** Names are those of the cell's fields, without their layer. */
export interface Figure {
  /** The state that rides on the belt. */
  rides: string;
  columns: Record<string, Pair>;
  /** Where a belt stands alone, long or short: other columns. What comes from the next step waits beyond its end. */
  alone?: Record<string, Pair>;
  rows?: Record<string, Level>;
  /** Rows of its own in which numbers stand above each other. */
  stacks?: readonly string[];
  /** By address; where options make a number in different ways, by what makes it. */
  places: Record<string, Place | Partial<Record<Machine, Place>>>;
  /** Corners of a wire, "source>made", where the default would cross something. */
  elbows?: Record<string, readonly At[]>;
  forward: readonly FigureBeat[];
  /** What the inspector looks at in a backward beat, if it is made there: the first of these. */
  backward: readonly string[];
}
