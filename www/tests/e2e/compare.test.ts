// Three cells side by side, by clicks: one clock for all, what each answers and its twin, and how many of twenty starts learn it.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, countWorkers, open, running } from './hands.ts';
import { ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const press = (page: Page, what: string): Promise<void> => page.locator(`lstm-stages [data-do="${what}"]`).click();
const said = (page: Page, figure: string): Promise<string[]> =>
  page.locator(`lstm-stages [data-figure="${figure}"]`).allInnerTexts();
/** At which step each of the belts stands. */
const steps = (page: Page): Promise<string[]> =>
  page
    .locator('lstm-stages svg.belts')
    .evaluateAll((all) => all.map((each) => /step (\d+) of/.exec(each.getAttribute('aria-label')!)![1]!));
const told = (page: Page): Promise<string[]> =>
  page.locator('lstm-stages svg.left .told').evaluateAll((all) => all.map((each) => each.textContent!));

it('shows three cells on one clock, who can tell the twins apart, and how many of twenty starts learn it', PATH, () =>
  site.visit({ before: countWorkers }, async (page) => {
    await ready(page);
    await open(page, 'compare');
    await page.locator('lstm-compare [data-do="open"]').click();
    await expect
      .poll(() => page.locator('lstm-stages h2 > span').allInnerTexts())
      .toEqual(['LSTM', 'GRU', 'Plain RNN']);
    // As they truly answer, the sequence and its twin.
    await expect.poll(() => said(page, 'verdict')).toEqual(['told apart', 'told apart', 'cannot tell']);
    const answers = async (): Promise<number[][]> =>
      (await page.locator('lstm-stages .answers').allInnerTexts()).map((all) => all.match(/[\d.]+/g)!.map(Number));
    await expect.poll(async () => (await answers()).map(({ length }) => length)).toEqual([4, 4, 4]); // both are drawn
    for (const [k, answer] of (await answers()).entries()) {
      const [one, target, twin, other] = answer as [number, number, number, number];
      expect([target, other]).toEqual([1, 0]);
      const apart = Math.abs(one - target) < Math.abs(one - other) && Math.abs(twin - other) < Math.abs(twin - target);
      expect(apart, answer.join()).toBe(k < 2);
    }
    const at = page.locator('lstm-stages .inputs button');
    await at.nth(4).click();
    await expect.poll(() => steps(page)).toEqual(['5', '5', '5']);
    await press(page, 'beat-1');
    await expect.poll(() => steps(page)).toEqual(['5', '5', '5']);
    await press(page, 'step1');
    await expect.poll(() => steps(page)).toEqual(['6', '6', '6']);
    await at.nth(2).click();
    await expect.poll(() => steps(page)).toEqual(['3', '3', '3']);
    // What is left at step 1; backward, at the step where the clock stands.
    const [lstm, gru, rnn] = (await told(page)).map((text) => parseFloat(text)) as [number, number, number];
    expect(Math.min(lstm, gru)).toBeGreaterThan(10);
    expect(rnn).toBeLessThan(1);
    await press(page, 'backward');
    await expect.poll(() => told(page).then((all) => parseFloat(all[2]!))).toBeGreaterThan(rnn);
    await expect
      .poll(() => said(page, 'starts'), { timeout: 60_000 })
      .toEqual(['19 of 20 starts learn it', '20 of 20 starts learn it', '5 of 20 starts learn it']);
    await page.keyboard.press('Escape');
    await page.locator('lstm-stages dialog').waitFor({ state: 'detached' });
    await page.locator('lstm-tools [data-do="close-tool"]').click();
    await expect.poll(() => running(page)).toBe(1);
  }),
);

it('fits into a window of 1280 by 720, in both languages', async () => {
  for (const lang of ['en', 'zh'] as const)
    await site.visit({ at: '#tool=compare', lang, width: 1280, height: 720 }, async (page) => {
      await ready(page);
      await page.locator('lstm-compare [data-do="open"]').click();
      await page.locator('lstm-stages section').nth(2).waitFor();
      await page.locator('lstm-stages [data-figure="verdict"]').nth(2).waitFor();
      const beyond = (): Promise<number[]> =>
        page
          .locator('lstm-stages dialog')
          .evaluate((of) => [of.scrollHeight - of.clientHeight, of.scrollWidth - of.clientWidth]);
      expect(await beyond()).toEqual([0, 0]);
    });
});
