// What is opened beside the picture: six questions in a row, each with its parts; fetched when it is asked for, part of the
// state, and closed again.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import en from '../../locales/en.json';
import { cut, focused, foreign, open, other, PARTS, tooWide } from './hands.ts';
import { ready, Site } from './site.ts';

/** The tools of the row, and all that can be opened. */
const ROW = Object.keys(en.tool);
const ALL = Object.keys(PARTS);

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** Which button of the row is marked as open. */
const marked = (page: Page): Promise<(string | null)[]> =>
  page
    .locator('lstm-tools .row [aria-expanded="true"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-tool')));

it.each(ALL)('%s has a main path, which every engine is held to', (part) => {
  const test = readFileSync(new URL(`${part}.test.ts`, import.meta.url), 'utf8');
  expect(test).toMatch(/^ *it\(\s*[^\n]*,\s+PATH,\s/m);
});

it('each of the row opens by its button, speaks both languages, closes, and gives the focus back', () =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const part of ALL.filter((each) => ROW.includes(PARTS[each]!))) {
      const panel = await open(page, part);
      for (const lang of ['en', 'zh'] as const) {
        await expect.poll(() => foreign(page, lang), { message: `${part} in ${lang}` }).toEqual([]);
        await expect.poll(() => page.evaluate(() => location.hash)).toMatch(new RegExp(`tool=${part}(&|$)`));
        await other(page, 'lang');
      }
      expect(await marked(page)).toEqual([PARTS[part]]);
      await page.locator('lstm-tools [data-do="close-tool"]').press('Enter');
      await panel.waitFor({ state: 'detached' });
      expect(await marked(page)).toEqual([]);
      expect(await focused(page)).toBe(PARTS[part]);
    }
  }));

it('what is in no row gives the focus back to what opened it', () =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const [part, by] of [
      ['heat', 'heat'],
      ['share', 'menu'],
      ['embed', 'embed'],
    ] as const) {
      const panel = await open(page, part);
      await page.locator('lstm-tools [data-do="close-tool"]').press('Enter');
      await panel.waitFor({ state: 'detached' });
      expect(await focused(page)).toBe(by);
    }
  }));

it.each([1440, 1280])('the row is one line at %i pixels, in both languages, whatever is open', (width) =>
  site.visit({ width, height: 900 }, async (page) => {
    await ready(page);
    for (const tool of [undefined, ...ROW]) {
      if (tool) await open(page, tool);
      for (let lang = 0; lang < 2; lang++) {
        const boxes = await page
          .locator('lstm-tools .row button')
          .evaluateAll((all) =>
            all.map((each) => [each.getBoundingClientRect().top, each.scrollWidth - each.clientWidth]),
          );
        expect(boxes.length).toBe(6);
        expect(new Set(boxes.map(([top]) => top)).size, `${tool}`).toBe(1);
        expect(Math.max(...boxes.map(([, wider]) => wider!)), `${tool}`).toBeLessThanOrEqual(0);
        await other(page, 'lang');
      }
    }
  }),
);

it('the parts of one are tabs: keys lead round, one is there at a time, and the link has it', () =>
  site.visit({ at: '#tool=race' }, async (page) => {
    await ready(page);
    await page.locator('lstm-race').waitFor();
    await page.locator('lstm-tools #tab-race').focus();
    for (const [key, part] of [
      ['ArrowRight', 'compare'],
      ['ArrowRight', 'sweep'],
      ['End', 'explode'],
      ['ArrowRight', 'race'],
      ['ArrowLeft', 'explode'],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator(`lstm-${part}`).waitFor();
      expect(await focused(page)).toBe(`tab-${part}`);
      expect(await page.locator('lstm-tools [role="tab"][aria-selected="true"]').getAttribute('id')).toBe(
        `tab-${part}`,
      );
      expect(await page.locator('lstm-tools .body > :not(p)').count()).toBe(1);
      await expect.poll(() => page.evaluate(() => location.hash)).toMatch(new RegExp(`tool=${part}(&|$)`));
    }
  }));

it('each opens beside the picture, which stays where it is and whole in the window', () =>
  site.visit({ at: '' }, async (page) => {
    await ready(page);
    const within = async (selector: string): Promise<boolean> => {
      const { y, height } = (await page.locator(selector).boundingBox())!;
      return y >= 0 && y + height <= 900;
    };
    for (const part of ALL) {
      await open(page, part);
      for (const seen of ['lstm-stage svg', 'lstm-strip svg', 'lstm-transport', 'lstm-tools #tool'])
        expect(await within(seen), `${part}: ${seen}`).toBe(true);
      expect(await page.evaluate(() => scrollY), part).toBe(0);
      expect(await cut(page), part).toEqual([]);
    }
  }));

/** Links from when each part was a tool of its own, with what they carried. */
const OLD: [part: string, carried: string, seen: string][] = [
  ['race', '&task=recall&lanes=cell%3Drnn%3Bcell%3Dgru', 'lstm-race [data-lane="B"]'],
  ['sweep', '&cell=rnn', 'lstm-sweep [name="delays"]'],
  ['explode', '&task=adding&clip=0', 'lstm-explode [data-do="clip"]'],
  ['hold', '&step=2&edits=c.1@2=0.5', 'lstm-hold [data-edit="c.1@2=0.5"]'],
  ['design', '&cell=lstm', 'lstm-design lstm-editor'],
  ['check', '', 'lstm-check [data-do="check"]'],
  ['film', '', 'lstm-film p'],
  ['activations', '&address=f', 'lstm-activations [data-function="sigmoid"].lit'],
  ['memory', '', 'lstm-memory [data-do="measure"]'],
  ['heat', '', 'lstm-heat [data-map="c"]'],
  ['data', '&task=text&aside=%20is%20it&temperature=0.5', 'lstm-data lstm-continuation #temperature'],
  ['model', '', 'lstm-model [data-do="file"]'],
  ['share', '', 'lstm-share lstm-runs'],
];

it.each(OLD)('a link of before to %s, with%s, opens the tool at the part that it asked for', (part, carried, seen) =>
  site.visit({ at: `#tool=${part}${carried}` }, async (page) => {
    await ready(page);
    await page.locator(seen).first().waitFor();
    const tool = PARTS[part]!;
    expect(await marked(page)).toEqual(ROW.includes(tool) ? [tool] : []);
    const tab = page.locator('lstm-tools [role="tab"][aria-selected="true"]');
    const several = Object.values(PARTS).filter((each) => each === tool).length > 1;
    expect(await tab.count()).toBe(Number(several));
    if (several) expect(await tab.getAttribute('id')).toBe(`tab-${part}`);
  }),
);

it('each opens by a link, in Chinese, dark, on a phone, and is no wider than it', () =>
  site.visit({ at: `#tool=${ALL[0]}`, lang: 'zh', theme: 'dark', width: 390 }, async (page) => {
    await ready(page);
    for (const part of ALL) {
      await page.evaluate((part) => void (location.hash = `tool=${part}`), part);
      await page.locator(`lstm-${part}`).waitFor();
      await expect.poll(() => tooWide(page), { message: part }).toBeLessThanOrEqual(0);
    }
    // One that is none any more, and one that never was.
    for (const tool of ['explain', 'none-such']) {
      await page.evaluate((tool) => void (location.hash = `tool=${tool}`), tool);
      await page.locator(`lstm-${ALL.at(-1)}`).waitFor({ state: 'detached' });
      expect(await page.locator('lstm-tools #tool').isVisible(), tool).toBe(false);
    }
  }));
