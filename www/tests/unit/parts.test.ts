// What a squash is fed, part by part: the parts come to the sum that the core squashed, whatever the cell; and each sentence on
// which part decides is said of numbers of which it is true.
import { describe, expect, it } from 'vitest';
import { precise } from '../../src/network/format.ts';
import { Formulas } from '../../src/network/formula.ts';
import { squashOf } from '../../src/network/formula.ts';
import { keptBy, restOf, sumOf, whyOf, type Part, type Sum } from '../../src/network/parts.ts';
import { Network } from '../../src/scene/network.ts';
import { words } from '../../src/words/locale.ts';
import { LANGS } from '../../src/session/languages.ts';
import { NETWORKS, traceOf } from './core.ts';

describe.each(NETWORKS)('the squashes of $name', ({ config }) => {
  const trace = traceOf({ task: 'recall', ...config }, 3);
  const formulas = new Formulas(trace);
  const { wiring } = trace;

  it('are fed what their parts come to', () => {
    const squashed = wiring.fields.filter(({ formula }) => formula?.squash);
    for (const { name } of squashed)
      for (const step of [1, trace.steps]) {
        const sum = sumOf(formulas, { address: name, step, unit: wiring.count(name) - 1 })!;
        const whole = sum.parts.reduce((all, { value }) => all + value, 0);
        expect(whole, `${name} at ${step}`).toBeCloseTo(sum.total, 4);
        expect(squashOf(sum.squash, sum.total), `${name} at ${step}`).toBeCloseTo(sum.value, 4);
      }
  });

  it('are no gradients, products, or what no squash makes', () => {
    const { name } = wiring.fields.find(({ kind }) => kind === 'input')!;
    for (const address of [name, `d_${wiring.judged}`, "h'"])
      expect(sumOf(formulas, { address, step: 2, unit: 0 }), address).toBeUndefined();
  });

  it('multiply the belt as often as a step passes, if they do', () => {
    const { rides } = Network.of(wiring, 0);
    const gates = wiring.fields.filter(({ name }) => keptBy(formulas, { address: name, step: 2, unit: 0 }, rides));
    for (const { name } of gates) {
      const { from, to, product } = keptBy(formulas, { address: name, step: 2, unit: 1 }, rides)!;
      let left = 1;
      for (let step = from; step <= to; step++) left *= trace.value(name, step)[1]!;
      expect(product).toBeCloseTo(left, 6);
      // What a step leaves of what the belt held is its gate times that, and a term of its own.
      const step = Math.min(3, to);
      const held = trace.value(rides, step - 1)[1]!;
      const terms = wiring.formula(rides)!.terms.map((_, k) => formulas.term(rides, k, step)[1]!);
      expect(terms.some((term) => Math.abs(term - trace.value(name, step)[1]! * held) < 1e-6)).toBe(true);
    }
    expect(gates.length).toBeLessThanOrEqual(1);
  });
});

it('the forget gate is that of the belt, and the update gate of a GRU', () => {
  for (const [cell, gate, other] of [
    ['lstm', 'f', 'i'],
    ['gru', 'z', 'r'],
  ] as const) {
    const trace = traceOf({ task: 'recall', cell, hidden: 3, options: {} });
    const { rides } = Network.of(trace.wiring, 0);
    const kept = (address: string) => keptBy(new Formulas(trace), { address, step: 1, unit: 0 }, rides);
    expect([kept(gate)?.to, kept(other)]).toEqual([trace.steps, undefined]);
  }
});

const part = (value: number): Part => ({ kind: 'bias', address: 'b_f', value });
const sum = (squash: Sum['squash'], ...values: number[]): Sum => {
  const total = values.reduce((all, each) => all + each, 0);
  return { squash, parts: values.map(part), total, value: squashOf(squash, total) };
};

describe('which part decides', () => {
  it.each([
    ['nothing', 'half', [0, 0]],
    ['alone', 'open', [4.5, 0]],
    ['aided', 'open', [3, 1]],
    ['aided', 'shut', [-3, -1]],
    ['little', 'open', [4.579, -0.313, -0.086]],
    ['against', 'rather-open', [3, -1.5]],
    ['little', 'rather-shut', [-0.812, 0.078]],
    ['outweighed', 'rather-shut', [1, -0.9, -0.9]],
    ['outweighed', 'shut', [3, -2.9, -2.9]],
  ] as const)('%s, %s', (how, state, values) => {
    const why = whyOf(sum('sigmoid', ...values));
    expect([why.how, why.state]).toEqual([how, state]);
    expect(why.part.value + why.rest).toBeCloseTo(
      values.reduce<number>((all, each) => all + each, 0),
      6,
    );
  });

  it('is told beside what the rest comes to, with its sign and to the printed digit', () => {
    const rest = (...values: number[]): string => {
      const whole = sum('tanh', ...values);
      return precise(restOf(whole, whyOf(whole).part, 3), 3);
    };
    expect(rest(-4.338, -0.184, 0.125)).toBe('−0.059');
    expect(rest(-1.6554, -0.1552, -0.0782)).toBe('−0.234'); // −1.8888: −1.889 − (−1.655), where −0.2334 alone is −0.233
    expect(rest(1.4, -0.306)).toBe('−0.306');
    expect(rest(0.5003, 0.0076)).toBe('7.60·10⁻³'); // 0.508 − 0.500 is 0.008, a digit of which is made up
    expect(rest(0.2004, -0.0003)).toBe('−3.00·10⁻⁴'); // as printed the sum is the part: then as it is
  });

  it('says of another squash to which side it goes', () => {
    const states = [sum('tanh', 1), sum('tanh', -1), sum('tanh', 0), sum('relu', 1), sum('relu', -1)].map(
      (each) => whyOf(each).state,
    );
    expect(states).toEqual(['up', 'down', 'zero', 'passes', 'stops']);
  });

  it.each(LANGS)('has a sentence for each in %s', async (lang) => {
    const { has, t } = await words(lang, ['around']);
    for (const key of ['nothing', 'alone', 'aided', 'little', 'against', 'outweighed']) {
      const text = t(`why.${key}`, { state: 'S', part: 'P', value: 'V', rest: 'R' });
      expect(text, key).toContain('S');
      expect(text.includes('R'), key).toBe(!['nothing', 'alone'].includes(key));
    }
    for (const key of [
      'open',
      'shut',
      'rather-open',
      'half',
      'rather-shut',
      'up',
      'down',
      'zero',
      'passes',
      'stops',
      'bias',
      'input',
      'said',
      'product',
    ])
      expect(has(`why.${key}`), key).toBe(true);
  });
});
