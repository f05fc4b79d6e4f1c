// Sessions that stand where the page's sentences are said of them: of every task, from before the first update to the end of training,
// with what is held, and what is looked into; and which elements then speak.
import type { Spot } from '../../src/network/address.ts';
import { editOf, placeOf, spotOf } from '../../src/scene/held.ts';
import { Trace } from '../../src/network/trace.ts';
import { View } from '../../src/scene/view.ts';
import type { Session } from '../../src/session/session.ts';
import type { State } from '../../src/session/state.ts';
import { Sweep } from '../../src/tools/race/delays.ts';
import { Race } from '../../src/tools/race/lockstep.ts';
import { readFileSync } from 'node:fs';
import { checkGradients, initSync, lossAt } from '../../pkg/lstm_conveyor_study.js';
import { agreement, pairsOf, ranked } from '../../src/tools/check/agreement.ts';
import { forgotten } from '../../src/tools/check/forgotten.ts';
import { ofRows, ofText } from '../../src/tools/data/prepared.ts';
import { choices } from './core.ts';
import { heard, openEngine } from './hosts.ts';
import { rested } from './sessions.ts';
import '../../src/elements/answer.ts';
import '../../src/elements/chart.ts';
import '../../src/elements/equations.ts';
import '../../src/elements/figure.ts';
import '../../src/elements/inspector.ts';
import '../../src/elements/lab.ts';
import '../../src/elements/strip.ts';
import '../../src/elements/table.ts';
import '../../src/elements/transport.ts';
import '../../src/elements/guide.ts';
import.meta.glob('../../src/tools/*/*.tool.ts', { eager: true });

/** An element, and what it is drawn from beside the session. */
export type Speaker = [name: string, own?: object];

export interface Scene {
  /** The network, and how it stands. */
  name: string;
  session: Session;
  speakers: Speaker[];
}

type Open = (start?: State) => Promise<Session>;

const USUAL: Speaker[] = [
  ...['guide', 'figure', 'lab', 'chart', 'strip', 'answer', 'equations', 'table', 'transport', 'inspector'],
  ...['explode', 'hold', 'activations', 'heat', 'check', 'share', 'film', 'design', 'data'],
].map((name): Speaker => [`lstm-${name}`]);

/** Everything that a squash makes or a gradient is, in the first, a middle and the last step. */
function* looks(session: Session, name: string, turn = 0): Generator<Scene> {
  const view = session.view!;
  const { forward, backward } = view.network.addresses;
  const { steps } = view.trace;
  let k = turn;
  for (const address of [...forward, ...backward, `d_${view.network.rides}'`]) {
    const first = view.wiring.firstStep(address);
    const step = Math.max(first, [first, Math.ceil(steps / 2), steps][k % 3]!);
    const spot: Spot = { address, step, unit: k++ % view.count(address) };
    session.choose(spot);
    yield {
      name: `${name}, ${address} of unit ${spot.unit + 1} at step ${step}`,
      session,
      speakers: [['lstm-inspector']],
    };
  }
  session.follow(true);
}

/** What is measured of every unit, or of none yet, as the tool does it. */
async function measured(session: Session, all = true): Promise<Speaker> {
  const memory = await session.ask('memory', undefined);
  const held = new Map<object, number>();
  for (const unit of all ? memory.units : []) {
    const { name, unit: place, mean: value } = unit;
    const edits = `${name}.${place}=${value}`;
    held.set(unit, (await session.ask('edited', { params: memory.params, edits })).accuracy);
  }
  return ['lstm-memory', { measurement: { memory, held } }];
}

/** A number of each kind, nudged by little and by much. */
async function nudged(session: Session): Promise<Speaker[]> {
  const { wiring, network, trace } = session.view!;
  const weight = wiring.schema.params[0]!.name;
  const truncated = trace.frame.schema.config.truncate > 0;
  const speakers: Speaker[] = [];
  for (const address of [network.rides, 'x', `${weight}[0,0]`, wiring.judged])
    for (const epsilon of [1e-9, 1e-3, 0.01, 0.3, 3]) {
      const step = address === wiring.judged ? trace.lastAsked : Math.min(2, trace.steps);
      const place = placeOf(wiring, { address, step, unit: 0 });
      const held = session.view!.held(spotOf(place)) === 'held';
      const found = await session.ask('nudge', { edit: editOf(place), epsilon });
      speakers.push(['lstm-nudge', { place, nudged: { place, epsilon, truncated, held, found } }]);
    }
  return speakers;
}

initSync({ module: readFileSync(new URL('../../pkg/lstm_conveyor_study_bg.wasm', import.meta.url)) });

/** Both gradients of every parameter, as the tool has them from a worker of its own. */
async function checked(session: Session): Promise<Speaker> {
  const { schema, point } = await session.ask('point', undefined);
  const { view } = session;
  const pairs = pairsOf(checkGradients(schema, point), (name) => view!.wiring.param(name)!);
  const worst = ranked(pairs);
  const agreed = worst.length ? agreement(worst) : { worst: 0, median: 0 };
  const loss = (place: number, by: number): number => lossAt(schema, point, place, by);
  const dots = pairs.map(({ analytic, numeric }) => ({ x: analytic, y: numeric }));
  const crosses = pairs.map(() => undefined);
  const forgot = forgotten(view!.trace);
  return ['lstm-check', { checked: { view, pairs, worst, agreement: agreed, forgotten: forgot, loss, dots, crosses } }];
}

/** The networks that are kept of its training. */
const filmed = async (session: Session): Promise<Speaker> => [
  'lstm-film',
  { kept: await session.ask('kept', undefined) },
];

/** What is learnt of data of one's own; of another task nothing. */
function learning(session: Session): Speaker[] {
  const { task, taskOptions } = session.config!;
  const steps = Number(taskOptions['steps']);
  const plan = { steps: String(steps), aside: false };
  if (task === 'text') {
    const ready = ofText(String(taskOptions['text']), String(taskOptions['unit']), steps, false);
    return [['lstm-learning', { task, ready, plan }]];
  }
  if (task !== 'numbers') return [];
  const rows = String(taskOptions['numbers']).replace(/[;；]\s*/g, '\n');
  return [rows, rows.replace(/\n.*$/, '')].map((each) => [
    'lstm-learning',
    { task, ready: ofRows(each, steps, true), plan },
  ]);
}

async function trained(session: Session, updates: number): Promise<Session> {
  session.train(updates);
  await rested(session, session.progress!.updates + updates);
  return session;
}

/** Until the task is solved, and its lanes are measured. */
async function solved(session: Session): Promise<Session> {
  session.train('solved');
  await heard(session, () => session.standing === 'solved' && session.measurement !== undefined);
  return session;
}

const EASY = { task: 'recall', taskOptions: { delay: 2, distractors: false }, hidden: 3, rate: 0.03 };
/** Its state goes on as it is. */
const KEPT = "g = tanh(W x)\nc = c' + g\nh = tanh(U c)";
/** Its gradient grows on its way back. */
const GROWN = "h = tanh(W x + U h' + V h' + Q h')";

export async function* scenes(open: Open): AsyncGenerator<Scene> {
  {
    const session = await open();
    await heard(session, () => session.mark !== undefined);
    yield { name: 'the first network', session, speakers: [...USUAL, await measured(session)] };
    session.watch('forward');
    yield { name: 'the first network, playing', session, speakers: USUAL };
    session.pause();
    session.watch('backward');
    yield { name: 'the first network, playing back', session, speakers: USUAL };
    session.pause();
    for (const turn of [0, 1, 2]) yield* looks(session, 'the first network', turn);
  }
  yield* tasks(open);
  yield* ends(open);
  yield* edges(open);
  const session = await open(EASY);
  yield* races(session);
  yield* sweeps(session);
}

/** Of every task. */
async function* tasks(open: Open): AsyncGenerator<Scene> {
  for (const [k, { name: task }] of choices.tasks.entries()) {
    const cell = ['lstm', 'gru', 'rnn'][k % 3]!;
    const session = await open({ task, cell, hidden: 3, sample: 3 });
    const untrained = [await filmed(session), ...learning(session)];
    const speakers: Speaker[] = [...USUAL, ['lstm-memory'], ...untrained, ...(k < 2 ? await nudged(session) : [])];
    yield { name: `${cell} ${task}, untrained`, session, speakers };
    await trained(session, 20);
    const name = `${cell} ${task} after 20 updates`;
    const memory = await measured(session);
    const more = [memory, await measured(session, false), await filmed(session), ...learning(session)];
    yield { name, session, speakers: [...USUAL, ...more, ...(k < 3 ? [await checked(session)] : [])] };
    yield* looks(session, name);
    await trained(session, 1);
    yield { name: `${cell} ${task} after one more`, session, speakers: [memory] };
  }
}

/** How training ends. */
async function* ends(open: Open): AsyncGenerator<Scene> {
  for (const cell of ['lstm', 'gru', 'rnn']) {
    const session = await solved(await open({ ...EASY, cell }));
    yield {
      name: `${cell} solved`,
      session,
      speakers: [...USUAL, await measured(session), ...(await nudged(session))],
    };
    yield* looks(session, `${cell} solved`);
    await session.set({ edits: `${session.view!.network.rides}=0.5` });
    await heard(session, () => session.view!.ghost !== undefined);
    yield { name: `${cell} held`, session, speakers: [...USUAL, ...(await nudged(session))] };
  }
  for (const clip of [0, 1]) {
    const session = await open({ task: 'adding', cell: 'rnn', optimizer: 'sgd', rate: 1000, clip });
    session.train(200);
    await heard(session, () => session.standing === 'diverged');
    yield { name: `run away, clipped at ${clip}`, session, speakers: USUAL };
  }
}

/** As small and as large as can be, cut, without a question, and of weights that were given. */
async function* edges(open: Open): AsyncGenerator<Scene> {
  const session = await open({ ...EASY, hidden: 100 });
  session.train(Infinity);
  await heard(session, () => session.standing === 'training' && session.progress!.evaluation !== undefined);
  yield { name: 'of 100 units, training', session, speakers: [...USUAL, await filmed(session)] };
  session.stopTraining();
  await heard(session, () => !session.progress!.running);
  const params = session.view!.trace.frame.params.slice();
  await session.set({ config: session.config!, given: { params } });
  await heard(session, () => session.standing === 'given');
  yield { name: 'of weights that were given', session, speakers: USUAL };
  const inputs = Float32Array.of(1, 0, 0);
  const sequence = { inputs, targets: new Float32Array(3), mask: new Float32Array(3) };
  const own = { inputs: 1, outputs: 1, steps: 3, loss: 'mean-squared-error', cell: 'lstm', hidden: 2 };
  await session.set({ config: own, given: { sequence } });
  await heard(session, () => session.view!.trace.steps === 3);
  yield { name: 'of a sequence that asks for nothing', session, speakers: [...USUAL, await checked(session)] };
  for (const [loss, targets] of [
    ['mean-squared-error', [0, 0, 0.5]],
    ['sigmoid-cross-entropy', [0, 0, 1]],
  ] as const) {
    const sequence = { inputs, targets: Float32Array.from(targets), mask: Float32Array.of(0, 0, 1) };
    await session.set({ config: { ...own, loss }, given: { sequence } });
    await trained(session, 30);
    yield { name: `of a sequence of one’s own, ${loss}`, session, speakers: [...USUAL, await measured(session)] };
  }
  session.train(300);
  await heard(session, () => session.standing === 'solved');
  yield { name: 'of a sequence of one’s own, solved', session, speakers: USUAL };
  const one = await open({ task: 'parity', taskOptions: { bits: 1 }, hidden: 1 });
  yield { name: 'of one step and one unit', session: one, speakers: USUAL };
  const relu = await open({ ...EASY, cell: 'rnn', options: { relu: true }, hidden: 8 });
  for (const turn of [0, 1, 2, 3]) yield* looks(relu, 'rnn relu', turn);
  yield { name: 'rnn relu', session: relu, speakers: USUAL };
  const shut = await open({ ...EASY, forgetBias: -6 });
  shut.choose({ address: 'f', step: 1, unit: 0 });
  yield { name: 'of gates that are shut', session: shut, speakers: USUAL };
  const cut = await trained(await open({ task: 'recall', taskOptions: { delay: 6 }, truncate: 2, hidden: 3 }), 10);
  yield { name: 'truncated', session: cut, speakers: [...USUAL, await checked(cut), ...(await nudged(cut))] };
  yield* looks(cut, 'truncated');
  const kept = await open({ ...EASY, cell: 'own', options: { equations: KEPT } });
  yield { name: 'of a state that goes on as it is', session: kept, speakers: USUAL };
  for (const turn of [0, 1, 2]) yield* looks(kept, 'of a state that goes on as it is', turn);
}

/** Networks side by side at a moment on their way back, of which so many starts have been tried. */
function belts(run: Race): Speaker[] {
  const among = run.lanes.map(({ engine }) => new View(new Trace(engine.frame!)));
  return among.flatMap((view) =>
    [1, Math.ceil(view.trace.lastAsked / 2)].map((step, tried): Speaker => {
      const moment = {
        direction: 'backward',
        step,
        beat: view.network.beats.backward[0]!.name,
        index: 0,
        progress: 0.5,
      };
      const rows = [{ solved: tried === 0 }, { solved: false }];
      const own = {
        name: 'one',
        view,
        among,
        moment,
        trials: { rows, running: tried === 1 },
        tried: 2 - tried,
        twin: undefined,
      };
      return ['lstm-belt', { run, ...own }];
    }),
  );
}

/** Lanes whose gradients shrink, grow, stay as they are and are gone. */
async function* races(session: Session): AsyncGenerator<Scene> {
  const base = { ...session.config!, taskOptions: { delay: 40 }, options: {} };
  const lanes = [
    { ...base, cell: 'lstm', forgetBias: 3 },
    { ...base, cell: 'lstm', forgetBias: -6, taskOptions: { delay: 100 } },
    { ...base, cell: 'rnn', options: { relu: true }, init: 'orthogonal', hidden: 30, taskOptions: { delay: 3 } },
    { ...base, cell: 'lstm', init: 'chrono' },
  ];
  const grown = { ...base, cell: 'own', hidden: 8, taskOptions: { delay: 40, distractors: false } };
  const some = [
    lanes,
    lanes.slice(0, 2).map((lane) => ({ ...lane, task: 'parity', taskOptions: { bits: 1 } })),
    lanes.slice(0, 2).map((lane) => ({ ...lane, task: 'parity', taskOptions: { bits: 5 } })),
    ['gru', 'rnn'].map((cell) => ({ ...base, cell })),
    [KEPT, GROWN].map((equations) => ({ ...grown, options: { equations } })),
  ];
  for (const configs of some) {
    const run = new Race(openEngine);
    await run.line(configs, 1);
    await heard(run, () => run.lanes.every(({ engine }) => engine.frame));
    const name = `a race of ${configs.map(({ cell }) => cell).join(', ')}`;
    yield { name, session, speakers: [['lstm-race', { run }]] };
    run.run(20);
    await heard(run, () => !run.running);
    yield { name: `${name} after 20 updates`, session, speakers: [['lstm-race', { run }], ...belts(run)] };
    run.close();
  }
}

/** Longer and longer delays, and shorter ones again. */
async function* sweeps(session: Session): AsyncGenerator<Scene> {
  const some: [forgetBias: number, delays: number[], budget: number][] = [
    [-2, [2, 60], 30],
    [-2, [60, 2], 5],
    [3, [2, 3], 300],
  ];
  for (const [forgetBias, delays, budget] of some) {
    const run = new Sweep({ ...session.config!, forgetBias }, delays, budget, openEngine);
    run.run();
    await heard(run, () => run.done);
    yield { name: `delays ${delays.join(', ')}`, session, speakers: [['lstm-sweep', { run, budget }]] };
    run.close();
  }
}
