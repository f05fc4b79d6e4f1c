// Which addresses have a row on the strip.
import { layerOf } from '../network/address.ts';
import type { Direction } from '../network/timeline.ts';
import type { Wiring } from '../network/wiring.ts';

/**
 * The rows of any network, as addresses: of each layer what its gates let through and what it keeps. On the way back first
 * the gates by which a state of the step before is multiplied, for they say what becomes of its gradient, and the gradients.
 */
export function rowsOf(wiring: Wiring): Record<Direction, readonly string[]> {
  const { row } = wiring.schema;
  const of = (...kinds: string[]): string[] => row.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const byLayer = (names: string[]): string[] => names.toSorted((a, b) => layerOf(a).layer - layerOf(b).layer);
  const states = of('state');
  const keeps = of('gate').filter((name) =>
    wiring.uses(name).some(({ by, term }) => {
      const factors = wiring.formula(by)!.terms[term]!;
      return states.includes(by) && factors.some((factor) => factor.before && factor.name === by);
    }),
  );
  const forward = byLayer(of('gate', 'candidate', 'state'));
  const given = [
    ...byLayer([...keeps, ...states.filter((name) => carried(wiring, name))]),
    ...byLayer(states).map(gradient),
  ];
  // Gradients of pre-activations fill the rest of the rows, those of the gates that keep the state first.
  const first = (name: string): boolean => keeps.some((keep) => wiring.argument(keep) === name);
  const others = of('pre-activation').toSorted((a, b) => Number(first(b)) - Number(first(a)));
  return {
    forward,
    backward: [...given, ...others.slice(0, Math.max(forward.length - given.length, 0)).map(gradient)],
  };
}

function gradient(name: string): string {
  return `d_${name}`;
}

/** Whether a state goes on into the next step by a product of its own, and not through matrices alone. */
function carried(wiring: Wiring, name: string): boolean {
  return wiring.uses(name).some(({ by, later }) => later && by === name && !wiring.hasMatrix(by));
}
