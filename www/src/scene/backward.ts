// The backward step: a gradient walks the wires of the numbers the other way, share by share, and adds up where they meet.
import { parse } from '../network/address.ts';
import { gradient as gradientText, significant } from '../network/format.ts';
import { part } from '../network/timeline.ts';
import { GATHERS, Painter, SETTLED } from './painter.ts';
import { mix, onWay, type Node } from './plan.ts';
import type { Scene } from './shape.ts';

export class Backward extends Painter {
  scene(): Scene {
    const plan = this.plan;
    const { moved } = this.moment;
    this.bed(-part(moved ?? this.beat('leave'), 0, moved === undefined ? 1 : 0.6));
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
    if (this.beat('leave') <= 0.35) this.input('leave');
    this.targets();
    this.labels();
    this.#left();
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
      } else if (u > GATHERS) front = start + (this.entry - start) * part(u, GATHERS, 1);
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
    const { step } = this.moment;
    for (const node of this.plan.nodes.values()) {
      if (!node.made || node.machine !== 'times') continue;
      const { xs, w, left, sign } = this.slots(node);
      const all = this.beside(node);
      if (!all.length) continue; // a parameter multiplies it: its number stands nowhere
      const right = xs.at(-1)! - this.plan.parcel.width / 2 - 6;
      for (let unit = 0; unit < this.plan.units; unit++) {
        const { y } = this.lane(unit);
        const h = this.parcelHeight(unit);
        const shown = this.shows(unit, this.plan.lanes);
        if (shown)
          this.shapes.push({
            type: 'plate',
            x: (left + right) / 2,
            y,
            w: right - left,
            h: h + 4,
            state: this.plateState(unit, 'leave'),
          });
        all.forEach(({ address, complement }, k) => {
          const spot = { address, step, unit };
          const x = (left + right) / 2 + (k - (all.length - 1) / 2) * (w + sign);
          this.cell(spot, this.view.value(spot), { x: x + sign / 2, y, w, h }, { complement, bare: shown });
          if (shown)
            this.shapes.push({ type: 'sign', x: x - w / 2, y, text: '×', size: this.plan.parcel.text, state: 'past' });
        });
      }
      for (const source of all) this.valves(node, source, 1);
    }
  }

  /** The loss arrives at h from above, and the next step's gradient from the right. */
  #arrives(): void {
    const { nodes, says, rides, next, end, readout, prediction, vector } = this.plan;
    const { step } = this.moment;
    const u = this.beat('loss');
    const said = nodes.get(says)!;
    if (this.view.network.last) this.prediction(prediction, false);
    const along = this.exit + (end - this.exit) * part(u, 0, said.rides ? 0.4 : 1);
    const meets = rides === says ? 0 : this.progress(`d_${rides}`);
    const joined = meets > 0 && meets < GATHERS ? part(meets, 0, GATHERS) : 0;
    // Where it is close to the sum that it is part of, that takes its place.
    const covered = said.rides && u > 0.5 && Math.abs(end - said.at.x) < this.plan.parcel.width;
    if (!covered)
      this.column(`d_${rides}<+`, step, along + (this.plan.copy - along) * joined, {
        moving: u < SETTLED || joined > 0,
      });
    if (u === 0) return;
    const way = this.wire('up').points.toReversed();
    const falls = part(u, 0, 0.5);
    if (falls < 1 && this.view.asked(step)) {
      const start = this.view.network.answers ? readout : prediction;
      this.vector(this.view.network.above, step, onWay([start, ...way], falls), { moving: true });
    }
    const comes = part(u, 0.5, 1);
    if (said.rides) {
      const x = this.plan.copy + (said.at.x - this.plan.copy) * comes;
      if (comes > 0) this.column(`d_${says}`, step, x, { moving: comes < SETTLED });
      return;
    }
    const right = { x: this.plan.width - vector.width / 2 - 2, y: next.y };
    if (falls < 1) this.vector(`d_${says}<+`, step, mix(right, said.at, falls), { moving: true });
    else if (comes > 0) this.rest(said, `d_${says}`, { moving: comes < SETTLED });
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
        this.column(gradient, step, user.at.x + (node.at.x - user.at.x) * comes, { moving: comes < SETTLED });
      }
      return;
    }
    for (const user of this.users(node.address)) this.#through(node, user, u);
    if (node.rides) {
      const from = this.users(node.address).find(({ made }) => made)?.by.x ?? this.plan.copy;
      if (comes > 0) this.column(gradient, step, from + (node.at.x - from) * comes, { moving: comes < SETTLED });
    } else if (comes >= SETTLED || this.users(node.address).length === 0) {
      this.rest(node, gradient);
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
      this.fly(`d_${node.address}<${by}`, step, { at: way[0]! }, way.at(-1)!.x, part(comes, 0, 0.6));
    } else if (comes > 0 && comes < SETTLED) {
      const share = `d_${node.address}<${by}`;
      if (!node.rides) this.vector(share, step, onWay([...way, node.at], comes), { moving: true });
      else if (!user.made) this.fly(share, step, { at: way[0]! }, way.at(-1)!.x, comes);
    }
    if (gathers === 1) return;
    // The machine receives the gradient of the number that it made.
    if (term !== undefined) {
      const sum = this.users(user.address)[0];
      const first = sum?.sources.find(({ address }) => address === user.address);
      if (sum && first && !(sum.made && user.made)) {
        const path = [...first.path.toReversed(), user.at, user.by];
        this.vector(`d_${name}`, step, onWay(path, gathers), { moving: true });
      }
    } else if (user.rides) {
      if (!user.argument) this.column(`d_${by}`, step, user.at.x + (user.by.x - user.at.x) * gathers, { moving: true });
    } else if (!user.argument) this.vector(`d_${by}`, step, mix(user.at, user.by, gathers), { moving: true });
  }

  /** Below a layer stands the gradient of what it squashed. */
  #slope(node: Node): void {
    const address = `d_${node.argument}`;
    const u = this.progress(address);
    if (u === 0) return;
    const below = this.below(node);
    const { step } = this.moment;
    if (u < GATHERS) this.vector(`d_${node.address}`, step, mix(node.at, node.by, u / GATHERS), { moving: true });
    else this.vector(address, step, mix(node.by, below, part(u, GATHERS, 1)), { moving: u < SETTLED });
  }

  /** Into the weights: ∂W grows by this step's share. */
  #weights(): void {
    const { narrow, inputY } = this.plan;
    const { step } = this.moment;
    const u = part(this.beat('weights'), 0, 1);
    for (const { node, of, letters, spot } of this.view.network.bins(this.plan, this.look.notation)) {
      // Beside a number that rests there.
      const aside = node.at.y > node.by.y ? (narrow ? 74 : 108) : 0;
      const place = { x: node.by.x - aside, y: inputY + (narrow ? 2 : 5) };
      const from = node.argument ? this.below(node) : node.at;
      if (u > 0 && u < SETTLED) this.vector(`d_${of}`, step, mix(from, place, u), { moving: true });
      const norms = this.view.formulas.gathered(of);
      const grown = u >= SETTLED ? norms[step]! : norms[step + 1]!;
      this.shapes.push({
        type: 'bin',
        ...place,
        w: narrow ? 54 : 84,
        h: 34,
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
        if (comes === 0)
          this.column(this.gradientOf(user), step, from.at.x + (user.by.x - from.at.x) * gathers, { moving: true });
        else this.column(`d_${name}'`, step, user.by.x + (node.at.x - user.by.x) * comes, { moving: comes < SETTLED });
      } else if (node.rides) this.column(`d_${name}'`, step, node.at.x);
      else if (comes > 0) this.rest(node, `d_${name}'`);
    }
    for (const node of nodes.values()) {
      if (gathers === 1 || !node.sources.some(({ bus }) => bus)) continue;
      const from = node.argument ? this.below(node) : node.at;
      const goal = nodes.get(node.sources.find(({ bus }) => bus)!.address)!.at.x;
      const { name } = parse(node.argument ?? node.address);
      const way = [from, { x: node.by.x, y: busY }, { x: goal, y: busY }];
      this.vector(`d_${name}`, step, onWay(way, gathers), { moving: true });
    }
    const x = nodes.get(reads);
    if (x && comes > 0) this.vector(`d_${reads}`, step, { x: x.at.x, y: inputY });
  }

  /** How much of the gradient that set out at the last answer is left here. */
  #left(): void {
    const { narrow } = this.plan;
    const { step } = this.moment;
    const left = this.view.left(step);
    if (this.state('leave') === 'future' || left === undefined || narrow) return;
    const { share, steps } = left;
    const grown = share > 1;
    this.shapes.push({
      type: 'word',
      key: grown ? 'stage.grown' : 'stage.left',
      values: { share: grown ? significant(share, 2) : `${significant(100 * share, 2)}%`, n: String(steps) },
      x: this.plan.belt.right - 6,
      y: 20,
      anchor: 'end',
      state: 'now',
      size: 14,
    });
  }
}
