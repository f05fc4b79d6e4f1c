// The npm package as `cargo xtask release --dry-run` packs it, installed into pages and programs of others (tests/hosts/).
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { copied, HOSTS, Hosts, moves, run } from './host.ts';

const RELEASE = process.env['RELEASE']!;
const TARBALL = join(
  RELEASE,
  readdirSync(RELEASE).find((name) => name.endsWith('.tgz'))!,
);

const hosts = new Hosts();
afterAll(() => hosts.close());

/** Installs the package into a copy of a host, and what else that asks for; the folder. */
function installed(host: string): string {
  const folder = copied(host);
  copyFileSync(TARBALL, join(folder, 'lstm-conveyor.tgz'));
  run(folder, 'npm', 'install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline');
  return folder;
}

/** Builds a program that the package was installed into, and visits what comes of it. */
async function built(host: string, act: (page: Page) => Promise<void>): Promise<void> {
  const folder = installed(host);
  run(folder, 'npm', 'run', 'build');
  await hosts.visit(await hosts.serve(join(folder, 'dist')), act);
}

it('a plain page of another origin shows it, from a folder of any server', async () => {
  const address = await hosts.serve(join(installed('node'), 'node_modules/lstm-conveyor'));
  const html = readFileSync(join(HOSTS, 'plain/index.html'), 'utf8').replaceAll('PACKAGE/', address);
  await hosts.visit(await hosts.serve({ 'index.html': html }), moves);
});

it('a page may say itself when the element is defined', async () => {
  const address = await hosts.serve(join(installed('node'), 'node_modules/lstm-conveyor'));
  const html = `<!doctype html><lstm-conveyor></lstm-conveyor>
    <script type="module">
      import { define } from '${address}element.js';
      globalThis.early = customElements.get('lstm-conveyor') !== undefined;
      define();
    </script>`;
  await hosts.visit(await hosts.serve({ 'index.html': html }), async (page) => {
    await moves(page);
    expect(await page.evaluate(() => (globalThis as unknown as { early: boolean }).early)).toBe(false);
  });
});

it('a fresh app of Vite builds with it, and runs it and the core', () =>
  built('vite', async (page) => {
    await moves(page);
    await expect.poll(() => page.locator('output').innerText()).toBe('100 updates');
  }));

it('React knows the element and its attributes, and holds it by a ref', () =>
  built('react', async (page) => {
    await moves(page);
    await page.getByText('Train', { exact: true }).click();
    await expect.poll(() => page.locator('output').innerText()).toBe('100 updates');
  }));

it('VitePress renders a page with it on the server, and the belt moves in the browser', () =>
  built('vitepress', moves));

it('Docusaurus renders a page with it on the server, and in the browser it computes in a worker', () =>
  built('docusaurus', async (page) => {
    await moves(page);
    const train = (each: Element): Promise<void> => (each as LstmConveyor).train(20);
    await page.locator('lstm-conveyor').evaluate(train);
    expect(page.workers().length).toBe(1);
  }));

it('node trains with it; the element does nothing there', () => {
  expect(run(installed('node'), 'node', 'train.js')).toBe('100 updates\n');
});
