// What both directions of the stage draw with beside numbers: the machinery, which stands still, calculations on the belt, input
// and answer, and names.
import { layerOf, parse, print } from '../network/address.ts';
import { lane as laneText } from '../network/format.ts';
import { glyphText, glyphWidth, markOf, NO_STAR, predicted, STAR, wanted, widthOf, type Answer } from './glyph.ts';
import { Numbers, type Rect } from './numbers.ts';
import { onWay, type Node, type Point, type Source, type Wire } from './plan.ts';
import type { Anchor, Scene, Shape, State } from './shape.ts';

/** Where a text stands from a place, and whether it is shown. */
type Label = readonly [dx: number, dy: number, anchor: Anchor, shown: boolean];

/** From here on what travels has arrived. */
export const SETTLED = 0.99;
/** The parts of a beat: until then a pulse runs along the wires into a machine; until then what it makes comes out of it. */
export const PULSE = 0.33;
export const OUT = 0.6;
/** The part of a beat in which a number's sources travel; in the rest it comes out itself. */
export const GATHERS = 0.5;

const MARGIN = { wide: 14, narrow: 0, belt: 8, long: 12 };
/** How wide a matrix is on the belt. */
const MATRIX = { wide: 130, narrow: 48, belt: 42, long: 54 };
/** How wide the letters of a machine are above the belt. */
const SIGN = { wide: 46, narrow: 34, belt: 40, long: 40 };
/** How wide a valve is. */
const VALVE = { wide: 44, narrow: 20, belt: 20, long: 36 };
/** Numbers of a calculation on the belt: how wide each may be, how far from the plate's edge, and how far from the next. */
const PLATE = { wide: [48, 7, 16], narrow: [39.5, 3, 8], belt: [42, 3, 12], long: [46, 3, 13] } as const;

/** So wide is the belt free where a flag has room for its words. */
const FLAG = 96;

/** Numbers side by side on a lane: where each stands, and how wide it may be. */
interface Slots {
  xs: number[];
  w: number;
  left: number;
  right: number;
  /** The room of a sign between them. */
  sign: number;
}

/** Two tones that differ by less than this look the same. */
const SEEN = 0.02;

export abstract class Painter extends Numbers {
  /** How far from the belt's edge the numbers of its lanes stand. */
  protected get margin(): number {
    return MARGIN[this.plan.form];
  }

  // ---- what stands still

  protected bed(moved: number): void {
    const { left, right, top, bottom } = this.plan.belt;
    this.shapes.push({ type: 'belt', x: left, y: top - 4, w: right - left, h: bottom - top + 8, moved });
    for (let unit = 0; unit < this.plan.units; unit++) {
      const { y } = this.lane(unit);
      const size = this.plan.form === 'narrow' ? 13.2 : 14;
      const state = this.look.flag?.unit === unit ? 'now' : 'past';
      if (this.shows(unit, this.plan.lanes))
        this.above.push({
          type: 'sign',
          x: left + this.margin,
          y,
          text: String(unit + 1),
          size,
          state,
        });
    }
  }

  /** Around the lane that is flagged, and its flag where the belt is free: between the last stop and the end. */
  protected flag(): void {
    const { flag } = this.look;
    if (!flag) return;
    const { belt, parcel, end, copy, alone } = this.plan;
    const { y, h } = this.lane(flag.unit);
    this.shapes.push({
      type: 'outline',
      x: (belt.left + belt.right) / 2,
      y,
      w: belt.right - belt.left - 6,
      h: Math.max(h - 1, 6),
    });
    const last = Math.max(...this.stops().map(({ at }) => at.x));
    // Backward the gradient comes back onto the belt where it was copied for the read-out.
    const right = Math.min(this.back ? Math.min(copy, end) - parcel.width / 2 - 6 : Infinity, belt.right - 8);
    const left = last + parcel.width / 2 + 8;
    if (right - left < FLAG) return;
    // Over the number of the twin, where there is no room beside it.
    const rise = alone && this.look.twin && this.numbered(h) ? 8 : 0;
    this.above.push({
      type: 'flag',
      x: right,
      y: y - rise,
      w: right - left,
      h: Math.min(Math.max(h - 8, 20), 36) - rise / 2,
      key: flag.key,
      values: flag.values,
    });
  }

  protected wires(): void {
    const asked = this.view.asked(this.moment.step);
    for (const wire of this.plan.wires) {
      const points = this.back ? wire.points.toReversed() : wire.points;
      const state = this.state(this.back ? wire.backward : wire.forward);
      const idle = this.back && ['up', 'predict'].includes(wire.id) && !asked;
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
        const valve = node.machine === 'times';
        if (node.machine !== 'plus')
          this.shapes.push({
            type: 'frame',
            x: node.by.x,
            y,
            w,
            h: belt.bottom - belt.top + (valve ? 6 : 14),
            state,
            valve,
          });
        if (node.machine === 'matrix') this.links(node, w);
        const above = belt.top - (narrow ? 18 : 20);
        if (letters.length)
          this.shapes.push({
            type: 'layer',
            x: node.by.x,
            y: above,
            w: SIGN[this.plan.form],
            h: 24,
            letters,
            state,
            ...makes,
          });
        else this.shapes.push({ type: 'op', x: node.by.x, y: above, text: op, wide: op.length > 1, state, ...makes });
      } else if (letters.length) {
        this.shapes.push({ type: 'layer', ...node.by, w: box.width, h: box.height, letters, state, ...makes });
      } else {
        this.shapes.push({ type: 'op', ...node.by, text: op, wide: op.length > 1, state, ...makes });
        if (node.beside && !this.back)
          this.shapes.push({
            type: 'sign',
            x: this.equals(node),
            y: node.by.y,
            text: '=',
            size: narrow ? 14 : 18,
            state,
          });
      }
    }
    if (this.view.network.answers) {
      const idle = this.back && !this.view.asked(this.moment.step);
      const state = idle ? 'future' : this.state(this.back ? 'loss' : 'predict');
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
    const { units, narrow } = this.plan;
    if (units > 12) return;
    const { name, term } = parse(node.address);
    const { name: matrix } = this.view.wiring.formula(name)!.terms[term!]![0]!;
    const { rows, cols, data } = this.view.trace.param(matrix);
    const { step } = this.moment;
    const largest = data.reduce((most, w) => Math.max(most, Math.abs(w)), 1e-9);
    const half = width / 2 - (narrow ? 4 : 7);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        const w = data[row * cols + col]!;
        this.shapes.push({
          type: 'link',
          from: { x: node.by.x - half, y: this.lane(col).y },
          to: { x: node.by.x + half, y: this.lane(row).y },
          thickness: 0.4 + ((narrow ? 3 : 6) * Math.abs(w)) / largest,
          tone: { kind: 'signed', strength: w / largest },
          weight: { address: print({ gradient: false, name: matrix, before: false, at: [row, col] }), step, unit: 0 },
        });
      }
    }
  }

  protected frameWidth(node: Node): number {
    const { narrow } = this.plan;
    if (node.machine === 'matrix') return MATRIX[this.plan.form];
    if (node.machine === 'squash') return narrow ? 30 : 56;
    return VALVE[this.plan.form];
  }

  /** Between the numbers that stand beside a product and the product itself. */
  protected equals(node: Node): number {
    const from = node.sources.map(({ address }) => this.plan.nodes.get(address)!.at.x);
    const right = node.at.x > node.by.x;
    return ((right ? Math.max(...from) : Math.min(...from)) + node.at.x) / 2;
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

  /** Where a lane begins, beside its number. */
  protected get entry(): number {
    const { belt, narrow } = this.plan;
    return belt.left + this.margin + (narrow ? 4 : 12);
  }

  protected get exit(): number {
    return this.plan.belt.right - this.plan.parcel.width / 2 - 2;
  }

  /** Where the numbers of a calculation on the belt stand: what it is made of, and last itself, at its own place. */
  protected slots(node: Node): Slots {
    const { parcel, narrow } = this.plan;
    const n = node.sources.length;
    const [w, margin, sign] = PLATE[this.plan.form];
    const lead = node.machine === 'times' ? this.frameWidth(node) / 2 + 2 : narrow ? 8 : 16;
    const room = (node.at.x - w / 2 - margin - node.by.x - lead - 2) / n;
    const pitch = Math.min(w + sign, room);
    const xs = Array.from({ length: n + 1 }, (_, k) => node.at.x - (n - k) * pitch);
    const width = Math.min(w, pitch - sign, parcel.width);
    return { xs, w: width, left: xs[0]! - width / 2 - margin, right: node.at.x + w / 2 + margin, sign };
  }

  /** What a number on the belt is made of, as one would write it: what is multiplied begins with the gate, a sum with what rides. */
  protected operands(node: Node): Source[] {
    const beside = this.beside(node);
    const riding = node.sources.filter((source) => !beside.includes(source));
    return node.machine === 'times' ? [...beside, ...riding] : [...riding, ...beside];
  }

  /** The calculation in each lane that has room for it: a × b = c. */
  protected plate(node: Node): void {
    const { step } = this.moment;
    const { xs, w, left, right } = this.slots(node);
    const operands = this.operands(node);
    const times = node.machine === 'times';
    const all = [
      ...operands.map(({ address, complement }) => ({ address, complement })),
      { address: node.address, complement: false },
    ];
    for (let unit = 0; unit < this.plan.units; unit++) {
      const { y } = this.lane(unit);
      const h = this.parcelHeight(unit);
      const spots = all.map(({ address }) => ({ address, step, unit }));
      const values = spots.map((spot, k) => (all[k]!.complement ? 1 - this.view.value(spot) : this.view.value(spot)));
      if (!this.shows(unit, this.plan.lanes)) {
        this.cell(spots.at(-1)!, values.at(-1)!, { x: node.at.x, y, w, h }, { mute: true });
        continue;
      }
      const texts = values.map(laneText);
      const state = this.plateState(unit, node.address);
      this.shapes.push({ type: 'plate', x: (left + right) / 2, y, w: right - left, h: h + 4, state });
      spots.forEach((spot, k) => {
        const negative = !times && k > 0 && k < operands.length && texts[k]!.startsWith('−');
        const text = negative ? texts[k]!.slice(1) : texts[k]!;
        this.cell(spot, this.view.value(spot), { x: xs[k]!, y, w, h }, { ...all[k]!, bare: true, text });
        if (k === 0) return;
        const last = k === operands.length;
        const mark = last ? (agrees(times, texts) ? '=' : '≈') : times ? '×' : negative ? '−' : '+';
        this.shapes.push({
          type: 'sign',
          x: (xs[k - 1]! + xs[k]!) / 2,
          y,
          text: mark,
          size: this.plan.parcel.text,
          state: 'past',
        });
      });
    }
  }

  /** While it is made, the one that is looked at is marked. */
  protected plateState(unit: number, address: string): State {
    return unit === this.opened(this.plan.lanes) ? this.state(address) : 'past';
  }

  protected valves(node: Node, gate: Source, opens: number): void {
    const { units } = this.plan;
    const numbers = this.view.numbers(gate.address, this.moment.step);
    const w = this.frameWidth(node);
    for (let unit = 0; opens > 0 && unit < units; unit++) {
      const open = gate.complement ? 1 - numbers[unit]! : numbers[unit]!;
      const opening = 1 - (1 - open) * opens;
      const { y, h } = this.lane(unit);
      const spot = { address: gate.address, step: this.moment.step, unit };
      this.shapes.push({ type: 'valve', x: node.by.x, y, w, h, opening, gate: spot });
    }
  }

  protected pulse(way: readonly Point[], u: number): void {
    if (u > 0 && u < 1) this.shapes.push({ type: 'pulse', ...onWay(way, u) });
  }

  /** Below a layer: there rests the gradient of what it squashed. */
  protected below({ by }: Node): Point {
    return { x: by.x, y: by.y + this.plan.box.height / 2 + 9 };
  }

  protected wire(id: string): Wire {
    return this.plan.wires.find((wire) => wire.id === id)!;
  }

  /** The gradient that rests where a number does. A product receives that of its sum. */
  protected gradientOf(node: Node): string {
    const { name, before } = parse(node.address);
    return before ? `d_${name}'` : `d_${name}`;
  }

  // ---- input and answer

  /** The input, as the task draws it. */
  protected input(beat: string): void {
    const { nodes, reads } = this.plan;
    const at = nodes.get(reads)!.at;
    const { step } = this.moment;
    const state = this.back ? 'past' : this.state(beat);
    const glyph = reads === 'x' ? glyphText(this.view.trace, step) : undefined;
    if (!glyph) return this.vector(reads, step, at);
    const { text, marked, unit } = glyph;
    const spot = { address: reads, step, unit };
    this.shapes.push({ type: 'glyph', ...at, text, marked, state, spot });
    const mark = markOf(this.view.trace, step);
    if (mark === undefined) return;
    const x = at.x + (glyphWidth(text) + glyphWidth(STAR)) / 2 + 2;
    this.shapes.push({
      type: 'glyph',
      x,
      y: at.y,
      text: mark ? STAR : NO_STAR,
      marked: false,
      state,
      spot: { ...spot, unit: 1 },
    });
  }

  protected prediction(at: Point, moving: boolean): void {
    const { step } = this.moment;
    for (const { answer, rect } of this.answers(at, this.plan.prediction.room, predicted(this.view.trace, step, 3))) {
      const { unit, value, text } = answer;
      const spot = { address: '~y', step, unit };
      this.shapes.push({
        type: 'cell',
        ...rect,
        tone: this.view.tone('~y', value),
        ...(moving ? { moving } : this.fitted(text, rect)),
        spot,
      });
    }
  }

  /** The target where the task asks for one, else that it does not ask; of a lower layer, who listens to it. */
  protected targets(): void {
    const { target, prediction, narrow } = this.plan;
    const state = this.back ? 'past' : this.state('predict');
    const word = (key: string, { x, y }: Point, values?: Record<string, string>) =>
      this.shapes.push({ type: 'word', key, x, y, anchor: 'middle', state, ...(values ? { values } : {}) });
    if (!this.view.network.last) {
      const key = this.back ? 'stage.from-layer' : 'stage.to-layer';
      return void word(key, { x: prediction.x, y: prediction.y + 5 }, { n: String(this.view.layer + 2) });
    }
    const over = ({ y }: Point): number => y - (narrow ? 17 : 19);
    const [first] = this.answers(prediction, prediction.room, predicted(this.view.trace, this.moment.step, 3));
    if (!this.back) {
      const { x, w } = first!.rect;
      if (prediction.y < this.plan.readout.y)
        this.#word({ key: 'stage.prediction' }, prediction.x, over(prediction), 'middle', state);
      else this.#word({ key: 'stage.prediction' }, x - w / 2 - 8, prediction.y + 5, 'end', state);
    }
    if (!this.view.trace.asked(this.moment.step)) return void word('stage.not-asked', { x: target.x, y: target.y + 4 });
    word('stage.target', { x: target.x, y: over(target) });
    for (const { answer, rect } of this.answers(target, target.room, wanted(this.view.trace, this.moment.step))) {
      const tone = this.view.tone('*y', answer.value);
      const spot = { address: '*y', step: this.moment.step, unit: answer.unit };
      this.shapes.push({ type: 'cell', ...rect, tone, ...this.fitted(answer.text, rect), spot, marked: true });
    }
  }

  /** Side by side, as many as there is room for: symbols need theirs, numbers can do without being printed. */
  protected answers(at: Point, room: number, all: Answer[]): { answer: Answer; rect: Rect }[] {
    const { parcel } = this.plan;
    const symbols = this.view.trace.frame.schema.symbols.outputs.length > 0;
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
    const { narrow, box, nodes, vector, readout } = this.plan;
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
      const others = [...[...nodes.values()].filter((each) => each.argument).map((each) => each.by.x), readout.x];
      const crowded = others.some((x) => x > by.x && x - by.x < 2 * vector.width);
      if (this.back && argument && !crowded)
        this.letters(
          `d_${argument}`,
          by.x + vector.width / 2 + 6,
          this.below(node).y + 5,
          this.state(`d_${argument}`),
          'start',
        );
      if (!this.back && machine === 'layer')
        this.#word(
          this.view.network.kindOf(node.address),
          by.x + 10,
          by.y + box.height / 2 + 14,
          'start',
          this.state(node.address),
        );
    }
    this.#leaving();
  }

  /** Where the name of a number stands: from its place, and whether there is room for it. */
  #label(node: Node): Label {
    const { narrow, belt, vector, nodes } = this.plan;
    const { at, by, row, address, machine, rides, stands } = node;
    const product = isProduct(node);
    // The gradient of a product is that of the sum it is part of, which has its name there.
    const named = !(this.back && product);
    const lift = vector.height / 2 + (narrow ? 6 : 9);
    const edge = vector.width / 2 + 8;
    if (rides) {
      const { left, right } = this.slots(node);
      const middle = product && machine === 'times' && !this.back ? (left + right) / 2 - at.x : 0;
      // On a narrow belt a matrix's sign has the room; on one that stands alone only what comes and what goes names its gradient.
      const covered = narrow && machine === 'matrix';
      const passing = this.plan.alone && this.back && machine !== 'given' && address !== this.plan.rides;
      const shown = named && !covered && !passing;
      const above = belt.top - 13 - at.y;
      // On a short belt the names of gradients, the longest, begin and end with it.
      if (this.look.room !== 'belt' || !this.back) return [middle, above, 'middle', shown];
      return machine === 'given'
        ? [belt.left + 2 - at.x, above, 'start', shown]
        : [belt.right - 2 - at.x, above, 'end', shown];
    }
    if (row === 'input') return [this.inputWidth(address), 6, 'start', !this.back];
    if (row === 'written') return [edge + 16, 5, 'start', !narrow && !this.back];
    if (stands) {
      // Beside the machine above it, or beside the wire that leaves there.
      if (machine !== 'given' && by.y < at.y && by.x === at.x)
        return [narrow ? 24 : 34, by.y + 4 - at.y, 'start', !narrow];
      const wired = this.users(address).some((user) => user.made);
      const dy = -this.plan.stack(this.view.count(address)).height / 2 - (narrow ? 9 : 6);
      const aside = wired && !(narrow && this.back);
      return [aside ? 9 : 0, dy, aside ? 'start' : 'middle', named];
    }
    // Between a vector and a machine close above it there is no room for a name.
    const close = [...nodes.values()].some(
      (each) => !each.made && each.by.x === at.x && each.by.y < at.y && at.y - each.by.y < (narrow ? 36 : 40),
    );
    if (close) return narrow ? [0, lift + 14, 'middle', named] : [edge, 9, 'start', named];
    return [narrow ? 5 : 12, 1 - lift, 'start', named];
  }

  /** What leaves for the next step beneath the belt, and backward whether a gradient comes from there. */
  #leaving(): void {
    const { narrow, belt, nodes, says, end, next } = this.plan;
    const { trace, network } = this.view;
    const { step } = this.moment;
    if (narrow) return;
    const { rides: carried, stands } = nodes.get(says)!;
    // Above the arrow, but where the name of what leaves stands there.
    const beside: Point = { x: next.x, y: next.y + (stands ? -8 : 18) };
    if (!this.back) {
      if (!carried && step < trace.steps)
        this.#word({ key: 'stage.to-next' }, beside.x, beside.y, 'end', this.state('predict'));
      return;
    }
    const comes = step === trace.steps ? 'stage.no-next' : trace.fed(step) ? 'stage.from-next' : 'stage.cut';
    if (!carried) this.#word({ key: comes }, beside.x, beside.y, 'end', this.state('loss'));
    else if (network.answers) this.#word({ key: comes }, end, belt.bottom + 22, 'middle', this.state('loss'));
  }

  #word(words: { key: string; or?: string }, x: number, y: number, anchor: Anchor, state: State): void {
    this.shapes.push({ type: 'word', ...words, x, y, anchor, state });
  }

  protected inputWidth(address: string): number {
    const { vector } = this.plan;
    const { trace } = this.view;
    const glyph = address === 'x' ? glyphText(trace, this.moment.step) : undefined;
    if (!glyph) return vector.width / 2 + 10;
    const marks = markOf(trace, this.moment.step) === undefined ? 0 : glyphWidth(STAR) + 2;
    return glyphWidth(glyph.text) / 2 + marks + 10;
  }

  protected letters(address: string, x: number, y: number, state: State, anchor: Anchor): void {
    const { network } = this.view;
    // On a narrow stage there is room for the number of another layer only; its own is told beside it.
    const other = layerOf(parse(address).name).layer !== network.layer;
    const letters = network.letters(address, this.look.notation, other || !this.plan.narrow);
    this.shapes.push({ type: 'letters', letters, x, y, state, anchor, gradient: this.back });
  }

  // ---- the whole

  abstract scene(): Scene;

  /** The finished scene. */
  protected drawn(): Scene {
    const { width, height, belt, alone } = this.plan;
    const all = [...this.shapes, ...this.above];
    const shown = alone ? all.filter((shape) => isOnBelt(shape, belt.bottom)) : all;
    return { width, height, shapes: shown.map((shape) => this.#beside(shape)) };
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

/** What stands on the belt, or has come into it from below. */
function isOnBelt(shape: Shape, bottom: number): boolean {
  return shape.type === 'link' || ('y' in shape && shape.y <= bottom);
}

/** Whether the printed digits of a product or a sum make those that are printed of it. */
function agrees(times: boolean, texts: readonly string[]): boolean {
  const [result, ...parts] = [texts.at(-1)!, ...texts.slice(0, -1)].map((text) => Number(text.replace('−', '-')));
  const made = parts.reduce((all, each) => (times ? all * each : all + each));
  const digits = texts.at(-1)!.split('.')[1]?.length ?? 0;
  return Math.abs(made - result!) <= 0.5 * 10 ** -digits + 1e-9;
}

function isProduct({ address }: Node): boolean {
  return parse(address).term !== undefined;
}
