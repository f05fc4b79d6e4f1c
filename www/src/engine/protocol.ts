// What the page and its engine say to each other. Types only: anything may import this, it pulls in no wasm.
// Page -> engine: Wish. Engine -> page: Report. The numbers of a frame are copies and change hands without a copy.

import type { Choices, Clamp, Config, Divergence, Evaluation, Point, Schema, State } from '../../pkg/lstm_conveyor.js';

// The core's own types: it alone says what its objects look like.
export type {
  Choices,
  Config,
  Divergence,
  Evaluation,
  Factor,
  Field,
  Formula,
  GradientCheck,
  Option,
  Point,
  Schema,
} from '../../pkg/lstm_conveyor.js';

/**
 * One sequence, finished: every value and every gradient of it, and the parameters that made them. All are finite.
 * `values[(t * width + offset + unit)]` is a unit at step t = 0..steps, row 0 being the start state.
 */
export interface Pass {
  updates: number;
  /** The frame is of an earlier network: it has seen more updates since. */
  past: boolean;
  /** Loss of the sequence shown, not of the training batch. */
  loss: number;
  /** The seed that the sequence shown was drawn from. */
  sample: number;
  values: Float32Array;
  grads: Float32Array;
  params: Float32Array;
  paramGrads: Float32Array;
  outputs: Float32Array;
  targets: Float32Array;
  mask: Float32Array;
  /** What the reader edits in it, the same sequence without, and which fields are held. */
  edits?: string;
  ghost?: Pass;
  held?: Clamp[];
}

/** A pass, and what its numbers are called: of one network it is always the same object. */
export interface Frame extends Pass {
  schema: Schema;
  ghost?: Frame;
}

export function frameOf({ ghost, ...pass }: Pass, schema: Schema): Frame {
  return { ...pass, schema, ...(ghost && { ghost: frameOf(ghost, schema) }) };
}

/** Numbers by address, and what the reader holds them at. */
export interface Edit {
  /** A field or a parameter, by the core's name. */
  name: string;
  /** Of a field; none: all units. */
  unit?: number;
  /** The place in a parameter; none: all of it. */
  at?: [row: number, col: number];
  /** The first and the last step; none: from step 1, and to the end. At step 0 is the start state. */
  first?: number;
  last?: number;
  value: number;
  on: boolean;
}

/** How training went, each number the mean of `stride` updates: bounded, however long it was. */
export interface Past {
  losses: Float32Array;
  /** Norms of the gradients of the same updates, before clipping. The last may be of an update that was not made. */
  norms: Float32Array;
  stride: number;
  /** Updates that were made before the first of them. */
  since: number;
}

/** How training stands. */
export interface Progress extends Past {
  updates: number;
  running: boolean;
  /** On sequences that are never trained on. */
  evaluation?: Evaluation | undefined;
  /** Updates a second, measured; 0 while at rest. */
  rate: number;
  divergence?: Divergence | undefined;
}

/** Sequences, one after the other, each of as many steps as the network's: all of a row, all rows, the next sequence. */
export interface Sequences {
  inputs: Float32Array;
  targets: Float32Array;
  /** 1 where the answer counts. */
  mask: Float32Array;
}

/** What a network begins with that no seed draws: its parameters, and where there is no task the one sequence. */
export interface Given {
  params?: Float32Array;
  sequence?: Sequences;
}

/** What is needed to go on: after the worker has died, or another day. */
export interface Saved extends Past {
  config: Required<Config>;
  given?: Given;
  state: State;
  sample: number;
}

/** What an error says beside key and value: limits, places, names (`Refusal` lists them by code). */
export type Part = number | string | string[] | number[];

export interface Trouble {
  code: string;
  key?: string | undefined;
  value?: string | undefined;
  parts?: Record<string, Part>;
  message: string;
}

/** An error in the form that a page can word: locale key `error.<code>` with {key}, {value} and its parts. */
export class EngineError extends Error implements Trouble {
  readonly code: string;
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly parts: Record<string, Part>;
  /** It is one of those of a link, of which the rest is used: the others. */
  beside: EngineError[] | undefined;

  constructor({ code, key, value, parts = {}, message }: Trouble) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.key = key;
    this.value = value;
    this.parts = parts;
  }

  /** Anything thrown, as an EngineError. */
  static from(error: unknown): EngineError {
    return error instanceof EngineError ? error : new EngineError(EngineError.trouble(error));
  }

  /** Errors lose their own fields on the way out of a worker; a plain object keeps them. */
  static trouble(error: unknown): Trouble {
    const { code, key, value, parts = partsOf(error), message } = error as Partial<Trouble>;
    return { code: code ?? 'unknown', key, value, parts, message: message ?? String(error) };
  }
}

/** The core sets each part as a property of its error. (In Safari an error has `line` and `column` that cannot be listed.) */
function partsOf(error: unknown): Record<string, Part> {
  const others = ['code', 'key', 'value', 'message', 'stack'];
  const names = Object.getOwnPropertyNames(Object(error)).filter((name) => !others.includes(name));
  return Object.fromEntries(names.map((name) => [name, (error as Record<string, Part>)[name]!]));
}

/**
 * A part of the program that is fetched when it is first wanted. Rejects with an EngineError `missing` where it cannot be: the
 * network is gone, or a newer release has taken its place, and only a reload helps.
 */
export async function fetched<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (error) {
    throw new EngineError({ code: 'missing', message: String(error) });
  }
}

/** What can be changed while a network learns. */
export type Tuning = Pick<Config, 'rate' | 'clip'>;

/** A network that is to go on by itself. */
export interface Generation {
  schema: Schema;
  params: Float32Array;
  /** Where it stands: its states, as they are in a row; without them at the start of a sequence. */
  states?: Float32Array[] | undefined;
  /** Rows of inputs that it reads first, one at least. */
  given: Float32Array;
  /** For each row that it is to go on for, a number from 0 to below 1 that draws the symbol. */
  chances: readonly number[];
  temperature: number;
}

/** `said` are its answers to all it has read; all but the first of `rows` come from its own. The last has not been read. */
export interface Generated {
  rows: Float32Array;
  said: Float32Array;
  states: Float32Array[];
}

/** What the units of a network carry, measured on sequences that it was never trained on. */
export interface Memory {
  /** Of which network it speaks. */
  config: Required<Config>;
  params: Float32Array;
  updates: number;
  /** How many sequences were looked at. */
  sequences: number;
  /** How often the network is right in the test. */
  accuracy: number;
  units: Carrier[];
}

/** A unit of a state, beside what will be asked next. An r of what never changes is undefined. */
export interface Carrier {
  name: string;
  unit: number;
  /** Over all sequences and steps: its mean, the mean of |s_t − s_{t−1}|, its standard deviation. */
  mean: number;
  change: number;
  spread: number;
  /** The number of the answer that it goes with most closely; of symbols this is one of them. */
  column: number;
  /** At the steps at which the answer is asked. */
  r: number | undefined;
  /** At each step, with the answer that is asked there or next. */
  course: (number | undefined)[];
}

/** A network of these parameters, in which something is held or changed, as engine/edits.ts reads it. */
export interface Edited {
  params: Float32Array;
  edits: string;
}

/** What can be asked of the experiments, each by name: `of` goes, `answer` comes, nothing of it changes anything. */
export interface Questions {
  generate: { of: Generation; answer: Generated };
  /** Loss and accuracy on the reader's own sequences. */
  examine: { of: Sequences; answer: Evaluation };
  /** How often the network is right as it is edited, and on how many sequences that was tried. */
  edited: { of: Edited; answer: { accuracy: number; sequences: number } };
  /** Which unit carries what has to be remembered. */
  memory: { of: undefined; answer: Memory };
  /**
   * The sequence that a seed draws, or one that is given (its sample is then 0), under the parameters as they are, without edits;
   * none where a number has run away.
   */
  pass: { of: number | Sequences; answer: Pass | undefined };
  /** Where the gradient of the sequence shown is taken. */
  point: { of: undefined; answer: { schema: Schema; point: Point } };
  /** The counts of updates whose networks are kept, from the first. */
  kept: { of: undefined; answer: Float64Array };
  /** What a network of these settings would be: rejects with what the core refuses. */
  schema: { of: Config; answer: Schema };
  /** What a small change of one number does to the loss of the sequence shown. */
  nudge: { of: { edit: Edit; epsilon: number }; answer: Nudge };
  /** The sizes that each task can have, after those of this task as it is set there, if it is one. */
  sizes: { of: Pick<Config, 'task' | 'taskOptions'>; answer: Sized[] };
  /** The network as it stands, the sequence shown, and more to train it on elsewhere. */
  takeaway: { of: undefined; answer: Takeaway };
}

/** A number, its gradient, and how much the loss changes by ε and by twice as much. */
export interface Nudge {
  value: number;
  gradient: number;
  change: number;
  twice: number;
  /** How much of a change may be the rounding of all numbers to 32 bits, about. */
  rounding: number;
}

/** A task, and how many numbers go in and come out where its options are these. */
export interface Sized {
  task: string;
  taskOptions: Required<Config>['taskOptions'];
  loss: string;
  inputs: number;
  outputs: number;
}

/** All that a core says when it goes on from what was saved, and more sequences by the network as it then stands. */
export interface Recording {
  choices: Choices;
  schema: Schema;
  saved: Saved;
  progress: Progress;
  /** The first is the one that is shown. */
  passes: Pass[];
}

/** All of one moment. */
export interface Takeaway {
  schema: Schema;
  updates: number;
  params: Float32Array;
  shown: Sequences;
  /** The loss of the sequence shown. */
  loss: number;
  training: Sequences;
}

export type Wish =
  | { do: 'open'; module: WebAssembly.Module; saved?: Saved | undefined }
  | { do: 'configure'; id: number; config: Config; given?: Given | undefined }
  | { do: 'takeUp'; id: number; saved: Saved }
  | { do: 'tune'; id: number; numbers: Tuning }
  | { do: 'ask'; id: number; name: keyof Questions; of: unknown }
  /** Answered once it rests. `until`: it may end earlier, at the first look that finds the task solved. */
  | { do: 'train'; id: number; updates: number; until?: 'solved' | undefined }
  | { do: 'pause' }
  /** To the very start, or to the last network kept at or before so many updates. */
  | { do: 'rewind'; updates?: number | undefined }
  /** Shows the network as it was after so many updates, if that is kept; without, as it is. Nothing is lost. */
  | { do: 'look back'; updates?: number | undefined }
  | { do: 'sample'; seed: number }
  /** `edits` as engine/edits.ts reads them, of the sequence shown. */
  | { do: 'edit'; edits: string }
  /** The page has taken the last frame and can take another. */
  | { do: 'seen' };

export type Report =
  | { say: 'ready'; choices: Choices }
  /** The answer to a wish with an id, or why there is none. */
  | { say: 'done'; id: number; answer?: unknown; trouble?: Trouble }
  /** There is another network: what it is called, from where it can go on, how it stands and, if all is finite, a pass. */
  | { say: 'network'; schema: Schema; saved: Saved; progress: Progress; pass?: Pass | undefined }
  | { say: 'pass'; pass: Pass }
  | { say: 'progress'; progress: Progress }
  | { say: 'saved'; saved: Saved }
  | { say: 'trouble'; trouble: Trouble };
