// No sentence about a number is untrue of it: each is read by the key it was chosen by, with what fills its gaps, and held against
// the formulas of the schema and the core's own numbers.
import { describe, expect, it } from 'vitest';
import around from '../../locales/around.en.json';
import type { Factor, Field } from '../../src/engine/protocol.ts';
import { ABOVE, inLayer, layerOf, NEXT, parse, type Spot } from '../../src/network/address.ts';
import { catalogue } from '../../src/network/catalogue.ts';
import { Formulas, slopeOf, squashOf } from '../../src/network/formula.ts';
import { letters, NOTATIONS, plain, type Notation } from '../../src/network/notation.ts';
import { complementNote, reading, type Gap, type Sentence } from '../../src/network/reading.ts';
import type { Trace } from '../../src/network/trace.ts';
import { words } from '../../src/words/locale.ts';
import { STATES, walk } from './networks.ts';
import { keysOf, near, READ, says } from './truth.ts';

const [english, chinese] = await Promise.all([words('en', ['around']), words('zh', ['around'])]);
const KEYS = new Set(keysOf(around.reading));

const text = (gap: Gap | undefined): string =>
  gap === undefined
    ? ''
    : typeof gap !== 'object'
      ? String(gap)
      : 'letters' in gap
        ? plain(gap.letters) + (gap.value === undefined ? '' : ` (${gap.value})`)
        : gap.map(text).join();
const list = (gap: Gap | undefined): string[] => (Array.isArray(gap) ? gap.map(text) : []);
const same = (a: number, b: number): boolean => near([a], [b]);
const alike = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join() === b.toSorted().join();

/** A sentence of a number of a network, and what is so there. */
class Said {
  readonly values: Sentence['values'];
  readonly name: string;
  readonly step: number;
  readonly unit: number;
  /** The number itself. */
  readonly v: number;

  constructor(
    readonly formulas: Formulas,
    readonly spot: Spot,
    readonly notation: Notation,
    { values }: Pick<Sentence, 'values'>,
  ) {
    this.values = values;
    this.name = parse(spot.address).name;
    this.step = spot.step;
    this.unit = spot.unit;
    this.v = formulas.value(spot);
  }

  /** The same number at another step. */
  at(step: number): Said {
    return new Said(this.formulas, { ...this.spot, step }, this.notation, this);
  }

  get trace() {
    return this.formulas.trace;
  }

  get schema() {
    return this.trace.frame.schema;
  }

  /** A name of the same layer. */
  own(base: string): string {
    return inLayer(base, layerOf(this.name).layer);
  }

  /** Another number of the same unit and step. */
  n(address: string, unit = this.unit): number {
    return this.formulas.value({ address, step: this.step, unit });
  }

  gap(name: string): string {
    return text(this.values[name]);
  }

  says(name: string, v: number): boolean {
    return says(this.gap(name), v);
  }

  written(address: string, shift = 0): string {
    const { wiring } = this.formulas;
    return plain(letters(address, this.notation, { wiring, layered: this.schema.layers > 1, shift }));
  }

  /** Every product of every formula that the name stands in: its field, its factors, and which of them it is. */
  get uses(): { by: Field; factors: Factor[]; own: Factor; others: Factor[] }[] {
    return this.schema.row.flatMap((by) =>
      (by.formula?.terms ?? []).flatMap((factors) =>
        factors.flatMap((own, k) =>
          own.name === this.name ? [{ by, factors, own, others: factors.filter((_, at) => at !== k) }] : [],
        ),
      ),
    );
  }

  /** Of the fields that it is a factor of, in the same step or the next. */
  goes(later: boolean): string[] {
    if (later && this.step === this.trace.steps) return [];
    const fields = new Set(
      this.uses.flatMap(({ by, own }) =>
        own.before === later ? [this.trace.wiring.squashed(by.name) ?? by.name] : [],
      ),
    );
    return [...fields].map((field) => this.written(field, later ? 1 : 0));
  }

  factor({ name, before, complement }: Factor): number {
    const numbers = this.trace.wiring.param(name)
      ? this.trace.param(name).data
      : this.trace.value(name, before ? this.step - 1 : this.step);
    const number = numbers[this.unit]!;
    return complement ? 1 - number : number;
  }

  product(factors: readonly Factor[]): number {
    return factors.reduce((all, factor) => all * this.factor(factor), 1);
  }

  isMatrix(name: string): boolean {
    return this.trace.wiring.param(name)?.kind.endsWith('weight') ?? false;
  }

  get terms(): Factor[][] {
    return this.trace.wiring.formula(this.name)!.terms;
  }

  /** Each product of its formula, matrices applied. */
  get parts(): number[] {
    return this.terms.map(([first, operand], k) => {
      const factors = this.terms[k]!;
      if (!this.isMatrix(first!.name)) return this.product(factors);
      const { cols, data } = this.trace.param(first!.name);
      const by = this.trace.value(operand!.name, operand!.before ? this.step - 1 : this.step);
      return by.reduce((sum, number, col) => sum + data[this.unit * cols + col]! * number, 0);
    });
  }

  sum(numbers: readonly number[]): number {
    return numbers.reduce((all, each) => all + each, 0);
  }

  /** That this gate, or 1 minus it, is a factor of a product, with what it makes of the others; `alone`: of the old state. */
  lets(alone: boolean, least = 0, most = 1): boolean {
    return this.uses.some(({ by, own, others, factors }) => {
      if (this.isMatrix(factors[0]!.name) || !others.length) return false;
      const share = own.complement ? 1 - this.v : this.v;
      const [before, after] = [this.product(others), this.product(factors)];
      const keeps = others.length === 1 && others[0]!.before && others[0]!.name === by.name;
      return (
        keeps === alone &&
        share >= least &&
        share <= most &&
        this.gap('into') === this.written(by.name) &&
        this.percent(share) &&
        this.says('before', before) &&
        this.says('after', after)
      );
    });
  }

  percent(share: number): boolean {
    const told = Number(this.gap('percent').replace('%', '').replace(/·10.*/, ''));
    return this.gap('percent').includes('·')
      ? says(this.gap('percent').replace('%', ''), 100 * share)
      : Math.abs(told - 100 * share) <= 0.101 && (told < 100 || share === 1);
  }

  /** The gradient of a field one step earlier that comes by this step. */
  get leaves(): number {
    return this.n(`d_${this.name}'`);
  }

  d(name: string, unit = this.unit): number {
    return this.trace.grad(name, this.step)[unit]!;
  }

  /** What is told of it comes through some use of it, times so much. */
  through(holds: (use: Said['uses'][number]) => boolean): boolean {
    return this.uses.some((use) => !this.isMatrix(use.factors[0]!.name) && holds(use));
  }
}

type Holds = (of: Said) => boolean;

const input: Holds = (of) => of.name === 'x' && of.step >= 1;
const always: Holds = () => true;
const asked: Holds = (of) => of.trace.asked(of.step);
/** What comes back through a squash: times its slope. */
const slope: Holds = (of) =>
  of.through(({ by, factors }) => {
    const { squash } = by.formula!;
    if (!squash || factors.length !== 1) return false;
    const made = of.trace.value(by.name, of.step)[of.unit]!;
    return of.says('at', made) && of.says('slope', slopeOf(squash, made)) && of.gap('by') === of.written(by.name);
  });
const multiplied =
  (sign: 1 | -1): Holds =>
  (of) =>
    of.through(({ by, own, others }) => {
      if (by.formula!.squash || !others.length || own.complement !== sign < 0 || own.before) return false;
      return of.says('factor', of.product(others)) && of.gap('by') === of.written(`d_${by.name}`);
    });
const passed =
  (sign: 1 | -1): Holds =>
  (of) =>
    of.through(
      ({ by, own, others }) =>
        !by.formula!.squash &&
        !others.length &&
        own.complement === sign < 0 &&
        of.gap('by') === of.written(`d_${by.name}`),
    );
/** It comes back through a matrix, from so many units. */
const applied =
  (holds: (rows: number) => boolean): Holds =>
  (of) =>
    of.uses.some(
      ({ by, factors }) =>
        of.isMatrix(factors[0]!.name) &&
        of.gap('by') === of.written(`d_${by.name}`) &&
        holds(of.trace.wiring.count(by.name)),
    );
const learnt =
  (kinds: RegExp): Holds =>
  (of) =>
    kinds.test(of.trace.wiring.param(of.name)!.kind);
const two: Holds = (of) => of.notation === 'pytorch' && of.written(of.name).includes(' + ');
const vector: Holds = (of) => of.schema.glyph === 'vector' && input(of);

/** What holds of a number of which the sentence is said. */
const TRUE: Record<string, Holds> = {
  input,
  'input-cue-1': (of) => (of.step === 1 ? Math.abs(of.v) === 1 : of.v === 0),
  'input-cue-2': (of) => of.step === 1 || Math.abs(of.v) <= 1,
  'input-marked-1': input,
  'input-marked-2': (of) => of.v === 0 || of.v === 1,
  'input-marked-bit-1': (of) => Math.abs(of.v) === 1 || of.v === 0,
  'input-marked-bit-2': (of) => of.v === (of.step === 1 ? 1 : 0),
  'input-bit': (of) => of.v === 0 || of.v === 1,
  'input-wave': (of) => of.schema.glyph === 'wave' && input(of),
  'input-vector': vector,
  'input-numbers': (of) => of.schema.glyph === 'numbers' && of.gap('unit') === String(of.unit + 1),
  start: (of) => (of.spot.address.endsWith("'") ? of.step === 1 : of.step === 0),
  before: (of) => of.step > 1 && of.v === of.trace.value(of.name, of.step - 1)[of.unit],
  gate: (of) => of.v >= 0 && of.v <= 1,
  'gate-keeps': (of) => of.lets(true, 0.9, 1),
  'gate-leaves': (of) => of.lets(true, 0, 0.9),
  'gate-lets': (of) => of.lets(false),
  'gate-rest': (of) =>
    of.percent(1 - of.v) &&
    of.uses.some(
      ({ by, own, others }) =>
        own.complement && !others.length && of.gap('into') === of.written(by.name) && same(of.n(by.name), 1 - of.v),
    ),
  candidate: always,
  'candidate-let': (of) =>
    of.uses.some(
      ({ by, factors, others }) =>
        others.length > 0 &&
        of.gap('into') === of.written(by.name) &&
        of.says('share', of.product(others)) &&
        of.says('after', of.product(factors)),
    ),
  output: (of) => same(of.v, of.sum(of.parts)),
  state: (of) => of.terms.length === 1,
  'state-sum': (of) =>
    same(of.v, of.sum(of.parts)) && list(of.values['parts']).every((part, k) => says(part, of.parts[k]!)),
  'goes-now': (of) => alike(list(of.values['now']), of.goes(false)) && of.goes(true).length === 0,
  'goes-later': (of) => alike(list(of.values['later']), of.goes(true)) && of.goes(false).length === 0,
  'goes-both': (of) => alike(list(of.values['now']), of.goes(false)) && alike(list(of.values['later']), of.goes(true)),
  'squashed-tanh': (of) => same(of.v, Math.tanh(of.product(of.terms[0]!))),
  'squashed-relu': (of) => same(of.v, Math.max(of.product(of.terms[0]!), 0)),
  argument: (of) =>
    of.uses.some(({ by }) => {
      const { squash } = by.formula!;
      return squash && of.gap('by') === of.written(by.name) && same(of.n(by.name), squashOf(squash, of.v));
    }),
  sum: (of) => same(of.v, of.sum(of.parts)),
  product: (of) => of.terms.length === 1 && same(of.v, of.product(of.terms[0]!)),
  same: (of) => same(of.v, of.factor(of.terms[0]![0]!)),
  term: (of) => of.terms.length === Number(of.gap('n')) && same(of.v, of.parts[parse(of.spot.address).term!]!),
  'term-applied': (of) => same(of.v, of.parts[parse(of.spot.address).term!]!),
  'term-alone': (of) => same(of.v, of.factor(of.terms[parse(of.spot.address).term!]![0]!)),
  'prediction-sigmoid': (of) => same(of.v, 1 / (1 + Math.exp(-of.n(of.trace.wiring.judged)))),
  'prediction-softmax': (of) => {
    const all = Array.from(of.trace.value(of.trace.wiring.judged, of.step).subarray(0, of.schema.outputs));
    const most = Math.max(...all);
    const powers = all.map((v) => Math.exp(v - most));
    return same(of.v, powers[of.unit]! / of.sum(powers));
  },
  'prediction-identity': (of) => same(of.v, of.n(of.trace.wiring.judged)),
  target: asked,
  'target-unasked': (of) => !asked(of),
  weight: learnt(/weight$/),
  matrix: learnt(/weight$/),
  'own-weight': (of) => !learnt(/weight$/)(of) && of.uses.every(({ others }) => others.length > 0),
  bias: (of) => !learnt(/weight$/)(of) && of.uses.some(({ others }) => others.length === 0),
  'two-biases': two,
  'gathers-row': (of) => !parse(of.spot.address).at,
  'gathers-one': (of) => {
    const { data, cols } = of.trace.paramGrad(of.name);
    const [row, col] = parse(of.spot.address).at ?? [of.unit, 0];
    const steps = Array.from({ length: of.trace.steps }, (_, k) => k + 1);
    const all = steps.map((step) => of.formulas.value({ ...of.spot, step }));
    const signed = parse(of.spot.address).at ? same(of.sum(all), data[row * cols + col]!) : true;
    return of.says('total', data[row * cols + col]!) && (signed || of.schema.steps > 30);
  },
  norm: (of) => of.v >= 0 && of.says('value', of.v),
  gradient: (of) => of.v === of.trace.grad(of.name, of.step)[of.unit] && of.says('value', of.v),
  'share-next': (of) => same(of.v, of.n(`d_${of.name}<${NEXT}`)) && (of.trace.fed(of.step) || of.v === 0),
  'share-loss': (of) => of.spot.address.endsWith('<loss') && of.name === of.trace.wiring.judged,
  'share-above': (of) => of.spot.address.endsWith(`<${ABOVE}`),
  share: (of) => Math.abs(of.v) <= 1e-30 || of.uses.some(({ by }) => of.gap('by') === of.written(by.name)),
  'no-next': (of) => of.step === of.trace.steps && of.n(`d_${of.name}<${NEXT}`) === 0,
  'cut-next': (of) => of.step % of.schema.config.truncate === 0 && of.n(`d_${of.name}<${NEXT}`) === 0,
  'cut-previous': (of) => of.v === 0 && (of.step === 1 || (of.step - 1) % of.schema.config.truncate === 0),
  'not-asked': (of) => !asked(of) && of.n(`d_${of.name}<loss`) === 0,
  'not-read': (of) => of.unit >= of.schema.outputs && of.n(`d_${of.name}<loss`) === 0,
  error: (of) => {
    const error = of.trace.prediction(of.step)[of.unit]! - of.trace.target(of.step)[of.unit]!;
    const d = of.n(`d_${of.name}<loss`);
    // Where the loss has a mean, over what it is taken is said by another sentence.
    return d === 0 || error === 0 || (Math.sign(d) === Math.sign(error) && d / error <= 2.001);
  },
  'mean-answers': (of) => Number(of.gap('n')) === of.trace.frame.mask.filter((mask) => mask > 0).length,
  'mean-numbers': (of) =>
    Number(of.gap('n')) === of.schema.outputs * of.trace.frame.mask.filter((mask) => mask > 0).length &&
    Number(of.gap('answers')) * Number(of.gap('outputs')) === Number(of.gap('n')),
  together: (of) => {
    if (!asked(of) && list(of.values['list']).some((part) => part.startsWith(`${of.written('y')} `))) return false;
    const parts = list(of.values['list']).map((part) => / \(([^()]+)\)$/.exec(part)![1]!);
    const values = of.formulas
      .shares(of.spot)
      .reduce(
        (all, { address, value }) => all.set(address, (all.get(address) ?? 0) + value),
        new Map<string, number>(),
      );
    return same(of.v, of.sum([...values.values()])) && [...values.values()].every((value, k) => says(parts[k], value));
  },
  'leaves-start': (of) => of.step === 1 && of.spot.address === `d_${of.name}'`,
  leaves: (of) => of.step > 1 && of.spot.address === `d_${of.name}'` && of.gap('of') === of.written(`${of.name}'`),
  'way-weights': (of) => {
    const applied = of.uses.filter(({ own, factors }) => own.before && of.isMatrix(factors[0]!.name));
    return alike(list(of.values['list']), [...new Set(applied.map(({ factors }) => of.written(factors[0]!.name)))]);
  },
  'way-also': (of) => TRUE['way-weights']!(of) && of.uses.some(({ own, others }) => own.before && others.length > 0),
  'way-direct': (of) => {
    const at = parse(of.spot.address).before ? of.step : of.step + 1;
    const [gate, more] = of.uses.filter(({ own, factors }) => own.before && !of.isMatrix(factors[0]!.name));
    return !more && of.says('factor', of.at(at).product(gate!.others));
  },
  'way-gate': (of) => {
    const before = parse(of.spot.address).before;
    const at = before ? of.step : of.step + 1;
    const gates = of.uses.filter(({ own }) => own.before);
    if (gates.length !== 1) return false;
    const factor = of.at(at).product(gates[0]!.others);
    const whole = of.trace.grad(gates[0]!.by.name, at)[of.unit]!;
    return of.says('factor', factor) && of.says('tenth', factor ** 10) && same(of.v, factor * whole);
  },
  'way-free': (of) => {
    const [use, more] = of.uses.filter(({ own }) => own.before);
    const at = parse(of.spot.address).before ? of.step : of.step + 1;
    return !more && !use!.others.length && same(of.v, of.trace.grad(use!.by.name, at)[of.unit]!);
  },
  'through-weights': applied((rows) => rows > 1),
  'through-weight': applied((rows) => rows === 1),
  slope,
  'slope-gate': (of) => slope(of) && of.uses.some(({ by }) => by.kind === 'gate'),
  multiplied: multiplied(1),
  'multiplied-rest': multiplied(-1),
  // The one number that its gradient is, by all its uses together.
  'multiplied-several': (of) =>
    of.uses.some(({ by }) => {
      const uses = of.uses.filter((use) => use.by === by && !use.own.before);
      const factor = of.sum(uses.map(({ own, others }) => (own.complement ? -1 : 1) * of.product(others)));
      const share = of.n(`d_${of.name}<${by.name}`);
      return (
        uses.length > 1 &&
        of.says('factor', factor) &&
        of.gap('by') === of.written(`d_${by.name}`) &&
        same(share, factor * of.d(by.name))
      );
    }),
  passed: passed(1),
  'passed-rest': passed(-1),
  complemented: (of) => of.notation === 'ng' && of.schema.config.cell === 'gru',
  'other-side': (of) => of.notation === 'textbook' && of.schema.config.cell === 'gru',
  'lstm.c': (of) =>
    of.says('part0', of.n(of.own('f')) * of.trace.value(of.name, of.step - 1)[of.unit]!) &&
    of.says('part1', of.n(of.own('i')) * of.n(of.own('g'))),
  'lstm.c/0': (of) => same(of.v, of.n(of.own('f')) * of.trace.value(of.name, of.step - 1)[of.unit]!),
  'lstm.c/1': (of) => same(of.v, of.n(of.own('i')) * of.n(of.own('g'))),
  'lstm.h': (of) => same(of.v, of.sum(of.parts)),
  'gru.h': (of) =>
    of.says('part0', (1 - of.n(of.own('z'))) * of.n(of.own('n'))) &&
    of.says('part1', of.n(of.own('z')) * of.trace.value(of.name, of.step - 1)[of.unit]!),
  'gru.h/0': (of) => same(of.v, (1 - of.n(of.own('z'))) * of.n(of.own('n'))),
  'gru.h/1': (of) => same(of.v, of.n(of.own('z')) * of.trace.value(of.name, of.step - 1)[of.unit]!),
  'rnn.h': (of) =>
    of.terms.length === 1 &&
    !of.uses.some(({ own, others, by }) => own.before && by.name === of.name && !others.length),
};

let looked = 0;

/** One of so many, as good as at random. */
const one = (of: number): number => (Math.imul(++looked, 0x9e3779b1) >>> 8) % of;

/** One number of each address of a network, of some unit at some step, often the first or the last: the next network of its kind has another. */
function spotsOf({ wiring, steps }: Trace, layer: number): Spot[] {
  const { forward, backward } = catalogue(wiring, layer);
  const states = forward.filter((name) => wiring.field(name)?.kind === 'state').map((name) => `${name}'`);
  const above = layer < wiring.schema.layers - 1 ? [`d_${inLayer('h', layer)}<${ABOVE}`] : [];
  const places = wiring.schema.params.flatMap(({ name }) => [name, `${name}[0,0]`, `d_${name}[0,0]`]);
  return [...forward, ...backward, ...states, ...above, ...places].map((address) => {
    const first = wiring.firstStep(address);
    const step = [first, Math.max(first, 1 + one(steps)), steps][one(3)]!;
    return { address, step, unit: one(wiring.count(address)) };
  });
}

/** The gaps of a text that nothing fills, in either language. */
const open = (key: string, { values }: Sentence): string[] =>
  [english, chinese].flatMap((words) =>
    words.sentence(`reading.${key}`, values as Record<string, never>).flatMap((piece) => {
      return typeof piece === 'string' ? (piece.match(/[{}]|undefined|NaN/g) ?? []) : [];
    }),
  );

describe('a sentence about a number holds of it', () => {
  const seen = new Set<string>();

  it.each(STATES)('of every cell, %s', { timeout: 60_000 }, (_, state, updates) => {
    const wrong = new Map<string, string>();
    for (const trace of walk(state, updates)) {
      const { config, layers } = trace.frame.schema;
      const formulas = new Formulas(trace);
      for (let layer = 0; layer < layers; layer++)
        for (const spot of spotsOf(trace, layer)) {
          const notation = NOTATIONS[one(NOTATIONS.length)]!;
          const note = complementNote(trace.wiring, spot.address, notation);
          const all = reading(formulas, spot, notation);
          if (!all.length) wrong.set(spot.address, 'nothing is said of it');
          // What comes through one field is one number.
          const ways = all
            .filter(({ keys }) => /\.(multiplied|passed)/.test(keys.at(-1)!))
            .map(({ values }) => text(values['by']));
          if (new Set(ways).size < ways.length) wrong.set(spot.address, `${ways.join()} is told more than once`);
          for (const sentence of [...all, ...(note ? [note] : [])]) {
            const key = sentence.keys.map((each) => each.replace('reading.', '')).find((each) => KEYS.has(each))!;
            if (!seen.has(key)) expect(open(key, sentence), key).toEqual([]);
            seen.add(key);
            if (READ.has(`reading.${key}`) || TRUE[key]?.(new Said(formulas, spot, notation, sentence))) continue;
            const gaps = Object.entries(sentence.values).map(([name, gap]) => `${name} ${text(gap)}`);
            wrong.set(key, `${JSON.stringify(spot)} ${notation} ${JSON.stringify(config)}: ${gaps.join('; ')}`);
          }
        }
    }
    expect(Object.fromEntries(wrong)).toEqual({});
  });

  it('each has been met, and each is checked here or read by a person', () => {
    expect([...KEYS].filter((key) => !seen.has(key))).toEqual([]);
    expect([...KEYS].filter((key) => !TRUE[key] === !READ.has(`reading.${key}`))).toEqual([]);
  });
});
