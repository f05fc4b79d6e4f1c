// An equation as text: with its signs in one line, or in the words of a language, as it is read aloud.
import type { Line, Node } from './equation.ts';
import { precise } from './format.ts';
import { isSum, plain, type Letters } from './notation.ts';

/** The words of a key with its gaps filled: the locale's `spoken.*`. */
export type Say = (key: string, values?: Record<string, string>) => string;

/** In one line, as one would type it. */
export function typed(lines: readonly Line[]): string {
  return new Writer(sign, plain, (text) => text).lines(lines);
}

/** As it is read aloud, with its numbers. */
export function spoken(lines: readonly Line[], say: Say): string {
  return new Writer(
    say,
    (letters) => spelled(letters, say),
    (text) => aloud(text, say),
  ).lines(lines);
}

const SIGNS: Record<string, string> = {
  equals: '{a} = {b}',
  rounded: '{a} ≈ {b}',
  gathers: '{a} += {b}',
  plus: '{a} + {b}',
  minus: '{a} − {b}',
  negative: '−{a}',
  times: '{a} {sign} {b}',
  applied: '{a} {b}',
  call: '{name}({of})',
  quantity: '({of})',
  both: '[{a}, {b}]',
  fraction: '{over}/{under}',
  squared: '{of}²',
  transposed: '{of}ᵀ',
  series: 'Σ_{index} {of}',
  norm: '‖{of}‖',
  gradient: '∂L/∂{of}',
  next: '{a}; {b}',
};

const sign: Say = (key, values = {}) => SIGNS[key]!.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);

class Writer {
  readonly #say: Say;
  readonly #letters: (letters: Letters) => string;
  readonly #number: (text: string) => string;

  constructor(say: Say, letters: (letters: Letters) => string, number: (text: string) => string) {
    this.#say = say;
    this.#letters = letters;
    this.#number = number;
  }

  lines(lines: readonly Line[]): string {
    // A line without a left side goes on from the one before.
    let text = '';
    for (const { left, chain } of lines) {
      if (left) text = text ? this.#say('next', { a: text, b: this.node(left) }) : this.node(left);
      for (const { sign, node } of chain) {
        const relation = sign === '=' ? 'equals' : sign === '≈' ? 'rounded' : 'gathers';
        text = this.#say(relation, { a: text, b: this.node(node) });
      }
    }
    return text;
  }

  /** `leading`: it is the first term, so a minus needs no parentheses. */
  node(node: Node, leading = true): string {
    const say = this.#say;
    const of = (each: Node): string => this.node(each);
    switch (node.type) {
      case 'letters':
        return this.#letters(node.letters);
      case 'derivative':
        return say('gradient', { of: this.#letters(node.of) });
      case 'number':
        return this.#number(node.digits === 'exact' ? String(node.value) : precise(node.value, node.digits));
      case 'sum':
        return node.of.reduce((text, { sign, node }, k) => {
          if (k === 0 && sign === '+') return of(node);
          const term = this.node(node, false);
          const b = isNegative(node) ? say('quantity', { of: term }) : term;
          if (k === 0) return say('negative', { a: b });
          return say(sign === '−' ? 'minus' : 'plus', { a: text, b });
        }, '');
      case 'product':
        return node.of
          .map((each, k) => (needsParentheses(each, leading && k === 0) ? say('quantity', { of: of(each) }) : of(each)))
          .reduce((a, b) =>
            node.times === '' || node.times === '·'
              ? say('applied', { a, b })
              : say('times', { a, sign: node.times, b }),
          );
      case 'call':
        return say('call', { name: this.#letters([{ text: node.name, style: 'roman' }]), of: of(node.of) });
      case 'bracket':
        return node.of.map(of).reduce((a, b) => say('both', { a, b }));
      case 'fraction':
        return say('fraction', { over: of(node.over), under: of(node.under) });
      case 'power':
        return say('squared', { of: isShort(node.of) ? of(node.of) : say('quantity', { of: of(node.of) }) });
      case 'transpose':
        return say('transposed', { of: of(node.of) });
      case 'series':
        return say('series', { index: node.index, of: of(node.of) });
      case 'norm':
        return say('norm', { of: of(node.of) });
    }
  }
}

/** Beside what it is multiplied with; a minus may stand first of all. */
export function needsParentheses(node: Node, leading: boolean): boolean {
  if (node.type === 'sum') return true;
  if (node.type === 'letters') return isSum(node.letters);
  return isNegative(node) && !leading;
}

export function isNegative(node: Node): boolean {
  return node.type === 'number' && node.value < 0;
}

/** Whether an exponent can stand beside it. */
export function isShort(node: Node): boolean {
  return node.type === 'letters' && node.letters.length <= 2 && node.letters.at(-1)!.style !== 'sup';
}

/** −3.41·10⁻⁵ in words. */
export function aloud(text: string, say: Say): string {
  const [, minus, digits, exponent] = /^(−?)([\d.]+)(?:·10(.+))?$/.exec(text)!;
  const power = exponent && [...exponent].map((c) => (c === '⁻' ? '−' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c)))).join('');
  const whole = power ? say('power', { a: digits!, b: signed(power, say) }) : digits!;
  return minus ? say('negative', { a: whole }) : whole;
}

function signed(text: string, say: Say): string {
  return text.startsWith('−') ? say('negative', { a: text.slice(1) }) : text;
}

/** Letters by their names: "C tilde sub t minus 1". */
export function spelled(letters: Letters, say: Say): string {
  const text = letters.map(({ text, style }) => (style === 'sub' ? `${say('low')} ${text}` : text)).join(' ');
  const gradient = /^∂ L \/∂ (.*)$/.exec(text);
  if (gradient) return say('gradient', { of: words(gradient[1]!, say) });
  return words(text, say);
}

const NAMES: Record<string, string> = {
  '\u0303': 'tilde',
  '\u0302': 'hat',
  '′': 'prime',
  '−': 'minus-sign',
  '+': 'plus-sign',
  '⊙': 'times-sign',
  '∗': 'times-sign',
  '←': 'through',
  σ: 'sigma',
  Γ: 'gamma',
};

function words(text: string, say: Say): string {
  return [
    ...text
      .normalize('NFD')
      .replace(/[⟨⟩()[\],_]/g, ' ')
      .replace(/\.grad/g, ' grad'),
  ]
    .map((each) => (NAMES[each] ? ` ${say(NAMES[each])} ` : each))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
