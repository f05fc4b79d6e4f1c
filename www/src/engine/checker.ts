// Checks a gradient in a thread of its own. An error that it does not answer ends in the page's 'error' event of the Worker.
import { checked, type Task, type Told } from './check.ts';

/** Between two words of how far it has come, in milliseconds. */
const EVERY = 60;

const tell = (told: Told): void => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<Task>) => {
  let last = -Infinity;
  const goOn = (done: number, of: number): boolean => {
    const now = performance.now();
    if (now - last > EVERY) {
      last = now;
      tell({ say: 'progress', done, of });
    }
    return true;
  };
  void checked(data, goOn).then(tell);
});
