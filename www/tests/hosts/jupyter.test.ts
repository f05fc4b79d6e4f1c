// The widget in JupyterLab and in Notebook 7, with a kernel that runs (tests/hosts/jupyter/).
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { copied, Hosts, moves } from './host.ts';

const hosts = new Hosts();
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
  await hosts.close();
  server.kill();
});

async function free(): Promise<number> {
  const one = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => one.once('listening', ready));
  const { port } = one.address() as { port: number };
  await new Promise((done) => one.close(done));
  return port;
}

/** Runs a cell by hand; what it gives, once the kernel has done with it. */
async function perform(page: Page, cell: number): Promise<string> {
  const place = page.locator('.jp-Notebook .jp-CodeCell').nth(cell);
  const count = (): Promise<string> => place.locator('.jp-InputPrompt').innerText();
  const before = await count();
  await place.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(count).not.toBe(before);
  await expect.poll(count).toMatch(/\d/);
  return (await place.locator('.jp-OutputArea-output').allInnerTexts()).join('\n');
}

it('JupyterLab: it moves, kernel and figure tell each other, and a module of the kernel has the numbers of numpy', () =>
  hosts.visit(`${address}lab/workspaces/course/tree/lecture.ipynb?reset`, async (page) => {
    await page.getByText('| Idle').first().waitFor(); // sooner it would ask for a kernel
    await perform(page, 0);
    await moves(page);
    const [first, module] = [page.locator('lstm-conveyor').first(), page.locator('lstm-conveyor').nth(1)];
    await perform(page, 1);
    const step = (): Promise<unknown> => first.evaluate((each) => (each as LstmConveyor).state.step);
    await expect.poll(step).toBe(5);
    await perform(page, 2);
    await module.locator('lstm-stage svg').waitFor();
    // What a figure has found out the kernel hears between two cells.
    await expect.poll(() => perform(page, 3)).toContain('True');
    await perform(page, 4);
    await expect.poll(() => perform(page, 5)).toMatch(/^\(20, \(\d+, 3\), (np\.)?True/);
  }));

it('Notebook 7: it moves', () =>
  hosts.visit(
    `${address}notebooks/lecture.ipynb`,
    async (page) => {
      await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click();
      await page.locator('[data-status="idle"]').first().waitFor();
      await page.keyboard.press('Shift+Enter');
      await moves(page);
    },
    ["'schema'", 'filebrowser:open-path'],
  ));
