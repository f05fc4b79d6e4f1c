// What the tests of truth have in common: when numbers are the same, what a text says as a number, and which texts a person reads.
import { readFileSync } from 'node:fs';
import { printed } from '../../src/network/format.ts';

export type Numbers = readonly number[];

export const near = (a: Numbers, b: Numbers): boolean =>
  a.length === b.length &&
  a.every((v, k) => Math.abs(v - b[k]!) <= 1e-6 + 2e-4 * Math.max(Math.abs(v), Math.abs(b[k]!)));

/** "−3.41·10⁻⁵" as the number that it is. */
export function numberOf(text: string): number {
  const [digits, power = '⁰'] = text.replace('−', '-').split('·10') as [string, string?];
  const exponent = [...power].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('');
  return Number(digits) * 10 ** Number(exponent);
}

/** Whether a text says a number to as many digits as it has. */
export function says(text: unknown, v: number): boolean {
  return Math.abs(numberOf(String(text)) - v) <= 1e-6 + 2e-4 * Math.abs(v) + printed(v).last;
}

/** Keys of texts that a person has read, and no number checks; with the day. */
export const READ: ReadonlySet<string> = new Set(
  [...readFileSync(new URL('../../../docs/read-by-eye.md', import.meta.url), 'utf8').matchAll(/^- `([^`]+)`/gm)].map(
    ([, key]) => key!,
  ),
);

export type Table = { readonly [key: string]: string | Table };

/** The texts of a table of words, by their keys. */
export const textsOf = (table: Table, prefix = ''): Map<string, string> =>
  new Map(
    Object.entries(table).flatMap(([key, text]) =>
      typeof text === 'string' ? [[prefix + key, text] as const] : [...textsOf(text, `${prefix}${key}.`)],
    ),
  );

export const keysOf = (table: Table, prefix = ''): string[] => [...textsOf(table, prefix).keys()];
