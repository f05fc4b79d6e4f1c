// A race: each network in an engine of its own, equally far wherever it can be seen, and nothing left behind.
import { afterEach, describe, expect, it } from 'vitest';
import { nextLook } from '../../src/engine/looks.ts';
import type { Config } from '../../src/engine/protocol.ts';
import { Race } from '../../src/tools/race/lockstep.ts';
import { frames } from './frames.ts';
import { heard, left, openEngine } from './hosts.ts';

frames();

const races: Race[] = [];
afterEach(() => {
  for (const race of races.splice(0)) race.close();
  expect(left(), 'hosts left').toBe(0);
});

const EASY: Config = { task: 'recall', taskOptions: { delay: 2, distractors: false }, rate: 0.03, hidden: 3 };

async function lined(...configs: Config[]): Promise<Race> {
  const race = new Race(openEngine);
  races.push(race);
  await race.line(configs, 5);
  return race;
}

const updates = (race: Race): number[] => race.lanes.map(({ engine }) => engine.progress.updates);

describe('a race', () => {
  it('shows the same sequence in every lane before anything is learnt, and lets all make the same updates', async () => {
    const race = await lined(EASY, { ...EASY, cell: 'rnn' }, { ...EASY, hidden: 30 });
    await heard(race, () => race.lanes.every(({ engine }) => engine.frame?.sample === 5));
    const inputs = race.lanes.map(({ engine }) => [...engine.frame!.targets]);
    expect(inputs[1]).toEqual(inputs[0]);
    expect([updates(race), race.running]).toEqual([[0, 0, 0], false]);
    let apart = 0;
    race.addEventListener(
      'change',
      () => (apart = Math.max(apart, Math.max(...updates(race)) - Math.min(...updates(race)))),
    );
    race.run(35);
    expect(race.running).toBe(true);
    await heard(race, () => !race.running);
    expect(updates(race)).toEqual([35, 35, 35]);
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThanOrEqual(10);
  });

  it('ends when all have solved the task, at the update that each would have stopped at alone', async () => {
    const alone = await lined(EASY);
    const { engine } = alone.lanes[0]!;
    engine.train(Infinity, { untilSolved: true });
    await heard(alone, () => engine.progress.updates > 0 && !engine.progress.running);
    const race = await lined(EASY, { ...EASY, cell: 'gru' });
    race.run(2000, true);
    await heard(race, () => !race.running);
    const solved = race.lanes.map(({ solvedAt }) => solvedAt!);
    expect(solved[0]).toBe(engine.progress.updates);
    expect(updates(race)).toEqual([Math.max(...solved), Math.max(...solved)]);
    expect(race.open).toBe(false);
    race.run(20, true); // on, though all is solved
    await heard(race, () => !race.running);
    expect(updates(race)[1]).toBe(Math.max(...solved) + 20);
  }, 20_000);

  it('pauses where all are equally far, and begins anew from the same start', async () => {
    const race = await lined({ ...EASY, rate: 1e-6 }, { ...EASY, rate: 1e-6, cell: 'rnn' });
    race.run(2000);
    await heard(race, () => updates(race)[0]! >= 10);
    race.pause();
    await heard(race, () => !race.running);
    const [at, other] = updates(race);
    expect([other, at! < 2000]).toEqual([at, true]);
    const losses = race.lanes[0]!.engine.progress.losses;
    race.rewind();
    race.run(at!); // before the lanes are back
    await heard(race, () => !race.running);
    expect(updates(race)).toEqual([at, at]);
    expect(race.lanes[0]!.engine.progress.losses).toEqual(losses);
  }, 20_000);

  it('goes on without a lane that runs away, or that the core refuses', async () => {
    const wild: Config = { ...EASY, cell: 'rnn', options: { relu: true }, optimizer: 'sgd', rate: 1e6, clip: 0 };
    const race = await lined(EASY, wild, { ...EASY, layers: 9 });
    expect(race.lanes.map(({ trouble }) => trouble?.key)).toEqual([undefined, undefined, 'layers']);
    race.run(30);
    await heard(race, () => !race.running);
    expect(race.lanes[1]!.engine.progress.divergence).toBeDefined();
    expect(updates(race)[0]).toBe(30);
    race.rewind();
    race.run(10);
    await heard(race, () => !race.running);
    expect(updates(race)[0]).toBe(10);
  });

  it('ends the engines of the lanes that others take the place of, even while they open', async () => {
    const race = await lined(EASY, EASY);
    expect(left()).toBe(2);
    const first = race.line([EASY, EASY, EASY, EASY], 1);
    await race.line([EASY], 1);
    await first;
    expect([left(), race.lanes.length]).toEqual([1, 1]);
    race.close();
    expect(left()).toBe(0);
  });
});

it('looks come at fixed updates, never more than a twentieth late', () => {
  for (let at = 0; at < 5000; at = nextLook(at)) {
    expect(nextLook(at)).toBeGreaterThan(at);
    expect(nextLook(at) - at).toBeLessThanOrEqual(Math.max(10, at / 20));
  }
});
