/** What a formula of the core says: its sources, and the formula as a line of text. */
import type { Factor, Field, Formula } from '../engine/protocol';

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
