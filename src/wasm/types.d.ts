// The types of the objects that cross the boundary: part of the package's declarations (src/wasm/experiment.rs).
/**
 * Settings of an experiment. Either `task`, whose proposals stand for what is left out, or `inputs`, `outputs` and `steps`
 * for sequences of one's own. Unknown keys are errors.
 */
export interface Config {
  task?: string;
  taskOptions?: Record<string, number | boolean | string>;
  cell?: string;
  options?: Record<string, number | boolean | string>;
  inputs?: number;
  outputs?: number;
  steps?: number;
  hidden?: number;
  /** Cells on top of each other. */
  layers?: number;
  batch?: number;
  readout?: string;
  loss?: string;
  optimizer?: string;
  init?: string;
  rate?: number;
  /** Largest norm of the gradient; 0: no limit. */
  clip?: number;
  /** Added to the biases of the gates that say how much of the old state stays, at the start. */
  forgetBias?: number;
  /** Steps after which the gradient is cut on its way back; 0: nowhere. */
  truncate?: number;
  seed?: number;
}
/**
 * In a row `offset` counts units: a number is at (t * width + offset + unit) * batch + sequence.
 */
export interface Field {
  name: string; kind: string; rows: number; cols: number; offset: number;
  /** What makes it; none of what is given. */
  formula?: Formula;
}
/**
 * squash( sum of products ): the factors of a term are multiplied number by number, but where the first is a matrix (a
 * parameter of kind weight or recurrent-weight), which is applied to the second.
 */
export interface Formula { squash?: 'sigmoid' | 'tanh' | 'relu'; terms: Factor[][] }
/** A field or a parameter; `before`: that of the step before; `complement`: 1 minus it. */
export interface Factor { name: string; before: boolean; complement: boolean }
export interface Schema {
  config: Required<Config>;
  inputs: number; outputs: number; hidden: number; layers: number; steps: number; batch: number;
  /** Units in a row. */
  width: number;
  parameters: number;
  /** Floating-point operations of one step of one sequence forward. */
  flops: number;
  /** Bytes that the experiment takes. */
  memory: number;
  row: Field[];
  params: Field[];
  /** How the input is best drawn. */
  glyph: string;
  /** What one-hot inputs and outputs stand for; empty for quantities. */
  symbols: { inputs: string[]; outputs: string[] };
  /** Biases that `Config.forgetBias` is added to; none where no gate says how much of the old state stays. */
  forgetBiases: string[];
  link: 'identity' | 'sigmoid' | 'softmax';
  /**
   * The gradient of `config.loss` by what goes into the link is factor · (prediction − target) / N at every step that counts
   * (of a softmax if its targets sum to one). N is how many there are of what `mean` says: sequences of the batch, answers
   * (steps that count, of all sequences), or their numbers (`outputs` of each answer).
   */
  loss: { factor: number; mean: 'sequences' | 'answers' | 'numbers' };
}
/** Of kind number: min, max, integer; of kind choice: names; of kind text: longest, in characters. */
export interface Option {
  name: string; kind: 'number' | 'switch' | 'choice' | 'text'; default: number | boolean | string;
  min?: number; max?: number; integer?: boolean; names?: string[]; longest?: number;
}
export interface Choices {
  tasks: { name: string; options: Option[]; defaults: Required<Config> }[];
  /** `presets` are texts of the literature for a cell of one's own to begin with. */
  cells: { name: string; options: Option[]; presets: { name: string; source: string; equations: string }[] }[];
  optimizers: string[];
  losses: string[];
  readouts: string[];
  inits: string[];
  numbers: Option[];
}
export interface Evaluation { loss: number; accuracy: number; solved: boolean }
/**
 * `what` is the first number that was not finite, by its name (`z_f`, `d_c`, `d_W_f`), and `step` where; "loss" if the
 * loss alone was too large.
 */
export interface Divergence { update: number; what: string; step: number; value: number; limit: number }
/** Euclidean norms of all parameters, of their gradient before clipping, and of the last update. */
export interface Norms { params: number; gradients: number; updates: number }
/** The gradient of one parameter by backpropagation and by central differences, both in f64, and how far they are apart. */
export interface GradientCheck { name: string; analytic: Float64Array; numeric: Float64Array; relative: Float64Array }
/** One unit of a field held at a value, in all sequences; without `step` in each step. */
export interface Clamp { name: string; unit: number; step?: number; value: number }
/** Where a gradient is taken: parameters, sequences, the row of the start state, and what is held. */
export interface Point {
  params: Float32Array; inputs: Float32Array; targets: Float32Array; mask: Float32Array; start: Float32Array;
  clamps: Clamp[];
}
/** Everything that training goes on from: where it stands, and where it goes back to should it diverge. */
export interface State {
  /** Settings that must be the same, as texts: all but `rate` and `clip`. */
  settings: Record<string, string>;
  rate: number; clip: number;
  /** The loss that a runaway is measured by. */
  firstLoss?: number;
  now: TrainingPoint; good: TrainingPoint;
}
/** `memory` is what the optimizer remembers, a number for each parameter; `drawn` counts sequences. */
export interface TrainingPoint { params: Float32Array; memory: Record<string, Float32Array>; updates: number; drawn: number }
/**
 * What a file under PyTorch's names does not say: what stands before the names of the recurrent layers (default ""; of modules
 * one after the other each, as "lstm1., lstm2.") and of the read-out (default "readout.").
 */
export interface Hints { prefix?: string; readout?: string }
/** Parameters of a file, and the names of its tensors that were let be. */
export interface Imported { params: Float32Array; others: string[] }
/** How a chart looks. Colours are "#rrggbb"; `ratio` is the device's pixels per CSS pixel. */
export interface ChartStyle {
  ratio: number; ink: string; grid: string; font: string; xLabel: string; yLabel: string;
}
/**
 * A line of a chart: `values[k]` stands at the number `xs[k]` (of the update, of the step), which is 0 or more. `mark`, a letter
 * or none, stands on it once, or on each of its values.
 */
export interface Curve { xs: Float32Array; values: Float32Array; line: string; mark: string; each: boolean }
/**
 * What is thrown: an `Error` whose message is an English sentence, made of the same parts. `key` is what was refused,
 * `value` what was received, in at most 80 characters. Places count from 0, rows, lines and columns from 1.
 */
export type Refusal = Error & { key: string; value: string } & (
  | { code: 'unknown-key'; names: string[] }
  | { code: 'missing-task'; names: string[] }
  | { code: 'missing-key'; names: string[] }
  | { code: 'number'; min: number; max: number }
  | { code: 'whole-number'; min: number; max: number }
  | { code: 'not-finite' }
  | { code: 'not-finite-at'; place: number }
  | { code: 'negative-at'; place: number }
  | { code: 'number-at'; place: number; min: number; max: number }
  | { code: 'choice'; names: string[] }
  | { code: 'type'; wanted: 'switch' | 'number' | 'text' | 'table' | 'numbers' | 'bytes' | 'colour' | 'canvas' | 'function' }
  | { code: 'object' }
  | { code: 'length'; wanted: number }
  | { code: 'too-long'; longest: number }
  | { code: 'outputs'; outputs: number }
  | { code: 'memory'; steps: number; limit: number; needed: number }
  | { code: 'no-memory'; steps: number; needed: number }
  | { code: 'work'; limit: number; needed: number }
  | { code: 'schema' }
  | { code: 'not-clamped'; step: number }
  | { code: 'no-pytorch' }
  | { code: 'freed' }
  | { code: 'text-many-characters'; most: number }
  | { code: 'text-many-words'; most: number }
  | { code: 'text-few-characters'; steps: number }
  | { code: 'text-few-words'; steps: number }
  | { code: 'series-few-rows'; steps: number }
  | { code: 'series-number'; row: number }
  | { code: 'series-not-finite'; row: number }
  | { code: 'series-long-row'; row: number; longest: number }
  | { code: 'series-uneven-row'; row: number; wanted: number }
  | { code: 'file-length'; wanted: number }
  | { code: 'file-header'; longest: number }
  | { code: 'file' }
  | { code: 'file-dtype'; tensor: string; names: string[] }
  | { code: 'both-ways' }
  | { code: 'tensor-missing'; names: string[] }
  | { code: 'tensor-unused'; names: string[] }
  | { code: 'tensor-shape'; wanted: number[]; found: number[] }
  | { code: 'tensor-axes'; most: number }
  | { code: 'tensor-not-finite'; place: number }
  | { code: 'checkpoint'; wanted: string }
  | { code: 'not-a-checkpoint' }
  | { code: 'state' }
  | { code: 'equation-syntax'; line: number; column: number; wanted: string[] }
  | { code: 'equation-number'; line: number; column: number }
  | { code: 'equation-long-name'; line: number; column: number; longest: number }
  | { code: 'equation-function'; line: number; column: number; names: string[] }
  | { code: 'equation-unmade'; line: number; column: number }
  | { code: 'equation-matrices'; line: number; column: number }
  | { code: 'equation-name'; line: number; column: number; names: string[] }
  | { code: 'equation-sizes'; line: number; column: number }
  | { code: 'equation-state'; line: number; column: number }
  | { code: 'equation-output'; line: number; column: number }
  | { code: 'equation-twice'; line: number; column: number }
  | { code: 'equation-lines'; line: number; column: number; longest: number }
  | { code: 'canvas-size'; width: number; height: number }
  | { code: 'canvas-context' }
  | { code: 'canvas-drawing' }
);
