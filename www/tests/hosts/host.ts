// A host in a browser: a folder of its own to be built in, and a belt that moves in what comes of it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Browser } from '../e2e/browser.ts';

/** What `cargo xtask build` has left. */
export const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));
const HOSTS = fileURLToPath(new URL('../../../tests/hosts/', import.meta.url));

/** A copy of a host, with files of ours where it wants them. */
export function copied(host: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), `host-${host}-`));
  cpSync(join(HOSTS, host), folder, { recursive: true });
  for (const [to, name] of Object.entries(files)) cpSync(join(DIST, name), join(folder, to, name));
  return folder;
}

/** Runs a program there; what it prints is part of the error if it fails. */
export function run(folder: string, program: string, ...words: string[]): string {
  return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Opens a page as a reader does whose browser moves things; fails on what goes wrong in it. */
export async function visit(browser: Browser, address: string, act: (page: Page) => Promise<void>): Promise<void> {
  const setting = { lang: 'en', theme: 'light', width: 1200, height: 900, motion: 'no-preference' } as const;
  await browser.open(setting, async (page) => {
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      const { url } = message.location();
      // A picture for the tab is not asked of a course page.
      if (message.type() === 'error' && !url.endsWith('/favicon.ico')) wrong.push(`${message.text()} ${url}`);
    });
    await page.goto(address);
    await act(page);
    expect(wrong).toEqual([]);
  });
}

/** The belt of the first figure moves: what is said of it changes. */
export async function moves(page: Page | Frame): Promise<void> {
  await page.locator('lstm-stage svg').first().waitFor();
  const said = (): Promise<string> => page.locator('lstm-figure .captions').first().innerText();
  const first = await said();
  await expect.poll(said).not.toBe(first);
}
