// The forward step: a pulse runs along the wires into a machine, and the number comes out and goes where it rests. Shown
// otherwise, because it explains more: a gate that multiplies the belt closes a valve in each lane, what is added to the belt
// rises into the lanes, each with the whole calculation beside it (a × b = c, a + b = c), and a matrix on the belt is drawn
// weight by weight.
import { parse } from '../network/address.ts';
import { part } from '../network/timeline.ts';
import { OUT, Painter, PULSE } from './painter.ts';
import { mix, onWay, type Node, type Point } from './plan.ts';
import type { Scene } from './shape.ts';

/** On the belt: a product or sum stands from here on, and is read until the beat ends. */
const STANDS = 0.55;

export class Forward extends Painter {
  scene(): Scene {
    const { nodes } = this.plan;
    const { moved } = this.moment;
    this.bed(part(moved ?? this.beat('join'), 0, moved === undefined ? 1 : 0.6));
    this.#lanes();
    this.flag();
    this.wires();
    this.machines();
    for (const node of nodes.values()) this.#made(node);
    this.input('join');
    this.#answers();
    this.targets();
    this.labels();
    return this.drawn();
  }

  /** The stretches of the lanes: each from the machine that makes its number to the next. */
  #lanes(): void {
    const { belt, alone } = this.plan;
    const stops = this.stops();
    stops.forEach((node, k) => {
      const given = node.machine === 'given';
      const comes = given ? part(this.beat('join'), 0, 1) : part(this.progress(node.address), PULSE, STANDS);
      const start = given ? this.entry : node.by.x;
      const end = stops[k + 1]?.by.x ?? belt.right;
      this.lanes(node.address, this.moment.step, start, start + (end - start) * comes);
      if (k === stops.length - 1 && comes === 1) this.twins(node.address, alone ? belt.right - 40 : node.at.x + 90);
    });
  }

  /** A number still to come, on its way to being made, or made and at rest. */
  #made(node: Node): void {
    if (node.machine === 'given') return this.#given(node);
    const u = this.progress(node.address);
    if (u === 0) {
      if (node.rides || node.stands) this.rest(node, node.address, { coming: true });
      return;
    }
    const pulse = u / PULSE;
    for (const { path, address } of node.sources) {
      const from = this.plan.nodes.get(address)!;
      if (!(from.rides && node.made) && !node.beside) this.pulse(path, pulse);
    }
    if (node.rides) return this.#onBelt(node, u);
    const out = part(u, PULSE, OUT);
    if (out === 0) return;
    if (node.stands) this.stack(node.address, this.moment.step, node.at, {}, this.#door(node), out);
    else this.vector(node.address, this.moment.step, onWay(this.#way(node), out), { moving: out < 1 });
  }

  #given(node: Node): void {
    if (node.row === 'input') return; // drawn as the task draws it
    const { before } = parse(node.address);
    const arrives = before ? part(this.beat('join'), 0, OUT) : 1;
    const { x } = node.at;
    const at = { ...node.at, x: x - (1 - arrives) * Math.min(x - this.plan.parcel.width / 2, 40) };
    this.rest({ ...node, at }, node.address, { moving: arrives < 1 });
  }

  /** From a machine to where its number rests. */
  #way({ by, at }: Node): Point[] {
    return by.x === at.x || by.y === at.y ? [by, at] : [by, { x: by.x, y: at.y }, at];
  }

  /** Where the numbers of a stack come from: out of the machine's edge, or out of the sign that stands before them. */
  #door(node: Node): (rest: Point & { w: number; h: number }) => Point & { w: number; h: number } {
    const { by, at } = node;
    if (node.beside || by.y === at.y) return (rest) => ({ ...rest, x: node.beside ? this.equals(node) : by.x, w: 2 });
    const half = node.machine === 'layer' || node.machine === 'matrix' ? this.plan.box.height / 2 : 12;
    const y = by.y + Math.sign(at.y - by.y) * half;
    return (rest) => ({ ...rest, x: by.x, y, h: 1 });
  }

  /** Made in the lanes. */
  #onBelt(node: Node, u: number): void {
    const { step } = this.moment;
    for (const source of this.beside(node)) {
      const from = this.plan.nodes.get(source.address)!;
      if (node.machine === 'times') this.valves(node, source, part(u, PULSE, STANDS));
      else if (u < STANDS) this.fly(source.address, step, from, node.by.x, part(u, 0, 0.8 * STANDS), source.complement);
    }
    if (['times', 'plus'].includes(node.machine)) {
      if (u >= STANDS) this.plate(node);
      else if (node.machine === 'times' && u < PULSE) this.rest(node, node.address, { coming: true });
      return;
    }
    const out = part(u, PULSE, OUT);
    const start = node.by.x + this.frameWidth(node) / 2;
    if (out > 0) this.column(node.address, step, start + (node.at.x - start) * out, { moving: out < 1 });
  }

  /** h on to the read-out and to the next step. */
  #answers(): void {
    const { says, readout, prediction, box } = this.plan;
    const u = this.beat('predict');
    if (u === 0) return;
    const { answers, last } = this.view.network;
    for (const id of ['up', 'out']) {
      const wire = this.plan.wires.find((each) => each.id === id);
      if (wire) this.pulse(wire.points, u / PULSE);
    }
    const out = part(u, PULSE, OUT);
    if (out === 0 || !last) return;
    const from = answers
      ? { x: readout.x, y: readout.y + Math.sign(prediction.y - readout.y) * (box.height / 2 + 12) }
      : { x: prediction.x, y: this.plan.nodes.get(says)!.at.y };
    this.prediction(mix(from, prediction, out), out < 1);
  }
}
