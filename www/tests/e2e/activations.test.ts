// Where the units stand on their functions: opened from a symbol on the stage, probed by keyboard, and the shares at the ends are
// those of the numbers of the strip.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, focus, focused, looked, numbers } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const part = (page: Page, selector: string) => page.locator(`lstm-activations ${selector}`);

/** The figures of a row: of the probe (0), or of the unit (1). */
async function row(page: Page, name: string, k: number): Promise<number[]> {
  const cells = part(page, `[data-function="${name}"] [data-table="places"] td.number[data-figure]`);
  const all = await cells.evaluateAll((all) => all.map((each) => each.textContent!));
  return all.map(plain).slice(3 * k, 3 * k + 3);
}

/** All numbers of a field in the sequence that the strip shows. */
const shown = (page: Page, name: string): Promise<number[]> =>
  page.evaluate((name) => {
    const strip = document.querySelector('lstm-page')!.shadowRoot!.querySelector('lstm-strip');
    type Shown = { session: { view: { trace: { steps: number; value(name: string, step: number): Float32Array } } } };
    const { trace } = (strip as unknown as Shown).session.view;
    return Array.from({ length: trace.steps }, (_, k) => [...trace.value(name, k + 1)]).flat();
  }, name);

it('is opened from a symbol on the stage, of the gate that it makes', PATH, () =>
  site.visit({ at: '#task=recall&hidden-units=4&forget-bias=3&step=3&unit=1' }, async (page) => {
    await ready(page);
    await page.locator('lstm-stage [data-makes="f"]').click();
    await part(page, '[data-function="sigmoid"].lit').waitFor();
    expect(await part(page, '[value="f"]').isChecked()).toBe(true);
    expect(await looked(page)).toBe('f');
    const [z, value, slope] = (await row(page, 'sigmoid', 1)) as [number, number, number];
    expect(1 / (1 + Math.exp(-z))).toBeCloseTo(value, 3);
    expect(value * (1 - value)).toBeCloseTo(slope, 3);
    const printed = await numbers(page, 'f').evaluateAll((all) => all.map((each) => each.textContent!.trim()));
    expect(plain(printed.filter((text) => text)[1]!)).toBeCloseTo(value, 2);

    // The probe, by keyboard: both functions answer.
    await part(page, '[name="probe"]').focus();
    for (let k = 0; k < 4; k++) await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await row(page, 'sigmoid', 0))[0]).toBe(1.4);
    const [, sigma, back] = (await row(page, 'sigmoid', 0)) as [number, number, number];
    expect(sigma).toBeCloseTo(1 / (1 + Math.exp(-1.4)), 4);
    expect(back).toBeCloseTo(sigma * (1 - sigma), 3);
    const [, tanh, steep] = (await row(page, 'tanh', 0)) as [number, number, number];
    expect([tanh, steep]).toEqual([expect.closeTo(Math.tanh(1.4), 3), expect.closeTo(1 - Math.tanh(1.4) ** 2, 3)]);

    const all = await shown(page, 'f');
    const share = async (name: string): Promise<number> =>
      plain((await part(page, `[data-gate="f"] [data-figure="${name}"]`).textContent())!);
    expect(await share('high')).toBeCloseTo(all.filter((v) => v > 0.95).length / all.length, 2);
    expect(await share('high')).toBeGreaterThan(0);
    expect(await share('low')).toBeCloseTo(all.filter((v) => v < 0.05).length / all.length, 2);
    expect(await share('mean')).toBeCloseTo(all.reduce((sum, v) => sum + v * (1 - v), 0) / all.length, 2);

    // Chosen here, it is looked at everywhere.
    await part(page, '[value="tanh_c"]').click();
    await expect.poll(() => looked(page)).toBe('tanh_c');
  }),
);

it('is opened by keyboard; a product, which is no function, is looked at', () =>
  site.visit({ at: '#task=recall&hidden-units=3&step=3&direction=forward&beat=predict', lang: 'zh' }, async (page) => {
    await ready(page);
    await focus(page);
    await page.keyboard.press('Enter');
    await page.locator('lstm-stage [data-address]:focus').waitFor();
    const toSymbol = async (makes: string): Promise<void> => {
      for (let k = 0; k < 12 && (await focused(page)) !== makes; k++) await page.keyboard.press('Shift+Tab');
      expect(await focused(page)).toBe(makes);
    };
    await toSymbol('c/0');
    await page.keyboard.press('ArrowDown');
    await page.locator('lstm-stage [data-address]:focus').waitFor(); // back among the numbers
    await toSymbol('c/0');
    await page.keyboard.press('Enter');
    await expect.poll(() => looked(page)).toBe('c/0');
    expect(await page.locator('lstm-activations').count()).toBe(0);
    await toSymbol('f');
    await page.keyboard.press('Enter');
    await part(page, '[data-function="sigmoid"].lit').waitFor();
    expect(await part(page, '[value="f"]').isChecked()).toBe(true);
    await expect.poll(() => focused(page)).toBe('tool');
  }));

it('shows the functions that a network has, and no others', () =>
  site.visit({ at: '#task=recall&cell=rnn&options=relu&hidden-units=3&tool=activations' }, async (page) => {
    await ready(page);
    await part(page, '[data-function]').first().waitFor();
    const names = await part(page, '[data-function]').evaluateAll((all) =>
      all.map((each) => each.getAttribute('data-function')),
    );
    expect(names).toEqual(['relu']);
  }));
