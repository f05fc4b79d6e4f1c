// What the page keeps outside of itself: its state in the address, what is the reader's own in storage.
import { KEYS, parse, partOf, print, type State } from './state.ts';

const STORAGE = 'lstm-conveyor.';

/** The address is what was asked for; what it leaves open is as it was last time. */
export function recall(): State {
  return { ...stored(), ...linked() };
}

/** What the address asks for: in the fragment, or as one asks a server. */
export function linked(): State {
  const { search, hash } = globalThis.location ?? { search: '', hash: '' }; // a test has none
  return parse([...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1))]);
}

/** Writes the state into the address. What is the reader's own stands there only if it stood there before: links are shared. */
export function link(state: State, proposed: State): void {
  const url = new URL(location.href);
  const { lang, theme } = linked();
  const { lang: ownLang, theme: ownTheme, ...shared } = state;
  for (const key of KEYS) url.searchParams.delete(key);
  url.hash = print({ ...shared, lang: lang && ownLang, theme: theme && ownTheme }, proposed)
    .map(([key, text]) => (text ? `${key}=${readable(text)}` : key))
    .join('&');
  if (url.href !== location.href) history.replaceState(history.state, '', url);
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

/** Encodes what would be read as something else, and leaves a reader the rest. */
function readable(text: string): string {
  return encodeURIComponent(text).replace(/%(2C|3A|2F|5B|5D)/g, decodeURIComponent);
}
