// What if: numbers held and set free, by clicks and keys, in a network that was trained in front of the reader.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, focused, learn, open, tab, tooWide, look } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const figure = async (page: Page, row: string, which: string): Promise<number> =>
  plain((await page.locator(`lstm-hold [data-row="${row}"] [data-figure="${which}"]`).innerText()).trim());
const edits = (page: Page): Promise<string[]> =>
  page.locator('lstm-hold [data-edit]').evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['edit']!));
const hash = async (page: Page): Promise<string> => decodeURIComponent(await page.evaluate(() => location.hash));
const key = async (page: Page, place: string, name: string): Promise<void> => {
  await page.locator(place).focus();
  await page.keyboard.press(name);
};

it('in the first network f = 0 at a step loses the bit, f = 1 keeps it, and one button takes all back', PATH, () =>
  site.visit({ at: '#step=7' }, async (page) => {
    await ready(page);
    await learn(page);
    await open(page, 'hold');
    await page.locator('lstm-hold [data-try="lose"]').click();
    await page.locator('lstm-hold [data-row="answer"]').waitFor();
    expect(await edits(page)).toEqual(['f@7=0']);
    const answer = await figure(page, 'answer', 'untouched');
    expect(Math.abs(answer - 1)).toBeLessThan(0.1); // the target of this sequence is 1
    expect(Math.abs((await figure(page, 'answer', 'now')) - 1)).toBeGreaterThan(0.5);
    expect(await figure(page, 'loss', 'now')).toBeGreaterThan(100 * (await figure(page, 'loss', 'untouched')));
    expect(await figure(page, 'gradient', 'now')).toBeLessThan(0.1 * (await figure(page, 'gradient', 'untouched')));
    // On the stage the valves are shut, the state before them is still there, and what is held is marked.
    expect(await page.locator('lstm-stage .held[data-address="f"]').count()).toBeGreaterThanOrEqual(5);
    expect(await page.locator('lstm-stage .ghost').count()).toBeGreaterThan(5);
    expect(await page.locator('lstm-strip .held').count()).toBe(5);
    // Switched off it is still in the list.
    await page.locator('lstm-hold [data-edit] input[type="checkbox"]').uncheck();
    await page.locator('lstm-hold [data-row="answer"]').waitFor({ state: 'detached' });
    expect(await edits(page)).toEqual(['f@7=0']);
    await expect.poll(() => hash(page)).toContain('edits=!f@7=0');
    await page.locator('lstm-hold [data-try="keep"]').click();
    await page.locator('lstm-hold [data-row="answer"]').waitFor();
    expect(await edits(page)).toEqual(['f@7=0', 'f@7-=1']);
    expect(Math.abs((await figure(page, 'answer', 'now')) - 1)).toBeLessThan(0.3);
    await page.locator('lstm-hold [data-do="take-back"]').click();
    await page.locator('lstm-hold [data-none]').waitFor();
    await page.locator('lstm-stage .ghost').first().waitFor({ state: 'detached' });
    await expect.poll(() => hash(page)).not.toContain('edits');
  }),
);

it('a number that is looked at is held from the inspector, by keys alone, and its value is moved', () =>
  site.visit({ at: '#direction=forward&step=3&beat=update' }, async (page) => {
    await ready(page);
    await tab(page, 'number');
    await look(page, 'g');
    await key(page, 'lstm-inspector [data-do="hold"]', 'Enter');
    await page.locator('lstm-hold').waitFor();
    await expect.poll(() => focused(page)).toBe('tool');
    expect(await page.locator('lstm-hold [name="name"]').inputValue()).toBe('g');
    await page.locator('lstm-hold [name="value"]').fill('0.25');
    await key(page, 'lstm-hold [name="value"]', 'Enter');
    await page.locator('lstm-hold [data-row="loss"]').waitFor();
    expect(await edits(page)).toEqual(['g.1@3=0.25']);
    expect(await page.locator('lstm-inspector .total').innerText()).toContain('0.250');
    expect(await page.locator('lstm-inspector .equation').count()).toBe(0);
    await key(page, 'lstm-hold [data-edit] input[type="range"]', 'End');
    await expect.poll(() => edits(page)).toEqual(['g.1@3=1']);
    await expect.poll(() => page.locator('lstm-inspector .total').innerText()).toContain('1.000');
    // Held anew it is held once.
    await key(page, 'lstm-hold [data-do="hold"]', 'Enter');
    await expect.poll(() => edits(page)).toEqual(['g.1@3=0.25']);
    await key(page, 'lstm-hold [data-do="remove"]', 'Enter');
    await page.locator('lstm-hold [data-none]').waitFor();
    expect(await focused(page)).toBe('hold');
  }));

it('a link opens with its edits: those of other networks wait, those that nobody can read are told', () =>
  site.visit({ at: '#tool=hold&step=2&edits=c.1@2=0.5,W_f[1,0]=0,l1.f=1,what' }, async (page) => {
    await ready(page);
    await page.locator('lstm-hold [data-row="loss"]').waitFor();
    expect(await edits(page)).toEqual(['c.1@2=0.5', 'W_f[1,0]=0', 'l1.f=1']);
    expect(await page.locator('.trouble').innerText()).toContain('what');
    expect(await page.locator('lstm-hold .wrong').first().innerText()).toContain('is not in this network');
    expect(await page.locator('lstm-stage .held[data-address="c"]').count()).toBeGreaterThan(0);
    await expect.poll(() => hash(page)).toContain('edits=c.1@2=0.5,W_f[1,0]=0,l1.f=1,what');
  }));

it('a nudge keeps the promise of its gradient', () =>
  site.visit({ at: '#tool=hold&step=2&beat=update&address=c&unit=1' }, async (page) => {
    await ready(page);
    await page.locator('lstm-hold [name="epsilon"]').fill('0.001');
    await key(page, 'lstm-hold [name="epsilon"]', 'Enter');
    await page.locator('lstm-hold [data-row="ratio"]').waitFor();
    expect(await figure(page, 'ratio', 'ratio')).toBeCloseTo(1, 1);
    const predicted = await figure(page, 'predicted', 'predicted');
    expect(Math.abs(predicted)).toBeGreaterThan(0);
    expect((await figure(page, 'true', 'true')) / predicted).toBeCloseTo(1, 1);
  }));

it('on a phone the sheet of the inspector makes way for what is held', () =>
  site.visit({ at: '#direction=forward&step=3&beat=update&address=c', width: 390, lang: 'zh' }, async (page) => {
    await ready(page);
    await page.locator('[data-do="ask"]').click();
    await page.locator('lstm-inspector [data-do="hold"]').click();
    await page.locator('lstm-hold').waitFor();
    await page.locator('lstm-inspector').waitFor({ state: 'hidden' });
    await page.locator('lstm-hold [data-do="hold"]').click();
    await page.locator('lstm-hold [data-row="answer"]').waitFor();
    expect(await edits(page)).toEqual(['c.1@3=0']);
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await page.locator('lstm-tools [data-do="close-tool"]').click();
    await page.locator('lstm-strip [data-do="take-back"]').click();
    await page.locator('lstm-strip [data-do="take-back"]').waitFor({ state: 'detached' });
  }));
