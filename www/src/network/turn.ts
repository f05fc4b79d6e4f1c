// The word that decides how a story of the task `sentences` ends; and where a second one turns the answer, what becomes of what
// the belt held: whether it is forgotten or written over.
import type { Carrier } from '../engine/protocol.ts';
import { strength } from './carriers.ts';
import { storyOf } from './story.ts';
import type { Trace } from './trace.ts';
import { gatesOf, passedBy } from './vanish.ts';

/** Of each language and story the words that decide: those of one answer together. As the core has them, tests say. */
const WORDS: Record<string, Record<string, string>> = {
  en: {
    sky: 'clouds stars kites|whales corals sharks|wolves squirrels mushrooms|novels atlases journals',
    language: 'France|Spain|Italy|Japan|Greece|Poland',
    pronoun: 'Alice Mary Emma Anna|Bob Tom Jack Peter',
  },
  zh: {
    sky: '云朵 星星 风筝|鲸鱼 珊瑚 章鱼|松鼠 蘑菇 小鹿|小说 词典 诗集',
    language: '法国|德国|日本|泰国|希腊|西班牙',
    pronoun: '妈妈 奶奶 姐姐 姑姑|爸爸 爷爷 哥哥 叔叔',
  },
};

/** A word that decides; words of one group have the same answer. */
export interface Deciding {
  word: string;
  group: number;
}

/** All that may come in such a story; none of another task. */
export function decidingWords({ frame }: Trace): Deciding[] {
  const { task, taskOptions } = frame.schema.config;
  if (task !== 'sentences') return []; // a sequence that came without a task has no options either
  const { language, story } = taskOptions as Record<string, string>;
  const groups = WORDS[language!]?.[story!] ?? '';
  return groups.split('|').flatMap((words, group) =>
    words
      .split(' ')
      .filter((word) => word)
      .map((word) => ({ word, group })),
  );
}

/** Those that come in this one, in order, each with the step at which it has been read. Only the last still counts. */
export function decidingIn(trace: Trace): (Deciding & { step: number })[] {
  const symbols = storyOf(trace);
  // Read by characters a word goes over several steps.
  const text = symbols.join('\n');
  const written = symbols.some((symbol) => [...symbol].length > 1) ? (word: string) => word : spelt;
  return decidingWords(trace)
    .flatMap(({ word, group }) => {
      const at = `\n${text}\n`.indexOf(`\n${written(word)}\n`);
      const step = at < 0 ? 0 : text.slice(0, at + written(word).length).split('\n').length;
      return step ? [{ word, group, step }] : [];
    })
    .toSorted((a, b) => a.step - b.step);
}

function spelt(word: string): string {
  return [...word].join('\n');
}

/** The word with which the answer becomes another, if there is such a one. */
export function turnIn(trace: Trace): (Deciding & { step: number }) | undefined {
  const [first, last] = [decidingIn(trace)[0], decidingIn(trace).at(-1)];
  return first && last && first.group !== last.group ? last : undefined;
}

/** What becomes in one lane of what it held when another word came. */
export interface Lot {
  /** What it held before, and how much of that the gates of the belt leave, and what is written, at this step. */
  before: number;
  share: number;
  written: number;
  /** The same from this step to that of the answer. */
  kept: number;
  since: number;
  /** `forgotten`: next to nothing of it is left; `over`: most is, and what was written has turned its sign; `added`: it has not. */
  verdict: 'forgotten' | 'over' | 'added' | undefined;
}

/** Less than this is next to nothing: of a share, and of what a lane holds. */
const LITTLE = 0.1;
/** No less is most of it. */
const MOST = 0.5;

/** Of the state `rides`, whose gates pass it on unit by unit; none where a matrix does. Lanes are counted from 0. */
export function lotOf(trace: Trace, rides: string, step: number, lane: number): Lot | undefined {
  const gates = gatesOf(trace.wiring, rides);
  const { lastAsked } = trace;
  if (!gates?.some((factors) => factors.length) || lastAsked < step) return undefined;
  const before = trace.value(rides, step - 1)[lane]!;
  const passed = Array.from({ length: lastAsked - step + 1 }, (_, k) => passedBy(gates, trace, step + k)[lane]!);
  const share = passed[0]!;
  const kept = passed.reduce((all, each) => all * each, 1);
  const [now, end] = [step, lastAsked].map((at) => trace.value(rides, at)[lane]!) as [number, number];
  const most = kept >= MOST ? (before * end < 0 ? 'over' : 'added') : undefined;
  const verdict = Math.abs(before) < LITTLE ? undefined : kept < LITTLE ? 'forgotten' : most;
  return { before, share, written: now - share * before, kept, since: end - kept * before, verdict };
}

/** Of this state the unit that goes most closely with it; none of no units. */
export function closestOf(units: readonly Carrier[], state: string): number | undefined {
  return units.filter(({ name }) => name === state).toSorted((a, b) => strength(b) - strength(a))[0]?.unit;
}
