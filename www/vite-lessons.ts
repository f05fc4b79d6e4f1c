// Lays the lessons beside the page: each a page of its own, with its text in it, and their contents. A lesson is the page itself, with
// the lesson as data in its document; without scripts its text is there, with the numbers that the core said when the site was built.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin, type Rolldown } from 'vite';
import type { Made, Picture } from './lessons.ts';
import { LANGS, nameOf, TAGS, type Lang } from './src/session/languages.ts';
import { compiled } from './vite-load.ts';
import { opening } from './vite-opening.ts';
import { escape } from './vite-words.ts';

const MAKER = fileURLToPath(new URL('./lessons.ts', import.meta.url));

/** Where the pages of a language lie, from the page on; and the way back from a page there. */
const folderOf = (lang: Lang): string => (lang === 'en' ? 'learn/' : `${lang}/learn/`);
const backFrom = (folder: string): string => '../'.repeat(folder.split('/').length - 1);

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

/** All files, by where they lie. */
function pages(made: readonly Made[], page: string, style: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const lang of LANGS) {
    const own = made.filter((each) => each.lang === lang);
    files.set(`${folderOf(lang)}index.html`, contents(own, lang, page, style));
    for (const [k, each] of own.entries())
      files.set(`${folderOf(lang)}${each.lesson.name}/index.html`, lessonPage(each, own[k + 1], made, page));
  }
  return files;
}

function lessonPage({ lang, lesson, told }: Made, next: Made | undefined, made: readonly Made[], page: string): string {
  const folder = `${folderOf(lang)}${lesson.name}/`;
  const about = {
    '@context': 'https://schema.org',
    '@type': 'LearningResource',
    name: lesson.title,
    description: lesson.question,
    inLanguage: TAGS[lang],
    learningResourceType: 'lesson',
    timeRequired: `PT${lesson.minutes}M`,
    isAccessibleForFree: true,
  };
  const others = made.filter((each) => each.lesson.name === lesson.name);
  const head = [
    ...others.map(
      (each) => `<link rel="alternate" hreflang="${TAGS[each.lang]}" href="./${folderOf(each.lang)}${lesson.name}/" />`,
    ),
    next
      ? `<link rel="next" href="./${folderOf(lang)}${next.lesson.name}/" title="${escape(next.lesson.title)}" />`
      : `<link rel="next" href="./${folderOf(lang)}" />`,
    `<script type="application/ld+json">${json(about)}</script>`,
  ];
  const article = told.map(
    ({ title, paragraphs }) =>
      `<h2>${escape(title)}</h2>\n${paragraphs.map((each) => `<p>${escape(each)}</p>`).join('\n')}`,
  );
  return page
    .replace(/<html lang="[^"]*"/, `<html lang="${TAGS[lang]}" data-lang="${lang}"`)
    .replace('<meta charset="utf-8" />', `$&\n    <base href="${backFrom(folder)}" />`)
    .replace(/<title>[^<]*<\/title>/, `<title>${escape(lesson.title)} · ${escape(wordIn(lang, 'page.title'))}</title>`)
    .replace(/(<meta name="description" content=")[^"]*"/, `$1${escape(lesson.question)}"`)
    .replace('</head>', `${head.join('\n    ')}\n  </head>`)
    .replace(
      '</lstm-page>',
      `$&
    <article class="lesson">
<h1>${escape(lesson.title)}</h1>
<p>${escape(lesson.question)}</p>
${article.join('\n')}
    </article>
    <script type="application/json" id="lesson">${json(lesson)}</script>`,
    );
}

function contents(made: readonly Made[], lang: Lang, page: string, style: string): string {
  const [icon] = /<link rel="icon"[^>]*>/.exec(page)!;
  const sheet = /<link rel="stylesheet"[^>]*>/.exec(page)?.[0] ?? ''; // its letters
  const word = (key: string): string => escape(wordIn(lang, key));
  const folder = folderOf(lang);
  const other = LANGS.filter((each) => each !== lang);
  const cards = made.map(
    ({
      lesson,
      picture,
    }) => `<li data-lesson="${lesson.name}" data-scenes="${lesson.scenes.length}"><a href="./${folder}${lesson.name}/">
        ${drawing(picture)}
        <h2><span>${lesson.number}</span> ${escape(lesson.title)}</h2>
        <p>${escape(lesson.question)}</p>
        <p class="says">${escape(picture.says)}</p>
        <p class="how"><span class="been"></span><span>${word('lessons.minutes').replace('{n}', String(lesson.minutes))}</span></p>
      </a></li>`,
  );
  return `<!doctype html>
<html lang="${TAGS[lang]}">
  <head>
    <meta charset="utf-8" />
    <base href="${backFrom(folder)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${word('lessons.about')}" />
    ${icon}
    <title>${word('lessons.title')} · ${escape(wordIn(lang, 'page.title'))}</title>
    ${other.map((each) => `<link rel="alternate" hreflang="${TAGS[each]}" href="./${folderOf(each)}" />`).join('\n    ')}
    ${sheet}
    <style>
${style}
    </style>
    <script src="./learn.js" defer data-done="${word('lessons.done')}" data-at="${word('lessons.at')}"></script>
  </head>
  <body>
    <header>
      <a href="./">${escape(wordIn(lang, 'page.title'))}</a>
      ${other.map((each) => `<a lang="${TAGS[each]}" href="./${folderOf(each)}">${nameOf(each)}</a>`).join('\n      ')}
    </header>
    <main>
      <h1>${word('lessons.title')}</h1>
      <p>${word('lessons.about')}</p>
      <ol>
      ${cards.join('\n      ')}
      </ol>
    </main>
  </body>
</html>
`;
}

/** A row of bars each: as high as the number is large, of the colour of its sign. */
function drawing({ inputs, rows }: Picture): string {
  const [width, height, left, below] = [240, 112, 34, 18];
  const room = (height - below) / rows.length;
  const wide = (width - left) / inputs.length;
  const most = Math.max(...rows.flatMap(({ values }) => values.map(Math.abs)));
  const bar = (value: number, k: number, foot: number): string => {
    const high = ((room - 10) * Math.abs(value)) / most;
    const place = `x="${(left + k * wide + 1).toFixed(1)}" y="${(foot - high).toFixed(1)}"`;
    return `<rect class="${value < 0 ? 'negative' : 'positive'}" ${place} width="${(wide - 2).toFixed(1)}" height="${high.toFixed(1)}"/>`;
  };
  const row = ({ label, values }: Picture['rows'][number], nth: number): string => {
    const foot = (nth + 1) * room;
    const line = `<path d="M${left} ${foot.toFixed(1)}H${width}"/>`;
    return `<text x="4" y="${(foot - 3).toFixed(1)}" class="label">${escape(label)}</text>${line}${values.map((value, k) => bar(value, k, foot)).join('')}`;
  };
  const letter = (text: string, k: number): string =>
    `<text x="${(left + (k + 0.5) * wide).toFixed(1)}" y="${height - 4}" text-anchor="middle">${escape(text)}</text>`;
  // In units of the picture; they are told only where each has its place.
  const long = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? 11 : 6.5), 0);
  const letters = inputs.every((text) => long(text) <= wide) ? inputs.map(letter).join('') : '';
  return `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${rows.map(row).join('')}${letters}</svg>`;
}

/** A text of the locale, of what everybody sees or of what no script says. */
function wordIn(lang: Lang, key: string): string {
  const [area, name] = key.split('.') as [string, string];
  const tables = [`locales/${lang}.json`, `locales/start/${lang}.json`].map(
    (file) => JSON.parse(text(file)) as Record<string, Record<string, string>>,
  );
  return tables.find((table) => table[area])![area]![name]!;
}

/** No text in it ends the script that it stands in. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
