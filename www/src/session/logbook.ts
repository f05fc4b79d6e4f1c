// Past runs, kept in this browser: how far each came, and from where it goes on. Whoever asks hears why where a browser keeps
// nothing: each of these can reject.
import { createStore, delMany, getMany, keys, setMany } from 'idb-keyval';
import type { Saved } from '../engine/protocol.ts';

/** The oldest go where there are more, or where all together take more. */
export const MOST = { runs: 20, bytes: 64 * 2 ** 20 };

export interface Entry {
  id: string;
  task: string;
  cell: string;
  updates: number;
  accuracy?: number | undefined;
  /** When it was last trained, in milliseconds. */
  at: number;
  bytes: number;
}

/** As much of IndexedDB as is used. What is set or deleted together is so whole or not at all. */
export interface Store {
  keys(): Promise<string[]>;
  getMany<Value>(keys: string[]): Promise<(Value | undefined)[]>;
  setMany(entries: [key: string, value: unknown][]): Promise<void>;
  delMany(keys: string[]): Promise<void>;
}

function database(): Store {
  const store = createStore('lstm-conveyor', 'runs');
  return {
    keys: () => keys<string>(store),
    getMany: (names) => getMany(names, store),
    setMany: (entries) => setMany(entries, store),
    delMany: (names) => delMany(names, store),
  };
}

/** Keys of a run's entry in the list and of its numbers: the list is read without the numbers. */
const ENTRY = 'entry/';
const SAVED = 'saved/';

export class Logbook {
  readonly #store: Store;

  constructor(store = database()) {
    this.#store = store;
  }

  /** The latest first. */
  async entries(): Promise<Entry[]> {
    const names = (await this.#store.keys()).filter((key) => key.startsWith(ENTRY));
    const found = await this.#store.getMany<Entry>(names);
    return found.filter((entry) => entry !== undefined).sort((a, b) => b.at - a.at);
  }

  async saved(id: string): Promise<Saved | undefined> {
    const [saved] = await this.#store.getMany<Saved>([SAVED + id]);
    return saved;
  }

  /** Keeps a run in the place of what it was before. Where there is no room left the oldest of the others make it. */
  async keep(entry: Entry, saved: Saved): Promise<void> {
    // Written before anything is deleted: if the page is closed now, the run is kept.
    for (;;) {
      try {
        await this.#write(entry, saved);
        break;
      } catch (error) {
        const oldest = (await this.entries()).findLast(({ id }) => id !== entry.id);
        if ((error as Error).name !== 'QuotaExceededError' || !oldest) throw error;
        await this.delete(oldest.id);
      }
    }
    let bytes = 0;
    const over = (await this.entries()).filter((each, k) => {
      bytes += each.bytes;
      return each.id !== entry.id && (k >= MOST.runs || bytes > MOST.bytes);
    });
    if (over.length) await this.delete(...over.map(({ id }) => id));
  }

  delete(...ids: string[]): Promise<void> {
    return this.#store.delMany(ids.flatMap((id) => [ENTRY + id, SAVED + id]));
  }

  #write(entry: Entry, saved: Saved): Promise<void> {
    return this.#store.setMany([
      [ENTRY + entry.id, entry],
      [SAVED + entry.id, saved],
    ]);
  }
}

/** The size of a run in bytes: that of its arrays, beside which all else is small. */
export function bytesOf({ state: { now, good }, losses, norms }: Saved): number {
  const numbers = [now, good].flatMap(({ params, memory }) => [params, ...Object.values(memory)]);
  return [losses, norms, ...numbers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
