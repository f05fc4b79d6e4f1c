import { expect, it } from 'vitest';
import { Losses } from '../../src/engine/losses.ts';

it('losses stay bounded however long the training, and keep their mean', () => {
  const losses = new Losses();
  for (let k = 0; k < 100; k++) losses.add(Float32Array.from({ length: 1000 }, (_, j) => k * 1000 + j));
  const { losses: means } = losses.past();
  expect(means.length).toBeLessThan(2048);
  expect(means.length * losses.stride).toBeGreaterThan(100_000 - losses.stride);
  expect(means[0]).toBeCloseTo((losses.stride - 1) / 2);
});
