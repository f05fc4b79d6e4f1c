// Is the backward pass right? Checked by clicks: all agree, one weight's quotient follows from what is printed, a long check is
// stopped, and the formula without the slope is seen to be wrong.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, cut, open } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** A host that lets no script load but by a policy; what it refuses is an error, and that fails a visit. */
const STRICT = {
  'content-security-policy':
    "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; require-trusted-types-for 'script'",
};

const part = (page: Page, selector: string) => page.locator(`lstm-check ${selector}`);
const figure = async (page: Page, name: string): Promise<string> =>
  (await part(page, `[data-figure="${name}"]`).textContent())!.trim();

/** Runs the check to its end; what it says. */
async function check(page: Page): Promise<string> {
  await part(page, '[data-do="check"]').click();
  await part(page, '[data-figure="verdict"]').waitFor();
  return figure(page, 'verdict');
}

/** As a reader would reckon it: whole numbers of the last place. */
function digits(text: string): { all: bigint; places: number } {
  const bare = text.replace('−', '-');
  return { all: BigInt(bare.replace('.', '')), places: bare.length - 1 - bare.indexOf('.') };
}

it('all parameters agree, and a quotient follows from the losses as they are printed', PATH, () =>
  site.visit({ at: '#task=recall&cell=lstm&hidden-units=3', headers: STRICT }, async (page) => {
    await ready(page);
    await open(page, 'check');
    const verdict = await check(page);
    const [n, least] = [...verdict.matchAll(/[\d.]+/g)].map(([each]) => Number(each)) as [number, number];
    expect(verdict).toContain('agree to at least');
    const parameters = await page.evaluate(() => {
      const tool = document.querySelector('lstm-page')!.shadowRoot!.querySelector('lstm-tools')!;
      type Shown = { session: { view: { trace: { frame: { params: Float32Array } } } } };
      return (tool as unknown as Shown).session.view.trace.frame.params.length;
    });
    expect(n).toBe(parameters);
    expect(least).toBeGreaterThanOrEqual(4);
    const worst = await part(page, '[data-table="worst"] td:last-child').evaluateAll((all) =>
      all.map((each) => Number(each.textContent)),
    );
    expect(worst).toHaveLength(6);
    expect(worst).toEqual(worst.toSorted((a, b) => a - b));
    expect(Math.floor(worst[0]!)).toBe(least);

    expect(await cut(page)).toEqual([]);
    // One of the worst, opened, with another ε; then others, by keys.
    await part(page, '[data-weight]').nth(3).click();
    await expect.poll(() => part(page, '[data-weight]').nth(3).getAttribute('aria-pressed')).toBe('true');
    for (const exponent of [5, 3]) {
      await part(page, '[name="epsilon"]').selectOption(String(exponent));
      const [up, down, difference, quotient] = await Promise.all(
        ['up', 'down', 'difference', 'quotient'].map(async (name) => digits(await figure(page, name))),
      );
      expect(up!.all - down!.all).toBe(difference!.all);
      // difference ÷ 2·10^−exponent
      expect(quotient!.places).toBe(difference!.places - exponent + 1);
      expect(quotient!.all).toBe(difference!.all * 5n);
    }
    await part(page, '[role="slider"]').focus();
    const before = await part(page, '[role="slider"]').getAttribute('aria-valuetext');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => part(page, '[role="slider"]').getAttribute('aria-valuenow')).toBe('2');
    expect(await part(page, '[role="slider"]').getAttribute('aria-valuetext')).not.toBe(before);
  }),
);

it('without the slope the gradient of a gate is too long, and the picture shows it', () =>
  site.visit({ at: '#task=recall&cell=gru&hidden-units=3', lang: 'zh' }, async (page) => {
    await ready(page);
    await open(page, 'check');
    await check(page);
    const factor = await part(page, '[data-weights="W_r"] [data-figure="factor"]').textContent();
    expect(plain(factor!.replace('×', '').trim())).toBeGreaterThan(2); // σ′ is at most a quarter, but shares of steps may cancel
    expect(await part(page, 'path.crosses').count()).toBe(0);
    await part(page, '[name="crossed"]').check();
    await part(page, 'path.crosses').waitFor();
  }));

it('says that truncation parts the two on purpose', () =>
  site.visit({ at: '#task=recall&cell=rnn&hidden-units=3&truncate=2' }, async (page) => {
    await ready(page);
    await open(page, 'check');
    expect(await check(page)).toContain('Not all agree');
    expect(await part(page, '[role="status"]').innerText()).toContain('truncated here, every 2 steps');
  }));

it('a long one shows how far it is, and stops', () =>
  site.visit({ at: '#task=recall&cell=lstm&hidden-units=60' }, async (page) => {
    await ready(page);
    await open(page, 'check');
    await part(page, '[data-do="check"]').click();
    const done = (): Promise<number> => part(page, 'progress').evaluate((bar) => (bar as HTMLProgressElement).value);
    await expect.poll(done).toBeGreaterThan(0);
    await part(page, '[data-do="stop"]').click();
    await part(page, '[data-do="check"]').waitFor();
    expect(await part(page, '[data-figure="verdict"]').count()).toBe(0);
  }));

/** Runs in the page: no thread is to be had for a check. */
function withoutChecker(): void {
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      if (String(url).includes('checker')) throw new Error('forbidden');
      super(url, options);
    }
  };
}

it('without a thread of its own it checks as much as a page can wait for, and says so', () =>
  site.visit({ at: '#task=recall&cell=lstm&hidden-units=60', before: withoutChecker }, async (page) => {
    await ready(page);
    await open(page, 'check');
    const [n] = /\d[\d,]*/.exec(await check(page))!;
    expect(await part(page, '[role="status"]').innerText()).toContain(`Only ${n} of`);
  }));
