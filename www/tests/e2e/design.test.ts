// A cell of one's own, typed and pressed: read while it is typed, refused at the place, put on the stage; and an LSTM broken.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choices } from '../unit/core.ts';
import { PATH, barriers, focused, nonsense, open, train } from './hands.ts';
import { ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const sheet = (page: Page): Locator => page.locator('lstm-design textarea');
const at = (page: Page, what: string): Locator => page.locator(`lstm-design ${what}`);
const stage = (page: Page): Promise<string | null> => page.locator('lstm-stage svg').textContent();
const where = (page: Page): Promise<string | null> => at(page, '[data-note]').last().getAttribute('data-note');
/** What is typeset, line by line, as it is read aloud or as it was typed. */
const typeset = (page: Page): Promise<string[]> =>
  at(page, 'li > div').evaluateAll((lines) =>
    lines.map((line) =>
      [...line.children].map((each) => each.getAttribute('aria-label') ?? `typed ${each.textContent}`).join('; '),
    ),
  );
const selected = (page: Page): Promise<string> =>
  sheet(page).evaluate((field) => {
    const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });

const visit = (act: (page: Page) => Promise<void>, setting = {}): Promise<void> =>
  site.visit(setting, async (page) => {
    await ready(page);
    await open(page, 'design');
    await at(page, '[data-break]').first().waitFor();
    await act(page);
  });

it('shows the cell on the stage in writing, and says so', () =>
  visit(async (page) => {
    expect(await sheet(page).inputValue()).toBe(
      choices.cells.find(({ name }) => name === 'own')!.presets[0]!.equations,
    );
    expect(await where(page)).toBe('written');
    expect(await at(page, '[data-break="whole"]').getAttribute('aria-pressed')).toBe('true');
    expect(await barriers(page)).toEqual([]);
  }));

it('refuses what is wrong at its place, sets the lines before it, and loses nothing', () =>
  visit(async (page) => {
    const wrong = "f = σ(W_f x)\nh = f * h' + (1 - f) * tanh(W x + U q)";
    await sheet(page).fill(wrong);
    await at(page, '[data-do="place"]').waitFor();
    expect(await at(page, '[data-do="place"]').innerText()).toContain('Line 2, column 37: q');
    expect(await at(page, 'mark').textContent()).toBe('q');
    expect(await at(page, '.gutter .here').textContent()).toBe('2');
    expect(await sheet(page).getAttribute('aria-invalid')).toBe('true');
    expect(await typeset(page)).toEqual([
      'f sub t equals sigma of W sub f times x sub t,',
      "typed h = f * h' + (1 - f) * tanh(W x + U q)",
    ]);
    const before = await stage(page);
    // Both ways to the place; what cannot be read changes nothing.
    for (const what of ['place', 'apply']) {
      await at(page, `[data-do="${what}"]`).click();
      expect(await focused(page)).toBe('equations');
      expect(await selected(page)).toBe('q');
    }
    expect(await stage(page)).toBe(before);
    await page.locator('lstm-tools [data-do="close-tool"]').click();
    await sheet(page).waitFor({ state: 'detached' });
    await open(page, 'design');
    expect(await sheet(page).inputValue()).toBe(wrong);
    // A preset takes its place, and gives it back.
    await at(page, '[name="preset"]').selectOption('janet');
    expect(await sheet(page).inputValue()).toContain('h = c');
    await at(page, '[data-do="put-back"]').click();
    await expect.poll(() => sheet(page).inputValue()).toBe(wrong);
  }));

it('rewrites LaTeX, and sets what is written as in a lecture', () =>
  visit(async (page) => {
    await sheet(page).fill(String.raw`f_t = \sigma(W_f x_t)
h_t = f_t \odot h_{t-1}`);
    await at(page, '[data-do="of-latex"]').click();
    await expect.poll(() => sheet(page).inputValue()).toBe('f_t = σ(W_f x_t)\nh_t = f_t * h_{t-1}');
    await expect
      .poll(async () => (await typeset(page)).map((line) => line.split(' equals ')[0]))
      .toEqual(['f sub t', 'h sub t']);
    expect(await at(page, '[data-do="of-latex"]').count()).toBe(0);
  }));

it('puts a preset on the stage, with both passes, and it learns', PATH, () =>
  visit(async (page) => {
    await at(page, '[name="preset"]').selectOption('janet');
    await expect.poll(() => where(page)).toBe('not-yet');
    await at(page, '[data-do="apply"]').click();
    await expect.poll(() => where(page)).toBe('follows');
    await expect.poll(() => stage(page)).toContain('1 − f');
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('cell=own');
    await train(page, 100);
    await page.locator('lstm-transport [data-do="backward"]').click();
    expect(await nonsense(page)).toEqual([]);
  }),
);

it('is written with the keyboard alone, what it lacks from the palette', () =>
  visit(async (page) => {
    await sheet(page).fill('');
    await sheet(page).fill('h = ');
    for (const piece of ['tanh', 'weight', 'plus', 'recurrent']) {
      await at(page, `[data-piece="${piece}"]`).focus();
      await page.keyboard.press('Enter');
      expect(await focused(page)).toBe('equations');
    }
    await expect.poll(() => sheet(page).inputValue()).toBe("h = tanh(W_h x + U_h h')");
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => where(page)).toBe('follows');
    await expect.poll(() => stage(page)).not.toContain('×');
    await page.keyboard.press('Enter');
    await expect.poll(() => sheet(page).inputValue()).toBe("h = tanh(W_h x + U_h h'\n)");
    expect(await where(page)).toBe('not-yet');
  }));

it('breaks the LSTM in one press, says what to expect, shows what has changed, and mends it', () =>
  visit(async (page) => {
    await at(page, '[data-break="gone-f"]').click();
    await expect.poll(() => at(page, '[data-break="gone-f"]').getAttribute('aria-pressed')).toBe('true');
    expect(await sheet(page).inputValue()).toContain("c = c' + i * g");
    await expect.poll(() => at(page, 'tr[data-changed]').count()).toBe(2);
    expect(await at(page, 'tr[data-changed="f"]').innerText()).toContain('gone');
    expect(await at(page, '[data-figure="expect"]').innerText()).toContain('∂L/∂c passes each step unchanged');
    // It does: what leaves along the belt is what arrived, in every unit.
    await expect.poll(() => page.evaluate(passes)).toBe(true);
    await at(page, '[data-break="cut-c"]').click();
    await expect.poll(() => at(page, '[data-break="cut-c"]').getAttribute('aria-pressed')).toBe('true');
    await at(page, '[data-break="whole"]').click();
    await expect.poll(() => at(page, '[data-break="whole"]').getAttribute('aria-pressed')).toBe('true');
    expect(await at(page, '[data-figure="expect"]').count()).toBe(0);
    expect(await page.evaluate(passes)).toBe(false);
  }));

it('races what is broken against the whole', () =>
  visit(async (page) => {
    expect(await at(page, '[data-do="race"]').count(), 'the whole has nobody to race').toBe(0);
    await at(page, '[data-break="cut-c"]').click();
    await at(page, '[data-do="race"]').focus();
    await page.keyboard.press('Enter');
    const lanes = page.locator('lstm-race [data-figure="told"] li');
    await expect
      .poll(async () => (await lanes.allInnerTexts()).map((name) => name.trim()))
      .toEqual([expect.stringContaining('LSTM'), expect.stringContaining('your own')]);
    expect(await focused(page)).toBe('race');
    await page.locator('lstm-race [data-do="hundred"]').click();
    const updates = page.locator('lstm-race tbody [data-figure="updates"]');
    await expect.poll(() => updates.allInnerTexts()).toEqual(['100', '100']);
  }));

/** Whether ∂L/∂c leaves each step just as it came. Runs in the page. */
function passes(): boolean {
  const page = document.querySelector('lstm-page') as unknown as {
    session: { view: { numbers(address: string, step: number): ArrayLike<number>; trace: { steps: number } } };
  };
  const { view } = page.session;
  const steps = Array.from({ length: view.trace.steps - 1 }, (_, k) => k + 1);
  return steps.every((step) => {
    const arrived = Array.from(view.numbers('d_c', step));
    return Array.from(view.numbers("d_c'", step)).every((v, unit) => v === arrived[unit]);
  });
}

it('says why a cell cannot be written', () =>
  site.visit({ at: '#cell=lstm&options=projection:2&tool=design' }, async (page) => {
    await ready(page);
    await at(page, '[data-note="narrow"]').waitFor();
    expect(await where(page)).toBe('not-yet');
  }));
