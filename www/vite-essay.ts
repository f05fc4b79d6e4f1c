// Lays texts of docs/ beside the page, in each language, so that a reader finds them where she is: plain HTML with MathML,
// no script.
import { readFileSync } from 'node:fs';
import { Marked, type Tokens } from 'marked';
import temml from 'temml';
import type { Plugin, Rolldown } from 'vite';
import { inLanguage, LANGS, TAGS, type Lang } from './src/session/languages.ts';

interface Essays {
  /** What their files are called, here and in docs/; in a language but English with that of the language behind it. */
  names: string[];
  /** Their look. */
  style: string;
}

export function essays({ names, style }: Essays): Plugin {
  return {
    name: 'essays',
    apply: 'build',
    generateBundle: {
      order: 'post', // the page is there, with the icon
      handler(_, bundle) {
        const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
        const [icon] = /<link rel="icon"[^>]*>/.exec(String((bundle['index.html'] as Rolldown.OutputAsset).source))!;
        this.emitFile({ type: 'asset', fileName: 'essay.css', source: read(style) });
        for (const [name, lang] of names.flatMap((name) => LANGS.map((lang): [string, Lang] => [name, lang]))) {
          const file = inLanguage(name, lang);
          const text = read(`../docs/${file}.md`);
          const { page } = JSON.parse(read(`locales/${lang}.json`)) as { page: { title: string } };
          this.emitFile({
            type: 'asset',
            fileName: `${file}.html`,
            source: `<!doctype html>
<html lang="${TAGS[lang]}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${/^# (.*)$/m.exec(text)![1]!}</title>
    ${icon}
    <link rel="stylesheet" href="./essay.css" />
  </head>
  <body>
    <p><a href="./">${page.title}</a></p>
    ${written.parse(joined(text)) as string}
  </body>
</html>
`,
          });
        }
      },
    },
  };
}

/** Between two Chinese signs the end of a line is no blank. */
const joined = (text: string): string =>
  text.replace(/(?<=[\u3001-\u9fff\uff00-\uffef])\n(?=[\u3001-\u9fff\uff00-\uffef])/g, '');

/** Hosts can forbid the attribute `style`; what temml says by it are niceties. */
const mathml = (tex: string, displayMode: boolean): string =>
  temml.renderToString(tex, { displayMode, throwOnError: true }).replace(/ style="[^"]*"/g, '');

const written = new Marked({
  extensions: [
    {
      name: 'formula',
      level: 'inline',
      start: (text) => text.indexOf('$'),
      tokenizer(text) {
        const [raw, sign, tex] = /^(\$\$?)([^$]+)\1/.exec(text) ?? [];
        return raw === undefined ? undefined : { type: 'formula', raw, text: tex!, block: sign === '$$' };
      },
      renderer: ({ text, block }) => mathml(text as string, block as boolean),
    },
  ],
  renderer: {
    // Of a block only mathematics is set otherwise; the rest is left to the renderer itself.
    code: ({ text, lang }: Tokens.Code) => lang === 'math' && mathml(text, true),
    // The sources are not here.
    link: ({ href, text }: Tokens.Link) => !/^https?:/.test(href) && text.replace(/`([^`]*)`/g, '<code>$1</code>'),
  },
});
