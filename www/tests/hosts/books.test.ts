// Programs that make pages of Markdown, each with its own tool, with the element in one module or the frame in one file (tests/hosts/).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { copied, Hosts, moves, run } from './host.ts';

const MODULE = 'lstm-conveyor.single.js';

const hosts = new Hosts();
afterAll(() => hosts.close());

const address = (folder: string): Promise<string> => hosts.serve(join(folder, 'dist'));

it('MkDocs', async () => {
  const folder = copied('mkdocs', { docs: MODULE });
  run(folder, 'mkdocs', 'build', '--strict', '--site-dir', 'dist');
  await hosts.visit(await address(folder), moves);
});

it('Sphinx with MyST; on paper a link stands in its place', async () => {
  const folder = copied('sphinx', { _static: MODULE });
  run(folder, 'sphinx-build', '-W', '.', 'dist');
  await hosts.visit(await address(folder), moves);
  run(folder, 'sphinx-build', '-W', '-b', 'latex', '.', 'tex');
  expect(readFileSync(join(folder, 'tex/acourse.tex'), 'utf8')).toContain('https://site.example/');
});

it('mdBook', async () => {
  const folder = copied('mdbook', { src: MODULE });
  run(folder, 'mdbook', 'build', '--dest-dir', 'dist');
  await hosts.visit(await address(folder), moves);
});

it('Hugo, which escapes what follows the # of a frame', async () => {
  const folder = copied('hugo', { static: 'lstm-figure.html' });
  run(folder, 'hugo', '--destination', 'dist');
  expect(readFileSync(join(folder, 'dist/index.html'), 'utf8')).toContain('cell%3dgru%26view');
  await hosts.visit(await address(folder), async (page) => {
    const frame = (await (await page.waitForSelector('iframe')).contentFrame())!;
    await moves(frame);
    expect(await frame.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).state.cell)).toBe('gru');
    expect(await frame.locator('lstm-strip').count()).toBe(1);
    expect(await frame.locator('.trouble').count()).toBe(0);
  });
});
