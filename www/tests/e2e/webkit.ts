// WebKitGTK, which Playwright cannot drive: as much of Playwright's Page as the tests use, told to it by WebDriver.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Browser, Setting } from './browser.ts';

const PATIENCE = 30_000;
const KEYS: Record<string, string> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

export class WebKit implements Browser {
  readonly #drivers = new Set<ChildProcess>();

  /** A driver and a program for each page: GTK reads what its user prefers when it starts. */
  async open(setting: Setting, act: (page: Page) => Promise<void>): Promise<void> {
    const home = mkdtempSync(join(tmpdir(), 'webkit-'));
    const env = environment(setting, home);
    try {
      // Of some eighty drivers one waited for its browser for ever, and no page had been asked for yet.
      const [driver, session] = await this.#start(env).catch((error: unknown) => {
        console.warn('another driver is started:', error);
        return this.#start(env);
      });
      try {
        await session.post('window/rect', { width: setting.width, height: setting.height });
        await act(new WebKitPage(session) as unknown as Page);
      } finally {
        await session.close().finally(() => this.#end(driver));
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }

  async #start(env: NodeJS.ProcessEnv): Promise<[driver: ChildProcess, session: Session]> {
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' });
    this.#drivers.add(driver);
    const failed = new Promise<never>((_, reject) => driver.on('error', reject));
    try {
      return [driver, await Promise.race([failed, Session.open(`http://127.0.0.1:${port}`)])];
    } catch (error) {
      this.#end(driver);
      throw error;
    }
  }

  #end(driver: ChildProcess): void {
    driver.kill();
    this.#drivers.delete(driver);
  }

  /** Also ends what a test has left that took too long. */
  async close(): Promise<void> {
    this.#drivers.forEach((driver) => driver.kill());
  }
}

function environment({ theme, motion }: Setting, home: string): NodeJS.ProcessEnv {
  mkdirSync(join(home, 'gtk-3.0'));
  writeFileSync(
    join(home, 'gtk-3.0/settings.ini'),
    `[Settings]\ngtk-enable-animations=${Number(motion !== 'reduce')}\n`,
  );
  return { ...process.env, XDG_CONFIG_HOME: home, GTK_THEME: theme === 'dark' ? 'Adwaita:dark' : 'Adwaita' };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A browser under a driver. */
class Session {
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  static async open(driver: string): Promise<Session> {
    await until('the driver', () =>
      fetch(`${driver}/status`).then(
        () => true,
        () => undefined,
      ),
    );
    // Full screen: without the bars that make a window wider than a phone.
    const options = { args: ['--automation', '--full-screen'] };
    const alwaysMatch = { 'webkitgtk:browserOptions': options, timeouts: { script: 2 * PATIENCE } };
    const capabilities = { alwaysMatch };
    const { sessionId } = await post<{ sessionId: string }>(`${driver}/session`, { capabilities }, PATIENCE);
    return new Session(`${driver}/session/${sessionId}`);
  }

  post<T>(command: string, body: object): Promise<T> {
    return post(`${this.#address}/${command}`, body);
  }

  async close(): Promise<void> {
    await fetch(this.#address, { method: 'DELETE', signal: AbortSignal.timeout(PATIENCE) });
  }
}

/** A driver that hangs is told by what it was asked. As a rule it may take longer than any script. */
async function post<T>(address: string, body: object, limit = 3 * PATIENCE): Promise<T> {
  const signal = AbortSignal.timeout(limit);
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(body), signal }).catch(
    (error: Error) => {
      throw new Error(`${new URL(address).pathname}: ${error.message}`);
    },
  );
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** What `ask` answers, once that is neither nothing nor false. */
async function until<T>(what: string, ask: () => Promise<T | false | undefined>, timeout = PATIENCE): Promise<T> {
  for (const end = performance.now() + timeout; performance.now() < end;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((next) => setTimeout(next, 30));
  }
  throw new Error(`waited ${timeout} ms for ${what}`);
}

class WebKitPage {
  readonly session: Session;
  readonly keyboard = { press: (keys: string) => this.#press(keys) };
  readonly mouse = {
    move: (x: number, y: number) =>
      this.#mouse({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), origin: 'viewport' }),
    down: () => this.#mouse({ type: 'pointerDown', button: 0 }),
    up: () => this.#mouse({ type: 'pointerUp', button: 0 }),
  };

  constructor(session: Session) {
    this.session = session;
  }

  /** The driver tells of nothing that happens. */
  on(): void {}

  async goto(url: string): Promise<void> {
    await this.session.post('url', { url });
  }

  async reload(): Promise<void> {
    await this.session.post('refresh', {});
  }

  evaluate<A, T>(act: string | ((argument: A) => T), argument?: A): Promise<Awaited<T>> {
    return this.run(typeof act === 'string' ? `() => {${act}}` : String(act), argument);
  }

  /** Calls the function that `source` tells. */
  async run<T>(source: string, argument: unknown): Promise<Awaited<T>> {
    const script = `const [argument, done] = arguments;
      Promise.resolve(argument).then(${source}).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const args = [argument ?? null];
    const answer = await this.session.post<{ value: Awaited<T>; error?: string }>('execute/async', { script, args });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  async waitForFunction<A>(holds: (argument: A) => boolean, argument?: A): Promise<void> {
    await until(String(holds), () => this.evaluate(holds, argument));
  }

  async waitForTimeout(time: number): Promise<void> {
    await new Promise((next) => setTimeout(next, time));
  }

  locator(selector: string): Spot {
    return new Spot(this, selector);
  }

  getByRole(role: string): Spot {
    return this.locator(`[role="${role}"]`);
  }

  async #mouse(action: object): Promise<void> {
    await this.session.post('actions', { actions: [{ type: 'pointer', id: 'mouse', actions: [action] }] });
  }

  async #press(keys: string): Promise<void> {
    const held = keys.split('+').map((key) => KEYS[key] ?? key);
    const action = (type: string) => (value: string) => ({ type, value });
    const actions = [...held.map(action('keyDown')), ...held.toReversed().map(action('keyUp'))];
    await this.session.post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }
}

/** A place on the page: Playwright's Locator. */
class Spot {
  readonly #page: WebKitPage;
  readonly #selector: string;
  readonly #index: number | undefined;

  constructor(page: WebKitPage, selector: string, index?: number) {
    this.#page = page;
    this.#selector = selector;
    this.#index = index;
  }

  nth = (index: number): Spot => new Spot(this.#page, this.#selector, index);
  first = (): Spot => this.nth(0);
  last = (): Spot => this.nth(-1);

  /** Below it; of several, below any. */
  locator = (selector: string): Spot => new Spot(this.#page, `${this.#selector} ${selector}`);

  count = (): Promise<number> => this.evaluateAll((all) => all.length);
  allInnerTexts = (): Promise<string[]> =>
    this.evaluateAll((all) => all.map((each) => (each as HTMLElement).innerText));
  innerText = (): Promise<string> => this.evaluate((element) => (element as HTMLElement).innerText);
  innerHTML = (): Promise<string> => this.evaluate((element) => element.innerHTML);
  textContent = (): Promise<string | null> => this.evaluate((element) => element.textContent);
  inputValue = (): Promise<string> => this.evaluate((element) => (element as HTMLInputElement).value);
  getAttribute = (name: string): Promise<string | null> =>
    this.evaluate((element, name) => element.getAttribute(name), name);
  isVisible = (): Promise<boolean> => this.evaluateAll((all) => all.some((each) => each.checkVisibility()));
  isChecked = (): Promise<boolean> => this.evaluate((element) => (element as HTMLInputElement).checked);
  focus = (): Promise<void> => this.evaluate((element) => (element as HTMLElement).focus());
  blur = (): Promise<void> => this.evaluate((element) => (element as HTMLElement).blur());

  press = async (keys: string): Promise<void> => {
    await this.focus();
    await this.#page.keyboard.press(keys);
  };

  /** As typed: with the events that typing makes. */
  fill = (text: string): Promise<void> =>
    this.evaluate((element, text) => {
      (element as HTMLInputElement).select();
      document.execCommand(text ? 'insertText' : 'delete', false, text);
    }, text);

  /** As chosen from the disk: WebDriver would want an element outside of all shadow trees. */
  setInputFiles = (path: string): Promise<void> => {
    const file = { name: basename(path), bytes: readFileSync(path).toString('base64') };
    return this.evaluate((element, { name, bytes }) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
      (element as HTMLInputElement).files = chosen.files;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, file);
  };

  selectOption = (value: string): Promise<void> =>
    this.evaluate((element, value) => {
      (element as HTMLSelectElement).value = value;
      element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);

  check = async (): Promise<void> => ((await this.isChecked()) ? undefined : this.click());
  uncheck = async (): Promise<void> => ((await this.isChecked()) ? this.click() : undefined);

  /** By the mouse, once the element rests and nothing lies over it. */
  click = (): Promise<void> => this.#point({ type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 });
  hover = (): Promise<void> => this.#point();

  async #point(...then: object[]): Promise<void> {
    const [x, y] = await until(`${this.#selector} to be pointed at`, () => this.evaluate(middle));
    const actions = [{ type: 'pointerMove', x, y, origin: 'viewport' }, ...then];
    await this.#page.session.post('actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  waitFor = async ({ state = 'visible', timeout }: { state?: string; timeout?: number } = {}): Promise<void> => {
    const holds = (all: Element[], state: string): boolean => {
      if (state === 'detached') return all.length === 0;
      const seen = all.filter((element) => element.checkVisibility() && element.getClientRects().length > 0);
      return state === 'hidden' ? seen.length === 0 : (state === 'visible' ? seen : all).length > 0;
    };
    await until(`${this.#selector} to be ${state}`, () => this.evaluateAll(holds, state), timeout);
  };

  evaluateAll<A, T>(act: (all: Element[], argument: A) => T, argument?: A): Promise<Awaited<T>> {
    return this.#run(`return (${act})(all, argument);`, argument);
  }

  /** Waits for the element, as Playwright does. */
  async evaluate<A, T>(act: (element: Element, argument: A) => T, argument?: A): Promise<Awaited<T>> {
    const source = `
      if (${this.#index} === undefined && all.length > 1) throw new Error(selector + ' names ' + all.length);
      const element = all.at(${this.#index ?? 0});
      return element && [await (${act})(element, argument)];`;
    const [value] = await until(this.#selector, () => this.#run<[Awaited<T>] | undefined>(source, argument));
    return value;
  }

  #run<T>(source: string, argument: unknown): Promise<Awaited<T>> {
    const selector = JSON.stringify(this.#selector);
    const act = `async (argument) => { const selector = ${selector}; const all = (${deep})(selector); ${source} }`;
    return this.#page.run(act, argument);
  }
}

/** What a selector finds where, as with Playwright, each space in it may lead into a shadow tree. Runs in the page. */
function deep(selector: string): Element[] {
  const below = (root: Element | Document | ShadowRoot): Element[] => [
    ...(root instanceof Element && root.shadowRoot ? below(root.shadowRoot) : []),
    ...[...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? below(each.shadowRoot) : [])]),
  ];
  const find = (path: string): Element[] =>
    path
      .replaceAll(/\s*>\s*/g, '>')
      .split(/\s+(?![^[]*\])/)
      .reduce<(Element | Document)[]>(
        (roots, part) => [...new Set(roots.flatMap(below).filter((each) => each.matches(part)))],
        [document],
      ) as Element[];
  return selector.split(/,\s*(?![^[]*\])/).flatMap(find);
}

/** Where to click an element, once it rests and nothing lies over it. Runs in the page. */
async function middle(element: Element): Promise<[number, number] | undefined> {
  element.scrollIntoView({ block: 'center', inline: 'center' });
  const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
  const place = (): [number, number] => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)];
  };
  await frame();
  const [x, y] = place();
  await frame();
  if (place().join() !== [x, y].join() || element.matches(':disabled')) return undefined;
  let hit = document.elementFromPoint(x, y);
  for (let inner = hit?.shadowRoot; inner; inner = hit?.shadowRoot) {
    const next = inner.elementFromPoint(x, y);
    if (!next || next === hit) break;
    hit = next;
  }
  const up = (node: Node): Node | null => node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
  for (let node: Node | null = hit; node; node = up(node)) if (node === element) return [x, y];
  return undefined;
}
