// Keeps the run at hand as it goes, and takes it up again when its tab is loaded anew. The session knows nothing of it, and
// goes on where a browser keeps nothing.
import type { Saved } from '../engine/protocol.ts';
import { bytesOf, Logbook, type Entry } from './logbook.ts';
import type { Session } from './session.ts';
import { differences, type State } from './state.ts';

/** While training runs it is kept no oftener, in milliseconds, and keeping it takes no more than this share of the time. */
const PACE = { least: 1000, share: 0.05 };

/** Why nothing is kept: the browser's room is full, or it gives none, as in a private window. */
export type Trouble = 'full' | 'closed';

/** What only this tab knows, and knows again once it is loaded anew, even after a crash. */
export interface Tab {
  run: string | undefined;
}

/** navigator.locks; absent where the page is not served securely. */
export type Locks = Pick<LockManager, 'request'> | undefined;

const TAB = 'lstm-conveyor.run';

/** Throws where storage is forbidden. */
const tab: Tab = {
  get run() {
    return sessionStorage.getItem(TAB) ?? undefined;
  },
  set run(id) {
    if (id === undefined) sessionStorage.removeItem(TAB);
    else sessionStorage.setItem(TAB, id);
  },
};

/** Fires 'change' when the list of runs does, or whether they are kept. */
export class Keeper extends EventTarget {
  static readonly #all = new WeakMap<Session, Keeper>();

  /** Past runs, and the one at hand once something of it is kept. */
  entries: readonly Entry[] = [];
  trouble: Trouble | undefined;
  readonly #session: Session;
  readonly #logbook: Logbook;
  readonly #tab: Tab;
  readonly #locks: Locks;
  /** The run at hand. Only this tab writes it: it holds a lock of its name. */
  #run: string | undefined;
  #release = (): void => {};
  /** What was kept last. */
  #kept: Saved | undefined;
  #keptAt = -Infinity;
  #took = 0;
  /** The session is being moved to another run, so nothing is saved meanwhile. */
  #between = true;
  #writing = false;

  /** Aborts with the session. */
  static of(session: Session): Keeper {
    let keeper = Keeper.#all.get(session);
    if (!keeper) Keeper.#all.set(session, (keeper = new Keeper(session)));
    return keeper;
  }

  constructor(session: Session, logbook = new Logbook(), own = tab, locks: Locks = globalThis.navigator?.locks) {
    super();
    this.#session = session;
    this.#logbook = logbook;
    this.#tab = own;
    this.#locks = locks;
    const { life } = session;
    session.addEventListener('progress', () => this.#hear(), { signal: life });
    globalThis.document?.addEventListener('visibilitychange', () => void this.#keep(), { signal: life });
    life.addEventListener('abort', () => this.#release());
    void this.#attempt(() => this.#return());
  }

  /** The one at hand, if this tab keeps it. */
  get run(): string | undefined {
    return this.#run;
  }

  /** Goes on with a past run; if another tab has it at hand, with a copy. Rejects with an EngineError. */
  async open(id: string): Promise<void> {
    const saved = await this.#attempt(() => this.#logbook.saved(id));
    if (saved) await this.#takeUp(id, saved);
    else await this.refresh(); // another tab has deleted it
  }

  async delete(...ids: string[]): Promise<void> {
    await this.#attempt(() => this.#logbook.delete(...ids));
    await this.refresh();
  }

  /** Other tabs keep runs, too. */
  async refresh(): Promise<void> {
    this.entries = (await this.#attempt(() => this.#logbook.entries())) ?? [];
    this.dispatchEvent(new Event('change'));
  }

  /** To the run that this tab had, if the network that is asked for is the same and nothing has been done with it. */
  async #return(): Promise<void> {
    const session = this.#session;
    try {
      const id = this.#tab.run;
      const saved = id === undefined ? undefined : await this.#logbook.saved(id);
      await session.set({}); // behind the opening
      if (!saved || session.life.aborted || session.progress?.updates !== 0 || session.progress.running) return;
      if (differences(saved.config as State, session.config as State).length > 0) return;
      // What an older core has kept may not fit: then it is among the past runs, and says why when it is opened.
      await this.#takeUp(id!, { ...saved, sample: session.state.sample! }).catch(() => {});
    } finally {
      this.#between = false;
      await this.refresh();
    }
  }

  async #takeUp(id: string, saved: Saved): Promise<void> {
    const [before, release] = [this.#run, this.#release];
    this.#between = true;
    const own = id === before || (await this.#claim(id));
    try {
      await this.#session.set(saved);
      if (id !== before) release();
      this.#run = own ? id : undefined;
      this.#kept = this.#session.saved;
      this.#remember(id);
    } catch (error) {
      if (this.#release !== release) this.#release();
      this.#release = release;
      throw error;
    } finally {
      this.#between = false;
    }
  }

  #hear(): void {
    const { progress, life } = this.#session;
    if (this.#between || life.aborted || !progress) return;
    if (progress.losses.length === 0) return this.#forget(); // nothing that was done here
    const wait = Math.max(PACE.least, this.#took / PACE.share);
    if (!progress.running || performance.now() - this.#keptAt > wait) void this.#keep();
  }

  /** Another training begins: what is kept of the last one stays as it is. */
  #forget(): void {
    if (this.#run === undefined && this.#kept === undefined) return;
    this.#release();
    this.#run = this.#kept = undefined;
    this.#remember(undefined);
  }

  async #keep(): Promise<void> {
    const { saved, progress } = this.#session;
    if (this.#between || this.#writing || !saved || saved === this.#kept || !progress?.losses.length) return;
    this.#writing = true;
    const start = performance.now();
    const { task, cell } = saved.config;
    const { updates } = saved.state.now;
    if (this.#kept && updates < this.#kept.state.now.updates) this.#forget(); // it went back, and goes another way
    const id = (this.#run ??= this.#named());
    const { accuracy } = progress.evaluation ?? {};
    // Later than all that are there, whatever the clock says: runs of one millisecond have an order, too.
    const at = Math.max(Date.now(), (this.entries[0]?.at ?? 0) + 1);
    const entry = { id, task, cell, accuracy, updates, at, bytes: bytesOf(saved) };
    this.#kept = saved;
    await this.#attempt(async () => {
      this.#remember(id);
      await this.#logbook.keep(entry, saved);
      this.trouble = undefined;
    });
    await this.refresh();
    this.#writing = false;
    this.#keptAt = performance.now();
    this.#took = this.#keptAt - start;
    this.#hear(); // what has come meanwhile
  }

  /** A new run. */
  #named(): string {
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    void this.#claim(id);
    return id;
  }

  /** Whether nobody else writes the run, nor will. Not every browser can tell: then nobody goes on with any but a copy. */
  #claim(id: string): Promise<boolean> {
    return new Promise((resolve) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        return lock ? new Promise((release) => (this.#release = release)) : undefined;
      };
      if (!this.#locks) return resolve(false);
      this.#locks.request(`${TAB}.${id}`, { ifAvailable: true }, hold).catch(() => resolve(false));
    });
  }

  #remember(id: string | undefined): void {
    try {
      this.#tab.run = id;
    } catch {
      this.trouble = 'closed';
    }
  }

  async #attempt<Answer>(act: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await act();
    } catch (error) {
      this.trouble = (error as Error).name === 'QuotaExceededError' ? 'full' : 'closed';
      return undefined;
    }
  }
}
