// What the sources of the page become in a page that is somebody else's: the root's type, the window's width and the names of
// fonts are the host's there, and the document is not to be written to.
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';

const NAME = 'virtual:faces';
const FONTS = fileURLToPath(new URL('./src/fonts.css', import.meta.url));
/** Families of ours, which a host may have by the same names, whole or cut otherwise. */
const FAMILIES = /(STIX Two (?:Math|Text)|Source Sans 3)(?=[^'"]*['"])/g;
const DESCRIPTORS = {
  'font-style': 'style',
  'font-weight': 'weight',
  'font-display': 'display',
  'unicode-range': 'unicodeRange',
  'size-adjust': 'sizeAdjust',
} as const;

/** Of Cargo.toml, where the version stands. */
export const version = /^version = "(.+)"$/m.exec(readFileSync(new URL('../Cargo.toml', import.meta.url), 'utf8'))![1]!;

/**
 * What a module needs beside its code lies beside it, wherever that is; or is carried inside, for one file that needs nothing else:
 * programs packed, and everything as text. What is asked for so: addresses of programs, faces and workers.
 */
export function carried(way: 'beside' | 'inside'): Plugin {
  const ASKED = /\.(?:wasm|woff2)\?url$|\?worker&url$/;
  return {
    name: 'carried',
    enforce: 'pre',
    resolveId(name, importer) {
      if (way === 'inside' && name === './bring.ts') return resolve(dirname(importer!), 'unpack.ts');
      if (!ASKED.test(name)) return undefined;
      const [path, query] = name.split('?') as [string, string];
      const file = path.startsWith('/')
        ? fileURLToPath(new URL(`.${path}`, import.meta.url))
        : resolve(dirname(importer!), path);
      return `\0carried:${file}?${query}`;
    },
    async load(id) {
      if (!id.startsWith('\0carried:')) return undefined;
      const [file, query] = id.slice('\0carried:'.length).split('?') as [string, string];
      this.addWatchFile(file);
      const isWorker = query.startsWith('worker');
      const source = isWorker ? await bundled(file) : readFileSync(file);
      if (way === 'beside') {
        const name = isWorker ? basename(file).replace(/\.ts$/, '.js') : basename(file);
        return `export default import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name, source })};`;
      }
      if (isWorker)
        return `export default URL.createObjectURL(new Blob([${JSON.stringify(source)}], { type: 'text/javascript' }));`;
      const packed = file.endsWith('.wasm');
      const base64 = (packed ? gzipSync(source, { level: 9 }) : (source as Buffer)).toString('base64');
      return `export default 'data:${packed ? 'application/gzip' : 'font/woff2'};base64,${base64}';`;
    },
  };
}

/** A worker's script in one piece. */
async function bundled(entry: string): Promise<string> {
  const lib = { entry, formats: ['es' as const] };
  const whole = { codeSplitting: false, minify: true };
  const options = { write: false, target: 'es2022', lib, rolldownOptions: { output: whole } };
  const plugins = [carried('inside')];
  const built = await build({ configFile: false, logLevel: 'silent', plugins, build: options });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  return output[0].code;
}

/** The faces of the page's style sheet as a module. */
export function faces(): Plugin {
  return {
    name: 'faces',
    resolveId: (name) => (name === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? written(readFileSync(FONTS, 'utf8')) : undefined),
  };
}

/** Words that a figure can ask for (embed/live.ts), of those of the page and of its tools. */
const WORDS = {
  "'../../locales/*.json'": "['../../locales/*.json', '!**/explain.*']",
  "'../tools/*/*.json'": "'../tools/race/{race,compare}.*.json'",
};

/** What a choice is about is told where it is made, in the lab: no figure has one. */
export function told(json: string): string {
  return JSON.stringify(JSON.parse(json, (_, value: unknown) => (isTable(value) ? withoutAbout(value) : value)));
}

const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;
const withoutAbout = (table: object): object =>
  Object.fromEntries(Object.entries(table).filter(([key]) => !key.endsWith('-about')));

/** Styles, names of fonts and words, as they are to be in a page of others. */
export function guest(): Plugin {
  return {
    name: 'guest',
    enforce: 'pre',
    transform(code, id) {
      if (/\/www\/locales\/\w+\.json$/.test(id)) return told(code);
      if (!/\/www\/src\/.*\.ts$/.test(id)) return undefined;
      const styled = code.replace(/css`[^`]*`/g, (style) => contained(style));
      return renamed(Object.entries(WORDS).reduce((text, [all, some]) => text.replace(all, some), styled));
    },
  };
}

/** Colours and measures that a host may set: --lstm-paper and so on. */
export const THEIRS = ['paper', 'ink', 'muted', 'accent', 'now', 'radius'];

/** Where a host's root has another size of type, or its window another width than the figure: a style of its own measures. */
export function contained(style: string): string {
  return style
    .replace(new RegExp(`--(${THEIRS.join('|')}): ([^;]+);`, 'g'), '--$1: var(--lstm-$1, $2);')
    .replace(/--sans:\s*([^;]+);/g, '--sans: var(--lstm-font, $1);')
    .replace(/(?<![\w.-])(\d*\.?\d+)rem\b/g, (_, size) => `calc(${size} * var(--lstm-font-size, 16px))`)
    .replace(/@media ([^{]+){/g, (rule, condition: string) => {
      if (!/(min|max)-width/.test(condition)) return rule;
      const kinds = condition.split(',').map((each) => each.trim());
      const wide = kinds.filter((kind) => /(min|max)-width/.test(kind));
      if (wide.length < kinds.length) return `@media ${kinds.filter((kind) => !wide.includes(kind)).join(', ')} {`;
      const widths = wide.map((kind) => kind.match(/\((?:min|max)-width: [^)]+\)/g)!.join(' and '));
      return `@container ${widths.join(' or ')} {`;
    });
}

function renamed(code: string): string {
  return code.replace(FAMILIES, 'LSTM $1');
}

/** As a module that has them as FontFace takes them. Files are named as Vite names assets. */
function written(sheet: string): string {
  const imports: string[] = [];
  const rows = [...sheet.matchAll(/@font-face {([^}]+)}/g)].map(([, body]) => {
    const said = Object.fromEntries([...body!.matchAll(/([\w-]+): ([^;]+);/g)].map(([, key, value]) => [key!, value!]));
    const family = said['font-family']!.slice(1, -1).replace(/^/, 'LSTM ');
    const file = /url\('\.\.\/node_modules\/([^']+)'\)/.exec(said['src']!)?.[1];
    if (file) imports.push(`import file${imports.length} from '/node_modules/${file}?url';`);
    const source = file ? `\`url("\${file${imports.length - 1}}") format("woff2")\`` : JSON.stringify(said['src']);
    const descriptors = Object.entries(DESCRIPTORS).flatMap(([key, name]) => (said[key] ? [[name, said[key]]] : []));
    return `[${JSON.stringify(family)}, ${source}, ${JSON.stringify(Object.fromEntries(descriptors))}]`;
  });
  return `${imports.join('\n')}\nexport default [${rows.join(', ')}];`;
}
