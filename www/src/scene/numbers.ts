// The numbers of a step as shapes: where each is in time, in its lane, in its stack, lying side by side, or on its way.
import { isGradient, type Spot } from '../network/address.ts';
import { gradient as gradientText, lane as laneText } from '../network/format.ts';
import type { Moment } from '../network/timeline.ts';
import type { Tone } from './colour.ts';
import { widthOf } from './glyph.ts';
import type { Look } from './look.ts';
import { inPile, mix, type Node, type Pile, type Plan, type Point } from './plan.ts';
import type { Shape, State } from './shape.ts';
import type { View } from './view.ts';

export interface Rect extends Point {
  w: number;
  h: number;
}

/** Smaller type is not drawn, on a wide stage and on a narrow one. */
const LEAST = [10, 8.4] as const;

/** So high is a lane that has room for the line of the twin at its foot, and for its number. */
const TWIN = { line: 16, number: { wide: 36, belt: 44, long: 44 } };

/** On a belt alone the number of the twin stands at its end, where the line makes room for it. */
const TWINS = 79;

/** How a number is drawn. */
interface Manner {
  moving?: boolean;
  /** Taken from 1. */
  complement?: boolean;
  coming?: boolean;
  bare?: boolean;
  /** It has no room for its number. */
  mute?: boolean;
  /** As it is written, where that is not as usual: without the sign that stands before it. */
  text?: string;
}

export abstract class Numbers {
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

  // ---- numbers

  /** The middle of a lane, and its height. */
  protected lane(unit: number): { y: number; h: number } {
    const { belt, lanes } = this.plan;
    const { y, h } = inPile(lanes, unit, this.opened(lanes));
    return { y: belt.top + y, h };
  }

  /** Which of so many is opened. */
  protected opened({ units }: Pile): number {
    return Math.min(this.look.unit, units - 1);
  }

  /** Whether there is room for the number of a unit. */
  protected shows(unit: number, pile: Pile): boolean {
    return pile.opened === undefined || unit === this.opened(pile);
  }

  protected parcelHeight(unit: number): number {
    const { h } = this.lane(unit);
    return h > 12 ? Math.min(h - 5, 23) : Math.max(h - 1, h / 2);
  }

  /** A number as a coloured cell, printed where there is room for it. */
  protected cell(spot: Spot, number: number, at: Rect, { moving, complement, coming, bare, text, mute }: Manner): void {
    const value = complement ? 1 - number : number;
    const tone: Tone = this.view.tone(spot.address, value);
    const shape: Shape = {
      type: 'cell',
      ...at,
      tone,
      // What is still to come is there to be seen, not yet to be asked about.
      ...(!coming && { spot }),
      ...(moving && { moving }),
      ...(complement && { complement }),
      ...(coming && { coming }),
      ...(bare && { bare }),
    };
    const written = text ?? this.text(spot.address, value);
    const size = Math.min(this.plan.parcel.text, at.h * 0.9, (at.w - (bare ? 0 : 3)) / widthOf(written));
    const printed = !moving && !mute && size >= LEAST[this.plan.narrow ? 1 : 0];
    if (printed || !coming) this.shapes.push(printed ? { ...shape, text: written, size } : shape);
  }

  protected text(address: string, value: number): string {
    return isGradient(address) ? gradientText(value, this.plan.narrow) : laneText(value);
  }

  /** A number a lane, in a column of the belt. */
  protected column(address: string, step: number, x: number, manner: Manner = {}, w = this.plan.parcel.width): void {
    const numbers = this.view.numbers(address, step);
    for (let unit = 0; unit < this.plan.units; unit++) {
      const { y } = this.lane(unit);
      const mute = !this.shows(unit, this.plan.lanes);
      this.cell({ address, step, unit }, numbers[unit]!, { x, y, w, h: this.parcelHeight(unit) }, { mute, ...manner });
    }
  }

  /** A vector where it rests. */
  protected rest(node: Node, address: string, manner: Manner = {}): void {
    const { step } = this.moment;
    if (node.rides) this.column(address, step, node.at.x, manner);
    else if (node.stands) this.stack(address, step, node.at, manner);
    else this.vector(address, step, node.at, manner);
  }

  /** Its numbers above each other; `from`, they have come so far from there. */
  protected stack(
    address: string,
    step: number,
    at: Point,
    manner: Manner = {},
    from?: (rest: Rect) => Rect,
    u = 1,
  ): void {
    const numbers = this.view.numbers(address, step);
    for (let unit = 0; unit < numbers.length; unit++) {
      const rest = this.inStack(at, unit, numbers.length);
      const rect = from && u < 1 ? between(from(rest), rest, u) : rest;
      const mute = !this.shows(unit, this.plan.stack(numbers.length));
      this.cell({ address, step, unit }, numbers[unit]!, rect, { mute, ...manner, moving: manner.moving || u < 1 });
    }
  }

  protected inStack(at: Point, unit: number, n: number): Rect {
    const pile = this.plan.stack(n);
    const { y, h } = inPile(pile, unit, this.opened(pile));
    const gap = h > 12 ? 2.2 : h > 3 ? 1 : 0;
    return { x: at.x, y: at.y - pile.height / 2 + y, w: this.plan.parcel.width, h: h - gap };
  }

  /** Its numbers side by side: on a wire, or where they lie. */
  protected vector(address: string, step: number, at: Point, manner: Manner = {}): void {
    const numbers = this.view.numbers(address, step);
    const n = numbers.length;
    for (let unit = 0; unit < n; unit++)
      this.cell({ address, step, unit }, numbers[unit]!, this.inVector(at, unit, n), manner);
  }

  protected inVector(at: Point, unit: number, n: number): Rect {
    const { vector, width } = this.plan;
    const pitch = Math.min(vector.width / 3, vector.width / n);
    const gap = pitch > 4 ? 1.5 : 0;
    // A wire may run closer to the edge than a vector is wide.
    const x = Math.min(Math.max(at.x, (n * pitch) / 2), width - (n * pitch) / 2);
    return { x: x + (unit - (n - 1) / 2) * pitch, y: at.y, w: pitch - gap, h: vector.height };
  }

  /** Numbers between where they rest and the lanes: each to the lane of its own unit. */
  protected fly(
    address: string,
    step: number,
    from: { at: Point; stands?: boolean },
    laneX: number,
    u: number,
    complement = false,
  ): void {
    const numbers = this.view.numbers(address, step);
    const n = this.plan.units;
    for (let unit = 0; unit < n; unit++) {
      const start = from.stands ? this.inStack(from.at, unit, n) : this.inVector(from.at, unit, n);
      const goal = { x: laneX, y: this.lane(unit).y, w: this.plan.parcel.width, h: this.parcelHeight(unit) };
      this.cell({ address, step, unit }, numbers[unit]!, between(start, goal, u), { moving: true, complement });
    }
  }

  /** A stretch of every lane, from x1 to x2, as strong as the number that rides along it. */
  protected lanes(address: string, step: number, x1: number, x2: number): void {
    if (x1 === x2) return;
    const numbers = this.view.numbers(address, step);
    const twins = this.look.twin?.numbers(address, step);
    for (let unit = 0; unit < this.plan.units; unit++) {
      const { y, h } = this.lane(unit);
      if (twins && h >= TWIN.line) {
        const tone = this.view.tone(address, twins[unit]!);
        const end = this.numbered(h) && this.plan.alone ? Math.min(x2, this.plan.belt.right - TWINS) : x2;
        if (end > x1) this.shapes.push({ type: 'lane', x1, x2: end, y: y + 0.42 * h, thickness: 3, tone, twin: true });
      }
      const tone = this.view.tone(address, numbers[unit]!);
      const thickness = Math.max((h > 30 ? h - 19 : h * 0.6) * Math.abs(tone.strength), h > 12 ? 1.2 : 0.6);
      const faint = this.look.flag?.alone && unit !== this.look.flag.unit;
      this.shapes.push({ type: 'lane', x1, x2, y, thickness, tone, ...(faint && { faint }) });
    }
  }

  /** Whether a lane so high has room for the twin's number. */
  protected numbered(h: number): boolean {
    const { form } = this.plan;
    return form !== 'narrow' && h >= TWIN.number[form];
  }

  /** The twin's number in each lane that has room for it. */
  protected twins(address: string, x: number): void {
    const twins = this.look.twin?.numbers(address, this.moment.step);
    for (let unit = 0; twins && unit < this.plan.units; unit++) {
      const { y, h } = this.lane(unit);
      if (!this.numbered(h)) continue;
      const value = twins[unit]!;
      const tone = this.view.tone(address, value);
      const values = { value: laneText(value) };
      this.above.push({
        type: 'word',
        key: 'stage.twin',
        values,
        x,
        y: y + h / 2 - (this.plan.narrow ? 3 : 5),
        anchor: 'middle',
        state: 'past',
        tone,
        size: this.plan.narrow ? 13.8 : 14,
      });
    }
  }
}

function between(a: Rect, b: Rect, u: number): Rect {
  return { ...mix(a, b, u), w: a.w + (b.w - a.w) * u, h: a.h + (b.h - a.h) * u };
}
