// The networks on which what the page says is held to the numbers: of every cell, option and task, untrained, trained and at the edge.
import type { Config } from '../../src/engine/protocol.ts';
import type { Trace } from '../../src/network/trace.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

const all = { peephole: true, coupled: true, linear_output: true };
const OPTIONS: Config['options'][] = [
  all,
  { ...all, projection: 2 },
  { peephole: true, linear_output: true },
  { peephole: true, projection: 2 },
  { linear_output: true, projection: 2 },
  { peephole: true, linear_output: true, projection: 2 },
];

const NETS: Config[] = [
  ...NETWORKS.map(({ config }) => config),
  ...OPTIONS.flatMap((options) => [1, 2].map((layers): Config => ({ cell: 'lstm', hidden: 3, layers, options }))),
];

/** A state of a network: what is set otherwise, and how many updates it has had. */
type Standing = [name: string, config: Config, updates: number];

export const STATES: Standing[] = [
  ['untrained', {}, 0],
  ['trained', {}, 60],
  ['of one unit, without a read-out, truncated', { hidden: 1, readout: 'none', truncate: 2 }, 3],
  ['that has run away', { optimizer: 'sgd', rate: 1000, clip: 0 }, 40],
  ['that forgets', { forgetBias: -6 }, 0],
];

/** One that asks once, and one that asks at every step. */
const TASKS: Config[] = [
  { task: 'recall', taskOptions: { delay: 3 } },
  { task: 'parity', taskOptions: { bits: 5 } },
];

/** Every squash of everything, a gate and a candidate with nothing beside them, 1 minus a gate alone before a number, a number passed on as it is; and what keeps nothing. */
const OWN = [
  `g = tanh(W_g x)
r = relu(W_r x + U_r h')
s = σ(W_s x)
e = σ(W_e x)
m = tanh(c')
c = c' + g + m
k = c
q = k
b = relu(c)
p = (1 - e) * m
h = q + r + s + b + p`,
  'h = tanh(W_h x)',
];

/** Of the usual cells: every task as it is, and what is as short, as narrow and as wide as it can be. */
const EDGES: Config[] = [
  ...OWN.map((equations): Config => ({ task: 'recall', cell: 'own', options: { equations }, hidden: 2 })),
  ...['lstm', 'gru', 'rnn'].flatMap((cell) => [
    ...choices.tasks.map(({ name: task }): Config => ({ cell, task, hidden: 4 })),
    { cell, task: 'recall', taskOptions: { delay: 3, marked: true }, hidden: 3 },
    { cell, task: 'parity', taskOptions: { bits: 1 }, hidden: 1 },
    { cell, task: 'recall', taskOptions: { delay: 2 }, hidden: 100, layers: 2 },
  ]),
];

/** Every network in a state, as far as it can be in it. */
export function* walk(state: Config, updates: number): Generator<Trace> {
  const { forgetBias, ...others } = state;
  const nets = NETS.flatMap((net) => TASKS.map((task) => ({ ...task, ...net })));
  for (const net of state.hidden === 1 ? nets : [...nets, ...EDGES]) {
    if (state.hidden === 1 && net.options?.['projection']) continue;
    const gated = net.cell === 'lstm' || net.cell === 'gru';
    yield traceOf({ ...net, ...others, ...(gated && forgetBias !== undefined && { forgetBias }) }, updates);
  }
}
