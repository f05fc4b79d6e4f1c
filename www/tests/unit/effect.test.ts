// What a caption says of a lane is so, by the core's own numbers: of networks that keep, forget, write, tell and keep silent, and
// of gradients that fade and that grow.
import { describe, expect, it } from 'vitest';
import { captionOf } from '../../src/elements/words.ts';
import type { Config } from '../../src/engine/protocol.ts';
import { effectOf, type Effect } from '../../src/network/effect.ts';
import type { Direction } from '../../src/network/timeline.ts';
import { View } from '../../src/scene/view.ts';
import { LANGS } from '../../src/session/languages.ts';
import { words } from '../../src/words/locale.ts';
import { NETWORKS, traceOf } from './core.ts';

const spoken = await Promise.all(LANGS.map((lang) => words(lang)));
const norm = (numbers: ArrayLike<number>): number => Math.sqrt(Array.from(numbers).reduce((sum, v) => sum + v * v, 0));

interface Found {
  view: View;
  direction: Direction;
  index: number;
  step: number;
  lane: number;
  effect: Effect;
}

/** All that is said of any lane at any step. */
function effectsOf(view: View): Found[] {
  const { network, formulas, score } = view;
  return (['forward', 'backward'] as const).flatMap((direction) =>
    network.beats[direction].flatMap((beat, index) =>
      Array.from({ length: score.steps }, (_, k) => k + 1).flatMap((step) =>
        Array.from({ length: view.count(network.rides) }, (_, lane): Found[] => {
          const effect = effectOf(formulas, network.rides, direction, beat, step, lane);
          return effect ? [{ view, direction, index, step, lane, effect }] : [];
        }).flat(),
      ),
    ),
  );
}

const view = (config: Config, updates = 0): View =>
  new View(traceOf({ task: 'recall', taskOptions: { delay: 6 }, hidden: 3, ...config }, updates, 1));

/** The caption, in each language. */
function captions({ view, direction, index, step, lane }: Found): string[] {
  const { name } = view.network.beats[direction][index]!;
  const moment = { direction, step, beat: name, index, progress: 0.5 };
  return spoken.map((each) => captionOf(view, moment, each, 'textbook', lane).text);
}

/** By the field that makes it in an LSTM; the numbers are read off the core's trace. */
function holdsOfLstm({ view: { trace }, step, lane, effect }: Found): void {
  const value = (name: string, at = step): number => trace.value(name, at)[lane]!;
  if (effect.kind === 'keeps') {
    expect(effect.share).toBe(value('f'));
    if (effect.least) {
      expect(effect.least.share).toBe(Math.min(...trace.value('f', step)));
      expect(trace.value('f', step)[effect.least.lane]).toBe(effect.least.share);
    }
  } else if (effect.kind === 'lets') {
    expect([effect.share, effect.of]).toEqual([value('i'), value('g')]);
    expect(effect.into).toBeCloseTo(value('c') - value('f') * value('c', step - 1), 5);
  } else if (effect.kind === 'tells') {
    expect([effect.share, effect.of, effect.value]).toEqual([value('o'), value('tanh_c'), value('h')]);
  } else {
    if (effect.share !== undefined) expect(effect.share).toBe(value('f'));
    if (effect.whole !== undefined)
      expect(effect.whole * norm(trace.grad('c', step))).toBeCloseTo(norm(trace.grad('c', step - 1)), 7);
  }
}

describe('of an LSTM', () => {
  it.each([0, 200])('after %i updates every number is that of the gate that makes it', (updates) => {
    const found = effectsOf(view({ cell: 'lstm' }, updates));
    expect(new Set(found.map(({ effect }) => effect.kind))).toEqual(new Set(['keeps', 'lets', 'tells', 'leaves']));
    found.forEach(holdsOfLstm);
  });
});

it('of a GRU it is the update gate that keeps, and its rest that lets in', () => {
  for (const { view, step, lane, effect } of effectsOf(
    new View(traceOf({ task: 'recall', cell: 'gru', hidden: 3 }, 50)),
  )) {
    const z = view.trace.value('z', step)[lane]!;
    if (effect.kind === 'keeps' || effect.kind === 'leaves') expect(effect.share ?? z).toBe(z);
    if (effect.kind === 'lets') expect(effect.share).toBeCloseTo(1 - z, 12);
  }
});

it('of a plain RNN nothing is said of a lane alone: only how much longer or shorter the whole gradient is', () => {
  const found = effectsOf(view({ cell: 'rnn' }));
  expect(found.length).toBeGreaterThan(0);
  for (const { effect } of found) {
    expect(effect).toMatchObject({ kind: 'leaves', share: undefined });
    expect((effect as { whole?: number }).whole).toBeGreaterThan(0);
  }
});

describe('a caption', () => {
  const nets = NETWORKS.flatMap(({ config }) =>
    [0, 150].flatMap((updates) => {
      const made = [0, 3].map((forgetBias) => ({ ...config, forgetBias }));
      return made.map((each) => view(config.cell === 'lstm' || config.cell === 'gru' ? each : config, updates));
    }),
  );
  // An LSTM that writes and forgets, an RNN whose gradient grows.
  const shut = view({ cell: 'lstm', forgetBias: -5 });
  const grows = view({ cell: 'rnn', init: 'orthogonal', seed: 3 }, 60);
  const all = [...nets, shut, grows].flatMap(effectsOf);

  it('says “keeps” only from nine tenths on, “forgets” and “silent” only below a tenth, “grow” only where it does', () => {
    const seen = new Set<string>();
    for (const found of all) {
      const [en, zh] = captions(found) as [string, string];
      const { effect } = found;
      const share = effect.kind === 'leaves' ? 1 : effect.share;
      const says = (kind: Effect['kind'], holds: boolean, english: RegExp, chinese: RegExp): void => {
        expect([english.test(en), chinese.test(zh)], `${en} ${zh}`).toEqual([
          effect.kind === kind && holds,
          effect.kind === kind && holds,
        ]);
        if (effect.kind === kind && holds) seen.add(String(english));
      };
      says('keeps', share >= 0.9, / keeps [\d.]+% of what it held/, /保留了原值/);
      says('keeps', share < 0.9 && share >= 0.1, / is left with [\d.]+% of/, /轨道 \d+ 只剩下原值的/);
      says('keeps', share < 0.1, /forgets:/, /几乎全部遗忘/);
      says('tells', share < 0.1, /keeps silent/, /几乎不输出/);
      says('leaves', effect.kind === 'leaves' && (effect.whole ?? 0) > 1, /can also grow/, /梯度也可能变大/);
      if (effect.kind === 'keeps' && share < 1) expect(en).not.toContain('100%');
    }
    expect(seen.size, 'each is met').toBe(5);
  });

  it('nowhere promises that what lies far back can be learnt', () => {
    for (const found of all) expect(captions(found).join()).not.toMatch(/can be learnt|能学到/);
  });
});
