// Lays the lessons beside the page (lesson-pages.ts).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin, type Rolldown } from 'vite';
import { folderOf, pages } from './lesson-pages.ts';
import type { Made } from './lessons.ts';
import { LANGS, TAGS } from './src/session/languages.ts';
import { compiled } from './vite-load.ts';
import { opening } from './vite-opening.ts';

/** The lesson that somebody is writing (lessons.ts). */
const OWN = process.env['LESSON'];
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
      const { logger } = server.config;
      const check = async (): Promise<void> => {
        try {
          for (const { lang, lesson } of await all())
            logger.info(
              `${lesson.scenes.length} scenes, no fault: ${server.resolvedUrls!.local[0]}${folderOf(lang)}${lesson.name}/`,
            );
        } catch (error) {
          logger.error((error as Error).message);
        }
      };
      if (OWN) server.httpServer?.once('listening', () => void check());
      if (OWN) server.watcher.add(OWN);
      server.watcher.on('change', (file) => {
        if (!file.endsWith('.md')) return;
        made = undefined;
        if (OWN) void check();
        server.ws.send({ type: 'full-reload' });
      });
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url!, 'http://localhost').pathname.slice(1).replace(/index\.html$/, '');
        const answer = async (): Promise<void> => {
          const index = readFileSync(new URL('./index.html', import.meta.url), 'utf8');
          const files = pages(await all(), await server.transformIndexHtml('/', index), text(style));
          const found = files.get(path.endsWith('/') ? `${path}index.html` : path);
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
        for (const [fileName, source] of pages(await all(), String(page.source), text(style), needed(bundle)))
          this.emitFile({ type: 'asset', fileName, source });
        this.emitFile({ type: 'asset', fileName: 'learn.js', source: await script });
      },
    },
  };
}

/** The scripts of a lesson's text, and what else they need: the page asks for them once its picture is there. */
function needed(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const player = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/lessons/player.ts'))!;
  const first = chunks.find(({ isEntry }) => isEntry)!;
  return [player.fileName, ...player.imports.filter((name) => !first.imports.includes(name))];
}

const text = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
