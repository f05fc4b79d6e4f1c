// Each thing on the screen explains itself, where the pointer rests and where the focus is.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LANGS, TAGS } from '../../src/session/languages.ts';
import { equation, numbers, open, press } from './hands.ts';
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
    await page.locator('lstm-page [data-lang]').focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => told(page)).toContain('Notation, colours');
  }));

it('a number says what it did here', () =>
  site.visit({ at: '#direction=forward&step=2' }, async (page) => {
    await ready(page);
    const gate = numbers(page, 'f').nth(2);
    await gate.hover();
    await expect.poll(() => told(page)).toMatch(/^\s*forget gate f/);
    const [, kept] = /keeps ([\d.]+)%/.exec((await told(page))!)!;
    await gate.click();
    const value = (await equation(page)).at(-1)!;
    expect(Math.abs(100 * value - Number(kept))).toBeLessThanOrEqual(0.1);
  }));

it('everything that can be pressed has a mark by which it is explained', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await press(page, 'backward');
    await open(page, 'race');
    expect(await unexplained(page)).toEqual([]);
    // A part of a tool, before its words are there otherwise.
    await page.locator('lstm-tools #tab-sweep').hover();
    await expect.poll(() => told(page)).toContain('an LSTM’s gradient');
  }));

it.each(LANGS)('the essay is one press away in %s, with its mathematics set', (lang) =>
  site.visit({ lang }, async (page) => {
    await ready(page);
    const link = page.locator('lstm-sources a').first();
    await link.waitFor();
    const text = await link.evaluate(async (each) => (await fetch((each as HTMLAnchorElement).href)).text());
    expect(text).toContain(`<html lang="${TAGS[lang]}">`);
    expect(/\p{Script=Han}/u.test(text)).toBe(lang === 'zh');
    expect(text.match(/<math/g)!.length).toBeGreaterThan(20);
    expect(text).not.toContain('$');
    // Lines of Chinese are joined without a blank.
    expect(text).not.toMatch(/[\u3001-\u9fff\uff00-\uffef]\s[\u3001-\u9fff\uff00-\uffef]/);
  }),
);

/** Buttons, menus and fields, but for those in a tool, of which nothing is said. */
const unexplained = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const left: string[] = [];
    const walk = (root: ParentNode, marked: boolean): void => {
      for (const each of root.querySelectorAll<HTMLElement>('*')) {
        if (each.closest('lstm-sources, .body')) continue;
        const { explain, do: what, guide, tool, opens, beat } = each.dataset;
        const own = [explain, what, guide, tool, opens, beat, (each as HTMLInputElement).name, each.id].some(Boolean);
        const within = marked || !!each.closest('[data-explain]');
        const pressed = each.matches('button, select, input, textarea') && each.getClientRects().length > 0;
        if (pressed && !own && !within) left.push(each.outerHTML.slice(0, 120));
        if (each.shadowRoot) walk(each.shadowRoot, within || own);
      }
    };
    walk(document, false);
    return left;
  });
