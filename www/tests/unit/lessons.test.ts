// The lessons, in both languages: making them refuses what is not there or has no answer; what they claim has been measured.
import { describe, expect, it } from 'vitest';
import { folderOf, pages } from '../../lesson-pages.ts';
import { faultOf, made } from '../../lessons.ts';
import type { Block } from '../../src/lessons/lesson.ts';
import { LANGS } from '../../src/session/languages.ts';
import { escape } from '../../vite-words.ts';
import { claims } from './claims.ts';
import { traceOf } from './core.ts';

const names = [...new Set(made.map(({ lesson }) => lesson.name))];

it('each is written in each language, under the same number', () => {
  for (const name of names) {
    const own = made.filter(({ lesson }) => lesson.name === name);
    expect(own.map(({ lang }) => lang).sort(), name).toEqual([...LANGS].sort());
    expect(new Set(own.map(({ lesson }) => lesson.number)).size, name).toBe(1);
  }
});

describe('what is asked', () => {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 4 }, hidden: 3, seed: 2 }, 5);
  const shown = { trace, right: 0.75 };
  const bar = { kind: 'bar', asks: [], from: '0', to: '1', of: 'right', whole: false, told: [] } satisfies Block;
  const choice = (...whens: string[]): Block => ({
    kind: 'choice',
    asks: [],
    choices: whens.map((when) => ({ spans: [], when })),
    told: [],
  });

  it('has one answer, which is on its bar', () => {
    expect(faultOf(bar, shown)).toBeUndefined();
    expect(faultOf(choice('right > 0.5', 'right < 0.5'), shown)).toBeUndefined();
  });

  it('is refused where it has not', () => {
    expect(faultOf({ ...bar, to: '0.5' }, shown)).toBe('right, 0.75, is not on a bar from 0 to 0.5');
    expect(faultOf({ ...bar, from: '1', to: '0' }, shown)).toContain('is not on a bar');
    expect(faultOf(choice('right > 0.5', 'right > 0.7'), shown)).toBe('2 are right of right > 0.5, right > 0.7');
    expect(faultOf(choice('right < 0.5'), shown)).toContain('0 are right');
    expect(faultOf({ kind: 'text', spans: [{ number: 'held.right' }] }, shown)).toBe('nothing is known of held.right');
  });
});

describe.each(made.map(({ lang, lesson, told }) => ({ name: `${lesson.name}, ${lang}`, lang, lesson, told })))(
  'what is printed of $name',
  ({ lang, lesson, told }) => {
    const page = '<html lang="en"><meta charset="utf-8" /><title></title></head><link rel="icon"></lstm-page>';
    const files = pages(made, page, '');
    const shown = (text: string): string => escape(text.trim());
    const all = told.flatMap(({ blocks }) => blocks);

    it('asks on the worksheet all that the lesson asks, and answers none of it before the key', () => {
      const sheet = files.get(`${folderOf(lang)}${lesson.name}/worksheet.html`)!;
      const [asked, key] = sheet.split('class="key"') as [string, string];
      for (const { kind, asks, truth, told } of all) {
        if (asks === undefined) continue;
        expect(asked).toContain(shown(asks));
        if (truth !== undefined) expect(key, kind).toContain(`<b>${shown(truth)}</b>`);
        for (const each of told) {
          expect(asked).not.toContain(shown(each));
          expect(key).toContain(shown(each));
        }
      }
    });

    it('is all of it in the booklet', () => {
      const booklet = files.get(`${folderOf(lang)}index.html`)!.split('class="booklet"')[1]!;
      for (const { asks, choices, told } of all)
        for (const each of [...(asks === undefined ? [] : [asks]), ...(choices ?? []), ...told])
          expect(booklet).toContain(shown(each));
    });
  },
);

const claimed = made.flatMap(({ lang, lesson }) =>
  lesson.scenes.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'claim' ? [{ lang, id: `${lesson.name}/${block.id}`, text: block.spans.join('') }] : [],
    ),
  ),
);

it('every claim has an experiment, and every experiment is claimed', () => {
  expect([...new Set(claimed.map(({ id }) => id))].sort()).toEqual(Object.keys(claims).sort());
});

describe.each(Object.entries(claims))('%s', (id, experiment) => {
  it('is as it was measured', () => {
    const measured = experiment();
    for (const { lang, text } of claimed.filter((claim) => claim.id === id))
      expect(text.match(/\d+(?:,\d{3})*(?:\.\d+)?%?/g)).toEqual(measured[lang]);
  });
});
