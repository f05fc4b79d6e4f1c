// What a number is, in sentences: keys of the locale with what fills their gaps. Which are said follows from the formulas,
// so that they are true of every cell; where the locale has a sentence for this very cell, that one is taken.
import type { Factor } from '../engine/protocol.ts';
import { ABOVE, inLayer, layerOf, NEXT, parse, PREDICTION, TARGET, type Spot } from './address.ts';
import { layerAt } from './catalogue.ts';
import { MUCH } from './effect.ts';
import { precise, significant } from './format.ts';
import { lossScale, slopeOf, type Formulas, type Share } from './formula.ts';
import {
  complemented,
  conventionOf,
  factorLetters,
  functionOf,
  isSum,
  letters,
  type Letters,
  type Notation,
} from './notation.ts';
import { addressOf, type Use, type Wiring } from './wiring.ts';

export interface Sentence {
  /** The first that the locale has. */
  keys: readonly string[];
  values: Readonly<Record<string, Gap>>;
}

/** What fills a gap; a letter may have its value with it, and lists are joined as the language does. */
export type Gap = string | number | { letters: Letters; value?: string } | readonly Gap[];

export function reading(formulas: Formulas, spot: Spot, notation: Notation): Sentence[] {
  return new Reader(formulas, spot, notation).sentences();
}

/** A sentence about the letter that means 1 − the core's number, if this notation has one; in a textbook's of it alone, if others do. */
export function complementNote(wiring: Wiring, address: string, notation: Notation): Sentence | undefined {
  const layer = layerAt(wiring, address);
  const own = complemented(notation, wiring);
  const others = notation === 'textbook' && !own ? complemented('ng', wiring) : undefined;
  const name = own ?? (others === layerOf(parse(address).name).base ? others : undefined);
  if (name === undefined) return undefined;
  const context = { wiring, layered: wiring.schema.layers > 1 };
  const letter = { letters: factorLetters(inLayer(name, layer), own !== undefined, notation, context) };
  return { keys: [own ? 'reading.complemented' : 'reading.other-side'], values: { letter } };
}

class Reader {
  readonly #formulas: Formulas;
  readonly #spot: Spot;
  readonly #notation: Notation;
  readonly #cell: string;
  readonly #said: Sentence[] = [];

  constructor(formulas: Formulas, spot: Spot, notation: Notation) {
    this.#formulas = formulas;
    this.#spot = spot;
    this.#notation = notation;
    this.#cell = formulas.wiring.schema.config.cell;
  }

  sentences(): Sentence[] {
    const { wiring, trace } = this.#formulas;
    const { gradient, name, term, before, from } = parse(this.#spot.address);
    if (wiring.param(name)) this.#parameter(name, gradient);
    else if (name === PREDICTION) this.#prediction();
    else if (name === TARGET) this.#say(trace.asked(this.#spot.step) ? 'target' : 'target-unasked');
    else if (gradient) this.#gradient(name, before, from);
    else if (term !== undefined) this.#term(name, term);
    else if (this.#spot.step === (before ? 1 : 0)) this.#say('start');
    else if (before) this.#say('before');
    else this.#field(name);
    return this.#said;
  }

  #say(key: string, values: Sentence['values'] = {}, special?: string): void {
    const { unit, step } = this.#spot;
    this.#said.push({
      keys: [...(special ? [`reading.${special}`] : []), `reading.${key}`],
      values: {
        unit: unit + 1,
        step,
        value: precise(this.#formulas.value(this.#spot)),
        name: this.#name(this.#spot.address),
        ...values,
      },
    });
  }

  #context(shift = 0) {
    const { wiring } = this.#formulas;
    return { wiring, layered: wiring.schema.layers > 1, shift };
  }

  #name(address: string, shift = 0): { letters: Letters } {
    return { letters: letters(address, this.#notation, this.#context(shift)) };
  }

  #factors(factors: readonly Factor[], shift = 0): { letters: Letters } {
    const sign = { text: ` ${conventionOf(this.#notation).times} `, style: 'roman' } as const;
    const written = factors.map((each) =>
      factorLetters(addressOf(each), each.complement, this.#notation, this.#context(shift)),
    );
    return { letters: written.flatMap((each, k) => (k ? [sign, ...each] : each)) };
  }

  /** The fields that a list of uses goes into, each once. */
  #names(names: Iterable<string>, shift = 0): Gap[] {
    return [...new Set(names)].map((name) => this.#name(name, shift));
  }

  #worth(factors: readonly Factor[]): number {
    const { trace } = this.#formulas;
    const { step, unit } = this.#spot;
    return factors.reduce((all, each) => all * (trace.factor(each, step)[unit] ?? 0), 1);
  }

  #field(name: string): void {
    const { wiring, trace } = this.#formulas;
    const { kind, formula } = wiring.field(name)!;
    const { base } = layerOf(name);
    if (!formula) return this.#input();
    switch (kind) {
      case 'gate':
        return this.#gate(name);
      case 'candidate':
        return this.#candidate(name);
      case 'output':
        return this.#say('output');
      case 'state': {
        const parts = formula.terms.map((_, k) =>
          precise(this.#formulas.value({ ...this.#spot, address: `${name}/${k}` })),
        );
        const values = Object.fromEntries(parts.map((part, k) => [`part${k}`, part]));
        this.#say(parts.length > 1 ? 'state-sum' : 'state', { ...values, parts }, `${this.#cell}.${base}`);
        return this.#goes(name);
      }
    }
    const { squash, terms } = formula;
    if (squash) return this.#say(`squashed-${squash}`, { of: this.#factors(terms[0]!) });
    const by = wiring.squashed(name);
    if (by) return this.#say('argument', { by: this.#name(by), squash: functionOf(wiring.formula(by)!.squash!) });
    if (terms.length > 1 || trace.wiring.isMatrix(terms[0]![0]!.name)) return this.#say('sum');
    this.#say(terms[0]!.length > 1 ? 'product' : 'same', { of: this.#factors(terms[0]!) });
  }

  #input(): void {
    const { symbols, glyph } = this.#formulas.wiring.schema;
    this.#say('input');
    // What each of its numbers means, or all of them; a symbol is named elsewhere.
    if (!symbols.inputs.length) this.#say(`input-${glyph}`, {}, `input-${glyph}-${this.#spot.unit + 1}`);
  }

  /** To which fields it goes. */
  #goes(name: string): void {
    const { wiring, trace } = this.#formulas;
    // From the last step nothing goes on.
    const uses = wiring.uses(name).filter(({ later }) => !later || this.#spot.step < trace.steps);
    // What a squash takes is drawn inside its layer, and called as what comes out.
    const names = (later: boolean): Gap[] =>
      this.#names(
        uses.filter((use) => use.later === later).map(({ by }) => wiring.squashed(by) ?? by),
        later ? 1 : 0,
      );
    const [now, later] = [names(false), names(true)];
    const key = now.length && later.length ? 'goes-both' : now.length ? 'goes-now' : 'goes-later';
    if (now.length || later.length) this.#say(key, { now, later });
  }

  /** What a gate does to each thing that it is multiplied with. */
  #gate(name: string): void {
    const { wiring } = this.#formulas;
    const own = this.#formulas.value(this.#spot);
    const before = this.#said.length;
    for (const { by, term, factor } of wiring.uses(name)) {
      const factors = wiring.formula(by)!.terms[term]!;
      const { complement } = factors[factor]!;
      const others = factors.filter((_, k) => k !== factor);
      if (wiring.isMatrix(factors[0]!.name) || wiring.count(by) !== wiring.count(name)) continue;
      const share = complement ? 1 - own : own;
      const values = {
        // Only if all is kept does it say 100%.
        percent: `${significant(share < 1 ? Math.min(100 * share, 99.9) : 100 * share, 3)}%`,
        gate: this.#factors([factors[factor]!]),
        of: this.#factors(others),
        before: precise(this.#worth(others)),
        after: precise(share * this.#worth(others)),
        into: this.#name(by),
      };
      const keeps = others.length === 1 && others[0]!.before && others[0]!.name === by;
      if (others.length) this.#say(!keeps ? 'gate-lets' : share < MUCH ? 'gate-leaves' : 'gate-keeps', values);
      else if (complement) this.#say('gate-rest', values);
    }
    if (this.#said.length === before) this.#say('gate');
  }

  #candidate(name: string): void {
    const { wiring } = this.#formulas;
    const own = this.#formulas.value(this.#spot);
    const before = this.#said.length;
    for (const { by, term, factor } of wiring.uses(name)) {
      const factors = wiring.formula(by)!.terms[term]!;
      const others = factors.filter((_, k) => k !== factor);
      if (!others.length || wiring.isMatrix(factors[0]!.name) || factors[factor]!.complement) continue;
      const share = this.#worth(others);
      const [gate, into] = [this.#factors(others), this.#name(by)];
      this.#say('candidate-let', { gate, into, share: precise(share), after: precise(share * own) });
    }
    if (this.#said.length === before) this.#say('candidate');
  }

  #term(name: string, term: number): void {
    const { wiring } = this.#formulas;
    const { terms } = wiring.formula(name)!;
    const factors = terms[term]!;
    const values = { into: this.#name(name), n: terms.length, of: this.#factors(factors.slice(1)) };
    const key = wiring.isMatrix(factors[0]!.name) ? 'term-applied' : factors.length > 1 ? 'term' : 'term-alone';
    this.#say(key, values, `${this.#cell}.${layerOf(name).base}/${term}`);
  }

  #prediction(): void {
    const { wiring } = this.#formulas;
    this.#say(`prediction-${wiring.schema.link}`, { of: this.#name(wiring.judged) });
  }

  #parameter(name: string, gradient: boolean): void {
    const { wiring, trace } = this.#formulas;
    const { step, unit } = this.#spot;
    const { at } = parse(this.#spot.address);
    const by = this.#names(wiring.uses(name).map((use) => use.by));
    const operands = wiring.uses(name).flatMap((use) => {
      const factors = wiring.formula(use.by)!.terms[use.term]!;
      return factors.filter((_, k) => k !== use.factor);
    });
    const of = operands.length ? this.#factors(operands.slice(0, 1)) : '';
    const kind = wiring.isMatrix(name) ? (at ? 'weight' : 'matrix') : operands.length ? 'own-weight' : 'bias';
    if (!gradient) {
      this.#say(kind, { by, of, row: (at?.[0] ?? unit) + 1, col: (at?.[1] ?? 0) + 1 });
      if (kind === 'bias' && isSum(this.#name(name).letters)) this.#say('two-biases');
      return;
    }
    const { cols, data } = trace.paramGrad(name);
    const place = at ? at[0] * cols + at[1] : unit;
    const values = { by, of, row: (at?.[0] ?? unit) + 1, col: (at?.[1] ?? 0) + 1, step };
    if (at || cols === 1) this.#say('gathers-one', { ...values, total: precise(data[place]!) });
    else this.#say('gathers-row', values);
    if (!at) this.#say('norm');
    if (kind === 'bias' && isSum(this.#name(name).letters)) this.#say('two-biases');
  }

  #gradient(name: string, before: boolean, from: string | undefined): void {
    const { wiring, trace } = this.#formulas;
    const { step } = this.#spot;
    // The read-out sends nothing where nothing is asked.
    const silent = (share: Share): boolean => share.use?.by === 'y' && !trace.asked(step);
    const all = this.#formulas.shares(this.#spot);
    const shares = all.filter((share) => !silent(share));
    const of = this.#name(name);
    if (before) {
      this.#say(step === 1 ? 'leaves-start' : 'leaves', { of: this.#name(`${name}'`) });
      if (!trace.fed(step - 1)) this.#say('cut-previous');
      else this.#way(shares);
      return;
    }
    if (from === undefined) this.#say('gradient', { of });
    else if (from === NEXT) this.#say('share-next', { of });
    else if (from === 'loss') this.#say('share-loss', { of });
    else if (from === ABOVE) this.#say('share-above', { of });
    else this.#say('share', { of, by: this.#name(from) });
    const wanted = (source: string): boolean => from === undefined || from === source;
    const later = wiring.uses(name).some((use) => use.later);
    if (wanted(NEXT) && later && !trace.fed(step)) this.#say(step === trace.steps ? 'no-next' : 'cut-next');
    if (wanted('loss') && name === wiring.judged && step > 0) this.#loss();
    else if (shares.length < all.length && step > 0) this.#say('not-asked');
    const sources = [...new Set(shares.map(({ address }) => address))];
    if (from === undefined && sources.length > 1) {
      const list = sources.map((address) => ({
        letters: this.#source(address),
        value: precise(this.#formulas.value({ ...this.#spot, address })),
      }));
      this.#say('together', { list });
    } else if (sources.length && sources.every((address) => parse(address).from === NEXT)) {
      if (from === undefined) this.#say('share-next', { of });
      this.#way(shares);
    } else
      for (const by of new Set(shares.map(({ use }) => use?.by)))
        this.#through(shares.filter(({ use }) => use?.by === by));
  }

  /** Where a share of a gradient comes from. */
  #source(address: string): Letters {
    const from = parse(address).from!;
    if (from === NEXT) return [{ text: 't+1', style: 'italic' }];
    if (from === 'loss') return [{ text: conventionOf(this.#notation).loss, style: 'italic' }];
    return this.#name(from).letters;
  }

  #loss(): void {
    const { trace, wiring } = this.#formulas;
    const { outputs, loss } = wiring.schema;
    const { step, unit } = this.#spot;
    if (!trace.asked(step)) return this.#say('not-asked');
    if (unit >= outputs) return this.#say('not-read');
    this.#say('error');
    const { n } = lossScale(trace);
    if (loss.mean === 'sequences') return;
    this.#say(`mean-${loss.mean}`, { n, outputs, answers: loss.mean === 'numbers' ? n / outputs : n });
  }

  /** How a gradient leaves for the step before, or comes from the next: through what. */
  #way(shares: readonly Share[]): void {
    const { wiring } = this.#formulas;
    const applied = shares.filter(({ use }) => wiring.isMatrix(this.#termOf(use!)[0]!.name));
    const [share, more] = shares.filter((each) => !applied.includes(each));
    const direct = share && !more ? this.#direct(share) : undefined;
    if (!applied.length) return direct && this.#say(direct[0] ? 'way-gate' : 'way-free', direct[1]);
    if (direct?.[0]) this.#say('way-direct', direct[1]);
    const list = this.#names(applied.map(({ use }) => this.#termOf(use!)[0]!.name));
    this.#say(direct?.[0] ? 'way-also' : 'way-weights', { list });
  }

  /** Of a share that passes no squash: by how many other factors it is multiplied, and what they are. */
  #direct({ use, products }: Share): [rest: number, values: Sentence['values']] | undefined {
    const [product, more] = products;
    if (!product || more || product.factors.some(({ as }) => as === 'slope')) return undefined;
    const shift = use!.later && !parse(this.#spot.address).before ? 1 : 0;
    const rest = this.#termOf(use!).filter((_, k) => k !== use!.factor);
    const factor = product.factors.slice(1).reduce((all, { value }) => all * value, 1);
    return [rest.length, { gate: this.#factors(rest, shift), factor: precise(factor), tenth: precise(factor ** 10) }];
  }

  #termOf({ by, term }: Use): Factor[] {
    return this.#formulas.wiring.formula(by)!.terms[term]!;
  }

  /** How what comes through one field comes, by one use of it or by several. */
  #through([share, ...more]: readonly Share[]): void {
    const { use } = share!;
    if (!use) return;
    const { wiring, trace } = this.#formulas;
    const { by } = use;
    const { step, unit } = this.#spot;
    const { squash } = wiring.formula(by)!;
    const factors = this.#termOf(use);
    const source = this.#name(`d_${by}`);
    if (wiring.isMatrix(factors[0]!.name)) {
      this.#say(wiring.count(by) > 1 ? 'through-weights' : 'through-weight', { by: source });
    } else if (squash) {
      const made = trace.value(by, step)[unit]!;
      const values = {
        squash: functionOf(squash),
        by: this.#name(by),
        at: precise(made),
        slope: precise(slopeOf(squash, made)),
      };
      this.#say(wiring.field(by)!.kind === 'gate' ? 'slope-gate' : 'slope', values);
    } else if (more.length) this.#several(source, [share!, ...more]);
    else {
      const { complement } = factors[use.factor]!;
      const others = factors.filter((_, k) => k !== use.factor);
      const values = { by: source, others: this.#factors(others), factor: precise(this.#worth(others)) };
      const key = others.length ? 'multiplied' : 'passed';
      this.#say(complement ? `${key}-rest` : key, values);
    }
  }

  /** A number that stands in one formula more than once, as a gate and 1 minus it: its gradient is one number. */
  #several(by: Gap, shares: readonly Share[]): void {
    const terms = shares.map(({ use }) => {
      const factors = this.#termOf(use!);
      const others = factors.filter((_, k) => k !== use!.factor);
      const value = this.#worth(others);
      return factors[use!.factor]!.complement ? { sign: '−', others, value: -value } : { sign: '+', others, value };
    });
    // What is added stands before what is taken away.
    const ordered = terms.toSorted((a, b) => Number(a.sign === '−') - Number(b.sign === '−'));
    const written = ordered.flatMap(({ sign, others }, k): Letters => {
      const lead = k ? ` ${sign} ` : sign === '−' ? sign : '';
      const letters: Letters = others.length ? this.#factors(others).letters : [{ text: '1', style: 'roman' }];
      return [...(lead ? [{ text: lead, style: 'roman' } as const] : []), ...letters];
    });
    const factor = precise(terms.reduce((sum, { value }) => sum + value, 0));
    this.#say('multiplied-several', { by, others: { letters: written }, factor });
  }
}
