// A lesson beside the picture: its scenes, what it asks, what the reader does in it, and its text where no script runs.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers, PATH } from './hands.ts';
import { Site } from './site.ts';

let site: Site;
beforeAll(async () => void (site = await Site.open()));
afterAll(() => site.close());

const scene = (page: Page): Promise<string> => page.locator('lstm-lesson h2').innerText();
const said = (page: Page): Promise<string> => page.locator('lstm-lesson .said').innerText();
const press = (page: Page, what: string): Promise<void> => page.locator(`lstm-lesson [data-do="${what}"]`).click();

describe('a lesson', () => {
  it('is led to from the page, scene by scene, and resumed where it was left', PATH, () =>
    site.visit({ at: '' }, async (page) => {
      await page.locator('[data-do="learn"]').click();
      await page.locator('[data-lesson="belt"] a').click();
      await expect.poll(() => scene(page)).toBe('One number, two jobs');
      expect(await page.evaluate(() => document.title)).toContain('The belt');
      await press(page, 'next');
      await expect.poll(() => scene(page)).toBe('What rides, what is said');
      await expect.poll(() => said(page)).toContain('lane 3 carries 0.749');
      const address = await page.evaluate(() => location.href);
      expect(address).toMatch(/learn\/belt\/#2$/);
      await page.goto(address.replace(/#.*/, '?'));
      await expect.poll(() => scene(page)).toBe('What rides, what is said');
      await press(page, 'back');
      await expect.poll(() => scene(page)).toBe('One number, two jobs');
      await page.locator('[data-do="learn"]').click();
      await expect.poll(() => page.locator('[data-lesson="belt"] .been').innerText()).toBe('scene 1');
      expect(await page.locator('[data-lesson="belt"] svg rect').count()).toBe(20);
    }),
  );

  it('asks for a number, keeps the guess, and shows what the network says beside it', () =>
    site.visit({ at: 'learn/belt/#2' }, async (page) => {
      const bar = page.locator('lstm-lesson lstm-bar');
      await bar.locator('input').focus();
      await page.keyboard.press('Home');
      expect(await said(page)).not.toContain('The output gate lets');
      await bar.locator('[data-do="answer"]').click();
      await expect.poll(() => bar.locator('.scale').innerText()).toContain('you: 0.000');
      expect(await bar.locator('.scale').innerText()).toContain('the network: 0.237');
      expect(await said(page)).toContain('The output gate lets 0.374 of tanh 0.749 out');
      await page.reload();
      await expect.poll(() => bar.locator('.scale').innerText()).toContain('the network: 0.237');
    }));

  it('tells whoever embeds it what was answered', () =>
    site.visit({ at: 'learn/belt/#1' }, async (page) => {
      const told = page.evaluate(
        () => new Promise((tell) => addEventListener('lstm-quiz', (event) => tell((event as CustomEvent).detail))),
      );
      await page.locator('lstm-lesson .choices button').nth(1).click();
      expect(await told).toEqual({ lesson: 'belt', scene: 1, question: 1, guess: 1, truth: 0 });
      await expect.poll(() => said(page)).toContain('Here it is: One.');
    }));

  it('tells the page around its frame as well', () => {
    const host = {
      html: '<!doctype html><title>A course</title><link rel="icon" href="data:," /><iframe src="SITE/learn/belt/#1" width="900" height="900"></iframe>',
    };
    return site.visit({ host }, async (page) => {
      const told = page.evaluate(
        () => new Promise((tell) => addEventListener('message', ({ data }) => data.type === 'quiz' && tell(data))),
      );
      await page.frameLocator('iframe').locator('lstm-lesson .choices button').first().click();
      expect(await told).toEqual({
        ...{ source: 'lstm-conveyor', version: 1, id: '', type: 'quiz' },
        ...{ lesson: 'belt', scene: 1, question: 1, guess: 0, truth: 0 },
      });
    });
  });

  it('has the network prove what it says: a press holds a number, and another takes it back', () =>
    site.visit({ at: 'learn/belt/#6' }, async (page) => {
      const cut = page.locator('lstm-lesson .press', { hasText: 'Cut lane 3' });
      await cut.click();
      await expect.poll(() => said(page)).toMatch(/49\.6% of 256 are right/);
      expect(await cut.getAttribute('aria-pressed')).toBe('true');
      expect(await page.locator('lstm-lesson .strayed').count()).toBe(0);
      await cut.click();
      await expect.poll(() => said(page)).not.toContain('49.6%');
    }));

  it('does not show the answer while it is to be guessed', () =>
    site.visit({ at: 'learn/loop/#1' }, async (page) => {
      const shown = async (): Promise<boolean[]> => [
        await page.locator('lstm-strip .answers polyline').first().isVisible(),
        await page.locator('lstm-stage [data-address="*y"]').first().isVisible(),
      ];
      await page.locator('lstm-strip .answers polyline').first().waitFor({ state: 'attached' });
      await page.locator('lstm-lesson .choices button').first().waitFor();
      expect(await shown()).toEqual([false, false]);
      await page.locator('lstm-lesson .choices button').first().click();
      await expect.poll(shown).toEqual([true, true]);
    }));

  it('trains its network before the reader’s eyes, and says what it has become', () =>
    site.visit({ at: 'learn/near-and-far/#3', motion: 'no-preference' }, async (page) => {
      await expect.poll(() => said(page)).toMatch(/gives “French” \d+(\.\d)?%/);
      await page.locator('lstm-bar [data-do="answer"]').click();
      const untrained = await said(page);
      expect(await said(page)).not.toContain('Four steps are near');
      await press(page, 'train-it');
      await expect.poll(() => page.locator('lstm-lesson progress').count()).toBe(1);
      await expect.poll(() => said(page)).toContain('what is near a plain RNN remembers very well');
      expect(await page.locator('lstm-lesson progress').count()).toBe(0);
      expect(await page.locator('lstm-lesson .strayed').count()).toBe(0);
      // The very network that the core made when the site was built.
      const [built] = /gives “French” [\d.]+%(?=\. Four steps)/.exec(
        await page.evaluate(() => fetch('./learn/near-and-far/').then((answer) => answer.text())),
      )!;
      expect(await said(page)).toContain(built);
      await press(page, 'train-it');
      await expect.poll(() => said(page)).toBe(untrained);
    }));

  it('looks into a number of its text, with its equation', () =>
    site.visit({ at: 'learn/belt/#2' }, async (page) => {
      await page.locator('lstm-lesson .number', { hasText: '0.749' }).click();
      await expect.poll(() => page.locator('lstm-lesson lstm-inspector h2').innerText()).toContain('Cell state');
      await press(page, 'close');
      await expect.poll(() => page.locator('lstm-lesson lstm-inspector').count()).toBe(0);
    }));

  it('says when the reader has left the scene, keeps its numbers, and leads back', () =>
    site.visit({ at: 'learn/belt/#6' }, async (page) => {
      await expect.poll(() => said(page)).toContain('tells: 0.731');
      await page.locator('lstm-figure .figure').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('+'); // she holds what she has looked into
      await page.locator('lstm-lesson .strayed').waitFor();
      expect(await said(page)).toContain('tells: 0.731');
      await press(page, 'back-to-scene');
      await expect.poll(() => page.locator('lstm-lesson .strayed').count()).toBe(0);
    }));

  it('goes from network to network, each with what it has learnt', () =>
    site.visit({ at: 'learn/belt/#7' }, async (page) => {
      await expect.poll(() => said(page)).toContain('1.013');
      await press(page, 'next');
      await expect.poll(() => scene(page)).toBe('A network that waits');
      await page.locator('lstm-lesson .press').click();
      await expect.poll(() => said(page)).toMatch(/1\.63 apart at step 4 and 1\.81 at step 8/);
      await press(page, 'next');
      await expect.poll(() => said(page)).toContain('0.985 of it goes on');
    }));

  it('is another one in Chinese, at the same scene', () =>
    site.visit({ at: 'learn/belt/#4' }, async (page) => {
      await expect.poll(() => scene(page)).toBe('Nothing to learn on the belt');
      await page.locator('.langs button').click();
      await expect.poll(() => page.url()).toMatch(/zh\/learn\/belt\/#4$/);
      await expect.poll(() => scene(page)).toBe('拼接不是相加，复制不是平分');
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    }));

  it('is walked through by keys', () =>
    site.visit({ at: 'learn/belt/#1' }, async (page) => {
      await page.locator('lstm-lesson [data-do="next"]').focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => scene(page)).toBe('What rides, what is said');
      const focused = (): Promise<string> =>
        page.evaluate(() => {
          let at: Element | null | undefined = document.activeElement;
          while (at?.shadowRoot) at = at.shadowRoot.activeElement;
          return at?.textContent ?? '';
        });
      await expect.poll(focused).toBe('What rides, what is said');
    }));
});

it.each([
  [1280, 720],
  [820, 1180],
  [390, 844],
])('picture and text are in view at %d × %d', (width, height) =>
  site.visit({ at: 'learn/belt/#2', width, height }, async (page) => {
    await expect.poll(() => scene(page)).toBe('What rides, what is said');
    const bottom = (selector: string): Promise<number> =>
      page
        .locator(selector)
        .first()
        .evaluate((each) => each.getBoundingClientRect().bottom);
    await expect.poll(() => bottom('lstm-lesson [data-do="next"]')).toBeLessThanOrEqual(height);
    expect(await bottom('lstm-stage svg')).toBeLessThanOrEqual(height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }),
);

it.each(['light', 'dark'] as const)('bars nobody, nor do the contents: %s', (theme) =>
  site.visit({ at: 'learn/belt/#3', theme }, async (page) => {
    await page.locator('lstm-lesson .choices button').first().click();
    await expect.poll(() => said(page)).toContain('Here it is');
    expect(await barriers(page)).toEqual([]);
    await page.locator('[data-do="learn"]').click();
    await page.locator('ol a').first().waitFor();
    expect(await barriers(page)).toEqual([]);
  }),
);

it('shows some of its scenes alone, for a page of somebody’s course', () =>
  site.visit({ at: 'learn/belt/?scenes=3-5#4', width: 720, height: 700 }, async (page) => {
    await expect.poll(() => scene(page)).toBe('Nothing to learn on the belt');
    expect(await page.locator('lstm-lesson .dots button').count()).toBe(3);
    expect(await page.locator('header').count()).toBe(0);
    await press(page, 'next');
    await expect.poll(() => scene(page)).toBe('Lanes do not touch');
    expect(await page.locator('lstm-lesson :is([data-do="next"], [data-do="onward"])').count()).toBe(0);
    expect(await page.evaluate(() => location.search + location.hash)).toBe('?scenes=3-5#5');
    expect(await barriers(page)).toEqual([]);
  }));

it('says that it does not know the scenes that it is asked for, and shows all', () =>
  site.visit({ at: 'learn/belt/?scenes=8-12' }, async (page) => {
    await expect.poll(() => page.locator('.trouble').innerText()).toContain('scenes');
    expect(await page.locator('lstm-lesson .dots button').count()).toBe(9);
  }));

it('bars nobody on a phone', () =>
  site.visit({ at: 'learn/belt/#3', width: 390, height: 844 }, async (page) => {
    await page.locator('lstm-lesson .choices button').first().waitFor();
    expect(await barriers(page)).toEqual([]);
  }));

it('is printed with its contents, and as a worksheet', () =>
  site.visit({ at: 'learn/' }, async (page) => {
    const booklet = page.locator('.booklet');
    expect(await booklet.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await booklet.innerText()).toContain('After step 3, lane 3 carries 0.749.');
    await page.emulateMedia({ media: 'screen' });
    await page.locator('.teachers a[href$="learn/belt/worksheet.html"]').click();
    await expect.poll(() => page.locator('h1').innerText()).toBe('4 · The belt');
    expect(await page.locator('.key').innerText()).toContain('0.237');
    await page.goBack();
    await page.locator('.teachers a[href$="teaching.html"]').click();
    await expect.poll(() => page.locator('h1').innerText()).toBe('Lessons in a course of yours');
  }));

it('stands in its page where no script runs, with the numbers that the core said', () =>
  site.fail({ scripts: false }, async (page, address) => {
    await page.goto(`${address}learn/belt/`);
    const text = await page.locator('article.lesson').innerText();
    expect(text).toContain('After step 3, lane 3 carries 0.749.');
    expect(await page.locator('article.lesson').isVisible()).toBe(true);
    await page.goto(`${address}zh/learn/`);
    expect(await page.locator('[data-lesson="belt"]').innerText()).toContain('传送带');
  }));
