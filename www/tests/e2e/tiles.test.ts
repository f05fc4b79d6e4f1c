// The belt alone with its tiles, as it stands in a column of text.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Site, type HostPage } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** A column of text of this width, with a figure at rest in the third step. */
const column = (width: number, attributes = ''): HostPage => ({
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
    <script type="module" src="SITE/lstm-conveyor.js"></script></head>
    <body style="margin: 0"><div style="width: ${width}px">
    <lstm-conveyor step="3" beat="write" autoplay="off" ${attributes}></lstm-conveyor></div></body></html>`,
});

const tiles = (page: Page) => page.locator('lstm-tiles .row:not(.room) button');
const there = (page: Page) => page.locator('lstm-strip svg').waitFor();
const height = (page: Page): Promise<number> =>
  page.locator('lstm-conveyor').evaluate((each) => (each as HTMLElement).offsetHeight);
const step = (page: Page): Promise<unknown> =>
  page.locator('lstm-conveyor').evaluate((each) => (each as HTMLElement & { state: { step: number } }).state.step);

it.each([720, 390, 1000])(
  'shows each vector that is not on the belt, large enough to be read: %s pixels wide',
  (width) =>
    site.visit({ width: Math.max(width, 400), height: 900, host: column(width) }, async (page) => {
      await there(page);
      expect(await tiles(page).evaluateAll((all) => all.map((each) => each.dataset['address']))).toEqual([
        'f',
        'i',
        'g',
        'o',
        'tanh_c',
        'h',
      ]);
      expect(await tiles(page).evaluateAll((all) => all.map((each) => each.className))).toEqual([
        'past',
        'now',
        'now',
        'future',
        'future',
        'future',
      ]);
      const [first] = await tiles(page).allInnerTexts();
      const gate = await page
        .locator('lstm-conveyor')
        .evaluate((each) => (each as HTMLElement & { value(...of: unknown[]): number }).value('f', 3, 2));
      expect(first).toContain(gate.toFixed(3));
      const boxes = await tiles(page).evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON()));
      expect(new Set(boxes.map(({ y }) => y)).size, 'rows').toBe(1);
      expect(Math.max(...boxes.map(({ right }) => right))).toBeLessThanOrEqual(width);
      const small = await tiles(page).evaluateAll((all) =>
        all
          .flatMap((each) => [...each.querySelectorAll('*')])
          .map((each) => parseFloat(getComputedStyle(each).fontSize))
          .filter((size) => size < 11),
      );
      expect(small).toEqual([]);
      if (width === 720) expect(await height(page)).toBeLessThanOrEqual(470);
      // Turning round moves nothing.
      const forward = await height(page);
      await page.locator('lstm-figure .figure').press('b');
      await expect.poll(() => tiles(page).first().getAttribute('data-address')).toBe('d_h');
      expect(await height(page)).toBe(forward);
    }),
);

it('looks at what is pressed, and is one stop of the tab key', () =>
  site.visit({ width: 800, height: 900, host: column(720, 'keys="focus"') }, async (page) => {
    await there(page);
    await tiles(page).nth(1).click();
    await expect.poll(() => tiles(page).nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('lstm-tiles button[aria-pressed="true"]').count()).toBe(1);
    const before = await step(page);
    await page.locator('lstm-figure .figure').focus();
    await page.keyboard.press('Tab');
    const focused = () =>
      page.locator('lstm-tiles').evaluate((each) => each.shadowRoot!.activeElement?.getAttribute('data-address'));
    expect(await focused()).toBe('f');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('i');
    await page.keyboard.press('End');
    expect(await focused()).toBe('h');
    expect(await step(page)).toBe(before);
    await page.keyboard.press('Enter');
    await expect.poll(() => tiles(page).last().getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Tab');
    expect(await focused()).toBeUndefined();
  }));
