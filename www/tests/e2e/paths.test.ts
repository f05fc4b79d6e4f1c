// @module-tag path
// The main paths through the page, which every engine is held to: start, train, step both ways, equation, chart, another
// cell, the other language. As each visit does, these fail on any error that reaches the window.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  beat,
  chart,
  choose,
  equation,
  focus,
  foreign,
  lab,
  learn,
  looked,
  nonsense,
  numbers,
  other,
  press,
  step,
  tab,
  tooWide,
  train,
} from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

it.each([
  ['en', 'light', 1440],
  ['zh', 'dark', 390],
] as const)('starts in %s, %s, %i pixels wide', (lang, theme, width) =>
  site.visit({ lang, theme, width, at: '' }, async (page) => {
    await ready(page);
    expect(await page.evaluate(() => innerWidth)).toBe(width);
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(theme === 'dark');
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    expect(await foreign(page, lang)).toEqual([]);
    expect(await nonsense(page)).toEqual([]);
  }),
);

it('plays by itself, and rests where motion is not wanted', async () => {
  const offers = (page: Page): Promise<string | null> =>
    page.locator('lstm-transport [data-do="play"]').getAttribute('aria-label');
  await site.visit({ motion: 'no-preference', at: '' }, async (page) => {
    await ready(page);
    expect(await offers(page)).toBe('Pause');
    const place = await step(page);
    await expect.poll(() => step(page)).not.toBe(place);
  });
  await site.visit({ motion: 'reduce', at: '' }, async (page) => {
    await ready(page);
    expect(await offers(page)).toBe('Play');
  });
});

it('learns the first task, draws how, and starts anew', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await tab(page, 'training'); // the curve is drawn where it is seen
    expect((await chart(page)).dots, 'axes alone').toBe(0);
    await learn(page);
    expect(await figure(page, 'accuracy')).toBe(1);
    expect(await figure(page, 'test-loss')).toBeLessThan(0.1);
    const { dots, label } = await chart(page);
    expect(dots, 'the line of the losses').toBeGreaterThan(100);
    expect(label).toContain((await figure(page, 'updates')).toLocaleString('en'));
    await lab(page, 'rewind');
    await expect.poll(() => figure(page, 'updates')).toBe(0);
    await train(page, 100);
  }));

it('steps both ways, by its buttons and by the keyboard', () =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const way of ['forward', 'backward']) {
      await press(page, way);
      await focus(page);
      await page.keyboard.press('Home');
      const places: unknown[] = [];
      const place = async (): Promise<string> => `${await beat(page)}, ${await step(page)}`;
      for (let k = 0; k < 10; k++) {
        places.push(await place());
        if (k % 2) await press(page, 'beat1');
        else await page.keyboard.press('ArrowRight');
      }
      expect(new Set(places).size, `${way}: ${places.join('; ')}`).toBe(10);
      for (const before of places.toReversed()) {
        await press(page, 'beat-1');
        expect(await place()).toBe(before);
      }
      expect(await nonsense(page)).toEqual([]);
    }
  }));

it('shows what a number is made of', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await train(page, 100);
    await press(page, 'backward');
    await numbers(page, 'd_h').last().click();
    await expect.poll(() => looked(page)).toBe('d_h');
    for (let unit = 0; unit < 5; unit++) {
      await numbers(page, "d_c'").nth(unit).click();
      await expect.poll(() => looked(page)).toBe("d_c'");
      await expect.poll(() => page.locator('lstm-inspector [name="unit"]').inputValue()).toBe(String(unit + 1));
      const [gradient, gate, product] = (await equation(page)).slice(-3) as [number, number, number];
      // Three digits each: half a unit of the last one is 0.5% at most, and there are three numbers.
      expect(Math.abs(gradient * gate - product)).toBeLessThanOrEqual(0.016 * Math.abs(product));
    }
  }));

it('shows, trains and steps another cell', () =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const cell of ['gru', 'rnn', 'lstm']) {
      await choose(page, 'cell', cell);
      await train(page, 100);
      for (const way of ['backward', 'forward']) {
        await press(page, way);
        await press(page, 'beat-1');
        expect(await nonsense(page), `${cell} ${way}`).toEqual([]);
      }
    }
  }));

it('speaks the other language as soon as it is asked', () =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const lang of ['zh', 'en'] as const) {
      await other(page, 'lang');
      await expect.poll(() => foreign(page, lang)).toEqual([]);
    }
  }));
