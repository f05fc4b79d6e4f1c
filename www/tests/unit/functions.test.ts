// Where units stand on their functions, and how much is at the ends: held to the core's numbers, in every cell.
import { describe, expect, it } from 'vitest';
import { functionAt, reachOf, squashedOf, standingAt, standings } from '../../src/tools/activations/functions.ts';
import { Formulas, squashOf } from '../../src/network/formula.ts';
import { saturation, slopeAtEnds } from '../../src/tools/activations/saturation.ts';
import { NETWORKS, traceOf } from './core.ts';

describe.each(NETWORKS)('in $name', ({ config }) => {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 3 }, ...config }, 20);
  const formulas = new Formulas(trace);
  const { wiring } = trace;
  const layer = trace.frame.schema.layers - 1;
  const fields = squashedOf(wiring, layer);

  it('what goes into a function makes what comes out', () => {
    expect(fields.length).toBeGreaterThan(0);
    const reach = reachOf(formulas, fields);
    for (const field of fields)
      for (let step = 1; step <= trace.steps; step++)
        for (const { z, value } of standings(formulas, field, step)) {
          expect(squashOf(field.squash, z)).toBeCloseTo(value, 5);
          expect(Math.abs(z)).toBeLessThanOrEqual(reach);
        }
  });
});

it('a number speaks of the function that makes it', () => {
  const { wiring } = traceOf({ task: 'recall', cell: 'lstm', layers: 2 });
  const at = (address: string): string | undefined => functionAt(wiring, 0, address);
  expect(['f', 'z_f', 'd_f', 'd_z_f', 'd_f<c'].map(at)).toEqual(Array(5).fill('f'));
  expect(at('tanh_c')).toBe('tanh_c');
  expect(["c'", "h'", 'x', 'c', 'c/0', 'h', 'd_h', '~y', 'W_f', 'l1.f'].map(at)).toEqual(Array(10).fill(undefined));
  expect(functionAt(wiring, 1, 'l1.f')).toBe('l1.f');
});

it('a place on a function is that of the function', () => {
  expect(standingAt('sigmoid', 0)).toEqual({ z: 0, value: 0.5, slope: 0.25 });
  expect(standingAt('tanh', 0)).toEqual({ z: 0, value: 0, slope: 1 });
  expect([standingAt('relu', -2), standingAt('relu', 3)]).toEqual([
    { z: -2, value: 0, slope: 0 },
    { z: 3, value: 3, slope: 1 },
  ]);
});

describe('saturation', () => {
  it('is the share of all numbers beyond an end, and the mean of the slopes', () => {
    const trace = traceOf({ task: 'recall', cell: 'lstm', forgetBias: 3, hidden: 4 }, 50);
    const f = Array.from({ length: trace.steps }, (_, k) => [...trace.value('f', k + 1)]).flat();
    const found = saturation(trace, { name: 'f', squash: 'sigmoid' });
    expect(found.high).toBe(f.filter((v) => v > 0.95).length / f.length);
    expect(found.high).toBeGreaterThan(0);
    expect(found.low).toBe(0);
    expect(found.slope).toBeCloseTo(f.reduce((sum, v) => sum + v * (1 - v), 0) / f.length, 6);
  });

  it('leaves out what follows the end of a sequence, and counts what a ReLU cuts off', () => {
    const trace = traceOf({ task: 'anbn', cell: 'rnn', options: { relu: true }, hidden: 4 }, 5);
    const [field] = squashedOf(trace.wiring, 0);
    const { low, high, slope } = saturation(trace, field!);
    expect(low).toBeGreaterThan(0);
    expect([high, slope]).toEqual([0, expect.closeTo(1 - low, 9)]);
  });

  it('has slopes at its ends that are next to nothing', () => {
    expect([slopeAtEnds('sigmoid'), slopeAtEnds('tanh'), slopeAtEnds('relu')]).toEqual([
      expect.closeTo(0.0475, 9),
      expect.closeTo(0.0975, 9),
      0,
    ]);
  });
});
