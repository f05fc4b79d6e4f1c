// All numbers of a layer that can be looked at, in the order in which they come to be.
import { layerOf, NEXT, parse, PREDICTION, print, TARGET } from './address.ts';
import type { Wiring } from './wiring.ts';

interface Catalogue {
  forward: readonly string[];
  backward: readonly string[];
}

export function catalogue(wiring: Wiring, layer: number): Catalogue {
  const { row, params, layers } = wiring.schema;
  const last = layer === layers - 1;
  const fields = row.filter(({ name, kind }) => (kind === 'output' ? last : layerOf(name).layer === layer));
  const forward = fields.flatMap(({ name, formula }) => {
    const terms = formula?.terms ?? [];
    return [...(terms.length > 1 ? terms.map((_, k) => `${name}/${k}`) : []), name];
  });
  const own = fields.map(({ name }) => name);
  const learnt = params.filter(({ name }) => wiring.uses(name).some(({ by }) => own.includes(by)));
  const leaving = own.filter((name) => wiring.uses(name).some(({ later }) => later));
  return {
    forward: [...forward, ...(last ? [PREDICTION, TARGET] : [])],
    backward: [
      ...own.toReversed().flatMap((name) => [...shares(wiring, name), `d_${name}`]),
      ...learnt.map(({ name }) => `d_${name}`),
      ...leaving.map((name) => `d_${name}'`),
    ],
  };
}

/** The addresses of the shares that a gradient is made of; none if it is one alone. */
function shares(wiring: Wiring, name: string): string[] {
  const sources = wiring.uses(name).map(({ by, later }) => (later ? NEXT : by));
  const all = new Set([...(name === wiring.judged ? ['loss'] : []), ...sources]);
  return all.size > 1 ? [...all].map((from) => print({ gradient: true, name, before: false, from })) : [];
}

/** The layer that an address belongs to. What belongs to none is of the last, x of the first. */
export function layerAt(wiring: Wiring, address: string): number {
  const { name } = parse(address);
  const last = wiring.schema.layers - 1;
  const field = wiring.param(name) ? wiring.uses(name)[0]?.by : name;
  if (name === PREDICTION || name === TARGET || wiring.field(field ?? '')?.kind === 'output') return last;
  return layerOf(name).layer;
}
