// What a scene is made of: plain objects in painting order. The stage element turns them into SVG.
import type { Spot } from '../network/address.ts';
import type { Letters } from '../network/notation.ts';
import type { Tone } from './colour.ts';
import type { Point } from './plan.ts';

/** Not yet, at this very beat, or done. */
export type State = 'future' | 'now' | 'past';

export type Anchor = 'start' | 'middle' | 'end';

export type Shape =
  /** `moved`: how far it has moved on to the next step, 0..1. */
  | { type: 'belt'; x: number; y: number; w: number; h: number; moved: number }
  | { type: 'frame'; x: number; y: number; w: number; h: number; state: State; valve?: boolean }
  /** Under the numbers of a calculation in a lane. */
  | { type: 'plate'; x: number; y: number; w: number; h: number; state: State }
  /** Between numbers that stand side by side. */
  | { type: 'sign'; x: number; y: number; text: string; size: number; state: State }
  /** What runs along a wire. */
  | { type: 'pulse'; x: number; y: number }
  /** A stretch of lane, as strong as the number that rides on it; or at its foot that of the twin, in its colour alone. */
  | { type: 'lane'; x1: number; x2: number; y: number; thickness: number; tone: Tone; faint?: boolean; twin?: boolean }
  /** Around the lane that is flagged. */
  | { type: 'outline'; x: number; y: number; w: number; h: number }
  /** What is said of the lane it stands in; it ends at x, and is no wider than its words and w. */
  | { type: 'flag'; x: number; y: number; w: number; h: number; key: string; values: Record<string, string> }
  /** A weight from one lane to another. */
  /** A weight between two lanes. */
  | { type: 'link'; from: Point; to: Point; thickness: number; tone: Tone; weight: Spot }
  | { type: 'wire'; id: string; points: Point[]; state: State; gradient: boolean }
  /** `makes`: of a function that can be looked into, what it makes. */
  | { type: 'layer'; x: number; y: number; w: number; h: number; letters: Letters; state: State; makes?: string }
  | { type: 'op'; x: number; y: number; text: string; wide: boolean; state: State; makes?: string }
  /** Jaws that leave open 0..1 of a lane. */
  | { type: 'valve'; x: number; y: number; w: number; h: number; opening: number; gate: Spot }
  | {
      type: 'cell';
      x: number;
      y: number;
      w: number;
      h: number;
      tone: Tone;
      text?: string;
      size?: number;
      spot?: Spot;
      /** It is 1 minus the number. */
      complement?: boolean;
      marked?: boolean;
      /** It is still to come in this step. */
      coming?: boolean;
      /** In the colour of its kind, on a ground that is there. */
      bare?: boolean;
      /** Of the untouched run, where the reader's edits have changed it. */
      ghost?: Tone;
      held?: boolean;
      /** It is on its way: where it passes over another number its own is not printed. */
      moving?: boolean;
    }
  | { type: 'glyph'; x: number; y: number; text: string; marked: boolean; state: State; spot: Spot }
  /** Where a gradient is gathered: the weights of a layer, `fullness` of what they will have at the first step. */
  | {
      type: 'bin';
      x: number;
      y: number;
      w: number;
      h: number;
      letters: Letters;
      text: string;
      fullness: number;
      state: State;
      spot: Spot;
    }
  | {
      type: 'letters';
      x: number;
      y: number;
      letters: Letters;
      anchor: Anchor;
      state: State;
      gradient: boolean;
    }
  | {
      type: 'word';
      x: number;
      y: number;
      key: string;
      /** The key where the locale has no words for the first. */
      or?: string;
      values?: Record<string, string>;
      anchor: Anchor;
      state: State;
      tone?: Tone;
      size?: number;
    };

export interface Scene {
  width: number;
  height: number;
  shapes: Shape[];
}
