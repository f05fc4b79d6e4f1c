// A cell with a part taken out: what becomes of its formulas, as far as h still needs them.
import type { Factor, Formula, Schema } from '../../engine/protocol.ts';
import { argumentOf, equationsOf, type Equation, type Equations } from './writing.ts';

/** `gone`: it is 1 in all products; `bare`: without its squash; `cut`: nothing of it comes from the step before. */
export type How = 'gone' | 'bare' | 'cut';

interface Break {
  part: string;
  how: How;
  equations: Equations;
}

/** All that can be taken out of a cell: a gate or its squash, any other squash, and each state that is not the output. */
export function breaksOf(schema: Schema): Break[] {
  const whole = equationsOf(schema);
  const kinds = new Map(schema.row.map(({ name, kind }) => [name, kind]));
  return whole.all.flatMap(({ name, formula }): Break[] => {
    const kind = kinds.get(name)!;
    const hows: How[] = [
      ...(kind === 'gate' ? (['gone'] as const) : []),
      ...(formula.squash ? (['bare'] as const) : []),
      ...(kind === 'state' && name !== 'h' ? (['cut'] as const) : []),
    ];
    return hows.map((how) => ({ part: name, how, equations: needed(broken(whole, name, how)) }));
  });
}

function broken(whole: Equations, name: string, how: How): Equations {
  switch (how) {
    case 'gone':
      // One minus it is 0, and so is the product.
      return changed(whole, (factors) =>
        factors.some((factor) => factor.name === name && factor.complement)
          ? []
          : [factors.filter((factor) => factor.name !== name)],
      );
    case 'cut':
      return changed(whole, (factors) =>
        factors.some((factor) => factor.name === name && factor.before) ? [] : [factors],
      );
    case 'bare':
      return bare(whole, name);
  }
}

/** The sum that was squashed takes the name; a squash of something that is needed by itself gives way to it. */
function bare(whole: Equations, name: string): Equations {
  const inner = argumentOf(formulaOf(whole, name)!)!.name;
  const sum = formulaOf(whole, inner)!;
  const shared = whole.all.flatMap(({ formula }) => formula.terms.flat()).filter((factor) => factor.name === inner);
  if (shared.length === 1)
    return { ...whole, all: whole.all.map((each) => (each.name === name ? { name, formula: sum } : each)) };
  return changed(whole, (factors) => [
    factors.map((factor) => (factor.name === name ? { ...factor, name: inner } : factor)),
  ]);
}

function changed(whole: Equations, change: (factors: Factor[]) => Factor[][]): Equations {
  const all = whole.all.map(({ name, formula }) => ({
    name,
    formula: { ...formula, terms: formula.terms.flatMap(change) },
  }));
  return { ...whole, all };
}

/** Without what nothing leads to h any more. */
function needed(equations: Equations): Equations {
  const found = new Set<string>();
  const need = (name: string): void => {
    const formula = formulaOf(equations, name);
    if (!formula || found.has(name)) return;
    found.add(name);
    for (const factor of formula.terms.flat()) need(factor.name);
  };
  need('h');
  return { ...equations, all: equations.all.filter(({ name }) => found.has(name)) };
}

function formulaOf({ all }: Equations, name: string): Formula | undefined {
  return all.find((each: Equation) => each.name === name)?.formula;
}
