// The engine outlives its worker: what it was doing goes on from the last save, and nothing runs while nothing is owed.
import { describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { inPage, type Host, type OpenHost } from '../../src/engine/host.ts';
import { EngineError } from '../../src/engine/protocol.ts';
import { choices, module } from './core.ts';
import { OPENING } from '../../src/session/opening.ts';
import { frames } from './frames.ts';

const held = frames();

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
      fail: (reason) => host.fail(reason),
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
  const engine = await Engine.open(life.signal, undefined, async () => ({ program, hosts: [graveyard.open] }));
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
    return { post: () => {}, stop: () => {}, fail: died };
  };
  const engine = await Engine.open(life.signal, undefined, async () => ({
    program,
    hosts: [missing, blocked, inPage],
  }));
  await engine.configure({ task: choices.tasks[0]!.name });
  expect(engine.config?.task).toBe(choices.tasks[0]!.name);
  life.abort();
  await expect(
    Engine.open(new AbortController().signal, undefined, async () => ({ program, hosts: [missing] })),
  ).rejects.toMatchObject({
    code: 'load',
  });
});

describe('a recording', () => {
  const { recording } = OPENING;
  const [first, twin] = recording.passes.map((pass) => pass.sample) as [number, number];
  /** A program that comes when it is let go, or not at all. */
  const late = () => {
    let go = (_: WebAssembly.Module | Promise<never>): void => {};
    const comes = new Promise<WebAssembly.Module>((resolve) => (go = resolve));
    return { go, program: () => comes };
  };

  it('is open at once, and only then asks for the core, which goes on from there as the same network', async () => {
    const life = new AbortController();
    const graveyard = new Graveyard();
    const { go, program } = late();
    const engine = await Engine.open(life.signal, recording, async () => ({ program, hosts: [graveyard.open] }));
    expect([engine.progress.updates, engine.frame!.sample, graveyard.opened]).toEqual([360, first, 0]);
    const { network, choices } = engine;
    held.now.run(1);
    expect(graveyard.opened).toBe(0);
    void engine.load();
    void engine.load();
    await vi.waitFor(() => expect(graveyard.opened).toBe(1));
    engine.sample(twin);
    await until(engine, 'frame');
    expect(engine.frame!.sample).toBe(twin);
    const samples: number[] = [];
    engine.addEventListener('frame', () => samples.push(engine.frame!.sample));
    go(module);
    await engine.ask('kept', undefined);
    expect([engine.network, engine.choices]).toEqual([network, choices]);
    expect(engine.network).toBe(network);
    expect(samples).toEqual([twin]); // and never the first again
    life.abort();
    expect(graveyard.stopped).toBe(1);
  });

  it('does what was asked meanwhile when the core is there, in its order, and no silence ends it', async () => {
    const life = new AbortController();
    const { go, program } = late();
    const engine = await Engine.open(life.signal, recording, async () => ({ program, hosts: [inPage] }));
    held.now.run(1);
    void engine.load();
    vi.useFakeTimers();
    const waited: boolean[] = [];
    engine.addEventListener('progress', () => waited.push(engine.waits));
    engine.rewind();
    const trained = engine.train(7);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([engine.waits, engine.progress.updates, waited]).toEqual([true, 360, [true]]);
    vi.useRealTimers();
    go(module);
    await trained;
    expect([engine.waits, engine.progress.updates]).toEqual([false, 7]);
    const whole = await Engine.open(life.signal, undefined, async () => ({ program, hosts: [inPage] }));
    await whole.configure(recording.schema.config);
    await whole.train(7);
    expect([...engine.progress.losses]).toEqual([...whole.progress.losses]);
    life.abort();
  });

  it('plays on where the core cannot be had, says so, and refuses what is asked', async () => {
    const life = new AbortController();
    const { go, program } = late();
    const engine = await Engine.open(life.signal, recording, async () => ({ program, hosts: [inPage] }));
    void engine.load();
    const refused = expect(engine.configure({ hidden: 4 })).rejects.toMatchObject({ code: 'no-simd' });
    const told = until(engine, 'error');
    go(Promise.reject(new EngineError({ code: 'no-simd', message: 'none' })));
    await Promise.all([told, refused]);
    engine.sample(twin);
    await until(engine, 'frame');
    expect(engine.frame!.sample).toBe(twin);
    await expect(engine.ask('kept', undefined)).rejects.toMatchObject({ code: 'no-simd' });
    await engine.train(5);
    expect([engine.waits, engine.progress.updates]).toEqual([false, 360]);
    life.abort();
  });

  it('that is ended before the core is there leaves nothing behind', async () => {
    const graveyard = new Graveyard();
    const life = new AbortController();
    const { go, program } = late();
    const engine = await Engine.open(life.signal, recording, async () => ({ program, hosts: [graveyard.open] }));
    const loaded = engine.load();
    await vi.waitFor(() => expect(graveyard.opened).toBe(1));
    life.abort();
    go(module);
    await loaded;
    await expect(engine.ask('kept', undefined)).rejects.toMatchObject({ code: 'worker' });
    await engine.load();
    expect([graveyard.opened, graveyard.stopped]).toEqual([1, 1]);
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
  const opening = Engine.open(early.signal, undefined, async () => ({ program, hosts: [graveyard.open] }));
  await Promise.resolve().then(() => early.abort());
  await expect(opening).rejects.toBeDefined();
  expect(graveyard.opened).toBe(graveyard.stopped);
});
