// Work that is asked of the engine: one piece at a time, and only the newest counts.
import { expect, it, vi } from 'vitest';
import { Pace } from '../../src/elements/pace.ts';
import { EngineError } from '../../src/engine/protocol.ts';
import { Asking } from '../../src/tools/asking.ts';

function asked() {
  const host = { addController: vi.fn(), requestUpdate: vi.fn() };
  const asking = new Asking(host);
  expect(host.addController).toHaveBeenCalledWith(asking);
  return { asking, host };
}

/** An answer that comes when it is told to. */
function later<Of>() {
  let give!: (of: Of) => void;
  let refuse!: (error: unknown) => void;
  const answer = new Promise<Of>((resolve, reject) => ([give, refuse] = [resolve, reject]));
  return { answer, give, refuse };
}

it('runs until its work has ended, and says how far it has come', async () => {
  const { asking, host } = asked();
  const { answer, give } = later<void>();
  const done = asking.start(async (_, at) => {
    at(1, 3);
    await answer;
  });
  expect([asking.running, asking.progress]).toEqual([true, { done: 1, of: 3 }]);
  host.requestUpdate.mockClear();
  give();
  await done;
  expect([asking.running, asking.progress, asking.trouble]).toEqual([false, undefined, undefined]);
  expect(host.requestUpdate).toHaveBeenCalled();
});

it('what is begun ends what was before: its answer, its progress and its refusal come to nothing', async () => {
  const { asking } = asked();
  const [first, second] = [later<string>(), later<string>()];
  const heard: string[] = [];
  const ask = ({ answer }: typeof first) =>
    asking.start(async (signal, at) => {
      const of = await answer.finally(() => at(9, 9));
      signal.throwIfAborted();
      heard.push(of);
    });
  const [one, two] = [ask(first), ask(second)];
  first.give('first');
  await one;
  expect([asking.running, asking.progress, heard]).toEqual([true, undefined, []]);
  second.give('second');
  await two;
  expect([asking.running, heard]).toEqual([false, ['second']]);
  const [bad, good] = [later<string>(), later<string>()];
  const [three, four] = [ask(bad), ask(good)];
  bad.refuse(new Error('too late'));
  await three;
  good.give('fourth');
  await four;
  expect([asking.trouble, heard]).toEqual([undefined, ['second', 'fourth']]);
});

it('keeps why it failed until it is asked again', async () => {
  const { asking } = asked();
  await asking.start(() => Promise.reject(new Error('no room')));
  expect(asking.trouble).toBeInstanceOf(EngineError);
  expect([asking.trouble!.code, asking.trouble!.message, asking.running]).toEqual(['unknown', 'no room', false]);
  const again = asking.start(() => Promise.resolve());
  expect(asking.trouble).toBeUndefined();
  await again;
});

it('ends when it is stopped, and with its host', async () => {
  const { asking } = asked();
  for (const end of [() => asking.stop(), () => asking.hostDisconnected()]) {
    let signal!: AbortSignal;
    const { answer, give } = later<void>();
    const done = asking.start(async (given) => {
      signal = given;
      await answer;
      signal.throwIfAborted();
    });
    end();
    expect([asking.running, signal.aborted]).toEqual([false, true]);
    give();
    await done;
    expect(asking.trouble).toBeUndefined();
  }
});

it('what runs is drawn four times a second, what rests always', () => {
  vi.useFakeTimers();
  const pace = new Pace();
  expect([pace.due(true), pace.due(true), pace.due(false), pace.due(true)]).toEqual([true, false, true, false]);
  vi.advanceTimersByTime(249);
  expect(pace.due(true)).toBe(false);
  vi.advanceTimersByTime(1);
  expect(pace.due(true)).toBe(true);
  vi.useRealTimers();
});
