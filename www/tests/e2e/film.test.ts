// Looking back at a training: the networks that were kept are shown and nothing is lost; it goes on from any of them.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { open, train } from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const past = (page: Page): Promise<string> => page.locator('lstm-film [data-figure="past"]').innerText();
const answer = (page: Page): Promise<string> => page.locator('.guide p').innerText();
const slider = (page: Page): Locator => page.locator('lstm-film [name="past"]');

it('shows the network as it was, and as it is again; and goes on from there', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'film');
    await expect.poll(() => page.locator('lstm-film p').first().innerText()).toContain('train the network first');
    await train(page, 100);
    await expect.poll(() => past(page)).toContain('After 100 of 100 updates');
    const now = await answer(page);
    await slider(page).focus();
    await slider(page).press('Home');
    await expect.poll(() => past(page)).toContain('After 0 of 100 updates');
    await expect.poll(() => answer(page)).not.toBe(now);
    await slider(page).press('ArrowRight');
    await expect.poll(() => past(page)).toContain('After 8 of 100 updates');
    expect(await figure(page, 'updates'), 'nothing is lost').toBe(100);
    await slider(page).press('End');
    await expect.poll(() => answer(page)).toBe(now);
    await slider(page).press('ArrowLeft');
    await expect.poll(() => past(page)).toContain('After 96 of 100 updates');
    await page.locator('lstm-film [data-do="go-on"]').click();
    await expect.poll(() => figure(page, 'updates')).toBe(96);
  }));

it('plays the learning through to the network of now', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'film');
    await train(page, 100);
    const now = await answer(page);
    await expect.poll(() => past(page)).toContain('of 100');
    await page.locator('lstm-film [data-do="play-film"]').click();
    await expect.poll(() => past(page)).not.toContain('After 100');
    await expect.poll(() => past(page), { timeout: 20_000 }).toContain('After 100');
    await expect.poll(() => answer(page)).toBe(now);
  }));
