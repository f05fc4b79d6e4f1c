// A host in a browser: a folder of its own to be built in, and a belt that moves in what comes of it.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { browser, type Setting } from '../e2e/browser.ts';
import { served, type Served } from './served.ts';

/** What `cargo xtask build` has left. */
export const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));
export const HOSTS = fileURLToPath(new URL('../../../tests/hosts/', import.meta.url));

/** A reader whose browser moves things. */
const SETTING: Setting = { lang: 'en', theme: 'light', width: 1200, height: 900, motion: 'no-preference' };

/** A copy of a host, with files of ours where it wants them. */
export function copied(host: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), `host-${host}-`));
  cpSync(join(HOSTS, host), folder, { recursive: true });
  for (const [to, name] of Object.entries(files)) cpSync(join(DIST, name), join(folder, to, name), { recursive: true });
  return folder;
}

/** Runs a program there; what it prints is part of the error if it fails. */
export function run(folder: string, program: string, ...words: string[]): string {
  return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A port that is free. */
async function free(): Promise<number> {
  const one = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => one.once('listening', ready));
  const { port } = one.address() as { port: number };
  await new Promise((done) => one.close(done));
  return port;
}

/** So long a program has to begin, in milliseconds. */
export const BEGINS = 120_000;

/** Servers of pages, and a browser that visits them. */
export class Hosts {
  readonly #program = browser();
  readonly #open: Pick<Served, 'close'>[] = [];

  /** The address of a folder, or of files that are given, on a server. */
  async serve(files: string | Record<string, string>): Promise<string> {
    const server = await served(files);
    this.#open.push(server);
    return server.address;
  }

  /** The address of a program that serves by itself, run in a folder, once it answers. */
  async start(folder: string, program: string, words: (port: number) => string): Promise<string> {
    const port = await free();
    const child = spawn(program, words(port).split(' '), { cwd: folder, stdio: 'ignore' });
    this.#open.push({ close: () => void child.kill() });
    const address = `http://127.0.0.1:${port}/`;
    await vi.waitFor(() => fetch(address), { timeout: BEGINS, interval: 500 });
    return address;
  }

  /** Opens a page as a reader does; fails on what goes wrong in it, but for `known`, which is the host's own. */
  async visit(address: string, act: (page: Page) => Promise<void>, known: readonly string[] = []): Promise<void> {
    await this.#program.open(SETTING, async (page) => {
      const wrong: string[] = [];
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => {
        const { url } = message.location();
        // A picture for the tab is not asked of a course page.
        if (message.type() === 'error' && !url.endsWith('/favicon.ico')) wrong.push(`${message.text()} ${url}`);
      });
      await page.goto(address);
      await act(page);
      expect(wrong.filter((what) => !known.some((each) => what.includes(each)))).toEqual([]);
    });
  }

  async close(): Promise<void> {
    await this.#program.close();
    this.#open.forEach(({ close }) => close());
  }
}

/** The belt of the first figure moves: what is said of it changes. */
export async function moves(page: Page | Frame): Promise<void> {
  await page.locator('lstm-stage svg').first().waitFor();
  const said = (): Promise<string> => page.locator('lstm-figure .captions').first().innerText();
  const first = await said();
  await expect.poll(said).not.toBe(first);
}
