import { describe, expect, it } from 'vitest';
import { Formulas, lossScale, slopeOf, squashOf, sum } from '../../src/network/formula.ts';
import { backwardBeats, levels } from '../../src/network/order.ts';
import { layerOf, parse, print } from '../../src/network/address.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

/** Float32 carries seven digits; what the core holds is rounded to them, what we add up is not. */
const close = (got: number, want: number, size: number, what: string): void =>
  expect(Math.abs(got - want), `${what}: ${got} and ${want}`).toBeLessThanOrEqual(3e-6 * size);

const TASKS = [{ task: 'recall', taskOptions: { delay: 3 } }, { task: 'anbn' }, { task: 'four-numbers' }];
const truncated = { name: 'truncated', config: { cell: 'lstm', options: { peephole: true }, hidden: 3, truncate: 2 } };

it('the gradient of each loss is what the schema says of it', () => {
  for (const loss of choices.losses) {
    const trace = traceOf({ task: 'copy', hidden: 4, loss }, 20);
    const formulas = new Formulas(trace);
    const asked = Array.from({ length: trace.steps }, (_, k) => k + 1).filter((step) => trace.asked(step));
    expect(asked.length, loss).toBeGreaterThan(1);
    for (const step of asked)
      trace
        .grad('y', step)
        .forEach((d, unit) => close(formulas.value({ address: 'd_y<loss', step, unit }), d, 1, `${loss} at ${step}`));
  }
});

describe.each([...NETWORKS, truncated])('the formulas of $name', ({ config }) => {
  const traces = TASKS.map((task) => traceOf({ ...task, ...config, hidden: 4 }, 20));

  it('make every value that the core made', () => {
    for (const trace of traces) {
      const formulas = new Formulas(trace);
      for (const { name, rows, formula } of trace.wiring.fields) {
        if (!formula) continue;
        for (let step = 1; step <= trace.steps; step++)
          for (let unit = 0; unit < rows; unit++) {
            const products = formulas.products({ address: name, step, unit });
            const size = 1 + products.reduce((all, { value }) => all + Math.abs(value), 0);
            const made = formula.squash ? squashOf(formula.squash, sum(products)) : sum(products);
            close(made, trace.value(name, step)[unit]!, size, `${name} at ${step}, ${unit}`);
            // The products of a sum, by address.
            const terms = formula.terms.map((_, k) => formulas.value({ address: `${name}/${k}`, step, unit }));
            close(
              terms.reduce((all, term) => all + term, 0),
              sum(products),
              size,
              `the terms of ${name}`,
            );
          }
      }
    }
  });

  it('share out every gradient that the core made', () => {
    for (const trace of traces) {
      const formulas = new Formulas(trace);
      for (const { name, kind, rows } of trace.wiring.fields) {
        for (let step = kind === 'state' ? 0 : 1; step <= trace.steps; step++)
          for (let unit = 0; unit < rows; unit++) {
            const shares = formulas.shares({ address: `d_${name}`, step, unit });
            // A slope near 0 is a difference of numbers near 1, and so is an error: they carry the digits of those.
            const products = shares
              .flatMap(({ products }) => products)
              .map(({ factors }) =>
                factors.reduce((all, { value, as }) => all * (as === 'slope' ? 1 : Math.abs(value)), 1),
              );
            const { factor, n } = lossScale(trace);
            const size = products.reduce((all, product) => all + product, factor / n);
            const whole = shares.reduce((all, { value }) => all + value, 0);
            close(whole, trace.grad(name, step)[unit]!, size + Math.abs(whole), `d_${name} at ${step}, ${unit}`);
            for (const { address } of shares) {
              const same = shares.filter((share) => share.address === address);
              const value = same.reduce((all, share) => all + share.value, 0);
              close(formulas.value({ address, step, unit }), value, size + Math.abs(value), address);
            }
          }
      }
    }
  });

  it('give to the step before what it receives', () => {
    for (const trace of traces) {
      const formulas = new Formulas(trace);
      for (const { name } of trace.wiring.fields.filter(({ kind }) => kind === 'state'))
        for (let step = 1; step <= trace.steps; step++)
          expect(formulas.numbers(`d_${name}'`, step)).toEqual(formulas.numbers(`d_${name}<+`, step - 1));
    }
  });

  it('gather into the gradients of all parameters', () => {
    for (const trace of traces) {
      const formulas = new Formulas(trace);
      for (const { name, rows } of trace.frame.schema.params) {
        const { cols, data } = trace.paramGrad(name);
        const total = new Float64Array(data.length);
        for (let step = 1; step <= trace.steps; step++)
          for (let row = 0; row < rows; row++)
            formulas.weightShare(name, row, step).forEach(({ value }, col) => (total[row * cols + col]! += value));
        const size = Math.max(...total.map(Math.abs));
        total.forEach((value, k) => close(value, data[k]!, 10 * size, `d_${name} ${k}`));
      }
      for (const { name } of trace.wiring.fields.filter(({ name }) => trace.wiring.hasMatrix(name))) {
        const matrices = trace.wiring
          .formula(name)!
          .terms.map(([first]) => first!.name)
          .filter((each) => trace.wiring.isMatrix(each));
        const whole = Math.hypot(...matrices.flatMap((each) => [...trace.paramGrad(each).data]));
        close(formulas.gathered(name)[1]!, whole, 10 * whole, `all matrices of ${name}`);
        expect(formulas.gathered(name)[trace.steps + 1]).toBe(0);
      }
    }
  });

  it('are walked in an order in which nothing comes before what it needs, both ways', () => {
    for (const { wiring, frame } of traces) {
      for (let layer = 0; layer < frame.schema.layers; layer++) {
        const names = frame.schema.row
          .filter(({ name, kind }) => layerOf(name).layer === layer && kind !== 'output' && name !== 'x')
          .map(({ name }) => name);
        const place = new Map(levels(wiring, names).flatMap((level, k) => level.map((name) => [name, k] as const)));
        const back = backwardBeats(wiring, names, 'h');
        const turn = new Map(back.flatMap(({ makes }, k) => makes.map((address) => [address, k] as const)));
        expect([...place.keys()].sort()).toEqual([...names].sort());
        for (const name of names) {
          expect(turn.get(`d_${name}`), name).toBeDefined();
          for (const { by, later } of wiring.uses(name)) {
            if (later || !names.includes(by)) continue;
            expect(place.get(name)!, `${name} before ${by}`).toBeLessThan(place.get(by)!);
            expect(turn.get(`d_${by}`)!, `d_${by} before d_${name}`).toBeLessThan(turn.get(`d_${name}`)!);
          }
        }
      }
    }
  });
});

describe('the backward beats', () => {
  const beats = (cell: string, options: Record<string, boolean | number>, rides: string): string[] => {
    const { wiring, frame } = traceOf({ task: 'recall', cell, options, hidden: 3 });
    const names = frame.schema.row.filter(({ name }) => name !== 'x' && name !== 'y').map(({ name }) => name);
    return backwardBeats(wiring, names, rides)
      .slice(0, -2)
      .map(({ name, makes }) => `${name}: ${makes.join(' ')}`);
  };

  it('of the plain LSTM are the seven of the textbook', () => {
    expect(beats('lstm', {}, 'c')).toEqual([
      'loss: d_h',
      'through: d_o d_tanh_c',
      'meet: d_c',
      'part: d_i d_f d_g',
      'slope: d_z_i d_z_f d_z_g d_z_o',
    ]);
  });

  it('with peepholes pass through the slope of o before they meet on the belt', () => {
    expect(beats('lstm', { peephole: true }, 'c')).toEqual([
      'loss: d_h',
      'through: d_o d_tanh_c',
      'slope.z_o: d_z_o',
      'meet: d_c',
      'part: d_i d_f d_g',
      'slope: d_z_i d_z_f d_z_g',
    ]);
  });

  it('of the RNN are loss and slope, of the GRU two partings', () => {
    expect(beats('rnn', {}, 'h')).toEqual(['loss: d_h', 'slope: d_z_h']);
    expect(beats('gru', {}, 'h')).toEqual([
      'loss: d_h',
      'part.z: d_z d_n',
      'slope.z_n: d_z_n',
      'part: d_q d_r',
      'slope: d_z_r d_z_z',
    ]);
  });
});

it('a slope from the value is the slope', () => {
  for (const squash of ['sigmoid', 'tanh', 'relu'] as const)
    for (const z of [-2, -0.3, 0.4, 3]) {
      const by = (squashOf(squash, z + 1e-6) - squashOf(squash, z - 1e-6)) / 2e-6;
      expect(slopeOf(squash, squashOf(squash, z))).toBeCloseTo(by, 6);
    }
});

it('addresses are read and written', () => {
  for (const address of [
    'c',
    "c'",
    'c/0',
    'd_c',
    'd_c<tanh_c',
    'd_h<+',
    'd_h<loss',
    "d_c'",
    'W_f',
    'W_f[3,1]',
    'd_W_f[0,2]',
    'l1.z_f',
    "d_l1.h'<l1.z_f",
    '~y',
  ])
    expect(print(parse(address))).toBe(address);
  expect(parse('d_l1.c<+')).toEqual({ gradient: true, name: 'l1.c', before: false, from: '+' });
  expect(() => parse('c<')).toThrow(RangeError);
});
