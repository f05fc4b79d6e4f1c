// After which updates training looks whether the task is solved.

/** Updates between two looks, and how far training must have come that they are twice as many. */
const LOOK = { every: 10, doubled: 400 };

/**
 * The update after which to look whether the task is solved: never more than a twentieth too late, so that looks cost little
 * however long it takes. Counted in updates, not in time: training stops at the same one on every machine, paused or not.
 */
export function nextLook(updates: number): number {
  const doublings = Math.floor(Math.log2(updates / LOOK.doubled)) + 1;
  const every = LOOK.every * 2 ** Math.max(0, doublings);
  return every * (Math.floor(updates / every) + 1);
}
