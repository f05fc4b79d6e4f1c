// The forward step: what a number is made of travels along its wires into the machine, and the number comes out and goes where
// it rests. Shown otherwise, because it explains more: a gate that multiplies the belt opens a valve in each lane, what is
// added to the belt falls into the lanes and stays there to be read (a + b = c), and a matrix on the belt is drawn weight by
// weight.
import { parse } from '../network/address.ts';
import { part } from '../network/timeline.ts';
import { GATHERS, Painter } from './painter.ts';
import { mix, onWay, type Node, type Source } from './plan.ts';
import type { Scene } from './shape.ts';

export class Forward extends Painter {
  scene(): Scene {
    const plan = this.plan;
    this.bed();
    this.#forwardLanes();
    this.flag();
    this.wires();
    this.machines();
    for (const node of plan.nodes.values()) this.#made(node);
    this.#enters();
    this.input('join');
    this.#leaves();
    this.targets();
    this.labels();
    return this.drawn();
  }

  /** The stretches of the lanes, from each stop to the next. */
  #forwardLanes(): void {
    const { belt, rides, copy } = this.plan;
    const stops = this.stops();
    stops.forEach((node, k) => {
      const next = stops[k + 1];
      const u = node.machine === 'given' ? this.beat('join') : this.progress(node.address);
      if (node.machine !== 'given' && u <= GATHERS) return;
      const start = node.machine === 'given' ? belt.left : node.by.x;
      let front = start + (node.at.x - start) * (node.machine === 'given' ? part(u, 0, 1) : part(u, GATHERS, 1));
      if (u === 1) {
        if (next) front = node.at.x + (next.by.x - node.at.x) * part(this.progress(next.address), 0, GATHERS);
        else {
          const copied = Math.max(0, ...this.users(rides).map(({ address }) => part(this.progress(address), 0, 0.3)));
          const leaves = part(this.beat('predict'), 0, 0.5);
          front = node.at.x + (copy - node.at.x) * copied;
          front += (belt.right - front) * leaves;
        }
      }
      this.lanes(node.address, this.moment.step, start, front);
    });
  }

  /** A number on its way to being made, or made and at rest. */
  #made(node: Node): void {
    if (node.machine === 'given') return this.#given(node);
    const u = this.progress(node.address);
    if (u === 0) return;
    const { step } = this.moment;
    const gathers = part(u, 0, GATHERS);
    const comes = node.machine === 'layer' ? part(u, 0, 0.8) : part(u, GATHERS, 1);
    if (node.made) this.#intoBelt(node, gathers);
    else if (node.machine !== 'layer' && gathers < 1)
      for (const source of node.sources) if (!source.bus) this.#along(source, gathers);
    if (comes === 0) return;
    const moving = comes < 1;
    if (node.rides) {
      this.column(node.address, step, node.by.x + (node.at.x - node.by.x) * comes, moving);
    } else {
      const way =
        node.by.x === node.at.x || node.by.y === node.at.y
          ? [node.by, node.at]
          : [node.by, { x: node.by.x, y: node.at.y }, node.at];
      this.vector(node.address, step, onWay(way, comes), moving);
    }
  }

  #given(node: Node): void {
    const { step } = this.moment;
    if (node.row === 'input') return; // drawn as the task draws it
    const arrives = part(this.beat('join'), 0, 1);
    const { before } = parse(node.address);
    const from = !before
      ? node.at
      : node.rides
        ? { x: this.entry, y: 0 }
        : { x: this.plan.vector.width / 2 + 2, y: node.at.y };
    const at = mix(from, node.at, arrives);
    if (node.rides) this.column(node.address, step, at.x, arrives < 1);
    else this.vector(node.address, step, at, arrives < 1);
  }

  /** The belt moves on: what was the end of the last step is the beginning of this one. */
  #enters(): void {
    const u = this.beat('join');
    if (u >= 0.6 || this.moment.step === 1) return;
    const before = `${this.plan.rides}'`;
    const x = this.plan.end + (this.exit - this.plan.end) * part(u, 0, 0.6);
    this.column(before, this.moment.step, x, true);
  }

  /** Into a machine on the belt: what rides slides in, what comes from below falls or opens into the lanes and stays. */
  #intoBelt(node: Node, gathers: number): void {
    const { step } = this.moment;
    for (const source of node.sources) {
      const from = this.plan.nodes.get(source.address)!;
      if (from.rides && gathers < 1)
        this.column(source.address, step, from.at.x + (node.by.x - from.at.x) * gathers, true);
    }
    this.beside(node).forEach((source, k, all) => {
      const { x, w } = this.slot(node, k, all.length);
      if (node.machine === 'times') this.valves(node, source, part(gathers, 0.3, 1));
      this.fly(source.address, step, this.plan.nodes.get(source.address)!.at, x, gathers, w, source.complement);
    });
  }

  /** A source on its way to a machine away from the belt. */
  #along(source: Source, u: number): void {
    const { step } = this.moment;
    const from = this.plan.nodes.get(source.address)!;
    if (!from.rides) return this.vector(source.address, step, onWay(source.path, u), true);
    // From the lanes together into a vector, then along the wire.
    const start = source.path[0]!;
    const first = source.path.length > 2 ? source.path[1]! : source.path.at(-1)!;
    if (u < 0.5) this.fly(source.address, step, first, start.x, 1 - u * 2);
    else this.vector(source.address, step, onWay([first, ...source.path.slice(2)], u * 2 - 1), true);
  }

  /** h on to the read-out and the next step; the state on along the belt. */
  #leaves(): void {
    const { nodes, says, rides, readout, prediction, turn, next, end } = this.plan;
    const u = this.beat('predict');
    if (u === 0) return;
    const { step } = this.moment;
    const state = nodes.get(rides)!;
    const leaves = part(u, 0, 0.5);
    this.column(rides, step, state.at.x + (end - state.at.x) * leaves, leaves < 1);
    const said = nodes.get(says)!;
    const climbs = part(u, 0, 0.45);
    const goal = this.view.network.answers ? readout : prediction;
    if (climbs < 1) {
      const way = this.wire('up').points;
      this.vector(says, step, onWay(said.rides ? way : [said.at, ...way], climbs), true);
    }
    if (!said.rides) this.vector(says, step, mix({ x: turn, y: said.at.y }, next, part(u, 0.1, 0.9)), u < 0.9);
    const answers = part(u, 0.45, 0.8);
    if (answers > 0 && this.view.network.last) this.prediction(mix(goal, prediction, answers), answers < 1);
  }
}
