// How a gradient shrinks, against its plain definition on the core's own numbers.
import { describe, expect, it } from 'vitest';
import { drawn, fadingOf, gateFactor, gateProduct, gatesOf, statesOf, wayOf } from '../../src/network/vanish.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

const norm = (numbers: ArrayLike<number>): number => Math.sqrt(Array.from(numbers).reduce((sum, v) => sum + v * v, 0));

describe('a fading', () => {
  it.each(NETWORKS)(
    'of $name has the norms of the core, and the factor that takes the first to the last',
    ({ config }) => {
      const trace = traceOf({ task: 'recall', taskOptions: { delay: 6 }, ...config });
      expect(trace.lastAsked).toBe(7);
      for (const state of statesOf(trace)) {
        const { norms, left, factor } = fadingOf(trace, state);
        expect(norms.length).toBe(7);
        norms.forEach((each, k) => expect(each).toBeCloseTo(norm(trace.grad(state, k + 1)), 6));
        if (factor === undefined) expect(norms[0]! * norms[6]!).toBe(0);
        else expect((factor ** 6 * norms[6]!) / norms[0]!).toBeCloseTo(1, 4);
        if (left) expect(left * norms[6]!).toBeCloseTo(norms[0]!, 6);
      }
    },
  );

  it('is drawn as far down as an axis can be read', () => {
    expect([...drawn(Float32Array.of(0.5, 1e-17, 1e-19, 0))]).toEqual([0.5, Math.fround(1e-17), 0, 0]);
  });

  it('says from where there is nothing left', () => {
    const trace = traceOf({ task: 'recall', taskOptions: { delay: 6 }, cell: 'rnn', truncate: 3, hidden: 3 });
    const { norms, left, factor, zeroFrom } = fadingOf(trace, 'h');
    expect([left, factor, zeroFrom]).toEqual([0, undefined, norms.findIndex((each) => each > 0)]);
    expect(trace.grad('h', zeroFrom!).every((each) => each === 0)).toBe(true);
    expect(zeroFrom).toBeGreaterThan(1);
  });
});

describe('the product of gates', () => {
  const recall = { task: 'recall', taskOptions: { delay: 12 }, hidden: 3 };

  it('is that of the forget gates of an LSTM, and of what keeps in a GRU', () => {
    for (const [cell, state, gate] of [
      ['lstm', 'c', 'f'],
      ['gru', 'h', 'z'],
    ] as const) {
      const trace = traceOf({ ...recall, cell }, 3);
      let mean = 0;
      for (let unit = 0; unit < 3; unit++) {
        let product = 1;
        for (let step = 2; step <= 13; step++) product *= trace.value(gate, step)[unit]!;
        mean += product / 3;
      }
      expect(gateProduct(trace, state)! / mean).toBeCloseTo(1, 10);
    }
  });

  it('is that of what the formula says, where what is written is one minus it', () => {
    const trace = traceOf({ ...recall, cell: 'lstm', options: { coupled: true } });
    expect(gatesOf(trace.wiring, 'c')).toEqual([[{ name: 'f', before: false, complement: false }]]);
  });

  it('does not exist where the state goes on through a matrix', () => {
    expect(gateProduct(traceOf({ ...recall, cell: 'rnn' }), 'h')).toBeUndefined();
    expect(gateProduct(traceOf({ ...recall, cell: 'lstm' }), 'h')).toBeUndefined();
  });

  it('is all that is left of the gradient where nothing else leads back', () => {
    const { equations } = choices.cells.flatMap(({ presets }) => presets).find(({ name }) => name === 'mingru')!;
    const trace = traceOf({ ...recall, cell: 'own', options: { equations }, hidden: 1 });
    const { left } = fadingOf(trace, 'h');
    expect(left! / gateProduct(trace, 'h')!).toBeCloseTo(1, 4);
    expect(left).toBeLessThan(0.1);
  });

  it('is 1 where a state is only added to', () => {
    const { equations } = choices.cells.flatMap(({ presets }) => presets).find(({ name }) => name === 'lstm-1997')!;
    expect(gateProduct(traceOf({ ...recall, cell: 'own', options: { equations } }), 'c')).toBe(1);
  });
});

describe('the way back', () => {
  const recall = { task: 'recall', taskOptions: { delay: 12 }, hidden: 3 };

  it('is a belt of its own in an LSTM, one that is handed on as well in a GRU, and a matrix in a plain RNN', () => {
    const ways = (['lstm', 'gru', 'rnn'] as const).map((cell) => {
      const trace = traceOf({ ...recall, cell });
      return wayOf(trace, statesOf(trace).at(-1)!);
    });
    expect(ways).toEqual(['belt', 'shared', 'matrix']);
  });

  it('is more than its gates: with all ways more can come back than they keep, and less', () => {
    // What is said of a race holds of both: the gates alone, and the whole.
    const measured = [1, 3, 5].map((forgetBias) => {
      const trace = traceOf({ ...recall, forgetBias });
      return { gates: gateFactor(trace, 'c')!, whole: fadingOf(trace, 'c').factor! };
    });
    for (const { gates, whole } of measured) expect(Math.abs(gates - whole)).toBeGreaterThan(1e-3);
    for (const { gates } of measured) expect(gates).toBeLessThan(1);
    expect(gateFactor(traceOf({ ...recall, cell: 'rnn' }), 'h')).toBeUndefined();
  });
});
