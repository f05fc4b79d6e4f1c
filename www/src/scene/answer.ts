// What the network says, as something to look at: a distribution over symbols, or a course of numbers over time. Which of
// both follows from the link function; everything else from symbols, targets and mask. Data only: drawing.ts lays it out.
import type { Moment } from '../network/timeline.ts';
import { visible } from '../network/format.ts';
import type { Trace } from '../network/trace.ts';
import { widthOf } from './glyph.ts';

export type Answer = Distribution | Course;

interface Said {
  step: number;
  /** The task wants an answer at this step. */
  asked: boolean;
}

/** The likeliest symbols, likeliest first. */
export interface Distribution extends Said {
  kind: 'distribution';
  /** The widest name of all symbols, in units of its size: the same at every step. */
  widest: number;
  bars: Bar[];
  /** All that are not among the bars. */
  others?: { n: number; p: number; text: string };
  /** What is printed does not add up to 1. */
  rounded: boolean;
  /** What was read so far, counted. */
  counts: Count[];
}

export interface Bar {
  name: string;
  p: number;
  text: string;
  /** One of those that would be right. */
  wanted: boolean;
}

/** A run of one symbol in the input. */
interface Count {
  name: string;
  read: number;
  /** In the whole sequence. */
  all: number;
}

/** Numbers over all steps. */
export interface Course extends Said {
  kind: 'course';
  /** Steps that have been walked. */
  seen: number;
  /** The numbers are probabilities. */
  probability: boolean;
  panels: Panel[];
  /** How many outputs are left out for lack of room. */
  more: number;
}

/** One output. Places are time steps; what is said of the next step stands there. */
export interface Panel {
  low: number;
  high: number;
  said: Point[];
  wanted: Point[];
  /** What was put in, where it is of the same kind. */
  given: Point[];
}

export interface Point {
  at: number;
  value: number;
  /** In which step it is said, or read. */
  step: number;
}

const MOST_BARS = 6;
const MOST_PANELS = 4;
export const DIGITS = 3;

/** Of such an input the answer is the next value. */
const SERIES = ['wave', 'numbers'];

export function answerOf(trace: Trace, moment: Pick<Moment, 'direction' | 'step'>): Answer {
  return trace.frame.schema.link === 'softmax' ? distribution(trace, moment) : course(trace, moment);
}

function distribution(trace: Trace, { direction, step }: Pick<Moment, 'direction' | 'step'>): Distribution {
  const { symbols } = trace.frame.schema;
  const asked = trace.asked(step);
  const target = trace.target(step);
  const ranked = Array.from(trace.prediction(step), (p, unit) => ({
    name: visible(symbols.outputs[unit] ?? String(unit + 1)),
    p,
    text: p.toFixed(DIGITS),
    wanted: asked && target[unit]! > 0,
  })).toSorted((a, b) => b.p - a.p);
  let bars = ranked;
  if (ranked.length > MOST_BARS) {
    const room = MOST_BARS - 1;
    // A right answer is shown however small its probability is.
    const wanted = ranked.filter((bar) => bar.wanted).slice(0, room);
    const rest = ranked.filter((bar) => !bar.wanted).slice(0, room - wanted.length);
    bars = ranked.filter((bar) => wanted.includes(bar) || rest.includes(bar));
  }
  const left = ranked.filter((bar) => !bars.includes(bar));
  const p = left.reduce((sum, bar) => sum + bar.p, 0);
  const others = left.length ? { n: left.length, p, text: p.toFixed(DIGITS) } : undefined;
  const printed = [...bars, ...(others ? [others] : [])].reduce((sum, { text }) => sum + Number(text), 0);
  return {
    kind: 'distribution',
    step,
    asked,
    widest: Math.max(...ranked.map(({ name }) => widthOf(name))),
    bars,
    ...(others ? { others } : {}),
    rounded: printed.toFixed(DIGITS) !== (1).toFixed(DIGITS),
    counts: counts(trace, direction === 'forward' ? step : trace.steps),
  };
}

/**
 * The runs of the input, where counting them is what matters: each symbol stands in one run, and at some step several
 * may follow, so that no order of symbols tells which.
 */
function counts(trace: Trace, seen: number): Count[] {
  const { inputs } = trace.frame.schema.symbols;
  const open = steps(trace).some((step) => trace.target(step).filter((share) => share > 0).length > 1);
  if (!open || !inputs.length) return [];
  const runs: (Count & { unit: number })[] = [];
  for (const step of steps(trace)) {
    const unit = trace.value('x', step).findIndex((x) => x !== 0);
    if (unit < 0) continue;
    let run = runs.at(-1);
    if (run?.unit !== unit) {
      if (runs.some((each) => each.unit === unit)) return [];
      run = { unit, name: inputs[unit]!, read: 0, all: 0 };
      runs.push(run);
    }
    run.all++;
    if (step <= seen) run.read++;
  }
  // A symbol that only begins the sequence is not counted.
  return runs.slice(runs[0]?.all === 1 ? 1 : 0).map(({ name, read, all }) => ({ name, read, all }));
}

function course(trace: Trace, { direction, step }: Pick<Moment, 'direction' | 'step'>): Course {
  const { outputs, inputs, glyph, link } = trace.frame.schema;
  const probability = link === 'sigmoid';
  const series = SERIES.includes(glyph) && inputs === outputs;
  const ahead = series ? 1 : 0;
  const panels = Array.from({ length: Math.min(outputs, MOST_PANELS) }, (_, unit): Panel => {
    const said = steps(trace).map((step) => ({ at: step + ahead, value: trace.prediction(step)[unit]!, step }));
    const wanted = steps(trace).flatMap((step) =>
      trace.asked(step) ? [{ at: step + ahead, value: trace.target(step)[unit]!, step }] : [],
    );
    const given = series ? steps(trace).map((step) => ({ at: step, value: trace.value('x', step)[unit]!, step })) : [];
    const values = [...said, ...wanted, ...given].map(({ value }) => value);
    // The axis includes 0: else a change of a hundredth would fill the panel.
    const [low, high] = probability ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
    return { low, high, said, wanted, given };
  });
  return {
    kind: 'course',
    step,
    asked: trace.asked(step),
    seen: direction === 'forward' ? step : trace.steps,
    probability,
    panels,
    more: outputs - panels.length,
  };
}

function steps(trace: Trace): number[] {
  return Array.from({ length: trace.steps }, (_, k) => k + 1);
}
