// The losses since the start of a training, in bounded memory: when they grow too many, neighbours are averaged.

/** Enough for a chart on a wide, dense screen; a few kB to send. */
const LIMIT = 2048;

export class Losses {
  /** How many updates one number stands for. */
  stride: number;
  #means: number[];
  #sum = 0;
  #count = 0;

  constructor(means: Float32Array = new Float32Array(), stride = 1) {
    this.#means = [...means];
    this.stride = stride;
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

  /** Mean loss of each `stride` updates. */
  means(): Float32Array<ArrayBuffer> {
    return Float32Array.from(this.#means);
  }

  #halve(): void {
    for (let k = 0; k < LIMIT / 2; k++) this.#means[k] = (this.#means[2 * k]! + this.#means[2 * k + 1]!) / 2;
    this.#means.length = LIMIT / 2;
    this.stride *= 2;
  }
}
