// One experiment over longer and longer delays: what is left of the gradient before anything is learnt, and whether the task is
// solved within so many updates. In a worker of its own; what is measured stays when that ends.
import type { Engine } from '../../engine/engine.ts';
import { EngineError, type Config } from '../../engine/protocol.ts';
import { Trace } from '../../network/trace.ts';
import { fadingOf, gateProduct, gatesOf, statesOf, type Fading } from '../../network/vanish.ts';

/** What is found for one delay. */
export interface Row {
  delay: number;
  start?: Start;
  /** How training stands, or stood when it ended. */
  updates: number;
  accuracy?: number;
  solved: boolean;
  /** Nothing more is done for it: it is solved, the updates are used, or training ran away. */
  ended: boolean;
}

/** Of the network as it is drawn. */
interface Start {
  /** The state that is looked at, of which trace. */
  state: string;
  trace: Trace;
  fading: Fading;
  /** What the gates alone leave of the gradient; undefined if the state is multiplied by none. */
  product: number | undefined;
}

/** Fires 'change' whenever something was found. */
export class Sweep extends EventTarget {
  readonly rows: readonly Row[];
  trouble: EngineError | undefined;
  running = false;
  readonly #open: (signal: AbortSignal) => Promise<Engine>;
  #life: AbortController | undefined;
  /** Trains for the row at hand, if there is one. */
  #train: (() => void) | undefined;
  #engine: Engine | undefined;

  /** `config` is that of a task that has a delay; `budget` are the updates for each. */
  constructor(
    readonly config: Config,
    delays: readonly number[],
    readonly budget: number,
    open: (signal: AbortSignal) => Promise<Engine>,
  ) {
    super();
    this.rows = delays.map((delay) => ({ delay, updates: 0, solved: false, ended: false }));
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
    else void this.#sweep((this.#life = new AbortController()).signal);
    this.#tell();
  }

  pause(): void {
    this.running = false;
    this.#engine?.pause();
    this.#tell();
  }

  /** Ends the worker. A row that is not ended begins anew when it goes on. */
  close(): void {
    this.#life?.abort();
    this.#life = this.#train = this.#engine = undefined;
    this.running = false;
    for (const row of this.rows) if (!row.ended) row.updates = 0;
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    try {
      const engine = await this.#open(signal);
      this.#engine = engine;
      // The gradients of all are there within a moment; learning takes its time.
      for (const row of this.rows) {
        await this.#going(signal);
        row.start ??= await this.#measure(engine, row);
        this.#tell();
      }
      for (const row of this.rows.filter(({ ended }) => !ended)) {
        await this.#going(signal);
        await this.#configure(engine, row);
        await this.#learn(engine, row, signal);
      }
      this.close();
    } catch (error) {
      if (signal.aborted && !(error instanceof EngineError)) return; // closed
      this.close();
      this.trouble = EngineError.from(error);
    }
    this.#tell();
  }

  #configure(engine: Engine, { delay }: Row): Promise<void> {
    return engine.configure({ ...this.config, taskOptions: { ...this.config.taskOptions, delay } });
  }

  async #measure(engine: Engine, row: Row): Promise<Start> {
    await this.#configure(engine, row);
    const trace = new Trace(engine.frame!);
    const states = statesOf(trace);
    const state = states.findLast((each) => gatesOf(trace.wiring, each)) ?? states.at(-1)!;
    return { state, trace, fading: fadingOf(trace, state), product: gateProduct(trace, state) };
  }

  /** Waits as long as it is paused. Rejects once it is closed. */
  #going(signal: AbortSignal): Promise<void> {
    return this.#until(this, 'change', signal, () => this.running);
  }

  async #learn(engine: Engine, row: Row, signal: AbortSignal): Promise<void> {
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
  #look({ progress: { updates, running, evaluation, divergence } }: Engine, row: Row): boolean {
    row.updates = updates;
    if (evaluation) row.accuracy = evaluation.accuracy;
    row.solved = !running && updates > 0 && evaluation?.solved === true;
    row.ended = !running && (row.solved || updates >= this.budget || divergence !== undefined);
    this.#tell();
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

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
