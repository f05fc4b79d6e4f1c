// Where a laboratory lives: in a Worker, or in short slices on the page's own thread. Nobody else notices which.
import { Laboratory } from './laboratory.ts';
import type { Report, Wish } from './protocol.ts';

export interface Host {
  post(wish: Wish): void;
  /** Ends it and frees what it holds. */
  stop(): void;
}

/** Throws or says `died` if there can be none. */
export type OpenHost = (hear: (report: Report) => void, died: (reason: unknown) => void) => Host;

export const inWorker: OpenHost = (hear, died) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
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
  const guard = (act: () => void) => {
    if (stopped) return;
    try {
      act();
    } catch (error) {
      stopped = true;
      died(error);
    }
  };
  // Reports come later, as from a worker. A timer leaves the page time to draw between two slices.
  const laboratory = new Laboratory((report) => queueMicrotask(() => hear(report)), {
    slice: 6,
    yield: (slice) => setTimeout(() => guard(slice)),
  });
  return {
    post: (wish) => queueMicrotask(() => guard(() => laboratory.hear(wish))),
    stop: () => {
      guard(() => laboratory.close());
      stopped = true;
    },
  };
};
