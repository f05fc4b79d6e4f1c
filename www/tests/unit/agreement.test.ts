// The check of a gradient: its quotients are those of the losses beside it, what is printed adds up, and a forgotten
// slope is all that parts the wrong formula from the right one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { checkGradients, initSync, lossAt } from '../../pkg/lstm_conveyor_study.js';
import type { Config, GradientCheck, Point, Schema } from '../../src/engine/protocol.ts';
import { addressOf, agreement, digits, pairsOf, ranked, type Pair } from '../../src/tools/check/agreement.ts';
import { forgotten, gradientOf } from '../../src/tools/check/forgotten.ts';
import { beside, quotientOf } from '../../src/tools/check/quotient.ts';
import type { Trace } from '../../src/network/trace.ts';
import { NETWORKS, traceOf } from './core.ts';

initSync({ module: readFileSync(new URL('../../pkg/lstm_conveyor_study_bg.wasm', import.meta.url)) });

interface Checked {
  trace: Trace;
  schema: Schema;
  point: Point;
  checks: GradientCheck[];
}

/** As the page checks it. `held`: a unit that does not move. */
function checked(config: Config, held?: string): Checked {
  const trace = traceOf({ hidden: 3, ...config }, 5);
  const { params } = trace.frame;
  const experiment = new Experiment({ ...trace.frame.schema.config, batch: 1 });
  experiment.sample(1);
  experiment.setParams(params);
  if (held) experiment.clamp(held, 1, 2, 0.25);
  const [schema, point] = [experiment.schema(), experiment.point()];
  experiment.free();
  return { trace, schema, point, checks: checkGradients(schema, point) };
}

/** The difference quotient of a parameter, by the losses beside it. */
const quotient = ({ schema, point }: Checked, place: number): number =>
  (lossAt(schema, point, place, 1e-5) - lossAt(schema, point, place, -1e-5)) / 2e-5;
const pairs = ({ checks, trace }: Checked): Pair[] => pairsOf(checks, (name) => trace.wiring.param(name)!);

const TASKS: Config[] = [{ task: 'recall', taskOptions: { delay: 3 } }, { task: 'anbn' }, { task: 'four-numbers' }];

describe.each(NETWORKS)('of $name', ({ config }) => {
  it('the losses beside a point make the check’s quotients', () => {
    for (const task of TASKS) {
      const all = checked({ ...task, ...config });
      for (const pair of pairs(all).filter((_, k) => k % 7 === 0))
        expect(quotient(all, pair.place), addressOf(pair)).toBe(pair.numeric);
    }
  });

  it('with its slopes the sum is the core’s gradient, and without them it is another', () => {
    const trace = traceOf({ ...TASKS[0]!, ...config }, 20);
    const wrong = forgotten(trace);
    expect(wrong.length).toBeGreaterThan(0);
    for (const { name, squash, gradient, factor } of wrong) {
      const { data } = trace.paramGrad(name);
      const most = data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
      const right = gradientOf(trace, name, true)!;
      right.forEach((each, k) => expect(Math.abs(each - data[k]!), name).toBeLessThanOrEqual(2e-5 * most + 1e-9));
      const apart = gradient.reduce((apart, each, k) => Math.max(apart, Math.abs(each - data[k]!)), 0);
      if (most > 0 && squash !== 'relu') expect(apart, name).toBeGreaterThan(1e-3 * most);
      if (squash === 'sigmoid' && factor !== undefined) expect(factor, name).toBeGreaterThan(1);
    }
  });
});

it('the losses are those of every task’s kind, with a unit held too', () => {
  const kinds = ['parity', 'adding', 'sine', 'sentences'].map((task) => ({ task }));
  for (const [config, held] of [...kinds.map((task) => [task, undefined] as const), [TASKS[0]!, 'f'] as const]) {
    const all = checked(config, held);
    if (!held) expect(lossAt(all.schema, all.point, 0, 0)).toBeCloseTo(all.trace.frame.loss, 5);
    const some = pairs(all).filter((_, k) => k % 41 === 3);
    for (const { place, numeric } of some) expect(quotient(all, place)).toBe(numeric);
  }
});

it('there is no loss beside a parameter that there is not', () => {
  const { schema, point } = checked({ task: 'recall' });
  for (const place of [-1, 0.5, schema.parameters, 2 ** 32])
    expect(() => lossAt(schema, point, place, 1e-5), String(place)).toThrow(/place/);
});

it('weights behind no squash have none to forget', () => {
  const names = forgotten(traceOf({ task: 'recall', cell: 'lstm', options: { projection: 2 } })).map(
    ({ name }) => name,
  );
  expect(names).toContain('W_f');
  expect(names).not.toContain('W_y');
  expect(names).not.toContain('W_h');
});

it('the numbers of a check are by their places, the worst first', () => {
  const all = checked({ task: 'recall' });
  const list = pairs(all);
  expect(list).toHaveLength(all.schema.parameters);
  expect(list.map(({ place }) => place)).toEqual(list.map((_, k) => k));
  const { cols, offset } = all.trace.wiring.param('U_f')!;
  expect(addressOf(list[offset + 2 * cols + 1]!)).toBe('U_f[2,1]');
  const worst = ranked(list);
  const { worst: least, median } = agreement(worst);
  for (const { relative } of list) expect(digits(relative)).toBeGreaterThanOrEqual(least);
  expect(least).toBeGreaterThan(3);
  expect(list.filter(({ relative }) => digits(relative) >= median).length).toBeGreaterThanOrEqual(list.length / 2);
  expect([digits(0), digits(1e-7), digits(3)]).toEqual([15, 7, 0]);
});

describe('a quotient in print', () => {
  /** As a reader would reckon: without any rounding. */
  const exact = (text: string): [bigint, number] => {
    const plain = text.replace('−', '-');
    return [BigInt(plain.replace('.', '')), plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0];
  };

  it.each([
    [0.2500001, 0.2499999, 5],
    [0.1, 0.30000000001, 2],
    [123.456789, 123.456788, 5],
    [3e-9, 2e-9, 8],
    [0, 0, 5],
    [1e17, 2e17, 1],
    [2e-30, 1e-30, 5],
  ])('of %d and %d with ε = 10^−%d follows from what stands above it', (up, down, exponent) => {
    const quotient = quotientOf(up, down, exponent);
    const [[a, decimals], [b], [difference], [slope, places]] = [
      quotient.up,
      quotient.down,
      quotient.difference,
      quotient.quotient,
    ].map(exact) as [[bigint, number], [bigint, number], [bigint, number], [bigint, number]];
    expect(a - b).toBe(difference);
    // difference / 10^decimals / (2·10^−exponent) = slope / 10^places
    expect(difference * 10n ** BigInt(exponent + places)).toBe(slope * 2n * 10n ** BigInt(decimals));
    expect(Number(quotient.up.replace('−', '-'))).toBe(up);
    expect(beside(0.125, quotient).length).toBe(`0.${'0'.repeat(places)}`.length - (places ? 0 : 1));
  });

  it('has signs', () => {
    expect(quotientOf(0.25, 0.5, 1)).toMatchObject({
      difference: '−0.25000000000000000',
      quotient: '−1.25000000000000000',
    });
    expect(beside(-1.5, quotientOf(0.25, 0.5, 1))).toBe('−1.50000000000000000');
  });
});
