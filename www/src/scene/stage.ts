/**
 * One time step on the stage, a pure function of the view and the moment. Forward, what a number is made of travels along its
 * wires into the machine, and the number comes out and goes where it rests; backward, a gradient walks the same wires the other
 * way. Shown otherwise, because it explains more: a gate that multiplies the belt opens a valve in each lane, what is added to
 * the belt falls into the lanes and stays there to be read (a + b = c), and a matrix on the belt is drawn weight by weight.
 */
import { isGradient, parse, type Spot } from './address';
import type { Tone } from './colour';
import { gate as gateText, gradient as gradientText, numberWidth, short } from './format';
import { glyphText, glyphWidth, predicted, wanted, widthOf, type Answer } from './glyph';
import type { Letters, Notation } from './notation';
import { mix, onWay, type Node, type Plan, type Point, type Room, type Source, type Wire } from './plan';
import type { Scene, Shape, State } from './shape';
import { part, type Moment } from './timeline';
import type { View } from './view';

/** How the reader looks at it. */
export interface Look {
  room: Room;
  /** The unit whose numbers are printed where there is no room for all. */
  unit: number;
  notation: Notation;
}

interface Rect extends Point {
  w: number;
  h: number;
}

export function stageScene(view: View, moment: Moment, look: Look): Scene {
  const painter = new Painter(view, moment, look);
  return moment.direction === 'forward' ? painter.forward() : painter.backward();
}

/** From here on what travels has arrived. */
const SETTLED = 0.99;
/** The part of a beat in which a number's sources travel; in the rest it comes out itself. */
const GATHERS = 0.5;

class Painter {
  readonly #view: View;
  readonly #moment: Moment;
  readonly #look: Look;
  readonly #plan: Plan;
  readonly #shapes: Shape[] = [];
  /** Numbers of the chosen unit where there is no room for all: painted over their neighbours. */
  readonly #above: Shape[] = [];
  readonly #back: boolean;

  constructor(view: View, moment: Moment, look: Look) {
    this.#view = view;
    this.#moment = moment;
    this.#look = look;
    this.#plan = view.plan(look.room);
    this.#back = moment.direction === 'backward';
  }

  forward(): Scene {
    const plan = this.#plan;
    this.#bed();
    this.#forwardLanes();
    this.#wires();
    this.#machines();
    for (const node of plan.nodes.values()) this.#made(node);
    this.#enters();
    this.#input('join');
    this.#leaves();
    this.#targets();
    this.#labels();
    return this.#scene();
  }

  backward(): Scene {
    const plan = this.#plan;
    this.#bed();
    this.#backwardLanes();
    this.#wires();
    this.#machines();
    this.#gates();
    this.#arrives();
    for (const node of plan.nodes.values()) {
      if (node.argument) this.#slope(node);
      if (node.address !== plan.says) this.#returns(node);
    }
    this.#weights();
    this.#goes();
    this.#input('leave');
    this.#targets();
    this.#labels();
    this.#factor();
    return this.#scene();
  }

  // ---- time

  /** How far a beat has come: 0 not yet, 1 done. */
  #beat(name: string): number {
    const at = this.#index(name);
    const { index, progress } = this.#moment;
    return at < index ? 1 : at > index ? 0 : progress;
  }

  #index(name: string): number {
    return this.#view.beats[this.#moment.direction].findIndex((beat) => beat.name === name);
  }

  /** How far an address has come to be: what a beat makes forward comes one after the other, backward all at once. */
  #progress(address: string): number {
    const { index, place, of } = this.#view.turn(this.#moment.direction, address);
    if (index !== this.#moment.index) return index < this.#moment.index ? 1 : 0;
    return Math.min(Math.max(this.#moment.progress * of - place, 0), 1);
  }

  #state(address: string): State {
    const { index } = this.#view.turn(this.#moment.direction, address);
    return index < this.#moment.index ? 'past' : index > this.#moment.index ? 'future' : 'now';
  }

  // ---- what stands still

  #bed(): void {
    const { left, right, top, bottom } = this.#plan.belt;
    this.#shapes.push({ type: 'belt', x: left, y: top - 4, w: right - left, h: bottom - top + 8 });
  }

  #wires(): void {
    const asked = this.#view.asked(this.#moment.step);
    for (const wire of this.#plan.wires) {
      const points = this.#back ? wire.points.toReversed() : wire.points;
      const state = this.#state(this.#back ? wire.backward : wire.forward);
      const idle = this.#back && wire.id === 'predict' && !asked;
      this.#shapes.push({ type: 'wire', id: wire.id, points, state: idle ? 'future' : state, gradient: this.#back });
      if (wire.minus) this.#shapes.push({ type: 'op', ...wire.minus, text: '1−', wide: true, state });
    }
  }

  #machines(): void {
    const { belt, box, narrow } = this.#plan;
    for (const node of this.#plan.nodes.values()) {
      if (node.machine === 'given') continue;
      const state = this.#state(this.#back ? this.#flow(node) : node.address);
      const { letters, op } = this.#view.sign(node.address, this.#back, this.#look.notation);
      if (node.made) {
        const w = this.#frameWidth(node);
        const y = (belt.top + belt.bottom) / 2;
        this.#shapes.push({ type: 'frame', x: node.by.x, y, w, h: belt.bottom - belt.top + 14, state });
        if (node.machine === 'matrix') this.#links(node, w);
        const above = belt.top - (narrow ? 18 : 21);
        if (letters.length)
          this.#shapes.push({ type: 'layer', x: node.by.x, y: above, w: narrow ? 34 : 46, h: 24, letters, state });
        else this.#shapes.push({ type: 'op', x: node.by.x, y: above, text: op, wide: op.length > 1, state });
        if (!narrow && !this.#back && node.machine !== 'matrix' && node.machine !== 'squash')
          this.#shapes.push({
            type: 'op',
            x: (node.by.x + w / 2 + node.at.x - this.#plan.parcel.width / 2) / 2,
            y,
            text: '=',
            wide: false,
            state,
          });
      } else if (letters.length) {
        this.#shapes.push({ type: 'layer', ...node.by, w: box.width, h: box.height, letters, state });
      } else {
        this.#shapes.push({ type: 'op', ...node.by, text: op, wide: op.length > 1, state });
      }
    }
    if (this.#view.answers) {
      const state = this.#state(this.#back ? 'loss' : 'predict');
      this.#shapes.push({
        type: 'layer',
        ...this.#plan.readout,
        w: box.width,
        h: box.height,
        letters: this.#view.link(this.#look.notation),
        state,
      });
    }
  }

  /** Backward, a machine is at work when what goes into it receives its gradient. */
  #flow(node: Node): string {
    if (node.argument) return `d_${node.argument}`;
    const { name, term } = parse(node.address);
    const factors = this.#view.wiring.formula(name)!.terms[term ?? 0]!;
    const own = factors.find((factor) => this.#view.wiring.has(factor.name) && !factor.before);
    return own ? `d_${own.name}` : 'leave';
  }

  /** A matrix on the belt: each lane goes into each. */
  #links(node: Node, width: number): void {
    const { units, belt, narrow } = this.#plan;
    if (units > 12) return;
    const { name, term } = parse(node.address);
    const { name: matrix } = this.#view.wiring.formula(name)!.terms[term!]![0]!;
    const { rows, cols, data } = this.#view.trace.param(matrix);
    const largest = data.reduce((most, w) => Math.max(most, Math.abs(w)), 1e-9);
    const half = width / 2 - (narrow ? 4 : 7);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        const w = data[row * cols + col]!;
        this.#shapes.push({
          type: 'link',
          from: { x: node.by.x - half, y: belt.top + (col + 0.5) * belt.lane },
          to: { x: node.by.x + half, y: belt.top + (row + 0.5) * belt.lane },
          thickness: 0.4 + (1.8 * Math.abs(w)) / largest,
          tone: { kind: 'signed', strength: w / largest },
        });
      }
    }
  }

  #frameWidth(node: Node): number {
    const { parcel, narrow } = this.#plan;
    if (node.machine === 'matrix') return narrow ? 48 : 86;
    if (node.machine === 'squash') return narrow ? 40 : 56;
    const several = this.#beside(node).length;
    if (node.machine === 'times' && several === 1) return parcel.width + (narrow ? 14 : 36);
    return Math.max(several, 1) * (several > 1 && narrow ? 30 : parcel.width) + (narrow ? 6 : 14);
  }

  /** What is put into the lanes by a machine on the belt: all that does not ride there itself. */
  #beside(node: Node): Source[] {
    return node.sources.filter(({ address }) => !this.#plan.nodes.get(address)!.rides);
  }

  // ---- forward

  /** The stretches of the lanes, from each stop to the next. */
  #forwardLanes(): void {
    const { belt, rides, copy } = this.#plan;
    const stops = this.#stops();
    stops.forEach((node, k) => {
      const next = stops[k + 1];
      const u = node.machine === 'given' ? this.#beat('join') : this.#progress(node.address);
      if (node.machine !== 'given' && u <= GATHERS) return;
      const start = node.machine === 'given' ? belt.left : node.by.x;
      let front = start + (node.at.x - start) * (node.machine === 'given' ? part(u, 0, 1) : part(u, GATHERS, 1));
      if (u === 1) {
        if (next) front = node.at.x + (next.by.x - node.at.x) * part(this.#progress(next.address), 0, GATHERS);
        else {
          const copied = Math.max(0, ...this.#users(rides).map(({ address }) => part(this.#progress(address), 0, 0.3)));
          const leaves = part(this.#beat('predict'), 0, 0.5);
          front = node.at.x + (copy - node.at.x) * copied;
          front += (belt.right - front) * leaves;
        }
      }
      this.#lanes(node.address, this.#moment.step, start, front);
    });
  }

  /** What rests on the belt, from left to right. */
  #stops(): Node[] {
    return [...this.#plan.nodes.values()].filter(({ rides }) => rides).sort((a, b) => a.at.x - b.at.x);
  }

  /** Machines of this step that take a number off where it rests. */
  #users(address: string): Node[] {
    return [...this.#plan.nodes.values()].filter((node) => node.sources.some((source) => source.address === address));
  }

  /** A number on its way to being made, or made and at rest. */
  #made(node: Node): void {
    if (node.machine === 'given') return this.#given(node);
    const u = this.#progress(node.address);
    if (u === 0) return;
    const { step } = this.#moment;
    const gathers = part(u, 0, GATHERS);
    const comes = node.machine === 'layer' ? part(u, 0, 0.8) : part(u, GATHERS, 1);
    if (node.made) this.#intoBelt(node, gathers);
    else if (node.machine !== 'layer' && gathers < 1)
      for (const source of node.sources) if (!source.bus) this.#along(source, gathers);
    if (comes === 0) return;
    const moving = comes < 1;
    if (node.rides) {
      this.#column(node.address, step, node.by.x + (node.at.x - node.by.x) * comes, moving);
    } else {
      const way =
        node.by.x === node.at.x || node.by.y === node.at.y
          ? [node.by, node.at]
          : [node.by, { x: node.by.x, y: node.at.y }, node.at];
      this.#vector(node.address, step, onWay(way, comes), moving);
    }
  }

  #given(node: Node): void {
    const { step } = this.#moment;
    if (node.row === 'input') return; // drawn as the task draws it
    const arrives = part(this.#beat('join'), 0, 1);
    const { before } = parse(node.address);
    const from = !before
      ? node.at
      : node.rides
        ? { x: this.#entry, y: 0 }
        : { x: this.#plan.vector.width / 2 + 2, y: node.at.y };
    const at = mix(from, node.at, arrives);
    if (node.rides) this.#column(node.address, step, at.x, arrives < 1);
    else this.#vector(node.address, step, at, arrives < 1);
  }

  get #entry(): number {
    return this.#plan.belt.left + this.#plan.parcel.width / 2 + 2;
  }

  get #exit(): number {
    return this.#plan.belt.right - this.#plan.parcel.width / 2 - 2;
  }

  /** The belt moves on: what was the end of the last step is the beginning of this one. */
  #enters(): void {
    const u = this.#beat('join');
    if (u >= 0.6 || this.#moment.step === 1) return;
    const before = `${this.#plan.rides}'`;
    const x = this.#plan.end + (this.#exit - this.#plan.end) * part(u, 0, 0.6);
    this.#column(before, this.#moment.step, x, true);
  }

  /** Into a machine on the belt: what rides slides in, what comes from below falls or opens into the lanes and stays. */
  #intoBelt(node: Node, gathers: number): void {
    const { step } = this.#moment;
    for (const source of node.sources) {
      const from = this.#plan.nodes.get(source.address)!;
      if (from.rides && gathers < 1)
        this.#column(source.address, step, from.at.x + (node.by.x - from.at.x) * gathers, true);
    }
    this.#beside(node).forEach((source, k, all) => {
      const { x, w } = this.#slot(node, k, all.length);
      if (node.machine === 'times') this.#valves(node, source, part(gathers, 0.3, 1));
      this.#fly(source.address, step, this.#plan.nodes.get(source.address)!.at, x, gathers, w, source.complement);
    });
  }

  /** Where one of several things stands in a machine's frame. */
  #slot(node: Node, k: number, n: number): { x: number; w: number } {
    const { parcel, narrow } = this.#plan;
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

  #valves(node: Node, gate: Source, opens: number): void {
    const { belt, units, parcel, narrow } = this.#plan;
    const numbers = this.#view.numbers(gate.address, this.#moment.step);
    for (let unit = 0; opens > 0 && unit < units; unit++) {
      const open = gate.complement ? 1 - numbers[unit]! : numbers[unit]!;
      const opening = 1 - (1 - open) * opens;
      const w = narrow ? 7 : 17;
      const x = node.by.x + parcel.width / 2 + (narrow ? -1 : 7);
      this.#shapes.push({ type: 'valve', x, y: this.#lane(unit), w, h: belt.lane, opening });
    }
  }

  /** A source on its way to a machine away from the belt. */
  #along(source: Source, u: number): void {
    const { step } = this.#moment;
    const from = this.#plan.nodes.get(source.address)!;
    if (!from.rides) return this.#vector(source.address, step, onWay(source.path, u), true);
    // From the lanes together into a vector, then along the wire.
    const start = source.path[0]!;
    const first = source.path.length > 2 ? source.path[1]! : source.path.at(-1)!;
    if (u < 0.5) this.#fly(source.address, step, first, start.x, 1 - u * 2);
    else this.#vector(source.address, step, onWay([first, ...source.path.slice(2)], u * 2 - 1), true);
  }

  /** h on to the read-out and the next step; the state on along the belt. */
  #leaves(): void {
    const { nodes, says, rides, readout, prediction, turn, next, end } = this.#plan;
    const u = this.#beat('predict');
    if (u === 0) return;
    const { step } = this.#moment;
    const state = nodes.get(rides)!;
    const leaves = part(u, 0, 0.5);
    this.#column(rides, step, state.at.x + (end - state.at.x) * leaves, leaves < 1);
    const said = nodes.get(says)!;
    const climbs = part(u, 0, 0.45);
    const goal = this.#view.answers ? readout : prediction;
    if (climbs < 1) {
      const way = this.#wire('up').points;
      this.#vector(says, step, onWay(said.rides ? way : [said.at, ...way], climbs), true);
    }
    if (!said.rides) this.#vector(says, step, mix({ x: turn, y: said.at.y }, next, part(u, 0.1, 0.9)), u < 0.9);
    const answers = part(u, 0.45, 0.8);
    if (answers > 0 && this.#view.last) this.#prediction(mix(goal, prediction, answers), answers < 1);
  }

  #wire(id: string): Wire {
    return this.#plan.wires.find((wire) => wire.id === id)!;
  }

  // ---- backward

  #backwardLanes(): void {
    const { belt, rides, copy, says } = this.#plan;
    const { step } = this.#moment;
    const stops = this.#stops().toReversed();
    const state = stops[0]!;
    const meets = this.#progress(`d_${rides}`);
    const meeting = rides === says ? state.at.x : copy;
    const arrives = part(this.#beat('loss'), 0, 1);
    const inX = this.#exit + (this.#plan.end - this.#exit) * arrives;
    this.#lanes(
      `d_${rides}<+`,
      step,
      belt.right,
      meets > 0 ? this.#plan.end + (meeting - this.#plan.end) * part(meets, 0, GATHERS) : inX,
    );
    stops.forEach((node, k) => {
      const u = this.#returned(node);
      if (u === 0) return;
      const before = stops[k + 1];
      const start = k === 0 ? meeting : stops[k - 1]!.by.x;
      let front = start + (node.at.x - start) * part(u, GATHERS, 1);
      if (before) {
        const on = this.#returned(before);
        if (on > 0) front = node.at.x + (node.by.x - node.at.x) * part(on, 0, GATHERS);
      } else if (u > GATHERS) front = start + (belt.left - start) * part(u, GATHERS, 1);
      this.#lanes(this.#gradientOf(node), step, start, front);
    });
  }

  /** The gradient that rests where a number does. A product receives that of its sum. */
  #gradientOf(node: Node): string {
    const { name, before } = parse(node.address);
    return before ? `d_${name}'` : `d_${name}`;
  }

  /** How far the gradient has come back to where a number rests. */
  #returned(node: Node): number {
    const { name, before, term } = parse(node.address);
    if (before) return part(this.#beat('leave'), 0.35, 1);
    if (term === undefined) return this.#progress(`d_${name}`);
    const flow = this.#flow(node);
    return flow === 'leave' ? part(this.#beat('leave'), 0, 0.4) : this.#progress(flow);
  }

  /** The gates stand as they stood forward: what comes along the belt is multiplied by them. */
  #gates(): void {
    for (const node of this.#plan.nodes.values()) {
      if (!node.made || node.machine !== 'times') continue;
      this.#beside(node).forEach((source, k, all) => {
        const { x, w } = this.#slot(node, k, all.length);
        this.#valves(node, source, 1);
        this.#column(source.address, this.#moment.step, x, false, w, source.complement);
      });
    }
  }

  /** The loss arrives at h from above, and the next step's gradient from the right. */
  #arrives(): void {
    const { nodes, says, rides, turn, next, end, readout, prediction, vector } = this.#plan;
    const { step } = this.#moment;
    const u = this.#beat('loss');
    const said = nodes.get(says)!;
    if (this.#view.last) this.#prediction(prediction, false);
    const along = this.#exit + (end - this.#exit) * part(u, 0, said.rides ? 0.4 : 1);
    const meets = rides === says ? 0 : this.#progress(`d_${rides}`);
    const joined = meets > 0 && meets < GATHERS ? part(meets, 0, GATHERS) : 0;
    this.#column(`d_${rides}<+`, step, along + (this.#plan.copy - along) * joined, u < 1 || joined > 0);
    if (u === 0) return;
    const way = this.#wire('up').points.toReversed();
    const falls = part(u, 0, 0.5);
    if (falls < 1 && this.#view.asked(step))
      this.#vector(this.#view.above, step, onWay([this.#view.answers ? readout : prediction, ...way], falls), true);
    const comes = part(u, 0.5, 1);
    if (said.rides) {
      if (comes > 0)
        this.#column(`d_${says}`, step, this.#plan.copy + (said.at.x - this.#plan.copy) * comes, comes < 1);
      return;
    }
    const right = { x: this.#plan.width - vector.width / 2 - 2, y: next.y };
    this.#vector(`d_${says}<+`, step, mix(right, next, falls), falls < 1);
    if (comes > 0) this.#vector(`d_${says}`, step, mix({ x: turn, y: said.at.y }, said.at, comes), comes < 1);
  }

  /** A gradient on its way back to where its number rests, along each wire by which that number was used. */
  #returns(node: Node): void {
    const { name, before, term } = parse(node.address);
    if (node.machine === 'given') return; // leaves for the step before
    const gradient = `d_${name}`;
    const u = this.#returned(node);
    if (u === 0 || before) return;
    const { step } = this.#moment;
    const comes = part(u, GATHERS, 1);
    if (term !== undefined) {
      // Of a sum on the belt each product receives the whole.
      if (node.rides && comes > 0) {
        const user = this.#users(node.address)[0]!;
        this.#column(gradient, step, user.at.x + (node.at.x - user.at.x) * comes, comes < 1);
      }
      return;
    }
    for (const user of this.#users(node.address)) this.#through(node, user, u);
    if (node.rides) {
      const from = this.#users(node.address).find(({ made }) => made)?.by.x ?? this.#plan.copy;
      if (comes > 0) this.#column(gradient, step, from + (node.at.x - from) * comes, comes < 1);
    } else if (comes === 1 || this.#users(node.address).length === 0) {
      this.#vector(gradient, step, node.at, false);
    }
  }

  /** The share that comes back through one machine. */
  #through(node: Node, user: Node, u: number): void {
    const { step } = this.#moment;
    const source = user.sources.find(({ address }) => address === node.address)!;
    const { name, term } = parse(user.address);
    const by = user.argument ?? name;
    const gathers = part(u, 0, GATHERS);
    const comes = part(u, GATHERS, 1);
    const way = source.path.toReversed();
    // Where it met another on the belt the share stays to be read: a + b = c.
    const clear = (x: number): boolean => Math.abs(way.at(-1)!.x - x) > this.#plan.parcel.width;
    const stays = node.rides && !user.made && clear(node.at.x) && clear(this.#plan.end);
    if (stays && comes > 0 && this.#moment.index === this.#view.turn('backward', `d_${node.address}`).index) {
      this.#fly(`d_${node.address}<${by}`, step, way[0]!, way.at(-1)!.x, part(comes, 0, 0.6));
    } else if (comes > 0 && comes < SETTLED) {
      const share = `d_${node.address}<${by}`;
      if (!node.rides) this.#vector(share, step, onWay([...way, node.at], comes), true);
      else if (!user.made) this.#fly(share, step, way[0]!, way.at(-1)!.x, comes);
    }
    if (gathers === 1) return;
    // Up to the machine comes the gradient of what it made.
    if (term !== undefined) {
      const sum = this.#users(user.address)[0];
      const first = sum?.sources.find(({ address }) => address === user.address);
      if (sum && first && !(sum.made && user.made)) {
        const path = [...first.path.toReversed(), user.at, user.by];
        this.#vector(`d_${name}`, step, onWay(path, gathers), true);
      }
    } else if (user.rides) {
      if (!user.argument) this.#column(`d_${by}`, step, user.at.x + (user.by.x - user.at.x) * gathers, true);
    } else if (!user.argument) this.#vector(`d_${by}`, step, mix(user.at, user.by, gathers), true);
  }

  /** Below a layer stands the gradient of what it squashed. */
  #slope(node: Node): void {
    const address = `d_${node.argument}`;
    const u = this.#progress(address);
    if (u === 0) return;
    const below = this.#below(node);
    if (u < GATHERS) this.#vector(`d_${node.address}`, this.#moment.step, mix(node.at, node.by, u / GATHERS), true);
    else this.#vector(address, this.#moment.step, mix(node.by, below, part(u, GATHERS, 1)), u < 1);
  }

  #below({ by }: Node): Point {
    return { x: by.x, y: by.y + this.#plan.box.height / 2 + 14 };
  }

  /** Into the weights: ∂W grows by this step's share. */
  #weights(): void {
    const { narrow, inputY } = this.#plan;
    const { step } = this.#moment;
    const u = part(this.#beat('weights'), 0, 1);
    for (const { node, of, letters, spot } of this.#view.bins(this.#plan, this.#look.notation)) {
      const place = { x: node.by.x, y: inputY + 2 };
      const from = node.argument ? this.#below(node) : node.at;
      if (u > 0 && u < 1) this.#vector(`d_${of}`, step, mix(from, place, u), true);
      const norms = this.#view.formulas.gathered(of);
      const grown = u === 1 ? norms[step]! : norms[step + 1]!;
      this.#shapes.push({
        type: 'bin',
        ...place,
        w: narrow ? 52 : 110,
        h: narrow ? 34 : 40,
        letters,
        text: gradientText(grown, narrow).replace('+', ''),
        fullness: grown / (norms[1]! || 1),
        state: this.#state('weights'),
        spot: { ...spot, step },
      });
    }
  }

  /** Out to the step before: along the belt and, through the weights, along the bus. */
  #goes(): void {
    const { nodes, busY, inputY, reads } = this.#plan;
    const { step } = this.#moment;
    const u = this.#beat('leave');
    if (u === 0) return;
    const gathers = part(u, 0, 0.5);
    const comes = part(u, 0.35, 1);
    for (const node of nodes.values()) {
      const { name, before } = parse(node.address);
      if (!before) continue;
      const user = this.#users(node.address).find(({ made }) => made);
      if (node.rides && user) {
        // Along the belt to the machine, then through it.
        const from = nodes.get(user.rides ? user.address : this.#plan.rides)!;
        if (comes === 0)
          this.#column(this.#gradientOf(user), step, from.at.x + (user.by.x - from.at.x) * gathers, true);
        else this.#column(`d_${name}'`, step, user.by.x + (node.at.x - user.by.x) * comes, comes < 1);
      } else if (node.rides) this.#column(`d_${name}'`, step, node.at.x, false);
      else if (comes > 0) this.#vector(`d_${name}'`, step, node.at, false);
    }
    for (const node of nodes.values()) {
      if (gathers === 1 || !node.sources.some(({ bus }) => bus)) continue;
      const from = node.argument ? this.#below(node) : node.at;
      const goal = nodes.get(node.sources.find(({ bus }) => bus)!.address)!.at.x;
      const { name } = parse(node.argument ?? node.address);
      this.#vector(`d_${name}`, step, onWay([from, { x: node.by.x, y: busY }, { x: goal, y: busY }], gathers), true);
    }
    const x = nodes.get(reads);
    if (x && comes > 0) this.#vector(`d_${reads}`, step, { x: x.at.x, y: inputY - 28 }, false);
  }

  /** By what factor the step shrinks (or grows) the gradients that leave it. */
  #factor(): void {
    const { narrow } = this.#plan;
    const state = this.#state('leave');
    if (state === 'future') return;
    this.#view.factors(this.#moment.step, this.#look.notation).forEach((letters, k) =>
      this.#shapes.push({
        type: 'letters',
        letters,
        x: narrow ? 8 : 16 + k * 330,
        y: (narrow ? 18 : 24) + (narrow ? k * 22 : 0),
        anchor: 'start',
        state,
        gradient: true,
      }),
    );
  }

  // ---- numbers

  #lane(unit: number): number {
    return this.#plan.belt.top + (unit + 0.5) * this.#plan.belt.lane;
  }

  /** A number as a coloured cell; printed where there is room for it. */
  #cell(spot: Spot, number: number, at: Rect, printed: boolean, moving: boolean, complement = false): void {
    const { parcel } = this.#plan;
    const value = complement ? 1 - number : number;
    const tone: Tone = this.#view.tone(spot.address, value);
    const state = { ...(moving ? { moving } : {}), ...(complement ? { complement } : {}) };
    const shape: Shape = { type: 'cell', ...at, tone, spot, ...state };
    if (!printed) return void this.#shapes.push(shape);
    const text = this.#text(spot.address, tone, value);
    const size = Math.min(parcel.text, (at.w - 3) / numberWidth(text));
    if (parcel.numbers) this.#shapes.push(size < 8.4 ? shape : { ...shape, text, size });
    else if (spot.unit === this.#look.unit) {
      const h = Math.max(at.h, parcel.text + 5);
      this.#above.push(size < 8.4 ? { ...shape, h } : { ...shape, h, text, size });
    } else this.#shapes.push(shape);
  }

  #text(address: string, { kind }: Tone, value: number): string {
    if (isGradient(address)) return gradientText(value, this.#plan.narrow);
    return kind === 'gate' ? gateText(value) : short(value);
  }

  /** A number a lane, in a column of the belt; or 1 minus it. */
  #column(
    address: string,
    step: number,
    x: number,
    moving: boolean,
    w = this.#plan.parcel.width,
    complement = false,
  ): void {
    const numbers = this.#view.numbers(address, step);
    const h = this.#plan.parcel.height;
    for (let unit = 0; unit < this.#plan.units; unit++)
      this.#cell({ address, step, unit }, numbers[unit]!, { x, y: this.#lane(unit), w, h }, true, moving, complement);
  }

  /** A whole vector on a wire. */
  #vector(address: string, step: number, at: Point, moving: boolean): void {
    const numbers = this.#view.numbers(address, step);
    const n = numbers.length;
    for (let unit = 0; unit < n; unit++)
      this.#cell({ address, step, unit }, numbers[unit]!, this.#inVector(at, unit, n), false, moving);
  }

  #inVector(at: Point, unit: number, n: number): Rect {
    const { vector, width } = this.#plan;
    const pitch = Math.min(vector.height + 1.5, vector.width / n);
    const gap = pitch > 4 ? 1.5 : 0;
    // A wire may run closer to the edge than a vector is wide.
    const x = Math.min(Math.max(at.x, (n * pitch) / 2), width - (n * pitch) / 2);
    return { x: x + (unit - (n - 1) / 2) * pitch, y: at.y, w: pitch - gap, h: vector.height };
  }

  /** Cells flying from a vector's place into the lanes: each to the lane of its own unit. */
  #fly(
    address: string,
    step: number,
    vector: Point,
    laneX: number,
    u: number,
    w = this.#plan.parcel.width,
    complement = false,
  ): void {
    const numbers = this.#view.numbers(address, step);
    const n = this.#plan.units;
    for (let unit = 0; unit < n; unit++) {
      const from = this.#inVector(vector, unit, n);
      const to = { x: laneX, y: this.#lane(unit), w, h: this.#plan.parcel.height };
      const rect = { ...mix(from, to, u), w: from.w + (to.w - from.w) * u, h: from.h + (to.h - from.h) * u };
      this.#cell({ address, step, unit }, numbers[unit]!, rect, u > 0.85, u < 1, complement);
    }
  }

  /** A stretch of every lane, from x1 to x2, as strong as the number that rides along it. */
  #lanes(address: string, step: number, x1: number, x2: number): void {
    if (x1 === x2) return;
    const numbers = this.#view.numbers(address, step);
    for (let unit = 0; unit < this.#plan.units; unit++) {
      const tone = this.#view.tone(address, numbers[unit]!);
      const thickness = Math.max(this.#plan.belt.lane * 0.5 * Math.abs(tone.strength), 0.6);
      this.#shapes.push({ type: 'lane', x1, x2, y: this.#lane(unit), thickness, tone });
    }
  }

  // ---- input and answer

  /** The input, as the task draws it. */
  #input(beat: string): void {
    const { nodes, reads } = this.#plan;
    const at = nodes.get(reads)!.at;
    const { step } = this.#moment;
    const state = this.#back ? 'past' : this.#state(beat);
    const glyph = reads === 'x' ? glyphText(this.#view.trace, step) : undefined;
    const spot = { address: reads, step, unit: 0 };
    if (glyph) this.#shapes.push({ type: 'glyph', ...at, ...glyph, state, spot });
    else this.#vector(reads, step, at, false);
  }

  #prediction(at: Point, moving: boolean): void {
    const { step } = this.#moment;
    for (const { answer, rect } of this.#answers(at, predicted(this.#view.trace, step, 3))) {
      const { unit, value, text } = answer;
      const spot = { address: '~y', step, unit };
      this.#shapes.push({
        type: 'cell',
        ...rect,
        tone: this.#view.tone('~y', value),
        ...this.#fitted(text, rect),
        spot,
        ...(moving ? { moving } : {}),
      });
    }
  }

  /** The target where the task asks for one, else that it does not ask; of a lower layer, who listens to it. */
  #targets(): void {
    const { target, prediction, narrow } = this.#plan;
    const state = this.#back ? 'past' : this.#state('predict');
    const word = (key: string, { x, y }: Point, values?: Record<string, string>) =>
      this.#shapes.push({ type: 'word', key, x, y, anchor: 'middle', state, ...(values ? { values } : {}) });
    if (!this.#view.last)
      return void word('stage.to-layer', { x: prediction.x, y: prediction.y + 5 }, { n: String(this.#view.layer + 2) });
    word('stage.prediction', { x: prediction.x, y: prediction.y - (narrow ? 22 : 18) });
    if (!this.#view.trace.asked(this.#moment.step))
      return void word('stage.not-asked', { x: target.x, y: target.y + 4 });
    word('stage.target', { x: target.x, y: target.y - (narrow ? 22 : 19) });
    for (const { answer, rect } of this.#answers(target, wanted(this.#view.trace, this.#moment.step))) {
      const tone = this.#view.tone('*y', answer.value);
      const spot = { address: '*y', step: this.#moment.step, unit: answer.unit };
      this.#shapes.push({ type: 'cell', ...rect, tone, ...this.#fitted(answer.text, rect), spot, marked: true });
    }
  }

  /** Side by side, as many as there is room for: symbols need theirs, numbers can do without being printed. */
  #answers(at: Point, all: Answer[]): { answer: Answer; rect: Rect }[] {
    const { narrow, parcel } = this.#plan;
    const symbols = this.#view.trace.frame.schema.symbols.outputs.length > 0;
    const room = narrow ? 74 : 116;
    const widest = Math.max(...all.map(({ text }) => widthOf(text))) * parcel.text + 10;
    const n = symbols ? Math.min(all.length, Math.max(Math.floor(room / widest), 1)) : all.length;
    const pitch = Math.min(Math.max(parcel.width + 4, symbols ? widest : 0), room / n);
    return all.slice(0, n).map((answer, k) => ({
      answer,
      rect: { x: at.x + (k - (n - 1) / 2) * pitch, y: at.y, w: pitch - (pitch > 8 ? 4 : 1), h: 22 },
    }));
  }

  #fitted(text: string, { w }: Rect): { text?: string; size?: number } {
    const size = Math.min(this.#plan.parcel.text, (w - 2) / widthOf(text));
    return size >= 8 ? { text, size } : {};
  }

  // ---- names

  #labels(): void {
    const { narrow, belt, box, vector, nodes, says, turn, busY, rides, end } = this.#plan;
    const view = this.#view;
    const above = belt.top - (narrow ? 12 : 15);
    const lift = vector.height / 2 + (narrow ? 6 : 9);
    for (const node of nodes.values()) {
      const { at, by } = node;
      const address = this.#back ? this.#gradientOf(node) : node.address;
      const state =
        node.machine === 'given' && !this.#back
          ? 'past'
          : this.#state(this.#back && parse(node.address).term !== undefined ? this.#flow(node) : address);
      const put = (x: number, y: number, anchor: 'start' | 'middle' | 'end' = 'start'): void =>
        this.#letters(address, x, y, state, anchor);
      const product = parse(node.address).term !== undefined;
      switch (node.row) {
        case 'belt':
          // On a narrow belt there is room for the names of states only.
          if (!narrow || !product) put(at.x, above, 'middle');
          break;
        case 'bus':
          put(at.x, at.y - lift - 2, 'middle');
          break;
        case 'input':
          if (!this.#back) put(at.x + this.#inputWidth(node.address), at.y + 6);
          break;
        case 'emit':
          if (!narrow || !product) put(at.x, at.y - lift - 1, 'middle');
          break;
        case 'dropped':
          if (!narrow) put(at.x - vector.width / 2 - 8, at.y + 5, 'end');
          break;
        case 'operation':
          put(at.x, at.y - lift, 'middle');
          break;
        case 'written':
        case 'beneath':
          if (!narrow && !(this.#back && product)) put(at.x + vector.width / 2 + 8, at.y + 5);
          break;
        default:
          if (!this.#back || !product) put(at.x + (narrow ? 5 : 12), at.y - lift + 1);
      }
      if (this.#back && node.argument && !narrow)
        this.#letters(
          `d_${node.argument}`,
          by.x + 10,
          by.y + box.height / 2 + 38,
          this.#state(`d_${node.argument}`),
          'start',
        );
      const { key, or } = view.kindOf(node.address);
      if (!narrow && !this.#back && node.machine === 'layer')
        this.#shapes.push({
          type: 'word',
          key,
          or,
          x: by.x + 10,
          y: by.y + box.height / 2 + 18,
          anchor: 'start',
          state: this.#state(this.#back ? this.#flow(node) : node.address),
        });
    }
    const said = nodes.get(says)!;
    if (!this.#back) {
      if (!said.rides) this.#letters(says, turn, busY + lift + 14, this.#state('predict'), 'middle');
      return;
    }
    const key =
      this.#moment.step === view.trace.steps
        ? 'stage.no-next'
        : view.trace.fed(this.#moment.step)
          ? 'stage.from-next'
          : 'stage.cut';
    const word = (x: number, y: number) =>
      this.#shapes.push({ type: 'word', key, x, y, anchor: 'middle', state: this.#state('loss') });
    if (narrow) return;
    if (!said.rides) word(turn, busY + lift + 14);
    if (rides !== says || view.answers) word(end, belt.bottom + 22);
  }

  #inputWidth(address: string): number {
    const { narrow, vector } = this.#plan;
    const glyph = address === 'x' ? glyphText(this.#view.trace, this.#moment.step) : undefined;
    const wide = glyph ? glyphWidth(glyph.text) / 2 + 17 : vector.width / 2 + 10;
    return narrow ? Math.min(wide, 36) - 8 : wide;
  }

  #letters(address: string, x: number, y: number, state: State, anchor: 'start' | 'middle' | 'end'): void {
    const letters: Letters = this.#view.letters(address, this.#look.notation);
    this.#shapes.push({ type: 'letters', letters, x, y, state, anchor, gradient: this.#back });
  }

  // ---- the whole

  #scene(): Scene {
    const shapes = [...this.#shapes, ...this.#above];
    return { width: this.#plan.width, height: this.#plan.height, shapes: legible(shapes) };
  }
}

/** A number that passes over another one is not printed, nor one over which something else moves. */
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

function overlap(a: Rect, b: Rect): boolean {
  return Math.abs(a.x - b.x) < (a.w + b.w) / 2 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - 0.5;
}
