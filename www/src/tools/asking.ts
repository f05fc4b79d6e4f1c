// Work that is asked of the engine and takes a while.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { EngineError } from '../engine/protocol.ts';

/**
 * One piece of work at a time: it can be stopped, says how far it has come, and what went wrong. Work that is begun ends the
 * one before, so that only the newest counts; all end with the host. Renders the host again when any of this changes.
 */
export class Asking implements ReactiveController {
  /** Why the last work failed. */
  trouble: EngineError | undefined;
  /** How far it has come, while it runs and says so. */
  progress: { done: number; of: number } | undefined;
  readonly #host: Pick<ReactiveControllerHost, 'addController' | 'requestUpdate'>;
  #run: AbortController | undefined;

  constructor(host: Pick<ReactiveControllerHost, 'addController' | 'requestUpdate'>) {
    this.#host = host;
    host.addController(this);
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  /** `work` keeps nothing of what it hears after its signal has been aborted; `signal.throwIfAborted()` ends it then. */
  async start(work: (signal: AbortSignal, at: (done: number, of: number) => void) => Promise<void>): Promise<void> {
    this.stop();
    const run = (this.#run = new AbortController());
    this.trouble = undefined;
    const at = (done: number, of: number): void => {
      if (run !== this.#run) return;
      this.progress = { done, of };
      this.#host.requestUpdate();
    };
    try {
      await work(run.signal, at);
    } catch (error) {
      if (run === this.#run) this.trouble = EngineError.from(error);
    }
    if (run === this.#run) this.stop();
  }

  stop(): void {
    this.hostDisconnected();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#run?.abort();
    this.#run = this.progress = undefined;
  }
}
