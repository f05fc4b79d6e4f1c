// The widget in JupyterLab and in Notebook 7, with a kernel that runs (tests/hosts/jupyter/).
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { browser } from '../e2e/browser.ts';
import { copied, moves } from './host.ts';

const SETTING = { lang: 'en', theme: 'light', width: 1200, height: 2600, motion: 'no-preference' } as const;

const program = browser();
const folder = copied('jupyter');
let server: ChildProcess;
let address: string;
beforeAll(async () => {
  const port = await free();
  address = `http://127.0.0.1:${port}/`;
  const words = `lab --allow-root --no-browser --ServerApp.port=${port} --IdentityProvider.token=`;
  server = spawn('jupyter', words.split(' '), { cwd: folder, stdio: 'ignore' });
  const answers = (): Promise<boolean> =>
    fetch(`${address}api/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  await vi.waitFor(async () => expect(await answers()).toBe(true), { timeout: 120_000, interval: 500 });
}, 150_000);
afterAll(async () => {
  await program.close();
  server.kill();
});

async function free(): Promise<number> {
  const one = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => one.once('listening', ready));
  const { port } = one.address() as { port: number };
  await new Promise((done) => one.close(done));
  return port;
}

/** Runs a cell by hand. */
async function perform(page: Page, cell: number): Promise<void> {
  await page.locator('.jp-Notebook .jp-CodeCell').nth(cell).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
}

it('moves in JupyterLab, is told by the kernel, and shows a module of it', () =>
  program.open(SETTING, async (page) => {
    page.setDefaultTimeout(60_000);
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.goto(`${address}lab/workspaces/course/tree/lecture.ipynb?reset`);
    await page.getByText('| Idle').first().waitFor(); // sooner it would ask for a kernel
    await perform(page, 0);
    await moves(page);
    const figures = page.locator('lstm-conveyor');
    for (const cell of [1, 2]) await perform(page, cell);
    await figures.nth(1).locator('lstm-stage svg').waitFor();
    const step = (): Promise<unknown> =>
      figures.first().evaluate((each) => (each as unknown as { state: { step: number } }).state.step);
    await expect.poll(step).toBe(5);
    expect(wrong).toEqual([]);
  }));

it('moves in Notebook 7', () =>
  program.open(SETTING, async (page) => {
    await page.goto(`${address}notebooks/lecture.ipynb`);
    await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click();
    await page.locator('[data-status="idle"]').first().waitFor();
    await page.keyboard.press('Shift+Enter');
    await moves(page);
  }));
