// Makes of a page and all that it needs one file, which runs by a double click, where there is neither a server nor a network;
// and of a module and all that it needs one module. Says how large it is.
import { parse } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { version } from './vite-guest.ts';
import { compiled } from './vite-load.ts';

interface Single {
  /** What the file is called. */
  name: string;
  /** The most that it may weigh, in bytes. */
  limit: number;
  /** The source of the script that runs before all others, and what the page calls it. Packed with them it runs later than the page is drawn first. */
  early?: { source: string; name: string; packed?: boolean };
}

/** Leaves of all that was built this file alone. */
export function single({ name, limit, early }: Single): Plugin {
  return {
    name: 'single',
    enforce: 'post',
    generateBundle: {
      order: 'post', // the licences are there
      async handler(_, bundle) {
        const files: Files = new Map();
        for (const [file, each] of Object.entries(bundle)) {
          files.set(file, each.type === 'chunk' ? each.code : String(each.source));
          delete bundle[file];
        }
        const what = `LSTM conveyor ${version}, MIT OR Apache-2.0`;
        const licences = `${grouped(files.get('licenses.md')!)}\n\n${files.get('fonts-license.txt')!}`;
        const code = ending(files, '.js')!;
        const page = ending(files, '.html');
        const whole = page
          ? `${(await alone(page, code, files, early)).replace('<head>', `<!-- ${what} -->\n  $&`)}<!--\n${licences}\n-->\n`
          : `/*! ${what} */\n${code}/*!\n${licences}\n*/\n`;
        this.emitFile({ type: 'asset', fileName: name, source: whole });
        const size = Buffer.byteLength(whole);
        console.log(`${size} of ${limit} bytes: ${name}`);
        if (size > limit) this.error(`${name}: ${size} bytes, more than ${limit}`);
      },
    },
  };
}

/** Of a module that exports by its own name what fetches it: it is not carried, and cannot be fetched. */
export function without(module: string): Plugin {
  return {
    name: 'without',
    enforce: 'pre',
    load: (id) =>
      id.endsWith(module)
        ? `export const ${parse(module).name} = () => Promise.reject(new Error('${module} is not in this file'));`
        : undefined,
  };
}

/** The licences of packages as Vite writes them down, each text once, under the names of all that have it and whose they are. */
function grouped(licences: string): string {
  const names = new Map<string, string[]>();
  for (const part of licences.split(/^## /m).slice(1)) {
    const [, name, text] = /^(.*)\n([^]*)/.exec(part) as unknown as [string, string, string];
    const [whose = ''] = /^Copyright.*$/m.exec(text) ?? [];
    const terms = text.replace(whose, '').trim();
    names.set(terms, [...(names.get(terms) ?? []), `${name} ${whose}`]);
  }
  return [...names].map(([terms, all]) => `${all.join('\n')}\n\n${terms}`).join('\n\n');
}

/** What was built, each as text, by its name. */
type Files = Map<string, string>;

function ending(files: Files, end: string): string | undefined {
  return [...files].find(([file]) => file.endsWith(end))?.[1];
}

/** The page with all that it names inside. Its script is packed, and another unpacks it. */
async function alone(page: string, code: string, files: Files, early: Single['early']): Promise<string> {
  const first = early ? await compiled(early.source) : '';
  const unpack = await compiled('src/embed/unpack.ts');
  const packed = gzipSync(early?.packed ? first + code : code, { level: 9 }).toString('base64');
  const scripts = `<script type="application/gzip">${packed}</script><script>${inScript(unpack)}</script>`;
  return page
    .replace(/<script type="module"[^>]*><\/script>\s*/, '')
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${ending(files, '.css')}</style>`)
    .replace(
      /(?<=<link rel="icon" href=")[^"]*/,
      () => `data:image/svg+xml,${encodeURIComponent(ending(files, '.svg')!)}`,
    )
    .replace(`<script src="${early?.name}" ></script>`, () =>
      early?.packed ? '' : `<script>${inScript(first)}</script>`,
    )
    .replace('</body>', () => `${scripts}\n  </body>`);
}

/** As text of a script in HTML, which would end with the first end of a script in it, and hide what follows a comment's beginning. */
function inScript(code: string): string {
  return code.replace(/<(?=\/script|script|!--)/gi, '\\x3C');
}
