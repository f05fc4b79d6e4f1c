// One clock for networks whose steps have beats of their own.
import { expect, it } from 'vitest';
import { duration, momentAt, REST, stepBeat, type Score } from '../../src/network/timeline.ts';
import { common, endOf, momentOf } from '../../src/tools/race/clock.ts';

const short: Score = { steps: 4, forward: ['a', 'b'], backward: ['p', 'q', 'r'] };
const long: Score = { steps: 4, forward: ['a', 'b', 'c', 'd', 'e'], backward: ['p', 'q'] };
const clock = common([short, long]);

it('has the steps of all, and the beats of the one with the most each way', () => {
  expect(clock).toEqual({ steps: 4, forward: long.forward, backward: short.backward });
});

it('has all in the same step at any time, each as far in it, and none ever goes back', () => {
  for (const score of [short, long]) {
    let before = -1;
    for (let time = 0; time < duration(clock); time += 0.13) {
      const whole = momentAt(time, clock);
      const own = momentOf(time, clock, score, false);
      expect([own.step, own.direction]).toEqual([whole.step, whole.direction]);
      const list = score[own.direction];
      expect(own.beat).toBe(list[own.index]);
      const part = (index: number, progress: number, of: number): number => (index + progress) / of;
      expect(part(own.index, own.progress, list.length)).toBeCloseTo(
        part(whole.index, whole.progress, clock[whole.direction].length),
      );
      const done = whole.direction === 'forward' ? whole.step - 1 : 4 + (4 - whole.step);
      const now = done + part(own.index, own.progress, list.length);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  }
});

it('rests where all have finished their step, and shows whole steps finished', () => {
  for (const score of [short, long])
    for (const direction of ['forward', 'backward'] as const) {
      const list = score[direction];
      const { step, index, progress } = momentOf(endOf(direction, 3, clock), clock, score, false);
      expect([step, index]).toEqual([3, list.length - 1]);
      expect(progress).toBeGreaterThan(0.99);
      const whole = momentOf(1.3, clock, score, true);
      expect([whole.index, whole.moved]).toEqual([score.forward.length - 1, 1.3 / 5]);
      expect(whole.progress).toBeGreaterThan(0.99);
    }
  expect(stepBeat(endOf('forward', 3, clock), 1, clock)).toBe(15 + REST);
});
