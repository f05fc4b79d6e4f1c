// What happens at a moment, in words: the name of a beat, its caption, and both as one sentence for those who listen.
import { html } from 'lit';
import type { Words } from '../locale.ts';
import { plain, symbolOf } from '../scene/name.ts';
import { symbolOfFormula } from '../scene/oldformula.ts';
import type { Symbol } from '../scene/symbol.ts';
import type { Moment } from '../scene/timeline.ts';
import type { View } from '../scene/view.ts';
import { inline } from './runs.ts';

/** In a sentence, and typeset. */
export interface Said {
  text: string;
  shown: unknown;
}

/** How a beat is called: the belt's have words, else it is the fields computed in it. */
export function nameOf({ drawn }: View, beat: string, { t }: Words): Said {
  if (drawn.kind === 'belt') return { text: t(`beat.${beat}`), shown: t(`beat.${beat}`) };
  const names = beat.split(' ');
  return {
    text: names.map((name) => drawn.text(name)).join(' '),
    shown: names.map((name) => html`${inline(symbolOf(name, drawn.layered))} `),
  };
}

/** What happens in a beat. Of fields the schema says it: what each is made of, or where its gradient comes from. */
export function captionOf({ drawn }: View, moment: Moment, { t }: Words): Said {
  if (drawn.kind === 'belt') return { text: t(`caption.${moment.beat}`), shown: t(`caption.${moment.beat}`) };
  const { direction } = moment;
  const named = (name: string): string => (direction === 'forward' ? name : `d_${name}`);
  // The sentence as texts and symbols in turn.
  const list: (string | Symbol)[] = [];
  const symbol = (name: string): Symbol => symbolOf(named(name), drawn.layered);
  const enumerate = (names: string[]): void =>
    names.forEach((name, k) => list.push(...(k ? [', '] : []), symbol(name)));
  for (const name of moment.beat.split(' ')) {
    const { formula } = drawn.field(name);
    if (direction === 'forward') {
      if (formula)
        list.push(
          ...(list.length ? ['; '] : []),
          symbol(name),
          ' = ',
          symbolOfFormula(formula, drawn.trace, drawn.layered),
        );
      continue;
    }
    const { now, later, loss } = drawn.sources(name, moment);
    if (!now.length && !later.length && !loss) continue;
    list.push(...(list.length ? ['; '] : []), symbol(name), ' ← ');
    if (loss) list.push(t('fields.loss'));
    if (loss && now.length) list.push(', ');
    enumerate(now);
    if (!later.length) continue;
    if (loss || now.length) list.push(', ');
    const [before, after] = t('fields.next').split('{list}') as [string, string];
    list.push(before);
    enumerate(later);
    list.push(after);
  }
  const [before, after = ''] = t(`fields.${direction}${list.length ? '' : '-none'}`).split('{list}') as string[];
  const all = [before!, ...list, after];
  return {
    text: all.map((each) => (typeof each === 'string' ? each : plain(each))).join(''),
    shown: all.map((each) => (typeof each === 'string' ? each : inline(each))),
  };
}

export function placeOf({ trace }: View, { step }: Moment, { t }: Words): string {
  return t('transport.step-of', { step, steps: trace.steps });
}

/** The moment as one would tell it. */
export function spoken(view: View, moment: Moment, words: Words): string {
  const place = `${words.t(`transport.${moment.direction}`)}, ${placeOf(view, moment, words)}`;
  return `${place}: ${nameOf(view, moment.beat, words).text}. ${captionOf(view, moment, words).text}`;
}
