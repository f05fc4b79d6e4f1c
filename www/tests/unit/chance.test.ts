// What is said of a network that is no better than chance is true of the core's own tasks.
import { describe, expect, it } from 'vitest';
import { chanceOf, isGuess } from '../../src/network/chance.ts';
import { choices, traceOf } from './core.ts';

describe('who guesses', () => {
  it('is right one time in as many as there are answers', () => {
    const chance = (task: string, taskOptions = {}): number => chanceOf(traceOf({ task, taskOptions }).frame.schema);
    expect(chance('recall')).toBe(1 / 2);
    expect(chance('recall', { marked: true })).toBe(1 / 2);
    expect(chance('parity')).toBe(1 / 2);
    expect(chance('order')).toBe(1 / 4);
    expect(chance('copy', { alphabet: 8 })).toBe(1 / 8);
    expect(chance('sine')).toBe(0);
  });

  it('asks for bits exactly where targets are bits', () => {
    for (const { name } of choices.tasks) {
      const trace = traceOf({ task: name });
      const asked = Array.from({ length: trace.steps }, (_, k) => k + 1).filter((step) => trace.asked(step));
      const bits = asked.every((step) => Array.from(trace.target(step)).every((v) => v === 0 || v === 1));
      if (trace.frame.schema.symbols.outputs.length === 0) expect(chanceOf(trace.frame.schema) > 0, name).toBe(bits);
    }
  });

  it('may be lucky', () => {
    expect(isGuess(0.488, 1 / 2)).toBe(true);
    expect(isGuess(0.55, 1 / 2)).toBe(true);
    expect(isGuess(0.7, 1 / 2)).toBe(false);
    expect(isGuess(0, 0)).toBe(false);
  });
});
