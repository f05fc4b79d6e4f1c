// What the first belt waits for, from the first byte on: a script that runs before all else, hints by which the browser
// fetches side by side what it would find one after the other, and a limit to what all of it may weigh.
import { readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite';

/** Letters that the build puts between the name of a file and its ending. */
const HASH = 8;

interface FirstLoad {
  /** The source of the first script; index.html names what becomes of it, `early.js`. */
  early: string;
  /** What the main script asks for as soon as it runs, by the names before the build. */
  wasm: string;
  worker: string;
  /** Scripts and wasm together: bytes, gzipped. */
  limit: number;
}

export function firstLoad({ early, wasm, worker, limit }: FirstLoad): Plugin {
  let needed: string[] = [];
  return {
    name: 'first-load',
    async buildStart() {
      if (this.environment.mode === 'build')
        this.emitFile({ type: 'asset', name: 'early.js', source: await compiled(early) });
    },
    // As in a build, it is no module.
    configureServer({ middlewares }) {
      middlewares.use('/early.js', (_, response, next) => {
        compiled(early).then((code) => response.setHeader('content-type', 'text/javascript').end(code), next);
      });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk }) {
        if (!bundle || !chunk) return html;
        const [script, data, thread] = ['early.js', wasm, worker].map((name) => built(name, bundle)) as [
          string,
          string,
          string,
        ];
        needed = [script, data, thread, ...chunks(chunk.fileName, bundle)];
        const hint = (attrs: HtmlTagDescriptor['attrs']): HtmlTagDescriptor => ({
          tag: 'link',
          attrs: attrs!,
          injectTo: 'head',
        });
        return {
          // A style sheet needs no leave of its server, and a file or a sandbox would have none to give.
          html: html
            .replace('src="early.js"', `src="./${script}"`)
            .replace('rel="stylesheet" crossorigin', 'rel="stylesheet"'),
          tags: [
            hint({ rel: 'preload', as: 'fetch', crossorigin: true, href: `./${data}` }),
            hint({ rel: 'modulepreload', href: `./${thread}` }),
          ],
        };
      },
    },
    writeBundle({ dir }) {
      const sizes = needed.map((name) => gzipSync(readFileSync(join(dir!, name)), { level: 9 }).length);
      const sum = sizes.reduce((a, b) => a + b, 0);
      console.log(`${sum} of ${limit} bytes gzipped: scripts and wasm before the first belt`);
      if (sum > limit) this.error(`before the first belt ${sum} bytes gzipped are fetched, more than ${limit}`);
    },
  };
}

/** The first script in one piece. */
async function compiled(entry: string): Promise<string> {
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
