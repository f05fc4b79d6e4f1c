// To hand on what is seen and to keep what was done: a link leads another reader to the same numbers, a page that is loaded anew
// has its run again, and files hold what they say.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATH, beat, choose, enter, guide, lab, open, press, step, train } from './hands.ts';
import { ENGINE } from './browser.ts';
import { figure, plain, ready, Site, STRICT } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** What the page has handed out. */
interface Kept {
  copied: string;
  files: Saved[];
}
interface Saved {
  name: string;
  type: string;
  text: string;
  file: Blob;
}

/** Keeps it, so that every engine can be asked. Runs in the page. */
function keep(): void {
  const kept: Kept = { copied: '', files: [] };
  Object.assign(globalThis, { kept });
  const writeText = async (text: string): Promise<void> => void (kept.copied = text);
  Object.defineProperty(navigator, 'clipboard', { value: { writeText } });
  const { createObjectURL } = URL;
  let blob: Blob;
  URL.createObjectURL = (object) => createObjectURL.call(URL, (blob = object as Blob));
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function (): void {
    const { download: name } = this;
    if (!name) return click.call(this);
    const file = blob;
    const { type } = file;
    void file.text().then((text) => kept.files.push({ name, type, text, file }));
  };
}

const copied = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as { kept: Kept }).kept.copied);

/** The file that comes of a press. */
async function saved(page: Page, what: string): Promise<Omit<Saved, 'file'>> {
  const files = (): Promise<number> => page.evaluate(() => (globalThis as unknown as { kept: Kept }).kept.files.length);
  const before = await files();
  await share(page, what);
  await expect.poll(files).toBe(before + 1);
  return page.evaluate(() => {
    const { name, type, text } = (globalThis as unknown as { kept: Kept }).kept.files.at(-1)!;
    return { name, type, text: type === 'image/png' ? '' : text };
  });
}

const share = (page: Page, what: string): Promise<void> => page.locator(`lstm-share [data-do="${what}"]`).click();
const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);
const address = (page: Page): Promise<string> => page.locator('lstm-share [name="link"]').inputValue();

const place = async (page: Page): Promise<unknown> => [await beat(page), await step(page)];

/** All numbers that the stage prints. */
const shown = (page: Page): Promise<string[]> => texts(page, 'lstm-stage [data-address] text');
const texts = (page: Page, where: string): Promise<string[]> =>
  page.locator(where).evaluateAll((all) => all.map((each) => each.textContent!));

/** Past runs as they are listed: the counts of their updates. */
const runs = (page: Page): Promise<string[]> =>
  page
    .locator('lstm-share tr[data-run]')
    .evaluateAll((all) => all.map((each) => each.querySelector('td.number')!.textContent!));

/** The network that was kept is on the stage again. */
async function back(page: Page, updates: number): Promise<void> {
  await ready(page);
  await expect.poll(() => figure(page, 'updates')).toBe(updates);
}

it('the address follows what is chosen while the belt plays and while it trains, and a reload goes on with it', () =>
  site.visit({ at: '#speed=1&step=3' }, async (page) => {
    await ready(page);
    await press(page, 'play');
    await choose(page, 'task', 'adding');
    await expect.poll(() => hash(page)).toContain('task=adding');
    const plays = (): boolean =>
      (document.querySelector('lstm-page') as unknown as { session: { playing: boolean } }).session.playing;
    expect(await page.evaluate(plays), 'it plays on').toBe(true);
    await lab(page, 'run');
    await enter(page, 'rate', '0.02');
    await expect.poll(() => hash(page)).toContain('rate=0.02');
    await page.reload();
    await ready(page);
    expect(await page.locator('#task').inputValue()).toBe('adding');
    expect(await page.locator('#rate').inputValue()).toBe('0.02');
  }));

describe('a link', () => {
  it(
    'that was copied leads another to the same network, place and number; with the weights to the same numbers',
    PATH,
    async () => {
      let link = '';
      let long = '';
      let numbers: string[] = [];
      let there: unknown;
      await site.visit({ before: keep, at: '#task=parity&cell=gru' }, async (page) => {
        await ready(page);
        await train(page, 100);
        for (const what of ['backward', 'beat-1', 'beat-1']) await press(page, what);
        there = await place(page);
        await open(page, 'share');
        await share(page, 'copy');
        await page.locator('lstm-share [role="status"]').waitFor();
        expect(await page.locator('lstm-share [role="status"]').innerText()).toBe('The link is copied.');
        link = await copied(page);
        expect(link).toBe(await address(page));
        expect(link.length, 'short enough to print').toBeLessThan(150);
        expect(await page.locator('lstm-share [data-figure="length"]').innerText()).toBe(`${link.length} characters`);
        await page.locator('lstm-share [name="weights"]').check();
        await expect.poll(() => address(page)).toContain('&weights=');
        await share(page, 'copy');
        await expect.poll(() => copied(page)).toContain('&weights=');
        long = await copied(page);
        expect(long.startsWith(`${link}&`), 'what may be cut stands last').toBe(true);
        numbers = await shown(page);
      });
      const at = (whole: string): string => whole.slice(whole.indexOf('#'));
      await site.visit({ at: at(link) }, async (page) => {
        await ready(page);
        expect(await place(page)).toEqual(there);
        expect(await figure(page, 'updates')).toBe(0);
        expect(await shown(page)).not.toEqual(numbers);
      });
      await site.visit({ at: at(long) }, async (page) => {
        await back(page, 100);
        expect(await place(page)).toEqual(there);
        expect(await shown(page)).toEqual(numbers);
        expect(await guide(page, 'train-on').count()).toBe(1);
        // It stays in the address as long as it is true.
        await press(page, 'beat1');
        await expect.poll(() => hash(page)).toMatch(/beat=weights&weights=/);
        await page.reload();
        await back(page, 100);
        await train(page, 200);
        await expect.poll(() => hash(page)).not.toContain('&weights=');
      });
      await site.visit({ at: at(long).slice(0, -9) }, async (page) => {
        await ready(page);
        await page.locator('.trouble').waitFor();
        expect(await page.locator('.trouble').innerText()).toContain('The weights in this link are incomplete');
        expect(await figure(page, 'updates')).toBe(0);
        expect(await hash(page)).toContain('cell=gru');
      });
    },
  );

  it('that cannot be written to the clipboard is marked, and that is said', () =>
    site.visit({ before: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }) }, async (page) => {
      await ready(page);
      await open(page, 'share');
      await share(page, 'copy');
      await page.locator('lstm-share [role="status"]').waitFor();
      expect(await page.locator('lstm-share [role="status"]').innerText()).toContain('press Ctrl+C');
      const marked = await page.locator('lstm-share [name="link"]').evaluate((field) => {
        const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
        return value.slice(selectionStart, selectionEnd);
      });
      expect(marked).toBe(await address(page));
    }));

  it('of a later version is read as far as can be, and that is said', () =>
    site.visit({ at: '#v=99&cell=gru&more=1' }, async (page) => {
      await ready(page);
      expect(await page.locator('.trouble').innerText()).toContain('newer version');
      await expect.poll(() => hash(page)).toMatch(/^#v=3&cell=gru/);
    }));

  it.each([
    ['at the beginning', '#cell=gru&hidden-units=5000&seed=4'],
    ['on a page that is open', ''],
  ])('is followed as far as can be, and what cannot be had is said: %s', (_, at) =>
    site.visit({ at }, async (page) => {
      await ready(page);
      if (!at) await page.evaluate(() => void (location.hash = '#cell=gru&hidden-units=5000&seed=4'));
      await expect
        .poll(() => page.locator('.trouble').innerText())
        .toContain('“5000” is not. The rest of the link is used');
      await expect.poll(() => hash(page)).toMatch(/cell=gru.*seed=4/);
    }),
  );

  it.each([
    ['en', 'is not understood here: rate=abc, learning-rate=3.'],
    ['zh', '无法识别的内容：rate=abc、learning-rate=3。'],
  ])('is read as it was meant after it was copied, and what is not understood is told (%s)', (lang, words) =>
    site.visit(
      { at: `#/task=recall&amp;lang=${lang}&rate=abc&learning-rate=3&utm_source=x&hidden_units=3).` },
      async (page) => {
        await ready(page);
        expect(await page.locator('.trouble').innerText()).toContain(words);
        await expect.poll(() => hash(page)).toMatch(/^#v=3&hidden-units=3/);
        await page.evaluate(() => void (location.hash = '#cell=gru&nonsense'));
        await expect.poll(() => page.locator('.trouble').innerText()).toContain('nonsense');
      },
    ),
  );

  it.each([
    ['en', 'pronoun', ['language', 'story', 'read by (unit)', 'distance']],
    ['zh', 'pronoun', ['（language）', '（story）', '（unit）', '（distance）']],
  ])('that asks for what there is not is told what may be typed (%s)', (lang, key, words) =>
    site.visit({ at: `#lang=${lang}&task=sentences&task-options=${key}` }, async (page) => {
      await ready(page);
      const said = await page.locator('.trouble').innerText();
      for (const word of [key, ...words]) expect(said).toContain(word);
    }),
  );
});

describe('a run', () => {
  it('is there again once the page is loaded anew, with its curve; past ones are opened and deleted', () =>
    site.visit({}, async (page) => {
      const losses = () => page.locator('lstm-chart canvas').getAttribute('aria-label');
      await ready(page);
      await train(page, 100);
      await open(page, 'share');
      await expect.poll(() => runs(page)).toEqual(['100']);
      await press(page, 'beat-1');
      await expect.poll(() => hash(page)).toMatch(/beat=tell.*tool=share/);
      const [numbers, curve] = [await shown(page), await losses()];
      await page.reload();
      await back(page, 100);
      await expect.poll(() => shown(page)).toEqual(numbers);
      await expect.poll(losses).toBe(curve);
      // It goes on as the same run; what is begun anew is another.
      await train(page, 200);
      await expect.poll(() => runs(page)).toEqual(['200']);
      await lab(page, 'rewind');
      await expect.poll(() => figure(page, 'updates')).toBe(0);
      await train(page, 100);
      await expect.poll(() => runs(page)).toEqual(['100', '200']);
      await page.locator('lstm-share [data-do="open-run"]').click();
      await back(page, 200);
      await page.locator('lstm-share [data-do="delete-run"]').first().click();
      await expect.poll(() => runs(page)).toEqual(['200']);
      await share(page, 'delete-all');
      expect(await runs(page), 'not before she is sure').toEqual(['200']);
      await share(page, 'delete-all');
      await page.locator('lstm-share [data-figure="none"]').waitFor();
      expect(await figure(page, 'updates')).toBe(200);
      await page.reload();
      await ready(page);
      await page.locator('lstm-share [data-figure="none"]').waitFor();
      expect(await figure(page, 'updates')).toBe(0);
    }));

  it('cannot be kept where a browser keeps nothing: that is said, and the rest goes on', () =>
    site.visit({ before: () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }) }, async (page) => {
      await ready(page);
      await open(page, 'share');
      await train(page, 100);
      await page.locator('lstm-share [data-trouble="closed"]').waitFor();
    }));
});

describe('a file', () => {
  it('of numbers is a table, one of a run has its weights, one of a picture is whole without the page', () =>
    site.visit({ before: keep, theme: 'dark' }, async (page) => {
      await ready(page);
      await train(page, 100);
      await open(page, 'share');
      const csv = await saved(page, 'csv');
      expect([csv.name, csv.type]).toEqual(['recall-lstm-100.csv', 'text/csv;charset=utf-8']);
      const [header, ...rows] = csv.text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      expect(rows).toHaveLength(12);
      // C of each lane, as the stage prints it.
      const printed = await texts(page, 'lstm-stage [data-address="c"] text');
      const read = (unit: number): number => Number(rows[1]![header!.indexOf(`c[${unit}]`)]);
      for (const unit of [0, 1, 2, 3, 4]) expect(plain(printed[unit]!)).toBeCloseTo(read(unit), 2);
      const json = await saved(page, 'json');
      const record = JSON.parse(json.text) as { updates: number; config: object; params: Record<string, number[][]> };
      expect([json.name, json.type, record.updates]).toEqual(['recall-lstm-100.json', 'application/json', 100]);
      expect(record.config).toMatchObject({ task: 'recall', cell: 'lstm', hidden: 5 });
      expect(record.params['W_f']!.map((row) => row.length)).toEqual([2, 2, 2, 2, 2]);
      for (const way of ['forward', 'backward']) {
        await press(page, way);
        await drawn(page, await saved(page, 'svg'));
      }
      for (const name of ['stage', 'strip', 'answer', 'curves']) {
        await page.locator('lstm-share [name="figure"]').selectOption(name);
        await painted(page, name, await saved(page, 'png'));
      }
    }));

  it.runIf(ENGINE === 'chromium')('is what a browser takes for one, under a strict policy too', () =>
    site.visit({ headers: { 'content-security-policy': STRICT } }, async (page) => {
      await ready(page);
      await open(page, 'share');
      for (const what of ['csv', 'json', 'svg', 'png']) {
        const [download] = await Promise.all([page.waitForEvent('download'), share(page, what)]);
        expect(download.suggestedFilename()).toMatch(new RegExp(`^recall-lstm-0.*\\.${what}$`));
        expect(await download.failure()).toBeNull();
      }
    }),
  );
});

/** The stage as it is seen, in SVG that needs nothing beside it. */
async function drawn(page: Page, { name, type, text }: Omit<Saved, 'file'>): Promise<void> {
  expect([name, type]).toEqual(['recall-lstm-100.svg', 'image/svg+xml']);
  expect(text).not.toMatch(/var\(|\sclass=|\sstyle=|color-mix|color\(|<!--|data-|aria-|url\(/);
  expect(text, 'the ground').toContain('fill="#14161b"');
  const read = await page.evaluate((text) => {
    const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
    return [
      documentElement.localName,
      ...[...documentElement.querySelectorAll('text')].map((each) => each.textContent!),
    ];
  }, text);
  expect(read.length).toBeGreaterThan(20);
  expect(read).toEqual(['svg', ...(await texts(page, 'lstm-stage svg text'))]);
}

/** As many pixels as print wants, of more than one colour. */
async function painted(page: Page, what: string, { name, type }: Omit<Saved, 'file'>): Promise<void> {
  expect([name, type]).toEqual([`recall-lstm-100-${what}.png`, 'image/png']);
  const seen = await page.locator(what === 'curves' ? 'lstm-chart canvas' : `lstm-${what} svg`).evaluate((drawn) => {
    const { width, height } = drawn.getBoundingClientRect();
    return [width, height];
  });
  const { size, colours } = await page.evaluate(async () => {
    const image = await createImageBitmap((globalThis as unknown as { kept: Kept }).kept.files.at(-1)!.file);
    const { width, height } = image;
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const draw = canvas.getContext('2d')!;
    draw.drawImage(image, 0, 0);
    return {
      size: [width, height],
      colours: new Set(new Uint32Array(draw.getImageData(0, 0, width, height).data.buffer)).size,
    };
  });
  size.forEach((dots, k) => expect(Math.abs(dots - ((seen[k]! + 24) * 300) / 96), what).toBeLessThanOrEqual(2));
  expect(colours, what).toBeGreaterThan(20);
}
