// What the page keeps outside of itself: its state in the address, what is the reader's own in storage.
import { keyFor, KEYS, kindOf, legible, parse, partOf, print, type Part, type State } from './state.ts';

const STORAGE = 'lstm-conveyor.';

/**
 * Makes of the texts of a link those that the next version would have written for the same state: the first of version 1
 * those of version 2. A version comes when a key changes its name or its meaning, or when something that is left out where
 * it is as usual is not as usual any more. Each stays for ever: links are printed. (tests/unit/link.test.ts has some.)
 * `opens`: a page opens with it, and what is left out is as usual; else it is as it is.
 */
type Upgrade = (texts: Map<string, string>, opens: boolean) => void;
const UPGRADES: readonly Upgrade[] = [
  // Version 1 had another first network, untrained. An address that asks for nothing asks for that of today.
  (texts, opens) => {
    const asked = parse(texts);
    const asks = (part: Part): boolean => Object.keys(partOf(asked, part)).length > 0;
    if (!opens || asks('network') || !(['training', 'time', 'spot'] as const).some(asks)) return;
    for (const [key, text] of new URLSearchParams(FIRST_OF_1)) if (!texts.has(key)) texts.set(key, text);
  },
  // Versions 1 and 2 walked an LSTM's step in eight beats, of which two each have become one.
  (texts) => {
    const beat = texts.get('beat') ?? '';
    const merged = (texts.get('cell') ?? 'lstm') === 'lstm' ? BEATS_OF_2[beat] : undefined;
    if (merged) texts.set('beat', merged);
  },
];
const FIRST_OF_1 =
  'task=recall&task-options=delay:10,distractors,marked&cell=lstm&hidden-units=5&batch=4&rate=0.5&clip=1&forget-bias=3&seed=274' +
  '&init=uniform&optimizer=momentum&loss=mean-squared-error&sample=17&unit=1';

const BEATS_OF_2: Record<string, string> = { input: 'write', candidate: 'write', output: 'tell', emit: 'tell' };

/** A link says the version that wrote it, but the first, which wrote none. */
const KEY = 'v';

/** The address is what was asked for; what it leaves open is as it was last time. */
export function recall(): State {
  return { ...stored(), ...written(), ...linked() };
}

/** A document that is written in one language says so: a lesson (vite-lessons.ts). */
function written(): State {
  return parse([['lang', globalThis.document?.documentElement.dataset['lang'] ?? null]]);
}

/** What an address asks for, that of the page if none is given: in the fragment, or as one asks a server. */
export function linked(address?: URL): State {
  return parse(upgraded(texts(address), address === undefined));
}

/** Whether the address was written by a version that was not yet known here. */
export function newer(): boolean {
  return versionOf(texts()) > UPGRADES.length + 1;
}

/**
 * What of an address means nothing here: in its fragment a key that no setting has, anywhere a text that is no value of its key.
 * What one asks a server may be another's, and so is what follows a reader from site to site.
 */
export function unheard(address?: URL): string[] {
  return given(address).flatMap(({ key, text, own }) => {
    const known = key === KEY || KEYS.includes(key);
    const heard = known ? key === KEY || legible(key, text) : !own || FOLLOWS.test(key);
    return heard ? [] : [text ? `${key}=${text}` : key];
  });
}

const FOLLOWS = /^(utm_.*|mc_[ce]id|fbclid|[gd]clid|msclkid|igshid|yclid|twclid|spm)$/;

/** A link of any version as the newest would have written it. */
export function upgraded(texts: Map<string, string>, opens: boolean, upgrades = UPGRADES): Map<string, string> {
  for (const upgrade of upgrades.slice(versionOf(texts) - 1)) upgrade(texts, opens);
  return texts;
}

/** Writes the state into the address. What is the reader's own stands there only if it stood there before: links are shared. */
export function link(state: State, proposed: State): void {
  const { lang, theme } = linked();
  const { lang: ownLang, theme: ownTheme, ...shared } = state;
  const url = addressOf({ ...shared, lang: lang && ownLang, theme: theme && ownTheme }, proposed);
  if (url !== location.href) history.replaceState(history.state, '', url);
}

/** The address of the page in that state. */
export function addressOf(state: State, proposed: State): string {
  const url = new URL(location.href);
  const own = [...url.searchParams.keys()].filter((key) => [KEY, ...KEYS].includes(spelt(key)));
  for (const key of own) url.searchParams.delete(key);
  url.hash = fragmentOf(state, proposed);
  return url.href;
}

/** What stands behind the # of a link to that state. */
export function fragmentOf(state: State, proposed: State): string {
  const version = UPGRADES.length + 1;
  return [...(version > 1 ? [[KEY, String(version)] as const] : []), ...print(state, proposed)]
    .map(([key, text]) => (text ? `${key}=${readable(text)}` : key))
    .join('&');
}

export function remember(wish: State): void {
  try {
    for (const [key, text] of print(partOf(wish, 'ambient'))) localStorage.setItem(STORAGE + key, text);
  } catch {
    // storage can be forbidden; the choice then lasts as long as the page
  }
}

function stored(): State {
  try {
    return partOf(parse(KEYS.map((key) => [key, localStorage.getItem(STORAGE + key)])), 'ambient');
  } catch {
    return {};
  }
}

function texts(address?: URL): Map<string, string> {
  return new Map(given(address).map(({ key, text }) => [key, text]));
}

/** What an address says, as it was before it was copied by hand, or put into a sentence or a page; `own`: in its fragment. */
export function given(address?: URL): { key: string; text: string; own: boolean }[] {
  const { search, hash } = address ?? globalThis.location ?? { search: '', hash: '' }; // a test has none
  return [search, hash.replace(/^#[!/?]*/, '')].flatMap((part, k) => {
    const written = part.includes('=') ? part : part.replace(TWICE, decodeURIComponent);
    const pairs = [...new URLSearchParams(written.replace(ESCAPED, '='))];
    return pairs.map(([key, text], nth) => {
      const meant = spelt(key);
      return { key: meant, text: nth === pairs.length - 1 ? ended(meant, text) : text, own: k === 1 };
    });
  });
}

/** Programs that make pages escape what stands between a key and its text. */
const ESCAPED = /(?<!=[^&]*)%3d/gi;
/** Or all signs, as Hugo does: then there is no key and no text at all. */
const TWICE = /%[2-7][\da-f]/gi;

/** A key in our spelling, without what is left of an & that was written as &amp;. */
function spelt(key: string): string {
  return keyFor(key.replace(/^(amp;)+/, ''));
}

const OPENS: Record<string, string> = {
  ')': '(',
  ']': '[',
  '}': '{',
  '>': '<',
  '）': '（',
  '】': '【',
  '》': '《',
  '」': '「',
};

/** Without what the sentence around a link has left at its end: a bracket that was not opened in it, a full stop. */
function ended(key: string, text: string): string {
  const free = key !== 'weights' && ['options', 'text'].includes(kindOf(key) ?? 'name'); // it may end in any mark
  for (let end = text; ; end = end.slice(0, -1)) {
    const last = end.at(-1) ?? '';
    const opens = OPENS[last];
    const left = opens
      ? end.split(last).length > end.split(opens).length
      : !free && /[.,;:!?'"’”»。，；：！？、]/.test(last);
    if (!left) return end;
  }
}

function versionOf(texts: Map<string, string>): number {
  return Math.max(parseInt(texts.get(KEY) ?? '') || 1, 1);
}

/** Percent-encodes only what would be misread, so that a person can read the rest. */
function readable(text: string): string {
  return encodeURIComponent(text).replace(/%(2C|3A|2F|3D|40|5B|5D)/g, decodeURIComponent);
}
