// Where does a number stand on an axis?
import { expect, it } from 'vitest';
import { linear, symlog } from '../../src/scene/axis.ts';

it('equal differences are equally long, either way, and a place leads back to its number', () => {
  const down = linear([-2, 6], [100, 20]);
  expect([-2, 0, 2, 6].map(down.at)).toEqual([100, 80, 60, 20]);
  expect([100, 80, 60, 20, 10].map(down.from)).toEqual([-2, 0, 2, 6, 7]);
});

it('numbers that are all the same stand at the first place', () => {
  expect(linear([3, 3], [10, 0]).at(3)).toBe(10);
});

it('an axis puts both signs by their size between −1 and 1', () => {
  const axis = symlog(0.5, [-1, 1]);
  expect([axis.at(0.5), axis.at(0), axis.at(-0.5)]).toEqual([1, 0, -1]);
  expect(axis.at(1e-3)).toBeGreaterThan(axis.at(1e-4));
  expect(axis.at(0.5) - axis.at(0.05)).toBeCloseTo(axis.at(0.05) - axis.at(0.005), 2);
  expect(axis.ticks).toEqual([-0.1, -1e-3, -1e-5, 0, 1e-5, 1e-3, 0.1].map((each) => expect.closeTo(each, 9)));
  expect([symlog(0, [-1, 1]).at(0), symlog(0, [-1, 1]).ticks]).toEqual([0, [0]]);
});

it('a place on a symmetric logarithmic axis leads back to its number', () => {
  const { at, from } = symlog(20, [0, 300]);
  for (const v of [-20, -0.3, 0, 1e-4, 7]) expect(from(at(v))).toBeCloseTo(v, 12);
});
