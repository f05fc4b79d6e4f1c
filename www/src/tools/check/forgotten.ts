// The formula without σ′: what a gradient of weights comes to where the slope of the squash right behind their sum is left out,
// as many texts leave it out: Σ ∂L/∂f_t · [h, x]ᵀ in place of Σ ∂L/∂z_t · [h, x]ᵀ. All else is as it should be.
import { slopeOf, type Squash } from '../../network/formula.ts';
import type { Trace } from '../../network/trace.ts';
import type { Use } from '../../network/wiring.ts';

/** The squash behind the sum that a parameter adds to. */
interface Behind {
  use: Use;
  squash: Squash;
  /** The field that it makes. */
  made: string;
}

/** One parameter's gradient without the slopes, number by number, and how far it is from the true one. */
export interface Forgotten {
  name: string;
  /** The squash that was left out. */
  squash: Squash;
  gradient: Float64Array;
  /** Its norm over that of the true one; undefined where that is 0. */
  factor: number | undefined;
  /** The cosine of the angle between them; undefined where either is 0. */
  cosine: number | undefined;
}

/** Of all parameters whose sum goes through a squash. */
export function forgotten(trace: Trace): Forgotten[] {
  return trace.frame.schema.params.flatMap(({ name }) => {
    const behind = squashBehind(trace, name);
    if (!behind) return [];
    const gradient = gathered(trace, name, behind, false);
    const truth = Float64Array.from(trace.paramGrad(name).data);
    return [{ name, squash: behind.squash, gradient, ...compared(gradient, truth) }];
  });
}

/** The same sum, with the slopes in it or without. Nothing of a parameter whose sum goes through no squash. */
export function gradientOf(trace: Trace, name: string, slopes: boolean): Float64Array | undefined {
  const behind = squashBehind(trace, name);
  return behind && gathered(trace, name, behind, slopes);
}

function squashBehind({ wiring }: Trace, name: string): Behind | undefined {
  const [use, more] = wiring.uses(name);
  if (!use || more) return undefined;
  const own = wiring.formula(use.by)!.squash;
  const made = own ? use.by : wiring.squashed(use.by);
  return made === undefined ? undefined : { use, squash: wiring.formula(made)!.squash!, made };
}

function gathered(trace: Trace, name: string, { use, squash, made }: Behind, slopes: boolean): Float64Array {
  const { rows, cols } = trace.param(name);
  const others = trace.wiring.formula(use.by)!.terms[use.term]!.filter((factor) => factor.name !== name);
  const sum = new Float64Array(rows * cols);
  for (let step = 1; step <= trace.steps; step++) {
    const d = trace.grad(made, step);
    const values = trace.value(made, step);
    const arriving = Float64Array.from(d, (each, row) => (slopes ? each * slopeOf(squash, values[row]!) : each));
    const factors = others.map((factor) => trace.factor(factor, step));
    const matrix = trace.wiring.isMatrix(name);
    for (let row = 0, at = 0; row < rows; row++)
      for (let col = 0; col < cols; col++, at++)
        sum[at]! += factors.reduce((product, each) => product * each[matrix ? col : row]!, arriving[row]!);
  }
  return sum;
}

function compared(a: Float64Array, b: Float64Array): Pick<Forgotten, 'factor' | 'cosine'> {
  const dot = (p: Float64Array, q: Float64Array): number => p.reduce((sum, each, k) => sum + each * q[k]!, 0);
  const [sizeA, sizeB] = [a, b].map((each) => Math.sqrt(dot(each, each))) as [number, number];
  return {
    factor: sizeB === 0 ? undefined : sizeA / sizeB,
    cosine: sizeA === 0 || sizeB === 0 ? undefined : Math.min(Math.max(dot(a, b) / (sizeA * sizeB), -1), 1),
  };
}
