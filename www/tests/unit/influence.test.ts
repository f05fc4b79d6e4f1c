import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { influence, inputGradient } from '../../src/network/influence.ts';
import { lastReal } from '../../src/network/padding.ts';
import { Replay } from '../../src/network/replay.ts';
import type { Trace } from '../../src/network/trace.ts';
import { configure, NETWORKS, samples, traceOf, trained } from './core.ts';

const word = (trace: Trace, step: number): string =>
  trace.frame.schema.symbols.inputs[trace.value('x', step).findIndex((x) => x !== 0)] ?? '';
const steps = (trace: Trace): number[] => Array.from({ length: trace.steps }, (_, k) => k + 1);

/** What the core answers to the same sequence with another input at one step. */
function asked(trace: Trace, step: number, change: (x: number) => number): Experiment {
  const { schema, params, targets, mask } = trace.frame;
  const experiment = new Experiment({ ...schema.config, batch: 1 });
  experiment.setParams(params);
  const inputs = steps(trace).flatMap((t) => [...trace.value('x', t)].map((x) => (t === step ? change(x) : x)));
  experiment.setSequence(Float32Array.from(inputs), targets, mask);
  experiment.forward();
  return experiment;
}

it.each(NETWORKS)('what is answered without an input is what the core answers: $name', ({ config }) => {
  let moved = false;
  for (const task of ['recall', 'anbn', 'sine']) {
    const trace = traceOf({ task, ...config, hidden: 4 }, 20);
    const [silent, last] = [2, Math.min(trace.steps, 7)];
    const core = asked(trace, silent, () => 0).outputs();
    const { outputs } = trace.frame.schema;
    const said = new Replay(trace).without(silent, last);
    said.forEach((p, k) => expect(p).toBeCloseTo(core[(last - 1) * outputs + k]!, 5));
    moved ||= said.some((p, k) => Math.abs(p - trace.prediction(last)[k]!) > 1e-6);
  }
  expect(moved).toBe(true);
});

describe('the gradient by input', () => {
  it('is what the loss does when the input shrinks', () => {
    const trace = traceOf({ task: 'sentences' }, 30);
    const gradient = inputGradient(trace);
    for (const step of [2, 5, 12, lastReal(trace)]) {
      const by = (change: number): number => asked(trace, step, (x) => x * (1 + change)).loss();
      expect(Math.abs(by(0.02) - by(-0.02)) / 0.04 / gradient[step - 1]!, word(trace, step)).toBeCloseTo(1, 1);
    }
    expect(gradient.slice(lastReal(trace)).every((each) => each === 0)).toBe(true);
  });
});

describe('the word that decides', () => {
  const CUES: Record<string, string[]> = {
    sky: [
      'clouds',
      'stars',
      'kites',
      'whales',
      'corals',
      'sharks',
      'wolves',
      'squirrels',
      'mushrooms',
      'novels',
      'atlases',
      'journals',
    ],
    language: ['France', 'Spain', 'Italy', 'Japan', 'Greece', 'Poland'],
  };

  it.each(Object.entries(CUES))('is that without which something else would be said: %s', (story, cues) => {
    traceOf({ task: 'sentences', taskOptions: { story } }, 400);
    const traces = samples(Array.from({ length: 20 }, (_, k) => k + 1));
    const found = traces.filter((trace) => {
      const last = lastReal(trace);
      const shares = influence(trace, last)!;
      return cues.includes(word(trace, shares.indexOf(Math.max(...shares)) + 1));
    });
    expect(found.length).toBeGreaterThanOrEqual(14);
  });

  it('is not looked for in the future, nor where it would take too long', () => {
    const trace = traceOf({ task: 'anbn' }, 50);
    expect(
      influence(trace, 3)!
        .slice(3)
        .every((share) => share === 0),
    ).toBe(true);
    expect(influence(traceOf({ task: 'text', hidden: 64, taskOptions: { steps: 200 } }), 200)).toBeUndefined();
    expect(influence(traceOf({ task: 'sine' }), 10)).toBeUndefined();
  });
});

it('the last real step is the last that shows or asks anything', () => {
  const sentences = traceOf({ task: 'sentences' });
  const last = lastReal(sentences);
  expect(last).toBeLessThan(sentences.steps);
  expect(sentences.asked(last)).toBe(true);
  expect(
    steps(sentences)
      .slice(last)
      .map((step) => word(sentences, step))
      .join(''),
  ).toBe('');
  // Silence before the question is no padding.
  const recall = traceOf({ task: 'recall', taskOptions: { delay: 5, distractors: false } });
  expect(lastReal(recall)).toBe(6);
  // What a reader gives is shown to its end, rows of nothing too.
  const sequence = { inputs: Float32Array.of(1, 0, 0, 0), targets: new Float32Array(4), mask: new Float32Array(4) };
  configure({ inputs: 1, outputs: 1, steps: 4, hidden: 2 }, { sequence });
  expect(lastReal(trained(0))).toBe(4);
});
