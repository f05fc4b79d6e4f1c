// Which addresses have a row on the strip.
import { layerOf } from '../network/address.ts';
import type { Direction } from '../network/timeline.ts';
import type { Wiring } from '../network/wiring.ts';

/**
 * The rows of any network, as addresses: of each layer what is carried from step to step by a product, the gates that say how
 * much of it stays, and what else is kept. On the way back the gradients stand in the place of what they are gradients of, and
 * the gates stay: by them the gradient is multiplied.
 */
export function rowsOf(wiring: Wiring): Record<Direction, readonly string[]> {
  const { row } = wiring.schema;
  const of = (kind: string): string[] => row.filter((field) => field.kind === kind).map(({ name }) => name);
  const states = of('state');
  const keeps = of('gate').filter((name) =>
    wiring.uses(name).some(({ by, term }) => {
      const factors = wiring.formula(by)!.terms[term]!;
      return states.includes(by) && factors.some((factor) => factor.before && factor.name === by);
    }),
  );
  const [along, other] = [true, false].map((yes) => states.filter((name) => carried(wiring, name) === yes));
  const forward = [...along!, ...keeps, ...other!].sort((a, b) => layerOf(a).layer - layerOf(b).layer);
  return { forward, backward: forward.map((name) => (states.includes(name) ? gradient(name) : name)) };
}

function gradient(name: string): string {
  return `d_${name}`;
}

/** Whether a state goes on into the next step by a product of its own, and not through matrices alone. */
function carried(wiring: Wiring, name: string): boolean {
  return wiring.uses(name).some(({ by, later }) => later && by === name && !wiring.hasMatrix(by));
}
