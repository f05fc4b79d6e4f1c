// Lays the lessons beside the page (lesson-pages.ts).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin, type Rolldown } from 'vite';
import { folderOf, pages } from './lesson-pages.ts';
import type { Made } from './lessons.ts';
import { LANGS, TAGS } from './src/session/languages.ts';
import { compiled } from './vite-load.ts';
import { opening } from './vite-opening.ts';

const MAKER = fileURLToPath(new URL('./lessons.ts', import.meta.url));

export function lessons(style: string): Plugin {
  let made: Promise<Made[]> | undefined;
  let script: Promise<string>;
  const all = (): Promise<Made[]> =>
    (made ??= runnerImport<typeof import('./lessons.ts')>(MAKER, {
      configFile: false,
      logLevel: 'error',
      plugins: [opening()],
    }).then(({ module }) => module.made));
  return {
    name: 'lessons',
    buildStart() {
      if (this.environment.mode === 'build') script = compiled('src/learn.ts');
    },
    // The page knows by it where the contents are; a page that is one file has none.
    transformIndexHtml: () =>
      LANGS.map((lang) => ({
        tag: 'link',
        attrs: { rel: 'contents', hreflang: TAGS[lang], href: `./${folderOf(lang)}` },
        injectTo: 'head',
      })),
    configureServer(server) {
      server.watcher.on('change', (file) => file.includes('/lessons/') && (made = undefined));
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url!, 'http://localhost').pathname.slice(1).replace(/index\.html$/, '');
        const answer = async (): Promise<void> => {
          const index = readFileSync(new URL('./index.html', import.meta.url), 'utf8');
          const found = pages(await all(), await server.transformIndexHtml('/', index), text(style)).get(
            `${path}index.html`,
          );
          if (found === undefined) return next();
          response.setHeader('content-type', 'text/html').end(found);
        };
        if (/^([\w-]+\/)?learn\//.test(path)) answer().catch(next);
        else next();
      });
    },
    generateBundle: {
      order: 'post', // the page is there
      async handler(_, bundle) {
        const page = bundle['index.html'] as Rolldown.OutputAsset;
        for (const [fileName, source] of pages(await all(), String(page.source), text(style)))
          this.emitFile({ type: 'asset', fileName, source });
        this.emitFile({ type: 'asset', fileName: 'learn.js', source: await script });
      },
    },
  };
}

const text = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
