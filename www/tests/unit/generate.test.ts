// A network that goes on by itself says what it says in a sequence.
import { describe, expect, it } from 'vitest';
import { generate } from '../../src/engine/generate.ts';
import type { Generation } from '../../src/engine/protocol.ts';
import { chanceAt, choose, shares } from '../../src/engine/temperature.ts';
import type { Trace } from '../../src/network/trace.ts';
import { NETWORKS, traceOf } from './core.ts';

const TEXT = { task: 'text', taskOptions: { text: 'to be or not to be, that is the question', steps: 12 } };
const SERIES = { task: 'numbers', taskOptions: { steps: 8 } };

const inputs = (trace: Trace): Float32Array =>
  Float32Array.from(Array.from({ length: trace.steps }, (_, k) => [...trace.value('x', k + 1)]).flat());
const asked = (trace: Trace, more: Partial<Generation> = {}): Generation => ({
  schema: trace.frame.schema,
  params: trace.frame.params,
  given: inputs(trace),
  chances: [],
  temperature: 1,
  ...more,
});
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (each, k) => Math.abs(each - b[k]!)));
};

describe.each([TEXT, SERIES])('a network of the task $task', (task) => {
  it.each(NETWORKS)('answers what it is given as in the sequence: $name', ({ config }) => {
    const trace = traceOf({ ...task, ...config }, 5);
    const { said, states, rows } = generate(asked(trace));
    expect(apart(said, trace.frame.outputs)).toBeLessThan(1e-6);
    expect(rows.length).toBe(0);
    const kept = trace.wiring.fields.filter(({ kind }) => kind === 'state');
    kept.forEach(({ name }, k) => expect(apart(states[k]!, trace.value(name, trace.steps))).toBeLessThan(1e-6));
  });

  it('says in pieces what it says at once', () => {
    const trace = traceOf({ ...task, hidden: 5, layers: 2 }, 20);
    const { inputs: n } = trace.frame.schema;
    const chances = Array.from({ length: 9 }, (_, k) => chanceAt(4, k));
    const whole = generate(asked(trace, { chances }));
    const first = generate(asked(trace, { chances: chances.slice(0, 4) }));
    const second = generate(
      asked(trace, { states: first.states, given: first.rows.slice(-n), chances: chances.slice(4) }),
    );
    expect([...first.rows, ...second.rows]).toEqual([...whole.rows]);
    expect([...first.said, ...second.said]).toEqual([...whole.said]);
  });
});

it('goes on with what it has said itself', () => {
  const trace = traceOf({ ...SERIES, hidden: 4 }, 10);
  const { rows, said } = generate(asked(trace, { chances: [0, 0, 0] }));
  const { outputs } = trace.frame.schema;
  expect([...rows]).toEqual([...said.slice((trace.steps - 1) * outputs)]);
  // And so it would if they were given.
  const both = Float32Array.of(...inputs(trace), ...rows.slice(0, 2 * outputs));
  expect([...generate(asked(trace, { given: both })).said]).toEqual([...said]);
});

it('of a text says one symbol at a time, at no temperature the likeliest', () => {
  const trace = traceOf({ ...TEXT, hidden: 6 }, 30);
  const { outputs } = trace.frame.schema;
  const { rows, said } = generate(asked(trace, { temperature: 0, chances: Array.from({ length: 5 }, () => 0.99) }));
  for (let k = 0; k < 5; k++) {
    const row = rows.slice(k * outputs, (k + 1) * outputs);
    const p = said.slice((trace.steps - 1 + k) * outputs).slice(0, outputs);
    expect(row.reduce((sum, x) => sum + x, 0)).toBe(1);
    expect(row.indexOf(1)).toBe(p.indexOf(Math.max(...p)));
  }
});

describe('a temperature', () => {
  const p = [0.5, 0.3, 0.2, 0];

  it('of 1 leaves all as it is, sharpens below and flattens above, and never makes possible what is not', () => {
    expect(apart(shares(p, 1), p)).toBeLessThan(1e-12);
    expect(shares(p, 0)).toEqual([1, 0, 0, 0]);
    expect(shares([0.4, 0.2, 0.4], 0)).toEqual([1, 0, 0]);
    // softmax(log p / T), by hand at T = 1/2: squares, over their sum.
    expect(apart(shares(p, 0.5), [0.25 / 0.38, 0.09 / 0.38, 0.04 / 0.38, 0])).toBeLessThan(1e-12);
    const flat = shares(p, 5);
    expect(flat[0]! - flat[2]!).toBeLessThan(0.15);
    expect(flat[3]).toBe(0);
    expect(shares([1e-30, 3e-30], 0.01)[1]).toBeCloseTo(1);
  });

  it('draws each as often as its share', () => {
    const counts = [0, 0, 0, 0];
    const n = 20_000;
    for (let k = 0; k < n; k++) counts[choose(p, 1, chanceAt(7, k))]!++;
    expect(
      apart(
        counts.map((count) => count / n),
        p,
      ),
    ).toBeLessThan(0.015);
    expect(choose([0.3, 0.3, 0.3999], 1, 1 - 2 ** -32)).toBe(2);
    expect(choose([0.6, 0.4, 0], 1, 1 - 2 ** -53)).toBe(1);
  });

  it('draws the same again for the same stream, and otherwise for another', () => {
    const drawn = (stream: number): number[] => Array.from({ length: 8 }, (_, k) => chanceAt(stream, k));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(drawn(3).every((chance) => chance >= 0 && chance < 1)).toBe(true);
  });
});
