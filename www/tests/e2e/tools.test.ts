// What is opened beside the picture: fetched when it is asked for, part of the state, and closed again.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import en from '../../locales/en.json';
import { focused, foreign, open, other, tooWide } from './hands.ts';
import { ready, Site } from './site.ts';

const TOOLS = Object.keys(en.tool);

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

it.each(TOOLS)('%s has a main path, which every engine is held to', (tool) => {
  const test = readFileSync(new URL(`${tool}.test.ts`, import.meta.url), 'utf8');
  expect(test).toMatch(/^ *it\(\s*[^\n]*,\s+PATH,\s/m);
});

it('each opens by its button, speaks both languages, closes, and gives the focus back', () =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const tool of TOOLS) {
      const panel = await open(page, tool);
      for (const lang of ['en', 'zh'] as const) {
        await expect.poll(() => foreign(page, lang), { message: `${tool} in ${lang}` }).toEqual([]);
        await expect.poll(() => page.evaluate(() => location.hash)).toContain(`tool=${tool}`);
        await other(page, 'lang');
      }
      await page.locator('lstm-tools [data-do="close-tool"]').press('Enter');
      await panel.waitFor({ state: 'detached' });
      const button = page.locator(`lstm-tools [data-tool="${tool}"]`);
      expect(await button.getAttribute('aria-expanded'), tool).toBe('false');
      expect(await focused(page)).toBe(tool);
    }
  }));

it('each opens beside the picture, which stays where it is and whole in the window', () =>
  site.visit({ at: '' }, async (page) => {
    await ready(page);
    const within = async (selector: string): Promise<boolean> => {
      const { y, height } = (await page.locator(selector).boundingBox())!;
      return y >= 0 && y + height <= 900;
    };
    for (const tool of TOOLS) {
      await open(page, tool);
      for (const seen of ['lstm-stage svg', 'lstm-strip svg', 'lstm-transport', 'lstm-tools #panel'])
        expect(await within(seen), `${tool}: ${seen}`).toBe(true);
      const wider = await page
        .locator('lstm-tools #panel')
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(wider, tool).toBeLessThanOrEqual(0);
    }
  }));

it('each opens by a link, in Chinese, dark, on a phone, and is no wider than it', () =>
  site.visit({ at: `#tool=${TOOLS[0]}`, lang: 'zh', theme: 'dark', width: 390 }, async (page) => {
    await ready(page);
    for (const tool of TOOLS) {
      await page.evaluate((tool) => void (location.hash = `tool=${tool}`), tool);
      await page.locator(`lstm-${tool}`).waitFor();
      await expect.poll(() => tooWide(page), { message: tool }).toBeLessThanOrEqual(0);
    }
    await page.evaluate(() => void (location.hash = 'tool=none-such'));
    await page.locator(`lstm-${TOOLS.at(-1)}`).waitFor({ state: 'detached' });
    expect(await page.locator('lstm-tools #panel').isVisible()).toBe(false);
  }));
