// Tells a host page what happens in a figure, as events with plain data, never more than ten of a kind a second.
import type { Session } from '../session/session.ts';

/** Milliseconds between two events of a kind. */
const PACE = 100;

export class Herald {
  readonly #guest: HTMLElement;
  readonly #session: Session;
  readonly #signal: AbortSignal;
  /** What was told last of each kind, and what waits to be told. */
  readonly #told = new Map<string, number>();
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  #solved = false;

  constructor(guest: HTMLElement, session: Session, signal: AbortSignal) {
    this.#guest = guest;
    this.#session = session;
    this.#signal = signal;
  }

  /** From now on, until the signal. */
  tell(): void {
    const on = (event: string, act: () => void): void =>
      this.#session.addEventListener(event, act, { signal: this.#signal });
    on('timeupdate', () => this.#soon('moment', () => this.#moment()));
    on('play', () => this.#say('play'));
    on('pause', () => this.#say('pause'));
    on('progress', () => {
      this.#soon('progress', () => this.#progress());
      const solved = this.#session.standing === 'solved';
      if (solved && !this.#solved) this.#say('solved', this.#progress());
      this.#solved = solved;
    });
    on('select', () => this.#say('select', { ...this.#session.spot }));
    on('change', () => {
      const { trouble } = this.#session;
      if (trouble) this.#soon('error', () => ({ code: trouble.code, message: trouble.message }));
    });
    this.#signal.addEventListener('abort', () => this.#waiting.forEach((timer) => clearTimeout(timer)));
  }

  #moment(): object {
    const { moment, session } = { moment: this.#session.moment, session: this.#session };
    const { direction, step, beat } = moment;
    return { direction, step, beat, steps: session.view!.score.steps };
  }

  #progress(): object {
    const { standing, progress } = this.#session;
    const { updates, evaluation, running } = progress!;
    return { standing, updates, running, loss: evaluation?.loss, accuracy: evaluation?.accuracy };
  }

  /** Now, or when the pace allows; what is told then is what is so then. */
  #soon(name: string, detail: () => object): void {
    if (this.#waiting.has(name)) return;
    const wait = (this.#told.get(name) ?? -Infinity) + PACE - performance.now();
    const say = (): void => {
      this.#waiting.delete(name);
      this.#told.set(name, performance.now());
      if (this.#session.view) this.#say(name, detail());
    };
    if (wait <= 0) say();
    else this.#waiting.set(name, setTimeout(say, wait));
  }

  #say(name: string, detail: object = {}): void {
    this.#guest.dispatchEvent(new CustomEvent(`lstm-${name}`, { detail, bubbles: true, composed: true }));
  }
}
