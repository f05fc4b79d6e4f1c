// Laboratories in a thread of their own. An error that they do not answer ends in the page's 'error' event of the Worker.
import { Laboratory } from './laboratory.ts';
import type { Report, Wish } from './protocol.ts';

/** What the page says to one of them: a wish, or nothing any more. */
export interface Call {
  to: number;
  wish?: Wish;
}

/** What one of them says. */
export interface Answer {
  from: number;
  report: Report;
}

const laboratories = new Map<number, Laboratory>();

addEventListener('message', ({ data: { to, wish } }: MessageEvent<Call>) => {
  const laboratory = laboratories.get(to) ?? opened(to);
  if (wish) return laboratory.hear(wish);
  laboratory.close();
  laboratories.delete(to);
});

function opened(from: number): Laboratory {
  // Between two slices it hears the page's wishes. By a timer, whose 4 ms are little beside a slice: a message to itself
  // would come at once, but in WebKit it comes by way of the page's thread, and that draws.
  const laboratory = new Laboratory(
    (report, transfer) => postMessage({ from, report } satisfies Answer, { transfer }),
    {
      slice: 40,
      yield: (slice) => setTimeout(slice),
    },
  );
  laboratories.set(from, laboratory);
  return laboratory;
}
