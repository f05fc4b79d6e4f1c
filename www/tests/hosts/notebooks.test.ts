// The widget in notebooks, each with a kernel that runs (tests/hosts/jupyter/, tests/hosts/marimo/).
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { BEGINS, copied, Hosts, moves } from './host.ts';

const hosts = new Hosts();
afterAll(() => hosts.close());

/** Where JupyterLab and Notebook 7 are. */
let jupyter: string;
beforeAll(async () => {
  const words = '--allow-root --no-browser --IdentityProvider.token=';
  jupyter = await hosts.start(copied('jupyter'), 'jupyter', (port) => `lab ${words} --ServerApp.port=${port}`);
}, BEGINS);

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
  hosts.visit(`${jupyter}lab/workspaces/course/tree/lecture.ipynb?reset`, async (page) => {
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
    `${jupyter}notebooks/lecture.ipynb`,
    async (page) => {
      await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click();
      await page.locator('[data-status="idle"]').first().waitFor();
      await page.keyboard.press('Shift+Enter');
      await moves(page);
    },
    ["'schema'", 'filebrowser:open-path'],
  ));

it('marimo: it moves, and a cell hears of it', async () => {
  const words = (port: number): string => `run lecture.py --headless --no-token --port ${port}`;
  await hosts.visit(await hosts.start(copied('marimo'), 'marimo', words), async (page) => {
    await moves(page);
    await page.getByText('at step 2', { exact: true }).waitFor();
  });
});
