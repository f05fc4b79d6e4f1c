// A run that was saved as JSON (share/record.ts), read again: its settings, its weights, how it went.
import type { Config, Past, Schema } from '../../engine/protocol.ts';
import { partOf, type State } from '../../session/state.ts';
import { pack } from '../../session/weights.ts';
import { InputError } from './input.ts';

type Read = Record<string, unknown>;

/** Whether this is one, to judge by what it says of itself. */
export function isRecord(json: unknown): json is Read {
  return Object(json) === json && (json as Read)['made'] === 'lstm-conveyor';
}

/** The settings of its network. */
export function stateOf({ config }: Read): Config {
  return Object(config) as Config;
}

/** What is to be set for it to go on from there, and how it went. Throws an InputError where it is not whole. */
export async function takenFrom(record: Read, schema: Schema): Promise<{ state: State; past: Past }> {
  const params = new Float32Array(schema.parameters);
  const known = Object(record['params']) as Read;
  for (const { name, offset, rows, cols } of schema.params) {
    const all = numbersIn(known[name]);
    if (all.length !== rows * cols)
      throw new InputError('run-params', { tensor: name, wanted: rows * cols, found: all.length });
    params.set(all, offset);
  }
  const updates = Number(record['updates']) || 0;
  const { since, stride, losses, norms } = Object(record['training']) as Read;
  const { seed } = Object(record['sample']) as Read;
  const state = {
    ...partOf(stateOf(record) as State, 'network'),
    ...(typeof seed === 'number' && { sample: seed }),
    weights: await pack({ params, updates }),
  };
  const past = {
    losses: Float32Array.from(numbersIn(losses)),
    norms: Float32Array.from(numbersIn(norms)),
    stride: Number(stride) || 1,
    since: Number(since) || 0,
  };
  return { state, past };
}

/** All numbers in lists within lists. */
function numbersIn(all: unknown): number[] {
  return Array.isArray(all) ? all.flat().filter((each) => typeof each === 'number') : [];
}
