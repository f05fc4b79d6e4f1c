// What is opened beside the picture: fetched when it is asked for, part of the state, and closed again.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { focused, foreign, open, other } from './hands.ts';
import { ready, Site } from './site.ts';
import { TOOLS } from '../../src/session/state.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

it.each(TOOLS)('%s opens by its button, speaks both languages, closes, and gives the focus back', (tool) =>
  site.visit({}, async (page) => {
    await ready(page);
    const panel = await open(page, tool);
    expect(await foreign(page, 'en')).toEqual([]);
    await expect.poll(() => page.evaluate(() => location.hash)).toContain(`tool=${tool}`);
    await other(page, 'lang');
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await expect.poll(() => foreign(page, 'zh')).toEqual([]);
    await page.locator('lstm-tools [data-do="close-tool"]').press('Enter');
    await panel.waitFor({ state: 'detached' });
    expect(await page.locator(`lstm-tools [data-tool="${tool}"]`).getAttribute('aria-expanded')).toBe('false');
    expect(await focused(page)).toBe(tool);
  }),
);

it.each(TOOLS)('%s opens by a link, in Chinese, dark, on a phone, and is no wider than it', (tool) =>
  site.visit({ at: `#tool=${tool}`, lang: 'zh', theme: 'dark', width: 390 }, async (page) => {
    await ready(page);
    await page.locator(`lstm-${tool}`).waitFor();
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }),
);
