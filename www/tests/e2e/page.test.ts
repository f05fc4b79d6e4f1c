// The page as a person uses it: by clicks and keys, on the built site, failing on any error in the console.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  beat,
  enter,
  equation,
  focused,
  foreign,
  guide,
  lab,
  nonsense,
  numbers,
  press,
  step,
  tab,
  tooWide,
  train,
  look,
} from './hands.ts';
import { widthOf } from '../../src/scene/glyph.ts';
import { FACES } from '../../vite-fonts.ts';
import { figure, plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** The sentence on how things stand. */
const said = (page: Page): Promise<string> => page.locator('.guide p').innerText();

describe.each(['en', 'zh'] as const)('the first view in %s', (lang) => {
  it('explains itself and shows a real network, with a lane for each unit and a prediction of its own', () =>
    site.visit({ lang, at: '' }, async (page) => {
      await ready(page);
      expect(await page.locator('h1').innerText()).toBe(lang === 'en' ? 'LSTM conveyor' : 'LSTM 传送带');
      expect(await guide(page, 'reset').innerText()).toBe(
        lang === 'en' ? 'Reset it and train it yourself' : '重置它，亲自训练一遍',
      );
      await expect.poll(() => said(page)).toMatch(lang === 'en' ? /\+1.*Follow lane 3\.$/ : /\+1.*请看第 3 条轨道。$/);
      expect(await page.locator('lstm-stage .belt').count()).toBe(1);
      expect(await page.locator('html').getAttribute('lang')).toBe(lang === 'en' ? 'en' : 'zh-Hans');
      for (const address of ["c'", 'c/0', 'c', 'i', 'f', 'o']) {
        const count = await numbers(page, address).count();
        expect([count > 0, count % 3], address).toEqual([true, 0]);
      }
      expect(Math.abs(plain((await numbers(page, '~y').textContent())!.trim()) - 1)).toBeLessThan(0.1);
      await guide(page, 'reset').click();
      await guide(page, 'watch').waitFor({ timeout: 60_000 });
      expect(await figure(page, 'updates')).toBeLessThan(1000);
      expect(await said(page)).toMatch(lang === 'en' ? /It does what the task asks/ : /已达到任务要求/);
      // Loaded anew it is this one.
      await expect.poll(() => page.url()).toContain('hidden-units=3');
    }));

  it('plays by itself, the same sequence again with its first bit turned, and so on until anything is done', () =>
    site.visit({ lang, at: '', motion: 'no-preference' }, async (page) => {
      await ready(page);
      for (const bit of ['+1', '−1', '+1']) await expect.poll(() => said(page)).toContain(bit);
      await press(page, 'play');
      expect(await page.locator('lstm-transport [data-do="play"]').getAttribute('aria-label')).toBe(
        lang === 'en' ? 'Play' : '播放',
      );
      await expect.poll(() => page.url()).toContain('v=3');
      expect(await said(page)).toContain('+1');
    }));

  it('fits the screen: nothing is cut sideways', () =>
    site.visit({ lang, width: 390, height: 900 }, async (page) => {
      await ready(page);
      for (const width of [390, 1440, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        for (const way of ['forward', 'backward']) {
          await press(page, way);
          await expect.poll(() => tooWide(page), { message: `${width} ${way}` }).toBeLessThanOrEqual(0);
        }
      }
    }));

  it('writes in its own face, each digit as wide as another, and no sign wider than the stage reckons', () =>
    site.visit({ lang, at: '' }, async (page) => {
      await ready(page);
      const face = lang === 'en' ? 'Source Sans 3' : 'Source Sans 3 in Chinese';
      const come = (): Promise<boolean> =>
        page.evaluate(
          (face) =>
            [...document.fonts].some(
              ({ family, status }) => family.replaceAll('"', '') === face && status === 'loaded',
            ),
          face,
        );
      await expect.poll(come).toBe(true);
      // Chinese has quotation marks and dashes of its own.
      const letters = lang === 'en' ? FACES.text.letters : FACES.text.letters.replace(/[’“”–—…]/g, '');
      const signs = [...letters, ...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻≈'];
      const widths = await page.evaluate(
        ([face, signs]) => {
          const context = document.createElement('canvas').getContext('2d')!;
          context.font = `600 100px '${face}', 'STIX Two Math'`;
          return signs.map((sign) => context.measureText(sign).width / 100);
        },
        [face, signs] as const,
      );
      const wider = signs.filter((sign, k) => widths[k]! > widthOf(sign) + 1e-3);
      expect(wider).toEqual([]);
      const digits = signs.flatMap((sign, k) => (/[\d+−]/.test(sign) ? [widths[k]!] : []));
      expect(Math.max(...digits) - Math.min(...digits)).toBeLessThan(1e-3);
    }));

  it('has a header of one line, of 48 pixels', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      for (const width of [1440, 1280, 800, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await expect.poll(() => page.locator('.page > header > .places').count()).toBe(width > 640 ? 1 : 0);
        const header = await page.locator('.page > header').evaluate((each) => {
          const { offsetHeight, scrollWidth, clientWidth } = each as HTMLElement;
          return { offsetHeight, wider: scrollWidth - clientWidth };
        });
        expect(header, `${width}`).toEqual({ offsetHeight: 48, wider: 0 });
      }
    }));

  it.each(['', '#speed=1'])('has picture, strip, transport and the row of tools in one window: “%s”', (at) =>
    site.visit({ lang, at }, async (page) => {
      await ready(page);
      for (const [width, height] of [
        [1440, 900],
        [1280, 720],
      ] as const) {
        await page.setViewportSize({ width, height });
        const ends = async (): Promise<number[]> => {
          const boxes = ['lstm-stage svg', 'lstm-strip svg', 'lstm-transport', 'lstm-tools .row'].map((each) =>
            page.locator(each).boundingBox(),
          );
          return (await Promise.all(boxes)).map((box) => Math.round(box!.y + box!.height));
        };
        await expect.poll(async () => (await ends()).at(-1), { message: `${width}` }).toBeLessThanOrEqual(height);
        const all = await ends();
        expect(all, 'in this order').toEqual(all.toSorted((a, b) => a - b));
      }
    }),
  );

  it('has four tabs beside the picture, of which task and cell are seen without scrolling', () =>
    site.visit({ lang, at: '' }, async (page) => {
      await ready(page);
      const chosen = page.locator('lstm-side [role="tab"][aria-selected="true"]');
      await chosen.focus();
      const seen: (string | null)[] = [];
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'End', 'ArrowLeft', 'Home']) {
        await page.keyboard.press(key);
        seen.push(await chosen.getAttribute('id'));
        expect(await focused(page)).toBe(seen.at(-1));
        const panel = page.locator('lstm-side [role="tabpanel"]');
        expect(await panel.getAttribute('aria-labelledby')).toBe(seen.at(-1));
        const hidden = await panel.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
        if (seen.at(-1) !== 'tab-training') expect(hidden, seen.at(-1)!).toBeLessThanOrEqual(0);
      }
      expect(seen).toEqual(
        ['training', 'task', 'cell', 'number', 'cell', 'task', 'number'].map((name) => `tab-${name}`),
      );
      const bottom = await page.locator('lstm-side').evaluate((side) => side.getBoundingClientRect().bottom);
      expect(bottom).toBeLessThanOrEqual(900);
      // A number that is chosen is told, whatever was looked at.
      await tab(page, 'task');
      await numbers(page, 'f').first().click();
      expect(await chosen.getAttribute('id')).toBe('tab-number');
    }));

  it('leads by its header to the lessons, to the picture and to what can be taken along', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      const place = (name: string) => page.locator(`.places [data-do="${name}"]`);
      expect(await page.locator('.places [aria-current="page"]').getAttribute('data-do')).toBe('experiment');
      await place('experiment').press('Enter');
      expect(await focused(page)).toBe('figure');
      await place('embed').press('Enter');
      await page.locator('lstm-embed').waitFor();
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('[data-do="menu"]').press('Enter');
      await place('experiment').waitFor();
      await page.keyboard.press('Escape');
      await place('experiment').waitFor({ state: 'hidden' });
      expect(await focused(page)).toBe('menu');
      await page.setViewportSize({ width: 1280, height: 720 });
      await place('learn').press('Enter');
      await page.waitForURL(/\/learn\/$/);
    }));

  it('says what is wrong with a setting, at the setting, and keeps the network and what was typed', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await train(page, 100);
      for (const [id, text] of [
        ['hidden', '900'],
        ['hidden', '2.5'],
        ['seed', '-1'],
        ['delay', '1001'],
        ['rate', 'abc'],
        ['forgetBias', ''],
      ] as const) {
        await enter(page, id, text);
        const words = await page.locator(`#${id}-wrong`).innerText();
        expect(words).toContain(lang === 'en' ? 'must be a' : '必须是');
        if (lang === 'zh') expect(words).not.toMatch(/[a-z]{4,}/);
        expect(await page.locator(`#${id}`).inputValue()).toBe(text);
        expect(await figure(page, 'updates')).toBe(100);
      }
      await enter(page, 'rate', '0.02');
      await expect.poll(() => page.locator('#rate-wrong').count()).toBe(0);
      expect(await page.locator('#hidden-wrong, #delay-wrong, #seed-wrong').count()).toBe(1 + 1 + 1);
      for (const way of ['forward', 'backward']) {
        await press(page, way);
        expect(await foreign(page, lang), way).toEqual([]);
      }
    }));

  it('stops training that runs away, announces it, shows no number that is none, and offers the way back', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await enter(page, 'rate', '1000000');
      await lab(page, 'run');
      const banner = page.locator('lstm-lab .banner[role="alert"]');
      await banner.waitFor();
      const words = lang === 'en' ? /r[au]n away/ : /发散/;
      expect(await banner.innerText()).toMatch(lang === 'en' ? /ran away/ : words);
      await expect.poll(() => page.locator('lstm-page p.unseen[role="status"]').innerText()).toMatch(words);
      await page.locator('[data-guide="rewind"]').waitFor();
      for (const way of ['forward', 'backward']) {
        await press(page, way);
        expect(await nonsense(page), way).toEqual([]);
        expect(await foreign(page, lang), way).toEqual([]);
      }
      await lab(page, 'undo');
      await banner.waitFor({ state: 'detached' });
      await enter(page, 'rate', '0.01');
      await train(page, 100);
    }));

  it('says so where there is no WebAssembly', () =>
    site.visit({ lang, before: () => Reflect.deleteProperty(globalThis, 'WebAssembly') }, async (page) => {
      expect(await page.getByRole('alert').innerText()).toContain('WebAssembly');
    }));

  it('says so where WebAssembly is too old to have SIMD', () =>
    site.visit({ lang, before: () => void (WebAssembly.validate = () => false) }, async (page) => {
      expect(await page.getByRole('alert').innerText()).toContain('SIMD');
    }));
});

it('opens a gate down to its products, and they add up to what the gate is made of', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await train(page, 100);
    await tab(page, 'number');
    await look(page, 'f');
    await page.locator('lstm-inspector .products summary').click();
    const products = (await page.locator('lstm-inspector tbody td:last-child').allInnerTexts()).map(plain);
    const total = plain(await page.locator('lstm-inspector tfoot td:last-child').innerText());
    expect(products).toHaveLength(2 + 5 + 1);
    expect(Math.abs(products.reduce((sum, each) => sum + each, 0) - total)).toBeLessThan(0.01);
    const gate = (await equation(page)).at(-1)!;
    expect(Math.abs(1 / (1 + Math.exp(-total)) - gate)).toBeLessThan(0.001);
  }));

it('leaves what is being typed alone while the belt plays and the eye rests on a number, until it is entered', () =>
  site.visit({ motion: 'no-preference', at: '#speed=8&address=c' }, async (page) => {
    await ready(page);
    await page.locator('lstm-inspector .which summary').click();
    const unit = page.locator('lstm-inspector [name="unit"]');
    await unit.fill('4');
    const from = await step(page);
    await expect.poll(() => step(page), { timeout: 20_000 }).not.toBe(from);
    expect(await unit.inputValue()).toBe('4');
    await unit.press('Enter');
    await expect.poll(() => page.locator('lstm-inspector h2').innerText()).toMatch(/unit 4$/);
    await unit.fill('99');
    await unit.press('Enter');
    await expect.poll(() => unit.inputValue()).toBe('5');
  }));

it('goes by keyboard while the figure has the focus, which Tab reaches and leaves', () =>
  site.visit({}, async (page) => {
    await ready(page);
    const start = await beat(page);
    await page.keyboard.press('ArrowRight');
    expect(await beat(page)).toBe(start);
    for (let k = 0; k < 20 && (await focused(page)) !== 'figure'; k++) await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('figure');
    await page.keyboard.press('Home');
    expect(await beat(page)).toBe('join');
    await page.keyboard.press('ArrowRight');
    expect(await beat(page)).toBe('forget');
    await page.keyboard.press('Shift+ArrowRight');
    expect([await beat(page), await step(page)]).toEqual(['forget', 'step 2 of 11']);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('lstm-inspector [name="unit"]').inputValue()).toBe('3'); // it began with the second
    // A capital letter is the same key.
    for (const key of ['b', 'B', 'B']) await page.keyboard.press(key);
    expect([await beat(page), await step(page)]).toEqual(['leave', 'step 2 of 11']);
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await expect.poll(() => beat(page)).toBe('forget');
    await page.keyboard.press(' ');
    // On a button of the figure an arrow means an operation as well.
    await page.locator('lstm-transport [data-beat="join"]').click();
    await page.keyboard.press('ArrowRight');
    expect(await beat(page)).toBe('forget');
    const inFigure = () =>
      page.evaluate(() => !!document.querySelector('lstm-page')!.shadowRoot!.activeElement?.closest('lstm-figure'));
    expect(await inFigure()).toBe(true);
    for (let k = 0; k < 30 && (await inFigure()); k++) await page.keyboard.press('Tab');
    expect(await inFigure()).toBe(false);
  }));

it.each(['en', 'zh'] as const)(
  'names the beats beside each other at every width, or the one alone that is played: %s',
  (lang) =>
    site.visit({ lang, at: '#direction=backward&step=2' }, async (page) => {
      await ready(page);
      const texts = () => page.locator('lstm-transport [data-beat] > span').allInnerTexts();
      for (const width of [390, 720, 906, 1280, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        // Drawn anew once it is so wide.
        await expect
          .poll(() => page.locator('lstm-transport').evaluate((each) => [innerWidth, each.clientWidth <= innerWidth]))
          .toEqual([width, true]);
        await expect.poll(async () => overlaps(page), { message: String(width) }).toEqual([]);
        const named = (await texts()).filter((text) => text.trim());
        expect([1, (await texts()).length], String(width)).toContain(named.length);
        if (width === 720) expect(named.length).toBeGreaterThan(1);
      }
    }),
);

/** Names of beats that reach into each other. */
function overlaps(page: Page): Promise<string[]> {
  return page.locator('lstm-transport [data-beat] > span').evaluateAll((all) => {
    const boxes = all
      .filter((each) => each.textContent.trim())
      .map((each) => ({ text: each.textContent, box: each.getBoundingClientRect() }))
      .sort((a, b) => a.box.left - b.box.left);
    return boxes.flatMap(({ text, box }, k) =>
      k > 0 && boxes[k - 1]!.box.right > box.left ? [`${boxes[k - 1]!.text} ${text}`] : [],
    );
  });
}
