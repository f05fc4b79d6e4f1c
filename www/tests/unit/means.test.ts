import { expect, it } from 'vitest';
import { Means } from '../../src/engine/means.ts';

it('losses stay bounded however long the training, and keep their mean', () => {
  const losses = new Means();
  for (let k = 0; k < 100; k++) losses.add(Float32Array.from({ length: 1000 }, (_, j) => k * 1000 + j));
  const means = losses.means();
  expect(means.length).toBeLessThan(2048);
  expect(means.length * losses.stride).toBeGreaterThan(100_000 - losses.stride);
  expect(means[0]).toBeCloseTo((losses.stride - 1) / 2);
});

it('what came after a place is forgotten when training goes back to it', () => {
  const losses = new Means();
  losses.add(Float32Array.from({ length: 20 }, (_, k) => k));
  losses.cut(16);
  losses.add(Float32Array.of(7));
  expect([...losses.means()]).toEqual([...Array.from({ length: 16 }, (_, k) => k), 7]);
});
