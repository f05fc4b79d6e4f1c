// Any cell and any task that the core offers, on the built site: chosen, trained, stepped through, looked into.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  beat,
  choose,
  enter,
  foreign,
  lab,
  nonsense,
  numbers,
  other,
  press,
  tab,
  tooWide,
  train,
  unfold,
  look,
  looked,
} from './hands.ts';
import type { Session } from '../../src/session/session.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const names = (page: Page, id: string): Promise<string[]> =>
  page.locator(`#${id} option`).evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));

/** Walks through a step, both ways, and looks at what the inspector says. */
async function walk(page: Page): Promise<void> {
  for (const way of ['forward', 'backward']) {
    await press(page, way);
    await page.locator('.figure[tabindex]').focus();
    await page.keyboard.press('Home');
    const beats = await page.locator('lstm-transport [data-beat]').count();
    for (let k = 0; k < beats + 1; k++) {
      await press(page, 'beat1');
      expect(await page.locator('lstm-inspector .num').count()).toBeGreaterThan(0);
    }
    await press(page, way);
    expect(await nonsense(page), way).toEqual([]);
  }
}

describe.each(['gru', 'rnn'])('with a %s', (cell) => {
  it('trains, learns, steps, and shows each number with what it is made of', () =>
    site.visit({ at: '' }, async (page) => {
      await ready(page);
      await choose(page, 'cell', cell);
      expect(await page.locator('lstm-stage .belt').count()).toBe(1);
      await enter(page, 'delay', '3');
      await train(page, 100);
      await train(page, 200);
      expect(await figure(page, 'test-loss')).toBeLessThan(0.6);
      await walk(page);
      // A number is picked, and the sum of its products is the number.
      await press(page, 'forward');
      await tab(page, 'number');
      await look(page, 'y');
      expect(await page.locator('lstm-inspector tbody tr').count()).toBe(8 + 1);
      await numbers(page, 'h').last().click();
      expect(await looked(page)).toBe('h');
      await lab(page, 'rewind');
      await expect.poll(() => figure(page, 'updates')).toBe(0);
      await choose(page, 'cell', 'lstm');
      expect(await beat(page)).toBe('predict');
    }));

  it('is worded in one language', () =>
    site.visit({}, async (page) => {
      await ready(page);
      await choose(page, 'cell', cell);
      for (const lang of ['en', 'zh'] as const) {
        for (const way of ['forward', 'backward']) {
          await press(page, way);
          await expect.poll(() => foreign(page, lang), { message: `${lang}, ${way}` }).toEqual([]);
        }
        await other(page, 'lang');
      }
    }));

  it('fits the screen: nothing is cut sideways', () =>
    site.visit({ width: 390 }, async (page) => {
      await ready(page);
      await choose(page, 'cell', cell);
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        for (const layers of ['1', '4']) {
          await enter(page, 'layers', layers);
          const layered = (layers: number): boolean => {
            const { session } = document.querySelector('lstm-page') as unknown as { session: Session };
            return session.view?.trace.frame.schema.layers === layers;
          };
          await page.waitForFunction(layered, Number(layers));
          await expect.poll(() => tooWide(page), { message: `${width}, ${layers} layers` }).toBeLessThanOrEqual(0);
        }
      }
    }));
});

describe('each option of the LSTM', () => {
  it.each(['peephole', 'coupled', 'linear_output'])('%s can be switched on and off', (option) =>
    site.visit({}, async (page) => {
      await ready(page);
      await unfold(page, option);
      await page.locator(`#${option}`).check();
      await train(page, 100);
      expect(await nonsense(page)).toEqual([]);
      await press(page, 'backward');
      expect(await nonsense(page)).toEqual([]);
      await unfold(page, option);
      await page.locator(`#${option}`).uncheck();
      await expect.poll(() => figure(page, 'updates')).toBe(0);
    }),
  );

  it('a projection that is not smaller than the cell is refused at the setting that was changed', () =>
    site.visit({}, async (page) => {
      await ready(page);
      await enter(page, 'projection', '5');
      expect(await page.locator('#projection-wrong').innerText()).toContain('whole number from 0 to 4');
      expect(await page.locator('#projection').inputValue()).toBe('5');
      await enter(page, 'projection', '4');
      await expect.poll(() => numbers(page, 'm').count()).toBeGreaterThan(0);
      expect(await page.locator('#projection-wrong').count()).toBe(0);
      await enter(page, 'hidden', '4');
      expect(await page.locator('#hidden-wrong').innerText()).toContain('whole number from 0 to 3');
      expect(await page.locator('#hidden').inputValue()).toBe('4');
    }));

  it('layers, truncation and every start and optimizer are taken one after the other', () =>
    site.visit({}, async (page) => {
      await ready(page);
      for (const name of await names(page, 'init')) {
        await choose(page, 'init', name);
        await lab(page, 'one');
        await expect.poll(() => figure(page, 'updates')).toBe(1);
      }
      // Another optimizer goes on with the same weights.
      for (const [k, name] of (await names(page, 'optimizer')).entries()) {
        await choose(page, 'optimizer', name);
        await lab(page, 'one');
        await expect.poll(() => figure(page, 'updates')).toBe(2 + k);
      }
      await enter(page, 'truncate', '5');
      await enter(page, 'hidden', '6');
      await enter(page, 'layers', '2');
      await lab(page, 'one');
      await expect.poll(() => figure(page, 'updates')).toBe(1);
      expect(await page.locator('#truncate').inputValue()).toBe('5');
      expect(await page.locator('#hidden').inputValue()).toBe('6');
      await walk(page);
    }));
});

it.each(['lstm', 'gru'])('every task is shown, with %s', (cell) =>
  site.visit({}, async (page) => {
    await ready(page);
    for (const task of await names(page, 'task')) {
      await choose(page, 'task', task);
      await choose(page, 'cell', cell);
      await lab(page, 'one');
      await expect.poll(() => figure(page, 'updates')).toBe(1);
      for (const way of ['backward', 'forward']) {
        await press(page, way);
        expect(await nonsense(page), `${task} ${way}`).toEqual([]);
      }
    }
  }),
);
