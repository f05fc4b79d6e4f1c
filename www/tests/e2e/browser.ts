// The browsers that tests run in. Each opens pages that are used as Playwright's, whatever drives it.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, firefox, type Browser as Program, type Page } from 'playwright-core';
import { WebKit } from './webkit.ts';

/** What a reader's browser is like. */
export interface Setting {
  lang: 'en' | 'zh';
  theme: 'light' | 'dark';
  width: number;
  height: number;
  motion: 'reduce' | 'no-preference';
  /** Whether it runs scripts. */
  scripts?: boolean;
}

export interface Browser {
  /** Opens an empty page where nothing is left of any other, lets `act` use it, and closes it. */
  open(setting: Setting, act: (page: Page) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What the browser is called whose engine the tests are run in. */
export const ENGINE = process.env['ENGINE'] || 'chromium';

export function browser(): Browser {
  if (ENGINE === 'chromium') return new Driven(startChromium);
  // Playwright cannot tell Firefox what a reader prefers: it must have been started with it.
  if (ENGINE === 'firefox') return new Driven(startFirefox, ({ theme, motion }) => `${theme} ${motion}`);
  if (ENGINE === 'webkit') return new WebKit();
  throw new Error(`ENGINE is chromium, firefox or webkit, not ${ENGINE}`);
}

/** A browser that Playwright drives. */
class Driven implements Browser {
  readonly #start: (setting: Setting) => Promise<Program>;
  /** What of a setting a program is started with. */
  readonly #kind: (setting: Setting) => string;
  readonly #programs = new Map<string, Promise<Program>>();

  constructor(start: (setting: Setting) => Promise<Program>, kind: (setting: Setting) => string = () => '') {
    this.#start = start;
    this.#kind = kind;
  }

  async open(setting: Setting, act: (page: Page) => Promise<void>): Promise<void> {
    const kind = this.#kind(setting);
    const program = this.#programs.get(kind) ?? this.#start(setting);
    this.#programs.set(kind, program);
    const context = await (
      await program
    ).newContext({
      viewport: { width: setting.width, height: setting.height },
      locale: setting.lang === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: setting.theme,
      reducedMotion: setting.motion,
      javaScriptEnabled: setting.scripts ?? true,
    });
    try {
      await act(await context.newPage());
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).close();
  }
}

const startChromium = (): Promise<Program> =>
  chromium.launch({
    executablePath: find('CHROME', ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
    // What keeps a headless browser from asking hosts that have nothing to do with the page.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

const startFirefox = ({ theme, motion }: Setting): Promise<Program> =>
  firefox.launch({
    // Any Firefox, not only the one that Playwright builds itself.
    channel: 'moz-firefox',
    executablePath: find('FIREFOX', ['firefox', 'firefox-esr']),
    firefoxUserPrefs: {
      'ui.systemUsesDarkTheme': Number(theme === 'dark'),
      'ui.prefersReducedMotion': Number(motion === 'reduce'),
    },
  });

/** A browser's program: the one that `variable` names, or the first of `names` on PATH. */
function find(variable: string, names: string[]): string {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [process.env[variable], ...onPath].find((path) => path && existsSync(path));
  if (!found) throw new Error(`no ${names[0]} found: put one on PATH or name it in ${variable}`);
  return found;
}
