/**
 * The view of any network: the fields of its row, one under the other, in the order in which they are computed. All of it
 * follows from the schema, so a cell of which the page has never heard is shown truly, if plainly.
 */
import type { Factor, Field, Formula } from '../engine/protocol';
import { largestGradient } from './canvas';
import { gradientStrength, signedStrength, type Tone } from './colour';
import { nameOf, sources } from './oldformula';
import { levels } from './levels';
import { fieldOf, isGradient, parse, textOf } from './name';
import type { Pick } from './shape';
import type { Direction, Moment, Score } from './timeline';
import type { Trace } from './trace';

/** Where a number goes: to a field of the same step or of the next. */
interface Use {
  name: string;
  later: boolean;
}

/** A product in a sum, or a bias, which is a factor alone. */
export interface Part {
  /** Names and places of the factors: W_r[3, 1] times x[1]. */
  factors: { name: string; at: number }[];
  weight: number;
  input: number;
  product: number;
}

export interface FieldReading {
  value: number;
  /** What it is computed from; for a gradient, by which gradients it is made. With the number of the same unit if there is one. */
  from: { name: string; later: boolean; value?: number }[];
  /** The sum opened, if it is one. */
  parts?: Part[];
}

export class FieldsView {
  readonly kind = 'fields';
  readonly trace: Trace;
  readonly score: Score;
  readonly quantities: Record<Direction, readonly string[]>;
  readonly rows: Record<Direction, readonly string[]>;
  readonly layered: boolean;
  /** The field that the loss looks at: the read-out, or the last layer's h. */
  readonly judged: string;
  readonly #levels: Field[][];
  readonly #places = new Map<string, { field: Field; level: number }>();
  readonly #uses = new Map<string, Use[]>();
  readonly #largest: number;

  constructor(trace: Trace) {
    this.trace = trace;
    const { schema } = trace.frame;
    this.layered = schema.layers > 1;
    this.#levels = levels(schema);
    this.#levels.forEach((level, k) => level.forEach((field) => this.#places.set(field.name, { field, level: k })));
    this.#largest = largestGradient(trace);
    const last = (kind: string): Field | undefined => schema.row.findLast((field) => field.kind === kind);
    this.judged = (last('output') ?? last('state'))!.name;
    const names = this.#levels.flat().map(({ name }) => name);
    const gradients = names.map((name) => `d_${name}`).toReversed();
    const beats = this.#levels.map((level) => level.map(({ name }) => name).join(' '));
    this.score = { steps: schema.steps, forward: beats, backward: beats.toReversed() };
    this.quantities = { forward: names, backward: gradients };
    // Of several layers the strip has room for what the cells decide and keep.
    const kinds = schema.layers > 1 ? ['gate', 'candidate', 'state', 'output'] : undefined;
    const shown = names.filter((name) => name !== 'x' && (kinds?.includes(this.field(name).kind) ?? true));
    this.rows = { forward: shown, backward: shown.map((name) => `d_${name}`) };
    for (const { name, formula } of schema.row) {
      for (const { name: source, before: later } of formula?.terms.flat() ?? []) {
        if (trace.has(source)) this.#uses.set(source, [...(this.#uses.get(source) ?? []), { name, later }]);
      }
    }
  }

  count(quantity: string): number {
    return this.trace.size(fieldOf(quantity));
  }

  firstStep(quantity: string): number {
    return this.field(quantity).kind === 'state' ? 0 : 1;
  }

  value({ quantity, step, unit }: Pick): number {
    const name = fieldOf(quantity);
    return (isGradient(quantity) ? this.trace.grad(name, step) : this.trace.value(name, step))[unit]!;
  }

  tone(quantity: string, v: number): Tone {
    if (isGradient(quantity)) return { kind: 'gradient', strength: gradientStrength(v, this.#largest) };
    return this.field(quantity).kind === 'gate'
      ? { kind: 'gate', strength: v }
      : { kind: 'signed', strength: signedStrength(v) };
  }

  /** The number that the inspector follows: the first field of the beat. */
  focus({ direction, step, index }: Moment, unit: number): Pick {
    const name = this.at(direction, index)[0]!.name;
    const quantity = direction === 'forward' ? name : `d_${name}`;
    return { quantity, step, unit: Math.min(unit, this.count(quantity) - 1) };
  }

  /** The fields of a beat. */
  at(direction: Direction, index: number): Field[] {
    return this.#levels[direction === 'forward' ? index : this.#levels.length - 1 - index]!;
  }

  field(quantity: string): Field {
    return this.#places.get(fieldOf(quantity))!.field;
  }

  /** When in a step a field is computed. */
  level(name: string): number {
    return this.#places.get(name)!.level;
  }

  /** A number, what it comes from, and its sum opened. */
  read(pick: Pick): FieldReading {
    const { quantity, step, unit } = pick;
    const name = fieldOf(quantity);
    const value = this.value(pick);
    if (isGradient(quantity)) {
      const { now, later } = this.sources(name, { direction: 'backward', step });
      const source = (use: string, later: boolean): FieldReading['from'][number] => {
        const numbers = this.trace.grad(use, later ? step + 1 : step);
        const same = numbers.length === this.trace.size(name);
        return { name: `d_${use}`, later, ...(same ? { value: numbers[unit]! } : {}) };
      };
      return { value, from: [...now.map((use) => source(use, false)), ...later.map((use) => source(use, true))] };
    }
    const { formula } = this.field(name);
    if (step === 0 || !formula) return { value, from: [] };
    const from = formula.terms.flat().map((factor) => {
      const source = nameOf(factor);
      const numbers = this.#numbers(source, step);
      return {
        name: source,
        later: false,
        ...(numbers?.length === this.trace.size(name) ? { value: numbers[unit]! } : {}),
      };
    });
    return { value, from, ...(formula.squash ? {} : { parts: this.#parts(formula, step, unit) }) };
  }

  /** The numbers of a field of this step or the step before; of a parameter with one number a unit. */
  #numbers(source: string, step: number): Float32Array | undefined {
    const { before } = parse(source);
    const name = before ? source.slice(0, -1) : source;
    if (this.trace.has(name)) return this.trace.value(name, before ? step - 1 : step);
    const matrix = this.trace.hasParam(name) ? this.trace.param(name) : undefined;
    return matrix?.cols === 1 ? matrix.data : undefined;
  }

  /** The sum opened, down to each product of a matrix. */
  #parts({ terms }: Formula, step: number, unit: number): Part[] {
    return terms.flatMap((term) => {
      const [first, operand] = term as [Factor, Factor];
      if (this.trace.isMatrix(first.name)) {
        const { cols, data } = this.trace.param(first.name);
        return Array.from({ length: cols }, (_, col) => {
          const factors = [
            { name: first.name, at: unit },
            { name: written(operand), at: col },
          ];
          return part(factors, data[unit * cols + col]!, this.#factor(operand, step, col));
        });
      }
      const factors = term.map((factor) => ({ name: written(factor), at: unit }));
      const numbers = term.map((factor) => this.#factor(factor, step, unit));
      return [
        part(
          factors,
          numbers[0]!,
          numbers.slice(1).reduce((product, x) => product * x, 1),
        ),
      ];
    });
  }

  #factor(factor: Factor, step: number, unit: number): number {
    const x = this.#numbers(nameOf(factor), step)![unit]!;
    return factor.complement ? 1 - x : x;
  }

  /** What a field is computed from; or, backward, from where its gradient comes: this step, the next, the loss. */
  sources(
    name: string,
    { direction, step }: { direction: Direction; step: number },
  ): { now: string[]; later: string[]; loss: boolean } {
    if (direction === 'forward') return { now: sources(this.field(name)), later: [], loss: false };
    const uses = this.#uses.get(name) ?? [];
    const names = (later: boolean): string[] => uses.filter((use) => use.later === later).map((use) => use.name);
    return {
      now: step > 0 ? names(false) : [],
      later: this.trace.fed(step) ? names(true) : [],
      loss: name === this.judged && step > 0 && this.trace.asked(step),
    };
  }

  text(name: string): string {
    return textOf(name, this.layered);
  }
}

function written(factor: Factor): string {
  return factor.complement ? `1 − ${nameOf(factor)}` : nameOf(factor);
}

function part(factors: Part['factors'], weight: number, input: number): Part {
  return { factors, weight, input, product: weight * input };
}
