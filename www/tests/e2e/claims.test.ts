// What the page claims of itself, held against what it says in its shadow roots, in its SVG and to a screen reader.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers, beat, enter, equation, foreign, kill, lab, nonsense, numbers, press } from './hands.ts';
import { rememberWorkers, train, unfold } from './hands.ts';
import { figure, plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const unseen = (page: Page, id: string): Promise<string> => page.locator(id).innerText();
/** The last training loss, to six digits, as the chart tells it to a screen reader. */
const trainingLoss = (page: Page): Promise<string | null> =>
  page.locator('lstm-chart canvas').getAttribute('aria-label');

describe.each(['en', 'zh'] as const)('in %s', (lang) => {
  it('opens with a lane for each unit and a prediction that is the network’s own', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      for (const address of ["c'", 'c/0', 'c', 'i', 'o'])
        expect((await numbers(page, address).count()) % 5, address).toBe(0);
      const stage = plain((await numbers(page, '~y').textContent())!.trim());
      expect(Math.abs(stage)).toBeGreaterThan(0);
      expect(Math.abs(stage)).toBeLessThan(1);
      const before = await page.locator('.guide p').innerText();
      await train(page, 100);
      expect(await page.locator('.guide p').innerText()).not.toBe(before);
    }));

  it('says nothing in the other language, forward, backward, refusing, training and run away', () =>
    site.visit({ lang: lang === 'en' ? 'zh' : 'en' }, async (page) => {
      await ready(page);
      await page.locator('[data-do="lang"]').click();
      await expect.poll(() => foreign(page, lang)).toEqual([]);
      await press(page, 'backward');
      expect(await foreign(page, lang), 'backward').toEqual([]);
      await enter(page, 'seed', '-1');
      await page.locator('#seed-wrong').waitFor();
      expect(await foreign(page, lang), 'refusing').toEqual([]);
      await train(page, 100);
      expect(await foreign(page, lang), 'trained').toEqual([]);
      // A trained network may answer right however large its numbers are; a fresh one does not.
      await lab(page, 'rewind');
      await expect.poll(() => figure(page, 'updates')).toBe(0);
      await enter(page, 'rate', '1000000');
      await lab(page, 'run');
      await page.locator('lstm-lab .banner').waitFor();
      expect(await foreign(page, lang), 'run away').toEqual([]);
    }));

  it('shows no NaN and no infinity after training has run away, and says so as an alert', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await enter(page, 'rate', '1000000');
      await lab(page, 'run');
      await page.locator('lstm-lab .banner[role="alert"] [data-do="undo"]').waitFor();
      await page.locator('[data-guide="rewind"]').waitFor();
      for (const way of ['forward', 'backward']) {
        await press(page, way);
        expect(await nonsense(page), way).toEqual([]);
      }
    }));

  it.each(['light', 'dark'] as const)('can be used by everybody beyond the first view (%s)', (theme) =>
    site.visit({ lang, theme }, async (page) => {
      await ready(page);
      await enter(page, 'hidden', '900');
      await page.locator('#hidden-wrong').waitFor();
      await press(page, 'backward');
      expect(await barriers(page)).toEqual([]);
    }),
  );
});

it('learns to recall every bit of the test set, with a Worker and without', async () => {
  for (const before of [() => {}, () => void Reflect.deleteProperty(globalThis, 'Worker')])
    await site.visit({ before }, async (page) => {
      await ready(page);
      await page.locator('[data-guide="train"]').click();
      await page.locator('[data-guide="watch"]').waitFor({ timeout: 45_000 });
      expect(await figure(page, 'accuracy')).toBe(1);
      expect(await figure(page, 'test-loss')).toBeLessThan(0.1);
    });
});

it('gives a product that holds for every lane that leaves backward', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await train(page, 100);
    await press(page, 'backward');
    for (let unit = 0; unit < 5; unit++) {
      await numbers(page, "d_c'").nth(unit).click();
      await expect.poll(() => page.locator('lstm-inspector [name="unit"]').inputValue()).toBe(String(unit + 1));
      const [gradient, gate, product] = (await equation(page)).slice(-3) as [number, number, number];
      expect(Math.abs(gradient * gate - product)).toBeLessThanOrEqual(0.016 * Math.abs(product));
    }
  }));

it('replays the same training losses after a rewind', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const run = async (): Promise<(string | null)[]> => {
      await train(page, 100);
      const first = await trainingLoss(page);
      await train(page, 200);
      return [first, await trainingLoss(page), await unseen(page, '[data-figure="test-loss"]')];
    };
    const first = await run();
    expect(new Set(first).size).toBe(3);
    await lab(page, 'rewind');
    await expect.poll(() => figure(page, 'updates')).toBe(0);
    expect(await run()).toEqual(first);
  }));

it('pauses where it is, and stays there', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await lab(page, 'run');
    await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(300);
    await lab(page, 'pause');
    await page.locator('lstm-lab [data-do="run"]').waitFor();
    const rest = await figure(page, 'updates');
    // Had it gone on, one more would come to more than that.
    await lab(page, 'one');
    await expect.poll(() => figure(page, 'updates')).not.toBe(rest);
    expect(await figure(page, 'updates')).toBe(rest + 1);
  }));

it('takes a new learning rate while it trains, without a reset, and learns by it', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await lab(page, 'run');
    await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(200);
    const before = await figure(page, 'updates');
    await enter(page, 'rate', '0.02');
    await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(before + 200);
    expect(await page.locator('lstm-lab [data-do="pause"]').count(), 'still training').toBe(1);
    await lab(page, 'pause');
    // The same start with another rate ends elsewhere: the rate is used, not only shown.
    await lab(page, 'rewind');
    await expect.poll(() => figure(page, 'updates')).toBe(0);
    await enter(page, 'rate', '0.01');
    await train(page, 100);
    const slow = await trainingLoss(page);
    await lab(page, 'rewind');
    await expect.poll(() => figure(page, 'updates')).toBe(0);
    await enter(page, 'rate', '0.02');
    await train(page, 100);
    expect(await trainingLoss(page)).not.toBe(slow);
  }));

describe('a worker that dies', () => {
  it('is replaced: an alert, and training goes on from the very update', () =>
    site.visit({ before: rememberWorkers }, async (page) => {
      await ready(page);
      await train(page, 100);
      await kill(page, true);
      await page.locator('.trouble[role="alert"]').waitFor();
      await train(page, 200);
      await page.locator('[data-do="dismiss"]').click();
      expect(await page.locator('.trouble').count()).toBe(0);
    }));

  it('is noticed within 15 s if it dies without a word while it trains', () =>
    site.visit({ before: rememberWorkers }, async (page) => {
      await ready(page);
      await lab(page, 'run');
      await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(200);
      await kill(page, false);
      await page.locator('.trouble[role="alert"]').waitFor({ timeout: 15_000 });
    }));

  it('is noticed within 15 s of being asked to train if it died without a word at rest', () =>
    site.visit({ before: rememberWorkers }, async (page) => {
      await ready(page);
      await train(page, 100);
      await kill(page, false);
      await lab(page, 'hundred');
      await page.locator('.trouble[role="alert"]').waitFor({ timeout: 15_000 });
    }));

  it('is given up after the fourth time, in words, and the page can still be stepped through', () =>
    site.visit({ before: rememberWorkers }, async (page) => {
      await ready(page);
      await train(page, 100);
      for (let death = 1; death <= 4; death++) {
        await kill(page, true);
        await expect
          .poll(() => page.locator('.trouble p').innerText())
          .toContain(death < 4 ? 'goes on' : 'reload the page');
        if (death < 4) await page.locator('[data-do="dismiss"]').click();
      }
      const place = await beat(page);
      await press(page, 'beat1');
      expect(await beat(page)).not.toBe(place);
    }));
});

describe.each(['button', 'key'])('next, by %s alone,', (by) => {
  it('walks through every operation of two steps, and through the turn into the backward pass', () =>
    site.visit({}, async (page) => {
      await ready(page);
      const next = (): Promise<void> => (by === 'button' ? press(page, 'beat1') : page.keyboard.press('ArrowRight'));
      await page.locator('.figure[tabindex]').focus();
      await page.keyboard.press('Home');
      const forward = ['join', 'forget', 'input', 'candidate', 'update', 'output', 'emit', 'predict'];
      for (const expected of [...forward.slice(1), ...forward]) {
        await next();
        expect(await beat(page)).toBe(expected);
      }
      await page.locator('.figure[tabindex]').focus();
      await page.keyboard.press('End');
      expect(await beat(page)).toBe('predict');
      for (const expected of ['loss', 'through', 'meet', 'part', 'slope', 'weights', 'leave', 'loss']) {
        await next();
        expect(await beat(page)).toBe(expected);
      }
    }));
});

describe('the keyboard', () => {
  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const figure = document.querySelector('lstm-page')!.shadowRoot!.activeElement;
      return figure?.shadowRoot?.activeElement?.className ?? '';
    });

  it('reaches the figure by Tab alone, and steps it there', () =>
    site.visit({}, async (page) => {
      await ready(page);
      let presses = 0;
      while ((await focused(page)) !== 'figure' && presses++ < 20) await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('figure');
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      expect(await beat(page)).toBe('forget');
    }));

  it('means one operation by an arrow on a button of the figure as well', () =>
    site.visit({}, async (page) => {
      await ready(page);
      await page.locator('lstm-transport [data-beat="join"]').click();
      await page.keyboard.press('ArrowRight');
      expect(await beat(page)).toBe('forget');
    }));

  it('turns round by a capital B too', () =>
    site.visit({}, async (page) => {
      await ready(page);
      await page.locator('.figure[tabindex]').focus();
      await page.keyboard.press('B');
      expect(await beat(page)).toBe('leave');
    }));

  it('does nothing to the figure from elsewhere', () =>
    site.visit({}, async (page) => {
      await ready(page);
      const place = (): Promise<unknown> =>
        Promise.all([
          beat(page),
          unseen(page, 'lstm-transport .scrub span'),
          page.locator('lstm-transport [aria-label="Pause"]').count(),
        ]);
      const before = await place();
      const keys = ['ArrowRight', 'Shift+ArrowLeft', 'ArrowDown', 'Home', 'End', 'b'];
      for (const spot of ['[data-do="theme"]', 'lstm-lab [data-do="one"]', '#seed', '#optimizer']) {
        if (spot.startsWith('#')) await unfold(page, spot.slice(1));
        await page.locator(spot).focus();
        for (const key of keys)
          if (spot !== '#optimizer' || !/Arrow|Home|End/.test(key)) await page.keyboard.press(key);
        expect(await place(), spot).toEqual(before);
      }
    }));
});

it('shows a delay of 100 with 64 units whole, both ways', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await enter(page, 'delay', '100');
    await expect.poll(() => unseen(page, 'lstm-transport .scrub span')).toMatch(/of 101/);
    await enter(page, 'hidden', '64');
    await expect.poll(() => numbers(page, 'f').count()).toBeGreaterThanOrEqual(64);
    await train(page, 100);
    for (const way of ['forward', 'backward']) {
      await press(page, way);
      expect(await nonsense(page)).toEqual([]);
      const painted = await page.locator('lstm-strip canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
      expect(painted, 'colours of the heat').toBeGreaterThan(8);
      expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  }));
