// What comes in one file: it runs from a folder and from wherever it is put, without a request.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWith } from '../../src/embed/copy.ts';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { open, PATH, train } from './hands.ts';
import { ready, Site, type HostPage } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const PAGE = 'lstm-conveyor.html';
const FIGURE = 'lstm-figure.html';

/** A frame that is let run scripts and nothing else, of a server that lets no other origin read. */
const sandbox = (file: string): { host: HostPage; headers: Record<string, string> } => ({
  headers: { 'access-control-allow-origin': 'http://nobody.example' },
  host: {
    html: `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
      <script>const said = globalThis.said = []; addEventListener('message', ({ data }) => said.push(data.type));</script></head>
      <body><iframe sandbox="allow-scripts" src="SITE/${file}" width="1200" height="800"></iframe></body></html>`,
  },
});

/** In place of workers there is nothing. */
const noWorkers = (): void => void Reflect.deleteProperty(globalThis, 'Worker');

const drawn = (page: Page): Promise<void> => page.locator('lstm-conveyor lstm-stage svg').waitFor();
const updates = (page: Page, count: number): Promise<unknown> =>
  page.locator('lstm-conveyor').evaluate(async (element, count) => {
    const figure = element as LstmConveyor;
    await figure.train(count);
    return figure.progress?.updates;
  }, count);

describe.each([
  ['with workers', undefined],
  ['without workers', noWorkers],
])('from a folder, %s,', (_, before) => {
  it('the page shows, trains and opens its tools', PATH, () =>
    site.visit({ file: PAGE, before }, async (page) => {
      await ready(page);
      await train(page, 100);
      await open(page, 'check');
      await open(page, 'model');
      expect(await page.locator('#panel [role="alert"], .trouble').count()).toBe(0);
      // It has no lessons beside it: Learn leads to its questions.
      await page.locator('.places [data-do="learn"]').press('Enter');
      await page.locator('lstm-tools .row.sought').waitFor();
    }),
  );

  it('a figure shows and trains', PATH, () =>
    site.visit({ file: FIGURE, at: '', before }, async (page) => {
      await drawn(page);
      expect(await updates(page, 20)).toBe(380);
    }),
  );
});

it('a file opens in the state that was written into it', PATH, async () => {
  const whole = readFileSync(new URL(`../../../dist/${FIGURE}`, import.meta.url), 'utf8');
  const file = join(mkdtempSync(join(tmpdir(), 'figure-')), 'forget-gate.html');
  writeFileSync(
    file,
    copyWith(whole, { view: 'cell', cell: 'gru', lang: 'zh', 'task-options': 'steps: 7', task: 'adding' }),
  );
  await site.visit({ file, at: '' }, async (page) => {
    await drawn(page);
    const state = await page.locator('lstm-conveyor').evaluate((element) => (element as LstmConveyor).state);
    expect(state).toMatchObject({ cell: 'gru', task: 'adding', taskOptions: { steps: 7 } });
  });
});

it('the page saves a figure as a file, which opens as the page was', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'figure-')), 'saved.html');
  await site.visit({ at: '#cell=gru&hidden-units=4' }, async (page) => {
    const tool = await open(page, 'embed');
    const saved = page.waitForEvent('download');
    await tool.locator('[data-do="file"]').click();
    await (await saved).saveAs(file);
  });
  await site.visit({ file, at: '' }, async (page) => {
    await drawn(page);
    const state = await page.locator('lstm-conveyor').evaluate((element) => (element as LstmConveyor).state);
    expect(state).toMatchObject({ cell: 'gru', hidden: 4 });
  });
});

it('the page runs in a sandbox', () =>
  site.visit(sandbox(PAGE), async (page) => {
    const frame = (await (await page.locator('iframe').elementHandle())!.contentFrame())!;
    await frame.locator('lstm-stage svg').waitFor();
  }));

it('a figure runs in a sandbox, and says so', PATH, () =>
  site.visit(sandbox(FIGURE), async (page) => {
    const said = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    await expect.poll(said).toContain('ready');
  }),
);

it('a race has a file of its own, with its curves', () =>
  site.visit({ file: 'lstm-race.html', at: '' }, async (page) => {
    await drawn(page);
    await page.locator('lstm-conveyor').evaluate((element) => element.setAttribute('view', 'belt race'));
    await page.locator('lstm-race canvas').first().waitFor();
    expect(await page.locator('.trouble').count()).toBe(0);
  }));

it('the module needs no other file, and a second copy does no harm', () =>
  site.visit(
    {
      host: {
        html: `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
          <script type="module" src="SITE/lstm-conveyor.single.js"></script>
          <script type="module" src="SITE/lstm-conveyor.single.js?again"></script></head>
          <body><lstm-conveyor></lstm-conveyor></body></html>`,
      },
    },
    async (page) => {
      await drawn(page);
      expect(await updates(page, 20)).toBe(380);
      const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      const files = asked
        .filter((name) => !/^(data|blob):|first\.js$/.test(name))
        .map((name) => name.replace(/.*\//, ''));
      expect(files.sort()).toEqual(['lstm-conveyor.single.js', 'lstm-conveyor.single.js?again']);
    },
  ));

it('the module obeys a policy that lets nothing be fetched but itself', () =>
  site.visit(
    {
      host: {
        headers: {
          'content-security-policy':
            "default-src 'none'; script-src http://localhost:* 'wasm-unsafe-eval'; font-src data:; worker-src blob:; img-src data:",
        },
        html: `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
          <script type="module" src="SITE/lstm-conveyor.single.js"></script></head>
          <body><lstm-conveyor></lstm-conveyor></body></html>`,
      },
    },
    async (page) => {
      await drawn(page);
      expect(await updates(page, 20)).toBe(380);
    },
  ));
