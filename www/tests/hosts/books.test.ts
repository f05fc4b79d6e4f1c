// Programs that make pages of Markdown, each with its own tool, with the element in one module or the frame in one file (tests/hosts/).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { browser } from '../e2e/browser.ts';
import { copied, moves, run, visit } from './host.ts';
import { served, type Served } from './served.ts';

const MODULE = 'lstm-conveyor.single.js';

const program = browser();
const open: Served[] = [];
afterAll(async () => {
  await program.close();
  open.forEach(({ close }) => close());
});

async function address(folder: string): Promise<string> {
  const files = await served(join(folder, 'dist'));
  open.push(files);
  return files.address;
}

it('MkDocs', async () => {
  const folder = copied('mkdocs', { docs: MODULE });
  run(folder, 'mkdocs', 'build', '--strict', '--site-dir', 'dist');
  await visit(program, await address(folder), moves);
});

it('Sphinx with MyST; on paper a link stands in its place', async () => {
  const folder = copied('sphinx', { _static: MODULE });
  run(folder, 'sphinx-build', '-W', '.', 'dist');
  await visit(program, await address(folder), moves);
  run(folder, 'sphinx-build', '-W', '-b', 'latex', '.', 'tex');
  expect(readFileSync(join(folder, 'tex/acourse.tex'), 'utf8')).toContain('https://site.example/');
});

it('mdBook', async () => {
  const folder = copied('mdbook', { src: MODULE });
  run(folder, 'mdbook', 'build', '--dest-dir', 'dist');
  await visit(program, await address(folder), moves);
});

it('Hugo, which escapes what follows the # of a frame', async () => {
  const folder = copied('hugo', { static: 'lstm-figure.html' });
  run(folder, 'hugo', '--destination', 'dist');
  expect(readFileSync(join(folder, 'dist/index.html'), 'utf8')).toContain('cell%3dgru%26view');
  await visit(program, await address(folder), async (page) => {
    const frame = (await (await page.waitForSelector('iframe')).contentFrame())!;
    await moves(frame);
    expect(await frame.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).state.cell)).toBe('gru');
    expect(await frame.locator('lstm-strip').count()).toBe(1);
    expect(await frame.locator('.trouble').count()).toBe(0);
  });
});
