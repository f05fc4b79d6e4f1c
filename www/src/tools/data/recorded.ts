// A run that was saved as JSON (share/record.ts), read again: its settings, its weights, how it went.
import type { Config, Given, Past, Saved, Schema } from '../../engine/protocol.ts';
import { given } from '../../session/weights.ts';
import { InputError } from './input.ts';

type Read = Record<string, unknown>;

/** Whether this is one, to judge by what it says of itself. */
export function isRecord(json: unknown): json is Read {
  return Object(json) === json && (json as Read)['made'] === 'lstm-conveyor';
}

/** The network that it is of, and where there is no task its one sequence. */
export function networkOf({ config, sequence }: Read): { config: Config; given: Given } {
  const { inputs, targets, mask } = Object(sequence) as Read;
  const of = (all: unknown): Float32Array => Float32Array.from(numbersIn(all));
  const whole =
    sequence === undefined ? {} : { sequence: { inputs: of(inputs), targets: of(targets), mask: of(mask) } };
  return { config: Object(config) as Config, given: whole };
}

/** Its parameters. Throws an InputError where one is not whole. */
export function paramsOf(record: Read, schema: Schema): Float32Array {
  const params = new Float32Array(schema.parameters);
  const known = Object(record['params']) as Read;
  for (const { name, offset, rows, cols } of schema.params) {
    const all = numbersIn(known[name]);
    const wanted = rows * cols;
    if (all.length !== wanted) throw new InputError('run-params', { tensor: name, wanted, found: all.length });
    params.set(all, offset);
  }
  return params;
}

/** Where it goes on from with these, once there is its network, untrained. */
export function takenUp(record: Read, params: Float32Array, saved: Saved): Saved {
  const { since, stride, losses, norms } = Object(record['training']) as Read;
  const { seed } = Object(record['sample']) as Read;
  const past: Past = {
    losses: Float32Array.from(numbersIn(losses)),
    norms: Float32Array.from(numbersIn(norms)),
    stride: Number(stride) || 1,
    since: Number(since) || 0,
  };
  const start = given({ params, updates: Number(record['updates']) || 0 }, saved);
  return { ...start, ...past, ...(typeof seed === 'number' && { sample: seed }) };
}

/** All numbers in lists within lists. */
function numbersIn(all: unknown): number[] {
  return Array.isArray(all) ? all.flat().filter((each) => typeof each === 'number') : [];
}
