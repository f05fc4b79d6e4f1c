// One session: opened with a state, changed by its verbs alone, told by events; nothing of it needs a browser.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { words } from '../../src/words/locale.ts';
import { wordsOf } from '../../src/words/trouble.ts';
import { REST } from '../../src/network/timeline.ts';
import type { Trace } from '../../src/network/trace.ts';
import { FIRST } from '../../src/session/first.ts';
import { Session } from '../../src/session/session.ts';
import { parse, print, type State } from '../../src/session/state.ts';
import { choices } from './core.ts';
import { frames } from './frames.ts';
import { heard, left, openEngine } from './hosts.ts';

const held = frames();
const TASK = choices.tasks[0]!.name;
const SMALL: State = { hidden: 3, taskOptions: { delay: 4 } };

const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
  expect(left(), 'hosts left').toBe(0);
});

/** A session that shows something. `still`: it does not begin to play. */
async function begun(start: State = SMALL, still = true): Promise<Session> {
  const session = new Session(start, openEngine);
  session.still = still;
  open.push(session);
  await heard(session, () => session.view !== undefined && session.config !== undefined);
  await session.set({}); // behind the opening
  return session;
}

const place = ({ moment: { direction, step, beat } }: Session): string => `${direction} ${step} ${beat}`;

describe('a network that is changed', () => {
  it('changes in all at once: no event finds settings, picture and progress of two networks', async () => {
    const session = await begun();
    session.train(3);
    await heard(session, () => session.standing === 'learning');
    const seen: unknown[] = [];
    for (const event of ['change', 'progress'])
      session.addEventListener(event, () => {
        const cells = [session.config, session.view!.trace.frame.schema.config, session.saved!.config];
        seen.push([...cells.map((each) => each!.cell), session.progress!.updates]);
      });
    await session.set({ cell: 'gru' });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.filter((each) => String(each) !== 'gru,gru,gru,0')).toEqual([]);
  });

  it('is the same object until it is another network, whatever it is shown and however it is trained', async () => {
    const session = await begun();
    const { network } = session;
    const stage = session.view!.network;
    expect(session.view!.trace.frame.schema).toBe(network);
    session.addEventListener('change', () => setTimeout(() => held.now.run(1))); // each picture is taken
    held.now.run(2);
    void session.set({ sample: 7 });
    await heard(session, () => session.view!.trace.frame.sample === 7);
    await session.set({ rate: 0.5 });
    session.train(5);
    await heard(session, () => session.view!.trace.frame.updates === 5);
    expect(session.network).toBe(network);
    expect(session.view!.network).toBe(stage); // its plans and beats were made once
    expect(session.view!.trace.frame.schema).toBe(network);
    expect(session.config!.rate).toBe(0.5);
    await session.set({ hidden: 4 });
    expect(session.network).not.toBe(network);
    expect(session.view!.trace.frame.schema).toBe(session.network);
  });
});

describe('a session that opens', () => {
  it('shows the first task, at rest where motion is not welcome, and moving where it is', async () => {
    const still = await begun();
    expect([still.config?.task, still.standing, still.playing]).toEqual([TASK, 'untrained', false]);
    expect(place(still)).toBe('forward 1 predict');
    expect((await begun(SMALL, false)).playing).toBe(true);
  });

  it('begins where it is asked to, with the network that is asked for', async () => {
    const start: State = { ...SMALL, cell: 'gru', options: { reset_before: true }, sample: 5 };
    const session = await begun({ ...start, direction: 'backward', step: 2, address: 'd_h', unit: 1, speed: 2 }, false);
    expect(session.config).toMatchObject({ cell: 'gru', hidden: 3, options: { reset_before: true } });
    expect([session.moment.direction, session.moment.step, session.playing]).toEqual(['backward', 2, false]);
    expect(session.spot).toEqual({ address: 'd_h', step: 2, unit: 1 });
    expect([session.speed, session.view!.trace.frame.sample]).toEqual([2, 5]);
  });

  it('says what cannot be, and shows what can', async () => {
    const session = await begun({ task: 'none such', step: 99, beat: 'none such', address: 'none', unit: 1e9 });
    expect(session.trouble).toMatchObject({ code: 'choice', key: 'task' });
    expect(session.config?.task).toBe(TASK);
    expect([session.moment.step, session.follows]).toEqual([session.view!.trace.steps, true]);
    session.dismiss();
    expect(session.trouble).toBeUndefined();
  });

  it('tells all that cannot be of a link, and keeps the rest', async () => {
    const wish = {
      ...SMALL,
      taskOptions: { ...SMALL.taskOptions, delay: 1e6 },
      hidden: 9999,
      optimizer: 'none such',
      cell: 'gru',
      seed: 7,
    };
    const session = await begun(wish, false);
    const { trouble } = session;
    expect([trouble!, ...trouble!.beside!].map(({ key }) => key).toSorted()).toEqual(['delay', 'hidden', 'optimizer']);
    expect(session.config).toMatchObject({ task: TASK, cell: 'gru', seed: 7 });
    const english = await words('en');
    const { t } = english;
    const said = wordsOf(trouble!, english);
    for (const told of ['1000000', '9999', 'none such']) expect(said).toContain(told);
    expect(said.endsWith(t('refused.rest'))).toBe(true);
    expect(said).not.toContain(t('refused.stays').trim());
    // Of a wish that is refused as a whole the network stays.
    await session.set({ hidden: 9999 }).catch(session.complain);
    expect(wordsOf(session.trouble!, english).endsWith(t('refused.stays'))).toBe(true);
  });

  it('fails in words where there is no core', async () => {
    const session = new Session({}, () => Promise.reject(new Error('no such file')));
    await heard(session, () => session.failure !== undefined);
    expect(session.failure).toMatchObject({ code: 'unknown', message: 'no such file' });
  });

  it('and is closed at once leaves nothing behind', async () => {
    const session = new Session(SMALL, openEngine);
    session.close();
    await new Promise((done) => setTimeout(done, 20));
    expect([session.failure, session.view]).toEqual([undefined, undefined]);
  });
});

it('says nothing where it is the first network, also after it was another, or learnt by another rate', async () => {
  const session = await begun({});
  held.now.run(1);
  session.load();
  const says = (): string[] =>
    print({ ...session.state, step: undefined, beat: undefined }, session.proposed).map(([key]) => key);
  expect(says()).toEqual([]);
  const { saved } = session;
  const { rate } = session.config!;
  await session.set({ rate: 0.1 });
  expect(says()).toContain('rate');
  await session.set({ rate });
  expect(says()).toEqual([]);
  await session.set({ cell: 'gru', sample: 3 });
  expect(says()).toEqual(expect.arrayContaining(['cell', 'stride']));
  await session.set(saved!);
  expect(says()).toEqual([]);
});

describe('the first network', () => {
  /** To the answer, where it rests. */
  const toAnswer = (session: Session): void => {
    const there = (): boolean => place(session) === 'forward 11 predict' && (session.moment.moved ?? 1) > 0.99;
    for (let k = 0; k < 1000 && !there(); k++) held.now.run(1);
    expect(there()).toBe(true);
  };

  it('comes trained, and rests at its answer where motion is not welcome', async () => {
    const session = await begun({});
    expect([session.opening, session.standing, session.progress!.updates]).toEqual([true, 'solved', FIRST.updates]);
    expect([session.playing, place(session)]).toEqual([false, 'forward 11 predict']);
    expect((await begun({ step: 3 }, false)).playing).toBe(false);
  });

  it('is never seen without its weights', async () => {
    const session = new Session({}, openEngine);
    open.push(session);
    const seen = new Set<number>();
    session.addEventListener('change', () => session.view && seen.add(session.view.trace.frame.updates));
    await heard(session, () => session.twin !== undefined);
    expect([...seen]).toEqual([FIRST.updates]);
  });

  it('shows its twins in turn, in whole steps, until anything is set', async () => {
    const session = await begun({}, false);
    const [one, other] = FIRST.twins as [number, number];
    for (const [sample, next] of [
      [one, other],
      [other, one],
    ] as const) {
      expect([session.playing, session.stride, session.moment.step, session.state.sample]).toEqual([
        ...[true, 'step', 1, sample],
      ]);
      expect([session.moment.beat, session.spot!.address]).toEqual(['predict', 'c']);
      toAnswer(session);
      expect(session.playing).toBe(true);
      await heard(session, () => session.state.sample === next);
    }
    void session.set({ tool: 'heat' });
    toAnswer(session);
    await vi.waitFor(() => expect(session.playing).toBe(false), { timeout: 10_000 });
    expect([session.state.sample, place(session)]).toEqual([one, 'forward 11 predict']);
  });

  it('knows the twin of the sequence shown, as long as it is as it came', async () => {
    const session = await begun({});
    session.addEventListener('change', () => setTimeout(() => held.now.run(1))); // each picture is taken
    session.load();
    const twin = (): Trace => session.twin!;
    expect(twin().frame.sample).toBe(FIRST.twins[1]);
    expect(twin().frame.schema).toBe(session.network);
    expect(twin()).toBe(session.twin);
    // Put out of sight it is still there.
    await session.set({ twin: false });
    expect([session.twin, session.counterpart !== undefined]).toEqual([undefined, true]);
    await session.set({ twin: true });
    void session.set({ sample: FIRST.twins[1]! });
    await heard(session, () => session.state.sample === FIRST.twins[1]);
    expect(twin().frame.sample).toBe(FIRST.twins[0]);
    void session.set({ sample: 5 });
    await heard(session, () => session.state.sample === 5);
    expect([session.opening, session.twin]).toEqual([true, undefined]);
    session.rewind();
    await heard(session, () => session.standing === 'untrained');
    expect([session.opening, session.twin]).toEqual([false, undefined]);
    // Now the address has to say which network it is.
    expect(print(session.state, session.proposed).map(([key]) => key)).toEqual(
      expect.arrayContaining(['hidden-units']),
    );
    await session.train('solved');
    expect(session.standing).toBe('solved');
  });
});

describe('what is set', () => {
  it('is so at once where nothing is on its way, and else behind it', async () => {
    const session = await begun();
    void session.set({ tool: 'heat', unit: 1 });
    expect([session.chosen.tool, session.unit]).toEqual(['heat', 1]);
    void session.set({ tool: '' });
    expect(print(session.state, session.proposed).map(([key]) => key)).not.toContain('tool');
    const cell = session.set({ cell: 'gru' });
    const number = session.set({ address: 'z', step: 2 }); // no LSTM has it
    expect([session.config!.cell, session.moment.step, session.follows]).toEqual(['lstm', 1, true]);
    await Promise.all([cell, number]);
    expect([session.config!.cell, session.spot]).toEqual(['gru', { address: 'z', step: 2, unit: 1 }]);
  });

  it('is so at once again where a wish was refused', async () => {
    const session = await begun();
    await expect(session.set({ layers: 9 })).rejects.toMatchObject({ key: 'layers' });
    void session.set({ unit: 2 });
    expect(session.unit).toBe(2);
  });
});

it('says its whole state, and another opens with it', async () => {
  const session = await begun({ ...SMALL, task: 'adding', taskOptions: { steps: 6 }, cell: 'rnn', rate: 0.02 });
  session.turn();
  session.step(-1);
  session.choose({ address: 'd_h', step: session.moment.step, unit: 2 });
  const texts = print(session.state, session.proposed);
  expect(texts.map(([key]) => key)).toEqual([
    'task',
    'task-options',
    'cell',
    'hidden-units',
    'rate',
    'direction',
    'beat',
    'address',
    'unit',
  ]);
  const other = await begun(parse(texts), false);
  expect(other.state).toEqual(session.state);
  expect(other.spot).toEqual(session.spot);
});

describe('the play-head', () => {
  it('is moved by operations, by time steps, to a beat, to an end, and turned', async () => {
    const session = await begun();
    session.goEnd('first');
    expect(place(session)).toBe('forward 1 join');
    session.step(1);
    expect(place(session)).toBe('forward 1 forget');
    session.step(1, 'step');
    expect(place(session)).toBe('forward 2 forget');
    session.goTo('update');
    expect(place(session)).toBe('forward 2 update');
    session.turn();
    expect(place(session)).toBe('backward 2 leave');
    session.step(1, 'step');
    expect(place(session)).toBe('backward 1 leave');
    session.turn('backward');
    session.goEnd('first', 'backward');
    expect(place(session)).toBe('backward 5 loss');
    session.goEnd('last', 'backward');
    expect(place(session)).toBe('backward 1 leave');
    session.goEnd('last');
    expect(place(session)).toBe('forward 5 predict');
    expect(session.time % 1).toBeCloseTo(REST);
  });

  it('plays on when it is sent to another step, and stops when it is stepped', async () => {
    const session = await begun(SMALL, false);
    held.now.run(1);
    held.now.run(20);
    session.go(3);
    expect([session.playing, session.moment.step]).toEqual([true, 3]);
    session.step(1);
    expect(session.playing).toBe(false);
    session.watch('backward');
    expect([session.playing, place(session)]).toEqual([true, 'backward 5 leave']);
    session.toggle();
    expect(session.playing).toBe(false);
  });

  it('at rest waits for no frame', async () => {
    const session = await begun();
    held.now.run(2); // the engine’s, after each picture
    expect(held.now.waiting).toBe(0);
    session.step(1);
    expect(held.now.waiting).toBe(0);
  });
});

describe('what is looked at', () => {
  it('follows the play-head until a number is chosen, and then stays as far from it', async () => {
    const session = await begun();
    expect(session.spot).toEqual({ address: '~y', step: 1, unit: 0 });
    const said: string[] = [];
    for (const event of ['change', 'select', 'timeupdate']) session.addEventListener(event, () => said.push(event));
    session.choose({ address: 'c', step: 0, unit: 2 });
    expect(said).toEqual(['change', 'select']);
    session.step(1, 'step');
    expect(session.spot).toEqual({ address: 'c', step: 1, unit: 2 });
    session.choose({ address: 'h', step: 4, unit: 1 }, true);
    expect([session.moment.step, session.spot]).toEqual([4, { address: 'h', step: 4, unit: 1 }]);
    session.look(1);
    session.look(1);
    expect(session.spot?.unit).toBe(0);
    session.follow(true);
    expect([session.follows, session.spot?.address]).toEqual([true, '~y']);
    session.follow(false);
    session.goTo('tell');
    expect(session.spot?.address).toBe('~y');
  });

  it('leaves the lane that is followed where it is no number of a lane', async () => {
    const session = await begun({ ...SMALL, unit: 2 });
    session.choose({ address: 'x', step: 2, unit: 1 });
    expect([session.unit, session.spot?.unit]).toEqual([2, 1]);
    session.set({ sample: 5 });
    await heard(session, () => session.view?.trace.frame.sample === 5);
    expect([session.unit, session.spot?.unit]).toEqual([2, 1]);
    session.choose({ address: 'f', step: 2, unit: 0 });
    expect([session.unit, session.spot?.unit]).toEqual([0, 0]);
    session.choose({ address: 'x', step: 2, unit: 1 });
    await session.set({ address: 'x', unit: 0 });
    expect(session.spot?.unit).toBe(0);
  });

  it('is let go where the next network has no such number', async () => {
    const session = await begun();
    session.choose({ address: 'f', step: 1, unit: 2 });
    await session.set({ cell: 'gru', hidden: 2 });
    expect([session.follows, session.unit]).toEqual([true, 1]);
  });
});

describe('the network', () => {
  it('is trained until it is stopped, or until the task is solved', async () => {
    const session = await begun({ taskOptions: { delay: 2, distractors: false }, rate: 0.03 });
    session.train(3);
    await heard(session, () => session.standing === 'learning');
    expect(session.progress?.updates).toBe(3);
    session.train('solved');
    await heard(session, () => session.standing === 'solved');
    session.rewind();
    await heard(session, () => session.standing === 'untrained');
    session.train(Infinity);
    await heard(session, () => session.standing === 'training' && session.progress!.updates > 0);
    session.stopTraining();
    await heard(session, () => session.standing !== 'training');
  }, 20_000);

  it('is waited for until it rests, whatever ended it; nothing else waits', async () => {
    const session = await begun();
    await session.train(3);
    expect([session.standing, session.progress!.updates]).toEqual(['learning', 3]);

    const stopped = session.train(Infinity);
    await heard(session, () => session.standing === 'training');
    session.stopTraining();
    await stopped;
    expect(session.standing).not.toBe('training');

    const replaced = session.train(Infinity);
    await session.set({ hidden: 2 });
    await replaced;
    expect([session.standing, session.config!.hidden]).toEqual(['untrained', 2]);

    const closed = session.train(Infinity);
    await heard(session, () => session.standing === 'training');
    session.close();
    await closed;
  });

  it('learns on by another rate and another clipping, and anything else begins a new one', async () => {
    const session = await begun();
    session.train(5);
    await heard(session, () => session.standing === 'learning');
    await session.set({ rate: 0.5, clip: 2 });
    expect([session.config?.rate, session.config?.clip, session.progress?.updates]).toEqual([0.5, 2, 5]);
    await session.set({ batch: 4 });
    expect([session.config?.rate, session.config?.batch, session.progress?.updates]).toEqual([0.5, 4, 0]);
  });

  it('is changed in turn, and stays as it was where a wish is refused', async () => {
    const session = await begun();
    const refused = session.set({ layers: 9 });
    const taken = session.set({ hidden: 2 });
    const also = session.set({ optimizer: 'sgd' });
    await expect(refused).rejects.toMatchObject({ code: 'whole-number', key: 'layers' });
    await Promise.all([taken, also]);
    expect(session.config).toMatchObject({ hidden: 2, layers: 1, optimizer: 'sgd', taskOptions: { delay: 4 } });
  });

  it('is put in whole: given to begin with, or saved', async () => {
    const session = await begun();
    await session.train(3);
    const { saved } = session;
    const params = new Float32Array(saved!.state.now.params.length).fill(0.1);
    await session.set({ config: session.config!, given: { params } });
    expect([session.standing, session.state.hidden]).toEqual(['given', 3]);
    expect(session.view!.trace.frame.params).toEqual(params);
    const refused = session.set({ config: { ...session.config!, layers: 9 } });
    await expect(refused).rejects.toMatchObject({ code: 'whole-number', key: 'layers' });
    await session.set(saved!);
    expect([session.standing, session.progress!.updates]).toEqual(['learning', 3]);
    expect(session.view!.trace.frame.params).toEqual(saved!.state.now.params);
  });

  it('shows another sequence without a new network', async () => {
    const session = await begun();
    const first = session.view;
    held.now.run(2);
    void session.set({ sample: 2 });
    await heard(session, () => session.view !== first && session.view!.trace.frame.sample === 2);
    expect(session.state.sample).toBe(2);
  });
});

it('asks the engine what it does not report of itself', async () => {
  const session = await begun();
  const { schema, point } = await session.ask('point', undefined);
  expect(schema.hidden).toBe(3);
  expect([...point.params]).toEqual([...session.view!.trace.frame.params]);
});
