// The picture of a cell, as far as it must be told by hand: where things stand. How each number is made, what it is made of,
// which wires run where and what flows back along them follows from the formulas (plan.ts). A figure knows no option: what a
// network does not have is not drawn.

/** Rows that all figures share, in pixels below the belt; the belt's own row are its lanes. */
export const ROWS = {
  belt: [0, 0],
  drop: [28, 22],
  dropped: [55, 46],
  written: [32, 22],
  operation: [62, 46],
  emit: [84, 72],
  vector: [118, 106],
  below: [122, 102],
  layer: [152, 140],
  beneath: [154, 128],
  seen: [202, 184],
  bus: [216, 204],
  input: [262, 250],
} as const satisfies Record<string, Pair>;

/** Of a wide stage and of a narrow one. */
export type Pair = readonly [wide: number, narrow: number];
export type Row = keyof typeof ROWS;
/** A column of the figure, and a row of all figures (or of its own). */
export type At = readonly [column: string, row: string];

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
  rows?: Record<string, Pair>;
  /** By address; where options make a number in different ways, by what makes it. */
  places: Record<string, Place | Partial<Record<Machine, Place>>>;
  /** Corners of a wire, "source>made", where the default would cross something. */
  elbows?: Record<string, readonly At[]>;
  forward: readonly FigureBeat[];
  /** What the inspector looks at in a backward beat, if it is made there: the first of these. */
  backward: readonly string[];
}
