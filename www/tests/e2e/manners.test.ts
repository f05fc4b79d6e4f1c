// How the page behaves under a hand: nothing jumps, the focus stays, a link leads back, a tap is answered where it fell.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  barriers,
  beat,
  enter,
  focused,
  guide,
  lab,
  menu,
  numbers,
  other,
  press,
  step,
  tab,
  train,
  unfold,
  look,
  looked,
} from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** What training came to, for those who do not see it. */
const status = (page: Page): Promise<string> => page.locator('lstm-page p.unseen[role="status"]').innerText();

it('has one black button in each state beside the one that plays: the guide’s, which keeps the focus from the first update to the solution, and that is announced', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const black = (): Promise<string[]> =>
      page.locator('button').evaluateAll((all) =>
        all
          .filter((each) => !each.matches('[data-do="play"]'))
          .filter((each) => each.checkVisibility() && getComputedStyle(each).backgroundColor === 'rgb(31, 39, 51)')
          .map((each) => (each as HTMLElement).dataset['guide'] ?? each.textContent!.trim()),
      );
    expect(await black()).toEqual(['train']);
    await press(page, 'backward');
    await guide(page, 'train').focus();
    await page.keyboard.press('Enter');
    expect((await black()).length).toBe(1);
    await guide(page, 'watch').waitFor({ timeout: 60_000 });
    expect(await black()).toEqual(['watch']);
    expect(await focused(page)).toBe('watch');
    await expect.poll(() => status(page)).toContain('It does what the task asks');
  }));

it('the focus stays on the button that trains and pauses, and what training came to is announced', () =>
  site.visit({ at: '#task=copy' }, async (page) => {
    await ready(page);
    await tab(page, 'training');
    await page.locator('lstm-lab [data-do="run"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('lstm-lab [data-do="pause"]').waitFor();
    expect(await focused(page)).toBe('pause');
    await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.locator('lstm-lab [data-do="run"]').waitFor();
    expect(await focused(page)).toBe('run');
    await expect.poll(() => status(page)).toMatch(/^After update [\d,]+ /);
    await page.locator('lstm-lab [data-do="hundred"]').focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('hundred');
  }));

it.each([390, 1024, 1440])('nothing jumps while it plays, at %i', (width) =>
  site.visit({ width }, async (page) => {
    await ready(page);
    await enter(page, 'delay', '2');
    await expect.poll(() => step(page)).toMatch(/of 3/);
    const places = (): Promise<number[]> =>
      page.evaluate(() => {
        const root = document.querySelector('lstm-page')!.shadowRoot!;
        const all = ['lstm-figure', '.strip', 'lstm-strip', 'lstm-side'].map((name) => root.querySelector(name)!);
        return all.map((each) => Math.round(each.getBoundingClientRect().top + scrollY));
      });
    await page.locator('.figure[tabindex]').focus();
    await page.keyboard.press('Home');
    const first = await places();
    for (let k = 0; k < 3 * 15; k++) {
      await page.keyboard.press('ArrowRight');
      expect(await places(), `${await beat(page)}, ${await step(page)}`).toEqual(first);
    }
  }),
);

it('the strip is a slider: an arrow is a time step, its page ten, and it goes the way of the picture', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const strip = page.locator('lstm-strip [role="slider"]');
    const after = async (key: string): Promise<unknown> => {
      await strip.press(key);
      expect(await strip.getAttribute('aria-valuetext')).toBe(await step(page));
      return Number(await strip.getAttribute('aria-valuenow'));
    };
    for (const way of ['forward', 'backward']) {
      await press(page, way);
      expect(await after('Home')).toBe(1);
      expect(await after('ArrowRight')).toBe(2);
      expect(await after('PageUp')).toBe(11);
      expect(await after('ArrowLeft')).toBe(10);
      expect(await after('PageDown')).toBe(1);
      expect(await after('End')).toBe(11);
      const cursor = (await strip.locator('.cursor').boundingBox())!;
      const box = (await strip.boundingBox())!;
      expect(cursor.x, 'at the right').toBeGreaterThan(box.x + 0.8 * box.width);
    }
    // All other keys are those of the figure.
    const before = await beat(page);
    await strip.press('b');
    expect(await beat(page)).not.toBe(before);
  }));

it('the strip is run along by a finger', () =>
  site.visit({ width: 390, height: 844 }, async (page) => {
    await ready(page);
    const strip = page.locator('lstm-strip [role="slider"]');
    await strip.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await strip.boundingBox())!;
    const touch = (type: string, share: number): Promise<void> =>
      strip.dispatchEvent(type, {
        ...{
          pointerId: 1,
          pointerType: 'touch',
          isPrimary: true,
          buttons: type === 'pointerup' ? 0 : 1,
          bubbles: true,
        },
        ...{ clientX: x + share * width, clientY: y + height / 2 },
      });
    await touch('pointerdown', 0.5);
    const half = await step(page);
    await touch('pointermove', 0.85);
    await touch('pointerup', 0.85);
    expect(Number(await strip.getAttribute('aria-valuenow'))).toBeGreaterThan(Number(/\d+/.exec(half)![0]));
  }));

describe('a link', () => {
  it('is the state of what rests, and leads back to it', () =>
    site.visit({}, async (page) => {
      await ready(page);
      await unfold(page, 'task');
      await page.locator('#task').selectOption('adding');
      await expect.poll(() => page.locator('#hidden').inputValue()).toBe('16'); // it is there, with what it proposes
      await enter(page, 'hidden', '5');
      await expect.poll(() => page.locator('lstm-stage [data-address="c\'"]:not(.bare)').count()).toBe(5);
      await press(page, 'backward');
      await press(page, 'beat-1');
      await tab(page, 'number');
      await look(page, 'd_f');
      await menu(page, 'theme');
      await expect
        .poll(() => page.url())
        .toMatch(
          /#v=3&task=adding&hidden-units=5&seed=274&sample=17&direction=backward&beat=weights&address=d_f&unit=1$/,
        );
      await page.reload();
      await ready(page);
      expect([await beat(page), await step(page)]).toEqual(['weights', expect.stringMatching(/^step 1 /)]);
      expect(await looked(page)).toBe('d_f');
      await unfold(page, 'hidden');
      expect(await page.locator('#hidden').inputValue()).toBe('5');
      expect(await page.locator('lstm-page').getAttribute('data-theme'), 'is remembered').toBe('dark');
      await page.evaluate(() => (location.hash = 'cell=gru&lang=zh'));
      await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-Hans');
      expect(await page.title()).toBe('LSTM 传送带');
      await expect.poll(() => page.locator('lstm-stage [data-grip="z"]').count()).toBeGreaterThan(0);
    }));

  it('is followed even if the page writes its own address just then', () =>
    site.visit({}, async (page) => {
      await ready(page);
      await page.evaluate(() => {
        location.hash = 'cell=gru';
        history.replaceState(null, '', '#cell=lstm');
      });
      await expect.poll(() => page.locator('lstm-stage [data-grip="z"]').count()).toBeGreaterThan(0);
    }));

  it('to what there is not says so, and shows what there is', () =>
    site.visit({ at: '#task=nothing&hidden-units=3' }, async (page) => {
      await ready(page);
      expect(await page.locator('.trouble[role="alert"] p').innerText()).toContain('must be one of');
      expect(await page.locator('#task').inputValue()).toBe('recall');
    }));

  it('to a sequence that there is not says so, and shows the first of the network that was asked for', () =>
    site.visit({ at: '#sample=-1&hidden-units=3' }, async (page) => {
      await ready(page);
      expect(await page.locator('.trouble[role="alert"] p').innerText()).toContain('number of the sequence must be');
      expect(await page.locator('#hidden').inputValue()).toBe('3');
    }));

  it('may ask for language and colours as before', () =>
    site.visit({ at: '?lang=zh&theme=dark' }, async (page) => {
      await ready(page);
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
      expect(await page.locator('lstm-page').getAttribute('data-theme')).toBe('dark');
      // The words may come long after the address was last written.
      let come!: () => void;
      const held = new Promise<void>((done) => (come = done));
      await page.route(/\/en-[^/]*$/, async (route) => {
        await held;
        await route.continue();
      });
      await other(page, 'lang');
      await press(page, 'backward');
      await expect.poll(() => page.url()).toContain('direction=backward');
      expect(page.url()).toContain('lang=zh');
      come();
      await expect.poll(() => page.url()).toContain('lang=en');
      expect(page.url()).not.toContain('zh');
    }));
});

it('on a phone a tapped number is told in a sheet from below, which closes again', () =>
  site.visit({ width: 390, height: 844 }, async (page) => {
    await ready(page);
    const sheet = page.locator('lstm-side .sheet');
    expect(await sheet.isVisible()).toBe(false);
    await numbers(page, 'f').first().click();
    expect(await sheet.isVisible()).toBe(true);
    const box = (await sheet.boundingBox())!;
    // Down to the bar that plays, which stays.
    const bar = (await page.locator('lstm-transport .bar').boundingBox())!;
    expect([box.x, Math.round(box.y + box.height)]).toEqual([0, Math.round(bar.y)]);
    expect(Math.round(bar.y + bar.height)).toBe(844);
    expect(box.width, 'all of the width but a scroll bar').toBeGreaterThan(390 - 20);
    expect(await looked(page)).toBe('f');
    expect(await barriers(page, 'lstm-side')).toEqual([]);
    const small = await page.locator('button, select, input, summary').evaluateAll((all) =>
      all
        .filter((each) => each.checkVisibility() && !each.matches('[data-beat]'))
        .flatMap((each) => {
          const { height } = (
            (each.matches('[type="checkbox"]') && (each as HTMLInputElement).labels?.[0]) ||
            each
          ).getBoundingClientRect();
          return height < 44 ? [`${each.outerHTML.slice(0, 80)}: ${height}`] : [];
        }),
    );
    expect(small).toEqual([]);
    await page.locator('[data-do="close"]').click();
    expect(await sheet.isVisible()).toBe(false);
    // The belt stays in view while all else moves below it, and one sheet is open at a time.
    await page.locator('lstm-tools [data-tool="memory"]').click();
    const tool = page.locator('lstm-tools #tool');
    await expect.poll(() => tool.isVisible()).toBe(true);
    const belt = (await page.locator('lstm-stage svg').boundingBox())!;
    expect([belt.y >= 0, belt.y < 200]).toEqual([true, true]);
    await numbers(page, 'f').first().click();
    await expect.poll(() => tool.isVisible()).toBe(false);
    expect(await sheet.isVisible()).toBe(true);
    await press(page, 'beat1');
    await page.locator('[data-do="close"]').click();
    expect(await sheet.isVisible()).toBe(false);
    await page.locator('[data-do="ask"]').focus();
    await page.keyboard.press('Enter');
    expect(await sheet.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect([await sheet.isVisible(), await focused(page)]).toEqual([false, 'ask']);
  }));

it('projector mode shows picture, answer and curve in one view, by key and by button', () =>
  site.visit({ width: 1280, height: 720 }, async (page) => {
    await ready(page);
    await page.keyboard.press('p');
    await page.locator('.projector').waitFor();
    for (const shown of ['lstm-stage', '.guide p', 'lstm-chart']) {
      const { y, height } = (await page.locator(shown).boundingBox())!;
      expect(y + height, shown).toBeLessThanOrEqual(720);
    }
    for (const hidden of [
      'lstm-transport',
      'lstm-side .sheet',
      'lstm-strip .under',
      'lstm-lab button',
      '.guide button',
    ])
      expect(
        await page
          .locator(hidden)
          .first()
          .isVisible()
          .catch(() => false),
        hidden,
      ).toBe(false);
    await page.locator('.figure[tabindex]').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await beat(page)).toBe('forget');
    await expect.poll(() => page.url()).toContain('projector');
    await menu(page, 'projector');
    expect(await page.locator('.projector').count()).toBe(0);
    await unfold(page, 'task');
    await page.locator('#task').focus();
    await page.keyboard.press('p');
    expect(await page.locator('.projector').count()).toBe(0);
  }));

it('number fields say what is true of this network', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await tab(page, 'number');
    await page.locator('lstm-inspector .which summary').click();
    await page.locator('lstm-inspector [name="unit"]').fill('500');
    await page.locator('lstm-inspector [name="unit"]').blur();
    expect(await page.locator('lstm-inspector [name="unit"]').inputValue()).toBe('1');
    await unfold(page, 'hidden');
    expect(await page.locator('#forgetBias').count()).toBe(1);
    await unfold(page, 'cell');
    await unfold(page, 'cell');
    await page.locator('#cell').selectOption('rnn');
    await expect.poll(() => page.locator('#forgetBias').count()).toBe(0);
    await unfold(page, 'task');
    await page.locator('#task').selectOption('four-numbers');
    await expect.poll(() => page.locator('#hidden').inputValue()).toBe('100');
    await unfold(page, 'hidden');
    expect(await page.locator('label[for="hidden"]').innerText()).toContain('1–100');
    await enter(page, 'hidden', '80');
    await train(page, 100);
    expect(await page.locator('#hidden-wrong').count()).toBe(0);
    // Clipping, as the rate, changes without a reset.
    await enter(page, 'clip', '5');
    await lab(page, 'one');
    await expect.poll(() => figure(page, 'updates')).toBe(101);
  }));
