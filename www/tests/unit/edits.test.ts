// What a reader holds and changes: read and printed, set upon the sequence shown and taken back, and never felt by training.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fits, parse, print } from '../../src/engine/edits.ts';
import { Laboratory } from '../../src/engine/laboratory.ts';
import type { Config, Pass } from '../../src/engine/protocol.ts';
import { differences } from '../../src/tools/hold/difference.ts';
import { placeOf, proposed, rangeOf, spotOf } from '../../src/scene/held.ts';
import { proposals } from '../../src/tools/hold/proposal.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { momentAt, REST, timeOf } from '../../src/network/timeline.ts';
import type { Trace } from '../../src/network/trace.ts';
import { View } from '../../src/scene/view.ts';
import { verdict } from '../../src/tools/hold/verdict.ts';
import { ask, edited, module, NETWORKS, traceOf } from './core.ts';

const SMALL: Config = { task: 'recall', taskOptions: { delay: 4 }, hidden: 3 };
const numbers = ({ frame }: Trace): number[][] =>
  [frame.values, frame.grads, frame.params, frame.paramGrads, frame.outputs, [frame.loss]].map((each) => [...each]);

afterEach(() => edited('').then(() => {}));

// There must be a sequence to edit.
beforeAll(() => void traceOf(SMALL));

describe('the text of edits', () => {
  const TEXT = 'f.2@3-11=1,W_f[3,1]=0,x.0@1=-1,c.1@0=0.5,h@5-=0.25,U_f=0,!f.0@7=0,l1.f.2@3=1,l1.c=-2e-7,g.1=1';

  it('says again what was read', () => {
    const { edits, wrong } = parse(TEXT);
    expect(wrong).toEqual([]);
    expect(edits).toHaveLength(10);
    expect(print(edits)).toBe(TEXT);
    expect(edits[0]).toEqual({ name: 'f', unit: 2, first: 3, last: 11, value: 1, on: true });
    expect(edits[1]).toEqual({ name: 'W_f', at: [3, 1], value: 0, on: true });
    expect(edits[4]).toEqual({ name: 'h', first: 5, value: 0.25, on: true });
    expect(edits[6]).toMatchObject({ unit: 0, first: 7, last: 7, on: false });
    expect(edits[7]).toMatchObject({ name: 'l1.f', unit: 2 });
  });

  it('may have blanks, and keeps apart what is none', () => {
    const { edits, wrong } = parse(' f.2@3 = 1, f.2@3=1 ,, f=,f.1@4-2=1,f.1=x,=3,f.1=1e99,W[1]=2,f@=1,nonsense');
    expect(print(edits)).toBe('f.2@3=1');
    expect(wrong).toEqual(['f.2@3 = 1', 'f=', 'f.1@4-2=1', 'f.1=x', '=3', 'f.1=1e99', 'W[1]=2', 'f@=1', 'nonsense']);
    expect(parse('')).toEqual({ edits: [], wrong: [] });
  });

  it('fits a network that has the place', () => {
    const { schema } = traceOf({ ...SMALL, cell: 'lstm' }).frame;
    const fit = (text: string): boolean => fits(parse(text).edits[0]!, schema);
    for (const text of ['f=1', 'f.2@5=1', 'f@5-9=1', 'W_f[2,0]=1', 'U_f=0', 'c.2@0=1', 'h@0-2=1', 'x.0@1=1', 'y.0@5=1'])
      expect(fit(text), text).toBe(true);
    for (const text of ['r=1', 'f.3=1', 'f@6=1', 'W_f[3,0]=1', 'W_f.0=1', 'f[0,0]=1', 'f@0=1', 'x.0@0=1', 'l1.f=1'])
      expect(fit(text), text).toBe(false);
  });
});

describe.each(NETWORKS)('in $name', ({ config }) => {
  it('each field is held at each step, and what was untouched stands beside it to the bit', async () => {
    const untouched = traceOf({ ...SMALL, ...config }, 5);
    const { row, params } = untouched.frame.schema;
    const fields = row.map(({ name }, k) => ({ name, unit: 0, first: 2, last: 3, value: 0.5 + k / 64, on: true }));
    for (const edit of fields) {
      const trace = await edited(print([edit]));
      expect(numbers({ frame: trace.frame.ghost! } as Trace), edit.name).toEqual(numbers(untouched));
      const [field, other] = [trace, untouched].map((each) => each.value(edit.name, 2)[0]);
      expect([field, trace.value(edit.name, 3)[0], other !== field]).toEqual([edit.value, edit.value, true]);
      expect(trace.grad(edit.name, 2)[0], `d_${edit.name}`).toBe(0);
    }
    const { name } = params.at(-1)!;
    const trace = await edited(`${name}[0,0]=0.75`);
    expect(trace.param(name).data[0]).toBe(0.75);
    expect(numbers(await edited(''))).toEqual(numbers(untouched));
    expect((await edited('')).frame.ghost).toBeUndefined();
  });

  it('a start state is set, and set back', async () => {
    const untouched = traceOf({ ...SMALL, ...config }, 5);
    const h = untouched.frame.schema.row.findLast(({ name, kind }) => kind === 'state' && /(^|\.)h$/.test(name))!.name;
    const trace = await edited(`${h}.0@0=0.5,!${h}.1@0=0.5`);
    expect([...trace.value(h, 0)].slice(0, 2)).toEqual([0.5, 0]);
    expect(trace.wiring.fields.some(({ name }) => `${trace.value(name, 1)}` !== `${untouched.value(name, 1)}`)).toBe(
      true,
    );
    expect(numbers(await edited(''))).toEqual(numbers(untouched));
  });

  it('a nudge of any number does what its gradient says', async () => {
    const trace = traceOf({ ...SMALL, ...config }, 5);
    const { row, params } = trace.frame.schema;
    const of = { value: 0, on: true };
    const edits = [
      ...row.map(({ name }) => ({ name, unit: 0, first: 3, last: 3, ...of })),
      ...params.map(({ name }) => ({ name, at: [0, 0] as [number, number], ...of })),
    ];
    for (const edit of edits) {
      for (const epsilon of [0.01, -0.002]) {
        const found = await ask('nudge', { edit, epsilon });
        const own = 'at' in edit ? trace.paramGrad(edit.name).data[0] : trace.grad(edit.name, 3)[0];
        expect(found.gradient, edit.name).toBe(own);
        const { reason } = verdict(found, epsilon, { truncated: false, held: false });
        expect(['same', 'none', 'curvature', 'rounding', 'lost'], `${edit.name} ${JSON.stringify(found)}`).toContain(
          reason,
        );
      }
    }
    expect(numbers(await edited('')), 'it leaves nothing behind').toEqual(numbers(trace));
  });

  it('what is proposed does what it says', async () => {
    const trace = traceOf({ ...SMALL, ...config }, 5);
    for (let layer = 0; layer < trace.frame.schema.layers; layer++) {
      for (const { kind, gates, edits } of proposals(trace.wiring, layer, 3)) {
        const held = await edited(print(edits));
        expect(edits.every((edit) => fits(edit, trace.frame.schema))).toBe(true);
        for (const name of gates) expect(new Set(held.value(name, 3)).size).toBe(1);
        if (kind === 'cut')
          for (const { name } of edits) expect(held.param(name).data.every((w) => w === 0)).toBe(true);
        if (kind !== 'keep' && kind !== 'lose') continue;
        for (const { by, term } of held.wiring.uses(gates[0]!)) {
          const view = new View(held, layer);
          const factors = held.wiring.formula(by)!.terms[term]!;
          if (!factors.some((factor) => factor.before && factor.name === by)) continue;
          const left = kind === 'keep' ? [...held.value(by, 2)] : [...held.value(by, 2)].map(() => 0);
          expect([...Array.from(view.numbers(`${by}/${term}`, 3))].map((v) => v + 0)).toEqual(left.map((v) => v + 0));
        }
      }
    }
  });
});

describe('of two edits', () => {
  it('of the same number the later one holds, and one that is off does not', async () => {
    traceOf({ ...SMALL, cell: 'lstm' });
    const f = async (text: string): Promise<number[]> => {
      const trace = await edited(text);
      return [1, 2, 3].map((step) => trace.value('f', step)[1]!);
    };
    expect(await f('f=1,f.1@2=0')).toEqual([1, 0, 1]);
    expect(await f('f.1@2=0,f=1')).toEqual([1, 1, 1]);
    expect(await f('f=1,!f.1@2=0')).toEqual([1, 1, 1]);
  });
});

describe('edits survive', () => {
  it('training, another sequence, a rewind and another network, which may lack their place', async () => {
    traceOf({ ...SMALL, cell: 'lstm' });
    await edited('f.0@2=0.25');
    expect(traceOf({ ...SMALL, cell: 'lstm' }, 10, 3).value('f', 2)[0]).toBe(0.25);
    const gru = traceOf({ ...SMALL, cell: 'gru' }).frame;
    expect([gru.ghost, gru.edits]).toEqual([undefined, undefined]);
    expect(traceOf({ ...SMALL, cell: 'lstm' }).value('f', 2)[0]).toBe(0.25);
  });
});

it('training does not feel them: the same losses to the bit', async () => {
  const run = async (edits?: string): Promise<number[]> => {
    const slices: (() => void)[] = [];
    let losses: number[] = [];
    let shown: Pass | undefined;
    const laboratory = new Laboratory(
      (report) => {
        if (report.say === 'progress') losses = [...report.progress.losses];
        if (report.say !== 'pass' && report.say !== 'network') return;
        shown = report.pass;
        laboratory.hear({ do: 'seen' });
      },
      { slice: 0, yield: (next) => slices.push(next) },
    );
    laboratory.hear({ do: 'open', module });
    laboratory.hear({ do: 'configure', id: 0, config: { ...SMALL, cell: 'lstm' } });
    if (edits) laboratory.hear({ do: 'edit', edits });
    while (edits && shown?.edits !== edits) await new Promise((done) => setTimeout(done));
    laboratory.hear({ do: 'train', id: 0, updates: 60 });
    for (let k = 0; slices.length; k++) {
      slices.shift()!();
      if (edits && k % 7 === 0)
        laboratory.hear({
          do: 'ask',
          id: k,
          name: 'nudge',
          of: { edit: { name: 'b_f', at: [0, 0], value: 0, on: true }, epsilon: 1 },
        });
      await Promise.resolve();
    }
    expect(shown?.edits).toBe(edits);
    laboratory.close();
    return losses;
  };
  const plain = await run();
  expect(plain.length).toBeGreaterThan(10);
  expect(await run('f=0,W_f=3,h@0=9,x=-1')).toEqual(plain);
});

it('a number that runs away leaves the untouched run in sight', async () => {
  const untouched = traceOf({ ...SMALL, cell: 'lstm' }, 5);
  const trace = await edited('W_y=3e38,h=3e38');
  expect([trace.frame.edits, trace.frame.ghost]).toEqual(['W_y=3e38,h=3e38', undefined]);
  expect(numbers(trace)).toEqual(numbers(untouched));
});

describe('a view of an edited run', () => {
  it('says what is held, and what it would be', async () => {
    const untouched = traceOf({ ...SMALL, cell: 'lstm' }, 5);
    const view = new View(await edited('f.1@2-3=1,c.0@0=0.5,U_f[1,2]=7,i=0'));
    const held = (address: string, step: number, unit: number) => view.held({ address, step, unit });
    const all = <Of>(n: number, each: Of): Of[] => Array.from({ length: n }, () => each);
    expect([held('f', 2, 1), held('d_f', 3, 1), held("f'", 4, 1), held('i', 5, 2)]).toEqual(all(4, 'held'));
    expect([held('c', 0, 0), held("c'", 1, 0), held('U_f[1,2]', 0, 0)]).toEqual(all(3, 'set'));
    expect(view.trace.param('U_f').data[5]).toBe(7);
    expect([held('f', 4, 1), held('f', 2, 0), held('c', 1, 0), held('c/0', 2, 1), held('U_f[1,0]', 0, 0)]).toEqual(
      all(5, undefined),
    );
    // What is held has no gradient; what is set has the one that follows from it.
    expect(view.trace.grad('f', 2)[1]).toBe(0);
    expect(view.trace.grad('c', 0)[0]).not.toBe(0);
    expect(view.ghost!.value({ address: 'f', step: 2, unit: 1 })).toBe(untouched.value('f', 2)[1]);
    const { loss, gradient, answer } = differences(view.ghost!.trace, view.trace, 'c', 2);
    expect([loss.untouched, loss.now]).toEqual([untouched.frame.loss, view.trace.frame.loss]);
    expect(answer).toMatchObject({ step: 5 });
    expect(gradient.untouched).toBe(Math.hypot(...untouched.grad('c', 1)));
  });

  it('has on the stage the colour of the untouched run wherever it differs, and marks what is held', async () => {
    traceOf({ ...SMALL, cell: 'lstm' }, 5);
    const view = new View(await edited('f.1@2=0'));
    const moment = momentAt(timeOf('forward', 2, view.score.forward.length - 1, REST, view.score), view.score);
    const { shapes } = stageScene(view, moment, { room: 'wide', unit: 0, notation: 'textbook' });
    const cells = shapes.filter((shape) => shape.type === 'cell');
    const marked = cells.filter(({ held }) => held);
    expect(new Set(marked.map(({ spot }) => `${spot!.address} ${spot!.unit}`))).toEqual(new Set(['f 1']));
    for (const { spot, tone, ghost } of cells) {
      const was = view.tone(spot!.address, view.ghost!.value(spot!));
      if (ghost) expect(ghost).toEqual(was);
      else expect(Math.abs(was.strength - tone.strength)).toBeLessThanOrEqual(0.02);
    }
    expect(cells.filter(({ ghost }) => ghost).length).toBeGreaterThan(2);
  });

  it('offers the place behind any number, its range, and a value that is another', () => {
    const view = new View(traceOf({ ...SMALL, cell: 'lstm' }, 5));
    const place = (address: string, step = 2, unit = 1) => placeOf(view.wiring, { address, step, unit });
    expect(place('f')).toEqual({ name: 'f', unit: 1, first: 2, last: 2 });
    expect(place("c'", 1)).toEqual({ name: 'c', unit: 1, first: 0, last: 0 });
    expect(place('c/0')).toMatchObject({ name: 'c', first: 2 });
    expect(place('d_W_f')).toEqual({ name: 'W_f', at: [1, 0] });
    expect(place('W_f[2,1]')).toEqual({ name: 'W_f', at: [2, 1] });
    expect(place('~y', 5, 0)).toEqual({ name: 'y', unit: 0, first: 5, last: 5 });
    expect(spotOf(place('W_f[2,1]'))).toMatchObject({ address: 'W_f[2,1]' });
    expect(['f', 'g', 'c', 'W_f'].map((name) => rangeOf(view, name))).toEqual([[0, 1], [-1, 1], undefined, undefined]);
    expect(proposed(view, place('f'))).toBe(view.value({ address: 'f', step: 2, unit: 1 }) < 0.5 ? 1 : 0);
    expect(proposed(view, place('x', 1, 0))).toBe(-view.value({ address: 'x', step: 1, unit: 0 }));
  });
});

describe('the verdict on a nudge', () => {
  const of = (change: number, twice: number, more = {}) =>
    verdict({ value: 0, gradient: 2, change, twice, rounding: 1e-9, ...more }, 0.01, { truncated: false, held: false });

  it('tells a straight line, a bend, rounding, and what is lost in it', () => {
    expect(of(0.02, 0.04)).toEqual({ predicted: 0.02, ratio: 1, reason: 'same' });
    expect(of(0.021, 0.044)).toMatchObject({ reason: 'curvature', ratio: 1.05 });
    expect(of(0.021, 0.044).times).toBeCloseTo(4);
    expect(of(0.05, 0.041).reason).toBe('far');
    expect(of(0.0201, 0.0402, { rounding: 1e-4 }).reason).toBe('rounding');
    expect(of(0, 0, { gradient: 1e-9 }).reason).toBe('lost');
    expect(of(0, 0, { gradient: 0, rounding: 0 })).toEqual({ predicted: 0, reason: 'none' });
    const found = { value: 0, gradient: 2, change: 0.05, twice: 0.1, rounding: 0 };
    expect(verdict(found, 0.01, { truncated: true, held: false }).reason).toBe('truncated');
    expect(verdict({ ...found, gradient: 0 }, 0.01, { truncated: false, held: true }).reason).toBe('held');
  });
});

it('a nudge in an edited network is one of that network, and what is held stays held', async () => {
  traceOf({ ...SMALL, cell: 'lstm' }, 5);
  const before = await edited('f=1,c.0@0=0.5,W_i=0.125');
  const edit = { name: 'g', unit: 0, first: 2, last: 2, value: 0, on: true };
  const found = await ask('nudge', { edit, epsilon: 0.01 });
  expect(found.gradient).toBe(before.grad('g', 2)[0]);
  expect(['same', 'curvature', 'rounding']).toContain(verdict(found, 0.01, { truncated: false, held: false }).reason);
  const { point } = await ask('point', undefined);
  expect(point.clamps).toHaveLength(3);
  expect([...point.params]).toEqual([...before.frame.params]);
});
