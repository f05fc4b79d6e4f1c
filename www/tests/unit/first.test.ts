// The first network does what the page says of an LSTM: it carries the bit along the belt.
import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { glyphText } from '../../src/scene/glyph.ts';
import { remembered } from '../../src/network/twin.ts';
import type { Trace } from '../../src/network/trace.ts';
import { FIRST } from '../../src/session/first.ts';
import { pack } from '../../src/session/weights.ts';
import { traceOf } from './core.ts';

const { config, updates, begin, twins } = FIRST;
const TELLS = begin.unit;
const [SILENT, FORGETS] = [0, 1];
const first = (sample: number): Trace => traceOf(config, updates, sample);

/** A number of a lane at each step, 1 the first. */
function lane(trace: Trace, unit: number, of: (step: number) => Float32Array): number[] {
  return Array.from({ length: trace.steps }, (_, at) => of(at + 1)[unit]!);
}

describe('the first network', () => {
  // `npx vitest run first -u` writes them anew.
  it('comes with the weights that its recipe trains, bit for bit', async () => {
    const { params } = first(begin.sample).frame;
    await expect(await pack({ params, updates })).toMatchFileSnapshot('../../src/session/first-weights.txt');
  });

  it('has one lane that remembers and tells, one that remembers and keeps silent, and one that forgets', () => {
    for (let sample = 1; sample <= 30; sample++) {
      const trace = first(sample);
      const [bit, mark] = trace.value('x', 1);
      expect(mark).toBe(1);
      const numbers = (name: string, unit: number): number[] => lane(trace, unit, (step) => trace.value(name, step));
      const later = (name: string, unit: number): number[] => numbers(name, unit).slice(1);

      const told = numbers('c', TELLS);
      expect(Math.min(...told.map((c) => c * bit!))).toBeGreaterThan(0.55);
      expect(Math.min(...later('f', TELLS))).toBeGreaterThan(0.98);
      expect(Math.max(...later('i', TELLS))).toBeLessThan(0.02);
      const gradients = lane(trace, TELLS, (step) => trace.grad('c', step)).map(Math.abs);
      expect(gradients[0]! / gradients.at(-1)!).toBeGreaterThan(0.75);

      expect(Math.min(...numbers('c', SILENT).map((c) => c * bit!))).toBeGreaterThan(0.1);
      expect(Math.max(...numbers('o', SILENT))).toBeLessThan(0.01);
      expect(Math.max(...later('f', FORGETS))).toBeLessThan(0.85);

      // Nothing on the belt is larger than the memory.
      for (const unit of [SILENT, FORGETS])
        numbers('c', unit).forEach((c, at) => expect(Math.abs(c)).toBeLessThan(0.5 * Math.abs(told[at]!)));
    }
  });

  it('is shown two sequences that differ in the sign of the cue alone, and answers each', () => {
    expect(twins).toContain(begin.sample);
    const [one, other] = twins.map(first) as [Trace, Trace];
    for (let step = 1; step <= one.steps; step++) {
      const [value, mark] = one.value('x', step);
      expect([...other.value('x', step)]).toEqual([step === 1 ? -value! : value, mark]);
    }
    for (const trace of [one, other])
      expect(Math.abs(trace.prediction(trace.steps)[0]! - trace.target(trace.steps)[0]!)).toBeLessThan(0.1);
    expect(first(begin.sample).value('x', 1)[0]).toBe(1);
    expect(remembered(one, other, 'c')).toEqual({ step: 1, asked: 11, unit: TELLS, knows: true });
  });

  it('shows each bit that comes in, and the one to remember marked', () => {
    const trace = first(begin.sample);
    const glyphs = Array.from({ length: trace.steps }, (_, at) => glyphText(trace, at + 1)!);
    expect(glyphs.map(({ marked }) => marked)).toEqual(glyphs.map((_, at) => at === 0));
    const bits = glyphs.map((_, at) => (trace.value('x', at + 1)[0]! > 0 ? '+1' : '−1'));
    expect(glyphs.map(({ text }) => text)).toEqual(bits);
    expect(new Set(bits).size).toBe(2);
  });

  it('is solved when it comes, and stays so', () => {
    const experiment = new Experiment(config);
    for (experiment.train(updates); experiment.updates < 4000; experiment.train(10)) {
      expect(experiment.evaluate(256).solved, `at ${experiment.updates}`).toBe(true);
    }
    experiment.free();
  });
});
