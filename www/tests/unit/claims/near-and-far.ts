// What the lesson “near-and-far” claims of many networks, or of many sequences.
import { after, percent, type Experiment } from './experiment.ts';

export default {
  far: () => {
    const [en, zh] = [far('en', 4), far('zh', 2)];
    return {
      en: [en.starts, en.updates, en.best, en.stories],
      zh: [zh.starts, zh.updates, zh.stories, zh.best],
    };
  },
} satisfies Record<string, Experiment>;

/** Of these starts of a plain RNN that is to remember a country, how many answers of the best one are right, after so many updates. */
function far(
  language: 'en' | 'zh',
  distance: number,
): { starts: string; updates: string; stories: string; best: string } {
  const [starts, updates, stories] = [5, 1000, 2000];
  const taskOptions = { language, story: 'language', distance };
  const right = Array.from({ length: starts }, (_, k) =>
    after(
      { task: 'sentences', taskOptions, cell: 'rnn', hidden: 6, seed: k + 1 },
      updates,
      ({ trainer }) => trainer.evaluate(stories).accuracy,
    ),
  );
  const [all, of] = [updates, stories].map((count) => count.toLocaleString('en')) as [string, string];
  return { starts: `${starts}`, updates: all, stories: of, best: percent(Math.max(...right)) };
}
