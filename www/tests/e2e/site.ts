// The built site in a browser: served from a folder deep in a host, so that every address must be relative.
import { createReadStream, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browser, ENGINE, type Setting } from './browser.ts';

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
/** What the script is called that goes before all of the page's own. */
const FIRST = 'first.js';

/** Opens an untrained network of five units: a link of version 1, whose first network it was. The page's own comes trained. */
export const UNTRAINED = '#speed=1';

const USUAL: Setting = { lang: 'en', theme: 'light', width: 1440, height: 900, motion: 'reduce' };

/** The policy of README.md. */
export const STRICT = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self'", // the icon of its tab
  "require-trusted-types-for 'script'",
].join('; ');

export interface Visit extends Partial<Setting> {
  /** What follows the address of the page; without it that of an untrained network. */
  at?: string;
  /** A file is opened in place of the page, by its address in dist/ or by any; `at` follows it. */
  file?: string;
  /** What the server sends with everything. */
  headers?: Record<string, string>;
  /** A page of somebody else's, on an origin of its own, is opened in place of the site's. */
  host?: HostPage;
  /** What the browser itself writes down where a host's policy is met. */
  expected?: readonly RegExp[];
  /** Runs in the page before anything of the page's own. */
  before?: () => unknown;
}

/** Takes parts of the site, which lies at SITE, into its HTML. */
export interface HostPage {
  html: string;
  headers?: Record<string, string>;
  /** Where its other files are. */
  folder?: string;
}

export class Site {
  readonly #server: Server;
  readonly #hosts: Server;
  #host: HostPage = { html: '' };
  readonly #browser = browser();
  readonly #url: string;
  #first = '';
  #headers: Record<string, string> = {};

  private constructor(server: Server, hosts: Server) {
    this.#server = server.on('request', (request, response) => this.#answer(request.url!, response));
    this.#url = `http://localhost:${portOf(server)}${FOLDER}`;
    this.#hosts = hosts.on('request', (request, response) => this.#answerAsHost(request.url!, response));
  }

  static async open(): Promise<Site> {
    if (!existsSync(join(DIST, 'index.html'))) throw new Error('dist/ is missing: run `cargo xtask build` first');
    return new Site(await listening(), await listening());
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
    this.#hosts.close();
  }

  /** Opens the page, lets `act` use it, and fails on any error of the page and on any request to another host. */
  async visit(
    { before, at = UNTRAINED, file, headers = {}, expected = [], host, ...setting }: Visit,
    act: (page: Page) => Promise<void>,
  ): Promise<void> {
    const whole = { ...USUAL, ...setting };
    this.#headers = host ? { 'access-control-allow-origin': '*', ...headers } : headers;
    this.#host = host ?? { html: '' };
    const theirs = `http://127.0.0.1:${portOf(this.#hosts)}/`;
    await this.#browser.open(whole, async (page) => {
      const wrong: string[] = [];
      const own = [this.#url, theirs];
      const asked = (url: string): void => {
        if (!own.some((each) => url.startsWith(each)) && !/^(data|blob):/.test(url)) wrong.push(`asked for ${url}`);
      };
      page.on('pageerror', (error) => wrong.push(`uncaught: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && wrong.push(`console: ${message.text()}`));
      page.on('request', (request) => asked(request.url()));
      await this.#prepare(page, `(${listen})();(${before ?? (() => {})})();`, whole.lang);
      if (file) own.splice(0, 2, this.#fileOf(resolve(DIST, file)));
      await page.goto(host ? theirs : own[0] + at);
      await act(page);
      wrong.push(...(await page.evaluate(() => (globalThis as unknown as { wrong: string[] }).wrong)));
      const resources = () => performance.getEntriesByType('resource').map(({ name }) => name);
      (await page.evaluate(resources)).forEach(asked);
      expect(wrong.filter((each) => !expected.some((one) => one.test(each)))).toEqual([]);
    });
  }

  /** Lets `act` look for the page where it cannot run: at its address, or that of the file that it lies in. */
  async fail(
    { headers = {}, ...setting }: Visit,
    act: (page: Page, address: string, file: string) => Promise<void>,
  ): Promise<void> {
    this.#headers = headers;
    const file = pathToFileURL(join(DIST, 'index.html')).href;
    await this.#browser.open({ ...USUAL, ...setting }, (page) => act(page, this.#url, file));
  }

  /** Has the page run a script before anything of its own. */
  async #prepare(page: Page, script: string, lang: string): Promise<void> {
    // WebKit's driver cannot do that, so we serve it; and it speaks the system's language only.
    if (ENGINE === 'webkit') this.#first = `${script}(${speak})('${lang}');`;
    else await page.addInitScript(script);
  }

  /** The address of a file; where only a page itself can run a script before its own, of a copy that does. */
  #fileOf(file: string): string {
    if (!this.#first) return pathToFileURL(file).href;
    const copy = join(mkdtempSync(join(tmpdir(), 'alone-')), basename(file));
    writeFileSync(
      copy,
      readFileSync(file, 'utf8').replace('<head>', () => `<head><script>${this.#first}</script>`),
    );
    return pathToFileURL(copy).href;
  }

  #answer(url: string, response: ServerResponse): void {
    const path = normalize(decodeURIComponent(new URL(url, 'http://host').pathname));
    const name = path.slice(FOLDER.length).replace(/(^|\/)$/, '$1index.html');
    const file = join(DIST, name);
    const send = (): ServerResponse =>
      response.writeHead(200, { ...this.#headers, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
    if (path === FOLDER + FIRST) return void send().end(this.#first);
    if (!path.startsWith(FOLDER) || !existsSync(file) || !statSync(file).isFile())
      return void response.writeHead(404).end();
    if (this.#first && extname(name) === '.html')
      return void send().end(
        readFileSync(file, 'utf8').replace('<head>', `$&<script src="${FOLDER}${FIRST}"></script>`),
      );
    createReadStream(file).pipe(send());
  }

  #answerAsHost(path: string, response: ServerResponse): void {
    const { html, headers, folder } = this.#host;
    const own = folder && path !== '/' && join(folder, path);
    if (own && existsSync(own))
      return void response.writeHead(200, { 'content-type': TYPES[extname(own)]! }).end(readFileSync(own));
    const type = path === `/${FIRST}` ? 'text/javascript' : 'text/html; charset=utf-8';
    const here = (text: string): string => text.replaceAll('SITE/', this.#url);
    const said = Object.entries(headers ?? {}).map(([name, text]) => [name, here(text)]);
    response.writeHead(path === '/favicon.ico' ? 404 : 200, { ...Object.fromEntries(said), 'content-type': type });
    const whole = here(html);
    const spoken = this.#first ? whole.replace('<head>', `$&<script src="/${FIRST}"></script>`) : whole;
    response.end(path === `/${FIRST}` ? this.#first : spoken);
  }
}

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, ready));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Keeps what an embedder's monitor would report. Runs in the page. */
function listen(): void {
  const wrong: string[] = [];
  Object.assign(globalThis, { wrong });
  addEventListener('error', ({ message }) => wrong.push(`error: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => wrong.push(`rejected: ${reason}`));
  const { error } = console;
  console.error = (...words) => {
    wrong.push(`console: ${words.join(' ')}`);
    error(...words);
  };
}

/** Makes the reader's language the first that the page is told. Runs in the page. */
function speak(lang: string): void {
  Object.defineProperty(navigator, 'languages', { value: [lang] });
}

/** Waits until the network is there and the first scene is drawn. */
export async function ready(page: Page): Promise<void> {
  await page.locator('lstm-stage svg').waitFor();
  await page.locator('lstm-lab [data-do="run"]').waitFor({ state: 'attached' });
}

/** A figure of the lab as a number. */
export async function figure(page: Page, name: string): Promise<number> {
  const text = (await page.locator(`[data-figure="${name}"]`).textContent())!.replaceAll(',', '');
  return plain(text);
}

/** A number as the page writes it: 12.5%, (−3.41·10⁻⁵), or with its exponent typeset. */
export function plain(text: string): number {
  const typed = [...text].map((c) => ('⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(c) ? '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c) : c)).join('');
  return Number(typed.replace(/[()]/g, '').replace(/[−⁻]/g, '-').replace('%', 'e-2').replace('·10', 'e'));
}
