// Every lesson, in both languages: what it shows is there, what it asks has an answer, and what it claims has been measured.
import { describe, expect, it } from 'vitest';
import { folderOf, pages } from '../../lesson-pages.ts';
import { made, shows } from '../../lessons.ts';
import { valueOf } from '../../src/lessons/expression.ts';
import { expressionsOf } from '../../src/lessons/lesson.ts';
import { LANGS } from '../../src/session/languages.ts';
import { escape } from '../../vite-words.ts';
import { claims } from './claims.ts';
import { module } from './core.ts';

const names = [...new Set(made.map(({ lesson }) => lesson.name))];

it('each is written in each language, under the same number', () => {
  for (const name of names) {
    const own = made.filter(({ lesson }) => lesson.name === name);
    expect(own.map(({ lang }) => lang).sort(), name).toEqual([...LANGS].sort());
    expect(new Set(own.map(({ lesson }) => lesson.number)).size, name).toBe(1);
  }
});

const all = made.flatMap(({ lang, lesson }) =>
  lesson.scenes.map((scene, k) => ({
    name: `${lesson.name}, ${lang}, scene ${k + 1}`,
    lang,
    lesson,
    scene,
  })),
);

describe.each(all)('$name', ({ lesson, scene }) => {
  it('shows what there is, says all its numbers, and asks what has one answer', async () => {
    for await (const [block, shown, { view }] of shows(lesson, scene, module)) {
      const { direction = 'forward', step = 1, beat, unit = 0 } = scene.show;
      expect(step).toBeLessThanOrEqual(view!.trace.steps);
      expect(unit).toBeLessThan(view!.trace.hidden);
      if (beat) expect(view!.score[direction]).toContain(beat);
      for (const each of expressionsOf({ ...scene, blocks: [block] }))
        expect(valueOf(each, shown), each).toBeTypeOf('number');
      if (block.kind === 'choice') {
        const right = block.choices.filter(({ when }) => valueOf(when, shown) === 1);
        expect(right, block.choices.map(({ when }) => when).join()).toHaveLength(1);
      }
      if (block.kind === 'bar') {
        const [from, to, of] = [block.from, block.to, block.of].map((each) => valueOf(each, shown)!) as [
          number,
          number,
          number,
        ];
        expect(from).toBeLessThan(to);
        expect(of).toBeGreaterThanOrEqual(from);
        expect(of).toBeLessThanOrEqual(to);
      }
    }
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
