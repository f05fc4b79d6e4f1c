// One network without its numbers, with one of its layers on the stage: figure, beats, plans, addresses and letters. It stays
// the same object as long as both do; what comes with each frame is in view.ts.
import { ABOVE, inLayer, layerOf, parse, PREDICTION, type Spot } from '../network/address.ts';
import { catalogue } from '../network/catalogue.ts';
import { functionOf, letters, matrices, type Context, type Letters, type Notation } from '../network/notation.ts';
import { backwardBeats, type Beat } from '../network/order.ts';
import type { Direction } from '../network/timeline.ts';
import { fieldsOf, type Wiring } from '../network/wiring.ts';
import { figureOf } from './cells/figures.ts';
import type { Figure } from './figure.ts';
import { exists, inFigure, inNetwork, plan, type Node, type Plan, type Room } from './plan.ts';
import { rowsOf } from './rows.ts';

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

const roman = (text: string): Letters => [{ text, style: 'roman' }];

/** The networks of each wiring, by their layer. */
const known = new WeakMap<Wiring, Network[]>();

export class Network {
  readonly figure: Figure;
  readonly beats: Record<Direction, readonly Beat[]>;
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
  readonly #context: Context;
  readonly #plans = new Map<Room, Plan>();
  readonly #turns: Record<Direction, Map<string, Turn>>;

  static of(wiring: Wiring, layer: number): Network {
    const layers = known.get(wiring) ?? [];
    known.set(wiring, layers);
    return (layers[layer] ??= new Network(wiring, layer));
  }

  private constructor(
    readonly wiring: Wiring,
    readonly layer: number,
  ) {
    const { layers } = wiring.schema;
    this.#context = { wiring, layered: layers > 1 };
    this.figure = figureOf(wiring, fieldsOf(wiring, 0));
    this.last = layer === layers - 1;
    this.answers = this.last && wiring.judged === 'y';
    const says = inLayer('h', layer);
    this.above = `d_${says}<${this.answers ? 'y' : this.last ? 'loss' : ABOVE}`;
    const has = (address: string): boolean => exists(wiring, address);
    this.beats = {
      forward: this.figure.forward
        .map(({ name, makes }) => ({
          name,
          makes: makes.map((each) => inNetwork(each, layer)).filter(has),
          empty: makes.length === 0,
        }))
        .filter(({ makes, empty }) => empty || makes.length > 0)
        .map(({ name, makes }) => ({ name, makes })),
      backward: backwardBeats(wiring, fieldsOf(wiring, layer), this.rides),
    };
    this.#turns = { forward: this.#turnsOf('forward'), backward: this.#turnsOf('backward') };
    this.addresses = catalogue(wiring, layer);
    this.rows = rowsOf(wiring);
  }

  /** The state that rides on the belt. */
  get rides(): string {
    return inNetwork(this.figure.rides, this.layer);
  }

  // ---- letters

  /** `layered`: with the number of its layer, where there are several. */
  letters(address: string, notation: Notation, layered = true): Letters {
    return letters(address, notation, layered ? this.#context : { ...this.#context, layered: false });
  }

  /** The name of a number at any step: no time index is written. */
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

  /** The sign of the link function; W_y where there is none. */
  link(notation: Notation): Letters {
    const { link } = this.wiring.schema;
    if (link !== 'identity') return roman(link === 'sigmoid' ? 'σ' : link);
    return this.letters('W_y', notation);
  }

  /** The words for a field: its own in this cell, or those of its kind. */
  kindOf(address: string): { key: string; or: string } {
    const { name } = parse(address);
    return {
      key: `field.${this.wiring.schema.config.cell}.${layerOf(name).base}`,
      or: `kind.${this.wiring.field(name)?.kind}`,
    };
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

  /** The address that a beat is about. */
  focus(direction: Direction, index: number): string {
    const beat = this.beats[direction][index]!;
    return direction === 'forward' ? this.#follows(beat) : this.#followsBack(beat);
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
