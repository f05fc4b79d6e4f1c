import { describe, expect, it } from 'vitest';
import { answerOf, type Course, type Distribution } from '../../src/scene/answer.ts';
import type { Trace } from '../../src/network/trace.ts';
import { lastReal } from '../../src/network/padding.ts';
import { choices, samples, traceOf } from './core.ts';

const forward = (trace: Trace, step: number) => answerOf(trace, { direction: 'forward', step });
const names = (trace: Trace): string[] => trace.frame.schema.symbols.inputs;
const read = (trace: Trace, upto: number): string[] =>
  Array.from({ length: upto }, (_, k) => names(trace)[trace.value('x', k + 1).findIndex((x) => x !== 0)] ?? '');

describe('a distribution', () => {
  const trace = traceOf({ task: 'sentences' }, 60);
  const last = lastReal(trace);
  const told = forward(trace, last) as Distribution;

  it('has the likeliest symbols, likeliest first, and all others in one sum', () => {
    expect(told.kind).toBe('distribution');
    expect(told.bars.map(({ p }) => p)).toEqual(told.bars.map(({ p }) => p).toSorted((a, b) => b - a));
    const whole = told.bars.reduce((sum, { p }) => sum + p, told.others?.p ?? 0);
    expect(whole).toBeCloseTo(1, 5);
    const text = forward(traceOf({ task: 'text' }, 20), 5) as Distribution;
    expect(text.bars.length + text.others!.n).toBe(traceOf({ task: 'text' }).frame.schema.outputs);
  });

  it('marks what is wanted, and shows it however unlikely', () => {
    expect(told.bars.filter(({ wanted }) => wanted)).toHaveLength(1);
    const trace = traceOf({ task: 'text' });
    for (let step = 1; step <= trace.steps; step++)
      expect((forward(trace, step) as Distribution).bars.filter(({ wanted }) => wanted)).toHaveLength(1);
    // Where nothing is asked nothing is wanted.
    const early = forward(traceOf({ task: 'sentences' }), 2) as Distribution;
    expect([early.asked, early.bars.some(({ wanted }) => wanted)]).toEqual([false, false]);
  });

  it('says so if what is printed does not add up to 1', () => {
    for (const task of ['sentences', 'text', 'reber', 'copy'])
      for (let trace = traceOf({ task }, 30), step = 1; step <= trace.steps; step++) {
        const { bars, others, rounded } = forward(trace, step) as Distribution;
        const printed = [...bars, ...(others ? [others] : [])].map(({ text }) => Math.round(Number(text) * 1000));
        expect(rounded).toBe(printed.reduce((sum, each) => sum + each) !== 1000);
      }
  });
});

describe('what is counted', () => {
  it('is what was read of aⁿbⁿcⁿ', () => {
    traceOf({ task: 'anbncn' });
    for (const trace of samples([1, 2, 3, 4, 5])) {
      const n = read(trace, trace.steps).filter((name) => name === 'a').length;
      for (const step of [1, 2, n + 2, 2 * n + 1, lastReal(trace)]) {
        const { counts } = forward(trace, step) as Distribution;
        const so = (name: string): number => read(trace, step).filter((each) => each === name).length;
        expect(counts).toEqual(['a', 'b', 'c'].map((name) => ({ name, read: so(name), all: n })));
      }
      const back = answerOf(trace, { direction: 'backward', step: 2 }) as Distribution;
      expect(back.counts.map(({ read }) => read)).toEqual([n, n, n]);
    }
  });

  it('is nothing where the order of symbols matters, or each has one that follows', () => {
    for (const task of ['reber', 'order', 'copy', 'sentences', 'text'])
      expect((forward(traceOf({ task }), 2) as Distribution).counts, task).toEqual([]);
  });

  it('stands beside both symbols that may come next', () => {
    const trace = traceOf({ task: 'anbn' });
    const { bars } = forward(trace, 2) as Distribution;
    expect(bars.flatMap(({ name, wanted }) => (wanted ? [name] : [])).sort()).toEqual(['a', 'b']);
  });
});

describe('a course', () => {
  it('says the next value of a series where that will be', () => {
    for (const task of ['sine', 'waves', 'numbers']) {
      const trace = traceOf({ task }, 20);
      const { panels, more } = forward(trace, 8) as Course;
      expect(panels.length + more).toBe(trace.frame.schema.outputs);
      panels.forEach(({ given, wanted, said, low, high }) => {
        expect(said).toHaveLength(trace.steps);
        for (const { at, value } of wanted) {
          const same = given.find((point) => point.at === at);
          if (same) expect(value).toBeCloseTo(same.value, 5);
        }
        for (const { value } of [...given, ...wanted, ...said]) expect(value >= low && value <= high).toBe(true);
      });
    }
  });

  it('wants only what is asked', () => {
    const adding = forward(traceOf({ task: 'adding', taskOptions: { steps: 20 } }), 3) as Course;
    expect(adding.panels[0]!.wanted.map(({ at }) => at)).toEqual([20]);
    expect(adding.panels[0]!.given).toEqual([]);
    expect(adding.probability).toBe(false);
  });

  it('of probabilities goes from 0 to 1', () => {
    const recall = forward(traceOf({ task: 'recall' }), 1) as Course;
    expect([recall.probability, recall.panels[0]!.low, recall.panels[0]!.high]).toEqual([true, 0, 1]);
    expect(recall.asked).toBe(false);
  });

  it('has been walked up to the step, and wholly when it is walked back', () => {
    const trace = traceOf({ task: 'sine' });
    expect((forward(trace, 7) as Course).seen).toBe(7);
    expect((answerOf(trace, { direction: 'backward', step: 7 }) as Course).seen).toBe(trace.steps);
  });
});

it('there is an answer for every task', () => {
  for (const { name } of choices.tasks) expect(forward(traceOf({ task: name, hidden: 4 }), 1).step, name).toBe(1);
});
