// Stands in for the core until it is there: shows the sequences that were recorded when the site was built, and keeps what the
// core is to do.
import type { Pass, Report, Trouble, Wish } from './protocol.ts';

export class Recorded {
  readonly #passes: readonly Pass[];
  readonly #hear: (report: Report) => void;
  /** What the core is to do once it is there, in its order. */
  #kept: Wish[] = [];
  #trouble: Trouble | undefined;

  /** `hear` is told of a sequence a moment after it is asked for, as from a worker. */
  constructor(passes: readonly Pass[], hear: (report: Report) => void) {
    this.#passes = passes;
    this.#hear = hear;
  }

  /** Whether anything is to be done that cannot be shown by what was recorded. */
  get waits(): boolean {
    return this.#kept.some((wish) => this.#isAsked(wish));
  }

  get kept(): readonly Wish[] {
    return this.#kept;
  }

  post(wish: Wish): void {
    const pass = this.#passOf(wish);
    if (pass) queueMicrotask(() => this.#hear({ say: 'pass', pass }));
    if (this.#trouble) return this.#refuse(wish, this.#trouble);
    // Of these the last is enough, however long it has played.
    if (wish.do === 'sample' || wish.do === 'seen') this.#kept = this.#kept.filter((each) => each.do !== wish.do);
    this.#kept.push(wish);
  }

  /** There will be no core: answers so what is asked, now and from now on. */
  end(trouble: Trouble): void {
    this.#trouble = trouble;
    for (const wish of this.#kept.splice(0)) this.#refuse(wish, trouble);
  }

  #refuse(wish: Wish, trouble: Trouble): void {
    const id = 'id' in wish ? wish.id : undefined;
    const asked = this.#isAsked(wish);
    queueMicrotask(() => {
      if (id !== undefined) this.#hear({ say: 'done', id, trouble });
      if (asked) this.#hear({ say: 'trouble', trouble }); // not all who ask wait for an answer
    });
  }

  /** Whether somebody may miss what it would do, which cannot be shown by what was recorded. */
  #isAsked(wish: Wish): boolean {
    return wish.do !== 'seen' && wish.do !== 'ask' && !this.#passOf(wish);
  }

  #passOf(wish: Wish): Pass | undefined {
    return wish.do === 'sample' ? this.#passes.find(({ sample }) => sample === wish.seed) : undefined;
  }
}
