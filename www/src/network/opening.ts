// One number opened: its equation in letters, with the numbers that make it, down to each product.
import { parse, PREDICTION, print, TARGET, type Spot } from './address.ts';
import { call, integer, line, number, product, sumOf, type Line, type Node, type Signed } from './equation.ts';
import { lossScale, type Factored, type Formulas, type Product } from './formula.ts';
import { areJoined, functionOf, type Letters, type Notation } from './notation.ts';
import { addsUp, hides, marked } from './rounding.ts';
import { scaled, Symbols } from './symbols.ts';

/** The equation of a number with its numbers. */
export interface Opened extends Table {
  lines: Line[];
  /** Decimals, the same in all lines and in the table. */
  digits: number;
  /** What is printed in the lines comes to what is printed after it: no ≈ stands there. */
  exact: boolean;
  /** The products add up as they are printed. */
  adds: boolean;
}

/** Product by product, where a matrix is applied. */
interface Table {
  products: Product[];
  /** What they come to. */
  total: number;
  /** They are summed, or only the length of their vector is shown. */
  whole: 'sum' | 'norm';
}

/** A term of a sum with its number, and the products that it is made of. */
interface Part {
  value: number;
  spot?: Spot;
  products: Product[];
}

const FEWEST = 3;
const MOST = 5;
/** An error prediction − target that is nearly 0 needs more decimals. */
const MOST_OF_ERROR = 7;
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

  /** A number without a formula: an input, a target, a start value, a parameter. */
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
    // Matrices that stand together, before [h, x], are followed by their numbers in that order.
    const joined = areJoined(summed, this.#symbols.notation, { wiring, layered: false });
    const applied = terms.map((_, k) => k).filter((k) => joined && wiring.isMatrix(terms[k]![0]!.name));
    const order = terms.map((_, k) => (applied.includes(k) ? applied.at(-1 - applied.indexOf(k))! : k));
    const groups = order.flatMap((k): Part[] => {
      const factors = terms[k]!;
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
    // The share from the loss has no products to list.
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
    const { n } = lossScale(trace);
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
      return [scaled(error, trace.frame.schema.loss, integer(n)), this.#value(digits)];
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

  /** With the fewest digits with which what is printed adds up and hides nothing; where none add up, the signs say so. */
  #settle(lines: (digits: number) => Line[], most = MOST, table: Partial<Table> = {}): Opened {
    const { products = [], total = 0, whole = 'sum' } = table;
    const all = Array.from({ length: most - FEWEST + 2 }, (_, k) => {
      const digits = FEWEST + k;
      const written = lines(digits);
      const exact = marked(written).every((line, k) => line === written[k]);
      const adds = whole === 'norm' || addsUp(products, total, digits);
      return { digits, exact, adds, shows: !hides(written), lines: written };
    });
    // One digit more only where a factor else seems to change nothing.
    const few = all.slice(0, -1);
    const best =
      few.find(({ exact, adds, shows }) => exact && adds && shows) ??
      few.find(({ exact, shows }) => exact && shows) ??
      all.find(({ shows }) => shows) ??
      all[0]!;
    return { ...best, lines: marked(best.lines), products, total, whole };
  }
}

/** Whether they are the products of a matrix with a vector. */
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

/** A name with an index beside its time: y of k. */
function indexed(node: Node, index: string): Letters {
  const all = node.type === 'letters' ? node.letters : [];
  const [first, second, ...rest] = all;
  if (second?.style === 'sub') return [first!, { text: `${index}, ${second.text}`, style: 'sub' }, ...rest];
  return [first!, { text: index, style: 'sub' }, ...(second ? [second] : []), ...rest];
}
