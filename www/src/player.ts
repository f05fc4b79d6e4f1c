// The play-head: one number (beats since the start) that moves while playing. It knows no element and no network.
import { duration } from './scene/timeline.ts';

/** Beats a second at speed 1. */
const PACE = 0.8;

/** Fires 'change' whenever the time, the speed or playing changes. */
export class Player extends EventTarget {
  speed = 1;
  #time = 0;
  #steps = 1;
  #last: number | undefined;
  #request = 0;

  get time(): number {
    return this.#time;
  }

  get playing(): boolean {
    return this.#request !== 0;
  }

  get steps(): number {
    return this.#steps;
  }

  /** A sequence of another length keeps the head where it is as far as there is time. */
  set steps(steps: number) {
    this.#steps = steps;
    this.seek(this.#time);
  }

  seek(time: number): void {
    this.#time = Math.min(Math.max(time, 0), duration(this.#steps));
    this.#tell();
  }

  play(): void {
    if (this.playing) return;
    if (this.#time >= duration(this.#steps) - 0.01) this.#time = 0;
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
    if (this.#time >= duration(this.#steps)) this.pause();
  };

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
