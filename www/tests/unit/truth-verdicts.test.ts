// No verdict is untrue of the network that it is passed on: what the guide says of how it stands, what is announced of training,
// which part of a sum decides, who carries the memory, and how gradients fade. Each sentence is read by its key and held against the
// core's own numbers, in sessions of every task.
import { expect, it } from 'vitest';
import en from '../../locales/en.json';
import around from '../../locales/around.en.json';
import { sumOf } from '../../src/network/parts.ts';
import type { Memory, Nudge } from '../../src/engine/protocol.ts';
import type { Trace } from '../../src/network/trace.ts';
import type { Moment } from '../../src/network/timeline.ts';
import type { View } from '../../src/scene/view.ts';
import { statesOf } from '../../src/network/vanish.ts';
import type { Measurement } from '../../src/session/holding.ts';
import type { Session } from '../../src/session/session.ts';
import type { Sweep } from '../../src/tools/race/delays.ts';
import type { Race } from '../../src/tools/race/lockstep.ts';
import { Trace as TraceOf } from '../../src/network/trace.ts';
import type { Pair } from '../../src/tools/check/agreement.ts';
import { Recorder, sayings, type Saying } from './sayings.ts';
import { scenes } from './scenes.ts';
import { sessions } from './sessions.ts';
import { keysOf, numberOf, READ, says } from './truth.ts';
import activations from '../../src/tools/activations/activations.en.json';
import check from '../../src/tools/check/check.en.json';
import compare from '../../src/tools/race/compare.en.json';
import data from '../../src/tools/data/data.en.json';
import film from '../../src/tools/film/film.en.json';
import hold from '../../src/tools/hold/hold.en.json';
import explode from '../../src/tools/race/explode.en.json';
import memory from '../../src/tools/memory/memory.en.json';
import race from '../../src/tools/race/race.en.json';
import sweep from '../../src/tools/race/sweep.en.json';

interface Nudged {
  epsilon: number;
  held: boolean;
  truncated: boolean;
  found: Nudge;
}

interface Checked {
  pairs: readonly Pair[];
  forgotten: readonly { factor: number | undefined }[];
}

interface Belt {
  view: View;
  moment: Moment;
  trials: { rows: readonly { solved: boolean }[] };
}

/** A sentence, and what it is said of. */
class Of {
  constructor(
    readonly saying: Saying,
    readonly session: Session,
    readonly own: {
      measurement?: Measurement;
      run?: Race | Sweep;
      nudged?: Nudged;
      kept?: Float64Array;
      checked?: Checked;
    } & Partial<Belt>,
  ) {}

  get trace(): Trace {
    const { view } = this.session;
    return (view!.ghost ?? view!).trace;
  }

  get schema() {
    return this.trace.frame.schema;
  }

  get progress() {
    return this.session.progress!;
  }

  get evaluation() {
    return this.progress.evaluation;
  }

  gap(name: string): string {
    const gap = this.saying.gaps[name];
    return typeof gap === 'object' ? 'typeset' : String(gap);
  }

  /** A share as it is told: "83.5%", "7.2·10⁻⁴", "0". */
  share(name: string, of: number | undefined): boolean {
    const text = this.gap(name);
    if (of === undefined) return text === '–';
    if (!text.endsWith('%')) return says(text, of);
    return Math.abs(Number(text.slice(0, -1).replace(/,/g, '')) / 100 - of) <= 1e-3 + 6e-3 * of;
  }

  /** Rounded down to a tenth of a percent: 100% is all. */
  percent(name: string, of: number): boolean {
    return this.gap(name) === `${Math.floor(1000 * of + 1e-6) / 10}%`;
  }

  /** What it answers where it was asked last. */
  get answers(): boolean {
    const { trace, schema } = this;
    const asked = trace.lastAsked;
    const { outputs } = schema.symbols;
    if (!asked) return false;
    const said = Array.from(trace.prediction(asked));
    if (!outputs.length) return said.length > 4 || says(this.gap('p').split(' ')[0], said[0]!);
    const best = outputs[said.indexOf(Math.max(...said))]!;
    return this.gap('p') === `“${best}”`;
  }

  get measured(): Memory {
    return this.own.measurement!.memory;
  }

  /** How often it is right with each unit held at its mean. */
  get held(): number[] {
    return [...this.own.measurement!.held.values()];
  }

  /** It has one sequence, without a task. */
  get single(): boolean {
    return !this.schema.config.task;
  }

  get chance(): number {
    const { glyph, symbols, config } = this.schema;
    if (['anbncn', 'reber'].includes(config.task)) return 0;
    return ['cue', 'marked-bit', 'bit'].includes(glyph) ? 0.5 : symbols.outputs.length ? 1 / symbols.outputs.length : 0;
  }

  /** Of networks side by side: how long the gradient of its state is at the step shown, against at the answer. */
  get beside(): number {
    const { view, moment } = this.own;
    const { trace, network } = view!;
    const norm = (step: number): number => Math.hypot(...trace.grad(network.rides, step));
    return norm(moment!.step) / norm(trace.lastAsked || trace.steps);
  }

  get rows() {
    return (this.own.run as Sweep).rows;
  }

  /** The gradients that a race or a page tells of: of each state, how much of that at the last question is at the first step. */
  get gradients(): { left: number; steps: number; norms: number[] }[] {
    const { run } = this.own;
    const traces = run
      ? (run as Race).lanes.map(({ engine }) => new TraceOf(engine.frame!))
      : [this.session.view!.trace];
    return traces.flatMap((trace) =>
      statesOf(trace).map((state) => {
        const steps = trace.lastAsked || trace.steps;
        const norms = Array.from({ length: steps }, (_, k) => Math.hypot(...trace.grad(state, k + 1)));
        return { norms, left: norms[0]! / norms.at(-1)!, steps: steps - 1 };
      }),
    );
  }

  /** That of one of them so much is left, and that a step multiplies it by so much. */
  fades(holds: (factor: number) => boolean, told: (of: Of, factor: number, left: number) => boolean): boolean {
    return this.gradients.some(({ left, steps }) => {
      const factor = left ** (1 / steps);
      return steps > 0 && left > 0 && holds(factor) && Number(this.gap('steps')) === steps && told(this, factor, left);
    });
  }
}

type Holds = (of: Of) => boolean;

const standing =
  (...kinds: string[]): Holds =>
  (of) =>
    kinds.includes(of.session.standing) && of.answers;
/** The network is asked at each step from the first on, or at the last one alone. */
const each: Holds = ({ trace: { frame } }) => frame.mask.filter((mask) => mask > 0).length > 1;
const once: Holds = ({ trace: { frame } }) => frame.mask.filter((mask) => mask > 0).length === 1;
const goal =
  (task: string, asked: Holds): Holds =>
  (of) =>
    of.schema.config.task === task && asked(of) && [String(of.trace.steps), 'undefined'].includes(of.gap('steps'));
/** How a squash of what is looked into stands, or its sum. */
const squash =
  (holds: (sum: NonNullable<ReturnType<typeof sumOf>>) => boolean): Holds =>
  ({ session: { view, spot } }) => {
    const sum = sumOf(view!.formulas, spot!);
    return sum !== undefined && holds(sum);
  };
/** How the largest part is to the rest. */
const most =
  (holds: (part: number, rest: number) => boolean): Holds =>
  (of) =>
    squash(({ parts, total }) => {
      const part = parts.map(({ value }) => value).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      const told = of.gap('value') === 'undefined' || says(of.gap('value'), part);
      // What is left between two numbers as they are printed.
      const rest = of.gap('rest') === 'undefined' || Math.abs(numberOf(of.gap('rest')) - (total - part)) <= 1.1e-3;
      return told && rest && holds(part, total - part);
    })(of);
const closest = ({ measured: { units } }: Of): number => Math.max(...units.map(({ r }) => Math.abs(r ?? 0)));
/** Cells of which either side goes closely with the answer. */
const close = ({ measured: { units } }: Of): Set<string> =>
  new Set(units.flatMap(({ name, unit, r }) => (Math.abs(r ?? 0) >= 0.9 ? [`${name.split('.').length} ${unit}`] : [])));
/** Of what is right beyond guessing, how much goes with each of those that are close. */
const needed = (of: Of): number[] =>
  of.measured.units.flatMap(({ r }, k) =>
    Math.abs(r ?? 0) >= 0.9 ? [(of.measured.accuracy - of.held[k]!) / (of.measured.accuracy - of.chance)] : [],
  );
const alone: Holds = (of) => needed(of).some((share) => share >= 0.5);

/** What came in on the lane that is followed, and what goes on. */
const passed =
  (back: boolean): Holds =>
  (of) => {
    const { session } = of;
    const { trace, network } = session.view!;
    const { step, direction } = session.moment;
    const lane = Number(of.gap('lane')) - 1;
    const numbers = (at: number): number =>
      back
        ? session.view!.value({ address: `d_${network.rides}'`, step: at, unit: lane })
        : trace.value(network.rides, at - 1)[lane]!;
    const now = back ? trace.grad(network.rides, step) : trace.value(network.rides, step);
    return (
      (direction === 'backward') === back && says(of.gap('before'), numbers(step)) && says(of.gap('after'), now[lane]!)
    );
  };

/** How a nudge came out, in what was predicted. */
const nudge =
  (
    holds: (of: {
      predicted: number;
      change: number;
      twice: number;
      rounding: number;
      held: boolean;
      truncated: boolean;
    }) => boolean,
  ): Holds =>
  ({ own }) => {
    const { epsilon, found, held, truncated } = own.nudged!;
    return holds({ ...found, predicted: found.gradient * epsilon, held, truncated });
  };

/** Of some squash such a share of all that it gives is at its ends, and such is its mean slope. */
const ends =
  (holds: (share: number) => boolean): Holds =>
  (of) => {
    const { trace, score } = of.session.view!;
    const steps = Array.from({ length: score.steps }, (_, k) => k + 1);
    return trace.wiring.fields.some(({ name, formula }) => {
      const { squash } = formula ?? {};
      if (!squash) return false;
      const all = steps.flatMap((step) => [...trace.value(name, step)]);
      const at = (v: number): boolean =>
        squash === 'relu' ? v <= 0 : squash === 'tanh' ? Math.abs(v) > 0.95 : v < 0.05 || v > 0.95;
      const share = all.filter(at).length / all.length;
      const slopes = all.map((v) => (squash === 'relu' ? Number(v > 0) : squash === 'tanh' ? 1 - v * v : v * (1 - v)));
      const mean = slopes.reduce((sum, v) => sum + v, 0) / all.length;
      const told = (gap: string, right: (text: string) => boolean): boolean =>
        of.gap(gap) === 'undefined' || right(of.gap(gap));
      return (
        holds(share) && told('share', () => of.percent('share', share)) && told('mean', (text) => says(text, mean))
      );
    });
  };
/** Whether gates alone lead a state on from step to step, and whether it is another than what is told. */
const way =
  (holds: (gates: boolean, alone: boolean) => boolean): Holds =>
  ({ own }) => {
    const { wiring, network } = own.view!;
    const uses = wiring.uses(network.rides).filter(({ later, by }) => later && by === network.rides);
    const gates =
      uses.length > 0 && uses.every(({ by, term }) => !wiring.isMatrix(wiring.formula(by)!.terms[term]![0]!.name));
    return holds(gates, network.rides !== network.plan('belt').says);
  };
/** So many digits are enough. */
const ENOUGH = 3;
/** To how many digits both gradients agree: at least, and each. */
const checks =
  (holds: (least: number, digits: readonly number[]) => boolean): Holds =>
  (of) => {
    const { pairs } = of.own.checked!;
    const most = Math.max(...pairs.map(({ analytic }) => Math.abs(analytic)));
    const digits = pairs.map(({ analytic, numeric }) => {
      const larger = Math.max(Math.abs(analytic), Math.abs(numeric), most / 1e6);
      return -Math.log10(Math.abs(analytic - numeric) / larger);
    });
    const least = Math.min(...digits);
    return (
      Number(of.gap('n')) === pairs.length && Math.abs(Number(of.gap('k')) - least) <= 1.01 && holds(least, digits)
    );
  };

const TRUE: Record<string, Holds> = {
  'hold.reason-same': nudge(({ predicted, change }) => Math.abs(change - predicted) <= 5e-4 * Math.abs(predicted)),
  'hold.reason-none': nudge(({ predicted, change, twice }) => predicted === 0 && change === 0 && twice === 0),
  'hold.reason-curvature': (of) =>
    nudge(({ predicted, change, twice }) => {
      const times = (twice - 2 * predicted) / (change - predicted);
      return times >= 3 && times <= 5 && Math.abs(Number(of.gap('times')) - times) <= 0.06;
    })(of),
  'hold.reason-far': nudge(
    ({ predicted, change, truncated }) => !truncated && Math.abs(change - predicted) > 5e-4 * Math.abs(predicted),
  ),
  'hold.reason-rounding': nudge(({ predicted, change, twice, rounding }) => {
    const [miss, more] = [change - predicted, twice - 2 * predicted];
    return Math.abs(miss) <= 4 * rounding || Math.abs(more - 4 * miss) <= Math.abs(miss) + 8 * rounding;
  }),
  'hold.reason-lost': nudge(
    ({ predicted, change, rounding }) => Math.max(Math.abs(predicted), Math.abs(change)) <= 4 * rounding,
  ),
  'hold.reason-held': nudge(({ held, predicted }) => held && predicted === 0),
  'hold.reason-truncated': nudge(({ truncated }) => truncated),
  'goal.recall': (of) =>
    goal('recall', once)(of) && of.trace.target(of.trace.steps)[0]! > 0.5 === of.trace.value('x', 1)[0]! > 0,
  'goal.adding': (of) => {
    const { trace } = of;
    const marked = Array.from({ length: trace.steps }, (_, k) => trace.value('x', k + 1)).filter((x) => x[1] !== 0);
    const sum = marked.reduce((all, x) => all + x[0]!, 0);
    return goal('adding', once)(of) && marked.length === 2 && Math.abs(sum - trace.target(trace.lastAsked)[0]!) < 1e-5;
  },
  'goal.four-numbers': goal('four-numbers', each),
  'goal.parity': (of) => goal('parity', () => true)(of) && of.trace.frame.mask.every((mask) => mask > 0),
  'goal.anbn': goal('anbn', each),
  'goal.anbncn': goal('anbncn', each),
  'goal.reber': goal('reber', each),
  'goal.order': goal('order', once),
  'goal.copy': (of) => goal('copy', each)(of) && of.trace.frame.mask[0] === 0,
  'goal.sine': goal('sine', each),
  'goal.waves': goal('waves', each),
  'goal.noisy': goal('noisy', each),
  'goal.sentences': goal('sentences', () => true),
  'goal.text': goal('text', each),
  'goal.numbers': goal('numbers', each),
  'guide.is-untrained': (of) => standing('untrained')(of) && of.progress.updates === 0,
  'guide.is-given': (of) => standing('given')(of) && of.progress.updates === 0,
  'guide.is-training': (of) => standing('training')(of) && of.progress.running,
  'guide.is-learning': (of) => standing('learning')(of) && !of.evaluation!.solved && Number(of.gap('updates')) > 0,
  'guide.is-solved': (of) =>
    standing('solved')(of) &&
    of.evaluation!.solved &&
    of.single === of.saying.key.endsWith('?own') &&
    of.percent('percent', of.evaluation!.accuracy),
  'guide.is-diverged': (of) => of.session.standing === 'diverged' && of.trace.frame.params.every(Number.isFinite),
  'guide.unasked': ({ trace }) => trace.lastAsked === 0,
  'guide.waits': ({ session }) => session.waits,
  'guide.is-solved?own': (of) => of.single && TRUE['guide.is-solved']!(of),
  'guide.on': (of) => !of.single && !['text', 'numbers'].includes(of.schema.config.task),
  'guide.on?own': (of) => of.single,
  'guide.on?data': (of) => ['text', 'numbers'].includes(of.schema.config.task),
  'guide.right': (of) =>
    of.percent('percent', of.evaluation!.accuracy) &&
    of.evaluation!.accuracy >= 1.2 * of.chance &&
    (of.progress.running || !of.evaluation!.solved),
  'guide.guessing': (of) =>
    of.percent('percent', of.evaluation!.accuracy) &&
    of.evaluation!.accuracy < 1.2 * of.chance &&
    of.percent('chance', of.chance) &&
    (of.progress.running || !of.evaluation!.solved),
  'guide.no-lane': ({ session }) => session.standing === 'solved' && session.mark === undefined,
  'guide.remembers': ({ saying: { gaps }, session: { view, counterpart } }) => {
    const [trace, twin] = [view!.trace, counterpart!];
    const asked = trace.lastAsked;
    const [own, others] = [trace, twin].map((each) => each.prediction(asked)[0]!) as [number, number];
    const target = trace.target(asked)[0]!;
    return (
      gaps['step'] === 1 && gaps['n'] === asked - 1 && Math.abs(own - target) < 0.5 && Math.abs(others - target) > 0.5
    );
  },
  'guide.lane': ({ saying: { gaps }, session: { view, counterpart } }) => {
    const { trace, network } = view!;
    const asked = trace.lastAsked;
    const gaps_ = trace
      .value(network.rides, asked)
      .map((v, k) => Math.abs(v - counterpart!.value(network.rides, asked)[k]!));
    return gaps['lane'] === gaps_.indexOf(Math.max(...gaps_)) + 1;
  },
  'lab.chart': ({ saying: { gaps }, progress }) =>
    gaps['updates'] === progress.updates && gaps['loss'] === progress.losses.at(-1),
  'lab.no-losses': ({ progress }) => progress.losses.length === 0,
  'lab.diverged-loss': (of) =>
    of.progress.divergence!.value > 1000 * of.progress.losses[0]! &&
    Number(of.gap('update')) === of.progress.divergence!.update,
  'stage.passed-forward': passed(false),
  'stage.passed-backward': passed(true),
  'why.open': squash(({ squash, value }) => squash === 'sigmoid' && value >= 0.9),
  'why.shut': squash(({ squash, value }) => squash === 'sigmoid' && value <= 0.1),
  'why.rather-open': squash(({ squash, total }) => squash === 'sigmoid' && total > 0 && total < 2.2),
  'why.half': squash(({ squash, total }) => squash === 'sigmoid' && total === 0),
  'why.rather-shut': squash(({ squash, total }) => squash === 'sigmoid' && total < 0 && total > -2.2),
  'why.up': squash(({ squash, value }) => squash === 'tanh' && value > 0),
  'why.zero': squash(({ squash, value }) => squash === 'tanh' && value === 0),
  'why.down': squash(({ squash, value }) => squash === 'tanh' && value < 0),
  'why.passes': squash(({ squash, value }) => squash === 'relu' && value > 0),
  'why.stops': squash(({ squash, value }) => squash === 'relu' && value === 0),
  'why.nothing': most((part) => part === 0),
  'why.alone': most((part, rest) => Math.abs(rest) < 0.001 * Math.abs(part)),
  'why.aided': most((part, rest) => rest * part > 0),
  'why.against': most((part, rest) => rest * part < 0 && Math.abs(rest) < Math.abs(part)),
  'why.little': most((part, rest) => rest * part < 0 && Math.abs(rest) < 0.2 * Math.abs(part)),
  'why.outweighed': most((part, rest) => rest * part < 0 && Math.abs(rest) >= Math.abs(part)),
  'activations.some': ends((share) => share > 0 && share < 1),
  'activations.every': ends((share) => share === 1),
  'activations.none': ends((share) => share === 0),
  'activations.cut': ends((share) => share > 0),
  'film.running': ({ progress }) => progress.running,
  'film.empty': ({ own }) => own.kept!.length < 2,
  'film.at': (of) =>
    of.gap('updates') === of.gap('all') && Number(of.gap('all').replace(/,/g, '')) === of.progress.updates,
  'film.loss': (of) => of.progress.losses.some((loss) => says(of.gap('loss'), loss)),
  'film.kept': ({ saying: { gaps }, own }) =>
    gaps['networks'] === own.kept!.length && own.kept!.length <= Number(gaps['room']),
  'check.all': checks((least, digits) => least >= ENOUGH && digits.every((each) => each >= Math.floor(least))),
  'check.not-all': (of) =>
    checks(
      (least, digits) => least < ENOUGH && digits.filter((each) => each < ENOUGH).length === Number(of.gap('bad')),
    )(of),
  'check.zero': ({ own }) => own.checked!.pairs.every(({ analytic, numeric }) => analytic === 0 && numeric === 0),
  'check.truncated': (of) => of.schema.config.truncate === Number(of.gap('n')),
  'check.forgotten-zero': ({ own }) => own.checked!.forgotten.every(({ factor }) => factor === undefined),
  'check.forgotten-range': (of) => {
    const factors = of.own.checked!.forgotten.flatMap(({ factor }) => (factor === undefined ? [] : [factor]));
    const near = (gap: string, v: number): boolean => Math.abs(Number(of.gap(gap).replace(/,/g, '')) - v) <= 6e-3 * v;
    return near('low', Math.min(...factors)) && near('high', Math.max(...factors));
  },
  'compare.belt': way((gates, alone) => gates && alone),
  'compare.belt-why': way((gates, alone) => gates && alone),
  'compare.shared': way((gates, alone) => gates && !alone),
  'compare.shared-why': way((gates, alone) => gates && !alone),
  'compare.matrix': way((gates) => !gates),
  'compare.matrix-why': way((gates) => !gates),
  'compare.left': (of) => of.beside <= 1 && of.share('left', of.beside),
  'compare.grown': (of) => of.beside > 1 && of.share('left', of.beside),
  'compare.starts': ({ saying: { gaps }, own }) =>
    gaps['learnt'] === own.trials!.rows.filter(({ solved }) => solved).length && gaps['of'] === own.trials!.rows.length,
  'compare.trying': ({ saying: { gaps }, own }) =>
    Number(gaps['tried']) < Number(gaps['of']) && gaps['of'] === own.trials!.rows.length,
  'data.stands': (of) =>
    Number(of.gap('n')) === of.progress.updates &&
    says(of.gap('loss'), of.evaluation!.loss) &&
    of.percent('share', of.evaluation!.accuracy),
  'data.split': ({ saying: { gaps } }) => Number(gaps['starts']) === Number(gaps['n']) - Number(gaps['steps']),
  'data.split-aside': ({ saying: { gaps } }) =>
    Number(gaps['starts']) === Number(gaps['n']) - Number(gaps['steps']) &&
    Math.abs(Number(gaps['kept']) / (Number(gaps['n']) + Number(gaps['kept'])) - 0.2) < 0.03,
  'memory.guess': (of) => of.chance > 0 && of.measured.accuracy < 1.2 * of.chance,
  'memory.never': (of) => of.chance === 0 && of.measured.accuracy === 0,
  'memory.constant': (of) => of.measured.units.every(({ r }) => r === undefined),
  'memory.closest': (of) => of.own.measurement!.held.size < of.measured.units.length,
  'memory.one': (of) =>
    alone(of) &&
    of.percent('held', Math.min(...of.held.filter((_, k) => Math.abs(of.measured.units[k]!.r ?? 0) >= 0.9))) &&
    of.percent('all', of.measured.accuracy),
  'memory.echo': (of) => close(of).size > 1,
  'memory.several': (of) => needed(of).filter((share) => share >= 0.5).length > 1,
  'memory.none': (of) => !alone(of),
  'memory.close': (of) => close(of).size === Number(of.gap('close')) && close(of).size > 0,
  'memory.far': (of) => closest(of) < 0.9,
  'memory.kept': (of) =>
    of.held.every((right) => right >= of.measured.accuracy - 0.02) && of.percent('held', Math.min(...of.held)),
  'memory.missed': (of) =>
    of.percent('held', Math.min(...of.held)) &&
    of.percent('all', of.measured.accuracy) &&
    Math.min(...of.held) < of.measured.accuracy - 0.02,
  'memory.untrained': ({ session }) => session.standing === 'untrained',
  'memory.stale': (of) => of.measured.updates !== of.progress.updates,
  'memory.facts': (of) => of.percent('all', of.measured.accuracy) && of.percent('chance', of.chance) && of.chance > 0,
  'memory.facts-number': (of) => of.percent('all', of.measured.accuracy) && of.chance === 0,
  'memory.facts-own': (of) => of.measured.sequences === 1,
  'race.keeps': (of) =>
    of.fades(
      (factor) => factor < 1,
      (_, factor, left) => of.share('factor', factor) && of.share('left', left),
    ),
  'race.grows': (of) =>
    of.fades(
      (factor) => factor > 1,
      (_, factor, left) => of.share('factor', factor) && of.share('left', left),
    ),
  'race.passes': (of) =>
    of.fades(
      (factor) => Math.abs(factor - 1) < 1e-3,
      (_, __, left) => of.share('left', left),
    ),
  'race.zero': (of) =>
    of.gradients.some(({ norms }) => norms[0] === 0 && Math.min(...norms.filter((norm) => norm > 0)) < 1e-20),
  'race.cut': (of) => of.gradients.some(({ norms }) => norms[0] === 0 && norms[Number(of.gap('step'))]! > 1e-20),
  'race.none': (of) => of.gradients.some(({ norms }) => norms.at(-1) === 0),
  'race.one': (of) => of.gradients.some(({ steps }) => steps === 0),
  'race.several': (of) =>
    (of.own.run as Race).lanes.some(({ engine }) => engine.frame!.mask.filter((mask) => mask > 0).length > 1),
  'race.after': (of) => (of.own.run as Race).lanes.some(({ engine }) => engine.progress.updates > 0),
  'race.grown-matrix': (of) => of.gradients.some(({ left }) => left > 1),
  'race.grown-gates': (of) => of.gradients.some(({ left }) => left > 1),
  'explode.grows': (of) =>
    of.fades(
      (factor) => factor > 1,
      (_, factor, left) => says(of.gap('factor'), factor) && says(of.gap('left'), left),
    ),
  'explode.shrinks': (of) =>
    of.fades(
      (factor) => factor < 1,
      (_, factor, left) => says(of.gap('factor'), factor) && says(of.gap('left'), left),
    ),
  'explode.stays': (of) =>
    of.fades(
      (factor) => Math.abs(factor - 1) < 1e-3,
      (_, __, left) => says(of.gap('left'), left),
    ),
  'explode.untrained': ({ progress }) => progress.norms.length === 0,
  'explode.largest': (of) =>
    says(of.gap('largest'), Math.max(...of.progress.norms.filter(Number.isFinite))) &&
    says(of.gap('first'), of.progress.norms[0]!),
  'explode.cut': (of) => {
    const { clip } = of.session.config!;
    const { norms } = of.progress;
    const over = norms.filter((norm) => !(norm <= clip)).length;
    return (
      over > 0 &&
      over < norms.length &&
      clip > 0 &&
      of.percent('percent', over / norms.length) &&
      Number(of.gap('norm')) === clip
    );
  },
  'explode.cut-all': (of) => of.progress.norms.every((norm) => !(norm <= of.session.config!.clip)),
  'explode.uncut': (of) =>
    of.session.config!.clip > 0 && of.progress.norms.every((norm) => norm <= of.session.config!.clip),
  'explode.try-clipping': (of) => of.session.standing === 'diverged' && of.session.config!.clip === 0,
  'explode.though-clipped': (of) => of.session.standing === 'diverged' && of.session.config!.clip > 0,
  'sweep.solved-at': (of) =>
    of.rows
      .filter(({ solved }) => solved)
      .map(({ delay }) => delay)
      .join(', ') === of.gap('delays'),
  'sweep.failed-at': (of) =>
    of.rows
      .filter(({ solved, ended, updates }) => ended && !solved && updates <= Number(of.gap('budget')))
      .map(({ delay }) => delay)
      .join(', ') === of.gap('delays'),
  'sweep.left': (of) => of.share('left', of.rows.at(-1)!.start!.fading.left),
  'sweep.product': (of) => of.share('product', of.rows.at(-1)!.start!.product),
  'sweep.below': (of) =>
    of.rows.every(({ delay, start }) => start!.fading.left! < 0.01 === delay >= Number(of.gap('delay'))),
  'sweep.some': (of) =>
    of.rows
      .filter(({ start }) => start!.fading.left! < 0.01)
      .map(({ delay }) => delay)
      .join(', ') === of.gap('delays'),
  'sweep.above': (of) => of.rows.every(({ start }) => start!.fading.left! >= 0.01),
};

/** What is to be held of these areas: all of some, and of the others what is listed above. */
const KEYS = [
  ...keysOf(en.goal, 'goal.'),
  ...keysOf(en.guide, 'guide.').filter((key) => /^guide\.(is-|no-|on|un|right|guess|rem|lane|waits)/.test(key)),
  ...keysOf(around.why, 'why.').filter((key) => !/\.(bias|input|said|product)$/.test(key)),
];

/** The elements that say them. */
const SPEAKERS =
  /^lstm-(activations|belt|check|film|learning|guide|figure|lab|chart|inspector|explode|memory|nudge|race|sweep)$/;

const open = sessions();

it('a verdict holds of the numbers', { timeout: 600_000 }, async () => {
  const recorder = await Recorder.in('en');
  const wrong = new Map<string, string>();
  const seen = new Set<string>();
  for await (const { name, session, speakers } of scenes(open))
    for (const [element, own = {}] of speakers.filter(([name]) => SPEAKERS.test(name)))
      for (const saying of sayings(element, session, recorder, own).said) {
        const { key, text } = saying;
        seen.add(key);
        if (TRUE[key] && !TRUE[key](new Of(saying, session, own))) wrong.set(key, `${name}: ${text}`);
      }
  expect(Object.fromEntries(wrong)).toEqual({});
  const all = [
    ...keysOf({
      ...activations,
      ...check,
      ...compare,
      ...data,
      ...explode,
      ...film,
      ...hold,
      ...memory,
      ...race,
      ...sweep,
    }),
    ...keysOf(en),
    ...keysOf(around),
  ];
  expect(Object.keys(TRUE).filter((key) => !all.includes(key))).toEqual([]);
  expect(
    KEYS.filter((key) => !TRUE[key] && !READ.has(key)),
    'not held',
  ).toEqual([]);
  // Each way in which parts of a sum can stand to each other is met in parts.test.ts.
  const met = (key: string): boolean => seen.has(key) || READ.has(key) || key.startsWith('why.');
  expect(Object.keys(TRUE).filter((key) => !met(key))).toEqual([]);
});
