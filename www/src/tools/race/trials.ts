// Experiments one after the other, each trained until it has solved its task or its updates are used, in a worker of its own; what
// is found stays when that ends.
import type { Engine } from '../../engine/engine.ts';
import { EngineError, type Config } from '../../engine/protocol.ts';

/** One experiment. */
export interface Trial {
  config: Config;
  /** How training stands, or stood when it ended. */
  updates: number;
  accuracy?: number;
  solved: boolean;
  /** Nothing more is done for it: it is solved, the updates are used, or training ran away. */
  ended: boolean;
}

export function trial(config: Config): Trial {
  return { config, updates: 0, solved: false, ended: false };
}

/** Fires 'change' whenever something was found. */
export class Trials<Of extends Trial = Trial> extends EventTarget {
  trouble: EngineError | undefined;
  running = false;
  readonly #open: (signal: AbortSignal) => Promise<Engine>;
  #life: AbortController | undefined;
  /** Trains for the row at hand, if there is one. */
  #train: (() => void) | undefined;
  #engine: Engine | undefined;

  /** `budget` are the updates for each. */
  constructor(
    readonly rows: readonly Of[],
    readonly budget: number,
    open: (signal: AbortSignal) => Promise<Engine>,
  ) {
    super();
    this.#open = open;
  }

  get done(): boolean {
    return this.rows.every(({ ended }) => ended);
  }

  /** Begins, or goes on. */
  run(): void {
    if (this.running || this.done) return;
    this.running = true;
    this.trouble = undefined;
    if (this.#life) this.#train?.();
    else void this.#all((this.#life = new AbortController()).signal);
    this.tell();
  }

  pause(): void {
    this.running = false;
    this.#engine?.pause();
    this.tell();
  }

  /** Ends the worker. A row that is not ended begins anew when it goes on. */
  close(): void {
    this.#life?.abort();
    this.#life = this.#train = this.#engine = undefined;
    this.running = false;
    for (const row of this.rows) if (!row.ended) row.updates = 0;
  }

  /** What is measured of each before any is trained; `going` waits as long as it is paused. */
  protected async prepare(_engine: Engine, _going: () => Promise<void>): Promise<void> {}

  async #all(signal: AbortSignal): Promise<void> {
    const going = (): Promise<void> => this.#until(this, 'change', signal, () => this.running);
    try {
      const engine = await this.#open(signal);
      this.#engine = engine;
      await this.prepare(engine, going);
      for (const row of this.rows.filter(({ ended }) => !ended)) {
        await going();
        await engine.configure(row.config);
        await this.#learn(engine, row, signal);
      }
      this.close();
    } catch (error) {
      if (signal.aborted && !(error instanceof EngineError)) return; // closed
      this.close();
      this.trouble = EngineError.from(error);
    }
    this.tell();
  }

  async #learn(engine: Engine, row: Of, signal: AbortSignal): Promise<void> {
    this.#train = () => engine.train(this.budget - engine.progress.updates, { untilSolved: true });
    const hear = (event: Event): void => {
      const { detail } = event as CustomEvent<EngineError>;
      // One that is replaced goes on by itself.
      if (detail.code === 'worker-lost') this.#life?.abort(detail);
    };
    engine.addEventListener('error', hear);
    this.#train();
    try {
      await this.#until(engine, 'progress', signal, () => this.#look(engine, row));
    } finally {
      engine.removeEventListener('error', hear);
      this.#train = undefined;
    }
  }

  /** Takes down how training stands, and whether that is its end. */
  #look({ progress: { updates, running, evaluation, divergence } }: Engine, row: Of): boolean {
    row.updates = updates;
    if (evaluation) row.accuracy = evaluation.accuracy;
    row.solved = !running && updates > 0 && evaluation?.solved === true;
    row.ended = !running && (row.solved || updates >= this.budget || divergence !== undefined);
    this.tell();
    return row.ended;
  }

  #until(target: EventTarget, event: string, signal: AbortSignal, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = new AbortController();
      const look = (): void => {
        if (signal.aborted) reject(signal.reason as Error);
        else if (holds()) resolve();
        else return;
        end.abort();
      };
      signal.addEventListener('abort', look, { signal: end.signal });
      target.addEventListener(event, look, { signal: end.signal });
      look();
    });
  }

  protected tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
