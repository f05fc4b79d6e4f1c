// Looking back at a training: the networks that were kept are shown and nothing is lost; it goes on from any of them.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, open, train } from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const past = (page: Page): Promise<string> => page.locator('lstm-film [data-figure="past"]').innerText();
const answer = (page: Page): Promise<string> => page.locator('.guide p').innerText();
const slider = (page: Page): Locator => page.locator('lstm-film [name="past"]');

it('shows the network as it was, and as it is again; and goes on from there', PATH, () =>
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
  }),
);

it('plays the learning through to the network of now', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'film');
    await train(page, 100);
    const now = await answer(page);
    await expect.poll(() => past(page)).toContain('of 100');
    await page.locator('lstm-film').evaluate(noteThePast);
    await page.locator('lstm-film [data-do="play-film"]').click();
    const noted = (): Promise<number[]> => page.evaluate(() => (globalThis as unknown as { noted: number[] }).noted);
    await expect.poll(async () => (await noted()).slice(1).at(-1)).toBe(100);
    const [, ...film] = await noted();
    expect(film).toEqual(film.toSorted((a, b) => a - b));
    expect(film[0]).toBe(0);
    expect(film.length, 'the networks on the way').toBeGreaterThan(5);
    await expect.poll(() => answer(page)).toBe(now);
  }));

/** Keeps which networks are shown, one after the other. Runs in the page. */
function noteThePast(film: Element): void {
  const shown = (): number =>
    Number(/After (\d+)/.exec(film.shadowRoot!.querySelector('[data-figure="past"]')!.textContent!)![1]);
  const noted = [shown()];
  Object.assign(globalThis, { noted });
  new MutationObserver(() => noted.at(-1) === shown() || noted.push(shown())).observe(film.shadowRoot!, {
    subtree: true,
    characterData: true,
    childList: true,
  });
}
