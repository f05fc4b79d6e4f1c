// Where a laboratory lives: in a Worker, or in short slices on the page's own thread. Nobody else notices which.
import type { Laboratory } from './laboratory.ts';
import type { Report, Wish } from './protocol.ts';
import { thread } from './thread.ts';
import type { Answer, Call } from './worker.ts';
import script from './worker.ts?worker&url';

export interface Host {
  post(wish: Wish): void;
  /** Ends it and frees what it holds. */
  stop(): void;
  /** Declares it dead, for all who share its thread: they hear `died`. */
  fail(reason: unknown): void;
}

/** Throws or says `died` if there can be none. */
export type OpenHost = (hear: (report: Report) => void, died: (reason: unknown) => void) => Host;

/** Workers that several laboratories share, and how many there may be of them. */
class Crew {
  readonly #most: number;
  readonly #shared: Shared[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** The one that has least to do, or a new one. Throws where there can be none. */
  join(seat: Seat): { shared: Shared; number: number } {
    const free = this.#shared.toSorted((a, b) => a.seats.size - b.seats.size)[0];
    const shared = free && (free.seats.size === 0 || this.#shared.length >= this.#most) ? free : this.#hire();
    return { shared, number: shared.take(seat) };
  }

  #hire(): Shared {
    const shared = new Shared(() => {
      this.#shared.splice(this.#shared.indexOf(shared), 1);
    });
    this.#shared.push(shared);
    return shared;
  }
}

/** Who listens to one laboratory. */
interface Seat {
  hear(report: Report): void;
  died(reason: unknown): void;
}

/** One worker, which ends with the last who uses it. */
class Shared {
  readonly seats = new Map<number, Seat>();
  readonly #worker = thread(script);
  readonly #ended: () => void;
  #next = 0;

  constructor(ended: () => void) {
    this.#ended = ended;
    this.#worker.onmessage = ({ data: { from, report } }: MessageEvent<Answer>) => this.seats.get(from)?.hear(report);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // it is answered here
      this.fail(event.message);
    };
    this.#worker.onmessageerror = () => this.fail('unreadable message');
  }

  take(seat: Seat): number {
    this.seats.set(this.#next, seat);
    return this.#next++;
  }

  post(call: Call): void {
    this.#worker.postMessage(call);
  }

  leave(number: number): void {
    if (!this.seats.delete(number)) return;
    if (this.seats.size) this.post({ to: number });
    else this.#end();
  }

  /** What failed has left nothing to be relied on, for none of them. */
  fail(reason: unknown): void {
    const seats = [...this.seats.values()];
    this.seats.clear();
    this.#end();
    for (const seat of seats) seat.died(reason);
  }

  #end(): void {
    this.#worker.terminate();
    this.#ended();
  }
}

function worker(crew: Crew): OpenHost {
  return (hear, died) => {
    const { shared, number } = crew.join({ hear, died });
    return {
      post: (wish) => shared.post({ to: number, wish }),
      stop: () => shared.leave(number),
      fail: (reason) => shared.fail(reason),
    };
  };
}

/** However many figures a page has, they share two. */
export const inShared = worker(new Crew(2));

/** For what is compared with others while it trains: no two in one. */
export const inWorker = worker(new Crew(Infinity));

export const inPage: OpenHost = (hear, died) => {
  let stopped = false;
  const fail = (error: unknown): void => {
    if (!stopped) died(error);
    stopped = true;
  };
  const guard = (act: () => void): void => {
    if (stopped) return;
    try {
      act();
    } catch (error) {
      fail(error);
    }
  };
  // Few need it here, so it is fetched only for them. Reports come later, as from a worker. A timer leaves the page time to
  // draw between two slices.
  const laboratory = import('./laboratory.ts').then(
    ({ Laboratory }) =>
      new Laboratory((report) => queueMicrotask(() => hear(report)), {
        slice: 6,
        yield: (slice) => setTimeout(() => guard(slice)),
      }),
  );
  const ask = (act: (of: Laboratory) => void): void =>
    void laboratory.then((laboratory) => guard(() => act(laboratory)), fail);
  return {
    post: (wish) => ask((laboratory) => laboratory.hear(wish)),
    stop: () => {
      ask((laboratory) => {
        laboratory.close();
        stopped = true;
      });
    },
    fail,
  };
};
