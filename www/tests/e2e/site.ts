// The built site in a real browser: served from a folder deep in a host, so that every address must be relative.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));
const FOLDER = '/courses/rnn/demo/';
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};
// What keeps a headless browser from asking hosts that have nothing to do with the page.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function browserPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [process.env['CHROME'], ...onPath].find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium found: put one on PATH or name it in CHROME');
  return found;
}

export interface Setting {
  lang?: 'en' | 'zh';
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  motion?: 'reduce' | 'no-preference';
  /** What follows the address of the page. */
  at?: string;
  /** What the server sends with everything. */
  headers?: Record<string, string>;
  /** Whether the browser runs scripts. */
  scripts?: boolean;
  /** Runs in the page before anything of the page's own. */
  before?: () => void;
}

export class Site {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #origin: string;
  #headers: Record<string, string> = {};

  private constructor(server: Server, browser: Browser) {
    this.#server = server.on('request', ({ url }, response) => this.#answer(url!, response));
    this.#browser = browser;
    this.#origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<Site> {
    if (!existsSync(join(DIST, 'index.html'))) throw new Error('dist/ is missing: run `cargo xtask build` first');
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, ready));
    return new Site(server, await chromium.launch({ executablePath: browserPath(), args: FLAGS }));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }

  /** Opens the page, lets `act` use it, and fails on any error of the page and on any request to another host. */
  visit(setting: Setting, act: (page: Page) => Promise<void>): Promise<void> {
    return this.#open(setting, async (page) => {
      const wrong: string[] = [];
      page.on('pageerror', (error) => wrong.push(`uncaught: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && wrong.push(`console: ${message.text()}`));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(this.#origin + FOLDER) && !/^(data|blob):/.test(url)) wrong.push(`asked for ${url}`);
      });
      await page.goto(this.#origin + FOLDER + (setting.at ?? ''));
      await act(page);
      expect(wrong).toEqual([]);
    });
  }

  /** Lets `act` look for the page where it cannot run: at its address, or that of the file that it lies in. */
  fail(setting: Setting, act: (page: Page, address: string, file: string) => Promise<void>): Promise<void> {
    return this.#open(setting, (page) =>
      act(page, this.#origin + FOLDER, pathToFileURL(join(DIST, 'index.html')).href),
    );
  }

  async #open(setting: Setting, act: (page: Page) => Promise<void>): Promise<void> {
    const { lang = 'en', theme = 'light', width = 1440, height = 900, motion = 'reduce', before } = setting;
    this.#headers = setting.headers ?? {};
    const context = await this.#browser.newContext({
      viewport: { width, height },
      locale: lang === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: theme,
      reducedMotion: motion,
      javaScriptEnabled: setting.scripts ?? true,
    });
    try {
      const page = await context.newPage();
      if (before) await page.addInitScript(before);
      await act(page);
    } finally {
      await context.close();
    }
  }

  #answer(url: string, response: ServerResponse): void {
    const path = normalize(decodeURIComponent(new URL(url, 'http://host').pathname));
    const file = join(DIST, path === FOLDER ? 'index.html' : path.slice(FOLDER.length));
    if (!path.startsWith(FOLDER) || !existsSync(file) || !statSync(file).isFile())
      return void response.writeHead(404).end();
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    createReadStream(file).pipe(response.writeHead(200, { ...this.#headers, 'content-type': type }));
  }
}

/** Waits until the network is there and the first scene is drawn. */
export async function ready(page: Page): Promise<void> {
  await page.locator('lstm-stage svg').waitFor();
  await page.locator('lstm-lab [data-do="run"]').waitFor();
}

/** A figure of the lab as a number. */
export async function figure(page: Page, name: string): Promise<number> {
  const text = (await page.locator(`[data-figure="${name}"]`).textContent())!.replaceAll(',', '');
  return plain(text);
}

/** A number as the page writes it: 12.5%, −3.41·10⁻⁵. */
export function plain(text: string): number {
  const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const [digits, power] = text.replaceAll('−', '-').replace('%', 'e-2').split('·10') as [string, string?];
  const exponent = [...(power ?? '⁰')].map((c) => (c === '⁻' ? '-' : String(raised.indexOf(c)))).join('');
  return Number(digits) * 10 ** Number(exponent);
}
