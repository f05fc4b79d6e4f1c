// The numbers in the text of a lesson: each is an expression over the network shown.
//
//   c[3]@11      lane 3 of the field c after step 11; lanes, rows and steps count from 1, as they do on the screen
//   f[3]@Peter   at the first step that reads this symbol
//   d_c[3]@1     ∂L/∂c         W_i[3,2]   row 3, column 2 of a parameter         d_W_i[3,2]   its gradient
//   y[1]@11      the answer (y[her]@16 that of a symbol), t[1]@11 what it should be
//   twin.h[1]@9  in the twin   held.y[1]@11   with what the reader holds, or what a press has set
//   right        how often it is right in the test, held.right with what is held, and of how many sequences: tested
//   parameters   how many numbers it has to learn, weights[f] those of the layer that makes f
//   states       how many it carries on                          steps     how long the sequence is
//
// sum(…) and product(…) are over all steps, @* being each of them. ‖…‖ is the length over all lanes: of ‖h@3 - held.h@3‖ that of their
// differences.
//
// They are added, subtracted, multiplied, divided and raised to a power; |…| is the size, tanh(…) and σ(…) are what they are called, and
// two can be compared: < and >.
import type { Trace } from '../network/trace.ts';
import { symbolOf } from '../scene/glyph.ts';

/** What a scene shows. `held` and `heldRight` are there where something is held. */
export interface Shown {
  trace: Trace;
  twin?: Trace | undefined;
  held?: Trace | undefined;
  right?: number | undefined;
  heldRight?: number | undefined;
  tested?: number | undefined;
  /** The step that @* is. */
  each?: number | undefined;
  /** The lane, inside of ‖…‖, of what names none. */
  lane?: number | undefined;
}

/** The number of a lane at a step, as a reader can look into it. */
export interface Named {
  name: string;
  places: string[];
  step?: string | undefined;
  of: 'own' | 'twin' | 'held';
}

type Tree =
  | { op: 'number'; value: number }
  | { op: 'name'; named: Named }
  | { op: 'call'; name: keyof typeof CALLS; of: Tree }
  | { op: 'over'; name: keyof typeof OVER; of: Tree }
  | { op: 'length'; of: Tree }
  | { op: keyof typeof BINARY; left: Tree; right: Tree };

const CALLS = {
  tanh: Math.tanh,
  σ: (z: number): number => 1 / (1 + Math.exp(-z)),
  abs: Math.abs,
  minus: (z: number): number => -z,
};

/** Over all steps: what each adds, and what it begins with. */
const OVER = {
  sum: { add: (a: number, b: number): number => a + b, from: 0 },
  product: { add: (a: number, b: number): number => a * b, from: 1 },
};

const BINARY = {
  '<': (a: number, b: number): number => Number(a < b),
  '>': (a: number, b: number): number => Number(a > b),
  '+': (a: number, b: number): number => a + b,
  '-': (a: number, b: number): number => a - b,
  '*': (a: number, b: number): number => a * b,
  '/': (a: number, b: number): number => a / b,
  '^': Math.pow,
};

/** From what binds least to what binds most; the last from the right. */
const LEVELS: (keyof typeof BINARY)[][] = [['<', '>'], ['+', '-'], ['*', '/'], ['^']];

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|((?:twin|held)\.)?([\p{L}_][\p{L}\p{N}_]*)(?:\[([^\]]+)\])?(?:@([\p{L}\p{N}]+|\*))?|(.))/uy;

class Reader {
  readonly #tokens: RegExpExecArray[] = [];
  #at = 0;

  constructor(readonly text: string) {
    TOKEN.lastIndex = 0;
    for (let token; TOKEN.lastIndex < text.trimEnd().length && (token = TOKEN.exec(text));) this.#tokens.push(token);
  }

  whole(): Tree {
    const tree = this.#level(0);
    if (this.#at < this.#tokens.length) throw this.#wrong();
    return tree;
  }

  #level(level: number): Tree {
    const signs = LEVELS[level];
    if (!signs) return this.#one();
    let left = this.#level(level + 1);
    for (let sign; (sign = this.#sign(signs));)
      left = { op: sign, left, right: this.#level(sign === '^' ? level : level + 1) };
    return left;
  }

  #one(): Tree {
    const token = this.#tokens[this.#at++];
    const [, digits, of, name, places, step, sign] = token ?? [];
    if (digits !== undefined) return { op: 'number', value: Number(digits) };
    if (sign === '-' || sign === '−') return { op: 'call', name: 'minus', of: this.#level(LEVELS.length - 1) };
    if (sign === '(') return this.#closed(')');
    if (sign === '|') return { op: 'call', name: 'abs', of: this.#closed('|') };
    if (sign === '‖') return { op: 'length', of: this.#closed('‖') };
    if (name === undefined) throw this.#wrong();
    if (this.#peek() === '(' && Object.hasOwn(CALLS, name)) {
      this.#at++;
      return { op: 'call', name: name as keyof typeof CALLS, of: this.#closed(')') };
    }
    if (this.#peek() === '(' && Object.hasOwn(OVER, name)) {
      this.#at++;
      return { op: 'over', name: name as keyof typeof OVER, of: this.#closed(')') };
    }
    const which = of === 'twin.' ? 'twin' : of === 'held.' ? 'held' : 'own';
    return {
      op: 'name',
      named: { name, places: places?.split(',').map((each) => each.trim()) ?? [], step, of: which },
    };
  }

  #closed(end: string): Tree {
    const tree = this.#level(0);
    if (this.#peek() !== end) throw this.#wrong();
    this.#at++;
    return tree;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]?.[6];
  }

  #sign(signs: readonly (keyof typeof BINARY)[]): keyof typeof BINARY | undefined {
    const found = signs.find((each) => each === SIGNS[this.#peek() ?? '']);
    if (found) this.#at++;
    return found;
  }

  #wrong(): RangeError {
    return new RangeError(`"${this.text}" is no expression`);
  }
}

/** What people write for them. */
const SIGNS: Record<string, keyof typeof BINARY> = {
  ...(Object.fromEntries(Object.keys(BINARY).map((sign) => [sign, sign])) as Record<string, keyof typeof BINARY>),
  '−': '-',
  '×': '*',
  '·': '*',
  '÷': '/',
};

const known = new Map<string, Tree>();

function treeOf(text: string): Tree {
  let tree = known.get(text);
  if (!tree) known.set(text, (tree = new Reader(text).whole()));
  return tree;
}

/** The number that a text names, if it names one alone. Throws a RangeError where it is no expression. */
export function namedBy(text: string): Named | undefined {
  const tree = treeOf(text);
  return tree.op === 'name' ? tree.named : undefined;
}

/** All that it names. Throws a RangeError where it is no expression. */
export function namesIn(text: string): Named[] {
  const of = (tree: Tree): Named[] => {
    if (tree.op === 'name') return [tree.named];
    if ('of' in tree) return of(tree.of);
    return 'left' in tree ? [...of(tree.left), ...of(tree.right)] : [];
  };
  return of(treeOf(text));
}

/**
 * What it comes to; `undefined` as long as the network has not said it: there is no twin, nothing is held, or it was not tested yet.
 * Throws a RangeError where it is no expression, or names what this network has not.
 */
export function valueOf(text: string, shown: Shown): number | undefined {
  return worth(treeOf(text), shown);
}

function worth(tree: Tree, shown: Shown): number | undefined {
  switch (tree.op) {
    case 'number':
      return tree.value;
    case 'name':
      return numberOf(tree.named, shown);
    case 'call': {
      const of = worth(tree.of, shown);
      return of === undefined ? undefined : CALLS[tree.name](of);
    }
    case 'over': {
      const { add, from } = OVER[tree.name];
      let all: number | undefined = from;
      for (let each = 1; each <= shown.trace.steps; each++) {
        const of = worth(tree.of, { ...shown, each });
        all = of === undefined || all === undefined ? undefined : add(all, of);
      }
      return all;
    }
    case 'length': {
      let squares: number | undefined = 0;
      for (let lane = 1; lane <= lanesOf(tree.of, shown); lane++) {
        const of = worth(tree.of, { ...shown, lane });
        squares = of === undefined || squares === undefined ? undefined : squares + of ** 2;
      }
      return squares === undefined ? undefined : Math.sqrt(squares);
    }
    default: {
      const [left, right] = [worth(tree.left, shown), worth(tree.right, shown)];
      return left === undefined || right === undefined ? undefined : BINARY[tree.op](left, right);
    }
  }
}

function numberOf(named: Named, shown: Shown): number | undefined {
  const { name, places, step, of } = named;
  if (name === 'right') return of === 'held' ? shown.heldRight : shown.right;
  if (name === 'tested') return shown.tested;
  const trace = of === 'own' ? shown.trace : shown[of];
  if (!trace) return undefined;
  const { frame } = trace;
  if (name === 'parameters') return frame.schema.parameters;
  if (name === 'steps') return trace.steps;
  if (name === 'states') return frame.schema.row.filter(({ kind }) => kind === 'state').length;
  if (name === 'weights') return weightsOf(trace, places[0] ?? '');
  const found =
    step === undefined
      ? weightOf(trace, name, places)
      : cellOf(trace, name, places[0] ?? String(shown.lane ?? 1), timeOf(trace, step, shown));
  if (found === undefined) throw new RangeError(`this network has no ${print(named)}`);
  return found;
}

/** How many numbers the layer has that makes a field: its parameters are called as it is. */
function weightsOf({ frame }: Trace, name: string): number {
  return frame.schema.params
    .filter((param) => param.name.endsWith(`_${name}`))
    .reduce((sum, { rows, cols }) => sum + rows * cols, 0);
}

function weightOf(trace: Trace, name: string, places: readonly string[]): number | undefined {
  const own = name.replace(/^d_/, '');
  if (!trace.wiring.param(own)) return undefined;
  const { rows, cols, data } = own === name ? trace.param(own) : trace.paramGrad(own);
  const [row, col = 1] = places.map(Number) as [number, number?];
  return row >= 1 && row <= rows && col >= 1 && col <= cols ? data[(row - 1) * cols + col - 1] : undefined;
}

const timeOf = (trace: Trace, step: string, { each = NaN }: Shown): number =>
  step === '*' ? each : stepOf(trace, step);

/** How many lanes there are in what names none. */
function lanesOf(tree: Tree, shown: Shown): number {
  if ('of' in tree) return lanesOf(tree.of, shown);
  if ('left' in tree) return Math.max(lanesOf(tree.left, shown), lanesOf(tree.right, shown));
  if (tree.op === 'number') return 0;
  const { name, places, step } = tree.named;
  const { trace } = shown;
  return (places.length === 0 && step && numbersOf(trace, name, timeOf(trace, step, shown))?.length) || 0;
}

function cellOf(trace: Trace, name: string, place: string, step: number): number | undefined {
  const numbers = numbersOf(trace, name, step);
  const address = name === 'y' || name === 't' ? '~y' : name.replace(/^d_/, '');
  return numbers?.[unitOf(trace, address, place, numbers.length)];
}

/** Those of a field, a gradient, the answer or the target. */
function numbersOf(trace: Trace, name: string, step: number): ArrayLike<number> | undefined {
  if (!(step >= 0 && step <= trace.steps)) return undefined;
  const answers = name === 'y' || name === 't';
  const own = name.replace(/^d_/, '');
  if (!answers && !trace.wiring.field(own)) return undefined;
  if (answers) return name === 'y' ? trace.prediction(step) : trace.target(step);
  return own === name ? trace.value(name, step) : trace.grad(own, step);
}

/** The unit that a place names: by its number, or by the symbol that it stands for. */
export function unitOf({ wiring }: Trace, address: string, place: string, count: number): number {
  if (/^\d+$/.test(place)) return Number(place) - 1;
  return Array.from({ length: count }, (_, unit) => unit).findIndex(
    (unit) => symbolOf(wiring, { address, step: 1, unit }) === place,
  );
}

/** The step that is named: by its number, or by the symbol that is read first there; NaN if there is none. */
export function stepOf(trace: Trace, name: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const reads = (step: number): boolean =>
    trace
      .value('x', step)
      .some((value, unit) => value !== 0 && symbolOf(trace.wiring, { address: 'x', step, unit }) === name);
  return Array.from({ length: trace.steps }, (_, k) => k + 1).find(reads) ?? NaN;
}

function print({ name, places, step, of }: Named): string {
  return [
    of === 'own' ? '' : `${of}.`,
    name,
    places.length ? `[${places.join()}]` : '',
    step === undefined ? '' : `@${step}`,
  ].join('');
}
