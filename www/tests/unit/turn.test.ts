// The word that decides a story: the page's list of them held to the stories that the core draws; and what is said of a lane when
// a new subject comes, held to its numbers.
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/network/trace.ts';
import { storyOf } from '../../src/network/story.ts';
import { decidingIn, decidingWords, lotOf, turnIn } from '../../src/network/turn.ts';
import { LANGS } from '../../src/session/languages.ts';
import { samples, trained, traceOf } from './core.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const wanted = (trace: Trace): string => {
  const from = trace.frame.mask.findIndex((mask) => mask > 0) + 1;
  return Array.from({ length: trace.lastAsked - from + 1 }, (_, k) => trace.target(from + k).indexOf(1)).join();
};

const STORIES = LANGS.flatMap((language) =>
  ['sky', 'language', 'pronoun'].flatMap((story) =>
    ['word', 'character'].map((unit) => ({ language, story, unit, distance: 1 })),
  ),
);

describe.each(STORIES)('$story, $language, by $unit', (taskOptions) => {
  it('has the answer of the last word that decides, and each of them is met', () => {
    const first = traceOf({ task: 'sentences', taskOptions, hidden: 2 });
    const [answers, met] = [new Map<number, Set<string>>(), new Set<string>()];
    let turned = 0;
    for (const trace of samples(SEEDS)) {
      const all = decidingIn(trace);
      const [last, turn] = [all.at(-1)!, turnIn(trace)];
      expect([1, taskOptions.story === 'pronoun' ? 2 : 1]).toContain(all.length);
      const read = storyOf(trace).slice(0, last.step).join('');
      expect(read.endsWith(last.word), read).toBe(true);
      answers.set(last.group, (answers.get(last.group) ?? new Set()).add(wanted(trace)));
      met.add(last.word);
      expect(turn).toEqual(all.length === 2 && all[0]!.group !== last.group ? last : undefined);
      turned += turn ? 1 : 0;
    }
    expect([...met].sort()).toEqual(
      decidingWords(first)
        .map(({ word }) => word)
        .sort(),
    );
    expect([...answers.values()].map(({ size }) => size)).toEqual([...answers].map(() => 1));
    expect(new Set([...answers.values()].map(([answer]) => answer)).size).toBe(answers.size);
    expect(turned > 0).toBe(taskOptions.story === 'pronoun');
  });
});

it('no other task has such words', () => {
  expect(decidingWords(traceOf({ task: 'recall' }))).toEqual([]);
  expect(turnIn(traceOf({ task: 'reber' }))).toBeUndefined();
});

describe('what becomes of what a lane held', () => {
  const story = { task: 'sentences', taskOptions: { language: 'en', story: 'pronoun', unit: 'word', distance: 1 } };

  it.each(['lstm', 'gru'])('is what the gates left of it and what was written: %s', (cell) => {
    traceOf({ ...story, cell, hidden: 4 });
    const rides = cell === 'lstm' ? 'c' : 'h';
    const gate = cell === 'lstm' ? 'f' : 'z';
    const told = samples(SEEDS.slice(0, 60)).filter((trace) => turnIn(trace));
    expect(told.length).toBeGreaterThan(5);
    for (const trace of told) {
      const { step } = turnIn(trace)!;
      for (let lane = 0; lane < 4; lane++) {
        const { before, share, written, kept, since, verdict } = lotOf(trace, rides, step, lane)!;
        const at = (name: string, t: number): number => trace.value(name, t)[lane]!;
        expect([before, share]).toEqual([at(rides, step - 1), at(gate, step)]);
        expect(share * before + written).toBeCloseTo(at(rides, step), 6);
        if (cell === 'lstm') expect(written).toBeCloseTo(at('i', step) * at('g', step), 5);
        let product = 1;
        for (let t = step; t <= trace.lastAsked; t++) product *= at(gate, t);
        expect(kept).toBeCloseTo(product, 6);
        expect(kept * before + since).toBeCloseTo(at(rides, trace.lastAsked), 6);
        const turned = before * at(rides, trace.lastAsked) < 0;
        expect(verdict === 'forgotten').toBe(Math.abs(before) >= 0.1 && product < 0.1);
        expect(verdict === 'over').toBe(Math.abs(before) >= 0.1 && product >= 0.5 && turned);
        expect(verdict === 'added').toBe(Math.abs(before) >= 0.1 && product >= 0.5 && !turned);
      }
    }
  });

  it('is not told where a matrix passes the state on', () => {
    traceOf({ ...story, cell: 'rnn', hidden: 4 });
    const turned = samples(SEEDS.slice(0, 30)).find((trace) => turnIn(trace))!;
    expect(lotOf(turned, 'h', turnIn(turned)!.step, 0)).toBeUndefined();
  });

  it('has each verdict in some lane of a network that has learnt it', () => {
    traceOf({ ...story, hidden: 8, seed: 1 });
    trained(600, 1, 'solved');
    const said = samples(SEEDS.slice(0, 100)).flatMap((trace) => {
      const turn = turnIn(trace);
      return turn ? Array.from({ length: 8 }, (_, lane) => lotOf(trace, 'c', turn.step, lane)!.verdict) : [];
    });
    expect(new Set(said).size).toBe(4);
  });
});
