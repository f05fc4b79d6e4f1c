// <lstm-conveyor>, which the import defines. Where there are no elements, as on a server, the import does nothing.
import type { LstmConveyorAttributes } from './attributes.js';

export type { LstmConveyorAttributes };

/** Settings by their names in JavaScript: `hidden` is the attribute `hidden-units`, `forgetBias` is `forget-bias`. */
export interface LstmConveyorState {
  [name: string]: number | boolean | string | Record<string, number | boolean | string> | undefined;
}

/** How training stands. Without `loss` and `accuracy` nothing has been evaluated. */
export interface LstmConveyorProgress {
  updates: number;
  running: boolean;
  loss?: number;
  accuracy?: number;
}

export class LstmConveyor extends HTMLElement {
  /** Of the package that serves the elements of this page: that which came first. */
  static readonly version: string;
  /** Resolves when there is something to be seen; rejects where nothing can be. */
  readonly ready: Promise<void>;
  /** The present settings; empty until it is ready. */
  readonly state: LstmConveyorState;
  /** The address of the page in that state; empty until it is ready, and where there is no page. */
  readonly link: string;
  /** The fields of the network shown, by their names. */
  readonly fields: string[];
  /** How training stands; nothing until it is ready. */
  readonly progress: LstmConveyorProgress | undefined;
  /** A number of the sequence shown, by its address, as `c` or `d_h`; undefined where there is none. Steps count from 1, units from 0. */
  value(address: string, step: number, unit?: number): number | undefined;
  /** All numbers of a field (`c`, `f`, `h`; with two layers `c.2`), or of its gradient: a row for each step from 0 on. */
  field(name: string, gradient?: boolean): Float32Array[] | undefined;
  /** Plays from where it stands. */
  play(): Promise<void>;
  /** Stands still. */
  pause(): Promise<void>;
  /** On or back by an operation, or by a time step in the direction of travel. */
  step(by?: 1 | -1, what?: 'beat' | 'step'): Promise<void>;
  /** To a time step, counted from 1. */
  seek(step: number, rest?: { direction?: 'forward' | 'backward'; beat?: string }): Promise<void>;
  /** Shows the sequence that a seed draws. */
  sample(seed: number): Promise<void>;
  /** So many updates, or until the task is solved. Resolves when training rests, whatever ended it. */
  train(updates?: number | 'solved'): Promise<void>;
  /** Ends the training that runs. */
  stop(): Promise<void>;
  /** Back to the weights that it began with. */
  reset(): Promise<void>;
  /** Sets some of the settings. Rejects where a network is refused, and then all stays as it was. */
  set(wish: LstmConveyorState): Promise<void>;
  /** Puts a network of PyTorch's on the stage: the bytes of a safetensors file, and a row of numbers for each step. Rejects where it cannot be read, and then all stays as it was. */
  open(bytes: Uint8Array<ArrayBuffer>, rows?: string, options?: Record<string, boolean>): Promise<void>;
  /** The picture as it is seen, as SVG. */
  toSVG(): Promise<string>;
  /** The same in pixels, as print wants them, as PNG. */
  toPNG(): Promise<Blob>;
}

/** They bubble, and none comes more than ten times a second. */
export interface LstmConveyorEventMap {
  /** There is something to be seen. */
  'lstm-ready': CustomEvent<null>;
  /** What is shown is another moment. */
  'lstm-moment': CustomEvent<{ direction: 'forward' | 'backward'; step: number; beat?: string; steps: number }>;
  /** It begins to play. */
  'lstm-play': CustomEvent<object>;
  /** It stands still. */
  'lstm-pause': CustomEvent<object>;
  /** Training goes on, or rests. */
  'lstm-progress': CustomEvent<LstmConveyorProgress & { standing: string }>;
  /** The task is solved. */
  'lstm-solved': CustomEvent<LstmConveyorProgress & { standing: string }>;
  /** A number is looked at. */
  'lstm-select': CustomEvent<{ address?: string; unit?: number; layer?: number }>;
  /** Something was refused, or could not be loaded. */
  'lstm-error': CustomEvent<{ code: string; message: string }>;
}

/** Defines the element if nobody has; a second copy says which version serves the page. */
export function define(): void;

declare global {
  interface HTMLElementTagNameMap {
    'lstm-conveyor': LstmConveyor;
  }
  interface HTMLElementEventMap extends LstmConveyorEventMap {}
}
