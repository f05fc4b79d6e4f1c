// The lanes of a race in one text: settings as a link has them, those of a lane after those of the other, parted by a semicolon:
// "cell=rnn;cell=lstm&forget-bias=3".
import type { Config } from '../../engine/protocol.ts';
import { differences, parse, partOf, print, wanted, type Name, type State } from '../../session/state.ts';

/** More curves than these nobody tells apart. */
export const MOST_LANES = 4;

/** What lanes have in common, or nothing would be compared: what is learnt, from which sequences, by which measure. */
const COMMON: readonly Name[] = ['task', 'taskOptions', 'batch', 'seed', 'loss'];

export function parseLanes(text: string): State[] {
  return text
    .split(';')
    .slice(0, MOST_LANES)
    .map((lane) => own(parse(new URLSearchParams(lane))));
}

export function printLanes(lanes: readonly State[]): string {
  return lanes.map((lane) => String(new URLSearchParams(print(own(lane))))).join(';');
}

/** The experiments of lanes that are laid over one that there is. */
export function configsOf(lanes: readonly State[], base: Required<Config>): Config[] {
  return lanes.map((lane) => wanted(base, lane));
}

/** The settings that are a lane's own. */
export function own(lane: State): State {
  return Object.fromEntries(Object.entries(partOf(lane, 'network')).filter(([name]) => !COMMON.includes(name as Name)));
}

/** The settings, but for the cell, in which some differ from the others. */
export function differing(configs: readonly Config[]): Name[] {
  const states = configs.map((config) => own(config as State));
  const found = new Set(states.flatMap((state) => differences(state, states[0]!)));
  return (Object.keys(states[0] ?? {}) as Name[]).filter((name) => name !== 'cell' && found.has(name));
}
