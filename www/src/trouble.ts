// What went wrong, in the reader's words. The core says code, key, value and the code's parts; the sentence is the locale's.
import type { Choices, EngineError, Part } from './engine/protocol.ts';
import { formatNumber, has, t } from './locale.ts';
import { optionOf } from './settings.ts';

/** With `choices`, a limit of the page's own that is narrower than the core's is the one that is told. */
export function wordsOf({ code, key = '', value = '', parts, message }: EngineError, choices?: Choices): string {
  const words = `error.${code}`;
  if (!has(words)) return message;
  const limit = (choices && optionOf(choices, key)?.max) ?? Infinity;
  const said = Object.entries(parts).map(([name, part]) => {
    const seen = name === 'max' && typeof part === 'number' ? Math.min(part, limit) : part;
    return [name, code === 'type' ? worded('kind', String(seen)) : wordOf(seen, key)];
  });
  return t(words, { ...Object.fromEntries(said), key: worded('option', key), value: worded('received', value) });
}

function wordOf(part: Part, key: string): string {
  if (typeof part === 'string') return part;
  // All digits: a limit that is rounded is none.
  if (typeof part === 'number') return formatNumber(part, { maximumSignificantDigits: 17 });
  if (part.length === 0) return t('list.none');
  if (shape(part)) return part.join(' × ');
  return part.map((name) => worded(key, name, worded('option', name))).join(t('list.between'));
}

function shape(part: string[] | number[]): part is number[] {
  return typeof part[0] === 'number';
}

/** The words for a name of the core's, or the name itself if it has none. */
function worded(area: string, name: string, otherwise = name): string {
  return has(`${area}.${name}`) ? t(`${area}.${name}`) : otherwise;
}
