// A cell's equations in letters, in each notation. All of it follows from the schema's formulas.
import type { Factor, Schema } from '../engine/protocol.ts';
import { ABOVE, layerOf, NEXT, parse, PREDICTION, print, TARGET } from './address.ts';
import { call, integer, line, product, type Line, type Node } from './equation.ts';
import { isAbove, type Squash } from './formula.ts';
import {
  areJoined,
  conventionOf,
  factorLetters,
  functionOf,
  gateLetters,
  isSum,
  letters,
  matrices,
  type Context,
  type Letters,
  type Notation,
} from './notation.ts';
import { addressOf, type Use, type Wiring } from './wiring.ts';

/** One of a cell's equations. */
export interface Entry {
  /** What it makes. */
  address: string;
  line: Line;
  /** The names of the fields and parameters whose numbers it is about. */
  about: ReadonlySet<string>;
}

/** A term of a sum in letters; of a gradient, through which use, of a step so far from t. */
interface Term {
  sign: '+' | '−';
  symbol: Node;
  use?: Use;
  shift?: number;
}

/** From so many gates on a sum over them is written as one. */
const MANY = 3;

const plus = (terms: Term[]): Node =>
  terms.length === 1 && terms[0]!.sign === '+'
    ? terms[0]!.symbol
    : { type: 'sum', of: terms.map(({ sign, symbol }) => ({ sign, node: symbol })) };

/** The gradient of a loss from the error: times its factor, over N. A mean over sequences, of which one is shown, divides by 1. */
export function scaled(error: Node, { factor, mean }: Schema['loss'], N: Node): Node {
  if (mean !== 'sequences') return product([{ type: 'fraction', over: integer(factor), under: N }, error], '');
  return factor === 1 ? error : product([integer(factor), error], '');
}

/** What a network's formulas say in letters. */
export class Symbols {
  readonly #context: Context;
  readonly #apply: '·' | '';
  readonly #times: '⊙' | '∗';

  constructor(
    readonly wiring: Wiring,
    readonly notation: Notation,
  ) {
    this.#context = { wiring, layered: wiring.schema.layers > 1 };
    ({ apply: this.#apply, times: this.#times } = conventionOf(notation));
  }

  /** An address; `shift` steps from t. */
  name(address: string, shift = 0): Node {
    const { gradient, from, at } = parse(address);
    const context = { ...this.#context, shift };
    const fraction = gradient && from === undefined && conventionOf(this.notation).gradient === 'fraction';
    return fraction && !at
      ? { type: 'derivative', of: parenthesized(letters(address.slice(2), this.notation, context)) }
      : { type: 'letters', letters: letters(address, this.notation, context) };
  }

  /** The equation of an address. */
  line(address: string): Line {
    const { gradient, name, at } = parse(address);
    if (this.wiring.param(name))
      return gradient ? this.#gathering(name, address) : { chain: [], left: this.name(address) };
    if (at) throw new RangeError(`"${address}" is no place in a parameter`);
    if (gradient) {
      const terms = this.shares(address).flatMap((group) => group.terms);
      return line(this.name(address), ...(terms.length ? [plus(this.#shortened(terms))] : []));
    }
    if (name === PREDICTION) return line(this.name(address), this.prediction());
    return line(this.name(address), ...this.field(address));
  }

  /** The formula of a field, or one product of it, with the pre-activation written out in it; none for an input or a start value. */
  field(address: string): Node[] {
    const { name, term, before } = parse(address);
    const { wiring } = this;
    const formula = wiring.formula(name);
    if (!formula || before) return [];
    if (term !== undefined) return [this.#term(formula.terms[term]!)];
    const argument = wiring.argument(name);
    const squash = formula.squash && functionOf(formula.squash);
    return [call(squash, this.#sum(argument ?? name))];
  }

  /** The formula of the prediction. */
  prediction(): Node {
    const { judged, schema } = this.wiring;
    const of = this.name(judged);
    if (schema.link === 'identity') return of;
    return call(schema.link === 'sigmoid' ? functionOf('sigmoid') : 'softmax', of);
  }

  /** ∂L/∂ of what the loss looks at. */
  loss(): Node {
    const error: Node = plus([
      { sign: '+', symbol: this.name(PREDICTION) },
      { sign: '−', symbol: this.name(TARGET) },
    ]);
    return scaled(error, this.wiring.schema.loss, { type: 'letters', letters: [{ text: 'N', style: 'italic' }] });
  }

  /** What a gradient is made of, by the addresses of its shares. */
  shares(address: string): { address: string; terms: Term[] }[] {
    const { name, before, from } = parse(address);
    const { wiring } = this;
    const groups = new Map<string, Term[]>();
    const wanted = (source: string, use?: Use): boolean =>
      from === undefined || from === source || (from === ABOVE && !!use && isAbove(use, name));
    const add = (source: string, term: Term): void => {
      if (!wanted(source, term.use)) return;
      const share = print({ gradient: true, name, before, from: source });
      groups.set(share, [...(groups.get(share) ?? []), term]);
    };
    if (!before && name === wiring.judged) add('loss', { sign: '+', symbol: this.loss() });
    for (const use of wiring.uses(name)) {
      if (before && !use.later) continue;
      const shift = use.later && !before ? 1 : 0;
      add(before || !use.later ? use.by : NEXT, { ...this.#share(use, shift), use });
    }
    // What comes from the step after stands last.
    return [...groups]
      .map(([share, terms]) => ({ address: share, terms }))
      .toSorted((a, b) => Number(a.address.endsWith(`<${NEXT}`)) - Number(b.address.endsWith(`<${NEXT}`)));
  }

  /** Replaces the terms through all gates by one sum over k, where they are many. */
  #shortened(terms: Term[]): Term[] {
    const kinds = terms.map(({ use }) => use && this.#gate(use));
    const many = [...new Set(kinds)].filter((kind) => kind && kinds.filter((each) => each === kind).length >= MANY);
    return terms.flatMap((term, k) => {
      const kind = kinds[k];
      if (!kind || !many.includes(kind)) return [term];
      if (kinds.indexOf(kind) !== k) return [];
      const { layer } = layerOf(term.use!.by);
      const context = { ...this.#context, shift: term.shift ?? 0 };
      const letter = kind.startsWith('U') ? 'U' : 'W';
      const matrix: Node = {
        type: 'letters',
        letters: gateLetters(letter, layer, false, this.notation, this.#context),
      };
      const arriving: Node =
        conventionOf(this.notation).gradient === 'fraction'
          ? { type: 'derivative', of: gateLetters('z', layer, false, this.notation, context) }
          : { type: 'letters', letters: gateLetters('z', layer, true, this.notation, context) };
      const of = product([{ type: 'transpose', of: matrix }, arriving], this.#apply);
      return [{ sign: '+', symbol: { type: 'series', index: 'k', of } }];
    });
  }

  /** The kind of a use by a gate: `U true` through U_f and z_f in the step after. Uses of one kind can be written as one sum. */
  #gate({ by, term, later }: Use): string | undefined {
    const { base } = layerOf(by);
    const { squash, terms } = this.wiring.formula(by)!;
    const matrix = layerOf(terms[term]![0]!.name).base;
    const through = this.wiring.isMatrix(terms[term]![0]!.name) && /^[UW]_/.test(matrix) && !squash;
    return through && base === `z_${matrix.slice(2)}` ? `${matrix[0]} ${later}` : undefined;
  }

  /** What comes through one use of a field. */
  #share({ by, term, factor }: Use, shift: number): Term {
    const { squash, terms } = this.wiring.formula(by)!;
    const factors = terms[term]!;
    const arriving = [this.name(`d_${by}`, shift), ...(squash ? this.#slope(squash, by, shift) : [])];
    const sign = factors[factor]!.complement ? '−' : '+';
    if (this.wiring.isMatrix(factors[0]!.name)) {
      const transposed: Node = { type: 'transpose', of: this.name(factors[0]!.name) };
      return { sign, symbol: product([transposed, product(arriving, this.#times)], this.#apply), shift };
    }
    const others = factors.flatMap((other, k) => (k === factor ? [] : [this.#factor(other, shift)]));
    return { sign, symbol: product([...arriving, ...others], this.#times), shift };
  }

  /** The slope of a squash, in letters of the value that it gave. */
  #slope(squash: Squash, of: string, shift: number): Node[] {
    const made = this.#letters(of, false, shift);
    const rest = this.#letters(of, true, shift);
    if (squash === 'sigmoid') return [made, rest];
    if (squash === 'tanh')
      return [
        plus([
          { sign: '+', symbol: integer(1) },
          { sign: '−', symbol: { type: 'power', of: made, to: 2 } },
        ]),
      ];
    const [inner] = this.wiring.formula(of)!.terms;
    return [call(`${functionOf(squash)}′`, inner!.length === 1 ? this.#factor(inner![0]!, shift) : made)];
  }

  #letters(address: string, complement: boolean, shift: number): Node {
    const written = factorLetters(address, complement, this.notation, { ...this.#context, shift });
    return { type: 'letters', letters: written };
  }

  #factor(factor: Factor, shift = 0): Node {
    return this.#letters(addressOf(factor), factor.complement, shift);
  }

  #sum(name: string): Node {
    const { terms } = this.wiring.formula(name)!;
    const joined = areJoined(name, this.notation, this.#context);
    const applied = terms.filter(([first]) => this.wiring.isMatrix(first!.name));
    const whole: Term = {
      sign: '+',
      symbol: product(
        [
          { type: 'letters', letters: joined ? matrices(name, false, this.notation, this.#context) : [] },
          // The state stands before the input.
          { type: 'bracket', of: applied.toReversed().map(([, operand]) => this.#factor(operand!)) },
        ],
        this.#apply,
      ),
    };
    const others = terms.filter((term) => !joined || !applied.includes(term));
    return plus([...(joined ? [whole] : []), ...others.map((term): Term => ({ sign: '+', symbol: this.#term(term) }))]);
  }

  #term(factors: Factor[]): Node {
    const matrix = this.wiring.isMatrix(factors[0]!.name);
    return product(
      factors.map((factor) => this.#factor(factor)),
      matrix ? this.#apply : this.#times,
    );
  }

  /** What a step adds to the gradient of a parameter; of matrices that stand together, to that of all of them. */
  #gathering(name: string, address: string): Line {
    const { wiring } = this;
    const terms = wiring.uses(name).map(({ by, term }): Term => {
      const { squash, terms } = wiring.formula(by)!;
      const arriving = [this.name(`d_${by}`), ...(squash ? this.#slope(squash, by, 0) : [])];
      const others = terms[term]!.filter((factor) => factor.name !== name).map((factor) => this.#factor(factor));
      const symbol = wiring.isMatrix(name)
        ? product([product(arriving, this.#times), { type: 'transpose', of: others[0]! }], this.#apply)
        : product([...arriving, ...others], this.#times);
      return { sign: '+', symbol };
    });
    return { left: this.name(address), chain: terms.length ? [{ sign: '+=', node: plus(terms) }] : [] };
  }

  /** All equations of a layer, in the order in which they are reckoned. */
  entries(layer: number, gradient: boolean): Entry[] {
    const { wiring } = this;
    const { schema } = wiring;
    const last = layer === schema.layers - 1;
    const own = schema.row
      .filter(({ name, kind, formula }) => formula && (kind === 'output' ? last : layerOf(name).layer === layer))
      .map(({ name }) => name);
    if (!gradient) {
      const arguments_ = new Set(own.map((name) => wiring.argument(name)));
      const shown = own.filter((name) => !arguments_.has(name) && !this.#tellsItself(name));
      return [...shown, ...(last ? [PREDICTION] : [])].map((address) => ({
        address,
        line: this.line(address),
        about: new Set([address, ...this.#within(address)]),
      }));
    }
    const leaving = own.filter((name) => wiring.uses(name).some(({ later }) => later)).map((name) => `d_${name}'`);
    const params = schema.params.filter(({ name }) => wiring.uses(name).some(({ by }) => own.includes(by)));
    const made = [...own.toReversed(), ...(layer === 0 ? ['x'] : [])];
    return [
      ...made.map((name) => this.#entry(`d_${name}`)),
      ...params.flatMap(({ name }) => this.#gathered(name)),
      ...leaving.map((address) => this.#entry(address)),
    ];
  }

  #entry(address: string): Entry {
    return { address, line: this.line(address), about: new Set([parse(address).name]) };
  }

  /** Matrices that a notation writes as one ([W U]) share one entry, in the place of the first. */
  #gathered(name: string): Entry[] {
    const { wiring } = this;
    const by = wiring.uses(name)[0]!.by;
    if (!wiring.isMatrix(name) || !areJoined(by, this.notation, this.#context)) return [this.#entry(`d_${name}`)];
    const applied = wiring.formula(by)!.terms.filter(([first]) => wiring.isMatrix(first!.name));
    const names = applied.map(([first]) => first!.name);
    if (names[0] !== name) return [];
    const fed: Node = { type: 'bracket', of: applied.toReversed().map(([, operand]) => this.#factor(operand!)) };
    const whole = matrices(by, conventionOf(this.notation).gradient !== 'fraction', this.notation, this.#context);
    const left: Node =
      conventionOf(this.notation).gradient === 'fraction'
        ? { type: 'derivative', of: whole }
        : { type: 'letters', letters: whole };
    const node = product([this.name(`d_${by}`), { type: 'transpose', of: fed }], this.#apply);
    return [{ address: `d_${name}`, line: { left, chain: [{ sign: '+=', node }] }, about: new Set(names) }];
  }

  /** Whether its name is its formula, as of tanh C, so that it needs no equation. */
  #tellsItself(name: string): boolean {
    const { squash, terms } = this.wiring.formula(name)!;
    return !!squash && layerOf(name).base === `${squash}_${layerOf(terms[0]![0]!.name).base}`;
  }

  /** The other numbers in an equation: the pre-activation, the parameters, and fields whose name is their formula. */
  #within(name: string): string[] {
    const argument = this.wiring.argument(name);
    const factors = this.wiring.formula(argument ?? name)?.terms.flat() ?? [];
    const inner = factors
      .map((factor) => factor.name)
      .filter((each) => this.wiring.param(each) || (this.wiring.formula(each) && this.#tellsItself(each)));
    return [...(argument ? [argument] : []), ...inner];
  }
}

function parenthesized(of: Letters): Letters {
  return isSum(of) ? [{ text: '(', style: 'roman' }, ...of, { text: ')', style: 'roman' }] : of;
}
