// What the formulas of a schema say of each other, without any numbers: who is made of whom, and who uses whom.
import type { Factor, Field, Formula, Schema } from '../engine/protocol.ts';
import { layerOf, parse, PREDICTION, TARGET } from './address.ts';

export type { Factor };

/** A place where a field or parameter is used: as a factor of a product of another field's formula. */
export interface Use {
  by: string;
  term: number;
  factor: number;
  /** The product is of the next step: the factor has a prime. */
  later: boolean;
}

/** As the core writes a factor: the address of its number. */
export function addressOf({ name, before }: Factor): string {
  return before ? `${name}'` : name;
}

/** The wiring of each schema that is in use. */
const known = new WeakMap<Schema, Wiring>();

export class Wiring {
  readonly #fields: Map<string, Field>;
  readonly #params: Map<string, Field>;
  readonly #uses = new Map<string, Use[]>();
  /** The field that the loss looks at: the read-out, or the last layer's h. */
  readonly judged: string;

  static of(schema: Schema): Wiring {
    const wiring = known.get(schema) ?? new Wiring(schema);
    known.set(schema, wiring);
    return wiring;
  }

  private constructor(readonly schema: Schema) {
    this.#fields = new Map(schema.row.map((field) => [field.name, field]));
    this.#params = new Map(schema.params.map((field) => [field.name, field]));
    for (const { name: by, formula } of schema.row)
      formula?.terms.forEach((factors, term) =>
        factors.forEach(({ name, before: later }, factor) => {
          const uses = this.#uses.get(name) ?? [];
          uses.push({ by, term, factor, later });
          this.#uses.set(name, uses);
        }),
      );
    const last = (kind: string): Field | undefined => schema.row.findLast((field) => field.kind === kind);
    this.judged = (last('output') ?? last('state'))!.name;
  }

  /** All that one step reads or writes, in the core's order. */
  get fields(): readonly Field[] {
    return this.schema.row;
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  field(name: string): Field | undefined {
    return this.#fields.get(name);
  }

  param(name: string): Field | undefined {
    return this.#params.get(name);
  }

  formula(name: string): Formula | undefined {
    return this.#fields.get(name)?.formula;
  }

  uses(name: string): readonly Use[] {
    return this.#uses.get(name) ?? [];
  }

  /** A matrix is applied to what stands behind it; all else is multiplied number by number. */
  isMatrix(name: string): boolean {
    return ['weight', 'recurrent-weight'].includes(this.#params.get(name)?.kind ?? '');
  }

  hasMatrix(name: string): boolean {
    return this.formula(name)?.terms.some(([first]) => this.isMatrix(first!.name)) ?? false;
  }

  /** The pre-activation of a squash, if it is used for nothing else: z_f of f = σ(z_f). */
  argument(name: string): string | undefined {
    const { squash, terms } = this.formula(name) ?? {};
    const only = terms?.length === 1 && terms[0]!.length === 1 ? terms[0]![0]! : undefined;
    if (!squash || !only || only.before || only.complement || !this.has(only.name)) return undefined;
    return this.uses(only.name).length === 1 && this.hasMatrix(only.name) ? only.name : undefined;
  }

  /** The other way: f of z_f. */
  squashed(name: string): string | undefined {
    const [use, more] = this.uses(name);
    return use && !more && this.argument(use.by) === name ? use.by : undefined;
  }

  /** How many numbers an address has at a step. */
  count(address: string): number {
    const { name, at } = parse(address);
    if (at) return 1;
    if (name === PREDICTION || name === TARGET) return this.schema.outputs;
    return (this.#fields.get(name) ?? this.#params.get(name))?.rows ?? 0;
  }

  /** The first step at which it is there: states have a start value. */
  firstStep(address: string): number {
    const { name, before, term, from } = parse(address);
    const start = !before && term === undefined && from === undefined && this.#fields.get(name)?.kind === 'state';
    return start ? 0 : 1;
  }
}

/** The fields of a layer that it computes itself, in the core's order. */
export function fieldsOf(wiring: Wiring, layer: number): string[] {
  return wiring.schema.row
    .filter(({ name, kind, formula }) => formula && kind !== 'output' && layerOf(name).layer === layer)
    .map(({ name }) => name);
}

/** Ranks in a graph, each one more than the highest it needs. `needs` must know no circle. */
export function ranks(names: readonly string[], needs: (name: string) => readonly string[]): Map<string, number> {
  const known = new Map<string, number>();
  const rank = (name: string): number => {
    const found = known.get(name) ?? 1 + Math.max(-1, ...needs(name).map(rank));
    known.set(name, found);
    return found;
  };
  // In the order of `names`, not in that of the recursion.
  return new Map(names.map((name) => [name, rank(name)]));
}

/** Names of the same rank stand together, lowest first. */
export function grouped(ranks: ReadonlyMap<string, number>): string[][] {
  const all: string[][] = [];
  for (const [name, rank] of ranks) (all[rank] ??= []).push(name);
  return all.filter((each) => each); // no gap
}
