// How far back a network learns, by clicks: short delays, a pause, and results that stay when the tool is closed.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, cut, open } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const column = (page: Page, figure: string): Promise<string[]> =>
  page.locator(`lstm-sweep tbody [data-figure="${figure}"]`).evaluateAll((all) => all.map((each) => each.textContent!));
const fill = async (page: Page, name: string, text: string): Promise<void> => {
  await page.locator(`lstm-sweep [name="${name}"]`).fill(text);
  await page.locator(`lstm-sweep [name="${name}"]`).blur();
};
const said = (page: Page): Promise<string> =>
  page.locator('lstm-sweep').evaluate((tool) => tool.shadowRoot!.textContent!.replace(/\s+/g, ' '));

it('measures delay by delay, beside the product of the gates, and keeps what it found', PATH, () =>
  site.visit({ at: '#task=recall&task-options=distractors:false&hidden-units=4&rate=0.03' }, async (page) => {
    await ready(page);
    await open(page, 'sweep');
    await fill(page, 'delays', '2, many');
    await expect.poll(() => said(page)).toContain('“many” is not a delay. Write whole numbers from 1 to');
    await fill(page, 'delays', '30, 2');
    await fill(page, 'budget', '60');
    await page.locator('lstm-sweep [data-do="run"]').click();
    await expect.poll(() => said(page)).toContain('2 of 2 delays are measured');
    const [left, product] = [await column(page, 'left'), await column(page, 'product')].map((all) => all.map(plain));
    for (const share of [...left!, ...product!]) expect(share).toBeGreaterThan(0);
    expect(product![1]! < product![0]!).toBe(true);
    // A forget bias of 1: σ(1) = 0.73 and what the weights make of it, to the power of 30.
    expect(product![1]!).toBeGreaterThan(1e-7);
    expect(product![1]!).toBeLessThan(0.05);
    const verdicts = await column(page, 'solved');
    expect(plain(verdicts[0]!), 'solved at').toBeGreaterThan(0);
    expect(await said(page)).toContain('Solved within 60 updates: delay 2');
    expect(await cut(page)).toEqual([]);
    await page.locator('lstm-tools [data-do="close-tool"]').click();
    await page.locator('lstm-sweep').waitFor({ state: 'detached' });
    await open(page, 'sweep');
    await fill(page, 'delays', '2, 30');
    await fill(page, 'budget', '60');
    expect(await column(page, 'solved')).toEqual(verdicts);
    await fill(page, 'forgetBias', '6');
    await page.locator('lstm-sweep [data-do="run"]').click();
    await expect.poll(() => column(page, 'product').then((all) => plain(all[1] ?? '0'))).toBeGreaterThan(0.5);
  }),
);

it('says of a cell without gates that there is no product', () =>
  site.visit({ at: '#cell=rnn&tool=sweep' }, async (page) => {
    await ready(page);
    await page.locator('lstm-sweep [name="delays"]').waitFor();
    await fill(page, 'delays', '3');
    await fill(page, 'budget', '3');
    await page.locator('lstm-sweep [data-do="run"]').click();
    await expect.poll(() => said(page)).toContain('there is no product of gates');
    expect(await column(page, 'product')).toEqual([]);
  }));

it('measures the network at hand, as it is set, and says which that is', () =>
  site.visit({ at: '' }, async (page) => {
    await ready(page);
    await open(page, 'sweep');
    expect(await page.locator('lstm-sweep [name="forgetBias"]').inputValue()).toBe('3');
    expect(await said(page)).toContain('LSTM, hidden units 3, momentum, rate 0.5, batch 4, seed 292');
    await fill(page, 'delays', '10');
    await fill(page, 'budget', '10');
    await page.locator('lstm-sweep [data-do="run"]').click();
    await expect.poll(() => said(page)).toContain('1 of 1 delays are measured');
    // With the task's usual settings (a forget bias of 1) less than a tenth would be left.
    expect(plain((await column(page, 'product'))[0]!)).toBeGreaterThan(0.5);
  }));
