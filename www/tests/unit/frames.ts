// Animation frames for tests: they come when the test lets time pass, and it can be seen whether any is waited for.
import { afterEach, beforeEach, vi } from 'vitest';

export class Frames {
  #waiting = new Map<number, FrameRequestCallback>();
  #next = 1;
  #now = 0;

  /** How many callbacks wait for a frame. */
  get waiting(): number {
    return this.#waiting.size;
  }

  request(act: FrameRequestCallback): number {
    this.#waiting.set(this.#next, act);
    return this.#next++;
  }

  cancel(id: number): void {
    this.#waiting.delete(id);
  }

  /** Lets so many frames come, 20 ms apart. */
  run(count: number): void {
    for (let k = 0; k < count; k++) {
      const acts = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#now += 20;
      for (const act of acts) act(this.#now);
    }
  }
}

/** Frames for each test of a file. */
export function frames(): { now: Frames } {
  const held = { now: new Frames() };
  beforeEach(() => {
    held.now = new Frames();
    vi.stubGlobal('requestAnimationFrame', (act: FrameRequestCallback) => held.now.request(act));
    vi.stubGlobal('cancelAnimationFrame', (id: number) => held.now.cancel(id));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  return held;
}
