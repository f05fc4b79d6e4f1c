// One network as the page shows it: its numbers by address, its beats, and the picture of the layer that is on the stage.
import { ABOVE, inLayer, layerOf, parse, PREDICTION, type Spot } from '../network/address.ts';
import { catalogue } from '../network/catalogue.ts';
import { precise } from '../network/format.ts';
import { Formulas } from '../network/formula.ts';
import { functionOf, letters, matrices, type Context, type Letters, type Notation } from '../network/notation.ts';
import { backwardBeats, type Beat } from '../network/order.ts';
import { lastReal } from '../network/padding.ts';
import type { Direction, Moment, Score } from '../network/timeline.ts';
import { Trace } from '../network/trace.ts';
import { fieldsOf, type Wiring } from '../network/wiring.ts';
import { figureOf } from './cells/figures.ts';
import type { Tone } from './colour.ts';
import type { Figure } from './figure.ts';
import { predicted } from './glyph.ts';
import { exists, inFigure, inNetwork, plan, type Node, type Plan, type Room } from './plan.ts';
import { Scales } from './scale.ts';
import { rowsOf } from './strip.ts';

/** When an address comes to be: in which beat (−1: it is there from the start), as which of how many. */
interface Turn {
  index: number;
  place: number;
  of: number;
}

/** Where the gradient of a layer's weights is gathered. */
interface Bin {
  node: Node;
  /** The field that the weights add to. */
  of: string;
  letters: Letters;
  spot: Spot;
}

const keyOf = (...place: (string | number | undefined)[]): string => place.join(' ').trim();
const up = (text: string): Letters => [{ text, style: 'roman' }];

export class View {
  readonly formulas: Formulas;
  readonly wiring: Wiring;
  readonly scales: Scales;
  readonly figure: Figure;
  readonly beats: Record<Direction, readonly Beat[]>;
  readonly score: Score;
  /** All that can be looked at, in the order in which it comes to be. */
  readonly addresses: Record<Direction, readonly string[]>;
  /** Rows of the strip, of all layers. */
  readonly rows: Record<Direction, readonly string[]>;
  /** The layer on the stage is the last: its h is what the read-out or the loss looks at. */
  readonly last: boolean;
  /** There is a read-out, and it looks at this layer. */
  readonly answers: boolean;
  /** The share of ∂h that comes from the loss, or from the layers above. */
  readonly above: string;
  /** The numbers of the untouched run, where the reader edits this one. */
  readonly ghost: Formulas | undefined;
  /** Fields that are held, each with unit and step. */
  readonly #held: ReadonlySet<string>;
  readonly #context: Context;
  readonly #plans = new Map<Room, Plan>();
  readonly #turns: Record<Direction, Map<string, Turn>>;

  constructor(
    readonly trace: Trace,
    readonly layer = 0,
  ) {
    const { schema, ghost, held = [] } = trace.frame;
    this.ghost = ghost && new Formulas(new Trace(ghost));
    this.#held = new Set(held.map(({ name, unit, step }) => keyOf(name, unit, step)));
    this.wiring = trace.wiring;
    this.formulas = new Formulas(trace);
    this.scales = new Scales(this.formulas);
    this.#context = { wiring: this.wiring, layered: schema.layers > 1 };
    this.figure = figureOf(this.wiring, fieldsOf(this.wiring, 0));
    this.last = layer === schema.layers - 1;
    this.answers = this.last && this.wiring.judged === 'y';
    const says = inLayer('h', layer);
    this.above = `d_${says}<${this.answers ? 'y' : this.last ? 'loss' : ABOVE}`;
    const has = (address: string): boolean => exists(this.wiring, address);
    this.beats = {
      forward: this.figure.forward
        .map(({ name, makes }) => ({
          name,
          makes: makes.map((each) => inNetwork(each, layer)).filter(has),
          empty: makes.length === 0,
        }))
        .filter(({ makes, empty }) => empty || makes.length > 0)
        .map(({ name, makes }) => ({ name, makes })),
      backward: backwardBeats(this.wiring, fieldsOf(this.wiring, layer), inNetwork(this.figure.rides, layer)),
    };
    const names = (direction: Direction): string[] => this.beats[direction].map(({ name }) => name);
    // What follows the last step that shows or asks anything is padding: nobody walks there.
    this.score = { steps: lastReal(trace), forward: names('forward'), backward: names('backward') };
    this.#turns = { forward: this.#turnsOf('forward'), backward: this.#turnsOf('backward') };
    this.addresses = catalogue(this.wiring, layer);
    this.rows = rowsOf(this.wiring);
  }

  // ---- numbers

  numbers(address: string, step: number): ArrayLike<number> {
    return this.formulas.numbers(address, step);
  }

  value(spot: Spot): number {
    return this.formulas.value(spot);
  }

  count(address: string): number {
    return this.wiring.count(address);
  }

  firstStep(address: string): number {
    return this.wiring.firstStep(address);
  }

  /** Whether the loss, or a layer above, looks at a step. */
  asked(step: number): boolean {
    return !this.last || this.trace.asked(step);
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

  tone(address: string, v: number): Tone {
    return this.scales.tone(address, v);
  }

  // ---- letters

  letters(address: string, notation: Notation): Letters {
    return letters(address, notation, this.#context);
  }

  /** Of all steps alike: no time is written. */
  name(address: string, notation: Notation): Letters {
    return letters(address, notation, { ...this.#context, timeless: true });
  }

  /** What stands on a machine: letters of a layer or a matrix, or the sign of an operation. */
  sign(address: string, back: boolean, notation: Notation): { letters: Letters; op: string } {
    const { name, term } = parse(address);
    const { squash, terms } = this.wiring.formula(name)!;
    const prime = back ? '′' : '';
    if (squash) {
      const text = `${functionOf(squash)}${prime}`;
      return this.wiring.argument(name) && !this.#places(this.wiring.argument(name)!)
        ? { letters: [{ text, style: 'roman' }], op: '' }
        : { letters: [], op: text };
    }
    const factors = terms[term ?? 0]!;
    if (
      term === undefined &&
      terms.length > 1 &&
      !terms.some(([first], k) => this.wiring.isMatrix(first!.name) && !this.#places(`${name}/${k}`))
    )
      return { letters: [], op: '+' };
    const matrix = terms
      .flat()
      .find((factor) => this.wiring.isMatrix(factor.name) && (term === undefined || factors.includes(factor)));
    if (matrix) {
      const transposed: Letters = back ? [{ text: '⊤', style: 'sup' }] : [];
      return { letters: [...this.letters(matrix.name, notation), ...transposed], op: '' };
    }
    return { letters: [], op: factors.length > 1 ? '×' : factors[0]!.complement ? '1−' : '=' };
  }

  #places(address: string): boolean {
    return inFigure(address, this.layer) in this.figure.places;
  }

  /** What squashes the read-out. */
  link(notation: Notation): Letters {
    const { link } = this.trace.frame.schema;
    if (link !== 'identity') return up(link === 'sigmoid' ? 'σ' : link);
    return this.letters('W_y', notation);
  }

  /** The words for a field: its own in this cell, or those of its kind. */
  kindOf(address: string): { key: string; or: string } {
    const { name } = parse(address);
    return {
      key: `field.${this.trace.frame.schema.config.cell}.${layerOf(name).base}`,
      or: `kind.${this.wiring.field(name)?.kind}`,
    };
  }

  /** ‖∂L/∂C_{t−1}‖ ÷ ‖∂L/∂C_t‖ of each state, as far as it leaves this step. */
  factors(step: number, notation: Notation): Letters[] {
    const states = fieldsOf(this.wiring, this.layer).filter((name) => this.wiring.field(name)!.kind === 'state');
    const norm = (address: string): number => Math.hypot(...Array.from(this.numbers(address, step)));
    return states.flatMap((name) => {
      const now = norm(`d_${name}`);
      if (now === 0) return [];
      const ratio = norm(`d_${name}'`) / now;
      return [
        [
          ...up('‖'),
          ...this.letters(`d_${name}'`, notation),
          ...up('‖ ÷ ‖'),
          ...this.letters(`d_${name}`, notation),
          ...up(`‖ = ${precise(ratio)}`),
        ],
      ];
    });
  }

  // ---- time

  turn(direction: Direction, address: string): Turn {
    const found = this.#turns[direction].get(address);
    if (found) return found;
    const index = this.beats[direction].findIndex(({ name }) => name === address);
    return { index, place: 0, of: 1 };
  }

  #turnsOf(direction: Direction): Map<string, Turn> {
    const turns = new Map<string, Turn>();
    this.beats[direction].forEach(({ makes }, index) =>
      makes.forEach((address, place) =>
        turns.set(address, direction === 'forward' ? { index, place, of: makes.length } : { index, place: 0, of: 1 }),
      ),
    );
    // What arrives from the next step and from above is there when the backward step begins.
    if (direction === 'backward') {
      const { rides } = this.figure;
      for (const name of [inLayer(rides, this.layer), inLayer('h', this.layer)])
        turns.set(`d_${name}<+`, { index: 0, place: 0, of: 1 });
    }
    return turns;
  }

  /** The number that a beat is about: what the inspector shows while it follows. */
  focus({ direction, step, index }: Moment, unit: number): Spot {
    const beat = this.beats[direction][index]!;
    const address = direction === 'forward' ? this.#follows(beat) : this.#followsBack(beat);
    // Of symbols the likeliest is what was said.
    const symbols = this.trace.frame.schema.symbols.outputs.length > 0;
    const said = address === PREDICTION && symbols ? predicted(this.trace, step, 1)[0] : undefined;
    return { address, step, unit: said ? said.unit : Math.min(unit, this.count(address) - 1) };
  }

  #follows(beat: Beat): string {
    const { follow } = this.figure.forward.find(({ name }) => name === beat.name)!;
    const address = follow.startsWith('~') ? follow : inNetwork(follow, this.layer);
    if (address === PREDICTION) return this.last ? address : inLayer('h', this.layer);
    return exists(this.wiring, address) ? address : beat.makes[0]!;
  }

  #followsBack({ makes }: Beat): string {
    const wanted = this.figure.backward.map((address) => inNetwork(address, this.layer));
    return wanted.find((address) => makes.includes(address)) ?? makes[0]!;
  }

  // ---- the picture

  plan(room: Room): Plan {
    let found = this.#plans.get(room);
    if (!found) {
      found = plan(this.wiring, this.figure, this.layer, room);
      this.#plans.set(room, found);
    }
    return found;
  }

  /** One for each sum that weights add to. */
  bins({ nodes }: Plan, notation: Notation): Bin[] {
    const bins = new Map<string, Bin>();
    for (const node of nodes.values()) {
      if (node.machine !== 'layer' && (node.machine !== 'matrix' || node.made)) continue;
      const of = node.argument ?? parse(node.address).name;
      const [matrix] = this.wiring
        .formula(of)!
        .terms.flatMap(([first]) => (this.wiring.isMatrix(first!.name) ? [first!.name] : []));
      if (bins.has(of) || !matrix) continue;
      bins.set(of, {
        node,
        of,
        letters: matrices(of, true, notation, this.#context),
        spot: { address: `d_${matrix}`, step: 0, unit: 0 },
      });
    }
    return [...bins.values()];
  }
}
