// What both directions of the stage draw with: the machinery, which stands still, and numbers in the lanes, in vectors and on
// their way; where each address is in time.
import { isGradient, parse, type Spot } from '../network/address.ts';
import type { Formulas } from '../network/formula.ts';
import { gate as gateText, gradient as gradientText, short } from '../network/format.ts';
import type { Letters, Notation } from '../network/notation.ts';
import type { Moment } from '../network/timeline.ts';
import type { Tone } from './colour.ts';
import { glyphText, glyphWidth, predicted, wanted, widthOf, type Answer } from './glyph.ts';
import { mix, type Node, type Plan, type Point, type Room, type Source, type Wire } from './plan.ts';
import type { Anchor, Scene, Shape, State } from './shape.ts';
import type { View } from './view.ts';

/** How the reader looks at it. */
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

interface Rect extends Point {
  w: number;
  h: number;
}

/** Where a text stands from a place, and whether it is shown. */
type Label = readonly [dx: number, dy: number, anchor: Anchor, shown: boolean];

/** From here on what travels has arrived. */
export const SETTLED = 0.99;
/** The part of a beat in which a number's sources travel; in the rest it comes out itself. */
export const GATHERS = 0.5;

/** So wide is the belt free where a flag has room for its words. */
const FLAG = 96;

/** So high is a lane that has room for the line of the twin at its foot. */
const TWIN = 16;

/** Two tones that differ by less than this look the same. */
const SEEN = 0.02;

export abstract class Painter {
  protected readonly view: View;
  protected readonly moment: Moment;
  protected readonly look: Look;
  protected readonly plan: Plan;
  protected readonly shapes: Shape[] = [];
  /** Numbers of the chosen unit where there is no room for all: painted over their neighbours. */
  protected readonly above: Shape[] = [];
  protected readonly back: boolean;

  constructor(view: View, moment: Moment, look: Look) {
    this.view = view;
    this.moment = moment;
    this.look = look;
    this.plan = view.network.plan(look.room);
    this.back = moment.direction === 'backward';
  }

  // ---- time

  /** How far a beat has come: 0 not yet, 1 done. */
  protected beat(name: string): number {
    const at = this.index(name);
    const { index, progress } = this.moment;
    return at < index ? 1 : at > index ? 0 : progress;
  }

  protected index(name: string): number {
    return this.view.network.beats[this.moment.direction].findIndex((beat) => beat.name === name);
  }

  /** How far an address has come to be: what a beat makes forward comes one after the other, backward all at once. */
  protected progress(address: string): number {
    const { index, place, of } = this.view.network.turn(this.moment.direction, address);
    if (index !== this.moment.index) return index < this.moment.index ? 1 : 0;
    return Math.min(Math.max(this.moment.progress * of - place, 0), 1);
  }

  protected state(address: string): State {
    const { index } = this.view.network.turn(this.moment.direction, address);
    return index < this.moment.index ? 'past' : index > this.moment.index ? 'future' : 'now';
  }

  // ---- what stands still

  protected bed(): void {
    const { left, right, top, bottom } = this.plan.belt;
    this.shapes.push({ type: 'belt', x: left, y: top - 4, w: right - left, h: bottom - top + 8 });
  }

  /** Around the lane that is flagged, and its flag where the belt is free: between the last stop and the end. */
  protected flag(): void {
    const { flag } = this.look;
    if (!flag) return;
    const { belt, parcel, end, copy, narrow } = this.plan;
    const y = this.lane(flag.unit);
    const h = Math.max(belt.lane - 1, 6);
    this.shapes.push({ type: 'outline', x: (belt.left + belt.right) / 2, y, w: belt.right - belt.left - 6, h });
    const last = Math.max(...this.stops().map(({ at }) => at.x));
    // Backward the gradient comes back onto the belt where it was copied for the read-out.
    const next = this.back ? Math.min(copy, end) : end;
    const [left, right] = [last + parcel.width / 2 + 8, next - parcel.width / 2 - 6];
    if (narrow || right - left < FLAG) return;
    this.above.push({
      type: 'flag',
      x: right,
      y,
      w: right - left,
      h: Math.max(h, 20),
      key: flag.key,
      values: flag.values,
    });
  }

  protected wires(): void {
    const asked = this.view.asked(this.moment.step);
    for (const wire of this.plan.wires) {
      const points = this.back ? wire.points.toReversed() : wire.points;
      const state = this.state(this.back ? wire.backward : wire.forward);
      const idle = this.back && wire.id === 'predict' && !asked;
      this.shapes.push({ type: 'wire', id: wire.id, points, state: idle ? 'future' : state, gradient: this.back });
      if (wire.minus) this.shapes.push({ type: 'op', ...wire.minus, text: '1−', wide: true, state });
    }
  }

  protected machines(): void {
    const { belt, box, narrow } = this.plan;
    for (const node of this.plan.nodes.values()) {
      if (node.machine === 'given') continue;
      const state = this.state(this.back ? this.flow(node) : node.address);
      const { letters, op } = this.view.network.sign(node.address, this.back, this.look.notation);
      const makes = ['layer', 'squash', 'times'].includes(node.machine) ? { makes: node.address } : {};
      if (node.made) {
        const w = this.frameWidth(node);
        const y = (belt.top + belt.bottom) / 2;
        this.shapes.push({ type: 'frame', x: node.by.x, y, w, h: belt.bottom - belt.top + 14, state });
        if (node.machine === 'matrix') this.links(node, w);
        const above = belt.top - (narrow ? 18 : 21);
        if (letters.length)
          this.shapes.push({
            type: 'layer',
            x: node.by.x,
            y: above,
            w: narrow ? 34 : 46,
            h: 24,
            letters,
            state,
            ...makes,
          });
        else this.shapes.push({ type: 'op', x: node.by.x, y: above, text: op, wide: op.length > 1, state, ...makes });
        if (!narrow && !this.back && node.machine !== 'matrix' && node.machine !== 'squash')
          this.shapes.push({
            type: 'op',
            x: (node.by.x + w / 2 + node.at.x - this.plan.parcel.width / 2) / 2,
            y,
            text: '=',
            wide: false,
            state,
          });
      } else if (letters.length) {
        this.shapes.push({ type: 'layer', ...node.by, w: box.width, h: box.height, letters, state, ...makes });
      } else {
        this.shapes.push({ type: 'op', ...node.by, text: op, wide: op.length > 1, state, ...makes });
      }
    }
    if (this.view.network.answers) {
      const state = this.state(this.back ? 'loss' : 'predict');
      this.shapes.push({
        type: 'layer',
        ...this.plan.readout,
        w: box.width,
        h: box.height,
        letters: this.view.network.link(this.look.notation),
        state,
      });
    }
  }

  /** Backward, a machine is at work when what goes into it receives its gradient. */
  protected flow(node: Node): string {
    if (node.argument) return `d_${node.argument}`;
    const { name, term } = parse(node.address);
    const factors = this.view.wiring.formula(name)!.terms[term ?? 0]!;
    const own = factors.find((factor) => this.view.wiring.has(factor.name) && !factor.before);
    return own ? `d_${own.name}` : 'leave';
  }

  /** A matrix on the belt: each lane goes into each. */
  protected links(node: Node, width: number): void {
    const { units, belt, narrow } = this.plan;
    if (units > 12) return;
    const { name, term } = parse(node.address);
    const { name: matrix } = this.view.wiring.formula(name)!.terms[term!]![0]!;
    const { rows, cols, data } = this.view.trace.param(matrix);
    const largest = data.reduce((most, w) => Math.max(most, Math.abs(w)), 1e-9);
    const half = width / 2 - (narrow ? 4 : 7);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        const w = data[row * cols + col]!;
        this.shapes.push({
          type: 'link',
          from: { x: node.by.x - half, y: belt.top + (col + 0.5) * belt.lane },
          to: { x: node.by.x + half, y: belt.top + (row + 0.5) * belt.lane },
          thickness: 0.4 + (1.8 * Math.abs(w)) / largest,
          tone: { kind: 'signed', strength: w / largest },
        });
      }
    }
  }

  protected frameWidth(node: Node): number {
    const { parcel, narrow } = this.plan;
    if (node.machine === 'matrix') return narrow ? 48 : 86;
    if (node.machine === 'squash') return narrow ? 40 : 56;
    const several = this.beside(node).length;
    if (node.machine === 'times' && several === 1) return parcel.width + (narrow ? 14 : 36);
    return Math.max(several, 1) * (several > 1 && narrow ? 30 : parcel.width) + (narrow ? 6 : 14);
  }

  /** What is put into the lanes by a machine on the belt: all that does not ride there itself. */
  protected beside(node: Node): Source[] {
    return node.sources.filter(({ address }) => !this.plan.nodes.get(address)!.rides);
  }

  /** What rests on the belt, from left to right. */
  protected stops(): Node[] {
    return [...this.plan.nodes.values()].filter(({ rides }) => rides).sort((a, b) => a.at.x - b.at.x);
  }

  /** Machines of this step that take a number off where it rests. */
  protected users(address: string): Node[] {
    return [...this.plan.nodes.values()].filter((node) => node.sources.some((source) => source.address === address));
  }

  protected get entry(): number {
    return this.plan.belt.left + this.plan.parcel.width / 2 + 2;
  }

  protected get exit(): number {
    return this.plan.belt.right - this.plan.parcel.width / 2 - 2;
  }

  /** Where one of several things stands in a machine's frame. */
  protected slot(node: Node, k: number, n: number): { x: number; w: number } {
    const { parcel, narrow } = this.plan;
    if (n > 1) {
      const w = narrow ? 27 : parcel.width;
      return { x: node.by.x + (k - (n - 1) / 2) * (w + 3), w };
    }
    // Beside a gate its valve.
    return {
      x: node.machine === 'times' ? node.by.x - (narrow ? 5 : 13) : node.by.x,
      w: narrow && node.machine === 'times' ? 38 : parcel.width,
    };
  }

  protected valves(node: Node, gate: Source, opens: number): void {
    const { belt, units, parcel, narrow } = this.plan;
    const numbers = this.view.numbers(gate.address, this.moment.step);
    for (let unit = 0; opens > 0 && unit < units; unit++) {
      const open = gate.complement ? 1 - numbers[unit]! : numbers[unit]!;
      const opening = 1 - (1 - open) * opens;
      const w = narrow ? 7 : 17;
      const x = node.by.x + parcel.width / 2 + (narrow ? -1 : 7);
      this.shapes.push({ type: 'valve', x, y: this.lane(unit), w, h: belt.lane, opening });
    }
  }

  protected wire(id: string): Wire {
    return this.plan.wires.find((wire) => wire.id === id)!;
  }

  /** The gradient that rests where a number does. A product receives that of its sum. */
  protected gradientOf(node: Node): string {
    const { name, before } = parse(node.address);
    return before ? `d_${name}'` : `d_${name}`;
  }

  // ---- numbers

  protected lane(unit: number): number {
    return this.plan.belt.top + (unit + 0.5) * this.plan.belt.lane;
  }

  /** A number as a coloured cell; printed where there is room for it. */
  protected cell(spot: Spot, number: number, at: Rect, printed: boolean, moving: boolean, complement = false): void {
    const { parcel } = this.plan;
    const value = complement ? 1 - number : number;
    const tone: Tone = this.view.tone(spot.address, value);
    const state = { ...(moving ? { moving } : {}), ...(complement ? { complement } : {}) };
    const shape: Shape = { type: 'cell', ...at, tone, spot, ...state };
    if (!printed) return void this.shapes.push(shape);
    const text = this.text(spot.address, tone, value);
    const size = Math.min(parcel.text, (at.w - 3) / widthOf(text));
    if (parcel.numbers) this.shapes.push(size < 8.4 ? shape : { ...shape, text, size });
    else if (spot.unit === this.look.unit) {
      const h = Math.max(at.h, parcel.text + 5);
      this.above.push(size < 8.4 ? { ...shape, h } : { ...shape, h, text, size });
    } else this.shapes.push(shape);
  }

  protected text(address: string, { kind }: Tone, value: number): string {
    if (isGradient(address)) return gradientText(value, this.plan.narrow);
    return kind === 'gate' ? gateText(value) : short(value);
  }

  /** A number a lane, in a column of the belt; or 1 minus it. */
  protected column(
    address: string,
    step: number,
    x: number,
    moving: boolean,
    w = this.plan.parcel.width,
    complement = false,
  ): void {
    const numbers = this.view.numbers(address, step);
    const h = this.plan.parcel.height;
    for (let unit = 0; unit < this.plan.units; unit++)
      this.cell({ address, step, unit }, numbers[unit]!, { x, y: this.lane(unit), w, h }, true, moving, complement);
  }

  /** A whole vector on a wire. */
  protected vector(address: string, step: number, at: Point, moving: boolean): void {
    const numbers = this.view.numbers(address, step);
    const n = numbers.length;
    for (let unit = 0; unit < n; unit++)
      this.cell({ address, step, unit }, numbers[unit]!, this.inVector(at, unit, n), false, moving);
  }

  protected inVector(at: Point, unit: number, n: number): Rect {
    const { vector, width } = this.plan;
    const pitch = Math.min(vector.height + 1.5, vector.width / n);
    const gap = pitch > 4 ? 1.5 : 0;
    // A wire may run closer to the edge than a vector is wide.
    const x = Math.min(Math.max(at.x, (n * pitch) / 2), width - (n * pitch) / 2);
    return { x: x + (unit - (n - 1) / 2) * pitch, y: at.y, w: pitch - gap, h: vector.height };
  }

  /** Cells flying from a vector's place into the lanes: each to the lane of its own unit. */
  protected fly(
    address: string,
    step: number,
    vector: Point,
    laneX: number,
    u: number,
    w = this.plan.parcel.width,
    complement = false,
  ): void {
    const numbers = this.view.numbers(address, step);
    const n = this.plan.units;
    for (let unit = 0; unit < n; unit++) {
      const from = this.inVector(vector, unit, n);
      const to = { x: laneX, y: this.lane(unit), w, h: this.plan.parcel.height };
      const rect = { ...mix(from, to, u), w: from.w + (to.w - from.w) * u, h: from.h + (to.h - from.h) * u };
      this.cell({ address, step, unit }, numbers[unit]!, rect, u > 0.85, u < 1, complement);
    }
  }

  /** A stretch of every lane, from x1 to x2, as strong as the number that rides along it. */
  protected lanes(address: string, step: number, x1: number, x2: number): void {
    if (x1 === x2) return;
    const numbers = this.view.numbers(address, step);
    const { lane } = this.plan.belt;
    const twin = lane < TWIN ? undefined : this.look.twin?.numbers(address, step);
    for (let unit = 0; unit < this.plan.units; unit++) {
      if (twin) {
        const y = this.lane(unit) + 0.4 * lane;
        this.shapes.push({
          type: 'lane',
          x1,
          x2,
          y,
          thickness: 2.5,
          tone: this.view.tone(address, twin[unit]!),
          twin: true,
        });
      }
      const tone = this.view.tone(address, numbers[unit]!);
      const thickness = Math.max(this.plan.belt.lane * 0.5 * Math.abs(tone.strength), 0.6);
      const faint = this.look.flag?.alone && unit !== this.look.flag.unit;
      this.shapes.push({ type: 'lane', x1, x2, y: this.lane(unit), thickness, tone, ...(faint && { faint }) });
    }
  }

  // ---- input and answer

  /** The input, as the task draws it. */
  protected input(beat: string): void {
    const { nodes, reads } = this.plan;
    const at = nodes.get(reads)!.at;
    const { step } = this.moment;
    const state = this.back ? 'past' : this.state(beat);
    const glyph = reads === 'x' ? glyphText(this.view.trace, step) : undefined;
    const spot = { address: reads, step, unit: 0 };
    if (glyph) this.shapes.push({ type: 'glyph', ...at, ...glyph, state, spot });
    else this.vector(reads, step, at, false);
  }

  protected prediction(at: Point, moving: boolean): void {
    const { step } = this.moment;
    for (const { answer, rect } of this.answers(at, predicted(this.view.trace, step, 3))) {
      const { unit, value, text } = answer;
      const spot = { address: '~y', step, unit };
      this.shapes.push({
        type: 'cell',
        ...rect,
        tone: this.view.tone('~y', value),
        ...this.fitted(text, rect),
        spot,
        ...(moving ? { moving } : {}),
      });
    }
  }

  /** The target where the task asks for one, else that it does not ask; of a lower layer, who listens to it. */
  protected targets(): void {
    const { target, prediction, narrow } = this.plan;
    const state = this.back ? 'past' : this.state('predict');
    const word = (key: string, { x, y }: Point, values?: Record<string, string>) =>
      this.shapes.push({ type: 'word', key, x, y, anchor: 'middle', state, ...(values ? { values } : {}) });
    if (!this.view.network.last)
      return void word('stage.to-layer', { x: prediction.x, y: prediction.y + 5 }, { n: String(this.view.layer + 2) });
    word('stage.prediction', { x: prediction.x, y: prediction.y - (narrow ? 22 : 18) });
    if (!this.view.trace.asked(this.moment.step)) return void word('stage.not-asked', { x: target.x, y: target.y + 4 });
    word('stage.target', { x: target.x, y: target.y - (narrow ? 22 : 19) });
    for (const { answer, rect } of this.answers(target, wanted(this.view.trace, this.moment.step))) {
      const tone = this.view.tone('*y', answer.value);
      const spot = { address: '*y', step: this.moment.step, unit: answer.unit };
      this.shapes.push({ type: 'cell', ...rect, tone, ...this.fitted(answer.text, rect), spot, marked: true });
    }
  }

  /** Side by side, as many as there is room for: symbols need theirs, numbers can do without being printed. */
  protected answers(at: Point, all: Answer[]): { answer: Answer; rect: Rect }[] {
    const { narrow, parcel } = this.plan;
    const symbols = this.view.trace.frame.schema.symbols.outputs.length > 0;
    const room = narrow ? 74 : 116;
    const widest = Math.max(...all.map(({ text }) => widthOf(text))) * parcel.text + 10;
    const n = symbols ? Math.min(all.length, Math.max(Math.floor(room / widest), 1)) : all.length;
    const pitch = Math.min(Math.max(parcel.width + 4, symbols ? widest : 0), room / n);
    return all.slice(0, n).map((answer, k) => ({
      answer,
      rect: { x: at.x + (k - (n - 1) / 2) * pitch, y: at.y, w: pitch - (pitch > 8 ? 4 : 1), h: 22 },
    }));
  }

  protected fitted(text: string, { w }: Rect): { text?: string; size?: number } {
    const size = Math.min(this.plan.parcel.text, (w - 2) / widthOf(text));
    return size >= 8 ? { text, size } : {};
  }

  // ---- names

  protected labels(): void {
    const { narrow, box, nodes } = this.plan;
    for (const node of nodes.values()) {
      const { at, by, argument, machine } = node;
      const [dx, dy, anchor, shown] = this.#label(node);
      if (shown) {
        const address = this.back ? this.gradientOf(node) : node.address;
        const travels = this.back && isProduct(node) ? this.flow(node) : address;
        const state = machine === 'given' && !this.back ? 'past' : this.state(travels);
        this.letters(address, at.x + dx, at.y + dy, state, anchor);
      }
      if (narrow) continue;
      // Beside a machine stands what it is, backward what leaves it.
      const [x, foot] = [by.x + 10, by.y + box.height / 2];
      if (this.back && argument) this.letters(`d_${argument}`, x, foot + 38, this.state(`d_${argument}`), 'start');
      if (!this.back && machine === 'layer')
        this.#word(this.view.network.kindOf(node.address), x, foot + 18, 'start', this.state(node.address));
    }
    this.#leaving();
  }

  /** Where the name of a number stands, by the row in which it rests: from its place, and whether there is room for it. */
  #label(node: Node): Label {
    const { narrow, belt, vector, nodes } = this.plan;
    const { at, row, address } = node;
    const product = isProduct(node);
    const lift = vector.height / 2 + (narrow ? 6 : 9);
    const beside = vector.width / 2 + 8;
    const rows: Record<string, Label> = {
      // On a narrow belt there is room for the names of states only.
      belt: [0, belt.top - (narrow ? 12 : 15) - at.y, 'middle', !narrow || !product],
      bus: [0, -lift - 2, 'middle', true],
      input: [this.inputWidth(address), 6, 'start', !this.back],
      emit: [0, -lift - 1, 'middle', !narrow || !product],
      dropped: [-beside, 5, 'end', !narrow],
      operation: [0, -lift, 'middle', true],
      beneath: [0, lift + 14, 'middle', !narrow],
      written: [beside, 5, 'start', !narrow && !(this.back && product)],
    };
    // Between a vector and a machine close above it there is no room for a name.
    const close = [...nodes.values()].some(({ by, made }) => !made && by.x === at.x && by.y < at.y && at.y - by.y < 36);
    const other: Label = !narrow && close ? [-beside, 5, 'end', true] : [narrow ? 5 : 12, 1 - lift, 'start', true];
    return rows[row] ?? (this.back && product ? [0, 0, 'start', false] : other);
  }

  /** What leaves for the next step beneath the belt, and backward whether a gradient comes from there. */
  #leaving(): void {
    const { narrow, belt, vector, nodes, says, turn, busY, rides, end } = this.plan;
    const { trace, network } = this.view;
    const { step } = this.moment;
    const carried = nodes.get(says)!.rides;
    const beneath = busY + vector.height / 2 + (narrow ? 6 : 9) + 14;
    if (!this.back) {
      if (!carried) this.letters(says, turn, beneath, this.state('predict'), 'middle');
      return;
    }
    if (narrow) return;
    const comes = step === trace.steps ? 'stage.no-next' : trace.fed(step) ? 'stage.from-next' : 'stage.cut';
    if (!carried) this.#word({ key: comes }, turn, beneath, 'middle', this.state('loss'));
    if (rides !== says || network.answers)
      this.#word({ key: comes }, end, belt.bottom + 22, 'middle', this.state('loss'));
  }

  #word(words: { key: string; or?: string }, x: number, y: number, anchor: Anchor, state: State): void {
    this.shapes.push({ type: 'word', ...words, x, y, anchor, state });
  }

  protected inputWidth(address: string): number {
    const { narrow, vector } = this.plan;
    const glyph = address === 'x' ? glyphText(this.view.trace, this.moment.step) : undefined;
    const wide = glyph ? glyphWidth(glyph.text) / 2 + 17 : vector.width / 2 + 10;
    return narrow ? Math.min(wide, 36) - 8 : wide;
  }

  protected letters(address: string, x: number, y: number, state: State, anchor: Anchor): void {
    const letters: Letters = this.view.letters(address, this.look.notation);
    this.shapes.push({ type: 'letters', letters, x, y, state, anchor, gradient: this.back });
  }

  // ---- the whole

  abstract scene(): Scene;

  /** The finished scene. */
  protected drawn(): Scene {
    const shapes = legible([...this.shapes, ...this.above]).map((shape) => this.#beside(shape));
    return { width: this.plan.width, height: this.plan.height, shapes };
  }

  /** Adds to a cell the tone that it has without the reader's edits, where it is another, and whether it is held. */
  #beside(shape: Shape): Shape {
    const { ghost } = this.view;
    if (!ghost || shape.type !== 'cell' || !shape.spot) return shape;
    const value = ghost.value(shape.spot);
    const tone = this.view.tone(shape.spot.address, shape.complement ? 1 - value : value);
    const changed = Math.abs(tone.strength - shape.tone.strength) > SEEN;
    return { ...shape, ...(changed && { ghost: tone }), ...(this.view.held(shape.spot) && { held: true }) };
  }
}

/** Where a moving number overlaps another one, only its colour is drawn. */
function legible(shapes: Shape[]): Shape[] {
  type Printed = Extract<Shape, { type: 'cell' }>;
  const printed = shapes.filter((shape): shape is Printed => shape.type === 'cell' && shape.text !== undefined);
  const rest = printed.filter(({ moving }) => !moving);
  const silent = new Set<Shape>();
  const shown = [...rest];
  for (const shape of printed) {
    if (!shape.moving) continue;
    if (shown.some((other) => overlap(shape, other))) silent.add(shape);
    else shown.push(shape);
  }
  if (silent.size === 0) return shapes;
  return shapes.map((shape) => {
    if (!silent.has(shape)) return shape;
    const { text: _, ...without } = shape as Printed;
    return without;
  });
}

function isProduct({ address }: Node): boolean {
  return parse(address).term !== undefined;
}

function overlap(a: Rect, b: Rect): boolean {
  return Math.abs(a.x - b.x) < (a.w + b.w) / 2 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - 0.5;
}
