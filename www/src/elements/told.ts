// A sentence about a number, with letters set in their places.
import { html, type TemplateResult } from 'lit';
import type { Gap, Sentence } from '../network/reading.ts';
import type { Words } from '../words/locale.ts';
import { inline } from './runs.ts';

export function told({ keys, values }: Sentence, { t, has, sentence }: Words): TemplateResult {
  const set = (gap: Gap): unknown => {
    if (typeof gap !== 'object') return gap;
    if (!('letters' in gap))
      return gap.map((each, k) => [k ? t(k < gap.length - 1 ? 'list.between' : 'list.and') : '', set(each)]);
    const letters = inline(gap.letters);
    return gap.value === undefined ? letters : sentence<unknown>('list.valued', { of: letters, value: gap.value });
  };
  return html`${sentence(keys.find(has) ?? keys.at(-1)!, (gap) => (gap in values ? set(values[gap]!) : undefined))}`;
}

/** Sentences one after the other, set apart as the language does it; nothing where there is none. */
export function toldAll(sentences: readonly Sentence[], words: Words): TemplateResult | undefined {
  const all = sentences.map((each) => told(each, words));
  return all.length
    ? all.reduce((first, next) => html`${words.sentence<TemplateResult>('list.then', { first, next })}`)
    : undefined;
}
