// A gradient that grows: over the steps with larger weights, over the updates with a larger rate; clipped, and back again.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, open, train } from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const press = (page: Page, what: string): Promise<void> => page.locator(`lstm-explode [data-do="${what}"]`).click();
const said = (page: Page, what: string): Promise<string> =>
  page.locator(`lstm-explode [data-figure="${what}"]`).innerText();

it(
  'weights that are larger make the gradient of a plain network grow with each step, and it can be put back',
  PATH,
  () =>
    site.visit({ at: '#cell=rnn' }, async (page) => {
      await ready(page);
      await open(page, 'explode');
      await expect.poll(() => said(page, 'growth')).toContain('it shrinks');
      const before = await said(page, 'growth');
      await press(page, 'heavier');
      await expect.poll(() => said(page, 'growth')).not.toBe(before);
      const by = (text: string): number => Number(/by ([\d.]+) on average/.exec(text)![1]);
      expect(by(await said(page, 'growth'))).toBeGreaterThan(by(before));
      await press(page, 'as-it-was');
      await expect.poll(() => said(page, 'growth')).toBe(before);
    }),
);

it('has an example in which it truly grows over the steps, and says of which sequence that is', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'explode');
    await page.locator('lstm-explode [data-classic="steps"]').click();
    await expect.poll(() => said(page, 'growth')).toMatch(/shrinks.* over 20 steps/);
    await press(page, 'heavier');
    await expect.poll(() => said(page, 'growth')).toContain('it grows');
    const [, factor, left] = /by ([\d.]+) on average.* to ([\d.]+) times/.exec(await said(page, 'growth'))!;
    expect(Number(factor)).toBeGreaterThan(1.3);
    expect(Number(left)).toBeGreaterThan(300);
    expect(Number(left) / Number(factor) ** 20).toBeCloseTo(1, 1);
  }));

it('a rate that is too large runs away, which is explained; clipped it does not, and both are told in numbers', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'explode');
    expect(await said(page, 'norms')).toContain('No update has been made');
    await page.locator('lstm-explode [data-classic="updates"]').click();
    await expect.poll(() => page.locator('.guide p').innerText()).toContain('the sum of the two');
    await press(page, 'faster');
    await press(page, 'hundred');
    await page.locator('lstm-explode [data-figure="diverged"]').waitFor({ timeout: 20_000 });
    expect(await said(page, 'norms')).toMatch(/largest gradient of an update had norm/);
    await press(page, 'as-it-was');
    await page.locator('lstm-explode [data-figure="diverged"]').waitFor({ state: 'detached' });
    await press(page, 'clip');
    await press(page, 'faster');
    await train(page, 100);
    expect(await figure(page, 'updates')).toBe(100);
    expect(await said(page, 'norms')).toContain('scaled down to it');
  }));
