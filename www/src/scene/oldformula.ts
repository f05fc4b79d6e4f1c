/** What a formula of the core says: its sources, and the formula as a line of text or typeset. */
import type { Factor, Field, Formula } from '../engine/protocol';
import { symbolOf } from './name';
import type { Symbol } from './symbol';
import type { Trace } from './trace';

/** What a field is made from, in the order of its formula; `h'` is h of the step before. Nothing of what is given. */
export function sources({ formula }: Field): string[] {
  return formula?.terms.flat().map(nameOf) ?? [];
}

/** As the core names a factor, whether it is taken from 1 or not. */
export function nameOf({ name, before }: Factor): string {
  return before ? `${name}'` : name;
}

/** One line: "tanh(c)", "f * c' + (1 - f) * g". */
export function textOf({ squash, terms }: Formula): string {
  const factor = (each: Factor): string => (each.complement ? `(1 - ${nameOf(each)})` : nameOf(each));
  const sum = terms.map((term) => term.map(factor).join(' * ')).join(' + ');
  return squash ? `${squash}(${sum})` : sum;
}

const FUNCTIONS = { sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU' };

/** Typeset: σ(z_f), f ⊙ c′ + (1 − f) ⊙ g, W_f x + U_f h′ + b_f. */
export function symbolOfFormula({ squash, terms }: Formula, trace: Trace, layered: boolean): Symbol {
  const up = (text: string): Symbol => [{ text, style: 'roman' }];
  const factor = (each: Factor): Symbol => {
    const symbol = symbolOf(nameOf(each), layered);
    return each.complement ? [...up('(1 − '), ...symbol, ...up(')')] : symbol;
  };
  const term = (factors: Factor[]): Symbol => {
    const times = trace.isMatrix(factors[0]!.name) ? ' ' : ' ⊙ ';
    return factors.flatMap((each, k) => [...(k ? up(times) : []), ...factor(each)]);
  };
  const sum = terms.flatMap((factors, k) => [...(k ? up(' + ') : []), ...term(factors)]);
  return squash ? [...up(`${FUNCTIONS[squash]}(`), ...sum, ...up(')')] : sum;
}
