// Where a laboratory lives: in a Worker, or in short slices on the page's own thread. Nobody else notices which.
import type { Laboratory } from './laboratory.ts';
import type { Report, Wish } from './protocol.ts';
import { trusted } from './trusted.ts';
import script from './worker.ts?worker&url';

export interface Host {
  post(wish: Wish): void;
  /** Ends it and frees what it holds. */
  stop(): void;
}

/** Throws or says `died` if there can be none. */
export type OpenHost = (hear: (report: Report) => void, died: (reason: unknown) => void) => Host;

export const inWorker: OpenHost = (hear, died) => {
  const worker = new Worker(trusted(script), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault(); // it is answered here
    died(event.message);
  };
  worker.onmessageerror = () => died('unreadable message');
  return { post: (wish) => worker.postMessage(wish), stop: () => worker.terminate() };
};

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
  };
};
