// The backward step: a gradient walks the wires of the numbers the other way, share by share, and adds up where they meet.
import { parse } from '../network/address.ts';
import { gradient as gradientText } from '../network/format.ts';
import { part } from '../network/timeline.ts';
import { GATHERS, Painter, SETTLED } from './painter.ts';
import { mix, onWay, type Node, type Point } from './plan.ts';
import type { Scene } from './shape.ts';

export class Backward extends Painter {
  scene(): Scene {
    const plan = this.plan;
    this.bed();
    this.#backwardLanes();
    this.flag();
    this.wires();
    this.machines();
    this.#gates();
    this.#arrives();
    for (const node of plan.nodes.values()) {
      if (node.argument) this.#slope(node);
      if (node.address !== plan.says) this.#returns(node);
    }
    this.#weights();
    this.#goes();
    this.input('leave');
    this.targets();
    this.labels();
    this.#factor();
    return this.drawn();
  }

  #backwardLanes(): void {
    const { belt, rides, copy, says } = this.plan;
    const { step } = this.moment;
    const stops = this.stops().toReversed();
    const state = stops[0]!;
    const meets = this.progress(`d_${rides}`);
    const meeting = rides === says ? state.at.x : copy;
    const arrives = part(this.beat('loss'), 0, 1);
    const inX = this.exit + (this.plan.end - this.exit) * arrives;
    this.lanes(
      `d_${rides}<+`,
      step,
      belt.right,
      meets > 0 ? this.plan.end + (meeting - this.plan.end) * part(meets, 0, GATHERS) : inX,
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
      this.lanes(this.gradientOf(node), step, start, front);
    });
  }

  /** How far the gradient has come back to where a number rests. */
  #returned(node: Node): number {
    const { name, before, term } = parse(node.address);
    if (before) return part(this.beat('leave'), 0.35, 1);
    if (term === undefined) return this.progress(`d_${name}`);
    const flow = this.flow(node);
    return flow === 'leave' ? part(this.beat('leave'), 0, 0.4) : this.progress(flow);
  }

  /** The gates stand as they stood forward: what comes along the belt is multiplied by them. */
  #gates(): void {
    for (const node of this.plan.nodes.values()) {
      if (!node.made || node.machine !== 'times') continue;
      this.beside(node).forEach((source, k, all) => {
        const { x, w } = this.slot(node, k, all.length);
        this.valves(node, source, 1);
        this.column(source.address, this.moment.step, x, false, w, source.complement);
      });
    }
  }

  /** The loss arrives at h from above, and the next step's gradient from the right. */
  #arrives(): void {
    const { nodes, says, rides, turn, next, end, readout, prediction, vector } = this.plan;
    const { step } = this.moment;
    const u = this.beat('loss');
    const said = nodes.get(says)!;
    if (this.view.network.last) this.prediction(prediction, false);
    const along = this.exit + (end - this.exit) * part(u, 0, said.rides ? 0.4 : 1);
    const meets = rides === says ? 0 : this.progress(`d_${rides}`);
    const joined = meets > 0 && meets < GATHERS ? part(meets, 0, GATHERS) : 0;
    this.column(`d_${rides}<+`, step, along + (this.plan.copy - along) * joined, u < 1 || joined > 0);
    if (u === 0) return;
    const way = this.wire('up').points.toReversed();
    const falls = part(u, 0, 0.5);
    if (falls < 1 && this.view.asked(step))
      this.vector(
        this.view.network.above,
        step,
        onWay([this.view.network.answers ? readout : prediction, ...way], falls),
        true,
      );
    const comes = part(u, 0.5, 1);
    if (said.rides) {
      if (comes > 0) this.column(`d_${says}`, step, this.plan.copy + (said.at.x - this.plan.copy) * comes, comes < 1);
      return;
    }
    const right = { x: this.plan.width - vector.width / 2 - 2, y: next.y };
    this.vector(`d_${says}<+`, step, mix(right, next, falls), falls < 1);
    if (comes > 0) this.vector(`d_${says}`, step, mix({ x: turn, y: said.at.y }, said.at, comes), comes < 1);
  }

  /** A gradient on its way back to where its number rests, along each wire by which that number was used. */
  #returns(node: Node): void {
    const { name, before, term } = parse(node.address);
    if (node.machine === 'given') return; // leaves for the step before
    const gradient = `d_${name}`;
    const u = this.#returned(node);
    if (u === 0 || before) return;
    const { step } = this.moment;
    const comes = part(u, GATHERS, 1);
    if (term !== undefined) {
      // Of a sum on the belt each product receives the whole.
      if (node.rides && comes > 0) {
        const user = this.users(node.address)[0]!;
        this.column(gradient, step, user.at.x + (node.at.x - user.at.x) * comes, comes < 1);
      }
      return;
    }
    for (const user of this.users(node.address)) this.#through(node, user, u);
    if (node.rides) {
      const from = this.users(node.address).find(({ made }) => made)?.by.x ?? this.plan.copy;
      if (comes > 0) this.column(gradient, step, from + (node.at.x - from) * comes, comes < 1);
    } else if (comes === 1 || this.users(node.address).length === 0) {
      this.vector(gradient, step, node.at, false);
    }
  }

  /** The share that comes back through one machine. */
  #through(node: Node, user: Node, u: number): void {
    const { step } = this.moment;
    const source = user.sources.find(({ address }) => address === node.address)!;
    const { name, term } = parse(user.address);
    const by = user.argument ?? name;
    const gathers = part(u, 0, GATHERS);
    const comes = part(u, GATHERS, 1);
    const way = source.path.toReversed();
    // Two shares that were added on the belt stay there, so that the sum can be read: a + b = c.
    const clear = (x: number): boolean => Math.abs(way.at(-1)!.x - x) > this.plan.parcel.width;
    const stays = node.rides && !user.made && clear(node.at.x) && clear(this.plan.end);
    if (stays && comes > 0 && this.moment.index === this.view.network.turn('backward', `d_${node.address}`).index) {
      this.fly(`d_${node.address}<${by}`, step, way[0]!, way.at(-1)!.x, part(comes, 0, 0.6));
    } else if (comes > 0 && comes < SETTLED) {
      const share = `d_${node.address}<${by}`;
      if (!node.rides) this.vector(share, step, onWay([...way, node.at], comes), true);
      else if (!user.made) this.fly(share, step, way[0]!, way.at(-1)!.x, comes);
    }
    if (gathers === 1) return;
    // The machine receives the gradient of the number that it made.
    if (term !== undefined) {
      const sum = this.users(user.address)[0];
      const first = sum?.sources.find(({ address }) => address === user.address);
      if (sum && first && !(sum.made && user.made)) {
        const path = [...first.path.toReversed(), user.at, user.by];
        this.vector(`d_${name}`, step, onWay(path, gathers), true);
      }
    } else if (user.rides) {
      if (!user.argument) this.column(`d_${by}`, step, user.at.x + (user.by.x - user.at.x) * gathers, true);
    } else if (!user.argument) this.vector(`d_${by}`, step, mix(user.at, user.by, gathers), true);
  }

  /** Below a layer stands the gradient of what it squashed. */
  #slope(node: Node): void {
    const address = `d_${node.argument}`;
    const u = this.progress(address);
    if (u === 0) return;
    const below = this.#below(node);
    if (u < GATHERS) this.vector(`d_${node.address}`, this.moment.step, mix(node.at, node.by, u / GATHERS), true);
    else this.vector(address, this.moment.step, mix(node.by, below, part(u, GATHERS, 1)), u < 1);
  }

  #below({ by }: Node): Point {
    return { x: by.x, y: by.y + this.plan.box.height / 2 + 14 };
  }

  /** Into the weights: ∂W grows by this step's share. */
  #weights(): void {
    const { narrow, inputY } = this.plan;
    const { step } = this.moment;
    const u = part(this.beat('weights'), 0, 1);
    for (const { node, of, letters, spot } of this.view.network.bins(this.plan, this.look.notation)) {
      const place = { x: node.by.x, y: inputY + 2 };
      const from = node.argument ? this.#below(node) : node.at;
      if (u > 0 && u < 1) this.vector(`d_${of}`, step, mix(from, place, u), true);
      const norms = this.view.formulas.gathered(of);
      const grown = u === 1 ? norms[step]! : norms[step + 1]!;
      this.shapes.push({
        type: 'bin',
        ...place,
        w: narrow ? 52 : 110,
        h: narrow ? 34 : 40,
        letters,
        text: gradientText(grown, narrow).replace('+', ''),
        fullness: grown / (norms[1]! || 1),
        state: this.state('weights'),
        spot: { ...spot, step },
      });
    }
  }

  /** Out to the step before: along the belt and, through the weights, along the bus. */
  #goes(): void {
    const { nodes, busY, inputY, reads } = this.plan;
    const { step } = this.moment;
    const u = this.beat('leave');
    if (u === 0) return;
    const gathers = part(u, 0, 0.5);
    const comes = part(u, 0.35, 1);
    for (const node of nodes.values()) {
      const { name, before } = parse(node.address);
      if (!before) continue;
      const user = this.users(node.address).find(({ made }) => made);
      if (node.rides && user) {
        // Along the belt to the machine, then through it.
        const from = nodes.get(user.rides ? user.address : this.plan.rides)!;
        if (comes === 0) this.column(this.gradientOf(user), step, from.at.x + (user.by.x - from.at.x) * gathers, true);
        else this.column(`d_${name}'`, step, user.by.x + (node.at.x - user.by.x) * comes, comes < 1);
      } else if (node.rides) this.column(`d_${name}'`, step, node.at.x, false);
      else if (comes > 0) this.vector(`d_${name}'`, step, node.at, false);
    }
    for (const node of nodes.values()) {
      if (gathers === 1 || !node.sources.some(({ bus }) => bus)) continue;
      const from = node.argument ? this.#below(node) : node.at;
      const goal = nodes.get(node.sources.find(({ bus }) => bus)!.address)!.at.x;
      const { name } = parse(node.argument ?? node.address);
      this.vector(`d_${name}`, step, onWay([from, { x: node.by.x, y: busY }, { x: goal, y: busY }], gathers), true);
    }
    const x = nodes.get(reads);
    if (x && comes > 0) this.vector(`d_${reads}`, step, { x: x.at.x, y: inputY - 28 }, false);
  }

  /** By what factor the step shrinks (or grows) the gradients that leave it. */
  #factor(): void {
    const { narrow } = this.plan;
    const state = this.state('leave');
    if (state === 'future') return;
    this.view.factors(this.moment.step, this.look.notation).forEach((letters, k) =>
      this.shapes.push({
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
}
