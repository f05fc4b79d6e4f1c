// The page for everyone: by keyboard, by ear, by thumb, in the system's own colours, twice as large, without motion, on paper.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINE } from './browser.ts';
import { barriers, beat, enter, focus, focused, lab, looked, numbers, press, step, unfold } from './hands.ts';
import { plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** What the element that has the focus is called. */
const called = (page: Page): Promise<string | null> =>
  page.locator('lstm-stage [data-address]:focus').getAttribute('aria-label');

/** A number as it is read aloud. */
const heard = (text: string): number =>
  Number(text.replace(' times ten to the power of ', 'e').replaceAll('minus ', '-'));

const rows = (page: Page): Promise<string[][]> =>
  page
    .locator('lstm-table tbody tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (each) => each.textContent!.trim())));

describe('by keyboard', () => {
  it('each number of the stage is reached and read, looked into and left', () =>
    site.visit({ at: '#task=recall&hidden-units=4&step=8&direction=forward&beat=forget&unit=2' }, async (page) => {
      await ready(page);
      await focus(page);
      await page.keyboard.press('Enter');
      await expect.poll(() => focused(page)).toBe('f 2');
      expect(await called(page)).toMatch(/^forget gate f, unit 3, step 8: (minus )?[\d.]+$/);
      const value = Number((await called(page))!.split(': ')[1]);
      expect(await page.locator('.told').innerText()).toBe(`forget gate f, unit 3, step 8: ${value.toFixed(3)}`);
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => focused(page)).toBe('f 1');
      await page.keyboard.press('End');
      await page.keyboard.press('Home');
      expect(await beat(page), 'nothing steps meanwhile').toBe('forget');
      const seen = new Set<string>();
      const go = async (...keys: string[]): Promise<void> => {
        for (const key of keys) {
          await page.keyboard.press(key);
          seen.add((await focused(page)).split(' ')[0]!);
        }
      };
      await go(...Array(14).fill('ArrowDown'), ...Array(14).fill('ArrowUp'), 'Home', ...Array(4).fill('ArrowRight'));
      expect([...seen].sort()).toEqual(["c'", 'c/0', 'f', "h'", 'x']);
      await go('Home', ...Array(14).fill('ArrowUp'), 'Home', ...Array(4).fill('ArrowDown'), 'ArrowRight');
      expect(await focused(page)).toBe('f 0');
      await page.keyboard.press('Enter');
      expect([await looked(page), await page.locator('lstm-inspector [name="unit"]').inputValue()]).toEqual(['f', '1']);
      expect(await focused(page)).toBe('f 0');
      await page.keyboard.press('Escape');
      expect(await focused(page)).toBe('figure');
      await page.keyboard.press('ArrowRight');
      expect(await beat(page)).toBe('write');
      expect(value).toBeGreaterThan(0);
    }));

  it('the figure is one stop for the tab key, and its own keys go on working among the numbers', () =>
    site.visit({ at: '#hidden-units=3&step=4&direction=forward' }, async (page) => {
      await ready(page);
      expect(await page.locator('lstm-stage svg').getAttribute('role')).toBe('img');
      expect(await page.locator('lstm-stage [tabindex]').count()).toBe(0);
      await focus(page);
      await page.keyboard.press('Enter');
      const at = await focused(page);
      await page.keyboard.press('Shift+ArrowRight');
      await expect.poll(() => step(page)).toMatch(/^step 5 /);
      expect(await focused(page), 'the same number, a step on').toBe(at);
      await page.keyboard.press('b');
      expect(await page.locator('lstm-stage [data-address]:focus').count(), 'among those of the way back').toBe(1);
      expect(await page.locator('lstm-stage svg').getAttribute('role')).toBe('group');
      await page.keyboard.press('Tab');
      expect(await focused(page), 'the strip').toBe('box');
      await expect.poll(() => page.locator('lstm-stage svg').getAttribute('role')).toBe('img');
      await page.keyboard.press('Shift+Tab');
      expect(await focused(page)).toBe('figure');
    }));

  it('names are in the reader’s language, and true of gradients and gathered weights', () =>
    site.visit({ lang: 'zh', at: '#hidden-units=3&step=4&direction=backward' }, async (page) => {
      await ready(page);
      await focus(page);
      await page.keyboard.press('Enter');
      await page.locator('lstm-stage [data-address]:focus').waitFor();
      const names: string[] = [];
      const row = ['End', 'Home', ...Array(9).fill('ArrowRight'), 'ArrowDown'];
      for (const key of [...Array(9).fill('ArrowUp'), ...Array(9).fill(row).flat()]) {
        await page.keyboard.press(key);
        names.push((await called(page))!);
      }
      expect(await page.locator('lstm-stage [data-address]:not([aria-hidden])').count(), 'one is heard at a time').toBe(
        1,
      );
      expect(names.filter((name) => !/\p{Script=Han}/u.test(name) || /undefined|\{/.test(name))).toEqual([]);
      // Said, not seen: between a letter and 的 stands no blank, as between a word and 的.
      expect(names.some((name) => /^遗忘门 f的梯度，单元 2，第 4 步：/.test(name))).toBe(true);
    }));
});

describe('by ear', () => {
  it('a table says what the picture shows, and no more than is there yet', () =>
    site.visit({ at: '#task=recall&hidden-units=3&step=5&direction=forward&beat=forget' }, async (page) => {
      await ready(page);
      const heads = async (): Promise<string[]> => (await rows(page)).map(([head]) => head!);
      await expect.poll(heads).toContain('forget gate f');
      expect((await heads()).some((head) => head.startsWith('output gate'))).toBe(false);
      expect(await page.locator('lstm-table caption').innerText()).toContain('forward, step 5 of 21: forget');
      expect(await page.locator('lstm-table thead th').allTextContents()).toEqual([
        'quantity',
        'unit 1',
        'unit 2',
        'unit 3',
      ]);
      const [, ...values] = (await rows(page)).find(([head]) => head === 'cell state C sub t minus 1')!;
      const shown = await page.locator('lstm-stage .cell:not(.bare)[data-address="c\'"] text').allTextContents();
      expect(shown.length).toBe(3);
      values.forEach((text, unit) => expect(heard(text)).toBeCloseTo(plain(shown[unit]!), 1.9));
      await press(page, 'backward');
      await expect.poll(heads).toContain('gradient of forget gate f');
      const all = await heads();
      expect(all[all.indexOf('gradient of forget gate f') - 1]).toBe('forget gate f');
      expect(all.filter((head) => /summed up/.test(head)).length).toBe(4);
    }));

  it('of one network more, the table goes with it, and rests while it plays', () =>
    site.visit({ motion: 'no-preference', at: '#cell=gru&hidden-units=2&step=3' }, async (page) => {
      await ready(page);
      await expect.poll(async () => (await rows(page)).some(([head]) => /^update gate/.test(head!))).toBe(true);
      const before = await rows(page);
      await press(page, 'play');
      await expect.poll(() => step(page)).not.toMatch(/^step 3 /);
      expect(await rows(page)).toEqual(before);
      await press(page, 'play');
      await expect.poll(() => rows(page)).not.toEqual(before);
    }));

  it.each([
    ['forward', { at: '#direction=forward' }],
    ['backward', { lang: 'zh', at: '#direction=backward' }],
    ['GRU', { at: '#cell=gru&direction=forward' }],
    ['a plain RNN', { theme: 'dark', at: '#cell=rnn&direction=forward' }],
    ['a cell of one’s own', { at: '#cell=own&direction=backward' }],
    ['dark', { theme: 'dark', at: '#direction=backward' }],
    ['Chinese, dark', { lang: 'zh', theme: 'dark', at: '#direction=forward' }],
    ['phone', { width: 390, height: 844, at: '#direction=forward' }],
  ] as const)(
    'nothing bars anybody, nor when a number has the focus, a setting is refused, or the pass is the other: %s',
    (_, visit) =>
      site.visit(visit, async (page) => {
        await ready(page);
        expect(await barriers(page)).toEqual([]);
        await focus(page);
        await page.keyboard.press('Enter');
        await page.locator('lstm-stage [data-address]:focus').waitFor();
        expect(await barriers(page, 'lstm-figure')).toEqual([]);
        await enter(page, 'hidden', '900');
        await page.locator('#hidden-wrong').waitFor();
        expect(await barriers(page, 'lstm-side')).toEqual([]);
        await press(page, visit.at.includes('forward') ? 'backward' : 'forward');
        expect(await barriers(page, 'lstm-figure')).toEqual([]);
      }),
  );
});

describe('the focus is not lost', () => {
  it('where another cell, task or number of units is chosen', () =>
    site.visit({}, async (page) => {
      await ready(page);
      for (const cell of ['gru', 'rnn', 'own', 'lstm']) {
        await unfold(page, 'cell');
        await page.locator('#cell').focus();
        await page.locator('#cell').selectOption(cell);
        await page.waitForFunction((cell) => {
          const page = document.querySelector('lstm-page') as unknown as { session: { config: { cell: string } } };
          return page.session.config.cell === cell;
        }, cell);
        expect(await focused(page), cell).toBe('cell');
      }
      await unfold(page, 'task');
      await page.locator('#task').focus();
      await page.locator('#task').selectOption('adding');
      await page.locator('.guide').waitFor();
      expect(await focused(page)).toBe('task');
    }));

  it('where the numbers change under it, and where the sheet closes', () =>
    site.visit({ width: 390, height: 844, at: '#hidden-units=3&direction=forward' }, async (page) => {
      await ready(page);
      await focus(page);
      await page.keyboard.press('Enter');
      await page.locator('lstm-stage [data-address]:focus').waitFor();
      const at = await focused(page);
      await page.keyboard.press('Enter');
      await page.locator('lstm-side .sheet:popover-open').waitFor();
      await page.locator('[data-do="close"]').focus();
      await page.keyboard.press('Enter');
      expect(await focused(page), `from ${at}`).toBe('ask');
    }));
});

it('a finger that misses a number by a little means the nearest', () =>
  site.visit({ width: 390, height: 844, at: '#hidden-units=3&direction=forward' }, async (page) => {
    await ready(page);
    const box = (await numbers(page, 'i').last().boundingBox())!;
    const tap = (dx: number, pointerType: string): Promise<void> =>
      page
        .locator('lstm-stage svg')
        .evaluate(
          (svg, { clientX, clientY, pointerType }) =>
            void svg.dispatchEvent(new PointerEvent('click', { clientX, clientY, pointerType, bubbles: true })),
          { clientX: box.x + box.width + dx, clientY: box.y + box.height / 2, pointerType },
        );
    await page.evaluate(() => scrollTo(0, 0));
    await tap(9, 'mouse');
    expect(await page.locator('lstm-side .sheet:popover-open').count()).toBe(0);
    await tap(9, 'touch');
    await page.locator('lstm-side .sheet:popover-open').waitFor();
    expect([await looked(page), await page.locator('lstm-inspector [name="unit"]').inputValue()]).toEqual(['i', '3']);
  }));

it.each(['light', 'dark'] as const)('what is not computed yet can be read: %s', (theme) =>
  site.visit({ theme, at: '#step=1&direction=forward&beat=join' }, async (page) => {
    await ready(page);
    for (const way of ['forward', 'backward']) {
      await press(page, way);
      await focus(page);
      await page.keyboard.press('Home');
      if (way === 'backward') for (let k = 0; k < 20; k++) await page.keyboard.press('Shift+ArrowRight');
      const weak = await page.locator('lstm-stage svg').evaluate(weakTexts);
      expect(weak.seen).toBeGreaterThan(5);
      expect(weak.texts).toEqual([]);
    }
  }),
);

/** Texts of what is to come whose contrast is below 3:1, on the ground of what they stand in. Runs in the page. */
function weakTexts(svg: Element): { seen: number; texts: string[] } {
  type Rgb = [number, number, number];
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const read = (colour: string): Rgb => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3) as Rgb;
  };
  const over = (top: Rgb, below: Rgb, alpha: number): Rgb =>
    top.map((v, k) => v * alpha + below[k]! * (1 - alpha)) as Rgb;
  const light = (rgb: Rgb): number => {
    const [r, g, b] = rgb.map((v) =>
      v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
    ) as Rgb;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const alphaOf = (element: Element): number => {
    let alpha = 1;
    for (let at: Element | null = element; at && at !== svg; at = at.parentElement)
      alpha *= Number(getComputedStyle(at).opacity);
    return alpha;
  };
  const paper = read(getComputedStyle(document.querySelector('lstm-page')!).backgroundColor);
  const all = [...svg.querySelectorAll('text.future, .future text')];
  const texts = all.flatMap((text) => {
    const box = text.previousElementSibling;
    const ground =
      box && text.parentElement !== svg ? over(read(getComputedStyle(box).fill), paper, alphaOf(box)) : paper;
    const ink = over(read(getComputedStyle(text).fill), ground, alphaOf(text));
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x) as [number, number];
    const contrast = (a + 0.05) / (b + 0.05);
    return contrast < 3 ? [`${text.textContent!.trim()}: ${contrast.toFixed(2)}`] : [];
  });
  return { seen: all.length, texts };
}

describe('in the system’s own colours', () => {
  it.runIf(ENGINE === 'chromium')('stage, progress, legend and inspector stay to be seen', () =>
    site.visit({ theme: 'dark', at: '#direction=forward&step=3' }, async (page) => {
      await page.emulateMedia({ forcedColors: 'active' });
      await ready(page);
      const seen = (selector: string, property: string): Promise<string[]> =>
        page.locator(selector).evaluateAll((all, property) => {
          const system = (name: string): string => {
            const probe = document.body.appendChild(document.createElement('i'));
            probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
            const { color } = getComputedStyle(probe);
            probe.remove();
            return color;
          };
          const names = ['Canvas', 'CanvasText', 'Highlight'];
          const known = new Map(names.map((name) => [system(name), name]));
          return [...new Set(all.map((each) => getComputedStyle(each).getPropertyValue(property)))].map(
            (colour) => known.get(colour) ?? colour,
          );
        }, property);
      expect(await seen('lstm-stage .wire:not(.now)', 'stroke')).toEqual(['CanvasText']);
      expect(await seen('lstm-stage .symbol:not(.now)', 'fill')).toEqual(['CanvasText']);
      expect(await seen('lstm-stage .layer:not(.now) > rect', 'stroke')).toEqual(['CanvasText']);
      expect(await seen('lstm-transport [aria-current="step"] b', 'background-color')).toEqual(['Highlight']);
      expect(await seen('lstm-legend .op', 'border-top-color')).toEqual(['CanvasText']);
      // On the system's highlight stands its own ink, without a plate.
      for (const pressed of ['.guide .primary', 'lstm-transport .turn [aria-pressed="true"]']) {
        expect(await seen(pressed, 'background-color'), pressed).toEqual(['Highlight']);
        expect(await seen(pressed, 'forced-color-adjust'), pressed).toEqual(['none']);
      }
      // Numbers keep their colours, each with its ink.
      const contrasts = await page.locator('lstm-stage .cell:has(text)').evaluateAll((all) =>
        all.map((cell) => {
          const [ground, ink] = [cell.querySelector('rect')!, cell.querySelector('text')!].map(
            (each) => getComputedStyle(each).fill,
          );
          const light = (colour: string): number => {
            const [r, g, b] = colour.match(/\d+/g)!.map((v) => (Number(v) / 255) ** 2.2) as [number, number, number];
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          return Math.max(light(ground!) / light(ink!), light(ink!) / light(ground!));
        }),
      );
      expect(contrasts.length).toBeGreaterThan(3);
      expect(Math.min(...contrasts)).toBeGreaterThan(4);
      expect(await seen('lstm-inspector rect', 'fill')).not.toContain('Canvas');
      await lab(page, 'hundred');
      await page.locator('lstm-lab [data-do="run"]').waitFor();
    }),
  );
});

it('at twice the size nothing is cut and all is told', () =>
  site.visit({ width: 640, height: 360, at: '#direction=forward' }, async (page) => {
    await ready(page);
    for (const way of ['forward', 'backward']) {
      await press(page, way);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const cut = await page.locator('button, label, p:not(.unseen), h1, h2, summary, dd').evaluateAll((all) =>
        all
          .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.closest('.unseen') === null)
          .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
          .map((each) => each.outerHTML.slice(0, 100)),
      );
      expect(cut).toEqual([]);
    }
    await page.locator('[data-do="ask"]').click();
    const sheet = page.locator('lstm-side .sheet');
    await expect.poll(() => sheet.isVisible()).toBe(true);
    const last = page.locator('lstm-inspector [data-do="hold"]');
    await last.scrollIntoViewIfNeeded();
    const [button, box] = [(await last.boundingBox())!, (await sheet.boundingBox())!];
    expect(button.y + button.height).toBeLessThanOrEqual(box.y + box.height + 1);
    expect(box.y).toBeGreaterThanOrEqual(0);
  }));

/** On paper no observer is called, so nothing is laid out anew. Runs in the page. */
function blindOnPaper(): void {
  globalThis.ResizeObserver = class extends ResizeObserver {
    constructor(callback: ResizeObserverCallback) {
      super((entries, observer) => matchMedia('print').matches || callback(entries, observer));
    }
  };
}

describe('on paper', () => {
  it.runIf(ENGINE === 'chromium')('stand picture, equation, strip and curve, whole and on white', () =>
    site.visit({ theme: 'dark', at: '#direction=forward&step=5', before: blindOnPaper }, async (page) => {
      await ready(page);
      await lab(page, 'hundred');
      await page.locator('lstm-lab [data-do="run"]').waitFor();
      const shape = (): Promise<number> =>
        page.locator('lstm-chart canvas').evaluate((c: HTMLCanvasElement) => c.width / c.height);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.setViewportSize({ width: 720, height: 1000 });
      await expect.poll(() => page.locator('lstm-page').getAttribute('data-theme')).toBe('light');
      for (const shown of [
        'lstm-stage svg',
        '.caption',
        'lstm-inspector .equation',
        'lstm-strip svg',
        'lstm-chart canvas',
        '.guide p',
      ])
        expect(await page.locator(shown).first().isVisible(), shown).toBe(true);
      for (const hidden of [
        'lstm-transport',
        'nav',
        '.guide button',
        'lstm-lab .actions',
        'lstm-lab fieldset',
        '.which',
      ])
        expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
      const ink = await page
        .locator('lstm-stage .symbol')
        .first()
        .evaluate((each) => getComputedStyle(each).fill);
      expect(ink).toBe('rgb(28, 34, 45)');
      const cells = await page
        .locator('lstm-stage .cell rect:first-child')
        .evaluateAll((all) => all.map((each) => getComputedStyle(each).fill));
      expect(cells).not.toContain('rgb(42, 45, 52)');
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const wide = await page.locator('lstm-stage svg, lstm-strip svg, lstm-answer svg').evaluateAll((all) =>
        all
          .flatMap((svg) => [svg, ...svg.querySelectorAll('*')])
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => each.outerHTML.slice(0, 80)),
      );
      expect(wide, 'nothing leaves the sheet').toEqual([]);
      const whole = await page
        .locator('lstm-inspector section, lstm-side .sheet')
        .evaluateAll((all) =>
          all
            .filter((each) => each.scrollHeight > each.clientHeight + 2)
            .map((each) => `${each.className}: ${each.scrollHeight} in ${each.clientHeight}`),
        );
      expect(whole, 'nothing is scrolled away').toEqual([]);
      expect(await shape()).toBeGreaterThan(1);
      expect(await page.locator('lstm-chart canvas').evaluate((each) => getComputedStyle(each).objectFit)).toBe(
        'contain',
      );
      await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
      await expect.poll(() => page.locator('lstm-page').getAttribute('data-theme')).toBe('dark');
    }),
  );
});

/** How much of the operation at hand is told to be done, in percent: in each frame, until so many operations have gone by. */
const told = (page: Page, operations: number): Promise<number[]> =>
  page.locator('lstm-transport').evaluate(async (transport, operations) => {
    const [widths, beats] = [[] as number[], new Set<string>()];
    while (beats.size <= operations) {
      await new Promise(requestAnimationFrame);
      const now = transport.shadowRoot!.querySelector<HTMLElement>('[aria-current="step"]')!;
      beats.add(now.dataset['beat']!);
      widths.push(Math.round(parseFloat(now.querySelector('b')!.style.width)));
    }
    return widths;
  }, operations);

describe('Play goes from rest to rest', () => {
  const whole = async (page: Page): Promise<unknown> => [...new Set(await told(page, 3))];

  it('where motion is not welcome', () =>
    site.visit({ at: '#direction=forward&step=2&speed=8' }, async (page) => {
      await ready(page);
      await press(page, 'play');
      expect(await whole(page)).toEqual([100]);
    }));

  it.runIf(ENGINE === 'chromium')('from when on it is not', () =>
    site.visit({ motion: 'no-preference', at: '#direction=forward&step=2&speed=8' }, async (page) => {
      await ready(page);
      await press(page, 'play');
      expect((await told(page, 3)).some((width) => width < 100)).toBe(true);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await told(page, 2); // to the end of the operation that was under way
      expect(await whole(page)).toEqual([100]);
    }),
  );
});
