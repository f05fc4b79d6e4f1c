// The script of embed.html: gives the figure in the frame what the address asks for, and speaks with the page around it. It is
// no module and waits for nothing: so the height is told before anything has come, and what does not come is told too.
import { TAGS } from '../session/languages.ts';
import { preferredLang } from '../words/reader.ts';
import { asked } from './asked.ts';
import { heightOf } from './height.ts';
import type { LstmConveyor } from './lstm-conveyor.ts';
import { enveloped, heed, isForUs, report, SPEAKER, type Said } from './messages.ts';

/** The same figure in one file, which needs neither a server nor its leave. */
const SINGLE = 'lstm-figure.html';
/** So long it has to say that it is there, in milliseconds. */
const PATIENCE_WITH_FILE = 4000;
/** So long the height must have been the same before it is told. */
const REST = 100;
/** So long a page has to give it the height that it asks for. */
const PATIENCE_WITH_PAGE = 1000;
/** Less is no figure but one that is hidden, or not there yet. */
const LEAST = 120;

const root = document.documentElement;
const figure = document.querySelector('lstm-conveyor')!;
const { attributes, name, parent: host } = asked(new URL(location.href));
for (const [key, text] of attributes) figure.setAttribute(key, text);
// Also those that a copy of the file has written into it (copy.ts).
root.lang = TAGS[(figure.getAttribute('lang') ?? preferredLang()) as keyof typeof TAGS];
dress(figure.getAttribute('theme') ?? 'light');
figure.querySelector('a')!.hash = location.hash;
show('loading');
if (parent !== window) {
  converse();
  addEventListener('resize', fit);
}
// Where its own script runs, the figure says why it cannot start; where that does not, it is said here.
figure.addEventListener('lstm-error', (event) => {
  if ((event as CustomEvent<{ code: string }>).detail.code === 'missing') giveUp();
  else show(undefined);
});
// Captured: the error of a script that does not arrive goes no further than its element.
addEventListener('error', ({ target }) => target instanceof HTMLScriptElement && fallBack(), true);

/** Nothing but the figure, on a ground as light as it is. */
function dress(theme: string): void {
  const style = new CSSStyleSheet();
  const others = Object.values(TAGS).filter((tag) => tag !== root.lang);
  style.replaceSync(`
    :root { color-scheme: ${theme === 'auto' ? 'light dark' : theme}; font: 16px/1.5 sans-serif; }
    body { margin: 0; }
    lstm-conveyor { display: block; }
    ${parent === window ? '' : ':root { overflow: hidden; } lstm-conveyor { --lstm-max-width: none; }'}
    :is(${others.map((tag) => `[lang='${tag}']`).join()}) { display: none; }`);
  document.adoptedStyleSheets = [style];
}

/** One of the sentences that embed.html has for what may be, or none. */
function show(when: 'loading' | 'failed' | undefined): void {
  for (const each of figure.querySelectorAll<HTMLElement>('[data-when]')) each.hidden = each.dataset['when'] !== when;
}

function converse(): void {
  const send = (message: unknown): void => parent.postMessage(message, host || '*');
  const say = (said: Said): void => send(enveloped(name, said));
  // Each of the hosts there are listens to one of these.
  const tell = told((height) => {
    say({ type: 'height', height });
    send({ subject: 'lti.frameResize', height });
    send(JSON.stringify({ src: location.href, context: 'iframe.resize', height }));
  });
  if (innerWidth) tell(heightOf((key) => figure.getAttribute(key), innerWidth));
  void customElements.whenDefined('lstm-conveyor').then(() => {
    let rest: ReturnType<typeof setTimeout> | undefined;
    new ResizeObserver(() => {
      clearTimeout(rest);
      rest = setTimeout(() => {
        tell(figure.offsetHeight);
        setTimeout(fit, PATIENCE_WITH_PAGE);
      }, REST);
    }).observe(figure);
  });
  report(figure, say);
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== parent || (host && origin !== host) || !isForUs(data)) return;
    void customElements
      .whenDefined('lstm-conveyor')
      .then(() => heed(figure as LstmConveyor, data))
      .then((answer) => answer && say(answer));
  });
  // In slides these are meant for them, unless something in the figure was.
  document.addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (!defaultPrevented && ['PageUp', 'PageDown', 'Escape'].includes(key)) say({ type: 'key', key });
  });
}

/** Where a page has no ear for it the frame may be too low: then what is below can be scrolled to. */
function fit(): void {
  root.style.overflowY = figure.offsetHeight > innerHeight ? 'auto' : '';
}

/** Tells a height once, and none that cannot be one. */
function told(tell: (height: number) => void): (height: number) => void {
  let last = 0;
  return (height) => {
    const whole = Math.ceil(height);
    if (whole < LEAST || whole === last) return;
    tell((last = whole));
  };
}

/**
 * The module has not come: a frame without an origin may not have it unless its server says so, and a file has no server. The
 * figure in one file needs neither; whether it is there is known when it speaks.
 */
function fallBack(): void {
  const single = Object.assign(new URL(SINGLE, location.href), { search: location.search, hash: location.hash });
  const probe = Object.assign(document.createElement('iframe'), { src: single.href, height: '0', ariaHidden: 'true' });
  probe.tabIndex = -1;
  addEventListener('message', ({ source, data }) => {
    const { source: speaker } = Object(data) as { source?: unknown };
    if (source === probe.contentWindow && speaker === SPEAKER) location.replace(single);
  });
  setTimeout(() => {
    probe.remove();
    giveUp();
  }, PATIENCE_WITH_FILE);
  document.body.append(probe);
}

function giveUp(): void {
  show('failed');
  const link = figure.querySelector('a')!;
  link.textContent = link.href;
}
