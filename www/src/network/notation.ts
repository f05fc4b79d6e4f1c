// How the letters of a course write a number: any address, those of cells typed by a reader too, in one of four notations.
// What a notation is stands in CONVENTIONS, as data. Sources: colah, "Understanding LSTM Networks", 2015 (textbook);
// the Python program nicodjimenez/lstm, 2014 (`1997` by its key, which links have); Andrew Ng, "Sequence Models", 2018; PyTorch,
// nn.LSTM and nn.GRU.
import { ABOVE, inLayer, layerOf, parse, PREDICTION, TARGET } from './address.ts';
import type { Squash } from './formula.ts';
import { addressOf, type Wiring } from './wiring.ts';

/** A run in subscript or superscript belongs to the run before it. */
export interface Run {
  text: string;
  style: 'italic' | 'roman' | 'sub' | 'sup';
}
export type Letters = readonly Run[];

export const NOTATIONS = ['textbook', '1997', 'ng', 'pytorch'] as const;
export type Notation = (typeof NOTATIONS)[number];

export interface Context {
  wiring: Wiring;
  /** There are several layers, so each name carries the number of its layer. */
  layered: boolean;
  /** Steps between t and the step that is spoken of. */
  shift?: number;
  /** The name stands for all steps: no time index is written. */
  timeless?: boolean;
}

/** `1-` stands before a letter that means 1 minus the core's number; `_` and `^` before what is lower and raised. */
type Glyph = string;

interface Convention {
  /** Glyphs of a cell's names, and (under '') of what all networks have, where they are not the core's. */
  glyphs: Record<string, Record<string, Glyph>>;
  /** The index under W, b and z, where it is not the core's. */
  indices: Record<string, Record<string, string>>;
  /** What a squash is applied to; `#` is the index. */
  net: Glyph;
  /** Where t stands: low, raised in ⟨ ⟩, or behind in ( ). */
  time: 'low' | 'raised' | 'behind';
  /** How a layer is told; `#` is its number. */
  layer: string;
  /** The index of W_f and U_f, which are applied to x and to h: from the gate's, and the letter of h. */
  blocks: { W: (gate: string) => string; U: (gate: string, h: string) => string };
  /** The matrices of a sum stand together before [h, x]. */
  joined: boolean;
  /** What stands between a matrix and what it is applied to. */
  apply: '·' | '';
  /** One bias of the core is written as two. */
  biases: 1 | 2;
  times: '⊙' | '∗';
  gradient: 'fraction' | 'd' | 'grad' | 'diff';
  loss: string;
}

const PLAIN = {
  net: 'z_#',
  layer: '(#)',
  blocks: { W: (gate: string) => `${gate}x`, U: (gate: string, h: string) => gate + h },
  joined: false,
  apply: '',
  biases: 1,
  times: '⊙',
  loss: 'L',
} as const;

const CONVENTIONS: Record<Notation, Convention> = {
  textbook: {
    ...PLAIN,
    glyphs: { lstm: { c: 'C', g: 'C̃' }, gru: { n: 'h̃', c_n: 'b_q' } },
    indices: { lstm: { g: 'C' }, gru: { n: 'h' } },
    time: 'low',
    joined: true,
    apply: '·',
    gradient: 'fraction',
  },
  '1997': {
    ...PLAIN,
    glyphs: { lstm: { c: 's' }, gru: { c_n: 'b_q' } },
    indices: {},
    net: '#_input',
    time: 'behind',
    gradient: 'diff',
  },
  ng: {
    ...PLAIN,
    glyphs: {
      '': { y: 'z_y', [TARGET]: 'y' },
      lstm: { i: 'Γ_u', f: 'Γ_f', o: 'Γ_o', g: 'c̃', h: 'a' },
      // The update gate says how much is new; the core's, as Cho's and PyTorch's, how much is kept.
      gru: { r: 'Γ_r', z: '1-Γ_u', n: 'c̃', h: 'c', c_n: 'b_q' },
      rnn: { h: 'a' },
    },
    indices: { lstm: { i: 'u', g: 'c' }, gru: { z: 'u', n: 'c' }, rnn: { h: 'a' } },
    time: 'raised',
    layer: '[#]',
    joined: true,
    times: '∗',
    gradient: 'd',
  },
  pytorch: {
    ...PLAIN,
    glyphs: { lstm: { W_h: 'W_hr' }, gru: { c_n: 'b_hn' } },
    indices: {},
    time: 'low',
    blocks: { W: (gate) => `i${gate}`, U: (gate) => `h${gate}` },
    biases: 2,
    gradient: 'grad',
    loss: 'loss',
  },
};

export function conventionOf(notation: Notation): Convention {
  return CONVENTIONS[notation];
}

const FUNCTIONS: Record<Squash, string> = { sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU' };

export function functionOf(squash: Squash): string {
  return FUNCTIONS[squash];
}

/** Stands for the index of any gate. */
const ANY = '*';

const roman = (text: string): Run => ({ text, style: 'roman' });
const italic = (text: string): Run => ({ text, style: 'italic' });
const MINUS = roman('1 − ');
const PLUS = roman(' + ');

/** Any address. */
export function letters(address: string, notation: Notation, context: Context): Letters {
  return new Pen(CONVENTIONS[notation], context).address(address);
}

/** All matrices in the formula of a field together, or their gradient: W_f of z_f. */
export function matrices(field: string, gradient: boolean, notation: Notation, context: Context): Letters {
  return new Pen(CONVENTIONS[notation], context).matrices(field, gradient, areJoined(field, notation, context));
}

/** Whether the matrices of a field's formula stand together before [h, x]. */
export function areJoined(field: string, notation: Notation, { wiring }: Context): boolean {
  const indices = matrixNames(wiring, field).map((name) => layerOf(name).base.slice(2));
  return CONVENTIONS[notation].joined && indices.length > 1 && indices.every((index) => index === indices[0]);
}

function matrixNames(wiring: Wiring, field: string): string[] {
  const firsts = (wiring.formula(field)?.terms ?? []).map(([first]) => first!.name);
  return firsts.filter((name) => wiring.isMatrix(name));
}

/** Letters of U, W or z of any gate, for a sum over all of them. */
export function gateLetters(
  letter: 'U' | 'W' | 'z',
  layer: number,
  gradient: boolean,
  notation: Notation,
  context: Context,
): Letters {
  return letters(`${gradient ? 'd_' : ''}${inLayer(`${letter}_${ANY}`, layer)}`, notation, context);
}

/** A factor as it stands in a formula: an address, or 1 minus it. */
export function factorLetters(address: string, complement: boolean, notation: Notation, context: Context): Letters {
  return new Pen(CONVENTIONS[notation], context).factor(address, complement);
}

/** Whether a letter of this network stands for 1 minus the core's number: which, by the core's name. */
export function complemented(notation: Notation, { schema }: Wiring): string | undefined {
  const own = CONVENTIONS[notation].glyphs[schema.config.cell] ?? {};
  return Object.keys(own).find((name) => own[name]!.startsWith('1-'));
}

/** Whether it is a sum, which needs parentheses as a factor. */
export function isSum(letters: Letters): boolean {
  let depth = 0;
  return letters.some((run) => {
    for (const sign of run.text) depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    return depth === 0 && (run === MINUS || run === PLUS);
  });
}

/** ‖…‖, with what stands at its foot. */
export function norm(letters: Letters, foot = ''): Letters {
  const bar = roman('‖');
  return [bar, ...letters, ...(foot ? [{ text: foot, style: 'sub' as const }] : []), bar];
}

const RAISED: Record<string, string> = { '(': '⁽', ')': '⁾', ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) };
/** Few letters have a lower one; t has. */
const LOWERED: Record<string, string> = {
  t: 'ₜ',
  '+': '₊',
  '−': '₋',
  ...Object.fromEntries([...'₀₁₂₃₄₅₆₇₈₉'].entries()),
};

/** In signs of this table, where it has them all. */
function signs(text: string, table: Record<string, string>): string | undefined {
  const all = [...text].map((each) => table[each]);
  return all.includes(undefined) ? undefined : all.join('');
}

/** As a line of text, for menus and names, where nothing can be set lower or higher but by signs that are so. */
export function plain(letters: Letters): string {
  return letters
    .map(({ text, style }) => {
      if (style === 'sub')
        return text
          .split(', ')
          .map((part) => signs(part, LOWERED) ?? (/^\w+$/.test(part) ? `_${part}` : `_(${part})`))
          .join('');
      return (style === 'sup' && signs(text, RAISED)) || text;
    })
    .join('')
    .normalize();
}

class Pen {
  readonly #convention: Convention;
  readonly #wiring: Wiring;
  readonly #layered: boolean;
  readonly #shift: number;
  readonly #timeless: boolean;
  readonly #cell: string;

  constructor(convention: Convention, { wiring, layered, shift = 0, timeless = false }: Context) {
    this.#timeless = timeless;
    this.#convention = convention;
    this.#wiring = wiring;
    this.#layered = layered;
    this.#shift = shift;
    this.#cell = wiring.schema.config.cell;
  }

  address(address: string): Letters {
    const { gradient, name, before, term, from, at } = parse(address);
    if (term !== undefined) return this.#term(name, term);
    if (!gradient) return [...this.factor(address, false)];
    const place = at ? [roman(placed(at))] : [];
    if (from === undefined) return [...this.#gradient(name, before), ...place];
    return this.#share(name, before, from);
  }

  factor(address: string, complement: boolean): Letters {
    const { name, before, at } = parse(address);
    const { runs, complement: turned } = this.#name(name, this.#shift - (before ? 1 : 0));
    const place = at ? [roman(placed(at))] : [];
    return turned === complement ? [...runs, ...place] : [MINUS, ...runs];
  }

  matrices(field: string, gradient: boolean, joined: boolean): Letters {
    const names = matrixNames(this.#wiring, field);
    const { base, layer } = layerOf(names[0]!);
    if (joined) {
      const whole = this.#place([italic('W')], this.#index(base.slice(2)), this.#raised(names[0]!, layer), undefined);
      return gradient ? this.#derivative(whole) : whole;
    }
    return names.flatMap((name, k) => [
      ...(k ? [roman(', ')] : []),
      ...(gradient ? this.#gradient(name, false) : this.#name(name, 0).runs),
    ]);
  }

  #term(name: string, term: number): Letters {
    const factors = this.#wiring.formula(name)!.terms[term]!;
    const sign = roman(this.#wiring.isMatrix(factors[0]!.name) ? ' ' : ` ${this.#convention.times} `);
    return factors.flatMap((factor, k) => [
      ...(k ? [sign] : []),
      ...parenthesized(this.factor(addressOf(factor), factor.complement), factors.length > 1),
    ]);
  }

  /** What comes through one use, as far as the notation has no name for it. */
  #share(name: string, before: boolean, from: string): Letters {
    const { gradient } = this.#convention;
    if (gradient === 'diff' && from === '+') {
      // The program calls what the state receives from the step after by a name of its own.
      const top = this.#cell === 'lstm' && layerOf(name).base === 'c';
      return this.#diff(top ? 'top_diff_' : 'bottom_diff_', name, this.#shift + (top ? 0 : 1));
    }
    const source: Letters =
      from === '+'
        ? [roman(time(this.#shift + 1))]
        : from === ABOVE
          ? [roman(`(${layerOf(name).layer + 2})`)]
          : from === 'loss'
            ? [word(this.#convention.loss)]
            : this.#name(from, this.#shift).runs;
    return [...this.#gradient(name, before), roman(' ← '), ...source];
  }

  #gradient(name: string, before: boolean): Letters {
    const { gradient } = this.#convention;
    const wiring = this.#wiring;
    if (gradient === 'diff') {
      if (wiring.param(name)) return [...this.#name(name, 0).runs, roman('_diff')];
      if (before) return this.#diff('bottom_diff_', name, this.#shift);
      return this.#diff(layerOf(name).base === 'h' ? 'top_diff_' : 'd', name, this.#shift);
    }
    // Each of two biases gets the whole gradient of their sum.
    const { runs, complement } = this.#name(name, this.#shift - (before ? 1 : 0), true);
    return this.#derivative(complement ? [roman('('), MINUS, ...runs, roman(')')] : runs);
  }

  #derivative(of: Letters): Letters {
    const { gradient, loss } = this.#convention;
    if (gradient === 'fraction') return [roman('∂'), word(loss), roman('/∂'), ...of];
    if (gradient === 'd') return [roman('d'), ...enclosed(of)];
    return [...enclosed(of), roman(gradient === 'grad' ? '.grad' : '_diff')];
  }

  #diff(prefix: string, name: string, shift: number): Letters {
    return [roman(prefix), ...enclosed(this.#name(name, shift).runs)];
  }

  /** A field or parameter, without what it is taken from. `one` of two biases. */
  #name(name: string, shift: number, one = false): { runs: Letters; complement: boolean } {
    const { base, layer } = layerOf(name);
    const raised = this.#raised(name, layer);
    const glyphs = this.#convention.glyphs;
    const known = glyphs[this.#cell]?.[base] ?? glyphs['']?.[base];
    if (this.#wiring.param(name) || /^[WU]_\*$/.test(base))
      return { runs: this.#parameter(base, raised, known, one), complement: false };
    const { squash, terms } = this.#wiring.formula(name) ?? {};
    const [argument] = terms?.[0] ?? [];
    // tanh_c, for which a notation has no letter of its own, is written as the function that it names: tanh C.
    if (squash && !known && base === `${squash}_${layerOf(argument!.name).base}`)
      return {
        runs: [
          roman(`${FUNCTIONS[squash]} `),
          ...parenthesized(this.#shifted(shift).factor(addressOf(argument!), argument!.complement), true),
        ],
        complement: false,
      };
    const [, net] = known ? [] : (/^z_(.+)$/.exec(base) ?? []);
    const written =
      known ?? (net ? this.#convention.net.replace('#', this.#index(net)) : (COMMON[base] ?? base.replaceAll('^', '')));
    const { complement, letter, low, high } = read(written);
    return { runs: this.#place(letter, low, high + raised, this.#timeless ? undefined : time(shift)), complement };
  }

  #parameter(base: string, raised: string, known: Glyph | undefined, one: boolean): Letters {
    const { blocks, biases } = this.#convention;
    const of = (glyph: Glyph): Letters => {
      const { letter, low } = read(glyph);
      return this.#place(letter, low, raised, undefined);
    };
    if (known) return of(known);
    const [, kind, index] = /^([WUb])_(.+)$/.exec(base) ?? [];
    if (!kind) return of(base);
    const shown = this.#index(index!);
    const block = (which: 'W' | 'U'): string => blocks[which](shown, this.#convention.glyphs[this.#cell]?.h ?? 'h');
    const paired = index === ANY || (this.#wiring.param(`W_${index}`) && this.#wiring.param(`U_${index}`));
    if (!paired) return of(`${kind}_${shown}`);
    if (kind !== 'b') return of(`W_${block(kind as 'W' | 'U')}`);
    if (biases === 1) return of(`b_${shown}`);
    const both = ['W', 'U'].every((letter) => this.#besides(base, `${letter}_${index}`));
    if (one || !both) return of(`b_${block('W')}`);
    return [...of(`b_${block('W')}`), PLUS, ...of(`b_${block('U')}`)];
  }

  /** Whether a sum that has one parameter has the other too. */
  #besides(name: string, other: string): boolean {
    return this.#wiring
      .uses(name)
      .some(({ by }) => this.#wiring.formula(by)!.terms.some(([first]) => first!.name === other));
  }

  #index(index: string): string {
    return index === ANY ? 'k' : (this.#convention.indices[this.#cell]?.[index] ?? index);
  }

  /** The number of the layer, of what belongs to one. */
  #raised(name: string, layer: number): string {
    const wiring = this.#wiring;
    const users = wiring.param(name) ? wiring.uses(name).map(({ by }) => by) : [name];
    const common =
      !name.endsWith(ANY) && users.every((each) => ['input', 'output'].includes(wiring.field(each)?.kind ?? 'output'));
    return this.#layered && !common ? this.#convention.layer.replace('#', String(layer + 1)) : '';
  }

  /** Letters with what is low, raised, and the time where it belongs. */
  #place(letter: Letters, low: string, high: string, when: string | undefined): Letters {
    const at = when === undefined ? undefined : this.#convention.time;
    const under = at === 'low' ? [low, when].filter(Boolean).join(', ') : low;
    const over = at === 'raised' ? `${high}⟨${when}⟩` : high;
    return [
      ...letter,
      ...(under ? [{ text: under, style: 'sub' } as const] : []),
      ...(over ? [{ text: over, style: 'sup' } as const] : []),
      ...(at === 'behind' ? [roman('('), italic('t'), roman(`${when!.slice(1)})`)] : []),
    ];
  }

  #shifted(shift: number): Pen {
    return new Pen(this.#convention, { wiring: this.#wiring, layered: this.#layered, shift, timeless: this.#timeless });
  }
}

function time(shift: number): string {
  return shift === 0 ? 't' : shift > 0 ? `t+${shift}` : `t−${-shift}`;
}

const COMMON: Record<string, Glyph> = { [PREDICTION]: 'ŷ', [TARGET]: 'y^∗' };

function read(glyph: Glyph): { complement: boolean; letter: Letters; low: string; high: string } {
  const [, complement, letter, low, high] = /^(1-)?([^_^]+)(?:_([^^]+))?(?:\^(.+))?$/.exec(glyph)!;
  return { complement: !!complement, letter: [word(letter!)], low: low?.replaceAll('_', ' ') ?? '', high: high ?? '' };
}

/** A letter is italic, a word and a Greek capital are upright. */
function word(text: string): Run {
  const [letter, more] = text.normalize('NFD').replace(/\p{M}/gu, '');
  return more || /[Α-Ω]/.test(letter!) ? roman(text) : italic(text);
}

function parenthesized(letters: Letters, wanted: boolean): Letters {
  return wanted && isSum(letters) ? [roman('('), ...letters, roman(')')] : letters;
}

/** Puts a function of something, such as tanh C, in parentheses where more is written on to it. */
function enclosed(letters: Letters): Letters {
  return letters[0]!.text.endsWith(' ') ? [roman('('), ...letters, roman(')')] : letters;
}

/** Places count from 1 for a reader. */
function placed([row, col]: readonly [number, number]): string {
  return `[${row + 1}, ${col + 1}]`;
}
