// A number for each update since the start of a training, in bounded memory: when they grow too many, neighbours are
// averaged.

/** Enough for a chart on a wide, dense screen; a few kB to send. */
const LIMIT = 2048;

export class Means {
  /** How many updates one number stands for. */
  stride: number;
  /** Updates that were made before the first of them: a network may come trained, and not with its losses. */
  readonly since: number;
  #means: number[];
  #sum = 0;
  #count = 0;

  constructor(
    means: Float32Array = new Float32Array(),
    { stride = 1, since = 0 }: { stride?: number; since?: number } = {},
  ) {
    this.#means = [...means];
    this.stride = stride;
    this.since = since;
  }

  add(numbers: Float32Array): void {
    for (const number of numbers) {
      this.#sum += number;
      if (++this.#count < this.stride) continue;
      this.#means.push(this.#sum / this.#count);
      this.#sum = this.#count = 0;
      if (this.#means.length === LIMIT) this.#halve();
    }
  }

  /** Training is back at so many updates. */
  cut(updates: number): void {
    const left = Math.max(Math.floor((updates - this.since) / this.stride), 0);
    this.#means.length = Math.min(this.#means.length, left);
    this.#sum = this.#count = 0;
  }

  /** Of each `stride` updates. */
  means(): Float32Array<ArrayBuffer> {
    return Float32Array.from(this.#means);
  }

  #halve(): void {
    for (let k = 0; k < LIMIT / 2; k++) this.#means[k] = (this.#means[2 * k]! + this.#means[2 * k + 1]!) / 2;
    this.#means.length = LIMIT / 2;
    this.stride *= 2;
  }
}
