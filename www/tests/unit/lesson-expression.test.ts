// The numbers in the text of a lesson are those of the core.
import { describe, expect, it } from 'vitest';
import { stepOf, valueOf, type Shown } from '../../src/lessons/expression.ts';
import { edited, traceOf } from './core.ts';

const trace = traceOf({ task: 'recall', taskOptions: { delay: 4 }, hidden: 3, seed: 2 }, 5);
const held = await edited('c.0@1=3');
const shown: Shown = { trace, held, right: 0.75, heldRight: 0.5, tested: 256 };
const value = (text: string): number | undefined => valueOf(text, shown);

describe('a number of the network', () => {
  it('is that of a lane after a step, both counted from 1', () => {
    expect(value('c[3]@2')).toBe(trace.value('c', 2)[2]);
    expect(value('c@2')).toBe(trace.value('c', 2)[0]);
    expect(value('d_c[3]@2')).toBe(trace.grad('c', 2)[2]);
    expect(value('y@5')).toBe(trace.prediction(5)[0]);
    expect(value('t@5')).toBe(trace.target(5)[0]);
  });

  it('is that of a parameter, by row and column', () => {
    const { cols, data } = trace.param('W_f');
    expect(value('W_f[3,1]')).toBe(data[2 * cols]);
    expect(value('d_W_f[3,1]')).toBe(trace.paramGrad('W_f').data[2 * cols]);
    expect(value('b_f[2]')).toBe(trace.param('b_f').data[1]);
  });

  it('is counted', () => {
    const { parameters, row } = trace.frame.schema;
    expect(value('parameters')).toBe(parameters);
    expect(value('steps')).toBe(trace.steps);
    expect(value('states')).toBe(row.filter(({ kind }) => kind === 'state').length);
    expect(value('weights[i] + weights[f] + weights[g] + weights[o] + weights[y]')).toBe(parameters);
    expect([value('weights[tanh_c]'), value('right'), value('held.right'), value('tested')]).toEqual([
      0, 0.75, 0.5, 256,
    ]);
  });

  it('is the same with what is held, where something is', () => {
    expect(value('held.c[1]@1')).toBe(3);
    expect(value('|held.c[1]@1 - c[1]@1|')).toBe(Math.abs(3 - trace.value('c', 1)[0]!));
    expect(valueOf('held.c[1]@1', { trace })).toBeUndefined();
    expect(value('twin.c[1]@1 + 1')).toBeUndefined();
  });

  it('is added up, or multiplied, over all steps', () => {
    const f = Array.from({ length: trace.steps }, (_, k) => trace.value('f', k + 1)[1]!);
    expect(value('product(f[2]@*)')).toBeCloseTo(f.reduce((a, b) => a * b));
    expect(value('sum(f[2]@* > 0)')).toBe(trace.steps);
    expect(value('sum(|c[1]@* - held.c[1]@*| > 0)')).toBeGreaterThan(0);
  });

  it('is the length over all lanes', () => {
    expect(value('‖d_h@2‖')).toBeCloseTo(Math.hypot(...trace.grad('h', 2)));
    const apart = trace.value('c', 1).map((c, lane) => c - held.value('c', 1)[lane]!);
    expect(value('‖c@1 - held.c@1‖')).toBeCloseTo(Math.hypot(...apart));
    expect(value('sum(‖c@*‖ > 0)')).toBe(trace.steps);
    expect(valueOf('‖held.c@1‖', { trace })).toBeUndefined();
  });

  it('is found at the step that reads a symbol', () => {
    const words = traceOf({ task: 'reber', hidden: 2 });
    const read = Array.from(words.value('x', 2)).indexOf(1);
    const symbol = words.frame.schema.symbols.inputs[read]!;
    expect(stepOf(words, symbol)).toBe(2);
    expect(valueOf(`h[1]@${symbol}`, { trace: words })).toBe(words.value('h', 2)[0]);
    const answer = words.frame.schema.symbols.outputs[3]!;
    expect(valueOf(`y[${answer}]@2`, { trace: words })).toBe(words.prediction(2)[3]);
  });
});

it.each([
  ['2 + 3 × 4 - 1', 13],
  ['2^3^2', 512],
  ['-2^2', -4],
  ['2^-1', 0.5],
  ['(2 + 3) ÷ 2', 2.5],
  ['10 − 4 − 3', 3],
  ['|2 − 5|', 3],
  ['tanh(0)', 0],
  ['σ(0)', 0.5],
  ['2 < 3', 1],
  ['2 > 3', 0],
])('%s is %d', (text, expected) => expect(value(text)).toBeCloseTo(expected, 12));

it.each(['', '2 +', '(2', '2 3', 'c[3', '|2', 'c[1]@2 +* 3'])('"%s" is no expression', (text) =>
  expect(() => value(text)).toThrow('is no expression'),
);

it.each(['q[1]@2', 'c[9]@2', 'c[1]@99', 'W_f[9,1]', 'c', 'y[5]@2', 'c[1]@Peter', 'c[1]@*'])(
  'this network has no %s',
  (text) => expect(() => value(text)).toThrow(`has no ${text}`),
);
