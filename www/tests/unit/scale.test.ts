import { describe, expect, it } from 'vitest';
import { DECADES } from '../../src/scene/colour.ts';
import { Formulas } from '../../src/network/formula.ts';
import { endsOf, Scales } from '../../src/scene/scale.ts';
import { NETWORKS, traceOf } from './core.ts';

/** Of so long a string the memory counts beyond ±3. */
const trace = traceOf({ task: 'anbn', cell: 'lstm' }, 1500);
const formulas = new Formulas(trace);
const scales = new Scales(formulas);
const all = (address: string): number[] =>
  Array.from({ length: trace.steps }, (_, k) => [...Array.from(formulas.numbers(address, k + 1))]).flat();
const most = (address: string): number => Math.max(...all(address).map(Math.abs));

describe('the scale of a state', () => {
  it('ends at the largest of the sequence, so that a count goes on to grow', () => {
    const scale = scales.of('c');
    expect(scale).toEqual({ kind: 'signed', most: Math.max(most('c'), most('c/0'), most('c/1')) });
    expect(most('c')).toBeGreaterThan(3);
    const strength = (v: number): number => scales.tone('c', v).strength;
    expect(strength(most('c'))).toBeGreaterThan(1.2 * strength(0.8 * most('c')));
    expect(strength(-1)).toBe(-strength(1));
  });

  it('is that of the step before and of the products that add up to it', () => {
    for (const address of ["c'", 'c/0', 'c/1']) expect(scales.of(address)).toBe(scales.of('c'));
    expect(scales.of('h')).not.toEqual(scales.of('c'));
  });
});

it('equal colour means equal number within a picture: what stays within ±1 has one scale, a bias that of the sum it is added to', () => {
  const lstm = new Scales(new Formulas(traceOf({ task: 'recall', cell: 'lstm', hidden: 3, forgetBias: 0 })));
  for (const address of ['c', 'c/1', 'g', 'tanh_c', 'h']) expect(lstm.of(address)).toEqual({ kind: 'signed', most: 1 });
  const formulas = new Formulas(traceOf({ task: 'recall', cell: 'rnn', hidden: 3 }, 200));
  const rnn = new Scales(formulas);
  for (const address of ['b_h', 'z_h/0', 'z_h/1', 'h', "h'"]) expect(rnn.of(address)).toBe(rnn.of('z_h'));
  const numbers = [1, 2, 3].flatMap((step) => Array.from(formulas.numbers('z_h', step)).map(Math.abs));
  expect((rnn.of('z_h') as { most: number }).most).toBeGreaterThanOrEqual(Math.max(...numbers));
});

it('gates and probabilities are measured from 0 to 1, what a tanh gives from −1 to 1', () => {
  for (const address of ['f', 'i', 'o', '~y', '*y']) expect(scales.of(address)).toEqual({ kind: 'gate' });
  expect(scales.of('g')).toEqual({ kind: 'signed', most: 1 });
  expect(new Scales(new Formulas(traceOf({ task: 'sine' }))).of('~y').kind).toBe('signed');
});

it('gradients fade by decades below the largest of all fields', () => {
  const scale = scales.of('d_c');
  expect(scale).toBe(scales.of("d_h'"));
  expect(scale).toEqual({ kind: 'gradient', most: Math.max(...trace.frame.grads.map(Math.abs)) });
  expect(endsOf({ kind: 'gradient', most: 0.0034 })).toEqual(['3.40·10⁻⁹', '3.40·10⁻³']);
  expect(DECADES).toBe(6);
});

it('are printed as they are used', () => {
  expect(endsOf({ kind: 'gate' })).toEqual(['0', '1']);
  expect(endsOf({ kind: 'signed', most: 5.53 })).toEqual(['−5.5', '+5.5']);
  expect(endsOf({ kind: 'signed', most: 0.0123 })).toEqual(['−0.012', '+0.012']);
});

it.each(NETWORKS)('no number of $name is beyond the end of its scale', ({ config }) => {
  const trace = traceOf({ task: 'anbn', ...config }, 30);
  const formulas = new Formulas(trace);
  const scales = new Scales(formulas);
  const fields = trace.wiring.fields.flatMap(({ name, formula }) => [
    name,
    `d_${name}`,
    ...(formula?.terms ?? []).map((_, k) => `${name}/${k}`),
  ]);
  const params = trace.frame.schema.params.flatMap(({ name }) => [name, `d_${name}`, `d_${name}[0,0]`]);
  // A share of a gradient may be larger than their sum; a legend promises nothing of it.
  for (const address of [...fields, ...params, '~y'])
    for (let step = 1; step <= trace.steps; step += 3)
      for (const v of Array.from(formulas.numbers(address, step))) {
        const scale = scales.of(address);
        const end = scale.kind === 'gate' ? 1 : scale.most;
        expect(Math.abs(v), address).toBeLessThanOrEqual(end * (1 + 1e-6));
        expect(Math.abs(scales.tone(address, v).strength)).toBeLessThanOrEqual(1);
      }
});
