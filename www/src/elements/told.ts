// A sentence about a number, with letters set in their places.
import { html, type TemplateResult } from 'lit';
import type { Letters } from '../network/notation.ts';
import type { Gap, Sentence } from '../network/reading.ts';
import type { Words } from '../words/locale.ts';
import { inline } from './runs.ts';

/** Marks stand for them while the language puts it together. */
export function told({ keys, values }: Sentence, { t, has }: Words): TemplateResult {
  const set: Letters[] = [];
  const filled = (gap: Gap): string | number => {
    if (typeof gap !== 'object') return gap;
    if (!('letters' in gap)) return gap.map(filled).join(t('list.between'));
    return `\0${set.push(gap.letters) - 1}\0`;
  };
  const gaps = Object.fromEntries(Object.entries(values).map(([name, gap]) => [name, filled(gap)]));
  const parts = t(keys.find(has) ?? keys.at(-1)!, gaps).split('\0');
  return html`${parts.map((part, k) => (k % 2 ? inline(set[Number(part)]!) : part))}`;
}
