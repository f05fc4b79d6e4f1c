// Equations as trees. How a tree is set, spoken or written is a printer's business.
import type { Spot } from './address.ts';
import type { Letters } from './notation.ts';

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

export interface Signed {
  sign: '+' | '−';
  node: Node;
}

export type Relation = '=' | '≈' | '+=';

/** `left` = … = …; one that goes on from the line before has no left. */
export interface Line {
  left?: Node;
  chain: { sign: Relation; node: Node }[];
}

export const integer = (value: number): Node => ({ type: 'number', value, digits: 'exact' });
export const number = (value: number, digits: number, spot?: Spot): Node => ({
  type: 'number',
  value,
  digits,
  ...(spot ? { spot } : {}),
});
export const product = (of: Node[], times: (Node & { type: 'product' })['times']): Node =>
  of.length === 1 ? of[0]! : { type: 'product', of, times };
export const call = (name: string | undefined, of: Node): Node =>
  name === undefined ? of : { type: 'call', name, of };
export const line = (left: Node, ...right: Node[]): Line => ({
  left,
  chain: right.map((node) => ({ sign: '=', node })),
});

export function sumOf(terms: Signed[]): Node {
  return terms.length === 1 && terms[0]!.sign === '+' ? terms[0]!.node : { type: 'sum', of: terms };
}
