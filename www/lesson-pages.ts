// The pages of the lessons: each lesson, a worksheet of it, and their contents. A lesson is the page itself, with the lesson as data in
// its document; without scripts its text is there, with the numbers that the core said when the site was built.
import type { Made, Picture, Told } from './lessons.ts';
import { inLanguage, LANGS, nameOf, TAGS, type Lang } from './src/session/languages.ts';
import { at, headOf } from './vite-address.ts';
import { escape, wordIn } from './vite-words.ts';

/** Where the pages of a language lie, from the page on; and the way back from a page there. */
export const folderOf = (lang: Lang): string => (lang === 'en' ? 'learn/' : `${lang}/learn/`);
const backFrom = (folder: string): string => '../'.repeat(folder.split('/').length - 1);

/** All files, by where they lie. `style` is that of the pages without scripts, `scripts` those that a lesson needs besides the page's. */
export function pages(made: readonly Made[], page: string, style: string, scripts: string[] = []): Map<string, string> {
  const files = new Map<string, string>();
  for (const lang of LANGS) {
    const own = made.filter((each) => each.lang === lang);
    files.set(`${folderOf(lang)}index.html`, contents(own, page, style, lang));
    for (const [k, each] of own.entries()) {
      const folder = `${folderOf(lang)}${each.lesson.name}/`;
      files.set(`${folder}index.html`, lessonPage(each, own[k + 1], made, page, scripts));
      files.set(`${folder}worksheet.html`, worksheet(each, page, style));
    }
  }
  return files;
}

function lessonPage(
  { lang, lesson, told }: Made,
  next: Made | undefined,
  made: readonly Made[],
  page: string,
  scripts: string[],
): string {
  const folder = `${folderOf(lang)}${lesson.name}/`;
  const title = `${lesson.title} · ${wordIn(lang, 'page.title')}`;
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
    ...others.map((each) => alternate(each.lang, `${folderOf(each.lang)}${lesson.name}/`)),
    next
      ? `<link rel="next" href="./${folderOf(lang)}${next.lesson.name}/" title="${escape(next.lesson.title)}" />`
      : `<link rel="next" href="./${folderOf(lang)}" />`,
    ...headOf(folder, title, lesson.question),
    ...scripts.map((file) => `<link rel="modulepreload" href="./${file}" fetchpriority="low" />`),
    `<script type="application/ld+json">${json(about)}</script>`,
  ];
  return page
    .replace(/<html lang="[^"]*"/, `<html lang="${TAGS[lang]}" data-lang="${lang}"`)
    .replace('<meta charset="utf-8" />', `$&\n    <base href="${backFrom(folder)}" />`)
    .replace(/<title>[^<]*<\/title>/, `<title>${escape(title)}</title>`)
    .replace(/(<meta name="description" content=")[^"]*"/, `$1${escape(lesson.question)}"`)
    .replace('</head>', `${head.join('\n    ')}\n  </head>`)
    .replace(
      '</lstm-page>',
      `$&
    <article class="lesson">
<h1>${escape(lesson.title)}</h1>
<p>${escape(lesson.question)}</p>
${scenes(told, 2)}
    </article>
    <script type="application/json" id="lesson">${json(lesson)}</script>`,
    );
}

const alternate = (lang: Lang, path: string): string =>
  `<link rel="alternate" hreflang="${TAGS[lang]}" href="${at(path)}" />`;

/** All that a lesson says, under headings of a level. */
function scenes(told: Made['told'], level: number): string {
  const said = ({ asks, choices, told }: Told): string[] => [
    ...(asks === undefined ? [] : [paragraph(asks)]),
    ...(choices ? [list(choices)] : []),
    ...told.map(paragraph),
  ];
  return told
    .map(({ title, blocks }) => [`<h${level}>${escape(title)}</h${level}>`, ...blocks.flatMap(said)].join('\n'))
    .join('\n');
}

const paragraph = (text: string): string => `<p>${escape(text)}</p>`;

const list = (texts: string[]): string => `<ul>${texts.map((each) => `<li>${escape(each)}</li>`).join('')}</ul>`;

/** To be printed: what is said before it is asked, room for each guess and for what is seen after a press; the key on a page of its own. */
function worksheet({ lang, lesson, told }: Made, page: string, style: string): string {
  const word = (key: string): string => escape(wordIn(lang, key));
  const blank = '<span class="blank"></span>';
  const asked = (blocks: Told[]): Told[] => blocks.filter(({ asks }) => asks !== undefined);
  const task = ({ asks, between, choices }: Told): string => {
    if (choices) return `${paragraph(asks!)}${list(choices)}`;
    if (between) return `<p>${escape(asks!)} (${between.map(escape).join(' … ')}) ${blank}</p>`;
    return `<p>▶ ${escape(asks!)}: ${word('lessons.see')} ${blank}</p>`;
  };
  const answer = ({ truth, told }: Told): string =>
    `<li>${truth === undefined ? '' : `<b>${escape(truth)}</b> `}${told.map(escape).join(' ')}</li>`;
  const sections = told.map(({ title, blocks }, k) => {
    const before = blocks.filter(({ kind }) => kind === 'text').map(({ told }) => paragraph(told[0]!));
    return `<section><h2>${k + 1} · ${escape(title)}</h2>${before.join('')}${asked(blocks).map(task).join('')}</section>`;
  });
  const keys = told.flatMap(({ title, blocks }, k) => {
    const answers = asked(blocks).map(answer);
    return answers.length > 0 ? [`<h3>${k + 1} · ${escape(title)}</h3><ul>${answers.join('')}</ul>`] : [];
  });
  const folder = `${folderOf(lang)}${lesson.name}/`;
  return plainPage(
    page,
    style,
    lang,
    folder,
    [`<title>${escape(lesson.title)} · ${word('lessons.worksheet')}</title>`],
    `<main class="worksheet">
      <h1>${lesson.number} · ${escape(lesson.title)}</h1>
      <p class="who">${word('lessons.name')} ${blank} ${word('lessons.date')} ${blank}</p>
      <p>${escape(lesson.question)} <a href="./${folder}">${word('lessons.open')}</a></p>
      ${sections.join('\n      ')}
      <section class="key"><h2>${word('lessons.key')}</h2>${keys.join('\n      ')}</section>
    </main>`,
  );
}

function contents(made: readonly Made[], page: string, style: string, lang: Lang): string {
  const word = (key: string): string => escape(wordIn(lang, key));
  const folder = folderOf(lang);
  const [title, about] = [
    `${wordIn(lang, 'lessons.title')} · ${wordIn(lang, 'page.title')}`,
    wordIn(lang, 'lessons.about'),
  ];
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
  const sheets = made.map(
    ({ lesson }) => `<a href="./${folder}${lesson.name}/worksheet.html">${lesson.number} · ${escape(lesson.title)}</a>`,
  );
  const booklet = made.map(
    ({ lesson, told }) => `<article>
      <h2>${lesson.number} · ${escape(lesson.title)}</h2>
      <p>${escape(lesson.question)}</p>
${scenes(told, 3)}
    </article>`,
  );
  return plainPage(
    page,
    style,
    lang,
    folder,
    [
      `<meta name="description" content="${escape(about)}" />`,
      `<title>${escape(title)}</title>`,
      ...LANGS.map((each) => alternate(each, folderOf(each))),
      ...headOf(folder, title, about),
      `<script src="./learn.js" defer data-done="${word('lessons.done')}" data-at="${word('lessons.at')}"></script>`,
    ],
    `<main>
      <h1>${word('lessons.title')}</h1>
      <p>${escape(about)}</p>
      <ol>
      ${cards.join('\n      ')}
      </ol>
      <section class="teachers">
        <h2>${word('lessons.teachers')}</h2>
        <p><a href="./${inLanguage('teaching', lang)}.html">${word('lessons.course')}</a> ${word('lessons.booklet')}</p>
        <p>${word('lessons.worksheets')} ${sheets.join(' ')}</p>
      </section>
    </main>
    <div class="booklet">
    ${booklet.join('\n    ')}
    </div>`,
  );
}

/** A page without the page's elements, in a folder; what it needs of the page is its icon and its letters. */
function plainPage(page: string, style: string, lang: Lang, folder: string, head: string[], body: string): string {
  const [icon] = /<link rel="icon"[^>]*>/.exec(page)!;
  const letters = /<link rel="stylesheet"[^>]*>/.exec(page)?.[0] ?? '';
  const other = LANGS.filter((each) => each !== lang);
  return `<!doctype html>
<html lang="${TAGS[lang]}">
  <head>
    <meta charset="utf-8" />
    <base href="${backFrom(folder)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    ${icon}
    ${head.join('\n    ')}
    ${letters}
    <style>
${style}
    </style>
  </head>
  <body>
    <header>
      <a href="./">${escape(wordIn(lang, 'page.title'))}</a>
      ${other.map((each) => `<a lang="${TAGS[each]}" href="./${folderOf(each)}">${nameOf(each)}</a>`).join('\n      ')}
    </header>
    ${body}
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

/** No text in it ends the script that it stands in. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
