// The sentences of a lesson, with the numbers of the network shown in them.
import { precise } from '../network/format.ts';
import { valueOf, type Shown } from './expression.ts';
import type { Span } from './lesson.ts';

/** Says a share of a hundred as the language does. */
type Percent = (share: number) => string;

/** A number as a sentence has it; what the network has not said yet is a blank. */
export function written(
  { number, as }: Extract<Span, { number: string }>,
  shown: Shown | undefined,
  percent: Percent,
): string {
  const value = shown && valueOf(number, shown);
  if (value === undefined) return '…';
  if (as === '%') return percent(value);
  if (as === 'n') return String(Math.round(value)).replace('-', '−');
  return precise(value, as === undefined ? 3 : Number(as));
}

export function plainOf(spans: readonly Span[], shown: Shown | undefined, percent: Percent): string {
  return spans
    .map((span) => (typeof span === 'string' ? span : 'strong' in span ? span.strong : written(span, shown, percent)))
    .join('');
}
