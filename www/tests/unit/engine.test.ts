// The engine outlives its worker: what it was doing goes on from the last save, and nothing runs while nothing is owed.
import { describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { inPage, type Host, type OpenHost } from '../../src/engine/host.ts';
import type { EngineError } from '../../src/engine/protocol.ts';
import { choices, module } from './core.ts';
import { frames } from './frames.ts';

frames();

/** Hosts that can be killed: aloud, as by an exception, or without a word. */
class Graveyard {
  opened = 0;
  stopped = 0;
  #ends: { aloud: () => void; silent: () => void }[] = [];

  readonly open: OpenHost = (hear, died) => {
    this.opened++;
    let dead = false;
    const host = inPage((report) => dead || hear(report), died);
    this.#ends.push({ aloud: () => died('killed'), silent: () => (dead = true) });
    return {
      post: (wish) => dead || host.post(wish),
      stop: () => {
        this.stopped++;
        host.stop();
      },
    } as Host;
  };

  kill(how: 'aloud' | 'silent'): void {
    this.#ends.at(-1)![how]();
  }
}

const program = () => Promise.resolve(module);
const until = (engine: Engine, event: string, holds: () => boolean = () => true): Promise<void> =>
  new Promise((resolve) =>
    engine.addEventListener(event, function heard() {
      if (!holds()) return;
      engine.removeEventListener(event, heard);
      resolve();
    }),
  );

async function trained(
  graveyard: Graveyard,
): Promise<{ engine: Engine; life: AbortController; train(to: number): Promise<void> }> {
  const life = new AbortController();
  const engine = await Engine.open(life.signal, { program, hosts: [graveyard.open] });
  await engine.configure({ task: choices.tasks[0]!.name, hidden: 3 });
  const train = async (to: number): Promise<void> => {
    const done = until(engine, 'progress', () => engine.progress.updates === to && !engine.progress.running);
    engine.train(to - engine.progress.updates);
    await done;
  };
  return { engine, life, train };
}

describe('a host that dies', () => {
  it('is replaced, and training goes on from the very update to the very same losses', async () => {
    const whole = await trained(new Graveyard());
    await whole.train(40);
    const graveyard = new Graveyard();
    const { engine, life, train } = await trained(graveyard);
    await train(20);
    const told = until(engine, 'error');
    graveyard.kill('aloud');
    await told;
    expect([graveyard.opened, graveyard.stopped, engine.progress.updates]).toEqual([2, 1, 20]);
    await train(40);
    expect([...engine.progress.losses]).toEqual([...whole.engine.progress.losses]);
    for (const each of [life, whole.life]) each.abort();
    expect(graveyard.stopped).toBe(2);
  });

  it('while it trains is replaced by one that trains on, to where it was told and no further', async () => {
    const graveyard = new Graveyard();
    const { engine, life } = await trained(graveyard);
    const under = until(engine, 'progress', () => engine.progress.updates > 0);
    const rest = engine.train(3000);
    await under;
    expect(engine.progress.running).toBe(true);
    graveyard.kill('aloud');
    await until(engine, 'error');
    await rest;
    expect([graveyard.opened, engine.progress.updates]).toEqual([2, 3000]);
    life.abort();
  });

  it('after a pause is replaced by one that rests', async () => {
    const graveyard = new Graveyard();
    const { engine, life } = await trained(graveyard);
    const under = until(engine, 'progress', () => engine.progress.updates > 0);
    engine.train(Infinity);
    await under;
    engine.pause();
    graveyard.kill('aloud');
    await until(engine, 'error');
    expect(engine.progress.running).toBe(false);
    await engine.configure({ task: choices.tasks[0]!.name });
    expect([engine.progress.running, engine.progress.updates]).toEqual([false, 0]);
    life.abort();
  });

  it('is given up after the fourth time, in words, and then owes nothing', async () => {
    const graveyard = new Graveyard();
    const { engine, life, train } = await trained(graveyard);
    await train(5);
    const codes: string[] = [];
    engine.addEventListener('error', (event) => codes.push((event as CustomEvent<EngineError>).detail.code));
    for (let death = 1; death <= 4; death++) {
      const told = until(engine, 'error');
      graveyard.kill('aloud');
      await told;
    }
    expect(codes).toEqual(['worker', 'worker', 'worker', 'worker-lost']);
    await expect(engine.configure({ task: choices.tasks[0]!.name })).rejects.toMatchObject({ code: 'worker' });
    expect([graveyard.opened, graveyard.stopped]).toEqual([4, 4]);
    life.abort();
  });

  it('without a word is noticed when it owes an answer, within 15 s, and never at rest', async () => {
    const graveyard = new Graveyard();
    const { engine, life, train } = await trained(graveyard);
    await train(5);
    vi.useFakeTimers();
    const errors: string[] = [];
    engine.addEventListener('error', (event) => errors.push((event as CustomEvent<EngineError>).detail.code));
    graveyard.kill('silent');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(errors).toEqual([]);
    engine.train(100);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(errors).toEqual(['worker']);
    life.abort();
  });
});

it('lives in the second place where the first cannot be had', async () => {
  const life = new AbortController();
  const missing: OpenHost = () => {
    throw new ReferenceError('Worker is not defined');
  };
  const blocked: OpenHost = (_, died) => {
    setTimeout(() => died('blocked'));
    return { post: () => {}, stop: () => {} };
  };
  const engine = await Engine.open(life.signal, { program, hosts: [missing, blocked, inPage] });
  await engine.configure({ task: choices.tasks[0]!.name });
  expect(engine.config?.task).toBe(choices.tasks[0]!.name);
  life.abort();
  await expect(Engine.open(new AbortController().signal, { program, hosts: [missing] })).rejects.toMatchObject({
    code: 'load',
  });
});

it('times nothing at rest, and stops what it opened when it is ended while it opens', async () => {
  const graveyard = new Graveyard();
  const { life, train } = await trained(graveyard);
  await train(5);
  vi.useFakeTimers();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  life.abort();
  expect(graveyard.stopped).toBe(1);
  const early = new AbortController();
  const opening = Engine.open(early.signal, { program, hosts: [graveyard.open] });
  await Promise.resolve().then(() => early.abort());
  await expect(opening).rejects.toBeDefined();
  expect(graveyard.opened).toBe(graveyard.stopped);
});
