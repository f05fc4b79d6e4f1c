// The page's first script: small, no module, and run before anything is drawn. So the first words have the reader's language
// and colours; and where the page does not start, they say why: index.html has words for each state of `data-start`.
import { isRecorded } from './session/first.ts';
import { LANGS, TAGS } from './session/languages.ts';
import { recall } from './session/link.ts';
import { PATIENCE, preferredLang, preferredTheme } from './words/reader.ts';

type Start = 'loading' | 'late' | 'file' | 'sandbox' | 'script';

const root = document.documentElement;
const start = recall();
const { lang = preferredLang(), theme = preferredTheme() } = start;
root.lang = TAGS[lang];
root.style.colorScheme = theme;
hide(LANGS.filter((each) => each !== lang).map((each) => TAGS[each]));
show('loading');

// Fetched beside the scripts that will ask for them; where they lie stands on this script (vite-load.ts): its words, and the
// core where nothing can be seen without it.
const { core, [lang]: words } = document.currentScript?.dataset ?? {};
for (const href of [words, ...(isRecorded(start) ? [] : (core?.split(' ') ?? []))]) if (href) fetchEarly(href);

setTimeout(() => {
  if (root.dataset['start'] === 'loading') show('late');
}, PATIENCE);
// Captured: the error of a script that does not arrive goes no further than its element.
addEventListener('error', ({ target }) => starting() && !(target instanceof HTMLLinkElement) && show(reason()), true);

/** The words of index.html in other languages than the reader's; their place is not parsed yet, so it takes a rule. */
function hide(tags: readonly string[]): void {
  const rule = new CSSStyleSheet();
  rule.insertRule(`:root[data-start] lstm-page :is(${tags.map((tag) => `[lang='${tag}']`).join()}) { display: none }`);
  document.adoptedStyleSheets.push(rule);
}

function fetchEarly(href: string): void {
  const kind = href.endsWith('.js') ? { rel: 'modulepreload' } : { rel: 'preload', as: 'fetch', crossOrigin: '' };
  document.head.append(Object.assign(document.createElement('link'), kind, { href }));
}

function show(start: Start): void {
  root.dataset['start'] = start;
}

/** The main script takes the mark away (main.ts). */
function starting(): boolean {
  return 'start' in root.dataset;
}

/** A module needs an origin: a file has none, nor has a sandbox, unless the server says that everybody may read it. */
function reason(): Start {
  if (!document.querySelector('[type=module][src]')) return 'script'; // the page carries it
  if (location.protocol === 'file:') return 'file';
  return origin === 'null' ? 'sandbox' : 'script';
}
