// What other programs are told of <lstm-conveyor> is what it has: no more, no less.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { MANNER_KEYS } from '../../src/embed/manners.ts';
import { KEYS } from '../../src/session/state.ts';
import { attributes, declared } from '../../vite-manifest.ts';

const names = (all: object[]): string[] => all.map((each) => (each as { name: string }).name).sort();

it('its attributes are those of the tables, but for what is of the page alone', () => {
  const own = [...MANNER_KEYS, ...KEYS].filter((key) => !['tool', 'projector'].includes(key));
  expect(names(attributes())).toEqual(own.sort());
  for (const { name, description } of attributes()) expect(description, name).toMatch(/\w{3}/);
});

it('its members are those of the class', () => {
  /** Of the platform, or between the two halves of the element. */
  const others = /^(constructor|focus|manners|views|misspelt|\w+Callback)$/;
  const members = Object.getOwnPropertyNames(LstmConveyor.prototype).filter((name) => !others.test(name));
  expect(names(declared().members)).toEqual(members.sort());
});

it('its events are those that are sent', () => {
  const sent = ['herald', 'lstm-conveyor'].flatMap((file) => {
    const source = readFileSync(new URL(`../../src/embed/${file}.ts`, import.meta.url), 'utf8');
    return [...source.matchAll(/#(?:say|soon)\('(\w+)'|CustomEvent\('lstm-(\w+)'/g)].map(
      ([, a, b]) => `lstm-${a ?? b}`,
    );
  });
  expect(names(declared().events)).toEqual([...new Set(sent)].sort());
});
