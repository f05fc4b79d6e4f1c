// A hand on the numbers of the stage: dragged by mouse or finger, turned by keys.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const AT = '#speed=1&step=3&direction=forward&beat=predict';

const edits = (page: Page): Promise<string | null> =>
  page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('edits'));
const shown = (page: Page, address: string): Promise<string | null> =>
  page.locator(`lstm-stage .cell:not(.bare)[data-address="${address}"][data-unit="1"] text`).textContent();

/** From the middle of what is seen of it, in small steps. */
async function drag(page: Page, selector: string, dx: number, dy: number): Promise<void> {
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
  const [from, to] = [x + width / 2, y + height / 2];
  await page.mouse.move(from, to);
  await page.mouse.down();
  for (let k = 1; k <= 6; k++) await page.mouse.move(from + (k * dx) / 6, to + (k * dy) / 6);
  await page.mouse.up();
}

describe('a number of the stage', () => {
  it('is dragged: the numbers made of it follow, its ghost stays, and it is taken back', () =>
    site.visit({ at: AT }, async (page) => {
      await ready(page);
      const before = await shown(page, 'h');
      await drag(page, 'lstm-stage .cell[data-address="o"][data-unit="1"]', -400, 0);
      await expect.poll(() => edits(page)).toBe('o.1@3=0');
      await expect.poll(() => shown(page, 'o')).toBe('0.000');
      await expect.poll(() => shown(page, 'h')).toBe('0.000');
      expect(await page.locator('lstm-stage .cell.held[data-address="o"]').count()).toBe(1);
      expect(await page.locator('lstm-stage .ghost').count()).toBeGreaterThan(0);
      await page.locator('[data-do="take-back"]').first().click();
      await expect.poll(() => edits(page)).toBeNull();
      await expect.poll(() => shown(page, 'h')).toBe(before);
    }));

  it('a valve is shut by hand: down is less', () =>
    site.visit({ at: AT }, async (page) => {
      await ready(page);
      await drag(page, 'lstm-stage .valve[data-unit="1"]', 0, 300);
      await expect.poll(() => edits(page)).toBe('f.1@3=0');
    }));

  it('is turned by keys, with Shift from this step on', () =>
    site.visit({ at: `${AT}&address=i&unit=1` }, async (page) => {
      await ready(page);
      await page.locator('lstm-figure .figure').focus();
      await page.keyboard.press('Enter');
      const value = Number(await shown(page, 'i'));
      await page.keyboard.press('+');
      await expect.poll(async () => Number(((await edits(page)) ?? '').split('=')[1])).toBeCloseTo(value + 0.05, 2);
      expect(await edits(page)).toMatch(/^i\.1@3=/);
      await page.keyboard.press('Shift+PageDown');
      await expect.poll(() => edits(page)).toMatch(/i\.1@3-=/);
    }));

  it('a press without a pull only looks into it', () =>
    site.visit({ at: AT }, async (page) => {
      await ready(page);
      await page.locator('lstm-stage .cell[data-address="o"][data-unit="1"]').click();
      expect(await edits(page)).toBeNull();
    }));
});
