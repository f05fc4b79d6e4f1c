// When to draw what changes all the time.

/** Milliseconds between two drawings: the eye sees no more, and the page has its frames to draw. */
const REDRAW_EVERY = 250;

export class Pace {
  #drawnAt = -Infinity;

  /** Whether now is the time; always, if nothing is running. */
  due(running: boolean): boolean {
    const now = performance.now();
    if (running && now - this.#drawnAt < REDRAW_EVERY) return false;
    this.#drawnAt = now;
    return true;
  }
}
