// A check that runs: in a Worker, or where none can be had on the page's own thread, which then stands still for a while.
import { checked, type Task, type Told } from './check.ts';
import script from './checker.ts?worker&url';
import { EngineError, type GradientCheck } from './protocol.ts';
import { thread } from './thread.ts';

/** A check on the page's own thread ends after so many milliseconds, with the parameters that are complete by then. */
const STANDSTILL = 3000;

/**
 * All parameters, or as many as there was time for. Rejects with an EngineError. `signal` ends it, and then it neither
 * resolves nor rejects.
 */
export function checking(
  task: Task,
  progress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<GradientCheck[]> {
  return new Promise((resolve, reject) => {
    const hear = (told: Told): void => {
      if (signal.aborted) return;
      if (told.say === 'progress') progress(told.done, told.of);
      else if (told.say === 'checks') resolve(told.checks);
      else reject(new EngineError(told.trouble));
    };
    inWorker(task, hear, () => void inPage(task).then(hear), signal);
  });
}

/** `without`: there is no Worker to be had. It is missing, forbidden (it throws) or blocked (it dies before its first word). */
function inWorker(task: Task, hear: (told: Told) => void, without: () => void, signal: AbortSignal): void {
  let worker: Worker;
  try {
    worker = thread(script);
  } catch {
    return without();
  }
  let heard = false;
  const end = (): void => {
    worker.terminate();
    signal.removeEventListener('abort', end);
  };
  signal.addEventListener('abort', end);
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    heard = true;
    if (data.say !== 'progress') end();
    hear(data);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // it is answered here
    end();
    if (heard) hear({ say: 'trouble', trouble: { code: 'unknown', message: event.message } });
    else without();
  };
  worker.postMessage(task);
}

function inPage(task: Task): Promise<Told> {
  let end: number | undefined;
  // Counted from the first number: before that the program is fetched.
  return checked(task, () => performance.now() < (end ??= performance.now() + STANDSTILL));
}
