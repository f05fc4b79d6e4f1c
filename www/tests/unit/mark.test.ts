// The lane that carries what must be remembered: measured after training, as "Who remembers?" measures it, and flagged.
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/tools/memory/verdict.ts';
import { chanceOf } from '../../src/network/chance.ts';
import { momentAt, REST, timeOf } from '../../src/network/timeline.ts';
import type { Look } from '../../src/scene/look.ts';
import type { Shape } from '../../src/scene/shape.ts';
import { inPile } from '../../src/scene/plan.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { hold, type Ask } from '../../src/session/holding.ts';
import type { Session } from '../../src/session/session.ts';
import { NETWORKS, traceOf } from './core.ts';
import { heard } from './hosts.ts';
import { rested, sessions } from './sessions.ts';

const open = sessions();

/** What the tool comes to, which holds every unit. */
async function verdict(session: Session) {
  const memory = await session.ask('memory', undefined);
  const { signal } = new AbortController();
  const { held } = await hold((name, of) => session.ask(name, of), { memory, held: new Map() }, memory.units, signal);
  return verdictOf(
    memory,
    memory.units.map((unit) => held.get(unit)),
    chanceOf(session.network!),
  );
}

describe('a network that rests', () => {
  it('has the lane marked that the tool finds, as soon as it opens trained', async () => {
    const session = await open();
    await heard(session, () => session.mark !== undefined);
    const found = await verdict(session);
    if (found.kind !== 'one') throw new Error(found.kind);
    expect(session.mark).toEqual({
      what: 'bit',
      layer: 0,
      unit: found.unit.unit,
      accuracy: expect.closeTo(1, 1),
      held: found.accuracy,
    });
  });

  it('has no lane marked before it has learnt, nor while what is shown is edited or of the past', async () => {
    expect((await open({ hidden: 3, taskOptions: { delay: 4 } })).mark).toBeUndefined();
    const session = await open();
    await heard(session, () => session.mark !== undefined);
    const mark = session.mark!;
    await session.set({ edits: 'f=0' });
    await heard(session, () => session.view!.ghost !== undefined);
    expect(session.mark).toBeUndefined();
    await session.set({ edits: '' });
    await heard(session, () => session.view!.ghost === undefined);
    expect(session.mark).toEqual(mark);
    const { updates } = session.progress!;
    session.train(1);
    await rested(session, updates + 1);
    await heard(session, () => session.mark !== undefined);
    expect(session.mark).toMatchObject({ unit: mark.unit, what: mark.what });
    expect(session.mark).not.toBe(mark);
  });

  it('has been measured in part: the tool goes on from there and holds none of those units again', async () => {
    const session = await open();
    await session.set({ rate: 0.25 }); // of the network that the page opens with its mark is recorded
    expect(session.measurement).toBeUndefined();
    await heard(session, () => session.measurement !== undefined);
    const { memory, held } = session.measurement!;
    const { units, updates } = memory;
    expect([updates, held.size > 0, held.size < units.length]).toEqual([session.progress!.updates, true, true]);
    const asked: unknown[] = [];
    const ask: Ask = (name, of) => (asked.push(of), session.ask(name, of));
    const life = new AbortController();
    const all = await hold(ask, { memory, held }, units, life.signal);
    expect(asked).toHaveLength(units.length - held.size);
    const anew = await hold((name, of) => session.ask(name, of), { memory, held: new Map() }, units, life.signal);
    expect(new Map(all.held)).toEqual(anew.held);

    life.abort();
    await expect(hold(ask, { memory, held }, units, life.signal)).rejects.toThrow();
    expect(asked).toHaveLength(units.length - held.size + 1);
    session.train(1);
    await heard(session, () => session.progress!.updates === updates + 1);
    expect(session.measurement?.memory.updates).not.toBe(updates);
  });

  it('has none where no lane alone carries it', async () => {
    const session = await open({ hidden: 8, cell: 'rnn', taskOptions: { delay: 1 }, seed: 1 });
    session.train(30);
    await rested(session, 30);
    const found = await verdict(session);
    expect(found.kind).not.toBe('one');
    expect(session.mark).toBeUndefined();
  });
});

const flagged = (unit: number, alone: boolean): Look => ({
  room: 'wide',
  unit: 0,
  notation: 'textbook',
  flag: { unit, key: 'holds.bit', values: { held: '50%' }, alone },
});

describe.each(NETWORKS)('the stage of $name', ({ config }) => {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 3 }, ...config, hidden: 4 }, 20);
  const view = new View(trace, 0);

  it('outlines the lane, lets the others recede, and hides no number by the flag', () => {
    for (const direction of ['forward', 'backward'] as const)
      for (let index = 0; index < view.network.beats[direction].length; index++) {
        const moment = momentAt(timeOf(direction, 2, index, REST, view.score), view.score);
        const { shapes } = stageScene(view, moment, flagged(2, true));
        const { belt, lanes } = view.network.plan('wide');
        const [outline, ...more] = shapes.filter(({ type }) => type === 'outline');
        expect([outline, more.length]).toMatchObject([{ y: belt.top + inPile(lanes, 2, 2).y }, 0]);
        for (const shape of shapes)
          if (shape.type === 'lane')
            expect(shape.faint ?? false).toBe(Math.abs(shape.y - (outline as { y: number }).y) > 1);
        for (const flag of shapes) {
          if (flag.type !== 'flag') continue;
          for (const shape of shapes)
            expect(covers(flag, shape), `${direction} ${index} ${JSON.stringify(shape)}`).toBe(false);
        }
      }
  });
});

/** Whether a number that is printed lies under the flag. */
function covers(flag: Extract<Shape, { type: 'flag' }>, shape: Shape): boolean {
  if (shape.type !== 'cell' || shape.text === undefined) return false;
  const beside = shape.x - shape.w / 2 >= flag.x || shape.x + shape.w / 2 <= flag.x - flag.w;
  return !beside && Math.abs(shape.y - flag.y) < (shape.h + flag.h) / 2 - 0.5;
}
