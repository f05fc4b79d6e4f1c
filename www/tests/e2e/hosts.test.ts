// Hosts that are quickly made (tests/hosts/): slides of reveal.js, and the filter of a course system. Others are in tests/hosts/.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { heightOf } from '../../src/embed/height.ts';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { snippet } from '../../src/tools/embed/snippets.ts';
import { Site, type HostPage } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const SETTINGS = new URLSearchParams({ task: 'recall', view: 'belt strip' });
const SNIPPET = snippet('lms', {
  site: 'SITE/',
  fragment: SETTINGS.toString(),
  attributes: [],
  title: 'An LSTM',
  link: '',
  width: 720,
  height: heightOf((key) => SETTINGS.get(key), 720),
});

/** A page of tests/hosts/, and what of a package it takes beside it. */
const host = (name: string, of: string, words: Record<string, string>): HostPage => {
  const page = readFileSync(new URL(`../../../tests/hosts/${name}/index.html`, import.meta.url), 'utf8');
  const html = Object.entries(words).reduce((text, [word, said]) => text.replace(word, () => said), page);
  return { html, folder: dirname(fileURLToPath(import.meta.resolve(of))) };
};

const moment = (page: Page): Promise<string> =>
  page.locator('lstm-conveyor').evaluate((element) => {
    const { step, beat } = (element as LstmConveyor).state;
    return `${step} ${beat}`;
  });

/** Whether it rests: a belt that moves has moved within this time. */
async function still(page: Page): Promise<boolean> {
  const before = await moment(page);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 800)));
  return (await moment(page)) === before;
}

/** Of reveal.js what is asked for. */
declare const Reveal: { getIndices(): { h: number }; isOverview(): boolean; isPaused(): boolean };

it.each(['slide', 'none'])(
  'reveal.js: plays on the slide that is shown, and knows its own keys (transition %s)',
  (transition) =>
    site.visit(
      { host: host('reveal', 'reveal.js/reveal.css', { TRANSITION: transition }), motion: 'no-preference' },
      async (page) => {
        const slide = (): Promise<number> => page.evaluate(() => Reveal.getIndices().h);
        const figure = page.locator('lstm-conveyor .figure');
        await page.locator('lstm-conveyor lstm-stage svg').waitFor({ state: 'attached' });
        expect(await still(page)).toBe(true);
        await page.keyboard.press('ArrowRight');
        expect(await slide()).toBe(1);
        await expect.poll(() => still(page)).toBe(false);
        // The slide's 42 px and its centred lines are not the figure's.
        expect(await page.locator('lstm-conveyor .guest').evaluate((each) => getComputedStyle(each).fontSize)).toBe(
          '16px',
        );
        const inside = await page.locator('lstm-conveyor').boundingBox();
        expect(inside!.y + inside!.height).toBeLessThan(900);

        await figure.focus();
        for (const key of ['ArrowRight', 'ArrowRight', 'b']) await page.keyboard.press(key);
        expect(await page.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).state.direction)).toBe(
          'backward',
        );
        expect([await slide(), await page.evaluate(() => Reveal.isPaused())]).toEqual([1, false]);
        await page.keyboard.press('Escape');
        await expect.poll(() => page.evaluate(() => Reveal.isOverview())).toBe(true);
        await page.keyboard.press('Escape');
        await expect.poll(() => page.evaluate(() => Reveal.isOverview())).toBe(false);
        await page.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).play());
        await figure.focus();
        await page.keyboard.press('PageDown');
        expect(await slide()).toBe(2);
        await expect.poll(() => still(page)).toBe(true);
      },
    ),
);

it('a frame for a course system passes a filter of HTML as it is, and its belt moves', () =>
  site.visit(
    { host: host('lms', 'dompurify', { SNIPPET: JSON.stringify(SNIPPET) }), motion: 'no-preference' },
    async (page) => {
      const frame = await page.locator('main iframe').elementHandle();
      const left = await frame!.evaluate((each) => (each as Element).outerHTML);
      expect(left).toBe(await page.evaluate(() => (globalThis as unknown as { pasted: string }).pasted));
      const inside = (await frame!.contentFrame())!;
      await inside.locator('lstm-stage svg').waitFor();
      const text = (): Promise<string> => inside.locator('.captions').innerText();
      const first = await text();
      await expect.poll(text).not.toBe(first);
      // Nothing of it is cut off: the height in the snippet is right.
      expect(await inside.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
    },
  ));
