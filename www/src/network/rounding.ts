// Whether what is printed adds up: numbers are rounded, and a sum of rounded numbers may come to another last digit.
import { number, type Line, type Node, type Signed } from './equation.ts';
import { printed } from './format.ts';
import { squashOf, type Product } from './formula.ts';
import { functionOf } from './notation.ts';

/** The lines, with ≈ in place of = where the two sides differ as they are printed. */
export function marked(lines: Line[]): Line[] {
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

/** Whether rounding hides what happens: a factor that is not 1 seems to change nothing, or 1 minus a number to be nothing. */
export function hides(lines: readonly Line[]): boolean {
  const nodes = lines.flatMap(({ chain }) => chain.map(({ node }) => node));
  return nodes.slice(1).some((made, k) => {
    const from = nodes[k]!;
    return from.type === 'product' && idle(from.of, made);
  });
}

function idle(factors: readonly Node[], made: Node): boolean {
  const all = factors.map(evaluate);
  const value = evaluate(made);
  return all.some((each, k) => {
    const others = all.reduce((product, other, at) => (at === k ? product : product * other), 1);
    const same = each !== 0 && Math.abs(each) === Math.abs(value) && Math.abs(others) !== 1;
    return same || (each === 0 && value !== 0);
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
export function addsUp(products: Product[], total: number, digits: number): boolean {
  const terms = products.map(({ value }): Signed => ({ sign: '+', node: number(value, digits) }));
  return !terms.length || agree({ type: 'sum', of: terms }, number(total, digits));
}

/** The value of an expression with its numbers as printed; NaN if there are letters in it. */
function evaluate(node: Node): number {
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
