// The play-head moves while it plays, keeps to the score, and at rest nothing runs.
import { describe, expect, it, vi } from 'vitest';
import { Player } from '../../src/session/player.ts';
import { duration, REST } from '../../src/network/timeline.ts';
import { frames } from './frames.ts';

const FORWARD = ['join', 'forget', 'input', 'candidate', 'update', 'output', 'emit', 'predict'];
const BACKWARD = ['loss', 'through', 'meet', 'part', 'slope', 'weights', 'leave'];
const scoreOf = (steps: number) => ({ steps, forward: FORWARD, backward: BACKWARD });
const held = frames();

function player(steps = 2): { player: Player; said: string[] } {
  const player = new Player();
  player.score = scoreOf(steps);
  const said: string[] = [];
  for (const event of ['play', 'pause', 'timeupdate']) player.addEventListener(event, () => said.push(event));
  return { player, said };
}

describe('playing', () => {
  it('goes on by the pace and the speed, and no frame is waited for at rest', () => {
    const { player: head, said } = player();
    expect(held.now.waiting).toBe(0);
    head.play();
    held.now.run(1); // the first frame says when it began
    held.now.run(50);
    expect(head.time).toBeCloseTo(1.1);
    head.speed = 2;
    held.now.run(50);
    expect(head.time).toBeCloseTo(1.1 + 2.2);
    head.pause();
    expect(held.now.waiting).toBe(0);
    expect(said.filter((event) => event !== 'timeupdate')).toEqual(['play', 'pause']);
    held.now.run(50);
    expect(head.time).toBeCloseTo(1.1 + 2.2);
  });

  it('ends with the score, and begins anew from there', () => {
    const { player: head, said } = player();
    head.seek(duration(head.score) - 0.1);
    head.play();
    held.now.run(20);
    expect([head.time, head.playing, held.now.waiting]).toEqual([duration(head.score), false, 0]);
    expect(said.at(-1)).toBe('pause');
    head.play();
    held.now.run(2);
    expect(head.time).toBeLessThan(1);
  });

  it('in whole steps takes half a second for each, however many operations it has', () => {
    const { player: head } = player(11);
    head.stride = 'step';
    head.play();
    held.now.run(1);
    held.now.run(25);
    expect(head.time).toBeCloseTo(8);
  });

  it('goes on after a moment at its end where it is told to, all in one play that a pause or a seek ends', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const end of [undefined, 'pause', 'seek'] as const) {
      const { player: head, said } = player();
      const then = vi.fn();
      head.play(2, then);
      held.now.run(300);
      expect([head.time, head.playing, held.now.waiting, then.mock.calls.length]).toEqual([2, true, 0, 0]);
      if (end) head[end](1);
      vi.advanceTimersByTime(5000);
      expect([head.playing, then.mock.calls.length], end).toEqual(end ? [false, 0] : [true, 1]);
      expect(said.filter((event) => event !== 'timeupdate')).toEqual(end ? ['play', 'pause'] : ['play']);
    }
    // Who seeks on the way gets a play that ends where it was to end.
    const { player: head } = player();
    head.play(2, () => expect.unreachable());
    held.now.run(10);
    head.seek(1);
    held.now.run(300);
    expect([head.time, head.playing]).toEqual([2, false]);
  });

  it('does not leap after a long time without frames', () => {
    const { player: head } = player();
    head.play();
    held.now.run(1);
    vi.stubGlobal('requestAnimationFrame', () => 0);
    const late = held.now;
    late.run(0);
    head.pause();
    expect(head.time).toBe(0);
  });

  it('where motion is not welcome goes from rest to rest, to the end', () => {
    vi.useFakeTimers();
    const { player: head } = player();
    head.still = true;
    head.play();
    const seen: number[] = [];
    for (let k = 0; k < 100 && head.playing; k++) {
      vi.advanceTimersByTime(Math.ceil(1000 / 1.1));
      seen.push(head.time);
    }
    expect(held.now.waiting).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(new Set(seen.map((time) => (time - Math.floor(time)).toFixed(3)))).toEqual(new Set([REST.toFixed(3)]));
    expect([...new Set(seen)].map(Math.floor)).toEqual(Array.from({ length: duration(head.score) }, (_, k) => k));
  });
});

it('a score of other beats keeps the step, and one of as many keeps the time', () => {
  const { player: head } = player(5);
  head.seek(8 * 2 + 3);
  head.score = scoreOf(4);
  expect(head.time).toBe(8 * 2 + 3);
  head.score = { steps: 4, forward: ['a', 'b'], backward: ['b', 'a'] };
  expect(head.time).toBeCloseTo(2 * 2 + 1 + REST);
});
