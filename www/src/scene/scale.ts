// On which scale a number is coloured. Gates and probabilities have theirs, 0..1; signed values that stay within ±1 have that,
// so that equal colour means equal number; what goes beyond is measured by the largest of its kind in the shown sequence, so that of
// two numbers of one state the larger one is the stronger at every step; gradients fade by decades below the largest. A legend
// prints the scale that was used.
import { isGradient, parse, PREDICTION, TARGET } from '../network/address.ts';
import { precise } from '../network/format.ts';
import { slopeOf, type Formulas } from '../network/formula.ts';
import { DECADES, gradientStrength, type Tone } from './colour.ts';

type Scale =
  | { kind: 'gate' }
  /** From −most to most. */
  | { kind: 'signed'; most: number }
  /** By its logarithm: full at `most`, faded DECADES below. */
  | { kind: 'gradient'; most: number };

/** The scales of one sequence; each is measured when it is first asked for. */
export class Scales {
  readonly #formulas: Formulas;
  readonly #known = new Map<string, Scale>();

  constructor(formulas: Formulas) {
    this.#formulas = formulas;
  }

  readonly tone = (address: string, v: number): Tone => toneOn(this.of(address), v);

  of(address: string): Scale {
    const key = this.#shared(address);
    let scale = this.#known.get(key);
    if (!scale) {
      scale = this.#measure(key);
      this.#known.set(key, scale);
    }
    return scale;
  }

  /** The address whose scale this one has: what is added up, what it comes to and what a squash makes of that meet in one picture. */
  #shared(address: string): string {
    const { name, term } = parse(address);
    const { wiring } = this.#formulas;
    if (name === TARGET) return PREDICTION;
    if (isGradient(address)) return wiring.param(name) ? 'd_parameters' : 'd_fields';
    // A bias is a term of the sum it is added to.
    const use = wiring.param(name) && wiring.uses(name)[0];
    if (use && wiring.formula(use.by)!.terms[use.term]!.length === 1) return use.by;
    const sum = wiring.argument(name);
    if (term !== undefined && wiring.formula(name)?.squash) return sum ?? address;
    return wiring.field(name)?.kind === 'state' ? (sum ?? name) : name;
  }

  #measure(key: string): Scale {
    const { trace, wiring } = this.#formulas;
    const { frame } = trace;
    if (key === 'd_fields') return { kind: 'gradient', most: largest(frame.grads) };
    if (key === 'd_parameters') return { kind: 'gradient', most: this.#largestShare() };
    if (key === PREDICTION) {
      if (frame.schema.link !== 'identity') return { kind: 'gate' };
      const asked = frame.targets.filter((_, k) => trace.asked(Math.floor(k / frame.schema.outputs) + 1));
      return { kind: 'signed', most: Math.max(largest(frame.outputs), largest(asked)) };
    }
    if (wiring.param(key)) return { kind: 'signed', most: largest(trace.param(key).data) };
    const field = wiring.field(key);
    const squash = field?.formula?.squash;
    if (field?.kind === 'gate' || squash === 'sigmoid') return { kind: 'gate' };
    if (squash === 'tanh') return { kind: 'signed', most: 1 };
    const terms = field?.formula?.terms.map((_, k) => `${key}/${k}`) ?? [];
    const made = wiring.squashed(key) ?? key;
    const whole = wiring.field(made)?.kind === 'state' ? [made] : [];
    const most = Math.max(0, ...[key, ...terms, ...whole].map((each) => this.#largest(each)));
    return { kind: 'signed', most: Math.max(most, 1) };
  }

  /** Over the whole sequence. */
  #largest(address: string): number {
    const { trace, wiring } = this.#formulas;
    let most = 0;
    for (let step = wiring.firstStep(address); step <= trace.steps; step++)
      most = Math.max(most, largest(this.#formulas.numbers(address, step)));
    return most;
  }

  /** The largest norm of what a step adds to the gradient of a row of any parameter. */
  #largestShare(): number {
    const { trace, wiring } = this.#formulas;
    let most = 0;
    for (const { name } of trace.frame.schema.params)
      for (const { by, term } of wiring.uses(name)) {
        const { squash, terms } = wiring.formula(by)!;
        const others = terms[term]!.filter((factor) => factor.name !== name);
        for (let step = 1; step <= trace.steps; step++) {
          const made = squash && trace.value(by, step);
          const arriving = trace.grad(by, step).map((d, k) => (made ? d * slopeOf(squash, made[k]!) : d));
          const fed = others.map((factor) => trace.factor(factor, step));
          // The share of a matrix is an outer product: the norm of its row is that of its operand, times what arrives.
          const shares = wiring.isMatrix(name)
            ? arriving.map((d) => d * Math.hypot(...fed[0]!))
            : arriving.map((d, k) => fed.reduce((product, numbers) => product * numbers[k]!, d));
          most = Math.max(most, largest(shares));
        }
      }
    return most;
  }
}

export function toneOn(scale: Scale, v: number): Tone {
  switch (scale.kind) {
    case 'gate':
      return { kind: 'gate', strength: v };
    case 'gradient':
      return { kind: 'gradient', strength: gradientStrength(v, scale.most) };
    case 'signed':
      return { kind: 'signed', strength: scale.most === 0 ? 0 : Math.min(Math.max(v / scale.most, -1), 1) };
  }
}

/** The two ends of a scale as a legend prints them; what is below the first of a gradient has no colour. */
export function endsOf(scale: Scale): [low: string, high: string] {
  if (scale.kind === 'gate') return ['0', '1'];
  if (scale.kind === 'gradient') return [precise(scale.most / 10 ** DECADES), precise(scale.most)];
  const most = scale.most >= 1000 ? precise(scale.most) : String(Number(scale.most.toPrecision(2)));
  return [`−${most}`, `+${most}`];
}

function largest(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < numbers.length; k++) most = Math.max(most, Math.abs(numbers[k]!));
  return most;
}
