// What a thing on the page is, and what it did here: found from the marks that it carries anyway.
import { reading } from '../network/reading.ts';
import type { Session } from '../session/session.ts';
import type { Surroundings } from '../words/ambient.ts';
import { Namer } from './number.ts';
import { toldAll } from './told.ts';
import { captionOf } from './words.ts';

export interface Explained {
  name: string;
  /** One or two sentences. */
  text: unknown;
}

/** Marks by which a thing is known, the first that it has. */
const MARKS = ['explain', 'do', 'guide', 'figure', 'tool', 'opens'] as const;

/** Whether there may be something to say about an element, which then `explain` knows. */
export function isExplained(element: Element): boolean {
  const { dataset } = element as HTMLElement;
  return (
    !!dataset &&
    (dataset['address'] !== undefined || dataset['beat'] !== undefined || keyOf(element as HTMLElement) !== '')
  );
}

/** Call it when the words of the area 'explain' are loaded, and those of a tool to be explained. */
export function explain(element: Element, session: Session, { words, notation }: Surroundings): Explained | undefined {
  const { view, moment } = session;
  const { address, unit, step, beat } = (element as HTMLElement).dataset;
  if (!view) return undefined;
  if (address !== undefined) {
    const spot = { address, unit: Number(unit), step: Number(step) };
    const name = new Namer(view, words, notation, false).what(address);
    const sentences = reading(view.formulas, spot, notation);
    return { name, text: toldAll(sentences, words) };
  }
  const name = nameOf(element);
  if (beat !== undefined) {
    const index = view.score[moment.direction].indexOf(beat);
    const { moved: _, ...at } = moment;
    return index < 0
      ? undefined
      : { name, text: captionOf(view, { ...at, beat, index }, words, notation, session.unit).shown };
  }
  const key = keyOf(element as HTMLElement);
  const found = [`explain.${key}`, `${key}.about`, `help.${key}`].find((each) => words.has(each));
  return found ? { name: words.named(`explain.${key}-name`, name), text: words.t(found) } : undefined;
}

/** The tool that an element opens, or the part of one: its words may have to be fetched. */
export function toolOf(element: Element): string | undefined {
  const { tool, opens } = (element as HTMLElement).dataset;
  return tool ?? opens;
}

function keyOf(element: HTMLElement): string {
  const mark = MARKS.map((each) => element.dataset[each]).find(Boolean);
  return mark ?? ((element as Partial<HTMLInputElement>).name || element.id);
}

/** As a screen reader calls it; a menu without all that can be chosen. */
function nameOf(element: Element): string {
  const { labels } = element as HTMLInputElement;
  const named = element.getAttribute('aria-label') ?? (labels?.[0] ? textOf(labels[0]) : textOf(element));
  return named.replace(/\s+/g, ' ').trim();
}

function textOf(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const menu of copy.querySelectorAll('select')) menu.remove();
  return copy.textContent ?? '';
}
