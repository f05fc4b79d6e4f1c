// The page's side of the engine. Training runs in a Worker; where none can be had it runs on the page's own thread, and
// nobody else notices. A worker that dies is replaced by a new one that goes on from the last save.
import type { Home } from './home.ts';
import type { Host, OpenHost } from './host.ts';
import { EngineError, fetched, frameOf, type Choices, type Config, type Frame, type Progress } from './protocol.ts';
import type { Given, Pass, Questions, Recording, Report, Saved, Schema, Trouble, Tuning, Wish } from './protocol.ts';
import { Recorded } from './recorded.ts';

/** A worker that owes an answer and is silent for so long is dead, in milliseconds. */
const SILENCE = 10_000;
/** A worker that dies again and again within this time is not replaced any more. */
const DEATHS = { most: 3, within: 60_000 };

/** Where it lives: beside others of the page, or in a thread that no other has. */
const makings = () => fetched(import('./home.ts'));
export const SHARED = (): Promise<Home> => makings().then(({ shared }) => shared);
export const ALONE = (): Promise<Home> => makings().then(({ alone }) => alone);

type Answer = Exclude<Report, { say: 'ready' }>;

/** Fires 'frame', 'progress' and 'error' (detail: EngineError). */
export class Engine extends EventTarget {
  readonly choices!: Choices;
  /** The network in hand: the same object as long as it is the same network, which tuning does not change. */
  network?: Schema;
  frame?: Frame;
  /** What a new worker would go on from: saved when training last rested, or a short while ago. */
  saved?: Saved;
  progress: Progress = {
    updates: 0,
    losses: new Float32Array(),
    norms: new Float32Array(),
    stride: 1,
    since: 0,
    running: false,
    rate: 0,
  };

  readonly #home: () => Promise<Home>;
  readonly #signal: AbortSignal;
  #host: Host | undefined;
  /** Plays as long as the core is not there. */
  #recorded: Recorded | undefined;
  /** The core is on its way. */
  #loads = false;
  #edits = '';
  #pending = new Map<number, { resolve: (answer: unknown) => void; reject: (error: EngineError) => void }>();
  #nextId = 0;
  #deaths: number[] = [];
  #heardAt = 0;
  /** What it was last told to train: up to which update, or until the task is solved. */
  #goal = { updates: 0, untilSolved: false };
  /** By this it was told so. */
  #training = -1;
  /** The timer that declares a silent worker dead. */
  #watch: ReturnType<typeof setInterval> | undefined;

  /**
   * Loads the core. Rejects with an EngineError. Nothing is configured yet. `signal` ends the engine. With a recording it is open
   * at once, and the core is not loaded before `load`.
   */
  static async open(signal: AbortSignal, recording?: Recording, home: () => Promise<Home> = SHARED): Promise<Engine> {
    const engine = new Engine(home, signal);
    signal.addEventListener('abort', () => engine.#stop());
    if (recording)
      engine.#play(structuredClone(recording)); // a network's settings can be tuned
    else await engine.#start();
    return engine;
  }

  private constructor(home: () => Promise<Home>, signal: AbortSignal) {
    super();
    this.#home = home;
    this.#signal = signal;
  }

  /** Whether anything is to be done once the core is there. */
  get waits(): boolean {
    return this.#recorded?.waits ?? false;
  }

  /** The settings of the network in hand, complete. */
  get config(): Required<Config> | undefined {
    return this.network?.config;
  }

  /** Starts a new experiment. Rejects with an EngineError, and then the last one stays as it was. */
  async configure(config: Config, given?: Given): Promise<void> {
    await this.#ask((id) => ({ do: 'configure', id, config, given }));
  }

  /** Goes on from what was saved, of any experiment. Rejects with an EngineError, and then the last one stays as it was. */
  async takeUp(saved: Saved): Promise<void> {
    await this.#ask((id) => ({ do: 'takeUp', id, saved }));
  }

  /** Changes what can be changed without a reset. Rejects with an EngineError. */
  async tune(numbers: Tuning): Promise<void> {
    await this.#ask((id) => ({ do: 'tune', id, numbers }));
    Object.assign(this.network!.config, numbers);
    this.dispatchEvent(new Event('progress'));
  }

  /** Asks of the experiments what they do not report of themselves. Rejects with an EngineError. */
  async ask<Name extends keyof Questions>(name: Name, of: Questions[Name]['of']): Promise<Questions[Name]['answer']> {
    return (await this.#ask((id) => ({ do: 'ask', id, name, of }))) as Questions[Name]['answer'];
  }

  /**
   * Trains; Infinity = until pause(). `untilSolved`: no further than to where the task is solved. Resolves once it rests, whatever
   * ended it.
   */
  async train(updates: number, { untilSolved = false } = {}): Promise<void> {
    this.#goal = { updates: this.progress.updates + updates, untilSolved };
    const rest = this.#ask((id) => {
      this.#training = id;
      return { do: 'train', id, updates, until: untilSolved ? 'solved' : undefined };
    });
    await rest.catch(() => {}); // whoever hears of errors hears that it stopped
  }

  pause(): void {
    this.#goal.updates = 0;
    this.#post({ do: 'pause' });
  }

  /** Back to the very same start, or to the last network kept at or before so many updates. */
  rewind(updates?: number): void {
    this.#post({ do: 'rewind', updates });
  }

  /** Shows the network as it was after so many updates, if that is kept; without, as it is. */
  lookBack(updates?: number): void {
    this.#post({ do: 'look back', updates });
  }

  /** Shows the sequence that `seed` draws. Training is not touched. */
  sample(seed: number): void {
    this.#post({ do: 'sample', seed });
  }

  /** Holds or changes numbers of the sequence shown, as engine/edits.ts reads them. Training is not touched. */
  edit(edits: string): void {
    this.#edits = edits;
    this.#post({ do: 'edit', edits });
  }

  #ask(wish: (id: number) => Wish): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#owe();
      this.#pending.set(id, { resolve, reject });
      if (this.#recorded ?? this.#host) this.#post(wish(id));
      else this.#dropPending();
    });
  }

  #post(wish: Wish): void {
    const { waits } = this;
    (this.#recorded ?? this.#host)?.post(wish);
    if (this.waits !== waits) this.dispatchEvent(new Event('progress'));
    this.#listen();
  }

  /** Counts the worker's silence from now, unless it owed an answer already. */
  #owe(): void {
    if (!this.#owes) this.#heardAt = performance.now();
  }

  /** Shows what was recorded, until the core is there. */
  #play({ choices, passes, ...network }: Recording): void {
    this.#recorded = new Recorded(passes, (report) => report.say !== 'ready' && this.#take(report));
    Object.assign(this, { choices });
    this.#take({ say: 'network', ...network, pass: passes[0] });
  }

  /** Loads the core that takes over from a recording: it goes on from the same numbers, and does what was asked meanwhile. */
  async load(): Promise<void> {
    const recorded = this.#recorded;
    if (!recorded || this.#loads) return; // it is there, or comes
    this.#loads = true;
    try {
      await this.#start(this.saved);
      this.#recorded = undefined;
      this.#heardAt = performance.now();
      for (const wish of recorded.kept) this.#post(wish);
      this.dispatchEvent(new Event('progress')); // nothing waits any more
    } catch (error) {
      if (this.#signal.aborted) return;
      const trouble = EngineError.from(error);
      recorded.end(trouble);
      this.#complain(trouble);
    } finally {
      this.#loads = false;
    }
  }

  /** The first place that is to be had: a Worker can be missing, forbidden (it throws) or blocked (it dies at once). */
  async #start(saved?: Saved): Promise<void> {
    const { program, hosts } = await this.#home();
    this.#signal.throwIfAborted();
    let reason: unknown;
    for (const open of hosts) {
      try {
        const choices = await this.#connect(open, program, saved);
        this.#signal.throwIfAborted();
        Object.assign(this, { choices: this.choices ?? choices });
        return;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof EngineError) throw error; // of the program: no other place would help
        reason = error;
      }
    }
    throw new EngineError({ code: 'load', message: String(reason) });
  }

  #connect(open: OpenHost, program: Home['program'], saved: Saved | undefined): Promise<Choices> {
    return new Promise((resolve, reject) => {
      let ready = false;
      const fail = (reason: unknown): void => {
        host.stop();
        this.#host = undefined;
        reject(reason);
      };
      const host = open(
        (report) => {
          if (host !== this.#host) return; // of one that is given up
          if (report.say === 'ready') {
            ready = true;
            resolve(report.choices);
          } else if (!this.#recorded) this.#hear(report); // it is known already
        },
        (reason) => {
          if (host !== this.#host) return;
          if (ready) void this.#died();
          else fail(reason);
        },
      );
      this.#signal.addEventListener('abort', reject, { once: true });
      this.#host = host;
      // It starts while the program is still on its way.
      program().then((module) => host === this.#host && host.post({ do: 'open', module, saved }), fail);
    });
  }

  #hear(answer: Answer): void {
    this.#heardAt = performance.now();
    this.#take(answer);
    this.#listen();
  }

  #take(answer: Answer): void {
    switch (answer.say) {
      case 'network':
        this.network = answer.schema;
        this.saved = answer.saved;
        this.progress = answer.progress;
        if (answer.pass) this.#show(answer.pass, answer.schema);
        this.dispatchEvent(new Event('progress'));
        return;
      case 'done':
        return this.#settle(answer.id, answer.trouble, answer.answer);
      case 'pass':
        return this.#show(answer.pass, this.network!);
      case 'progress':
        this.progress = answer.progress;
        this.dispatchEvent(new Event('progress'));
        return;
      case 'saved':
        this.saved = answer.saved;
        return;
      case 'trouble':
        return this.#complain(new EngineError(answer.trouble));
    }
  }

  #show(pass: Pass, network: Schema): void {
    this.frame = frameOf(pass, network);
    this.dispatchEvent(new Event('frame'));
    // Once the page has drawn this frame it can take the next; a hidden page draws none and gets none.
    requestAnimationFrame(() => this.#post({ do: 'seen' }));
  }

  #settle(id: number, trouble: Trouble | undefined, answer?: unknown): void {
    const promise = this.#pending.get(id);
    this.#pending.delete(id);
    if (trouble) promise?.reject(new EngineError(trouble));
    else promise?.resolve(answer);
  }

  #dropPending(): void {
    const trouble = { code: 'worker', message: 'The engine stopped.' };
    for (const id of [...this.#pending.keys()]) this.#settle(id, trouble);
  }

  get #owes(): boolean {
    return this.#pending.size > 0;
  }

  /** Times the worker's silence as long as it owes an answer; at rest no timer runs. */
  #listen(): void {
    if (!this.#owes || !this.#host || this.#recorded) return this.#unwatch();
    this.#watch ??= setInterval(() => {
      if (performance.now() - this.#heardAt > SILENCE) this.#host!.fail('silence');
    }, SILENCE / 4);
  }

  #unwatch(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #stop(): void {
    this.#unwatch();
    this.#host?.stop();
    this.#host = this.#recorded = undefined;
    this.#dropPending();
  }

  /** Replaces a dead worker by one that goes on from the last save, then says so. */
  async #died(): Promise<void> {
    const training = this.#pending.get(this.#training);
    this.#pending.delete(this.#training); // it goes on
    this.#stop();
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < DEATHS.within), now];
    const revive = this.#deaths.length <= DEATHS.most && this.saved;
    if (revive) await this.#start(revive).catch(() => {});
    if (this.#edits) this.#post({ do: 'edit', edits: this.#edits });
    const left = this.#goal.updates - this.progress.updates;
    const rest = training && this.#host && left > 0 && !this.#signal.aborted && this.train(left, this.#goal);
    void Promise.resolve(rest).then(() => training?.resolve(undefined));
    if (this.#signal.aborted) return;
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
