// What went wrong, in the reader's words. The core says code, key, value and range; the sentence is the locale's.
import type { Choices, EngineError } from './engine/protocol.ts';
import { formatNumber, has, t } from './locale.ts';
import { optionOf } from './settings.ts';

export function wordsOf(error: EngineError, choices?: Choices): string {
  const key = error.key ?? '';
  const name = has(`option.${key}`) ? t(`option.${key}`) : key;
  const option = choices && optionOf(choices, key);
  const { code, value = '', legal = '' } = error;
  // A number outside of its own range; one inside of it has met another rule, which the core tells.
  const number = value.trim() === '' ? NaN : Number(value);
  const inside = option?.max !== undefined && number >= option.min! && number <= option.max;
  const misses = !inside || (option?.integer && !Number.isInteger(number));
  if (option?.max !== undefined && misses && ['range', 'not-finite', 'type'].includes(code)) {
    const [min, max] = [formatNumber(option.min!), formatNumber(option.max)];
    return t(option.integer ? 'error.whole-number' : 'error.number', { key: name, value, min, max });
  }
  const words = `error.${code}`;
  return has(words) ? t(words, { key: name, value: phrase(value), legal: phrase(legal) }) : error.message;
}

/**
 * What the core puts into words itself, in the reader's: the locale knows each phrase by its English, with # for what
 * differs, which is quoted or a number.
 */
function phrase(english: string): string {
  const gaps: string[] = [];
  const known = english.replace(/"[^]*"|[-+]?(?:\d[\w.+-]*|\b(?:nan|inf(?:inity)?)\b)/gi, (gap) => {
    gaps.push(gap);
    return '#';
  });
  const key = `phrase.${known}`;
  return has(key) ? t(key, Object.fromEntries(gaps.map((gap, k) => [k + 1, gap]))) : english;
}
