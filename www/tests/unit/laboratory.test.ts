// Training until the task is solved ends at the solving, however the thread is shared.
import { expect, it } from 'vitest';
import { Laboratory } from '../../src/engine/laboratory.ts';
import type { Progress } from '../../src/engine/protocol.ts';
import { FIRST } from '../../src/first.ts';
import { module } from './core.ts';

/** Training that shares its thread in slices of so many milliseconds; `told` hears how it stands. */
function open(slice: number, told: (progress: Progress, laboratory: Laboratory) => void = () => {}) {
  const slices: (() => void)[] = [];
  let progress!: Progress;
  const laboratory: Laboratory = new Laboratory(
    (report) => {
      if (report.say !== 'progress') return;
      progress = report.progress;
      told(progress, laboratory);
    },
    { slice, yield: (next) => slices.push(next) },
  );
  laboratory.hear({ do: 'open', module });
  laboratory.hear({ do: 'configure', id: 0, config: FIRST.config });
  return (updates: number, until?: 'solved'): Progress => {
    laboratory.hear({ do: 'train', updates, until });
    while (slices.length) slices.shift()!();
    return progress;
  };
}

it('stops at the solving, and a look before it is not solved', () => {
  const { updates, evaluation, running } = open(5)(5000, 'solved');
  expect(running).toBe(false);
  expect(evaluation?.solved).toBe(true);
  expect(open(5)(updates - 10).evaluation?.solved).toBe(false);
});

it('stops at the same update whatever fits into a slice, and after a pause', () => {
  const { updates } = open(1000)(5000, 'solved');
  expect(open(0)(5000, 'solved').updates).toBe(updates);
  const train = open(5);
  train(updates - 13);
  expect(train(5000, 'solved').updates).toBe(updates);
});

it('goes no further than it is told, and past the solving if it is not to look', () => {
  expect(open(5)(25, 'solved').updates).toBe(25);
  expect(open(5)(500).updates).toBe(500);
});
