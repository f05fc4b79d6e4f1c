// The widget in Notebook 7, with a kernel that runs (tests/hosts/jupyter/).
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
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

it('moves in Notebook 7', () =>
  program.open(SETTING, async (page) => {
    await page.goto(`${address}notebooks/lecture.ipynb`);
    await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click();
    await page.locator('[data-status="idle"]').first().waitFor();
    await page.keyboard.press('Shift+Enter');
    await moves(page);
  }));
