// The losses since the start of a training, in bounded memory: when they grow too many, neighbours are averaged.
import type { Past } from './protocol.ts';

/** Enough for a chart on a wide, dense screen; a few kB to send. */
const LIMIT = 2048;

export class Losses {
  /** How many updates one number stands for. */
  stride: number;
  /** Updates that were made before the first of them: a network may come trained, and not with its losses. */
  readonly since: number;
  #means: number[];
  #sum = 0;
  #count = 0;

  constructor({ losses = new Float32Array(), stride = 1, since = 0 }: Partial<Past> = {}) {
    this.#means = [...losses];
    this.stride = stride;
    this.since = since;
  }

  add(losses: Float32Array): void {
    for (const loss of losses) {
      this.#sum += loss;
      if (++this.#count < this.stride) continue;
      this.#means.push(this.#sum / this.#count);
      this.#sum = this.#count = 0;
      if (this.#means.length === LIMIT) this.#halve();
    }
  }

  /** A copy of all that is known. */
  past(): Past {
    return { losses: Float32Array.from(this.#means), stride: this.stride, since: this.since };
  }

  #halve(): void {
    for (let k = 0; k < LIMIT / 2; k++) this.#means[k] = (this.#means[2 * k]! + this.#means[2 * k + 1]!) / 2;
    this.#means.length = LIMIT / 2;
    this.stride *= 2;
  }
}
