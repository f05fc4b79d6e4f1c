// The first network does what the page says of an LSTM: it carries the bit along the belt.
import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { FIRST } from '../../src/session/first.ts';
import { glyphText } from '../../src/scene/glyph.ts';
import type { Trace } from '../../src/network/trace.ts';
import { traceOf } from './core.ts';

const {
  config,
  begin: { sample, unit },
} = FIRST;
const solved = (seed: number): Trace => traceOf(config, 5000, seed, 'solved');

/** A number of the chosen lane at each step, 1 the first. */
function lane(trace: Trace, of: (step: number) => Float32Array): number[] {
  return Array.from({ length: trace.steps }, (_, at) => of(at + 1)[unit]!);
}

describe('the first network, trained until it is solved', () => {
  it('carries the bit: written once, kept by an open forget gate, and so is the gradient on its way back', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const trace = solved(seed);
      const [bit, mark] = trace.value('x', 1);
      expect(mark).toBe(1);
      const [c, f, i, g] = ['c', 'f', 'i', 'g'].map((name) => lane(trace, (step) => trace.value(name, step)));
      const writes = i!.map((open, at) => Math.abs(open * g![at]!));
      const gradients = lane(trace, (step) => trace.grad('c', step)).map(Math.abs);

      expect(Math.min(...f!.slice(1))).toBeGreaterThanOrEqual(0.985);
      expect(writes.slice(1).reduce((sum, write) => sum + write)).toBeLessThan(0.1 * writes[0]!);
      for (const each of c!) {
        expect(each * bit!).toBeGreaterThan(0);
        expect(Math.abs(each / c![0]! - 1)).toBeLessThan(0.13);
      }
      expect(gradients[0]! / gradients.at(-1)!).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('still has something to tell by its gradient, in the sample that is shown', () => {
    const trace = solved(sample);
    expect(trace.value('x', 1)[0]).toBe(1);
    expect(Math.abs(trace.prediction(trace.steps)[0]! - 1)).toBeLessThan(0.1);
    for (const gradient of lane(trace, (step) => trace.grad('c', step)))
      expect(Math.abs(gradient)).toBeGreaterThan(0.03);
  });

  it('shows each bit that comes in, and the one to remember marked', () => {
    const trace = solved(sample);
    const glyphs = Array.from({ length: trace.steps }, (_, at) => glyphText(trace, at + 1)!);
    expect(glyphs.map(({ marked }) => marked)).toEqual(glyphs.map((_, at) => at === 0));
    const bits = glyphs.map((_, at) => (trace.value('x', at + 1)[0]! > 0 ? '+1' : '−1'));
    expect(glyphs.map(({ text }) => text)).toEqual(bits);
    expect(new Set(bits).size).toBe(2);
  });

  it('is solved soon, and stays so', () => {
    const { updates } = solved(sample).frame;
    expect(updates).toBeLessThanOrEqual(150);
    const experiment = new Experiment(config);
    experiment.train(updates);
    for (; experiment.updates < 4000; experiment.train(10)) {
      expect(experiment.evaluate(256).solved, `at ${experiment.updates}`).toBe(true);
    }
    experiment.free();
  });
});
