// Heat maps: opened from the strip; one step and one unit are marked in all of them, in the strip and on the stage.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { equation, PATH, looked, nonsense, step } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const map = (page: Page, address: string) => page.locator(`lstm-heat [data-map="${address}"]`);
const place = (page: Page): Promise<string> => page.locator('lstm-heat [data-figure="place"]').innerText();
/** What is printed above a map. */
const printed = async (page: Page, address: string): Promise<number> =>
  plain(await page.locator(`lstm-heat .map-of:has([data-map="${address}"]) .number`).innerText());

/** How many colours a map is painted in. */
const colours = (page: Page, address: string): Promise<number> =>
  map(page, address)
    .locator('canvas')
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size;
    });

it('walks by keys, marks the place everywhere, and goes there', PATH, () =>
  site.visit({}, async (page) => {
    await ready(page);
    await page.locator('lstm-strip [data-do="heat"]').press('Enter');
    await map(page, 'c').waitFor();
    expect(await page.locator('lstm-heat canvas').count()).toBe(26);
    expect(await colours(page, 'c')).toBeGreaterThan(5);
    expect(await colours(page, 'd_c')).toBeGreaterThan(5);

    await map(page, 'c').focus();
    await map(page, 'c').press('ArrowRight');
    await map(page, 'c').press('ArrowRight');
    await map(page, 'c').press('ArrowDown');
    await expect.poll(() => place(page)).toBe('Step 3 of 11, unit 3');
    expect(await map(page, 'c').getAttribute('aria-valuetext')).toMatch(/^step 3, unit 3: /);
    expect(await map(page, 'd_h').getAttribute('aria-valuenow')).toBe('3');
    // The step and, in each of the three rows, the unit; on the stage, that shows another step, the unit alone.
    expect(await page.locator('lstm-strip .pointed').count()).toBe(4);
    expect(await page.locator('lstm-stage .pointed[data-address="c"]').first().getAttribute('data-unit')).toBe('2');
    expect(await page.locator('lstm-stage .pointed.here').count()).toBe(0);
    const value = await printed(page, 'c');

    // To the map behind it, and back; then there.
    await map(page, 'c').press('Shift+ArrowDown');
    await expect.poll(() => map(page, 'd_c').getAttribute('tabindex')).toBe('0');
    await map(page, 'd_c').press('Shift+ArrowUp');
    await map(page, 'c').press('Enter');
    await expect.poll(() => step(page)).toBe('step 3 of 11');
    expect(await looked(page)).toBe('c');
    await expect.poll(() => page.locator('lstm-stage .pointed.here').count()).toBeGreaterThan(3);
    expect((await equation(page)).at(-1)).toBe(value);

    await page.locator('lstm-tools [data-do="close-tool"]').press('Enter');
    await expect.poll(() => page.locator('lstm-strip .pointed').count()).toBe(0);
    expect(await nonsense(page)).toEqual([]);
  }),
);

it('marks what the pointer is over, and a click goes there, in a layer of its own', () =>
  site.visit({ at: '#tool=heat&cell=gru&layers=2&hidden-units=3&task-options=delay:4' }, async (page) => {
    await ready(page);
    await map(page, 'l1.h').waitFor();
    expect(await page.locator('lstm-heat h3').count()).toBe(2);
    await map(page, 'd_l1.h').click();
    await expect.poll(() => step(page)).toBe('step 3 of 5');
    await expect.poll(() => looked(page)).toBe('d_l1.h');
    expect(await place(page)).toBe('Step 3 of 5, unit 2');
    // Of the answer there is but one number.
    expect(await page.locator('lstm-heat .map-of:has([data-map="y"]) .number').innerText()).toBe('–');
  }));
