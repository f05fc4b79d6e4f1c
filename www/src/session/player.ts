// The play-head: one number (beats since the start) that moves while playing. It knows no element and no network.
import { duration, momentAt, stepBeat, stepTime, translate, type Score } from '../network/timeline.ts';

/** Strides a second at speed 1. */
const PACE: Record<Stride, number> = { operation: 1.1, step: 2 };
/** Whole steps are walked at this pace at least, so that a pass takes no longer, in seconds. */
const PASS = 16;
/** Where it is played again, the end stands for so long, in milliseconds. */
const HOLD = 1500;

/** What goes by in one beat of time: an operation, or all of a step's. */
export type Stride = 'operation' | 'step';

/** Fires 'play', 'pause' and 'timeupdate', as a media element does. */
export class Player extends EventTarget {
  speed = 1;
  stride: Stride = 'operation';
  /** Where motion is not welcome: playing goes from one finished beat to the next. */
  still = false;
  #time = 0;
  #score: Score = { steps: 1, forward: ['start'], backward: ['end'] };
  #last: number | undefined;
  /** Where playing ends this time, if not at the end of all. */
  #until = Infinity;
  /** What comes after that, if it is not rest. */
  #then: (() => void) | undefined;
  /** It plays, and stands at its end for a moment. */
  #holding = false;
  /** Nobody can see it: it goes on when somebody can. */
  #away = false;
  /** Cancels the next animation frame; undefined at rest. */
  #cancel: (() => void) | undefined;

  get time(): number {
    return this.#time;
  }

  get playing(): boolean {
    return this.#cancel !== undefined;
  }

  get score(): Score {
    return this.#score;
  }

  /** A sequence of another length keeps the head where it is as far as there is time; other beats keep the step, or the start. */
  set score(score: Score) {
    const same = (['forward', 'backward'] as const).every((way) => score[way].join() === this.#score[way].join());
    const time = same || this.#time === 0 ? this.#time : translate(this.#time, this.#score, score);
    this.#score = score;
    this.#move(time);
  }

  set away(away: boolean) {
    if (away === this.#away) return;
    this.#away = away;
    if (!this.playing || this.#holding) return;
    this.#cancel!();
    this.#last = undefined;
    this.#wait();
  }

  /** Whoever seeks leads from there on: nothing comes after the end any more. */
  seek(time: number): void {
    if (this.#holding) this.pause();
    this.#then = undefined;
    this.#move(time);
  }

  /** To the end, or until a time. `then`: what it does after a moment there, all of it being one play that a pause ends. */
  play(until = Infinity, then?: () => void): void {
    if (this.playing) this.pause();
    this.#until = until;
    this.#then = then;
    if (this.#time >= duration(this.#score) - 0.01) this.#time = 0;
    this.#last = undefined;
    this.#wait();
    this.#tell('play');
  }

  pause(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#holding = false;
    this.#tell('pause');
  }

  #move(time: number): void {
    this.#time = Math.min(Math.max(time, 0), duration(this.#score));
    this.#tell('timeupdate');
  }

  #wait(): void {
    if (this.#away) {
      this.#cancel = () => {};
    } else if (this.still) {
      const timer = setTimeout(this.#hop, 1000 / this.#pace);
      this.#cancel = () => clearTimeout(timer);
    } else {
      const request = requestAnimationFrame(this.#glide);
      this.#cancel = () => cancelAnimationFrame(request);
    }
  }

  readonly #glide = (now: number): void => {
    // A page that was hidden comes back with one huge interval: it must not leap.
    const seconds = Math.min((now - (this.#last ?? now)) / 1000, 0.1);
    this.#last = now;
    const beats = this.stride === 'step' ? this.#score[momentAt(this.#time, this.#score).direction].length : 1;
    this.#go(this.#time + seconds * this.#pace * beats);
  };

  readonly #hop = (): void => {
    const beat = stepBeat(this.#time, 1, this.#score);
    const step = stepTime(this.#time, 1, this.#score);
    this.#go(this.stride === 'step' && step !== this.#time ? step : beat);
  };

  /** Strides a second. */
  get #pace(): number {
    const least = this.stride === 'step' ? this.#score.steps / PASS : 0;
    return Math.max(PACE[this.stride], least) * this.speed;
  }

  #go(time: number): void {
    const before = this.#time;
    this.#wait();
    this.#move(Math.min(time, this.#until));
    const ended = this.still ? time === before : this.#time >= duration(this.#score);
    if (!ended && this.#time < this.#until) return;
    if (this.#then && this.playing) this.#hold(this.#then);
    else this.pause();
  }

  #hold(then: () => void): void {
    this.#cancel!();
    const timer = setTimeout(then, HOLD);
    this.#cancel = () => clearTimeout(timer);
    this.#holding = true;
  }

  #tell(event: 'play' | 'pause' | 'timeupdate'): void {
    this.dispatchEvent(new Event(event));
  }
}
