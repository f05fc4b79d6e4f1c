// What the page opens with is what the core says, bit for bit; and as long as the core is not there, what is asked of it waits.
import { describe, expect, it } from 'vitest';
import { Recorded } from '../../src/engine/recorded.ts';
import type { Report, Wish } from '../../src/engine/protocol.ts';
import { FIRST, isRecorded } from '../../src/session/first.ts';
import { OPENING } from '../../src/session/opening.ts';
import { heard } from './hosts.ts';
import { sessions } from './sessions.ts';

const { recording, mark } = OPENING;
const open = sessions();

/** All numbers of it by their bits: of two that are equal one may be −0. */
function bits(of: unknown): unknown {
  if (of instanceof Float32Array) return [...new Uint32Array(of.slice().buffer)];
  if (Array.isArray(of)) return of.map(bits);
  if (typeof of !== 'object' || of === null) return Object.is(of, -0) ? '-0' : of;
  return Object.fromEntries(Object.entries(of).map(([name, each]) => [name, bits(each)]));
}

describe('what was recorded', () => {
  it('is what a core says that opens with the first network, bit for bit', async () => {
    const live = await open({ sample: FIRST.begin.sample });
    const { choices, network, saved, progress, view } = live;
    const { schema: _, ...shown } = view!.trace.frame;
    const [first, ...others] = recording.passes;
    expect(bits({ choices, schema: network, saved, progress, pass: shown })).toEqual(
      bits({ choices: recording.choices, schema: recording.schema, saved, progress: recording.progress, pass: first }),
    );
    expect(bits(saved)).toEqual(bits(recording.saved));
    expect(others).toHaveLength(1);
    for (const pass of recording.passes) expect(bits(await live.ask('pass', pass.sample))).toEqual(bits(pass));
  });

  it('has the lane marked that is found by measuring', async () => {
    const learnt = await open({ ...recording.schema.config, rate: 0.25, weights: FIRST.begin.weights } as never);
    await heard(learnt, () => learnt.mark !== undefined);
    expect(learnt.opening).toBe(false);
    expect(learnt.mark).toEqual(mark);
  });

  it('is shown where nothing else is asked for', () => {
    expect(
      [{}, { unit: 1 }, { lang: 'zh' }, { step: 3, direction: 'backward' }].map((each) => isRecorded(each as object)),
    ).toEqual([...[true, true, true, true]]);
    const others = [{ hidden: 3 }, { sample: 1 }, { weights: '' }, { edits: 'f=0' }];
    expect(others.map(isRecorded)).toEqual([false, false, false, false]);
  });
});

describe('what is asked before there is a core', () => {
  const recorded = (): [Recorded, Report[]] => {
    const said: Report[] = [];
    return [new Recorded(recording.passes, (report) => said.push(report)), said];
  };
  const sample = (seed: number): Wish => ({ do: 'sample', seed });
  const train: Wish = { do: 'train', id: 3, updates: 5 };

  it('is kept in its order, and of sequences the last alone', () => {
    const [of] = recorded();
    for (const wish of [sample(2767), { do: 'rewind' } as const, train, sample(1)]) of.post(wish);
    expect(of.kept).toEqual([{ do: 'rewind' }, train, sample(1)]);
  });

  it('waits for it, unless it can be shown, or nobody asked', () => {
    const [of] = recorded();
    for (const wish of [sample(2767), { do: 'seen' }, { do: 'ask', id: 1, name: 'kept', of: undefined }] as const)
      of.post(wish);
    expect(of.waits).toBe(false);
    of.post(sample(5));
    expect(of.waits).toBe(true);
  });

  it('is shown if it was recorded, also where there will be no core, and else refused with the reason', async () => {
    const [of, said] = recorded();
    of.post(train);
    of.post(sample(2767));
    const trouble = { code: 'load', message: 'gone' };
    of.end(trouble);
    for (const wish of [sample(1), sample(5), { do: 'ask', id: 4, name: 'kept', of: undefined } as const])
      of.post(wish);
    await Promise.resolve();
    const refused = { say: 'trouble', trouble };
    expect(said).toEqual([
      { say: 'pass', pass: recording.passes[1] },
      { say: 'done', id: 3, trouble },
      refused, // for training, of which nobody awaits more than its end
      { say: 'pass', pass: recording.passes[0] },
      refused,
      { say: 'done', id: 4, trouble },
    ]);
    expect(of.waits).toBe(false);
  });
});
