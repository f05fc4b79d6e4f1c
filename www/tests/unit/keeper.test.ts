// Runs are kept as they go: loaded anew a tab has its own again, two tabs leave each other's alone, and where nothing can be
// kept that is said and all else goes on.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Keeper, type Locks, type Tab } from '../../src/session/keeper.ts';
import { Logbook, MOST, type Entry, type Store } from '../../src/session/logbook.ts';
import type { Session } from '../../src/session/session.ts';
import type { State } from '../../src/session/state.ts';
import type { Saved } from '../../src/engine/protocol.ts';
import { heard } from './hosts.ts';
import { rested, sessions } from './sessions.ts';

const open = sessions();
/** A network that is quickly trained; the first one comes trained. */
const opened = (start: State = {}): Promise<Session> => open({ hidden: 3, taskOptions: { delay: 4 }, ...start });

/** A browser's memory: copies, as IndexedDB makes them. */
class Memory implements Store {
  readonly held = new Map<string, unknown>();
  /** Most of what can be held. */
  room = Infinity;
  keys = async () => [...this.held.keys()];
  getMany = async <Value>(keys: string[]) => keys.map((key) => this.held.get(key) as Value | undefined);
  setMany = async (entries: [string, unknown][]) => {
    const added = entries.filter(([key]) => !this.held.has(key)).length;
    if (this.held.size + added > this.room) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
    for (const [key, value] of entries) this.held.set(key, structuredClone(value));
  };
  delMany = async (keys: string[]) => keys.forEach((key) => this.held.delete(key));
}

/** Locks of one browser, as far as they are asked for. */
function browser(): NonNullable<Locks> {
  const held = new Set<string>();
  const request = async (name: string, _: unknown, act: (lock: Lock | null) => unknown): Promise<void> => {
    if (held.has(name)) return void act(null);
    held.add(name);
    await act({ name, mode: 'exclusive' });
    held.delete(name);
  };
  return { request } as unknown as NonNullable<Locks>;
}

async function kept(session: Session, book: Logbook, own: Tab, locks: Locks): Promise<Keeper> {
  const keeper = new Keeper(session, book, own, locks);
  await told(keeper, () => true);
  return keeper;
}

const told = (keeper: Keeper, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      keeper.removeEventListener('change', look);
      resolve();
    };
    keeper.addEventListener('change', look);
  });

async function train(session: Session, keeper: Keeper, updates: number): Promise<void> {
  const listed = told(keeper, () => keeper.entries.some((entry) => entry.updates === updates));
  session.train(updates - session.progress!.updates);
  await rested(session, updates);
  await listed;
}

const counts = ({ entries }: Keeper): number[] => entries.map(({ updates }) => updates);

describe('a tab that is loaded anew', () => {
  it('has its run again, with its curve, and goes on as if it had never been left', async () => {
    const [memory, own, locks] = [new Memory(), { run: undefined } as Tab, browser()];
    const first = await opened({ sample: 3 });
    await train(first, await kept(first, new Logbook(memory), own, locks), 20);
    const before = { params: first.view!.trace.frame.params, progress: first.progress! };
    first.close();
    // As a release keeps it that lists the settings in another order.
    const [key, saved] = [...memory.held].find(([key]) => key.startsWith('saved/')) as [string, Saved];
    const config = Object.fromEntries(Object.entries(saved.config).reverse());
    memory.held.set(key, { ...saved, config });

    const second = await opened({ sample: 4 });
    const keeper = await kept(second, new Logbook(memory), own, locks);
    const { frame } = second.view!.trace;
    expect([frame.updates, frame.params, frame.sample]).toEqual([20, before.params, 4]);
    expect(second.progress).toMatchObject({ losses: before.progress.losses, evaluation: before.progress.evaluation });
    await train(second, keeper, 25);
    expect(counts(keeper), 'one run').toEqual([25]);
    const straight = await opened({ sample: 4 });
    straight.train(25);
    await rested(straight, 25);
    expect(second.view!.trace.frame.params).toEqual(straight.view!.trace.frame.params);
    expect(second.progress!.losses).toEqual(straight.progress!.losses);
  });

  it('shows what its link says if that is another network, and what was rewound stays so', async () => {
    const [memory, own, locks] = [new Memory(), { run: undefined } as Tab, browser()];
    const first = await opened();
    const keeper = await kept(first, new Logbook(memory), own, locks);
    await train(first, keeper, 20);
    first.close();
    const other = await opened({ cell: 'gru' });
    expect(counts(await kept(other, new Logbook(memory), own, locks)), 'is kept all the same').toEqual([20]);
    expect(other.progress!.updates).toBe(0);
    other.close();
    const again = await opened();
    await kept(again, new Logbook(memory), own, locks);
    expect(again.progress!.updates).toBe(20);
    again.rewind();
    await rested(again, 0);
    again.close();
    const last = await opened();
    await kept(last, new Logbook(memory), own, locks);
    expect(last.progress!.updates).toBe(0);
  });

  it('keeps a copy where another has its run: neither destroys the other’s', async () => {
    const [memory, locks] = [new Memory(), browser()];
    const own: Tab = { run: undefined };
    const first = await opened();
    const one = await kept(first, new Logbook(memory), own, locks);
    await train(first, one, 20);
    const second = await opened();
    const two = await kept(second, new Logbook(memory), { ...own }, locks); // as a browser duplicates a tab
    expect(second.progress!.updates).toBe(20);
    await train(second, two, 22);
    await train(first, one, 21);
    expect(counts(one)).toEqual([21, 22]);
    // The other way round as well, and without locks.
    const third = await opened();
    await train(third, await kept(third, new Logbook(memory), { ...own }, undefined), 24);
    await one.refresh();
    expect(counts(one)).toEqual([24, 21, 22]);
  });
});

describe('past runs', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('are listed with the latest first, gone on with and deleted', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1e12); // also those of one millisecond
    const [memory, own, locks] = [new Memory(), { run: undefined } as Tab, browser()];
    const session = await opened();
    const keeper = await kept(session, new Logbook(memory), own, locks);
    await train(session, keeper, 120);
    const { losses } = session.progress!;
    await session.set({ task: 'parity', cell: 'gru', hidden: 3 });
    await train(session, keeper, 5);
    expect(keeper.entries).toMatchObject([
      { task: 'parity', cell: 'gru', updates: 5 },
      { task: 'recall', cell: 'lstm', updates: 120, accuracy: 1 },
    ]);
    await keeper.open(keeper.entries[1]!.id);
    await heard(session, () => session.view!.trace.frame.updates === 120);
    expect([session.config!.cell, session.standing]).toEqual(['lstm', 'solved']);
    expect(session.progress!.losses).toEqual(losses);
    await train(session, keeper, 121);
    expect(counts(keeper), 'the same run').toEqual([121, 5]);
    const back = told(keeper, () => keeper.entries.length === 3);
    session.rewind(120);
    await rested(session, 120);
    await back;
    expect(counts(keeper), 'what was gone back behind stays').toEqual([120, 121, 5]);
    await keeper.delete(...keeper.entries.slice(0, -2).map(({ id }) => id), keeper.entries[2]!.id);
    expect(counts(keeper)).toEqual([121]);
    await keeper.delete(...keeper.entries.map(({ id }) => id));
    expect([keeper.entries, memory.held.size]).toEqual([[], 0]);
    expect(session.progress!.updates, 'what is at hand stays').toBe(120);
  });

  const saved = (bytes: number): Saved =>
    ({ losses: new Float32Array(), state: { now: { params: new Float32Array(bytes / 4), memory: {} } } }) as Saved;
  const entry = (k: number, bytes = 4): Entry => ({ id: `${k}`, task: '', cell: '', updates: k, at: k, bytes });
  const ids = async (book: Logbook): Promise<string[]> => (await book.entries()).map(({ id }) => id);

  it('are so many and so large, and no more', async () => {
    const memory = new Memory();
    const book = new Logbook(memory);
    for (let k = 0; k < MOST.runs + 3; k++) await book.keep(entry(k), saved(4));
    expect(await ids(book)).toEqual(Array.from({ length: MOST.runs }, (_, k) => `${MOST.runs + 2 - k}`));
    await book.keep(entry(98, MOST.bytes / 2), saved(4));
    await book.keep(entry(99, MOST.bytes / 2), saved(4));
    expect(await ids(book)).toEqual(['99', '98']);
    await book.keep(entry(100, 2 * MOST.bytes), saved(4));
    expect(await ids(book), 'the one at hand, however large').toEqual(['100']);
    expect(memory.held.size).toBe(2);
  });

  it('make room for the one at hand where a browser has none left', async () => {
    const memory = new Memory();
    const book = new Logbook(memory);
    memory.room = 6;
    for (let k = 0; k < 5; k++) await book.keep(entry(k), saved(4));
    expect(await ids(book)).toEqual(['4', '3', '2']);
    memory.room = 1;
    await expect(book.keep(entry(9), saved(4))).rejects.toMatchObject({ name: 'QuotaExceededError' });
  });
});

it.each([
  ['full', { room: 0 }],
  ['closed', { setMany: () => Promise.reject(new Error('none')), keys: () => Promise.reject(new Error('none')) }],
] as const)('where nothing can be kept (%s) it is said, and training goes on', async (trouble, broken) => {
  const session = await opened();
  const keeper = await kept(session, new Logbook(Object.assign(new Memory(), broken)), { run: undefined }, browser());
  const said = told(keeper, () => keeper.trouble === trouble);
  session.train(3);
  await rested(session, 3);
  await said;
  expect([keeper.trouble, keeper.entries, session.trouble]).toEqual([trouble, [], undefined]);
});

it('where a tab can remember nothing its runs are kept all the same', async () => {
  const forbidden: Tab = {
    get run(): undefined {
      throw new Error('forbidden');
    },
    set run(_: string | undefined) {
      throw new Error('forbidden');
    },
  };
  const session = await opened();
  const keeper = await kept(session, new Logbook(new Memory()), forbidden, browser());
  await train(session, keeper, 3);
  expect(counts(keeper)).toEqual([3]);
});
