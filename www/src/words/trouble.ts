// What went wrong, in the reader's words. The core says code, key, value and the code's parts; the sentence is the locale's.
import type { Choices, EngineError, Part } from '../engine/protocol.ts';
import { optionOf } from '../session/settings.ts';
import type { Words } from './locale.ts';

/** What refuses a word that was typed says beside each name how that is typed. */
const SPELT = ['unknown-key', 'choice'];
/** The names that these tell are those of settings; others may be called alike, as a function is. */
const SETTINGS = ['unknown-key', 'missing-key'];

/** Where no such sign may stand, a time step may be meant: h(t-1). */
const BRACKETS = ['(', '['];

/** With `choices`, a limit of the page's own that is narrower than the core's is the one that is told. */
export function wordsOf(error: EngineError, words: Words, choices?: Choices): string {
  const { beside } = error;
  const { t } = words;
  if (!beside) return told(error, words, choices, t('refused.stays'), t('refused.rest'));
  const all = [error, ...beside].map((each) => told(each, words, choices, '', ''));
  return all.reduce((first, next) => t('list.then', { first, next })) + t('refused.rest');
}

/** `stays`: that the network is as it was, `rest`: that the rest of a link is used, where either is to be said. */
function told(
  { code, key = '', value = '', parts, message }: EngineError,
  words: Words,
  choices: Choices | undefined,
  stays: string,
  rest: string,
): string {
  const { t, has, named, variant } = words;
  if (!has(`error.${code}`)) return message;
  const limit = (choices && optionOf(choices, key)?.max) ?? Infinity;
  const filled = Object.entries(parts).map(([name, part]) => {
    const seen = name === 'max' && typeof part === 'number' ? Math.min(part, limit) : part;
    if (code === 'type') return [name, named(`kind.${seen}`, String(seen))];
    return [name, wordOf(seen, key, words, code)];
  });
  const received = named(`received.${value}`, value);
  const text = variant(`error.${code}`, (fact) => fact === 'index' && BRACKETS.includes(value));
  return t(text, { ...Object.fromEntries(filled), stays, rest, key: named(`option.${key}`, key), value: received });
}

function wordOf(part: Part, key: string, { t, named, number }: Words, code: string): string {
  if (typeof part === 'string') return part;
  // All digits: a limit that is rounded is none.
  if (typeof part === 'number') return number(part, { maximumSignificantDigits: 17 });
  if (part.length === 0) return t('list.none');
  if (shape(part)) return part.join(' × ');
  const called = (name: string): string => {
    const word = named(`${key}.${name}`, SETTINGS.includes(code) ? named(`option.${name}`, name) : name);
    return SPELT.includes(code) && word !== name ? t('list.spelt', { word, name }) : word;
  };
  return part.map(called).join(t('list.between'));
}

function shape(part: string[] | number[]): part is number[] {
  return typeof part[0] === 'number';
}
