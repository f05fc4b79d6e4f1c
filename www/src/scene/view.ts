// One frame as the page shows it: the numbers of a network by address, and what is true of this sequence alone.
import { parse, PREDICTION, type Spot } from '../network/address.ts';
import { Formulas } from '../network/formula.ts';
import type { Letters, Notation } from '../network/notation.ts';
import { lastReal } from '../network/padding.ts';
import type { Moment, Score } from '../network/timeline.ts';
import { Trace } from '../network/trace.ts';
import { asks } from '../network/vanish.ts';
import type { Wiring } from '../network/wiring.ts';
import type { Tone } from './colour.ts';
import { predicted } from './glyph.ts';
import { Network } from './network.ts';
import { Scales } from './scale.ts';

const keyOf = (...place: (string | number | undefined)[]): string => place.join(' ').trim();

export class View {
  /** Of all frames of one network and layer the same object. */
  readonly network: Network;
  readonly formulas: Formulas;
  readonly scales: Scales;
  readonly score: Score;
  /** The numbers of the untouched run, where the reader edits this one. */
  readonly ghost: Formulas | undefined;
  /** Fields that are held, each with unit and step. */
  readonly #held: ReadonlySet<string>;

  constructor(
    readonly trace: Trace,
    layer = 0,
  ) {
    const { ghost, held = [] } = trace.frame;
    this.network = Network.of(trace.wiring, layer);
    this.ghost = ghost && new Formulas(new Trace(ghost));
    this.#held = new Set(held.map(({ name, unit, step }) => keyOf(name, unit, step)));
    this.formulas = new Formulas(trace);
    this.scales = new Scales(this.formulas);
    const { forward, backward } = this.network.beats;
    // What follows the last step that shows or asks anything is padding: nobody walks there.
    this.score = {
      steps: lastReal(trace),
      forward: forward.map(({ name }) => name),
      backward: backward.map(({ name }) => name),
    };
  }

  get wiring(): Wiring {
    return this.network.wiring;
  }

  get layer(): number {
    return this.network.layer;
  }

  numbers(address: string, step: number): ArrayLike<number> {
    return this.formulas.numbers(address, step);
  }

  value(spot: Spot): number {
    return this.formulas.value(spot);
  }

  count(address: string): number {
    return this.wiring.count(address);
  }

  /** Whether it has a number for each lane: a state, a gate, a candidate and their like. */
  inLanes(address: string): boolean {
    const { name, at } = parse(address);
    const kind = this.wiring.field(name)?.kind;
    return kind !== 'input' && kind !== 'output' && !at && this.count(address) === this.count(this.network.rides);
  }

  letters(address: string, notation: Notation): Letters {
    return this.network.letters(address, notation);
  }

  /** The name of a number at any step: no time index is written. */
  name(address: string, notation: Notation): Letters {
    return this.network.name(address, notation);
  }

  tone(address: string, v: number): Tone {
    return this.scales.tone(address, v);
  }

  /** Whether the loss, or a layer above, looks at a step. */
  asked(step: number): boolean {
    return !this.network.last || this.trace.asked(step);
  }

  /**
   * Whether this number is the reader's: `held`, a constant to the network, of gradient 0; or `set`, what is given or learnt
   * and has its gradient as ever.
   */
  held({ address, step, unit }: Spot): 'held' | 'set' | undefined {
    const { name, before, term, from, at, gradient } = parse(address);
    if (!this.ghost || term !== undefined || from !== undefined) return undefined;
    const t = before ? step - 1 : step;
    const spot = { address, step, unit };
    if (t === 0 || at) return !gradient && this.value(spot) !== this.ghost.value(spot) ? 'set' : undefined;
    return this.#held.has(keyOf(name, unit)) || this.#held.has(keyOf(name, unit, t)) ? 'held' : undefined;
  }

  /**
   * How long the gradient of what rides is here, against what it was at the one answer that is asked for, and how many steps
   * lie between. Where several are asked for it is added to on its way: nothing is said.
   */
  left(step: number): { share: number; steps: number } | undefined {
    const steps = this.trace.lastAsked - step;
    const share = steps < 1 ? undefined : this.#against(step, (numbers) => Math.hypot(...Array.from(numbers)));
    return share === undefined ? undefined : { share, steps };
  }

  /** The same of one lane. */
  leftIn(unit: number, step: number): number | undefined {
    return this.#against(step, (numbers) => Math.abs(numbers[unit]!));
  }

  #against(step: number, size: (numbers: ArrayLike<number>) => number): number | undefined {
    const { lastAsked } = this.trace;
    if (asks(this.trace) !== 1 || step > lastAsked || !this.network.last) return undefined;
    const at = (when: number): number => size(this.numbers(`d_${this.network.rides}`, when));
    const whole = at(lastAsked);
    return whole === 0 ? undefined : at(step) / whole;
  }

  /** The number that a beat is about: what the inspector shows while it follows. */
  focus({ direction, step, index, moved }: Moment, unit: number): Spot {
    // Of a whole step, what rides.
    const { rides } = this.network;
    if (moved !== undefined)
      return {
        address: direction === 'forward' ? rides : `d_${rides}`,
        step,
        unit: Math.min(unit, this.count(rides) - 1),
      };
    const address = this.network.focus(direction, index);
    // The prediction of a symbol is the likeliest.
    const symbols = this.trace.frame.schema.symbols.outputs.length > 0;
    const said = address === PREDICTION && symbols ? predicted(this.trace, step, 1)[0] : undefined;
    return { address, step, unit: said ? said.unit : Math.min(unit, this.count(address) - 1) };
  }
}
