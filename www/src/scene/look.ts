// How a reader looks at the stage.
import type { Formulas } from '../network/formula.ts';
import type { Notation } from '../network/notation.ts';
import type { Room } from './plan.ts';

export interface Look {
  room: Room;
  /** The unit whose numbers are printed where there is no room for all. */
  unit: number;
  notation: Notation;
  /** The same sequence with the deciding input changed, by the same network: a thin line in each lane. */
  twin?: Formulas | undefined;
  /** The lane that carries what must be remembered, with the words that say so, and whether all others recede. */
  flag?: { unit: number; key: string; values: Record<string, string>; alone: boolean } | undefined;
}
