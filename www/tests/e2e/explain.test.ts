// Each thing on the screen explains itself: where the pointer rests, where the focus is, and all of them in one list.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, foreign, menu, numbers, press } from './hands.ts';
import { ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const told = (page: Page): Promise<string | null> => page.locator('lstm-help [role="tooltip"]').textContent();

it('a control is explained where the pointer rests or the focus is, and Escape takes it away', () =>
  site.visit({ at: '#direction=forward&step=2' }, async (page) => {
    await ready(page);
    await page.locator('[data-do="stride"]').hover();
    await expect.poll(() => told(page)).toContain('a whole time step at a time');
    await page.keyboard.press('Escape');
    await expect.poll(() => told(page)).not.toContain('time step');
    await page.locator('lstm-page [name="lang"]').focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => told(page)).toContain('Notation, colours');
  }));

it('a number says what it did here', () =>
  site.visit({ at: '#direction=forward&step=2' }, async (page) => {
    await ready(page);
    const gate = numbers(page, 'f').nth(2);
    await gate.hover();
    await expect.poll(() => told(page)).toMatch(/^\s*forget gate f/);
    const [, kept] = /keeps (\d+)%/.exec((await told(page))!)!;
    await gate.click();
    const [, value] = /= ([\d.]+)/.exec(await page.locator('lstm-inspector .total').innerText())!;
    expect(Math.abs(100 * Number(value) - Number(kept))).toBeLessThanOrEqual(0.55);
  }));

it('the list has all that is on the screen, in both languages, and everything that can be pressed is in it', PATH, () =>
  site.visit({}, async (page) => {
    await ready(page);
    await press(page, 'backward');
    await page.keyboard.press('?');
    await page.locator('lstm-explain dl').first().waitFor();
    expect(await page.locator('lstm-explain dt').count()).toBeGreaterThan(40);
    expect(await foreign(page, 'en')).toEqual([]);
    expect(await unexplained(page)).toEqual([]);
    await menu(page, 'explain');
    await page.locator('lstm-explain').waitFor({ state: 'detached' });
  }),
);

it('the essay is one press away, with its mathematics set', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const link = page.locator('lstm-sources a').first();
    await link.waitFor();
    const text = await link.evaluate(async (each) => (await fetch((each as HTMLAnchorElement).href)).text());
    expect(text.match(/<math/g)!.length).toBeGreaterThan(20);
    expect(text).not.toContain('$');
  }));

/** Buttons, menus and fields around the tools that the list says nothing of. */
const unexplained = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const left: string[] = [];
    const walk = (root: ParentNode, marked: boolean): void => {
      for (const each of root.querySelectorAll<HTMLElement>('*')) {
        if (each.matches('lstm-explain, lstm-sources')) continue;
        const { explain, do: what, guide, tool, beat } = each.dataset;
        const own = [explain, what, guide, tool, beat, (each as HTMLInputElement).name, each.id].some(Boolean);
        const within = marked || !!each.closest('[data-explain]');
        const pressed = each.matches('button, select, input, textarea') && each.getClientRects().length > 0;
        if (pressed && !own && !within) left.push(each.outerHTML.slice(0, 120));
        if (each.shadowRoot) walk(each.shadowRoot, within || own);
      }
    };
    walk(document, false);
    return left;
  });
