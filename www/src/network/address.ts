// An address names a number, on the stage, in the inspector, in a highlight, a lesson and a link:
//
//   c         a field            c'         that of the step before      c/0       the first product of its formula
//   d_c       ∂L/∂c              d_c<o      the share through o          d_c<+     from the next step    d_h<loss   from the loss
//   d_c'      what leaves for the step before                            W_f       a parameter           W_f[3,1]   of row 3, column 1
//   d_h<^     from the layers above
//   ~y        the prediction     *y         the target
//
// Names are the core's, those of a deeper layer with its prefix (l1.c). Places count from 0.

interface Address {
  /** ∂L/∂ of it. */
  gradient: boolean;
  /** The field or parameter. */
  name: string;
  /** Of the step before. */
  before: boolean;
  /** Which product of its formula. */
  term?: number;
  /** Through what a share of a gradient comes: a field, `+` for the next step, `^` for all of other layers, or `loss`. */
  from?: string;
  /** A place in a parameter. */
  at?: [row: number, col: number];
}

/** One number: of which unit, at which time step. */
export interface Spot {
  address: string;
  step: number;
  unit: number;
}

/** A time step and a unit, of whatever has as many. */
export type Place = Pick<Spot, 'step' | 'unit'>;

export const NEXT = '+';
export const ABOVE = '^';
export const PREDICTION = '~y';
export const TARGET = '*y';

const SHAPE = /^(d_)?([^'/<[\]]+)(')?(?:\/(\d+))?(?:<([^<[\]]+))?(?:\[(\d+),(\d+)\])?$/;
const known = new Map<string, Address>();

/** Throws a RangeError if it is none. */
export function parse(address: string): Address {
  let found = known.get(address);
  if (!found) {
    const [, gradient, name, prime, term, from, row, col] = SHAPE.exec(address) ?? [];
    if (!name) throw new RangeError(`"${address}" is no address`);
    found = {
      gradient: !!gradient,
      name,
      before: !!prime,
      ...(term === undefined ? {} : { term: Number(term) }),
      ...(from === undefined ? {} : { from }),
      ...(row === undefined ? {} : { at: [Number(row), Number(col)] }),
    };
    known.set(address, found);
  }
  return found;
}

export function print({ gradient, name, before, term, from, at }: Address): string {
  return [
    gradient ? 'd_' : '',
    name,
    before ? "'" : '',
    term === undefined ? '' : `/${term}`,
    from === undefined ? '' : `<${from}`,
    at ? `[${at.join()}]` : '',
  ].join('');
}

export function isGradient(address: string): boolean {
  return address.startsWith('d_');
}

/** "l1.c" is c of the second layer, counted from 0; what belongs to no layer (x, y) is of the first. */
export function layerOf(name: string): { layer: number; base: string } {
  const [, layer, base] = /^(?:l(\d+)\.)?(.*)$/.exec(name)!;
  return { layer: Number(layer ?? 0), base: base! };
}

/** The name of a layer's own field or parameter. */
export function inLayer(base: string, layer: number): string {
  return layer === 0 ? base : `l${layer}.${base}`;
}

export function sameSpot(a: Spot | undefined, b: Spot | undefined): boolean {
  return a?.address === b?.address && a?.step === b?.step && a?.unit === b?.unit;
}
