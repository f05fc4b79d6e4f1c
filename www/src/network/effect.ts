// What a beat does to one lane of the belt, in numbers: what a gate keeps of it, lets in or tells, and what goes on of its
// gradient. Which of these it is follows from the formulas, so that a caption says it of every cell that does it.
import { layerOf } from './address.ts';
import type { Formulas } from './formula.ts';
import type { Beat } from './order.ts';
import type { Direction } from './timeline.ts';
import { gatesOf, passedBy } from './vanish.ts';
import type { Factor, Wiring } from './wiring.ts';

export type Effect =
  /** Of what the lane held, `share` is left; `least`: a lane that is left with much less of it. */
  | { kind: 'keeps'; share: number; least: { lane: number; share: number } | undefined }
  /** Of the candidate `of`, `share` is let in: `into` is added. */
  | { kind: 'lets'; share: number; of: number; into: number }
  /** Of the memory, as it is told from, `share` is told: `value`. */
  | { kind: 'tells'; share: number; of: number; value: number }
  /**
   * Of the lane's gradient `share` goes on by way of its gates, where there are any. `whole`: how long the gradient of all lanes is
   * one step earlier against now, by all ways together; undefined where it cannot be told from what joins it there.
   */
  | { kind: 'leaves'; share: number | undefined; whole: number | undefined };

/** A gate that passes no less keeps. */
export const MUCH = 0.9;
/** A lane that is left with so much less than another is named beside it. */
const LESS = 0.1;

/** Of the state `rides`, in a beat of this step; none where the beat does something else. Lanes are counted from 0. */
export function effectOf(
  formulas: Formulas,
  rides: string,
  direction: Direction,
  { makes }: Beat,
  step: number,
  lane: number,
): Effect | undefined {
  const of = { formulas, rides, makes, step, lane };
  return direction === 'backward' ? leaves(of) : (keeps(of) ?? lets(of) ?? tells(of));
}

interface Of {
  formulas: Formulas;
  rides: string;
  makes: readonly string[];
  step: number;
  lane: number;
}

function keeps({ formulas: { trace, wiring }, rides, makes, step, lane }: Of): Effect | undefined {
  const made = wiring
    .formula(rides)!
    .terms.some((factors, k) => carries(factors, rides) && makes.includes(`${rides}/${k}`));
  const holds = trace.value(rides, step - 1).some((value) => value !== 0);
  const shares = made && holds ? kept(trace, rides, step) : undefined;
  if (!shares) return undefined;
  const share = shares[lane]!;
  const least = Math.min(...shares);
  return {
    kind: 'keeps',
    share,
    least: least < share - LESS ? { lane: shares.indexOf(least), share: least } : undefined,
  };
}

function lets({ formulas, rides, makes, step, lane }: Of): Effect | undefined {
  const { trace, wiring } = formulas;
  const { squash, terms } = wiring.formula(rides)!;
  const term = terms.findIndex((factors, k) => !carries(factors, rides) && makes.includes(`${rides}/${k}`));
  const [gates, others] = parted(wiring, terms[term] ?? []);
  if (squash || !gates.length || !others.length) return undefined;
  const into = formulas.value({ address: `${rides}/${term}`, step, unit: lane });
  return { kind: 'lets', share: product(trace, gates, step, lane), of: product(trace, others, step, lane), into };
}

function tells({ formulas: { trace, wiring }, rides, makes, step, lane }: Of): Effect | undefined {
  for (const name of makes) {
    const { squash, terms = [] } = wiring.formula(name) ?? {};
    const [gates, others] = parted(wiring, terms[0] ?? []);
    const [from, more] = others;
    if (squash || terms.length !== 1 || !gates.length || !from || more || name === rides) continue;
    const copied = wiring
      .formula(from.name)
      ?.terms.flat()
      .every((factor) => factor.name === rides && !factor.before);
    if (from.before || (from.name !== rides && !copied)) continue;
    const share = product(trace, gates, step, lane);
    return { kind: 'tells', share, of: product(trace, others, step, lane), value: trace.value(name, step)[lane]! };
  }
  return undefined;
}

function leaves({ formulas: { trace, wiring }, rides, makes, step, lane }: Of): Effect | undefined {
  if (!makes.includes(`d_${rides}'`) || !trace.fed(step - 1)) return undefined;
  const norm = (step: number): number => Math.hypot(...trace.grad(rides, step));
  // An answer that is asked for one step earlier, or a layer above, adds to the gradient there.
  const alone = step > 1 && !trace.asked(step - 1) && layerOf(rides).layer === wiring.schema.layers - 1;
  const whole = alone && norm(step) > 0 ? norm(step - 1) / norm(step) : undefined;
  const share = trace.grad(rides, step)[lane] === 0 ? undefined : kept(trace, rides, step)?.[lane];
  return share === undefined && whole === undefined ? undefined : { kind: 'leaves', share, whole };
}

/** What the gates of the belt pass, lane by lane; none where there are no gates. */
function kept(trace: Formulas['trace'], rides: string, step: number): Float64Array | undefined {
  const gates = gatesOf(trace.wiring, rides);
  return gates?.some((factors) => factors.length) ? passedBy(gates, trace, step) : undefined;
}

/** It is what of the state itself goes into the next step. */
function carries(factors: readonly Factor[], rides: string): boolean {
  return factors.some(({ name, before }) => name === rides && before);
}

function parted(wiring: Wiring, factors: readonly Factor[]): [gates: Factor[], others: Factor[]] {
  const isGate = ({ name }: Factor): boolean => wiring.field(name)?.kind === 'gate';
  if (factors.some(({ name }) => wiring.param(name))) return [[], []];
  return [factors.filter(isGate), factors.filter((factor) => !isGate(factor))];
}

function product(trace: Formulas['trace'], factors: readonly Factor[], step: number, lane: number): number {
  return factors.reduce((all, factor) => all * trace.factor(factor, step)[lane]!, 1);
}
