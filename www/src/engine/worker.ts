// The laboratory in a thread of its own. An error that it does not answer ends in the page's 'error' event of the Worker.
import { Laboratory } from './laboratory.ts';
import type { Wish } from './protocol.ts';

// Between two slices it hears the page's wishes. By a timer, whose 4 ms are little beside a slice: a message to itself
// would come at once, but in WebKit it comes by way of the page's thread, and that draws.
const laboratory = new Laboratory((report, transfer) => postMessage(report, { transfer }), {
  slice: 40,
  yield: (slice) => setTimeout(slice),
});

addEventListener('message', ({ data }: MessageEvent<Wish>) => laboratory.hear(data));
