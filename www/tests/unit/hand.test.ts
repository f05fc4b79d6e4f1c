// What can be taken hold of on the stage, and how far it turns.
import { describe, expect, it } from 'vitest';
import { gripOf, turned } from '../../src/elements/hand.ts';
import { parse, withEdit } from '../../src/engine/edits.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { traceOf } from './core.ts';

const view = new View(traceOf({ task: 'recall', hidden: 3 }));
const grip = (address: string, step = 2) => gripOf(view, { address, step, unit: 1 });

describe('a hand', () => {
  it('takes hold of what the network computes, is given or has learnt, in its own range', () => {
    expect(grip('f')).toEqual({
      place: { name: 'f', unit: 1, first: 2, last: 2 },
      value: view.trace.value('f', 2)[1],
      low: 0,
      high: 1,
    });
    expect(grip('g')).toMatchObject({ low: -1, high: 1 });
    expect(grip("c'")).toMatchObject({ place: { name: 'c', unit: 1, first: 1, last: 1 } });
    expect(grip("c'", 1)).toMatchObject({ place: { name: 'c', unit: 1, first: 0, last: 0 } });
    const c = grip('c')!;
    expect([c.low < c.value, c.value < c.high, c.low]).toEqual([true, true, -c.high]);
  });

  it('not of products, gradients, predictions and targets, which follow', () => {
    for (const address of ['c/0', 'd_f', "d_c'", '~y', '*y']) expect(grip(address), address).toBeUndefined();
  });

  it('nor of a word: half of one is none', () => {
    const words = new View(traceOf({ task: 'sentences', hidden: 3 }));
    expect(gripOf(words, { address: 'x', step: 2, unit: 1 })).toBeUndefined();
    expect(gripOf(words, { address: 'f', step: 2, unit: 1 })).toBeDefined();
  });

  it('takes hold of each weight that is drawn from lane to lane', () => {
    const rnn = new View(traceOf({ task: 'recall', cell: 'rnn', hidden: 3 }));
    const moment = { direction: 'forward', step: 2, index: 0, beat: 'join', progress: 0.5 } as const;
    const { shapes } = stageScene(rnn, moment, { room: 'wide', unit: 0, notation: 'textbook' });
    const weights = shapes.flatMap((shape) => (shape.type === 'link' ? [gripOf(rnn, shape.weight)!] : []));
    const { data } = rnn.trace.param('U_h');
    expect(weights.map(({ place, value }) => [place, value])).toEqual(
      Array.from(data, (w, k) => [{ name: 'U_h', at: [Math.floor(k / 3), k % 3] }, w]),
    );
  });

  it('turns to the ends of the range, and no further', () => {
    const f = { ...grip('f')!, value: 0.75 };
    expect([0.1, 1, -0.5, -2].map((part) => turned(f, part))).toEqual([0.85, 1, 0.25, 0]);
    expect(turned({ ...grip('g')!, value: 0.1 }, 0.1)).toBe(0.3);
  });

  it('has one edit of a number, whatever it was before, and keeps all others and what is not understood', () => {
    const held = withEdit('f.1@2=0.5,i.0=1,what', { ...grip('f')!.place, value: 0.25, on: true });
    expect(parse(held)).toEqual(parse('i.0=1,f.1@2=0.25,what'));
  });
});
