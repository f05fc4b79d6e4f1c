// Each beat of each cell has a name and a sentence that is true of it, in each language and all notations.
import { describe, expect, it } from 'vitest';
import { captionKeys, captionOf, nameOf, titleOf } from '../../src/elements/words.ts';
import { LANGS, type Lang } from '../../src/session/languages.ts';
import { words, type Words } from '../../src/words/locale.ts';
import { NOTATIONS } from '../../src/network/notation.ts';
import { fieldsOf } from '../../src/network/wiring.ts';
import { lane as laneText, significant } from '../../src/network/format.ts';
import { REST, type Moment } from '../../src/network/timeline.ts';
import { View } from '../../src/scene/view.ts';
import { NETWORKS, traceOf } from './core.ts';

const spoken = Object.fromEntries(await Promise.all(LANGS.map(async (lang) => [lang, await words(lang)]))) as Record<
  Lang,
  Words
>;

function momentsOf(view: View): Moment[] {
  const { steps } = view.trace;
  return (['forward', 'backward'] as const).flatMap((direction) =>
    view.network.beats[direction].flatMap(({ name }, index) =>
      [1, 2, steps].map((step) => ({ direction, step, beat: name, index, progress: 0.5 })),
    ),
  );
}

const views = NETWORKS.flatMap(({ name, config }) => {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 3 }, truncate: 2, ...config }, 2);
  return Array.from({ length: trace.frame.schema.layers }, (_, layer) => ({ name, view: new View(trace, layer) }));
});

describe.each(LANGS)('in %s', (lang) => {
  it('every beat is told without a gap, whatever the network, the step and the notation', () => {
    for (const { name, view } of views) {
      for (const moment of momentsOf(view)) {
        for (const notation of NOTATIONS) {
          const { text } = captionOf(view, moment, spoken[lang], notation, 0);
          const named = nameOf(view, moment.direction, moment.beat, spoken[lang], notation).text;
          const where = `${name} ${moment.direction} ${moment.beat} ${notation}: ${named}. ${text}`;
          if (/[{}?]|undefined|caption\.|beat\./.test(text + named) || !text.trim() || !named.trim())
            expect(where).toBe('a sentence');
        }
      }
    }
  });

  it('says tanh only where the number passes one, and matrices, peepholes and coupling only where there are any', () => {
    for (const { name, view } of views) {
      const squashes = fieldsOf(view.wiring, view.layer).map((field) => view.wiring.formula(field)!.squash);
      for (const moment of momentsOf(view)) {
        const { text } = captionOf(view, moment, spoken[lang], 'textbook', 0);
        const peeps = view.wiring.schema.params.some(({ kind }) => kind === 'peephole');
        if (/peephole|窥视孔/.test(text)) expect(peeps, `${name}: ${text}`).toBe(true);
        if (/coupled|耦合/.test(text)) expect(view.wiring.has('z_i'), `${name}: ${text}`).toBe(false);
        if (/ tanh |经过 tanh/.test(text) && !/without a tanh|不经过 tanh/.test(text) && moment.beat !== 'slope')
          expect(squashes, `${name}: ${text}`).toContain('tanh');
      }
    }
  });
});

it('all languages choose the same variant', () => {
  for (const { view } of views)
    for (const moment of momentsOf(view)) {
      const beat = view.network.beats[moment.direction][moment.index]!;
      expect(new Set(LANGS.map((lang) => captionKeys(view, moment, spoken[lang], beat).join())).size).toBe(1);
    }
});

it('what is said follows the options', () => {
  const said = (options: object, direction: 'forward' | 'backward', beat: string): string => {
    const view = new View(
      traceOf({ task: 'recall', cell: 'lstm', options: options as Record<string, boolean>, hidden: 3 }),
    );
    const index = view.network.beats[direction].findIndex(({ name }) => name === beat);
    return captionOf(view, { direction, step: 2, beat, index, progress: 0.5 }, spoken.en, 'textbook', 0).text;
  };
  expect(said({}, 'forward', 'tell')).toContain('through tanh');
  expect(said({ linear_output: true }, 'forward', 'tell')).toContain('without a tanh');
  expect(said({ peephole: true }, 'forward', 'forget')).toContain('peephole');
  expect(said({}, 'forward', 'forget')).not.toContain('peephole');
  expect(said({ coupled: true }, 'forward', 'write')).toContain('coupled');
  expect(said({ projection: 2 }, 'forward', 'tell')).toContain('W_h');
  expect(said({}, 'backward', 'meet')).toContain('the sum is');
});

describe.each(LANGS)('a whole step, in %s', (lang) => {
  it.each(['forward', 'backward'] as const)(
    'tells %s what came in on a lane and what goes on, as the network has it',
    (direction) => {
      const view = new View(traceOf({ task: 'recall', cell: 'lstm', hidden: 3 }));
      const index = view.network.beats[direction].length - 1;
      const moment = { direction, step: 2, beat: view.score[direction][index]!, index, progress: REST, moved: 0.3 };
      const { text } = captionOf(view, moment, spoken[lang], 'textbook', 1);
      const [before, after] = ["c'", 'c'].map((address) => {
        const value = view.value({ address: direction === 'forward' ? address : `d_${address}`, step: 2, unit: 1 });
        return direction === 'forward' ? laneText(value) : significant(value, 3);
      });
      for (const each of ['2', before, after]) expect(text).toContain(each);
      expect(titleOf(view, moment, spoken[lang], 'textbook').text).toMatch(/2/);
    },
  );
});
