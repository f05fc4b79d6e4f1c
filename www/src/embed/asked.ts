// What the address of a frame asks for: attributes of the figure in it, and how the frame speaks with the page around it.
import { LANGS } from '../session/languages.ts';
import { given } from '../session/link.ts';
import { MANNER_KEYS } from './manners.ts';

export interface Asked {
  /** Of <lstm-conveyor>. What is neither a manner nor of the place where it stands is its `state`, which says what of it means nothing. */
  attributes: Map<string, string>;
  /** What the frame calls itself in its messages. */
  name: string;
  /** The only origin that it speaks with; empty: with whatever page it is in. */
  parent: string;
}

/** Of an address in any spelling that a link may have (session/link.ts), in its fragment or as one asks a server. */
export function asked(address: URL): Asked {
  const attributes = new Map([['loading', 'eager']]);
  const own = { name: '', parent: '' };
  const rest = new URLSearchParams();
  for (const { key, text } of given(address)) {
    if (key === 'name' || key === 'parent') own[key] = text;
    else if (isAttribute(key, text)) attributes.set(key, text);
    else rest.append(key, text);
  }
  const state = [attributes.get('state'), rest.toString()].filter(Boolean).join('&');
  if (state) attributes.set('state', state);
  return { attributes, ...own };
}

function isAttribute(key: string, text: string): boolean {
  if (key === 'lang') return (LANGS as readonly string[]).includes(text);
  if (key === 'theme') return ['auto', 'light', 'dark'].includes(text);
  return (MANNER_KEYS as string[]).includes(key);
}
