// What is worth a try in a cell, by its formulas alone: to open or shut the gates of its memory, to cut it off from itself.
import type { Edit } from '../../engine/protocol.ts';
import { fieldsOf, type Wiring } from '../../network/wiring.ts';

export interface Proposal {
  /** All of the old state goes on, nothing of it, nothing new is written, or no weights lead on from the step before. */
  kind: 'keep' | 'lose' | 'write' | 'cut';
  /** The gates, and what all their units are held at; none where weights are cut. */
  gates: string[];
  edits: Edit[];
}

interface Gate {
  name: string;
  /** It multiplies what stays, or what is added. */
  keeps: boolean;
  /** At what value it lets all pass. */
  open: 0 | 1;
}

/** From this step on, or at it. */
export function proposals(wiring: Wiring, layer: number, step: number): Proposal[] {
  const gates = gatesOf(wiring, layer);
  const keeping = gates.filter(({ keeps }) => keeps);
  const writing = gates.filter(({ keeps, name }) => !keeps && !keeping.some((gate) => gate.name === name));
  const hold = (kind: Proposal['kind'], of: Gate[], open: boolean, last?: number): Proposal[] =>
    of.length === 0
      ? []
      : [
          {
            kind,
            gates: of.map(({ name }) => name),
            edits: of.map((gate) => ({
              name: gate.name,
              first: step,
              ...(last !== undefined && { last }),
              value: open ? gate.open : 1 - gate.open,
              on: true,
            })),
          },
        ];
  const own = fieldsOf(wiring, layer);
  const recurrent = wiring.schema.params.filter(
    ({ name, kind }) => kind === 'recurrent-weight' && wiring.uses(name).some(({ by }) => own.includes(by)),
  );
  const cut = recurrent.map(({ name }): Edit => ({ name, value: 0, on: true }));
  return [
    ...hold('keep', keeping, true),
    ...hold('lose', keeping, false, step),
    ...hold('write', writing, false),
    ...(cut.length ? [{ kind: 'cut' as const, gates: [], edits: cut }] : []),
  ];
}

/** Gates in the sum of a state that goes on into the next step by a product of its own. */
function gatesOf(wiring: Wiring, layer: number): Gate[] {
  return fieldsOf(wiring, layer).flatMap((state) => {
    const field = wiring.field(state)!;
    const terms = field.formula?.terms ?? [];
    const old = terms.some((factors) => factors.some(({ name, before }) => before && name === state));
    if (field.kind !== 'state' || field.formula?.squash || wiring.hasMatrix(state) || !old) return [];
    return terms.flatMap((factors) =>
      factors.flatMap(({ name, complement }): Gate[] => {
        if (wiring.field(name)?.kind !== 'gate') return [];
        const keeps = factors.some((factor) => factor.before && factor.name === state);
        return [{ name, keeps, open: complement ? 0 : 1 }];
      }),
    );
  });
}
