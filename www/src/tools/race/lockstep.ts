// Networks that learn side by side, each in a worker of its own, so many updates each: none is ever ahead of the others by more
// than the updates between two looks whether the task is solved.
import type { Engine } from '../../engine/engine.ts';
import { nextLook } from '../../engine/looks.ts';
import { EngineError, type Config } from '../../engine/protocol.ts';

export interface Lane {
  engine: Engine;
  /** After how many updates it was first seen to have solved the task. */
  solvedAt: number | undefined;
  /** Why it takes no part. */
  trouble: EngineError | undefined;
}

/** Fires 'change' whenever something of a lane has changed. */
export class Race extends EventTarget {
  lanes: readonly Lane[] = [];
  readonly #open: (signal: AbortSignal) => Promise<Engine>;
  /** Ends the workers of the lanes at hand. */
  #life = new AbortController();
  /** Where all are to be before they go on, and where they are to stop. */
  #next = 0;
  #goal = 0;
  /** Or as soon as each has solved the task. */
  #untilSolved = false;
  /** Those that are on their way back to the start: what they report until then is of the past. */
  readonly #rewinding = new Set<Lane>();

  constructor(open: (signal: AbortSignal) => Promise<Engine>) {
    super();
    this.#open = open;
  }

  /** Lines up new networks, and ends those that there were. `sample` is the sequence that all show. */
  async line(configs: readonly Config[], sample: number): Promise<void> {
    this.close();
    const { signal } = (this.#life = new AbortController());
    try {
      const lanes = await Promise.all(configs.map((config) => this.#lane(config, sample, signal)));
      if (signal.aborted) return; // others are lined up, or none any more
      this.lanes = lanes;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#tell();
  }

  /** Has all show another sequence. */
  sample(seed: number): void {
    for (const { engine } of this.lanes) engine.sample(seed);
  }

  /** Ends all workers. */
  close(): void {
    this.#life.abort();
    this.lanes = [];
    this.#rewinding.clear();
    this.#next = this.#goal = 0;
  }

  get running(): boolean {
    return this.#goal > this.#next || !this.#rested;
  }

  /** Those that can go on. */
  get #racing(): Lane[] {
    return this.lanes.filter(({ engine, trouble }) => !trouble && !engine.progress.divergence);
  }

  /** Whether there is one that has not solved the task and still could. */
  get open(): boolean {
    return this.#racing.some(({ solvedAt }) => solvedAt === undefined);
  }

  /** So many updates more for each. `untilSolved`: fewer, if some have not solved the task and all come to. */
  run(updates: number, untilSolved = false): void {
    this.#goal = this.#next + updates;
    this.#untilSolved = untilSolved && this.open;
    this.#advance();
  }

  /** They stop where all are equally far. */
  pause(): void {
    this.#goal = this.#next;
  }

  rewind(): void {
    this.#next = this.#goal = 0;
    for (const lane of this.lanes) {
      lane.solvedAt = undefined;
      if (lane.trouble) continue;
      this.#rewinding.add(lane);
      lane.engine.rewind();
    }
  }

  async #lane(config: Config, sample: number, signal: AbortSignal): Promise<Lane> {
    const engine = await this.#open(signal);
    const lane: Lane = { engine, solvedAt: undefined, trouble: undefined };
    engine.sample(sample);
    await engine.configure(config).catch((error: EngineError) => (lane.trouble = error));
    const on = (event: string, act: (event: Event) => void): void => engine.addEventListener(event, act, { signal });
    on('progress', () => this.#look(lane));
    on('frame', () => this.#tell());
    on('error', (event) => {
      const { detail } = event as CustomEvent<EngineError>;
      // One that was replaced goes on from where it was saved.
      if (detail.code === 'worker-lost') {
        lane.trouble = detail;
        this.#rewinding.delete(lane);
      }
      this.#advance();
    });
    return lane;
  }

  #look(lane: Lane): void {
    const { updates, running, evaluation, divergence } = lane.engine.progress;
    if (updates === 0 && !running && !divergence) this.#rewinding.delete(lane);
    if (this.#rewinding.has(lane)) return;
    if (updates > 0 && !running && evaluation?.solved) lane.solvedAt ??= updates;
    this.#advance();
  }

  /** All are where they were told to go, or can go no further. */
  get #rested(): boolean {
    const there = this.#racing.every(
      ({ engine: { progress } }) => !progress.running && progress.updates === this.#next,
    );
    return there && this.#rewinding.size === 0;
  }

  #advance(): void {
    if (this.#rested) {
      if (this.#racing.length === 0 || (this.#untilSolved && !this.open)) this.#goal = this.#next;
      if (this.#goal > this.#next) {
        this.#next = Math.min(nextLook(this.#next), this.#goal);
        for (const { engine } of this.#racing) void engine.train(this.#next - engine.progress.updates);
      }
    }
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
