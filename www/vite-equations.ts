// Sets the page's equations at build time, so that the page carries finished HTML and no TeX parser.
//
//   import equations from 'virtual:equations'              name -> HTML (a live number is a `.num.num-NAME` span)
//   import 'katex/dist/katex.min.css'                      the @font-face rules, for the document
//   import rules from 'katex/dist/katex.min.css?inline'    the other rules as a string, for a shadow root
//
// Fonts must be declared in the document, the rules must stand in the shadow root that shows an equation; so the
// one style sheet is parted in two. What no equation uses is left out of both: a third of the style sheet, most fonts.
import katex from 'katex';
import type { Plugin } from 'vite';

const MODULE = 'virtual:equations';

export function equations(table: Record<string, string>): Plugin {
  const html = render(table);
  const used = classes(Object.values(html).join());
  return {
    name: 'equations',
    enforce: 'pre', // before Vite reads the style sheet
    resolveId: (id) => (id === MODULE ? '\0' + MODULE : undefined),
    load: (id) => (id === '\0' + MODULE ? `export default ${JSON.stringify(html)}` : undefined),
    transform(css, id) {
      if (!/katex\.min\.css(\?|$)/.test(id)) return undefined;
      return id.includes('?') ? rules(css, used) : fonts(css);
    },
  };
}

function render(table: Record<string, string>): Record<string, string> {
  const options = {
    output: 'html',
    displayMode: true,
    throwOnError: true, // an equation that is wrong must not reach a reader
    strict: false,
    trust: ({ command }: { command: string }) => command === '\\htmlClass',
  } as const;
  return Object.fromEntries(Object.entries(table).map(([name, tex]) => [name, katex.renderToString(tex, options)]));
}

/** The class names that occur in `html`. */
function classes(html: string): Set<string> {
  return new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names!.split(' ')));
}

/** The rules that `used` classes can match. */
function rules(css: string, used: Set<string>): string {
  const flat = css.replace(/@font-face\{[^}]*\}/g, '');
  return flat.replace(/([^{}]+)\{([^{}]*)\}/g, (_, selectors: string, body: string) => {
    const kept = selectors
      .split(',')
      .filter((one) => [...one.matchAll(/\.([\w-]+)/g)].every(([, name]) => used.has(name!)));
    return kept.length ? `${kept.join()}{${body}}` : '';
  });
}

/** The faces that letters, digits and tall brackets need, as woff2 only: every browser that has wasm SIMD reads it. */
function fonts(css: string): string {
  const faces = css.match(/@font-face\{[^}]*\}/g) ?? [];
  return faces
    .filter((face) => /KaTeX_(Main|Math|Size\d)[;"}]/.test(face) && !/Math.*font-weight:(700|bold)/.test(face))
    .map((face) => face.replace(/src:[^;}]*/, (src) => src.replace(/,url\([^)]*\.(woff|ttf)\)[^,;}]*/g, '')))
    .join('');
}
