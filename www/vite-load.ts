// What the first belt waits for, from the first byte on: a script that runs before all else and has the browser fetch side by
// side what it would find one after the other, and a limit to what all of it may weigh.
import { readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';

/** Letters that the build puts between the name of a file and its ending. */
const HASH = 8;

/** What index.html calls the first script. */
const EARLY = 'early.js';

interface FirstLoad {
  /** The source of the first script. */
  early: string;
  /** The locales, of which a reader needs one. */
  langs: string[];
  /** The core and the scripts of its worker, for which only a network waits that has not been recorded; by the names before the build. */
  core: string[];
  /** What may be fetched before the first belt, and with the core: bytes, gzipped. */
  limits: { scripts: number; core: number };
}

export function firstLoad({ early, langs, core, limits }: FirstLoad): Plugin {
  let files: { scripts: string[]; words: string[]; core: string[] };
  return {
    name: 'first-load',
    async buildStart() {
      if (this.environment.mode === 'build')
        this.emitFile({ type: 'asset', name: EARLY, source: await compiled(early) });
    },
    // As in a build, it is no module.
    configureServer({ middlewares }) {
      middlewares.use(`/${EARLY}`, (_, response, next) => {
        compiled(early).then((code) => response.setHeader('content-type', 'text/javascript').end(code), next);
      });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk }) {
        if (!bundle || !chunk) return html;
        const file = (name: string): string => built(name, bundle);
        const words = langs.map((lang) => file(`${lang}.js`));
        files = { scripts: [file(EARLY), ...chunks(chunk.fileName, bundle)], words, core: core.map(file) };
        const data = langs.map((lang, k) => `data-${lang}="./${words[k]}"`).join(' ');
        const later = files.core.map((name) => `./${name}`).join(' ');
        return (
          html
            .replace(`src="${EARLY}"`, `src="./${file(EARLY)}" ${data} data-core="${later}"`)
            // A style sheet needs no leave of its server, and a file or a sandbox would have none to give.
            .replace('rel="stylesheet" crossorigin', 'rel="stylesheet"')
        );
      },
    },
    writeBundle({ dir }) {
      const weigh = (name: string): number => gzipSync(readFileSync(join(dir!, name)), { level: 9 }).length;
      const all = (names: string[]): number => names.reduce((sum, name) => sum + weigh(name), 0);
      const weights = { scripts: all(files.scripts) + Math.max(...files.words.map(weigh)), core: all(files.core) };
      for (const part of ['scripts', 'core'] as const) {
        console.log(`${weights[part]} of ${limits[part]} bytes gzipped: ${part}`);
        if (weights[part] > limits[part])
          this.error(`${part}: ${weights[part]} bytes gzipped, more than ${limits[part]}`);
      }
    },
  };
}

/**
 * All that a script cannot start without, in one chunk. Else each part that a tool uses too would be a chunk of its own,
 * and many small ones are packed worse than a large one.
 */
export function together(name: string, main: string): Rolldown.CodeSplittingGroup {
  const first = new Set<string>();
  return {
    name: (id, context) => {
      const walk = (module: string): void => {
        const info = context.getModuleInfo(module); // another worker's build knows none of it
        if (!info || first.has(module)) return;
        first.add(module);
        info.importedIds.forEach(walk);
      };
      const root = fileURLToPath(new URL(main, import.meta.url));
      walk(root);
      // It is of its own build alone. What the bundler adds to its parts goes with it, or would be fetched by itself.
      return context.getModuleInfo(root) && (first.has(id) || id.includes('rolldown/runtime')) ? name : null;
    },
  };
}

/** The first script in one piece. */
export async function compiled(entry: string): Promise<string> {
  const lib = { entry, formats: ['iife' as const], name: 'early' };
  const built = await build({ configFile: false, logLevel: 'silent', build: { write: false, lib } });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  return output[0].code;
}

/** The file that `name` has become. */
function built(name: string, bundle: Rolldown.OutputBundle): string {
  const { name: stem, ext } = parse(name);
  const found = Object.keys(bundle).filter((file) => {
    const { base } = parse(file);
    return base.startsWith(`${stem}-`) && base.endsWith(ext) && base.length === name.length + '-'.length + HASH;
  });
  if (found.length !== 1) throw new Error(`one file should come of ${name}, not ${found.join(', ') || 'none'}`);
  return found[0]!;
}

/** A chunk and all that it cannot start without. */
function chunks(name: string, bundle: Rolldown.OutputBundle, seen = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (seen.has(name) || chunk?.type !== 'chunk') return seen;
  seen.add(name);
  for (const each of chunk.imports) chunks(each, bundle, seen);
  return seen;
}
