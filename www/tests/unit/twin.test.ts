// Which unit remembers is found by the numbers of two sequences, in whatever network.
import { expect, it } from 'vitest';
import type { Config } from '../../src/engine/protocol.ts';
import { Formulas } from '../../src/network/formula.ts';
import { momentAt, REST, timeOf } from '../../src/network/timeline.ts';
import { remembered } from '../../src/network/twin.ts';
import { frameOf } from '../../src/engine/protocol.ts';
import { Trace } from '../../src/network/trace.ts';
import type { Shape } from '../../src/scene/shape.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { FIRST } from '../../src/session/first.ts';
import { turned } from '../../src/tools/race/turned.ts';
import { ask, NETWORKS, samples, traceOf } from './core.ts';

type Lane = Extract<Shape, { type: 'lane' }>;

const RECALL = { task: 'recall', taskOptions: { delay: 2, distractors: true, marked: true } } as const;

/** A sequence that begins with +1, and the one that has the same distractors after −1. */
function twins(config: Config, updates = 0): [Trace, Trace] {
  traceOf({ ...config, ...RECALL }, updates);
  const all = samples(Array.from({ length: 60 }, (_, k) => k + 1));
  const inputs = (trace: Trace, from: number): string =>
    Array.from({ length: trace.steps - from + 1 }, (_, k) => trace.value('x', from + k)).join();
  const one = all.find((trace) => trace.value('x', 1)[0] === 1)!;
  return [one, all.find((trace) => trace.value('x', 1)[0] === -1 && inputs(trace, 2) === inputs(one, 2))!];
}

it.each(NETWORKS)('$name: the unit whose value differs most at the answer', ({ config }) => {
  const [one, other] = twins({ ...config, seed: 5 });
  for (const { name } of one.frame.schema.row.filter(({ kind }) => kind === 'state')) {
    const { step, asked, unit } = remembered(one, other, name)!;
    expect([step, asked]).toEqual([1, 3]);
    const gap = (k: number): number => Math.abs(one.value(name, 3)[k]! - other.value(name, 3)[k]!);
    for (let k = 0; k < one.value(name, 3).length; k++) expect(gap(k)).toBeLessThanOrEqual(gap(unit));
    expect(remembered(other, one, name)).toMatchObject({ step, asked, unit });
  }
});

it('is not always the same unit', () => {
  const units = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => remembered(...twins({ hidden: 3, seed }), 'c')!.unit);
  expect(new Set(units).size).toBe(3);
});

it('knows what it was shown once it has learnt it, and not before', () => {
  const knows = (updates: number): boolean => remembered(...twins({ ...FIRST.config, rate: 0.2 }, updates), 'c')!.knows;
  expect([knows(0), knows(2000)]).toEqual([false, true]);
});

it('is none where nothing differs', () => {
  const [one] = twins({});
  expect(remembered(one, one, 'c')).toBeUndefined();
});

it.each(NETWORKS)('$name: a thin line at the foot of each lane has the colour of the other sequence', ({ config }) => {
  const [one, other] = twins({ ...config, hidden: 3, seed: 5 }, 50);
  const view = new View(one, 0);
  const lanes = (twin: Trace): [Lane[], Lane[]] => {
    const moment = momentAt(timeOf('forward', 2, view.score.forward.length - 1, REST, view.score), view.score);
    const look = { room: 'wide', unit: 0, notation: 'textbook', twin: new Formulas(twin) } as const;
    const all = stageScene(view, moment, look).shapes.filter((shape): shape is Lane => shape.type === 'lane');
    return [all.filter(({ twin }) => !twin), all.filter(({ twin }) => twin)];
  };
  const [own, same] = lanes(one);
  expect(own.length).toBeGreaterThan(0);
  expect(same.map(({ x1, x2, tone }) => ({ x1, x2, tone }))).toEqual(own.map(({ x1, x2, tone }) => ({ x1, x2, tone })));
  expect(same.every(({ y }, k) => y > own[k]!.y)).toBe(true);
  const [, parted] = lanes(other);
  expect(parted.map(({ tone }) => tone)).not.toEqual(same.map(({ tone }) => tone));
});

it('is computed of any network: the cue turned and the target with it, all else the same', async () => {
  // The sequence that a seed draws with the cue turned is computed as it is where it is given.
  const [one, other] = twins({ hidden: 3, seed: 5 }, 20);
  const pass = await ask('pass', turned(one)!);
  const twin = new Trace(frameOf(pass!, one.frame.schema));
  expect(twin.frame.values).toEqual(other.frame.values);
  expect([twin.frame.targets, twin.frame.mask, twin.frame.loss]).toEqual([
    other.frame.targets,
    other.frame.mask,
    other.frame.loss,
  ]);
  expect(twin.frame.targets).not.toEqual(one.frame.targets);
  expect(turned(traceOf({ task: 'adding' }))).toBeUndefined();
});
