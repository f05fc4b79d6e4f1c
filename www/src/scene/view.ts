/**
 * What of a network can be seen, by addresses: the one thing that elements know of it. Behind it is the belt where that is
 * true of the network, else the fields one by one.
 */
import type { Spot } from './address';
import { BeltView, isBelt } from './belt';
import type { Tone } from './colour';
import { FieldsView } from './fields';
import type { Pick, Scene } from './shape';
import { tableScene } from './table';
import type { Direction, Moment, Score } from './timeline';
import type { Trace } from './trace';

export type Drawn = BeltView | FieldsView;

export function drawnOf(trace: Trace): Drawn {
  return isBelt(trace.frame.schema) ? new BeltView(trace) : new FieldsView(trace);
}

export class View {
  readonly drawn: Drawn;
  /** The same object as long as it would look the same: a table does not change within a beat. */
  #last: { key: string; scene: Scene } | undefined;

  constructor(trace: Trace, drawn = drawnOf(trace)) {
    this.drawn = drawn;
  }

  get trace(): Trace {
    return this.drawn.trace;
  }

  get score(): Score {
    return this.drawn.score;
  }

  /** All that can be looked at, as a menu lists it. */
  get addresses(): Record<Direction, readonly string[]> {
    return this.drawn.quantities;
  }

  /** What the strip shows. */
  get rows(): Record<Direction, readonly string[]> {
    return this.drawn.rows;
  }

  scene(moment: Moment, narrow: boolean): Scene {
    if (this.drawn.kind === 'belt') return this.drawn.scene(moment, narrow);
    const key = [narrow, moment.direction, moment.step, moment.index].join();
    if (this.#last?.key !== key) this.#last = { key, scene: tableScene(this.drawn, moment, narrow) };
    return this.#last.scene;
  }

  /** The number that a moment is about. */
  focus(moment: Moment, unit: number): Spot {
    return spotOf(this.drawn.focus(moment, unit));
  }

  /** How many numbers there are at an address. */
  count(address: string): number {
    return this.drawn.count(address);
  }

  /** The first step at which it exists: states also have a start value. */
  firstStep(address: string): number {
    return this.drawn.firstStep(address);
  }

  value(spot: Spot): number {
    return this.drawn.value(pickOf(spot));
  }

  tone(address: string, v: number): Tone {
    return this.drawn.tone(address, v);
  }
}

export function spotOf({ quantity, step, unit }: Pick): Spot {
  return { address: quantity, step, unit };
}

export function pickOf({ address, step, unit }: Spot): Pick {
  return { quantity: address, step, unit };
}
