// The page's side of the engine. Training runs in a Worker; where none can be had it runs in short slices on the page's
// own thread, and nobody else notices. A worker that dies is replaced by a new one that goes on from the last save.
import wasm from '../../pkg/lstm_conveyor_bg.wasm?url';
import { Laboratory } from './laboratory.ts';
import { EngineError, type Choices, type Config, type Frame, type Progress } from './protocol.ts';
import type { Report, Saved, Trouble, Wish } from './protocol.ts';

/** The smallest module with a vector instruction: (func (result v128) i32.const 0 i8x16.splat). */
// prettier-ignore
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** A worker that owes an answer and is silent for so long is dead, in milliseconds. */
const SILENCE = 10_000;
/** A worker that dies again and again within this time is not replaced any more. */
const DEATHS = { most: 3, within: 60_000 };

/** Where a laboratory lives. */
interface Host {
  post(wish: Wish): void;
  stop(): void;
}
type Open = (hear: (report: Report) => void, died: (reason: unknown) => void) => Host;

export class Engine extends EventTarget {
  readonly choices!: Choices;
  /** The settings of the experiment in hand, complete. */
  config?: Required<Config>;
  frame?: Frame;
  progress: Progress = { updates: 0, losses: new Float32Array(), stride: 1, running: false, rate: 0 };

  readonly #module: WebAssembly.Module;
  #host: Host | undefined;
  #saved: Saved | undefined;
  #pending = new Map<number, { resolve: () => void; reject: (error: EngineError) => void }>();
  #nextId = 0;
  #deaths: number[] = [];
  #heardAt = 0;
  /** It was told to train and has not said anything since. */
  #asked = false;

  /**
   * Loads the core. Rejects with an EngineError: 'no-wasm', 'no-simd', 'load' (it could not be fetched or compiled).
   * Nothing is configured yet. `signal` ends the engine.
   */
  static async open(signal: AbortSignal): Promise<Engine> {
    if (typeof WebAssembly !== 'object') throw failure('no-wasm', 'This browser has no WebAssembly.');
    if (!WebAssembly.validate(SIMD)) throw failure('no-simd', 'This browser has no WebAssembly SIMD.');
    try {
      const engine = new Engine(await compile(signal));
      await engine.#start();
      signal.throwIfAborted();
      const watch = setInterval(() => engine.#watch(), SILENCE / 4);
      signal.addEventListener('abort', () => {
        clearInterval(watch);
        engine.#host?.stop();
        engine.#host = undefined;
      });
      return engine;
    } catch (error) {
      if (signal.aborted || error instanceof EngineError) throw error;
      throw failure('load', String(error));
    }
  }

  private constructor(module: WebAssembly.Module) {
    super();
    this.#module = module;
  }

  /** Starts a new experiment. Rejects with an EngineError, and then the last one stays as it was. */
  configure(config: Config): Promise<void> {
    return this.#ask((id) => ({ do: 'configure', id, config }));
  }

  /** Changes the learning rate without a reset. Rejects with an EngineError. */
  setRate(rate: number): Promise<void> {
    return this.#ask((id) => ({ do: 'rate', id, rate }));
  }

  /** Trains; Infinity = until pause(). `untilSolved`: no further than to where the task is solved. */
  train(updates: number, { untilSolved = false } = {}): void {
    this.#post({ do: 'train', updates, until: untilSolved ? 'solved' : undefined });
    this.#asked = true;
  }

  pause(): void {
    this.#post({ do: 'pause' });
  }

  /** Back to the very same start. */
  rewind(): void {
    this.#post({ do: 'rewind' });
  }

  /** Shows the sequence that `seed` draws. Training is not touched. */
  sample(seed: number): void {
    this.#post({ do: 'sample', seed });
  }

  #ask(wish: (id: number) => Wish): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      if (this.#host) this.#post(wish(id));
      else this.#dropPending();
    });
  }

  #post(wish: Wish): void {
    if (!this.#pending.size && !this.#asked && !this.progress.running) this.#heardAt = performance.now(); // it owed nothing till now
    this.#host?.post(wish);
  }

  async #start(saved?: Saved): Promise<void> {
    // A Worker can be missing, forbidden (then its constructor throws) or blocked (then it dies before it is ready).
    const choices = await this.#connect(inWorker, saved).catch(() => this.#connect(inPage, saved));
    Object.assign(this, { choices });
  }

  #connect(open: Open, saved: Saved | undefined): Promise<Choices> {
    return new Promise((resolve, reject) => {
      let ready = false;
      const host = open(
        (report) => {
          if (report.say === 'ready') {
            ready = true;
            resolve(report.choices);
          } else this.#hear(report);
        },
        (reason) => {
          if (ready) void this.#died();
          else {
            host.stop();
            reject(reason);
          }
        },
      );
      this.#host = host;
      host.post({ do: 'open', module: this.#module, saved });
    });
  }

  #hear(report: Exclude<Report, { say: 'ready' }>): void {
    this.#heardAt = performance.now();
    this.#asked = false;
    switch (report.say) {
      case 'done':
        if (report.config) {
          this.config = report.config;
          this.dispatchEvent(new Event('progress'));
        }
        return this.#settle(report.id, report.trouble);
      case 'frame':
        this.frame = report.frame;
        this.dispatchEvent(new Event('frame'));
        // Once the page has drawn this frame it can take the next; a hidden page draws none and gets none.
        requestAnimationFrame(() => this.#host?.post({ do: 'seen' }));
        return;
      case 'progress':
        this.progress = report.progress;
        this.dispatchEvent(new Event('progress'));
        return;
      case 'saved':
        this.#saved = report.saved;
        return;
      case 'trouble':
        return this.#complain(new EngineError(report.trouble));
    }
  }

  #settle(id: number, trouble: Trouble | undefined): void {
    const promise = this.#pending.get(id);
    this.#pending.delete(id);
    if (trouble) promise?.reject(new EngineError(trouble));
    else promise?.resolve();
  }

  #dropPending(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, failure('worker', 'The engine stopped.'));
  }

  #watch(): void {
    const owes = this.#pending.size > 0 || this.#asked || this.progress.running;
    if (owes && performance.now() - this.#heardAt > SILENCE) this.#died();
  }

  /** Replaces a dead worker, then says so. */
  async #died(): Promise<void> {
    this.#host?.stop();
    this.#host = undefined;
    this.#asked = false;
    this.#dropPending();
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < DEATHS.within), now];
    const revive = this.#deaths.length <= DEATHS.most && this.#saved;
    if (revive) await this.#start(revive).catch(() => {});
    if (!this.#host) {
      this.progress = { ...this.progress, running: false, rate: 0 };
      this.dispatchEvent(new Event('progress'));
    }
    const updates = String(this.progress.updates);
    const code = this.#host ? 'worker' : 'worker-lost';
    this.#complain(new EngineError({ code, value: updates, message: `The engine stopped at update ${updates}.` }));
  }

  #complain(error: EngineError): void {
    this.dispatchEvent(new CustomEvent('error', { detail: error }));
  }
}

const inWorker: Open = (hear, died) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault(); // it is answered here
    died(event.message);
  };
  worker.onmessageerror = () => died('unreadable message');
  return { post: (wish) => worker.postMessage(wish), stop: () => worker.terminate() };
};

const inPage: Open = (hear, died) => {
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
    stop: () => (stopped = true),
  };
};

/** Compiled once, for each worker that there will be. */
async function compile(signal: AbortSignal): Promise<WebAssembly.Module> {
  const response = await fetch(wasm, { signal });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const copy = response.clone();
  // Streaming wants the right media type, which a plain file server may not send.
  return WebAssembly.compileStreaming(response).catch(async () => WebAssembly.compile(await copy.arrayBuffer()));
}

function failure(code: string, message: string): EngineError {
  return new EngineError({ code, message });
}
