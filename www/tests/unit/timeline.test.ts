import { describe, expect, it } from 'vitest';
import {
  duration,
  momentAt,
  part,
  REST,
  stepBeat,
  stepTime,
  timeOf,
  translate,
  turnTo,
} from '../../src/network/timeline.ts';

const STEPS = 8;
const FORWARD = ['join', 'forget', 'input', 'candidate', 'update', 'output', 'emit', 'predict'];
const BACKWARD = ['loss', 'through', 'meet', 'part', 'slope', 'weights', 'leave'];
const scoreOf = (steps: number) => ({ steps, forward: FORWARD, backward: BACKWARD });
const SCORE = scoreOf(STEPS);

describe('time is a number', () => {
  it('walks forward through all beats of all steps, then backward from the last step', () => {
    expect(momentAt(0, SCORE)).toEqual({ direction: 'forward', step: 1, beat: 'join', index: 0, progress: 0 });
    expect(momentAt(8 + 2.5, SCORE)).toEqual({ direction: 'forward', step: 2, beat: 'input', index: 2, progress: 0.5 });
    expect(momentAt(64, SCORE)).toMatchObject({ direction: 'backward', step: 8, beat: 'loss', progress: 0 });
    expect(momentAt(64 + 7 + 6, SCORE)).toMatchObject({ direction: 'backward', step: 7, beat: 'leave' });
    expect(duration(SCORE)).toBe(STEPS * (FORWARD.length + BACKWARD.length));
  });

  it('stays within the sequence, whatever is asked', () => {
    expect(momentAt(-5, SCORE)).toEqual(momentAt(0, SCORE));
    expect(momentAt(1e9, SCORE)).toMatchObject({ direction: 'backward', step: 1, beat: 'leave', progress: 1 });
  });

  it('finds its way back from every moment', () => {
    for (let time = 0; time < duration(SCORE); time += 0.37) {
      const { direction, step, index, progress } = momentAt(time, SCORE);
      expect(timeOf(direction, step, index, progress, SCORE)).toBeCloseTo(time, 10);
    }
  });

  it('first finishes a beat, then goes on to the next', () => {
    expect(stepBeat(2.4, 1, SCORE)).toBeCloseTo(2 + REST);
    expect(stepBeat(2 + REST, 1, SCORE)).toBeCloseTo(3 + REST);
    expect(stepBeat(2 + REST, -1, SCORE)).toBeCloseTo(1 + REST);
    expect(stepBeat(0.5, -1, SCORE)).toBeCloseTo(REST);
    expect(stepBeat(duration(SCORE), 1, SCORE)).toBeCloseTo(duration(SCORE) - 1 + REST);
  });

  it('reaches every beat of all steps by pressing "next", and each but the last by pressing "back"', () => {
    for (const steps of [1, 21, 501].map(scoreOf)) {
      let time = REST;
      for (let beat = 1; beat < duration(steps); beat++)
        expect(Math.floor((time = stepBeat(time, 1, steps)))).toBe(beat);
      for (let beat = duration(steps) - 2; beat >= 0; beat--)
        expect(Math.floor((time = stepBeat(time, -1, steps)))).toBe(beat);
    }
  });

  it('steps in time in the direction of travel and stops at the ends', () => {
    expect(momentAt(stepTime(2.5, 1, SCORE), SCORE)).toMatchObject({ direction: 'forward', step: 2, beat: 'input' });
    expect(stepTime(2.5, -1, SCORE)).toBe(2.5);
    expect(momentAt(stepTime(64.5, 1, SCORE), SCORE)).toMatchObject({ direction: 'backward', step: 7, beat: 'loss' });
  });

  it('turns round in the same time step', () => {
    const there = turnTo('backward', 8 * 3 + 2, SCORE);
    expect(momentAt(there, SCORE)).toMatchObject({ direction: 'backward', step: 4 });
    expect(momentAt(turnTo('forward', there, SCORE), SCORE)).toMatchObject({ direction: 'forward', step: 4 });
  });

  it('keeps the step when the beats become others', () => {
    const other = { steps: 5, forward: ['a', 'b'], backward: ['b', 'a'] };
    const here = timeOf('forward', 3, 4, 0.5, SCORE);
    expect(momentAt(translate(here, SCORE, other), other)).toMatchObject({ direction: 'forward', step: 3, beat: 'b' });
    const late = timeOf('backward', 8, 0, 0.5, SCORE);
    expect(momentAt(translate(late, SCORE, other), other)).toMatchObject({ direction: 'backward', step: 5, beat: 'a' });
  });

  it('eases each part of a beat from 0 to 1', () => {
    expect([part(0.1, 0.2, 0.6), part(0.9, 0.2, 0.6)]).toEqual([0, 1]);
    expect(part(0.4, 0.2, 0.6)).toBeCloseTo(0.5);
  });
});
