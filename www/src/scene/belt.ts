/**
 * The view of the network that the belt draws: one layer of the plain LSTM. Its pictures and equations say how each number
 * is made, so a network of which the schema says otherwise is not shown by them.
 */
import type { Schema } from '../engine/protocol';
import { largestGradient, toneOf } from './canvas';
import type { Tone } from './colour';
import { focusOf } from './focus';
import { textOf } from './oldformula';
import { backwardScene } from './backward';
import { forwardScene } from './forward';
import {
  BACKWARD_QUANTITIES,
  count,
  exists,
  firstStep,
  FORWARD_QUANTITIES,
  valueOf,
  type QuantityId,
} from './quantity';
import type { Pick, Scene } from './shape';
import { rowsOf } from './strip';
import { beltScore, type Direction, type Moment, type Score } from './timeline';
import type { Trace } from './trace';

/** Formulas, by what they make. */
type Made = Record<string, string>;

const GATES = ['i', 'f', 'g', 'o'];
/** How each field must be made. */
const MADE: Made = {
  ...Object.fromEntries(GATES.map((gate) => [`z_${gate}`, `W_${gate} * x + U_${gate} * h' + b_${gate}`])),
  ...Object.fromEntries(GATES.map((gate) => [gate, gate === 'g' ? 'tanh(z_g)' : `sigmoid(z_${gate})`])),
  c: "f * c' + i * g",
};
const OUTPUTS: Made[] = [{ tanh_c: 'tanh(c)', h: 'o * tanh_c' }, { h: 'o * c' }];
const READOUTS: Made[] = [{ y: 'W_y * h + b_y' }, {}];

/** Whether everything that the belt shows and says is true of this network. */
export function isBelt({ row }: Schema): boolean {
  const told = (made: Made): string =>
    Object.entries(made)
      .map(([name, text]) => `${name} = ${text}`)
      .sort()
      .join();
  const made = row.flatMap(({ name, formula }) => (formula ? [[name, textOf(formula)]] : []));
  const found = told(Object.fromEntries(made) as Made);
  return OUTPUTS.some((output) => READOUTS.some((readout) => told({ ...MADE, ...output, ...readout }) === found));
}

export class BeltView {
  readonly kind = 'belt';
  readonly score: Score;
  readonly quantities: Record<Direction, readonly QuantityId[]>;
  readonly trace: Trace;

  constructor(trace: Trace) {
    this.trace = trace;
    this.score = beltScore(trace.steps);
    const existing = (all: readonly QuantityId[]): QuantityId[] => all.filter((id) => exists(id, trace));
    this.quantities = { forward: existing(FORWARD_QUANTITIES), backward: existing(BACKWARD_QUANTITIES) };
  }

  get rows(): Record<Direction, readonly string[]> {
    return rowsOf(this.trace.wiring);
  }

  scene(moment: Moment, narrow: boolean): Scene {
    return moment.direction === 'forward'
      ? forwardScene(this.trace, moment, narrow)
      : backwardScene(this.trace, moment, narrow);
  }

  focus(moment: Moment, unit: number): Pick {
    return focusOf(this.trace, moment, unit);
  }

  count(quantity: string): number {
    return count(quantity as QuantityId, this.trace);
  }

  firstStep(quantity: string): number {
    return firstStep(quantity as QuantityId);
  }

  value(pick: Pick): number {
    return valueOf(this.trace, pick as Pick<QuantityId>);
  }

  tone(quantity: string, v: number): Tone {
    return toneOf(quantity, v, largestGradient(this.trace));
  }
}
