/** What a scene is made of: plain objects in painting order. The stage element turns them into SVG. */
import type { Point } from './geometry';
import type { Tone } from './colour';
import type { Symbol } from './symbol';

/** One number of the trace: which quantity, at which time step, of which unit. */
export interface Pick<Quantity extends string = string> {
  quantity: Quantity;
  step: number;
  unit: number;
}

/** Not yet, at this very beat, or done. */
export type State = 'future' | 'now' | 'past';

export type Shape =
  | { type: 'belt'; x: number; y: number; w: number; h: number }
  | { type: 'frame'; x: number; y: number; w: number; h: number; state: State }
  /** A stretch of lane, as strong as the number that rides on it. */
  | { type: 'lane'; x1: number; x2: number; y: number; thickness: number; tone: Tone }
  | { type: 'wire'; id: string; points: Point[]; state: State; gradient: boolean }
  | { type: 'layer'; x: number; y: number; w: number; h: number; text: string; state: State }
  | { type: 'op'; x: number; y: number; text: '×' | '+' | 'tanh' | 'tanh′'; state: State }
  /** An opening of 0..1 across a lane. */
  | { type: 'valve'; x: number; y: number; h: number; opening: number }
  | {
      type: 'cell';
      x: number;
      y: number;
      w: number;
      h: number;
      tone: Tone;
      text?: string;
      size?: number;
      pick?: Pick;
      marked?: boolean;
    }
  | { type: 'glyph'; x: number; y: number; text: string; marked: boolean; state: State; pick: Pick }
  /** Where a gradient is gathered: the weights of a gate, `fullness` of what they will have at the first step. */
  | {
      type: 'bin';
      x: number;
      y: number;
      w: number;
      h: number;
      symbol: Symbol;
      text: string;
      fullness: number;
      state: State;
      pick: Pick;
    }
  | {
      type: 'symbol';
      x: number;
      y: number;
      symbol: Symbol;
      anchor: 'start' | 'middle' | 'end';
      state: State;
      gradient: boolean;
      /** An aside, in small type. */
      aside?: boolean;
    }
  | {
      type: 'word';
      x: number;
      y: number;
      key: string;
      /** The key where the locale has no words for the first. */
      or?: string;
      values?: Record<string, string>;
      anchor: 'start' | 'middle' | 'end';
      state: State;
    };

export interface Scene {
  width: number;
  height: number;
  shapes: Shape[];
}
