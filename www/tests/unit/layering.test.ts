// Are the imports of the page lawful? Who may name whom is read from the sources; an import of types counts as any other.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../../src/', import.meta.url);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.ts$/.test(name));
const IMPORT =
  /^(?:import|export (?:type )?[{*])[^';]*'([^']+)'|\bimport\('([^']+)'\)|\bnew URL\('([^']+)'|\bimport\.meta\.glob(?:<\w+>)?\('([^']+)'/gm;

/** What each source names: sources of ours by their place in src/, all else as it is written. */
const imports = new Map(
  files.map((file) => {
    const code = readFileSync(new URL(file, SRC), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    const named = [...code.matchAll(IMPORT)].map(([, ...places]) => places.find((place) => place)!);
    return [file, named.map((name) => (name.startsWith('.') ? placeOf(file, name) : name))];
  }),
);

function placeOf(file: string, name: string): string {
  return normalize(join(dirname(file), name.replace(/\?.*/, '')));
}

/**
 * Each room: whose imports, and what they may name. A room knows those before it, not those after it. What no rule speaks of
 * may not be there.
 */
const ROOMS: [who: RegExp, may: RegExp][] = [
  [/^engine\/protocol\.ts$/, /^\.\.\/pkg\/lstm_conveyor\.js$/],
  [/^engine\//, /^engine\/|^\.\.\/pkg\//],
  [/^network\//, /^network\/|^engine\/protocol\.ts$/],
  [/^scene\//, /^(scene|network)\/|^engine\/protocol\.ts$/],
  [/^session\//, /^(session|scene|network)\/|^engine\/(edits|engine|protocol)\.ts$|^(idb-keyval|virtual:opening)$/],
  [
    /^words\//,
    /^(words|session|network)\/|^engine\/protocol\.ts$|^tools\/\*\/\*\.json$|^\.\.\/locales\/|^(@lit\/context|lit)$/,
  ],
  [/^elements\//, /^(elements|words|session|scene|network)\/|^engine\/(protocol|charts)\.ts$|^@?lit/],
  [
    /^tools\//,
    /^(tools|elements|words|session|scene|network|engine)\/|^embed\/(manners|height|copy)\.ts$|^lit|^papaparse$/,
  ],
  // Read when the site is built, not by the page.
  [/^lessons\/reading\.ts$/, /^lessons\/|^session\/state\.ts$|^(mdast|micromark)|^yaml$/],
  [/^lessons\//, /^(lessons|elements|words|session|scene|network)\/|^embed\/messages\.ts$|^engine\/protocol\.ts$|^lit/],
  [/^page\//, /^(page|lessons|tools|elements|words|session|scene|network)\/|^engine\/protocol\.ts$|^lit/],
  [
    /^embed\//,
    /^(embed|tools|elements|words|session|scene|network)\/|^engine\/protocol\.ts$|^\.\.\/locales\/|^lit|^virtual:faces$/,
  ],
  [/^learn\.ts$/, /^lessons\/progress\.ts$/],
  [/^(main|early)\.ts$/, /^page\/page\.ts$|^session\/(first|link|languages)\.ts$|^words\/reader\.ts$|\.css$/],
];

/** Computes and draws nothing; of the tools those parts that are neither an element nor made of a document. */
const isPure = (file: string): boolean =>
  /^(network|scene)\//.test(file) ||
  (file.startsWith('tools/') && !imports.get(file)!.some((name) => name.startsWith('lit')) && !MAKES_FILES.has(file));
const MAKES_FILES = new Set(['tools/file.ts', 'tools/share/picture.ts']);

it('the search for imports sees them all', () => {
  expect(imports.get('main.ts')).toEqual(['fonts.css', 'style.css', 'page/page.ts']);
  expect(new Set(imports.get('engine/host.ts'))).toEqual(
    new Set(['engine/laboratory.ts', 'engine/protocol.ts', 'engine/thread.ts', 'engine/worker.ts']),
  );
  expect(imports.get('page/tools.ts')).toContain('tools/*/*.tool.ts');
  expect(imports.get('words/locale.ts')).toContain('tools/*/*.json');
  expect(imports.get('engine/study.ts')!.filter((name) => !name.startsWith('../pkg/'))).toEqual([
    'engine/program.ts',
    'engine/protocol.ts',
  ]);
});

describe('every source names only what lies below it:', () => {
  it.each([...imports])('%s', (file, named) => {
    const rule = ROOMS.find(([who]) => who.test(file));
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

it('what computes knows no document and no element', () => {
  const pure = files.filter(isPure);
  expect(pure).toContain('tools/hold/verdict.ts');
  for (const file of pure) {
    const code = readFileSync(new URL(file, SRC), 'utf8');
    expect(code, file).not.toMatch(/\b(document|window|matchMedia|HTMLElement|SVGElement|requestAnimationFrame)\b/);
    expect(
      imports.get(file)!.filter((name) => /^(page|elements|words)\/|\.tool\.ts$/.test(name)),
      file,
    ).toEqual([]);
  }
});

it('no template hands a session down: each element finds it where it stands', () => {
  for (const file of files) expect(readFileSync(new URL(file, SRC), 'utf8'), file).not.toMatch(/\.session=/);
});
