// What the page claims of itself, held against what it says in its shadow roots, in its SVG and to a screen reader.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  beat,
  enter,
  focus,
  kill,
  lab,
  learn,
  nonsense,
  numbers,
  press,
  rememberWorkers,
  step,
  tab,
  tooWide,
  train,
  unfold,
} from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** The last training loss, to six digits, as the chart tells it to a screen reader. */
const trainingLoss = (page: Page): Promise<string | null> =>
  page.locator('lstm-chart canvas').getAttribute('aria-label');

it('learns to recall every bit of the test set without a Worker as well', () =>
  site.visit({ before: () => Reflect.deleteProperty(globalThis, 'Worker') }, async (page) => {
    await ready(page);
    await learn(page);
    expect(await figure(page, 'accuracy')).toBe(1);
    expect(await figure(page, 'test-loss')).toBeLessThan(0.1);
  }));

it('replays the same training losses after a rewind', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const run = async (): Promise<(string | null)[]> => {
      await train(page, 100);
      const first = await trainingLoss(page);
      await train(page, 200);
      return [first, await trainingLoss(page), await page.locator('[data-figure="test-loss"]').innerText()];
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

it('a worker that dies is replaced: an alert, and training goes on from the very update; after the fourth time it is given up, and the page can still be stepped through', () =>
  site.visit({ before: rememberWorkers }, async (page) => {
    await ready(page);
    await train(page, 100);
    for (let death = 1; death <= 4; death++) {
      await kill(page, true);
      await expect
        .poll(() => page.locator('.trouble[role="alert"] p').innerText())
        .toContain(death < 4 ? 'goes on' : 'reload the page');
      if (death === 1) await train(page, 200);
      if (death === 4) continue;
      await page.locator('[data-do="dismiss"]').click();
      await expect.poll(() => page.locator('.trouble').count()).toBe(0);
    }
    const place = await beat(page);
    await press(page, 'beat1');
    expect(await beat(page)).not.toBe(place);
  }));

it('next, by button and by key, walks through every operation of two steps, and through the turn into the backward pass', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await focus(page);
    await page.keyboard.press('Home');
    const forward = ['join', 'forget', 'write', 'update', 'tell', 'predict'];
    for (const expected of [...forward.slice(1), ...forward]) {
      await press(page, 'beat1');
      expect(await beat(page)).toBe(expected);
    }
    await focus(page);
    await page.keyboard.press('End');
    expect(await beat(page)).toBe('predict');
    for (const expected of ['loss', 'through', 'meet', 'part', 'slope', 'weights', 'leave', 'loss']) {
      await page.keyboard.press('ArrowRight');
      expect(await beat(page)).toBe(expected);
    }
  }));

it('no key does anything to the figure from elsewhere', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const place = (): Promise<unknown> =>
      Promise.all([beat(page), step(page), page.locator('lstm-transport [aria-label="Pause"]').count()]);
    const before = await place();
    const keys = ['ArrowRight', 'Shift+ArrowLeft', 'ArrowDown', 'Home', 'End', 'b'];
    for (const spot of ['[data-do="menu"]', 'lstm-lab [data-do="one"]', '#seed', '#optimizer']) {
      if (spot.startsWith('#')) await unfold(page, spot.slice(1));
      if (spot.startsWith('lstm-lab')) await tab(page, 'training');
      await page.locator(spot).focus();
      for (const key of keys) if (spot !== '#optimizer' || !/Arrow|Home|End/.test(key)) await page.keyboard.press(key);
      expect(await place(), spot).toEqual(before);
    }
  }));

it('shows a delay of 100 with 64 units whole, both ways', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await enter(page, 'delay', '100');
    await expect.poll(() => step(page)).toMatch(/of 101/);
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
      expect(await tooWide(page)).toBeLessThanOrEqual(0);
    }
  }));
