// The play-head: one number (beats since the start) that moves while playing. It knows no element and no network.
import { beltScore, duration, translate, type Score } from './scene/timeline.ts';

/** Beats a second at speed 1. */
const PACE = 0.8;

/** Fires 'change' whenever the time, the speed or playing changes. */
export class Player extends EventTarget {
  speed = 1;
  #time = 0;
  #score = beltScore(1);
  #last: number | undefined;
  #request = 0;

  get time(): number {
    return this.#time;
  }

  get playing(): boolean {
    return this.#request !== 0;
  }

  get score(): Score {
    return this.#score;
  }

  /** A sequence of another length keeps the head where it is as far as there is time; other beats keep the step. */
  set score(score: Score) {
    const same = (['forward', 'backward'] as const).every((way) => score[way].join() === this.#score[way].join());
    const time = same ? this.#time : translate(this.#time, this.#score, score);
    this.#score = score;
    this.seek(time);
  }

  seek(time: number): void {
    this.#time = Math.min(Math.max(time, 0), duration(this.#score));
    this.#tell();
  }

  play(): void {
    if (this.playing) return;
    if (this.#time >= duration(this.#score) - 0.01) this.#time = 0;
    this.#last = undefined;
    this.#request = requestAnimationFrame(this.#tick);
    this.#tell();
  }

  pause(): void {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.#tell();
  }

  readonly #tick = (now: number): void => {
    // A page that was hidden comes back with one huge interval: it must not leap.
    const seconds = Math.min((now - (this.#last ?? now)) / 1000, 0.1);
    this.#last = now;
    this.#request = requestAnimationFrame(this.#tick);
    this.seek(this.#time + seconds * PACE * this.speed);
    if (this.#time >= duration(this.#score)) this.pause();
  };

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
