// A cell written down in the language of equations of one's own, from the formulas of its schema: what the core reads from
// the text are the same formulas again.
import type { Factor, Formula, Schema } from '../../engine/protocol.ts';
import { layerOf } from '../../network/address.ts';
import { Wiring } from '../../network/wiring.ts';

/** What makes one field. */
export interface Equation {
  name: string;
  formula: Formula;
}

/** What a layer computes, as data that can be changed before it is written. */
export interface Equations {
  all: readonly Equation[];
  isMatrix: (name: string) => boolean;
}

const SPELLED = { sigmoid: 'σ', tanh: 'tanh', relu: 'relu' } as const;

/** Those of the first layer: all layers are made alike. */
export function equationsOf(schema: Schema): Equations {
  const wiring = Wiring.of(schema);
  const all = schema.row.flatMap(({ name, kind, formula }) =>
    formula && kind !== 'output' && layerOf(name).layer === 0 ? [{ name, formula }] : [],
  );
  return { all, isMatrix: (name) => wiring.isMatrix(name) };
}

/** In the language the output is as wide as the cell; one that is projected cannot be said. */
export function isNarrow({ row, hidden }: Schema): boolean {
  return row.find(({ name }) => name === 'h')!.rows !== hidden;
}

/** The text of equations. */
export function written(equations: Equations): string {
  return new Writing(equations).text();
}

/** The field that a squash is applied to, if it is nothing but that: z_f of σ(z_f). */
export function argumentOf({ squash, terms }: Formula): Factor | undefined {
  const [only, ...more] = terms.flat();
  return squash && only && !more.length && !only.before && !only.complement ? only : undefined;
}

class Writing {
  readonly #all: ReadonlyMap<string, Formula>;
  readonly #isMatrix: (name: string) => boolean;
  readonly #uses: readonly Factor[];

  constructor({ all, isMatrix }: Equations) {
    this.#all = new Map(all.map(({ name, formula }) => [name, formula]));
    this.#isMatrix = isMatrix;
    this.#uses = all.flatMap(({ formula }) => formula.terms.flat());
  }

  /** A line for each field that does not stand within another's; the core asks for each after what it is made of. */
  text(): string {
    const lines = new Map<string, string>();
    const add = (name: string): void => {
      const formula = this.#all.get(name);
      if (!formula || lines.has(name)) return;
      for (const factor of formula.terms.flat()) if (!factor.before) add(factor.name);
      if (!this.#isWithin(name)) lines.set(name, `${name} = ${this.#formula(name, formula)}`);
    };
    for (const name of this.#all.keys()) if (!this.#isWithin(name)) add(name);
    return [...lines.values()].join('\n');
  }

  #formula(name: string, { squash, terms }: Formula): string {
    const inner = squash && this.#all.get(`z_${name}`);
    if (inner && this.#isArgument(`z_${name}`)) return `${SPELLED[squash]}(${this.#sum(inner.terms)})`;
    const sum = this.#sum(terms);
    return squash ? `${SPELLED[squash]}(${sum})` : sum;
  }

  #sum(terms: Factor[][]): string {
    const [[only, ...factors], ...more] = terms as [[Factor, ...Factor[]], ...Factor[][]];
    // 1 - f alone needs no brackets.
    if (!factors.length && !more.length && only.complement) return `1 - ${this.#name(only)}`;
    return terms.map((term) => this.#product(term)).join(' + ');
  }

  #product(factors: Factor[]): string {
    const texts = factors.map((factor) => (factor.complement ? `(1 - ${this.#name(factor)})` : this.#name(factor)));
    return texts.join(this.#isMatrix(factors[0]!.name) ? ' ' : ' * ');
  }

  #name({ name, before }: Factor): string {
    if (this.#isWithin(name)) return this.#formula(name, this.#all.get(name)!);
    return before ? `${name}'` : name;
  }

  /** The core takes it apart, and gives it this very name. */
  #isWithin(name: string): boolean {
    return this.#isArgument(name) || this.#tellsItself(name);
  }

  /** A sum, or what else is no name, in the squash of one line. */
  #isArgument(name: string): boolean {
    const by = /^z_(.+)$/.exec(name)?.[1];
    const formula = this.#all.get(name);
    if (by === undefined || !formula || formula.squash || this.#usesOf(name).length !== 1) return false;
    const [only, ...more] = formula.terms.flat();
    const bare = !more.length && !only!.complement && this.#all.has(only!.name);
    return !bare && argumentOf(this.#all.get(by) ?? formula)?.name === name;
  }

  /** tanh_c is tanh(c), wherever it stands. */
  #tellsItself(name: string): boolean {
    const formula = this.#all.get(name);
    const inner = formula && argumentOf(formula);
    if (!inner || name !== `${formula.squash}_${inner.name}` || !this.#all.has(inner.name)) return false;
    const uses = this.#usesOf(name);
    return uses.length > 0 && uses.every(({ before }) => !before);
  }

  #usesOf(name: string): Factor[] {
    return this.#uses.filter((factor) => factor.name === name);
  }
}
