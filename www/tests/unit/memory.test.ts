// Who remembers: what is measured is edited to plain definitions, what is said of it to the core, and nobody notices.
import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { draw, examSize, set, type Bench } from '../../src/engine/bench.ts';
import { Correlations, Moments } from '../../src/engine/correlations.ts';
import { edited, memory, SEED } from '../../src/engine/memory.ts';
import type { Carrier, Config, Memory } from '../../src/engine/protocol.ts';
import { FIRST } from '../../src/session/first.ts';
import { chanceOf } from '../../src/network/chance.ts';
import { whatOf } from '../../src/network/carriers.ts';
import { courseOf, pacesOf, slowAndQuick, verdictOf, type Verdict } from '../../src/tools/memory/verdict.ts';
import { NETWORKS } from './core.ts';

function mean(numbers: number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

function plainR(a: number[], b: number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (k: number) => number): number => a.reduce((all, _, k) => all + of(k), 0);
  const product = sum((k) => (a[k]! - ma) * (b[k]! - mb));
  return product / Math.sqrt(sum((k) => (a[k]! - ma) ** 2) * sum((k) => (b[k]! - mb) ** 2));
}

/** A bench that has been trained so far; freed afterwards. */
function on<T>(config: Config, updates: number, act: (bench: Bench) => T): T {
  const bench = set(config);
  try {
    if (updates) bench.trainer.train(updates);
    return act(bench);
  } finally {
    bench.trainer.free();
    bench.shown.free();
  }
}

function allHeld(bench: Bench, { params, units }: Memory): number[] {
  return units.map(
    ({ name, unit, mean: value }) => edited(bench, { params, edits: `${name}.${unit}=${value}` }).accuracy,
  );
}

const verdict = (bench: Bench): Verdict => {
  const measured = memory(bench);
  return verdictOf(measured, allHeld(bench, measured), chanceOf(bench.schema));
};

describe('sums that go on', () => {
  it('come to the plain r, mean and variance', () => {
    const numbers = Array.from({ length: 40 }, (_, k) => [Math.sin(7 * k) + 100, Math.cos(5 * k) - k / 9] as const);
    const pairs = new Correlations(3);
    const moments = new Moments(2);
    for (const [a, b] of numbers) {
      pairs.add(1, a, b);
      pairs.add(2, a, 1 / 3);
      moments.add(1, a);
    }
    const as = numbers.map(([a]) => a);
    expect(pairs.r(1)).toBeCloseTo(
      plainR(
        as,
        numbers.map(([, b]) => b),
      ),
      12,
    );
    expect([pairs.count(0), pairs.count(1)]).toEqual([0, 40]);
    expect(moments.mean(1)).toBeCloseTo(mean(as), 12);
    expect(moments.variance(1)).toBeCloseTo(mean(as.map((a) => (a - mean(as)) ** 2)), 12);
  });

  it('have no r with what never changes, nor of nothing', () => {
    const pairs = new Correlations(2);
    for (const a of [0.1, 0.7, 0.3]) pairs.add(0, a, 1 / 3);
    expect([pairs.r(0), pairs.r(1)]).toEqual([undefined, undefined]);
    expect(new Moments(1).variance(0)).toBe(0);
  });
});

describe('the first network, once it is solved', () => {
  it('is measured as by hand, on a sequence at a time', () =>
    on(FIRST.config, FIRST.updates, (bench) => {
      const measured = memory(bench);
      const hand = new Experiment({ ...FIRST.config, batch: 1 });
      hand.setParams(bench.trainer.params().slice());
      const { steps } = hand.schema();
      const seen = Array.from({ length: measured.sequences }, (_, k) => {
        hand.sample(SEED + k);
        hand.forward();
        const states = Array.from({ length: steps + 1 }, (_, step) => ({
          c: hand.field('c', step),
          h: hand.field('h', step),
        }));
        return { states, target: hand.targets()[steps - 1]! };
      });
      hand.free();
      const targets = seen.map(({ target }) => target);
      for (const { name, unit, course, r, ...sums } of measured.units) {
        const at = (step: number): number[] => seen.map(({ states }) => states[step]![name as 'c' | 'h'][unit]!);
        const all = Array.from({ length: steps }, (_, k) => at(k + 1));
        all.forEach((numbers, k) => expect(course[k], `${name} ${unit}`).toBeCloseTo(plainR(numbers, targets), 4));
        expect(r).toBeCloseTo(course.at(-1)!, 6);
        expect(sums.mean).toBeCloseTo(mean(all.flat()), 4);
        const changes = all.flatMap((numbers, k) => numbers.map((value, b) => Math.abs(value - at(k)[b]!)));
        expect(sums.change).toBeCloseTo(mean(changes), 4);
        expect(sums.spread).toBeCloseTo(Math.sqrt(mean(all.flat().map((v) => (v - mean(all.flat())) ** 2))), 4);
      }
    }));

  it('has exactly one unit that carries the bit: that of the chosen lane', () =>
    on(FIRST.config, FIRST.updates, (bench) => {
      const said = verdict(bench);
      expect(whatOf(bench.schema)).toBe('bit');
      if (said.kind !== 'one') throw new Error(said.kind);
      expect([said.unit.name, said.unit.unit]).toEqual(['c', FIRST.begin.unit]);
      expect(Math.abs(said.unit.r!)).toBeGreaterThan(0.99);
      expect(said.accuracy).toBeLessThan(0.75);
      // Another knows it as well, and nothing is lost with it.
      expect(said.echo!.unit.unit).not.toBe(said.unit.unit);
      expect([Math.abs(said.echo!.unit.r!) > 0.9, said.echo!.accuracy]).toEqual([true, 1]);
    }));

  it('loses by a unit that is held what the core says', () =>
    on(FIRST.config, FIRST.updates, (bench) => {
      const { params, units, accuracy } = memory(bench);
      const { name, unit, mean: value } = units[FIRST.begin.unit]!;
      const n = examSize(bench.schema);
      expect(accuracy).toBe(bench.trainer.evaluate(n).accuracy);
      bench.trainer.clamp(name, unit, undefined, value);
      expect(edited(bench, { params, edits: `${name}.${unit}=${value}` })).toEqual({
        accuracy: bench.trainer.evaluate(n).accuracy,
        sequences: n,
      });
      expect(bench.trainer.clamps()).toHaveLength(1);
    }));
});

it('a network that moves less in C than in h is found to', () =>
  on({ ...FIRST.config, hidden: 5, seed: 274 }, 120, (bench) => {
    const measured = memory(bench);
    const found = slowAndQuick(pacesOf(measured))!;
    expect([found.slow.name, found.quick.name]).toEqual(['c', 'h']);
    const shares = measured.units.filter(({ name }) => name === 'c').map(({ change, spread }) => change / spread);
    expect(found.slow.share).toBeCloseTo(mean(shares), 12);
  }));

it('leaves the bench as it was, and training goes on as if nothing had been asked', () => {
  const left = (ask: boolean) =>
    on(FIRST.config, 30, (bench) => {
      bench.shown.sample(17);
      bench.shown.clamp('c', 0, 2, 0.5);
      const before = draw(bench, 17)!;
      const inputs = [...bench.shown.inputs()];
      if (ask) allHeld(bench, memory(bench));
      expect([...bench.shown.values()]).toEqual([...before.values]);
      expect([...bench.shown.inputs()]).toEqual(inputs);
      expect([bench.shown.clamps().length, bench.trainer.clamps().length, bench.trainer.updates]).toEqual([1, 0, 30]);
      return [...bench.trainer.train(20), ...draw(bench, 17)!.values];
    });
  expect(left(true)).toEqual(left(false));
});

describe('of any network', () => {
  const finite = ({ units, accuracy }: Memory): boolean =>
    [
      accuracy,
      ...units.flatMap(({ r, mean, change, spread, course }) => [r ?? 0, mean, change, spread, ...course]),
    ].every((number) => number === undefined || Number.isFinite(number));

  it.each(NETWORKS)('$name: no number is none', ({ config }) =>
    on({ ...config, task: 'recall', taskOptions: { delay: 3 } }, 3, (bench) => {
      const measured = memory(bench);
      expect(finite(measured)).toBe(true);
      const states = bench.schema.row.filter(({ kind }) => kind === 'state');
      expect(measured.units).toHaveLength(states.reduce((sum, { rows }) => sum + rows, 0));
      expect(Number.isFinite(allHeld(bench, measured)[0])).toBe(true);
    }),
  );

  it.each([
    'parity',
    'adding',
    'sine',
    'anbn',
    'reber',
    'order',
    'copy',
    'sentences',
    'text',
    'numbers',
    'four-numbers',
  ])('%s: nor in any task', (task) => on({ task, hidden: 3 }, 2, (bench) => expect(finite(memory(bench))).toBe(true)));

  it('says of symbols with which one, and only where one can be told from the other', () =>
    on({ task: 'anbn', hidden: 4 }, 300, (bench) => {
      const { units } = memory(bench);
      expect(units.every(({ column }) => column >= 0 && column < bench.schema.outputs)).toBe(true);
      // In the first step both may follow, in each sequence.
      expect(units.every(({ course }) => course[0] === undefined)).toBe(true);
      expect(units.some(({ r }) => Math.abs(r!) > 0.5)).toBe(true);
    }));

  it('has no r where the answer is always the same', () =>
    on({ task: 'four-numbers', hidden: 3 }, 0, (bench) => {
      const { units } = memory(bench);
      expect(units[0]!.course).toEqual([undefined, undefined, undefined, undefined]);
    }));

  it('an untrained one is no better than a guess', () =>
    on({ task: 'recall' }, 0, (bench) => expect(verdict(bench).kind).toBe('guess')));
});

describe('what is said', () => {
  const unit = (name: string, unit: number, r: number | undefined, course = [r, r]): Carrier => ({
    ...{ name, unit, r, course, mean: 0, change: 0.1, spread: 1, column: 0 },
  });
  const kind = (units: Carrier[], held: (number | undefined)[], accuracy = 1) =>
    verdictOf({ units, accuracy }, held, 0.5);

  it('waits with the verdict until all have been held', () => {
    const units = [unit('c', 0, 0.2), unit('h', 0, -0.8)];
    expect(kind(units, [1])).toEqual({ kind: 'closest', unit: units[1] });
  });

  it('takes C and h of one unit for one, and names the side that keeps it longer', () => {
    const units = [unit('c', 0, 0.95, [0.9, 0.95]), unit('h', 0, -0.99, [0.1, -0.99]), unit('c', 1, 0.3)];
    expect(kind(units, [0.6, 0.5, 1])).toEqual({ kind: 'one', unit: units[0], accuracy: 0.6 });
    expect(kind([units[0]!, unit('l1.c', 0, 0.95)], [0.5, 0.5]).kind).toBe('several');
  });

  it('names before the one that carries another that is missed more', () => {
    const units = [unit('c', 0, 0.95), unit('h', 0, 0.3), unit('h', 1, 0.6), unit('h', 2, 0.2)];
    const one = { kind: 'one', unit: units[0], accuracy: 0.5 };
    expect(kind(units, [0.5, 1, 0.2, 1])).toEqual({ ...one, more: { unit: units[2], accuracy: 0.2 } });
    expect(kind(units, [0.5, 0.2, 1, 1])).toEqual(one); // the other side of the same cell
    expect(kind(units, [0.5, 1, 0.49, 1])).toEqual(one);
    const others = [unit('c', 0, 0.95), unit('c', 1, 0.95), unit('h', 2, 0.2)];
    expect(kind(others, [0.6, 0.5, 0.4])).toMatchObject({ kind: 'several', more: { unit: others[2], accuracy: 0.4 } });
    expect(kind(others, [0.6, 0.5, 0.5])).toEqual({ kind: 'several', units: [others[0], others[1]] });
  });

  it('finds none where the close are not needed, and the needed not close', () => {
    const units = [unit('c', 0, 0.99), unit('c', 1, -0.95), unit('c', 2, 0.4)];
    expect(kind(units, [1, 0.9, 0.5])).toEqual({
      kind: 'none',
      closest: units[0],
      close: 2,
      missed: units[2],
      accuracy: 0.5,
    });
  });

  it('knows what never changes, and what is guessed', () => {
    expect(kind([unit('c', 0, undefined)], [1]).kind).toBe('constant');
    expect(kind([unit('c', 0, 0.99)], [0.5], 0.55).kind).toBe('guess');
    // Numbers cannot be guessed: what is never right is no guess.
    expect(verdictOf({ units: [unit('c', 0, 0.99)], accuracy: 0 }, [0], 0).kind).toBe('never');
    expect(verdictOf({ units: [unit('c', 0, 0.99)], accuracy: 0 }, [0], 0.5).kind).toBe('guess');
  });

  it('tells a course by its ends and its weakest step', () => {
    expect(courseOf(unit('c', 0, 1, [undefined, 0.5, -0.1, 0.9]))).toEqual({
      first: { step: 2, r: 0.5 },
      last: { step: 4, r: 0.9 },
      least: { step: 3, r: -0.1 },
    });
    expect(courseOf(unit('c', 0, undefined))).toBeUndefined();
  });

  it('calls a state slow only beside one that is half as fast again', () => {
    const pace = (name: string, share: number | undefined) => ({ name, share });
    expect(slowAndQuick([pace('c', 0.2), pace('h', 0.29)])).toBeUndefined();
    expect(slowAndQuick([pace('c', 0.2), pace('h', 0.31)])).toMatchObject({
      slow: { name: 'c' },
      quick: { name: 'h' },
    });
    expect(slowAndQuick([pace('c', undefined), pace('h', 0.3)])).toBeUndefined();
  });
});
