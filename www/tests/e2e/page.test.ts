// The page as a person uses it: by clicks and keys, on the built site, failing on any error in the console.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers, beat, enter, foreign, equation, lab, nonsense, numbers, press, step, train } from './hands.ts';
import { figure, plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

describe.each(['en', 'zh'] as const)('the first view in %s', (lang) => {
  it('explains itself and shows a real network', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      expect(await page.locator('h1').innerText()).toBe(lang === 'en' ? 'LSTM conveyor' : 'LSTM 传送带');
      expect(await page.locator('[data-guide="train"]').innerText()).toBe(lang === 'en' ? 'Train it' : '开始训练');
      expect(await page.locator('lstm-stage .belt').count()).toBe(1);
      expect(await numbers(page, 'f').count()).toBeGreaterThanOrEqual(5);
      expect(await page.locator('html').getAttribute('lang')).toBe(lang === 'en' ? 'en' : 'zh-Hans');
    }));

  it('fits the screen: nothing is cut sideways', async () => {
    for (const width of [390, 1440, 1920]) {
      await site.visit({ lang, width, height: 900 }, async (page) => {
        await ready(page);
        for (const way of ['forward', 'backward']) {
          await press(page, way);
          expect(
            await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth),
            `${width} ${way}`,
          ).toBeLessThanOrEqual(0);
        }
      });
    }
  });

  it.each(['light', 'dark'] as const)('can be used by everybody (%s)', (theme) =>
    site.visit({ lang, theme }, async (page) => {
      await ready(page);
      expect(await barriers(page)).toEqual([]);
    }),
  );

  it('says what is wrong with a setting, at the setting, and keeps the network and what was typed', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await train(page, 100);
      for (const [id, text] of [
        ['hidden', '900'],
        ['hidden', '2.5'],
        ['seed', '-1'],
        ['delay', '501'],
        ['rate', 'abc'],
        ['forgetBias', ''],
      ] as const) {
        await enter(page, id, text);
        const words = await page.locator(`#${id}-wrong`).innerText();
        expect(words).toContain(lang === 'en' ? 'must be a' : '必须是');
        if (lang === 'zh') expect(words).not.toMatch(/[a-z]{4,}/);
        expect(await page.locator(`#${id}`).inputValue()).toBe(text);
        expect(await figure(page, 'updates')).toBe(100);
      }
      await enter(page, 'rate', '0.02');
      await expect.poll(() => page.locator('#rate-wrong').count()).toBe(0);
      expect(await page.locator('#hidden-wrong, #delay-wrong, #seed-wrong').count()).toBe(1 + 1 + 1);
    }));

  it('stops training that runs away, says why, and offers the way back', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await enter(page, 'rate', '1000000');
      await lab(page, 'run');
      const banner = page.locator('lstm-lab .banner');
      await banner.waitFor();
      expect(await banner.innerText()).toContain(lang === 'en' ? 'ran away' : '发散');
      expect(await nonsense(page)).toEqual([]);
      await lab(page, 'undo');
      await banner.waitFor({ state: 'detached' });
      await enter(page, 'rate', '0.01');
      await train(page, 100);
    }));

  it('says so where there is no WebAssembly', () =>
    site.visit({ lang, before: () => Reflect.deleteProperty(globalThis, 'WebAssembly') }, async (page) => {
      expect(await page.getByRole('alert').innerText()).toContain('WebAssembly');
    }));

  it('says so where WebAssembly is too old to have SIMD', () =>
    site.visit({ lang, before: () => void (WebAssembly.validate = () => false) }, async (page) => {
      expect(await page.getByRole('alert').innerText()).toContain('SIMD');
    }));
});

it('switches its whole text from English to Chinese and back', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await page.locator('[data-do="lang"]').click();
    await expect.poll(() => page.locator('lstm-lab h2').innerText()).toBe('训练');
    await expect.poll(() => foreign(page, 'zh')).toEqual([]);
    await page.locator('[data-do="lang"]').click();
    await expect.poll(() => page.locator('lstm-lab h2').innerText()).toBe('Train');
    await expect.poll(() => foreign(page, 'en')).toEqual([]);
  }));

it('learns to recall a bit in seconds, and then shows where each number of the backward pass came from', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await page.locator('[data-guide="train"]').click();
    await page.locator('[data-guide="watch"]').waitFor({ timeout: 30_000 });
    expect(await figure(page, 'accuracy')).toBeGreaterThanOrEqual(0.99);
    expect(await figure(page, 'test-loss')).toBeLessThan(0.1);

    await press(page, 'backward');
    expect(await beat(page)).toBe('leave');
    await numbers(page, "d_c'").nth(2).click();
    const [gradient, gate, product] = (await equation(page)).slice(-3) as [number, number, number];
    // Three digits each: half a unit of the last one is 0.5% at most, and there are three numbers.
    expect(Math.abs(gradient * gate - product)).toBeLessThanOrEqual(0.016 * Math.abs(product));
    expect(await page.locator('lstm-inspector [name="unit"]').inputValue()).toBe('3');

    // Step by step through the beats, back in time.
    for (const expected of ['weights', 'slope', 'part', 'meet', 'through', 'loss']) {
      await press(page, 'beat-1');
      expect(await beat(page)).toBe(expected);
    }
    expect(await step(page)).toBe('step 1 of 11');
    await press(page, 'beat-1');
    expect([await beat(page), await step(page)]).toEqual(['leave', 'step 2 of 11']);
  }));

it('opens a gate down to its products, and they add up to what the gate is made of', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await train(page, 100);
    await page.locator('lstm-inspector [name="quantity"]').selectOption('f');
    const products = (await page.locator('lstm-inspector tbody td:last-child').allInnerTexts()).map(plain);
    const total = plain(await page.locator('lstm-inspector tfoot td:last-child').innerText());
    expect(products).toHaveLength(2 + 5 + 1);
    expect(Math.abs(products.reduce((sum, each) => sum + each, 0) - total)).toBeLessThan(0.01);
    const gate = (await equation(page)).at(-1)!;
    expect(Math.abs(1 / (1 + Math.exp(-total)) - gate)).toBeLessThan(0.001);
  }));

it('rewinds to the very same start, pauses at once, and changes the learning rate without a reset', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await train(page, 100);
    const first = await page.locator('[data-figure="test-loss"]').innerText();
    await lab(page, 'rewind');
    await expect.poll(() => figure(page, 'updates')).toBe(0);
    await train(page, 100);
    expect(await page.locator('[data-figure="test-loss"]').innerText()).toBe(first);
    await enter(page, 'rate', '0.005');
    await train(page, 200);
    await lab(page, 'run');
    await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(300);
    await lab(page, 'pause');
    await page.locator('lstm-lab [data-do="run"]').waitFor();
    const rest = await figure(page, 'updates');
    await page.waitForTimeout(400);
    expect(await figure(page, 'updates')).toBe(rest);
  }));

it('goes by keyboard while the figure has the focus, and lets Tab pass', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const start = await beat(page);
    await page.keyboard.press('ArrowRight');
    expect(await beat(page)).toBe(start);
    await page.locator('.figure[tabindex]').focus();
    await page.keyboard.press('Home');
    expect(await beat(page)).toBe('join');
    await page.keyboard.press('ArrowRight');
    expect(await beat(page)).toBe('forget');
    await page.keyboard.press('Shift+ArrowRight');
    expect([await beat(page), await step(page)]).toEqual(['forget', 'step 2 of 11']);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('lstm-inspector [name="unit"]').inputValue()).toBe('3'); // it began with the second
    await page.keyboard.press('b');
    expect([await beat(page), await step(page)]).toEqual(['leave', 'step 2 of 11']);
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await expect.poll(() => beat(page), { timeout: 5000 }).toBe('forget');
    await page.keyboard.press(' ');
    const inFigure = () =>
      page.evaluate(() => !!document.querySelector('lstm-page')!.shadowRoot!.activeElement?.closest('lstm-figure'));
    expect(await inFigure()).toBe(true);
    for (let k = 0; k < 30 && (await inFigure()); k++) await page.keyboard.press('Tab');
    expect(await inFigure()).toBe(false);
  }));

it('trains without a Worker as well', () =>
  site.visit({ before: () => Reflect.deleteProperty(globalThis, 'Worker') }, async (page) => {
    await ready(page);
    await train(page, 100);
    await train(page, 200);
  }));

it('shows large networks and long sequences', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await enter(page, 'delay', '200');
    await expect.poll(() => step(page)).toMatch(/of 201/);
    await enter(page, 'hidden', '64');
    await expect.poll(() => numbers(page, 'c').count()).toBeGreaterThanOrEqual(64);
    await page.locator('#task').selectOption('four-numbers');
    await expect.poll(() => step(page)).toMatch(/of 4/);
    await lab(page, 'one');
    await expect.poll(() => figure(page, 'updates')).toBe(1);
    await press(page, 'backward');
  }));
