// What a belt alone leaves out: the vectors of its layer that do not ride on it, one number of each, in the order in which the beats
// make them; on the way back their gradients, in the order in which those arrive.
import { parse } from '../network/address.ts';
import type { Moment } from '../network/timeline.ts';
import type { Node } from './plan.ts';
import type { State } from './shape.ts';
import type { View } from './view.ts';

export interface Tile {
  address: string;
  state: State;
}

export function tiles(view: View, { direction, index, progress }: Moment): Tile[] {
  const { network } = view;
  const { nodes } = network.plan('belt');
  const made = network.beats.forward.flatMap(({ makes }) => makes).filter((address) => stands(nodes.get(address)));
  const addresses = direction === 'forward' ? made : made.map((address) => `d_${parse(address).name}`);
  return [...new Set(addresses)]
    .map((address) => ({ address, turn: network.turn(direction, address) }))
    .sort((a, b) => a.turn.index - b.turn.index)
    .map(({ address, turn }) => {
      const begun = turn.index < index || (turn.index === index && progress * turn.of > turn.place);
      return { address, state: !begun ? 'future' : turn.index < index ? 'past' : 'now' };
    });
}

/** A product of two vectors is read on the belt that it is added to, or in what it becomes a part of. */
function stands(node: Node | undefined): boolean {
  return !!node && !node.rides && (parse(node.address).term === undefined || node.machine === 'matrix');
}
