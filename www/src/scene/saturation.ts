/** How many of the values of a gate are at its ends, where its slope is next to nothing. */
import type { Trace } from './trace';

/** Below and above these a gate counts as shut and as open. */
export const ENDS = { low: 0.05, high: 0.95 };

/** Of all units at all steps: the shares (0 to 1) of each gate. */
export function saturations(trace: Trace): { name: string; low: number; high: number }[] {
  const gates = trace.fields.filter(({ formula }) => formula?.squash === 'sigmoid');
  return gates.map(({ name }) => {
    const all = Array.from({ length: trace.steps }, (_, k) => [...trace.value(name, k + 1)]).flat();
    const share = (holds: (v: number) => boolean): number => all.filter(holds).length / all.length;
    return { name, low: share((v) => v < ENDS.low), high: share((v) => v > ENDS.high) };
  });
}
