/** What both directions draw with: cells of numbers, lanes, and the diagram itself whose parts light up beat by beat. */
import { gradientStrength, signedStrength, type Tone } from './colour';
import { gate as gateText, gradient as gradientText, short } from './format';
import { cellOf, GATES, geometry, laneY, type Geometry, type Point, type WireId } from './geometry';
import { isGradient } from './name';
import { valueOf, type QuantityId } from './quantity';
import { glyphText, predicted, wanted, widthOf, type Answer } from './glyph';
import type { Scene, Shape, State } from './shape';
import { SYMBOLS, type SymbolName } from './symbol';
import { BACKWARD, FORWARD, type BackwardBeat, type ForwardBeat, type Moment } from './timeline';
import type { Trace } from './trace';

export interface Rect extends Point {
  w: number;
  h: number;
}

/** How far a beat has come: 0 not yet, 1 done. */
export type Clock<Beat> = (beat: Beat) => number;

const BEATS: Record<Moment['direction'], readonly string[]> = { forward: FORWARD, backward: BACKWARD };

/** At which beat each wire is travelled, each way. */
const WIRES: Record<WireId, { forward: ForwardBeat; backward: BackwardBeat }> = {
  bus: { forward: 'join', backward: 'leave' },
  x: { forward: 'join', backward: 'leave' },
  in_f: { forward: 'forget', backward: 'weights' },
  in_i: { forward: 'input', backward: 'weights' },
  in_g: { forward: 'candidate', backward: 'weights' },
  in_o: { forward: 'output', backward: 'weights' },
  f: { forward: 'forget', backward: 'part' },
  i: { forward: 'input', backward: 'part' },
  g: { forward: 'candidate', backward: 'part' },
  write: { forward: 'update', backward: 'part' },
  o: { forward: 'output', backward: 'through' },
  copy: { forward: 'emit', backward: 'meet' },
  tanh: { forward: 'emit', backward: 'through' },
  h: { forward: 'emit', backward: 'loss' },
  up: { forward: 'predict', backward: 'loss' },
  predict: { forward: 'predict', backward: 'loss' },
  out: { forward: 'predict', backward: 'loss' },
};

const LAYERS: Record<(typeof GATES)[number], { forward: ForwardBeat; backward: BackwardBeat; text: string }> = {
  f: { forward: 'forget', backward: 'slope', text: 'σ' },
  i: { forward: 'input', backward: 'slope', text: 'σ' },
  g: { forward: 'candidate', backward: 'slope', text: 'tanh' },
  o: { forward: 'output', backward: 'slope', text: 'σ' },
};

/** A scene being drawn, for one trace at one moment. */
export class Canvas {
  readonly g: Geometry;
  readonly shapes: Shape[] = [];
  /** The largest gradient on the stage over the whole sequence. */
  readonly #largest: number;

  constructor(
    readonly trace: Trace,
    readonly moment: Moment,
    narrow: boolean,
  ) {
    this.g = geometry(trace.hidden, narrow);
    this.#largest = largestGradient(trace);
  }

  scene(): Scene {
    return { width: this.g.width, height: this.g.height, shapes: this.shapes };
  }

  clock<Beat extends ForwardBeat | BackwardBeat>(): Clock<Beat> {
    const list = BEATS[this.moment.direction];
    return (beat) => {
      const at = list.indexOf(beat);
      return at < this.moment.index ? 1 : at > this.moment.index ? 0 : this.moment.progress;
    };
  }

  state(beat: ForwardBeat | BackwardBeat): State {
    const at = BEATS[this.moment.direction].indexOf(beat);
    return at < this.moment.index ? 'past' : at > this.moment.index ? 'future' : 'now';
  }

  tone(quantity: QuantityId, v: number): Tone {
    return toneOf(quantity, v, this.#largest);
  }

  add(shape: Shape): void {
    this.shapes.push(shape);
  }

  /** A number as a coloured cell; printed where there is room for it. */
  cell(quantity: QuantityId, step: number, unit: number, at: Rect, printed = false): void {
    const v = valueOf(this.trace, { quantity, step, unit });
    const plain = quantity === 'f' || quantity === 'i' || quantity === 'o';
    const text = plain ? gateText(v) : isGradient(quantity) ? gradientText(v, this.g.narrow) : short(v);
    this.add({
      type: 'cell',
      ...at,
      tone: this.tone(quantity, v),
      ...(printed && this.g.parcel.numbers
        ? { text, size: text.length > 6 ? this.g.parcel.text * 0.86 : this.g.parcel.text }
        : {}),
      pick: { quantity, step, unit },
    });
  }

  /** A number a lane, in a column of the belt. */
  column(quantity: QuantityId, step: number, x: number, width = this.g.parcel.width): void {
    for (let k = 0; k < this.trace.hidden; k++) this.cell(quantity, step, k, this.parcel(x, k, width), true);
  }

  parcel(x: number, unit: number, width = this.g.parcel.width): Rect {
    return { x, y: laneY(this.g, unit), w: width, h: this.g.parcel.height };
  }

  /** A whole vector at rest on its wire. */
  vector(quantity: QuantityId, step: number, at: Point, n = this.trace.hidden): void {
    for (let k = 0; k < n; k++) this.cell(quantity, step, k, cellOf(this.g, at, k, n));
  }

  /** A vector on its way from one wire to another, `u` of the way. */
  travel(quantity: QuantityId, step: number, from: Point, to: Point, u: number, n = this.trace.hidden): void {
    this.vector(quantity, step, mix(from, to, u), n);
  }

  /** Cells flying between a vector's place and the lanes: each to the lane of its own unit. */
  fly(quantity: QuantityId, step: number, vector: Point, laneX: number, u: number, width = this.g.parcel.width): void {
    const n = this.trace.hidden;
    for (let k = 0; k < n; k++) {
      const from = cellOf(this.g, vector, k, n);
      const to = this.parcel(laneX, k, width);
      this.cell(
        quantity,
        step,
        k,
        { ...mix(from, to, u), w: from.w + (to.w - from.w) * u, h: from.h + (to.h - from.h) * u },
        u > 0.85,
      );
    }
  }

  /** A stretch of every lane, from x1 to x2, as strong as the number that rode along it. */
  lanes(quantity: QuantityId, step: number, x1: number, x2: number): void {
    if (x1 === x2) return;
    for (let k = 0; k < this.trace.hidden; k++) {
      const tone = this.tone(quantity, valueOf(this.trace, { quantity, step, unit: k }));
      const thickness = Math.max(Math.min(this.g.belt.lane * 0.4, 6) * Math.abs(tone.strength), 0.6);
      this.add({ type: 'lane', x1, x2, y: laneY(this.g, k), thickness, tone });
    }
  }

  symbol(name: SymbolName, x: number, y: number, state: State, anchor: 'start' | 'middle' | 'end' = 'middle'): void {
    this.add({ type: 'symbol', symbol: SYMBOLS[name], gradient: name.startsWith('d_'), x, y, anchor, state });
  }

  word(key: string, x: number, y: number, state: State, anchor: 'start' | 'middle' | 'end' = 'middle'): void {
    this.add({ type: 'word', key, x, y, anchor, state });
  }

  /** The belt's bed, under everything. */
  bed(): void {
    const { left, right, top, bottom } = this.g.belt;
    this.add({ type: 'belt', x: left, y: top - 4, w: right - left, h: bottom - top + 8 });
  }

  /** The wires, in the state of the beat that travels them. */
  wires(): void {
    const { direction } = this.moment;
    for (const [id, beat] of Object.entries(WIRES) as [WireId, (typeof WIRES)[WireId]][]) {
      if (!this.trace.has('tanh_c') && id === 'copy') continue;
      if (!this.trace.has('y') && id === 'predict') continue;
      let points = this.g.wires[id];
      // Without a tanh the copy falls straight to the output gate.
      if (!this.trace.has('tanh_c') && id === 'tanh') points = [this.g.wires.copy[0]!, points.at(-1)!];
      if (!this.trace.has('y') && id === 'up')
        points = [points[0]!, { x: this.g.prediction.x, y: this.g.prediction.y + 14 }];
      this.add({
        type: 'wire',
        id,
        points: direction === 'forward' ? points : points.toReversed(),
        state: this.state(beat[direction]),
        gradient: direction === 'backward',
      });
    }
  }

  /** The layers, the pointwise operations and the columns where these meet the belt. */
  machinery(ops: { valve: State; plus: State; multiply: State; tanh: State; emit: State }): void {
    const { g } = this;
    const { top, bottom } = g.belt;
    const frame = g.parcel.width + (g.narrow ? 8 : 14);
    for (const [x, text, state] of [
      [g.column.valve, '×', ops.valve],
      [g.column.plus, '+', ops.plus],
    ] as const) {
      this.add({ type: 'frame', x, y: (top + bottom) / 2, w: frame, h: bottom - top + 14, state });
      this.add({ type: 'op', x, y: top - (g.narrow ? 18 : 21), text, state });
    }
    this.add({ type: 'op', ...g.multiply, text: '×', state: ops.multiply });
    this.add({ type: 'op', ...g.emit, text: '×', state: ops.emit });
    const back = this.moment.direction === 'backward';
    if (this.trace.has('tanh_c')) this.add({ type: 'op', ...g.tanh, text: back ? 'tanh′' : 'tanh', state: ops.tanh });
    for (const name of GATES) {
      const layer = LAYERS[name];
      this.add({
        type: 'layer',
        ...g.layer[name],
        w: g.box.width,
        h: g.box.height,
        text: back ? `${layer.text}′` : layer.text,
        state: this.state(layer[this.moment.direction]),
      });
    }
  }

  /** The input, as the task draws it. */
  input(step: number, state: State): void {
    const glyph = glyphText(this.trace, step);
    if (glyph) this.add({ type: 'glyph', ...this.g.input, ...glyph, state, pick: { quantity: 'x', step, unit: 0 } });
    else this.vector('x', step, this.g.input, this.trace.frame.schema.inputs);
  }

  /** The read-out's box: the prediction's activation. */
  readout(state: State): void {
    if (!this.trace.has('y')) return;
    const link = this.trace.frame.schema.link;
    this.add({
      type: 'layer',
      ...this.g.readout,
      w: this.g.box.width,
      h: this.g.box.height,
      text: link === 'sigmoid' ? 'σ' : link === 'softmax' ? 'softmax' : 'W',
      state,
    });
  }

  /** The prediction: a cell for each number of it, or for the likeliest symbols. */
  prediction(at: Point): void {
    for (const { answer, rect } of this.#answers(at, predicted(this.trace, this.moment.step, 3))) {
      const { unit, value, text } = answer;
      const pick = { quantity: 'p', step: this.moment.step, unit };
      this.add({ type: 'cell', ...rect, tone: this.tone('p', value), ...this.#fitted(text, rect), pick });
    }
  }

  target(at: Point): void {
    for (const { answer, rect } of this.#answers(at, wanted(this.trace, this.moment.step))) {
      const tone = this.tone('x', answer.value);
      this.add({ type: 'cell', ...rect, tone, ...this.#fitted(answer.text, rect), marked: true });
    }
  }

  /** Side by side, as many as there is room for: symbols need theirs, numbers can do without being printed. */
  #answers(at: Point, all: Answer[]): { answer: Answer; rect: Rect }[] {
    const symbols = this.trace.frame.schema.symbols.outputs.length > 0;
    const room = this.g.narrow ? ANSWER.narrow : ANSWER.wide;
    const widest = Math.max(...all.map(({ text }) => widthOf(text))) * this.g.parcel.text + 10;
    const n = symbols ? Math.min(all.length, Math.max(Math.floor(room / widest), 1)) : all.length;
    const pitch = Math.min(Math.max(this.g.parcel.width + 4, symbols ? widest : 0), room / n);
    const place = (k: number): Rect => ({
      x: at.x + (k - (n - 1) / 2) * pitch,
      y: at.y,
      w: pitch - (pitch > 8 ? 4 : 1),
      h: 22,
    });
    return all.slice(0, n).map((answer, k) => ({ answer, rect: place(k) }));
  }

  #fitted(text: string, { w }: Rect): { text?: string; size?: number } {
    const size = Math.min(this.g.parcel.text, (w - 2) / widthOf(text));
    return size >= 8 ? { text, size } : {};
  }
}

/** Room for a prediction or a target: side by side on a narrow stage, else one above the other. */
const ANSWER = { narrow: 74, wide: 116 };

export function mix(a: Point, b: Point, u: number): Point {
  return { x: a.x + (b.x - a.x) * u, y: a.y + (b.y - a.y) * u };
}

/** The tone of a number, on the scales that stage and strip share. */
export function toneOf(quantity: string, v: number, largest: number): Tone {
  if (isGradient(quantity)) return { kind: 'gradient', strength: gradientStrength(v, largest) };
  if (quantity === 'f' || quantity === 'i' || quantity === 'o') return { kind: 'gate', strength: v };
  return { kind: 'signed', strength: signedStrength(v) };
}

const largest = new WeakMap<Trace, number>();

/** The largest gradient of a state (C, h) over the whole sequence: where the colour of gradients is full. */
export function largestGradient(trace: Trace): number {
  let most = largest.get(trace);
  if (most === undefined) {
    most = 0;
    const states = trace.fields.filter(({ kind }) => kind === 'state').map(({ name }) => name);
    for (let t = 0; t <= trace.steps; t++) {
      for (const name of states) for (const v of trace.grad(name, t)) most = Math.max(most, Math.abs(v));
    }
    largest.set(trace, most);
  }
  return most;
}
