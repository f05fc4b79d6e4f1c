// Everything that a person reads is in the locale files, in each language: English says which texts there are.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { captionKeys } from '../../src/elements/words.ts';
import { LANGS } from '../../src/session/languages.ts';
import { words } from '../../src/words/locale.ts';
import { View } from '../../src/scene/view.ts';
import { READY_WAVES } from '../../src/tools/data/wave.ts';
import type { Config } from '../../src/engine/protocol.ts';
import { FACES } from '../../vite-fonts.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

type Words = { [key: string]: string | Words };

function flatten(words: Words, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + name, value]] : [...flatten(value, `${prefix}${name}.`)],
    ),
  );
}

const wordsIn = (file: URL): Words => JSON.parse(readFileSync(file, 'utf8')) as Words;

/** With the words of all areas. */
function whole(lang: string): Map<string, string> {
  const areas = ['../../locales/', '../../src/tools/'].flatMap((folder) => {
    const place = new URL(folder, import.meta.url);
    const files = readdirSync(place, { recursive: true, encoding: 'utf8' });
    return files
      .filter((name) => name.endsWith(`.${lang}.json`) || name === `start/${lang}.json`)
      .map((name) => wordsIn(new URL(name, place)));
  });
  return flatten(Object.assign(wordsIn(new URL(`../../locales/${lang}.json`, import.meta.url)), ...areas) as Words);
}

const english = whole('en');
const SRC = new URL('../../src/', import.meta.url);
const LESSONS = new URL('../../lessons/', import.meta.url);
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(new URL(name, SRC), 'utf8') }));

/** What stands there before any script. */
const PAGES = ['index.html', 'embed.html']
  .map((name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
  .join('\n');

const quoted = (text: string, name: string): boolean =>
  ["'", '`', '"'].some((mark) => text.includes(mark + name + mark));
const RUST = new URL('../../../src/', import.meta.url);
const rust = readdirSync(RUST, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.rs'))
  .map((name) => readFileSync(new URL(name, RUST), 'utf8'))
  .join('\n');
const options = [...choices.numbers, ...[...choices.tasks, ...choices.cells].flatMap(({ options }) => options)];
const bySource = (name: string, text: string): boolean => quoted(text, name);
const byCore = (name: string): boolean => quoted(rust, name);
/** The core makes these names from those of its variants: `pre-activation` from `PreActivation`. */
const byVariant = (name: string): boolean => {
  const variant = name.replace(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());
  return new RegExp(`^ {4}${variant}\\b`, 'm').test(rust);
};
const of = (all: readonly { name: string }[]) => (name: string) => all.some((each) => each.name === name);
const among = (name: string) => (value: string) => !!options.find((each) => each.name === name)?.names?.includes(value);

/** The tools that there are, by their folders, and their parts, by their files. */
const FILES = sources.flatMap(({ name }) => {
  const [, tool, part] = /([\w-]+)\/([\w-]+)\.tool\.ts$/.exec(name) ?? [];
  return tool && part ? [{ tool, part }] : [];
});
const TOOLS = new Set(FILES.map(({ tool }) => tool));
const PARTS = FILES.map(({ part }) => part);

/** The areas whose names are made at run time: which names they may have. */
const MADE: Record<string, (name: string, sources: string) => boolean> = {
  // Names of the core's.
  task: (name) => name === 'none' || of(choices.tasks)(name.replace('-about', '')),
  goal: of(choices.tasks),
  cell: (name) => of(choices.cells)(name.replace('-about', '')),
  option: (name, text) => of(options)(name) || bySource(name, text),
  help: (name, text) => of(options)(name) || bySource(name, text),
  init: (name) => choices.inits.includes(name.replace('-about', '')),
  optimizer: (name) => choices.optimizers.includes(name),
  language: among('language'),
  story: among('story'),
  unit: among('unit'),
  kind: (name) => byVariant(name) || byCore(name),
  field: (name) => byCore(name.split('.')[1]!),
  error: (name, text) => byVariant(name) || bySource(name, text),
  received: byCore,
  equations: byCore,
  // Names of the page's own, which stand in the sources without their area.
  notation: bySource,
  holds: bySource,
  beat: bySource,
  // Those of captions stand in them.
  effect: (name, text) =>
    bySource(name.replace('slope.', ''), text) || [...english.values()].join().includes(`{${name}}`),
  guide: (name, text) => bySource(name.replace('is-', ''), text),
  lab: bySource,
  inspector: (name, text) => text.includes(`inspector.${name}`) || bySource(name.replace('part-', ''), text),
  why: bySource,
  strip: (name, text) => bySource(name, text) || bySource(name.replace('mark-', ''), text),
  transport: (name, text) => bySource(name, text) || /^(beat|time)-(next|back)$/.test(name),
  answer: bySource,
  spoken: bySource,
  sources: bySource,
  tool: (name) => TOOLS.has(name),
  part: (name) => PARTS.includes(name),
  ...Object.fromEntries(
    PARTS.map((part) => [part, (name: string, text: string) => name === 'about' || bySource(name, text)]),
  ),
  design: (name, text) => {
    const [area, key] = name.split('.') as [string, string?];
    if (/^(gone|bare|cut)-/.test(key ?? '')) return area === 'expect' || area === 'break'; // writing.test.ts
    return key === undefined ? name === 'about' : byCore(key) || bySource(key, text);
  },
  race: (name, text) => name === 'about' || bySource(name.replace(/^why-/, ''), text),
  compare: (name, text) => name === 'about' || bySource(name.replace(/-why$/, ''), text),
  explode: (name, text) => name === 'about' || bySource(name.replace(/^classic-/, ''), text),
  share: (name, text) => name === 'about' || bySource(name, text),
  embed: (name, text) => name === 'about' || bySource(name, text) || bySource(name.replace(/^[a-z]+-/, ''), text),
  data: (name, text) =>
    name === 'about' ||
    (READY_WAVES as readonly string[]).includes(name.replace('wave-', '')) ||
    bySource(name, text) ||
    bySource(name.replace(/^(?:count|exam|file|key|on|piece|wrong)-|-(?:entry|limits)$/, ''), text),
  hold: (name, text) => name === 'about' || bySource(name.replace(/^(when|is|reason)-/, ''), text),
  explain: (name, text) => bySource(name.replace('-name', ''), text) || /^(beat|step)-?1$/.test(name),
  reading: () => true, // reading.test.ts
  caption: () => true, // the test below
};

/** Marks the form for some numbers, as Intl.PluralRules tells them apart. */
const PLURAL = /\?(zero|one|two|few|many|other)$/;

describe.each(LANGS)('the words in %s', (lang) => {
  const all = whole(lang);

  it('have the same keys as the English', () => {
    // Each has a form of its own for each number that it tells apart.
    const plain = (all: Map<string, string>) => new Set([...all.keys()].map((key) => key.replace(PLURAL, '')));
    expect(plain(all)).toEqual(plain(english));
  });

  it('have the same placeholders, and no empty text', () => {
    const holes = (text: string): string[] => (text.match(/\{[^}]+\}/g) ?? []).sort();
    for (const [key, text] of english) {
      const other = all.get(key) ?? all.get(key.replace(PLURAL, ''))!;
      expect(holes(other), key).toEqual(holes(text));
      expect(other.trim(), key).not.toBe('');
    }
  });

  it('name the tools of the row in the same order, and all that can be opened once, by the names of files', () => {
    const named = (table: Map<string, string>, area: string): string[] =>
      [...table.keys()].filter((key) => key.startsWith(area)).map((key) => key.slice(area.length));
    for (const area of ['tool.', 'part.']) expect(named(all, area)).toEqual(named(english, area));
    const row = named(all, 'tool.');
    for (const tool of row) expect(FILES, tool).toContainEqual({ tool, part: tool });
    // A tool of the row that is all of one part has its name only.
    const alone = row.filter((tool) => FILES.filter((each) => each.tool === tool).length === 1);
    expect([...alone, ...named(all, 'part.')].toSorted()).toEqual(PARTS.toSorted());
  });
});

describe('the locales', () => {
  it('are written with signs that the fonts of the page have, and Chinese', () => {
    const has = new Set(FACES.text.letters + FACES.math.letters);
    // Chinese is the system's, and so are raised letters and a key of one system.
    const other = /[\n\u3000-\u303f\u4e00-\u9fff\uff00-\uffefˣᵏᵀ⌘]/;
    const lessons = readdirSync(LESSONS).map((name) => readFileSync(new URL(name, LESSONS), 'utf8'));
    const signs = [...LANGS.flatMap((lang) => [...whole(lang).values()]), ...lessons].flatMap((text) => [...text]);
    expect([...new Set(signs)].filter((sign) => !has.has(sign) && !other.test(sign))).toEqual([]);
  });

  it('hold every key that the sources name', () => {
    for (const { name, text } of sources) {
      for (const [, key] of text.matchAll(/\b(?:t|word)\('([a-z]+\.[\w.-]+)'/g))
        expect(english.has(key!), `${name}: ${key}`).toBe(true);
    }
  });

  it('are the only place with sentences: no template holds a literal one', () => {
    for (const { name, text } of sources) {
      for (const literal of literals(text)) expect.soft(literal, name).not.toMatch(/[A-Za-z]{3,}|[\u4e00-\u9fff]/);
    }
    const shown = PAGES.replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, '');
    expect(shown.replace(/{([\w.-]+)}/g, (hole, key: string) => (english.has(key) ? '' : hole)).trim()).toBe('');
  });
});

describe('no text is left that nothing asks for', () => {
  it('each is named in the sources, or of an area whose names are made at run time', () => {
    const contents = readFileSync(new URL('../../lesson-pages.ts', import.meta.url), 'utf8');
    const named = [...sources.map(({ text }) => text), PAGES, contents].join('\n');
    const asked = (key: string): boolean => {
      const [, area, name] = /^(\w+)\.(.+)$/.exec(key)!;
      return quoted(named, key) || PAGES.includes(`{${key}}`) || !!MADE[area!]?.(name!, named);
    };
    // A variant is asked for where its text is.
    const left = [...english.keys()].filter((key) => !asked(key) && !asked(key.split('?')[0]!));
    expect(left).toEqual([]);
  });

  it('each caption is that of some beat of some network', async () => {
    const said = new Set<string>();
    const spoken = await words('en');
    const networks = [
      ...NETWORKS.map(({ config }) => ({ task: 'recall', taskOptions: { delay: 3 }, truncate: 2, ...config })),
      // The options that change what is said together, the cells without a read-out, and a task that asks at each step.
      { task: 'recall', cell: 'lstm', options: { projection: 2, linear_output: true } },
      { task: 'recall', cell: 'lstm', options: { peephole: true, linear_output: true } },
      { task: 'recall', cell: 'lstm', options: { peephole: true, projection: 2 } },
      { task: 'recall', cell: 'lstm', options: { peephole: true, projection: 2, linear_output: true } },
      { task: 'recall', cell: 'own', options: { equations: 'h = tanh(W_h x)' } },
      ...['lstm', 'gru', 'rnn', 'own'].flatMap((cell) =>
        ['recall', 'parity'].map((task) => ({ task, cell, readout: 'none' })),
      ),
    ];
    for (const network of networks) {
      const trace = traceOf({ hidden: 3, ...network } as Config);
      for (let layer = 0; layer < trace.frame.schema.layers; layer++) {
        const view = new View(trace, layer);
        for (const direction of ['forward', 'backward'] as const)
          for (const [index, beat] of view.network.beats[direction].entries())
            for (let step = 1; step <= trace.steps; step++)
              for (const key of captionKeys(
                view,
                { direction, step, beat: beat.name, index, progress: 1 },
                spoken,
                beat,
              ))
                said.add(key);
      }
    }
    expect([...english.keys()].filter((key) => key.startsWith('caption.') && !said.has(key))).toEqual([]);
  });
});

it('the search for literal sentences finds one', () => {
  expect(literals('html`<p class="a">${x > 1 ? html`<b>Press here</b>` : y} now</p>`').join(' ')).toContain(
    'Press here',
  );
  expect(literals('html`<p aria-label="Press here">${t("a.b")}</p>`').join(' ')).toContain('Press here');
  expect(literals('html`<p class="big blue">${t("a.b")}</p>`').join(' ')).not.toMatch(/[a-z]{3,}/);
});

/** Texts and spoken attributes of the html and svg templates of a source. */
function literals(source: string): string[] {
  const found: string[] = [];
  for (let at = 0; (at = next(source, at)) >= 0;) {
    const { markup, end } = template(source, at, found);
    at = end;
    for (const [, spoken] of markup.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]*)"/g)) found.push(spoken!);
    found.push(markup.replace(/<[^>]*>/g, ' '));
  }
  return found;
}

function next(source: string, from: number): number {
  const start = /\b(?:html|svg)`/g;
  start.lastIndex = from;
  const match = start.exec(source);
  return match ? match.index + match[0].length : -1;
}

/** The markup of a template up to its closing backtick; expressions become blanks, templates within them are read too. */
function template(source: string, from: number, found: string[]): { markup: string; end: number } {
  let markup = '';
  let at = from;
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      let depth = 1;
      const start = (at += 2);
      while (depth > 0) {
        if (source[at] === '`') at = template(source, at + 1, []).end - 1;
        else if (source[at] === '{') depth++;
        else if (source[at] === '}') depth--;
        at++;
      }
      found.push(...literals(source.slice(start, at - 1)));
    } else markup += source[at++];
  }
  return { markup, end: at + 1 };
}
