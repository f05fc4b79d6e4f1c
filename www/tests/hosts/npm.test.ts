// The npm package as `cargo xtask release --dry-run` packs it, installed into pages and programs of others (tests/hosts/).
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { served, type Served } from './served.ts';
import { browser } from '../e2e/browser.ts';

const HOSTS = fileURLToPath(new URL('../../../tests/hosts/', import.meta.url));
const RELEASE = process.env['RELEASE']!;
const TARBALL = join(
  RELEASE,
  readdirSync(RELEASE).find((name) => name.endsWith('.tgz'))!,
);

const program = browser();
const open: Served[] = [];
afterAll(async () => {
  await program.close();
  open.forEach(({ close }) => close());
});

/** Installs the package into a copy of a host, and what else that asks for; the folder. */
function installed(host: string): string {
  const folder = mkdtempSync(join(tmpdir(), `host-${host}-`));
  cpSync(join(HOSTS, host), folder, { recursive: true });
  copyFileSync(TARBALL, join(folder, 'lstm-conveyor.tgz'));
  run(folder, 'install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline');
  return folder;
}

/** By npm; what it prints is part of the error if it fails. */
function run(folder: string, ...words: string[]): string {
  return execFileSync('npm', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Opens what a folder serves, or its page made of `html`; fails on what goes wrong in it. */
async function visit(
  folder: string,
  act: (page: Page) => Promise<void>,
  html?: (address: string) => string,
): Promise<void> {
  const files = await served(folder);
  open.push(files);
  const host = html && (await served({ 'index.html': html(files.address) }));
  if (host) open.push(host);
  const setting = { lang: 'en', theme: 'light', width: 1200, height: 900, motion: 'no-preference' } as const;
  await program.open(setting, async (page) => {
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.goto((host ?? files).address);
    await moves(page);
    await act(page);
    expect(wrong).toEqual([]);
  });
}

/** The belt of the first figure moves. */
async function moves(page: Page): Promise<void> {
  const figure = page.locator('lstm-conveyor').first();
  await figure.locator('lstm-stage svg').waitFor();
  const moment = (): Promise<string> =>
    figure.evaluate((element) => JSON.stringify((element as unknown as { state: object }).state));
  const first = await moment();
  await expect.poll(moment).not.toBe(first);
}

it('a plain page of another origin shows it, from a folder of any server', async () => {
  const folder = join(installed('node'), 'node_modules/lstm-conveyor');
  const html = readFileSync(join(HOSTS, 'plain/index.html'), 'utf8');
  await visit(
    folder,
    async () => {},
    (address) => html.replaceAll('PACKAGE/', address),
  );
});

it('a fresh app of Vite builds with it, and runs it and the core', async () => {
  const folder = installed('vite');
  run(folder, 'run', 'build');
  await visit(join(folder, 'dist'), async (page) =>
    expect.poll(() => page.locator('output').innerText()).toBe('100 updates'),
  );
});

it('React knows the element and its attributes, and holds it by a ref', async () => {
  const folder = installed('react');
  run(folder, 'run', 'build');
  await visit(join(folder, 'dist'), async (page) => {
    await page.getByText('Train', { exact: true }).click();
    await expect.poll(() => page.locator('output').innerText()).toBe('100 updates');
  });
});

it('VitePress renders a page with it on the server, and the belt moves in the browser', async () => {
  const folder = installed('vitepress');
  run(folder, 'run', 'build');
  await visit(join(folder, 'dist'), async () => {});
});

it('node trains with it; the element does nothing there', () => {
  const folder = installed('node');
  const told = execFileSync('node', ['train.js'], { cwd: folder, encoding: 'utf8' });
  expect(told).toBe('100 updates\n');
});
