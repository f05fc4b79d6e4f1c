// Equations as trees: of a cell in letters, and of one number with the numbers that make it, down to each product. All of it
// follows from the schema's formulas; how a tree is set, spoken or written is a printer's business.
import type { Factor } from '../engine/protocol.ts';
import { ABOVE, layerOf, NEXT, parse, PREDICTION, print, TARGET, type Spot } from './address.ts';
import { printed } from './format.ts';
import {
  errorScale,
  isAbove,
  lossScale,
  squashOf,
  type Factored,
  type Formulas,
  type Product,
  type Squash,
} from './formula.ts';
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

export type Node =
  | { type: 'letters'; letters: Letters }
  /** ∂L/∂ of it, for notations that write a fraction. */
  | { type: 'derivative'; of: Letters }
  /** With so many decimals; `exact` is a whole number that the formula itself has. */
  | { type: 'number'; value: number; digits: number | 'exact'; spot?: Spot }
  | { type: 'sum'; of: Signed[] }
  | { type: 'product'; of: Node[]; times: '' | '·' | '×' | '⊙' | '∗' }
  /** A function by its name; `exp` is set as a power of e. */
  | { type: 'call'; name: string; of: Node }
  /** Vectors, one above the other: [h, x]. */
  | { type: 'bracket'; of: Node[] }
  | { type: 'fraction'; over: Node; under: Node }
  /** Its square. */
  | { type: 'power'; of: Node; to: 2 }
  | { type: 'transpose'; of: Node }
  /** A sum over all of an index. */
  | { type: 'series'; index: string; of: Node }
  | { type: 'norm'; of: Node };

interface Signed {
  sign: '+' | '−';
  node: Node;
}

export type Relation = '=' | '≈' | '+=';

/** `left` = … = …; one that goes on from the line before has no left. */
export interface Line {
  left?: Node;
  chain: { sign: Relation; node: Node }[];
}

/** One of a cell's equations. */
export interface Entry {
  /** What it makes. */
  address: string;
  line: Line;
  /** The names of the fields and parameters whose numbers it is about. */
  about: ReadonlySet<string>;
}

/** The equation of a number with its numbers. */
export interface Opened extends Table {
  lines: Line[];
  /** Decimals, the same in all lines and in the table. */
  digits: number;
  /** The products add up as they are printed. */
  adds: boolean;
  /** Somewhere what is printed does not quite add up. */
  rounded: boolean;
}

/** Product by product, where a matrix is applied. */
interface Table {
  products: Product[];
  /** What they come to. */
  total: number;
  /** They are summed, or only the length of their vector is shown. */
  whole: 'sum' | 'norm';
}

/** A term of a sum in letters; of a gradient, through which use, of a step so far from t. */
interface Term {
  sign: '+' | '−';
  symbol: Node;
  use?: Use;
  shift?: number;
}

/** A term of a sum with its number, and the products that it is made of. */
interface Part {
  value: number;
  spot?: Spot;
  products: Product[];
}

const FEWEST = 3;
const MOST = 5;
/** Of an error that is nearly 0 more are needed. */
const MOST_OF_ERROR = 7;
/** From so many gates on a sum over them is written as one. */
const MANY = 3;

const integer = (value: number): Node => ({ type: 'number', value, digits: 'exact' });
const number = (value: number, digits: number, spot?: Spot): Node => ({
  type: 'number',
  value,
  digits,
  ...(spot ? { spot } : {}),
});
const product = (of: Node[], times: (Node & { type: 'product' })['times']): Node =>
  of.length === 1 ? of[0]! : { type: 'product', of, times };
const plus = (terms: Term[]): Node =>
  terms.length === 1 && terms[0]!.sign === '+'
    ? terms[0]!.symbol
    : { type: 'sum', of: terms.map(({ sign, symbol }) => ({ sign, node: symbol })) };
const call = (name: string | undefined, of: Node): Node => (name === undefined ? of : { type: 'call', name, of });
const line = (left: Node, ...right: Node[]): Line => ({ left, chain: right.map((node) => ({ sign: '=', node })) });

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

  /** The formula of a field, or one product of it; nothing of what is given. What a squash is applied to stands in it. */
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
    const { scale, mean } = errorScale(this.wiring.schema.config.loss);
    const error: Node = plus([
      { sign: '+', symbol: this.name(PREDICTION) },
      { sign: '−', symbol: this.name(TARGET) },
    ]);
    const N: Node = { type: 'letters', letters: [{ text: 'N', style: 'italic' }] };
    const factor: Node[] = mean
      ? [{ type: 'fraction', over: integer(scale), under: N }]
      : scale === 1
        ? []
        : [integer(scale)];
    return product([...factor, error], '');
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

  /** Of many terms through all gates one is written for all. */
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

  /** `U later` of a use through U_f and z_f. */
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

  /** Of matrices that stand together one entry for all, at the first. */
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

  /** What its letters show already: tanh C. */
  #tellsItself(name: string): boolean {
    const { squash, terms } = this.wiring.formula(name)!;
    return !!squash && layerOf(name).base === `${squash}_${layerOf(terms[0]![0]!.name).base}`;
  }

  /** What a line is about beside what it makes: its argument, its parameters, what tells itself. */
  #within(name: string): string[] {
    const argument = this.wiring.argument(name);
    const factors = this.wiring.formula(argument ?? name)?.terms.flat() ?? [];
    const inner = factors
      .map((factor) => factor.name)
      .filter((each) => this.wiring.param(each) || (this.wiring.formula(each) && this.#tellsItself(each)));
    return [...(argument ? [argument] : []), ...inner];
  }
}

/** The equation of a number, with its numbers. */
export function equationOf(formulas: Formulas, spot: Spot, notation: Notation): Opened {
  return new Opening(formulas, spot, notation).opened();
}

class Opening {
  readonly #formulas: Formulas;
  readonly #spot: Spot;
  readonly #symbols: Symbols;

  constructor(formulas: Formulas, spot: Spot, notation: Notation) {
    this.#formulas = formulas;
    this.#spot = spot;
    this.#symbols = new Symbols(formulas.wiring, notation);
  }

  opened(): Opened {
    const { wiring } = this.#formulas;
    const { gradient, name, before, from } = parse(this.#spot.address);
    if (wiring.param(name)) return gradient ? this.#gathered() : this.#given();
    if (name === PREDICTION) return this.#prediction();
    if (gradient) {
      const lost = name === wiring.judged && !before && (from === 'loss' || wiring.uses(name).length === 0);
      return lost ? this.#loss() : this.#shares();
    }
    if (name === TARGET || before || this.#spot.step === 0 || !wiring.formula(name)) return this.#given();
    return this.#field();
  }

  /** A number that nothing made. */
  #given(): Opened {
    return this.#settle((digits) => [line(this.#left(), this.#value(digits))]);
  }

  #left(): Node {
    return this.#symbols.name(this.#spot.address);
  }

  #value(digits: number): Node {
    return number(this.#formulas.value(this.#spot), digits);
  }

  #field(): Opened {
    const formulas = this.#formulas;
    const { wiring } = formulas;
    const { address, step, unit } = this.#spot;
    const { name, term } = parse(address);
    const squash = term === undefined ? wiring.formula(name)!.squash : undefined;
    const argument = term === undefined ? wiring.argument(name) : undefined;
    const summed = argument ?? name;
    const terms = wiring.formula(summed)!.terms;
    const groups = terms.flatMap((factors, k): Part[] => {
      if (term !== undefined && k !== term) return [];
      const spot = { address: `${summed}/${k}`, step, unit };
      const products = formulas.products(spot);
      const alone = factors.length === 1 ? products[0]!.factors[0]!.spot : spot;
      return [{ value: formulas.value(spot), spot: alone, products }];
    });
    return this.#summed(this.#symbols.field(address), groups, squash && functionOf(squash), argument);
  }

  #shares(): Opened {
    const formulas = this.#formulas;
    const { address, step, unit } = this.#spot;
    const { from } = parse(address);
    const found = formulas.shares(this.#spot);
    const symbols = this.#symbols.shares(address);
    const groups = symbols.flatMap((group): Part[] => {
      const here = found.filter((share) => share.address === group.address);
      // One share alone is opened use by use; of several each is one number.
      if (from !== undefined) return here.map(({ products, value }) => ({ value, products }));
      const value = formulas.value({ address: group.address, step, unit });
      const products = here.flatMap((share) => share.products);
      return [{ value, spot: { address: group.address, step, unit }, products }];
    });
    const symbolic = this.#symbols.line(address).chain.map(({ node }) => node);
    return this.#summed(symbolic, groups, undefined, undefined);
  }

  /**
   * A sum in letters, with the numbers of its factors, with those of its terms, and what it comes to; of a squash also what
   * it is applied to.
   */
  #summed(symbolic: Node[], groups: Part[], squash: string | undefined, argument: string | undefined): Opened {
    const { step, unit } = this.#spot;
    const total = groups.reduce((all, { value }) => all + value, 0);
    const applied = groups.some(({ products }) => isApplied(products));
    const multiplied = groups.some((part) => !isApplied(part.products) && isMultiplied(part.products));
    const chain = (digits: number): Node[] => {
      const value = (part: Part): Signed => signed(part.value, number(Math.abs(part.value), digits, part.spot));
      const terms = groups.map(value);
      const factors = groups.flatMap((part) =>
        isApplied(part.products) || !isMultiplied(part.products)
          ? [value(part)]
          : part.products.map((each) => signedProduct(each, digits)),
      );
      const inner = argument ? { address: argument, step, unit } : groups[0]?.spot;
      return [
        ...(multiplied ? [call(squash, sumOf(factors))] : []),
        ...(groups.length > 1 ? [call(squash, sumOf(terms))] : []),
        ...(squash ? [call(squash, number(total, digits, inner))] : []),
        this.#value(digits),
      ];
    };
    // What comes from the loss is one number.
    const opened = applied ? groups.filter(({ products }) => products.length) : [];
    return this.#settle((digits) => this.#chained(symbolic, chain(digits)), MOST, {
      products: opened.flatMap(({ products }) => products),
      total: opened.reduce((all, { value }) => all + value, 0),
    });
  }

  /** The letters on a line of their own, what follows below. */
  #chained(symbolic: Node[], numbers: Node[]): Line[] {
    const short = numbers.length === 1 && symbolic.length === 0;
    if (short) return [line(this.#left(), ...numbers)];
    return [
      line(this.#left(), ...symbolic),
      ...numbers.slice(0, -2).map((node): Line => ({ chain: [{ sign: '=', node }] })),
      { chain: numbers.slice(-2).map((node) => ({ sign: '=', node })) },
    ];
  }

  #prediction(): Opened {
    const formulas = this.#formulas;
    const { wiring } = formulas;
    const { step, unit } = this.#spot;
    const { link, outputs } = wiring.schema;
    const symbolic = [this.#symbols.prediction()];
    const judged = wiring.judged;
    const z = (k: number): { spot: Spot; value: number } => {
      const spot = { address: judged, step, unit: k };
      return { spot, value: formulas.value(spot) };
    };
    if (link !== 'softmax') {
      const { spot, value } = z(unit);
      return this.#settle((digits) =>
        this.#chained(symbolic, [
          ...(link === 'sigmoid' ? [call(functionOf('sigmoid'), number(value, digits, spot))] : []),
          this.#value(digits),
        ]),
      );
    }
    const of = this.#symbols.name(judged);
    const at = (index: string): Node => ({ type: 'letters', letters: indexed(of, index) });
    const whole: Node = {
      type: 'fraction',
      over: call('exp', at('k')),
      under: { type: 'series', index: 'j', of: call('exp', at('j')) },
    };
    const powers = Array.from({ length: outputs }, (_, k) => ({ ...z(k), power: Math.exp(z(k).value) }));
    const total = powers.reduce((all, { power }) => all + power, 0);
    const products = powers.map(({ spot, value, power }): Product => ({
      factors: [{ spot, value, as: 'itself' }],
      value: power,
    }));
    const { spot, value, power } = powers[unit]!;
    const lines = (digits: number): Line[] => {
      const under = number(total, digits);
      const over = [call('exp', number(value, digits, spot)), number(power, digits)];
      const nodes = [...over.map((over): Node => ({ type: 'fraction', over, under })), this.#value(digits)];
      return [line(this.#left(), ...symbolic, whole), { chain: nodes.map((node) => ({ sign: '=', node })) }];
    };
    return this.#settle(lines, MOST, { products, total });
  }

  #loss(): Opened {
    const { trace } = this.#formulas;
    const { step, unit } = this.#spot;
    const asked = trace.asked(step) && unit < trace.frame.schema.outputs;
    if (!asked) return this.#settle((digits) => [line(this.#left(), this.#value(digits))]);
    const { scale, n } = lossScale(trace);
    const symbolic = [this.#symbols.loss()];
    const [p, target] = [trace.prediction(step)[unit]!, trace.target(step)[unit]!];
    const spot = (address: string): Spot => ({ address, step, unit });
    const numbers = (digits: number): Node[] => {
      const error: Node = {
        type: 'sum',
        of: [
          signed(p, number(Math.abs(p), digits, spot(PREDICTION))),
          { sign: '−', node: number(target, digits, spot(TARGET)) },
        ],
      };
      const factor: Node[] = errorScale(trace.frame.schema.config.loss).mean
        ? [{ type: 'fraction', over: integer(scale), under: integer(n) }]
        : scale === 1
          ? []
          : [integer(scale)];
      return [product([...factor, error], ''), this.#value(digits)];
    };
    return this.#settle((digits) => this.#chained(symbolic, numbers(digits)), MOST_OF_ERROR);
  }

  /** What a step adds to the gradient of a parameter: of one place, or the length of a row. */
  #gathered(): Opened {
    const formulas = this.#formulas;
    const { address, step, unit } = this.#spot;
    const { name, at } = parse(address);
    const row = at ? at[0] : unit;
    const shares = formulas.weightShare(name, row, step);
    const symbolic = this.#symbols.line(print({ gradient: true, name, before: false })).chain;
    if (at) {
      const share = shares[at[1]]!;
      return this.#settle((digits) => [
        { left: this.#left(), chain: symbolic },
        {
          chain: [
            { sign: '=', node: sumOf([signedProduct(share, digits)]) },
            { sign: '=', node: this.#value(digits) },
          ],
        },
      ]);
    }
    const whole = this.#symbols.name(address);
    const lines = (digits: number): Line[] => [
      { left: whole, chain: symbolic },
      { left: { type: 'norm', of: whole }, chain: [{ sign: '=', node: this.#value(digits) }] },
    ];
    return this.#settle(lines, FEWEST, { products: shares, total: formulas.value(this.#spot), whole: 'norm' });
  }

  /** With the fewest digits with which what is printed adds up; where none do, the signs say so. */
  #settle(lines: (digits: number) => Line[], most = MOST, table: Partial<Table> = {}): Opened {
    const { products = [], total = 0, whole = 'sum' } = table;
    const all = Array.from({ length: most - FEWEST + 1 }, (_, k) => {
      const digits = FEWEST + k;
      const written = lines(digits);
      const exact = marked(written).every((line, k) => line === written[k]);
      const adds = whole === 'norm' || addsUp(products, total, digits);
      return { digits, exact, adds, lines: written };
    });
    const best = all.find(({ exact, adds }) => exact && adds) ?? all.find(({ exact }) => exact) ?? all[0]!;
    return { ...best, lines: marked(best.lines), products, total, whole, rounded: !best.exact || !best.adds };
  }
}

function parenthesized(of: Letters): Letters {
  return isSum(of) ? [{ text: '(', style: 'roman' }, ...of, { text: ')', style: 'roman' }] : of;
}

/** Whether they open what a matrix is applied to. */
function isApplied(products: Product[]): boolean {
  return products.some(({ factors }) => factors.some(({ spot }) => parse(spot.address).at));
}

function isMultiplied(products: Product[]): boolean {
  return products.some(({ factors }) => factors.length > 1);
}

function signed(value: number, node: Node): Signed {
  return { sign: value < 0 ? '−' : '+', node };
}

/** Its factors with their own signs, but −1, which is the sign before it. */
function signedProduct({ factors }: Product, digits: number): Signed {
  const minus = factors.some(({ as }) => as === 'minus-one');
  const of = factors.filter(({ as }) => as !== 'minus-one').map((factor) => factorNode(factor, digits));
  return { sign: minus ? '−' : '+', node: product(of, '×') };
}

function factorNode({ value, spot, as }: Factored, digits: number): Node {
  if (as !== 'complement') return number(value, digits, spot);
  return {
    type: 'sum',
    of: [
      { sign: '+', node: integer(1) },
      { sign: '−', node: number(1 - value, digits, spot) },
    ],
  };
}

function sumOf(terms: Signed[]): Node {
  return terms.length === 1 && terms[0]!.sign === '+' ? terms[0]!.node : { type: 'sum', of: terms };
}

/** A name with an index beside its time: y of k. */
function indexed(node: Node, index: string): Letters {
  const all = node.type === 'letters' ? node.letters : [];
  const [first, second, ...rest] = all;
  if (second?.style === 'sub') return [first!, { text: `${index}, ${second.text}`, style: 'sub' }, ...rest];
  return [first!, { text: index, style: 'sub' }, ...(second ? [second] : []), ...rest];
}

/** The lines with ≈ before each number that what stands before it, as printed, does not come to. */
function marked(lines: Line[]): Line[] {
  let last: Node | undefined;
  return lines.map((line) => {
    const chain = line.chain.map((part) => {
      const before = last;
      last = part.node;
      const same = !before || agree(before, part.node);
      return same ? part : { ...part, sign: '≈' as const };
    });
    return chain.some((part, k) => part !== line.chain[k]) ? { ...line, chain } : line;
  });
}

/** Whether two expressions, as printed, come to the same in the last digit of the second. */
function agree(a: Node, b: Node): boolean {
  if (a.type === 'call' && b.type === 'call' && a.name === b.name) return agree(a.of, b.of);
  const [left, right] = [evaluate(a), evaluate(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return true; // letters
  return Math.abs(left - right) <= 0.5 * coarsest(b) * (1 + 1e-6) + 1e-12 * Math.abs(right);
}

/** Whether a sum, as printed, comes to what is printed of it. */
function addsUp(products: Product[], total: number, digits: number): boolean {
  const terms = products.map(({ value }): Signed => ({ sign: '+', node: number(value, digits) }));
  return !terms.length || agree({ type: 'sum', of: terms }, number(total, digits));
}

/** What it comes to as printed; NaN if there are letters in it. */
export function evaluate(node: Node): number {
  switch (node.type) {
    case 'number':
      return node.digits === 'exact' ? node.value : printed(node.value, node.digits).value;
    case 'sum':
      return node.of.reduce((all, { sign, node }) => (sign === '+' ? all + evaluate(node) : all - evaluate(node)), 0);
    case 'product':
      return node.of.reduce((all, each) => all * evaluate(each), 1);
    case 'call':
      return functionNamed(node.name)(evaluate(node.of));
    case 'fraction':
      return evaluate(node.over) / evaluate(node.under);
    case 'power':
      return evaluate(node.of) ** node.to;
    default:
      return NaN;
  }
}

function functionNamed(name: string): (v: number) => number {
  if (name === 'exp') return Math.exp;
  const squash = (['sigmoid', 'tanh', 'relu'] as const).find((each) => functionOf(each) === name);
  return squash ? (v) => squashOf(squash, v) : () => NaN;
}

/** How much the last digit of its coarsest number counts. */
function coarsest(node: Node): number {
  switch (node.type) {
    case 'number':
      return node.digits === 'exact' ? 0 : printed(node.value, node.digits).last;
    case 'sum':
      return Math.max(...node.of.map(({ node }) => coarsest(node)));
    case 'product':
      return Math.max(...node.of.map(coarsest));
    case 'fraction':
      return coarsest(node.over) / Math.abs(evaluate(node.under));
    default:
      return 0;
  }
}
