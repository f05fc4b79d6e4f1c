/** In which order the fields of a row come to be: the schema says what each is made from. */
import type { Field, Schema } from '../engine/protocol';
import { sources } from './oldformula';

/** The order of computation: fields that need nothing of each other stand together. */
export function levels(schema: Schema): Field[][] {
  const byName = new Map(schema.row.map((field) => [field.name, field]));
  const known = new Map<string, number>();
  const level = (name: string): number => {
    let found = known.get(name);
    if (found === undefined) {
      const from = sources(byName.get(name)!);
      const needs = from.filter((each) => byName.has(each)); // neither parameters nor the step before
      found = from.length ? 1 + Math.max(0, ...needs.map(level)) : 0;
      known.set(name, found);
    }
    return found;
  };
  const all: Field[][] = [];
  for (const field of schema.row) (all[level(field.name)] ??= []).push(field);
  return all.filter((each) => each); // no gap
}
