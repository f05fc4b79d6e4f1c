// A race by clicks: gradients before anything is learnt, updates in lockstep, who solves the task; and no worker stays.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, countWorkers, cut, open, running } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** A column of the table, lane by lane. */
const column = (page: Page, figure: string): Promise<string[]> =>
  page.locator(`lstm-race tbody [data-figure="${figure}"]`).evaluateAll((all) => all.map((each) => each.textContent!));
const names = (page: Page): Promise<string[]> =>
  page
    .locator('lstm-race [data-figure="told"] li')
    .evaluateAll((all) =>
      all.map((each) => ['.letter', 'b'].map((of) => each.querySelector(of)!.textContent).join(' ')),
    );
const press = (page: Page, what: string): Promise<void> =>
  page.locator(`lstm-race [data-do="${what}"]`).first().click();

it('shows gradients at once, trains all as far, ends when all have solved the task, and ends its workers', PATH, () =>
  site.visit(
    { before: countWorkers, at: '#task=recall&task-options=delay:3,distractors:false&rate=0.03' },
    async (page) => {
      await ready(page);
      await open(page, 'race');
      await expect.poll(() => names(page)).toEqual(['A plain RNN', 'B LSTM (forget bias 3)']);
      expect(await running(page)).toBe(3);
      for (const factor of await column(page, 'factor')) expect(plain(factor)).toBeGreaterThan(0);
      expect(await column(page, 'updates')).toEqual(['0', '0']);
      // Measured is the whole gradient, and the reason says so of each.
      const [rnn, lstm] = await page.locator('lstm-race [data-figure="why"]').allInnerTexts();
      expect(rnn).toContain('multiplied by the matrix on the old state');
      expect(lstm).toMatch(
        /gates, which alone would keep [\d.]+% a step\. What comes back through the matrices is added/,
      );
      expect(await page.locator('lstm-race [data-figure="after"]').count()).toBe(0);
      await press(page, 'hundred');
      await expect.poll(() => column(page, 'updates')).toEqual(['100', '100']);
      expect(await page.locator('lstm-race [data-figure="after"]').innerText()).toContain(
        'does not tell who has learnt',
      );
      await press(page, 'rewind');
      await expect.poll(() => column(page, 'updates')).toEqual(['0', '0']);
      await press(page, 'run');
      await expect.poll(() => column(page, 'solved')).not.toContain('–');
      await page.locator('lstm-race [data-do="run"]').waitFor();
      const [a, b] = (await column(page, 'updates')).map(plain);
      expect(a).toBe(b);
      expect(Math.max(...(await column(page, 'solved')).map(plain))).toBe(a);
      await page.locator('lstm-tools [data-do="close-tool"]').click();
      await expect.poll(() => running(page)).toBe(1);
    },
  ),
);

it('sets up what is worth comparing, and lanes of one’s own, which a link keeps', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'race');
    await page.locator('lstm-race [data-classic="race.bias"]').click();
    await expect
      .poll(() => names(page))
      .toEqual(['A LSTM (forget bias 0)', 'B LSTM (forget bias 1)', 'C LSTM (forget bias 3)']);
    await expect.poll(() => page.locator('lstm-race [name="delay"]').inputValue()).toBe('20');
    // The more the gates are open, the more a step keeps.
    const kept = (await column(page, 'factor')).map(plain);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    await press(page, 'remove');
    await expect.poll(() => names(page)).toEqual(['A LSTM (forget bias 1)', 'B LSTM (forget bias 3)']);
    await page.locator('lstm-race [data-lane="B"] select').selectOption('gru');
    await press(page, 'add');
    await page.locator('lstm-race [data-lane="C"] [name="hidden"]').fill('3');
    await page.locator('lstm-race [data-lane="C"] [name="hidden"]').blur();
    await expect
      .poll(() => names(page))
      .toEqual([
        'A LSTM (hidden units 8, forget bias 1)',
        'B GRU (hidden units 8, forget bias 3)',
        'C GRU (hidden units 3, forget bias 3)',
      ]);
    expect(await cut(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate(() => decodeURIComponent(location.hash)))
      .toContain('cell=gru&hidden-units=3&forget-bias=3');
  }));

it('shows any two or three of its lanes side by side, each as it is in the race, which goes on', () =>
  site.visit(
    {
      at: '#task=recall&task-options=delay:4&tool=race&lanes=cell%3Drnn%3Bcell%3Dgru%3Bcell%3Dlstm%3Bcell%3Dlstm%26forget-bias%3D5',
    },
    async (page) => {
      await ready(page);
      await expect.poll(() => column(page, 'updates')).toEqual(['0', '0', '0', '0']);
      await press(page, 'hundred');
      await expect.poll(() => column(page, 'updates')).toEqual(['100', '100', '100', '100']);
      await press(page, 'open');
      const belts = page.locator('lstm-race lstm-stages section');
      await expect.poll(() => belts.count()).toBe(3);
      const answers = page.locator('lstm-race lstm-stages .answers');
      expect(await answers.evaluateAll((all) => all.map((each) => each.dataset['updates']))).toEqual(
        Array(3).fill('100'),
      );
      const shown = (): Promise<string[]> => belts.locator('h2 > span').allInnerTexts();
      expect((await shown()).at(-1)).toBe('LSTM (forget bias 1)');
      await page.locator('lstm-stages [data-lane="0"]').first().click();
      await expect.poll(() => belts.count()).toBe(2);
      await page.locator('lstm-stages .seg [data-lane="3"]').click();
      await expect.poll(shown).toEqual(['GRU (forget bias 1)', 'LSTM (forget bias 1)', 'LSTM (forget bias 5)']);
      await page.keyboard.press('Escape');
      await belts.first().waitFor({ state: 'detached' });
      await press(page, 'hundred');
      await expect.poll(() => column(page, 'updates')).toEqual(['200', '200', '200', '200']);
    },
  ));
