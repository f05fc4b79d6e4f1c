// Are the imports of the page lawful? Who may name whom is read from the sources; an import of types counts as any other.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../../src/', import.meta.url);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.ts$/.test(name));
const IMPORT = /^(?:import|export (?:type )?[{*])[^';]*'([^']+)'|\bimport\('([^']+)'\)|\bnew URL\('([^']+)'/gm;

/** What each source names: sources of ours by their place in src/, all else as it is written. */
const imports = new Map(
  files.map((file) => {
    const code = readFileSync(new URL(file, SRC), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    const named = [...code.matchAll(IMPORT)].map(([, ...places]) => places.find((place) => place)!);
    return [file, named.map((name) => (name.startsWith('.') ? placeOf(file, name) : name))];
  }),
);

function placeOf(file: string, name: string): string {
  const place = normalize(join(dirname(file), name.replace(/\?.*/, '')));
  return files.includes(`${place}.ts`) ? `${place}.ts` : place;
}

/** Each rule: whose imports, and what they may name. What no rule speaks of may not be there. */
const LAWFUL: [who: RegExp, may: RegExp][] = [
  [/^engine\/protocol\.ts$/, /^\.\.\/pkg\/lstm_conveyor\.js$/],
  [/^engine\//, /^engine\/|^\.\.\/pkg\//],
  [/^scene\/view\.ts$/, /^scene\/|^cells\/figures\.ts$/],
  [/^scene\//, /^scene\/|^engine\/protocol\.ts$/],
  [/^cells\//, /^cells\/|^scene\/(address|figure|wiring)\.ts$/],
  [/^state\.ts$/, /^(engine\/protocol|scene\/notation)\.ts$/],
  [/^lanes\.ts$/, /^(engine\/protocol|state)\.ts$/],
  [/^race\.ts$/, /^engine\/(engine|looks|protocol)\.ts$/],
  [/^sweep\.ts$/, /^engine\/(engine|protocol)\.ts$|^scene\//],
  [/^settings\.ts$/, /^(engine\/protocol|state)\.ts$/],
  [/^locale\.ts$/, /^(link|reader|state)\.ts$|^\.\.\/locales\//],
  [/^trouble\.ts$/, /^(engine\/protocol|locale|settings)\.ts$/],
  [/^reader\.ts$/, /^state\.ts$/],
  [/^ambient\.ts$/, /^(locale|reader|state|scene\/notation)\.ts$|^lit$/],
  [/^link\.ts$/, /^state\.ts$/],
  [/^player\.ts$/, /^scene\/timeline\.ts$/],
  [/^first\.ts$/, /^engine\/protocol\.ts$/],
  [/^session\.ts$/, /^(engine\/(engine|protocol)|first|player|state|weights)\.ts$|^(scene|cells)\//],
  [/^weights\.ts$/, /^engine\/protocol\.ts$/],
  [/^logbook\.ts$/, /^engine\/protocol\.ts$|^idb-keyval$/],
  [/^keeper\.ts$/, /^(engine\/protocol|logbook|session)\.ts$/],
  [/^elements\/tools\.ts$/, /^(elements\/(base|lives)|ambient|session|state)\.ts$|^tools\/|^lit/],
  [
    /^elements\//,
    /^(elements|scene)\/|^(ambient|keeper|link|locale|reader|session|settings|state|trouble)\.ts$|^engine\/(protocol|charts)\.ts$|^lit/,
  ],
  [
    /^tools\//,
    /^(tools|elements|scene|engine)\/|^(ambient|keeper|lanes|link|locale|logbook|race|reader|session|settings|state|sweep|trouble|weights)\.ts$|^lit|^papaparse$/,
  ],
  [/^early\.ts$/, /^(link|reader)\.ts$/],
  [/^main\.ts$/, /^elements\/page\.ts$|\.css$/],
];

it('the search for imports sees them all', () => {
  expect(imports.get('main.ts')).toEqual(['fonts.css', 'style.css', 'elements/page.ts']);
  expect(new Set(imports.get('engine/host.ts'))).toEqual(
    new Set(['engine/laboratory.ts', 'engine/protocol.ts', 'engine/trusted.ts', 'engine/worker.ts']),
  );
  expect(imports.get('engine/study.ts')!.every((name) => name.startsWith('../pkg/'))).toBe(true);
});

describe('every source names only what lies below it:', () => {
  it.each([...imports])('%s', (file, named) => {
    const rule = LAWFUL.find(([who]) => who.test(file));
    expect(rule, `a rule for ${file}`).toBeDefined();
    expect(named.filter((name) => !rule![1].test(name))).toEqual([]);
  });
});

it('no sources name each other in a circle', () => {
  const left = new Map([...imports].map(([file, named]) => [file, named.filter((name) => files.includes(name))]));
  // Takes away what names nobody that is left, again and again.
  for (let free: string | undefined; ; left.delete(free)) {
    free = [...left.keys()].find((file) => left.get(file)!.every((name) => name === file || !left.has(name)));
    if (free === undefined) break;
  }
  expect([...left.keys()]).toEqual([]);
});

it('the scene knows no document', () => {
  for (const file of files.filter((name) => /^(scene|cells)\//.test(name))) {
    const code = readFileSync(new URL(file, SRC), 'utf8');
    expect(code, file).not.toMatch(/\b(document|window|matchMedia|HTMLElement|SVGElement|requestAnimationFrame)\b/);
  }
});
