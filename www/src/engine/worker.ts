// The laboratory in a thread of its own. An error that it does not answer ends in the page's 'error' event of the Worker.
import { Laboratory } from './laboratory.ts';
import type { Wish } from './protocol.ts';

// A message to oneself queues behind the page's messages: so a pause arrives between two slices, without a timer's delay.
const { port1, port2 } = new MessageChannel();
let next = () => {};
port1.onmessage = () => next();

const laboratory = new Laboratory((report, transfer) => postMessage(report, { transfer }), {
  slice: 12,
  yield: (slice) => {
    next = slice;
    port2.postMessage(undefined);
  },
});

addEventListener('message', ({ data }: MessageEvent<Wish>) => laboratory.hear(data));
