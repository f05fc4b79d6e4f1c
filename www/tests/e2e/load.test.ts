// How the page comes: its first words and colours, what it fetches, and what it says where it cannot start.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame, Page } from 'playwright-core';
import later from '../../locales/en.json';
import first from '../../locales/start/en.json';
import firstZh from '../../locales/start/zh.json';
import laterZh from '../../locales/zh.json';
import type { Trace } from '../../src/network/trace.ts';
import type { Session } from '../../src/session/session.ts';
import { guide, menu, open, other, PATH, press, step, train } from './hands.ts';
import { ENGINE } from './browser.ts';
import { figure, ready, Site, STRICT, UNTRAINED } from './site.ts';

const en = { ...later, ...first };
const zh = { ...laterZh, ...firstZh };

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

it('no script asks for a worker’s own, of which WebKit would run a second copy', () => {
  const assets = new URL('../../../dist/assets/', import.meta.url);
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const workers = scripts.filter((name) => /^(worker|checker)-/.test(name));
  expect(workers).toHaveLength(2);
  for (const name of scripts) {
    const code = readFileSync(new URL(name, assets), 'utf8');
    const asked = [...code.matchAll(/\b(?:from|import)\s*\(?["'`]\.\/([^"'`]+)/g)].map(([, file]) => file!);
    expect(
      asked.filter((file) => workers.includes(file)),
      name,
    ).toEqual([]);
  }
});

it('lays beside what is large the same by gzip and by brotli, each smaller than the last', () => {
  const dist = new URL('../../../dist/', import.meta.url);
  const names = (readdirSync(dist, { recursive: true }) as string[]).filter(
    (name) => /(?<!\.notebook)\.(js|css|html|wasm)$/.test(name), // no server hands on the notebook's
  );
  const large = names.filter((name) => statSync(new URL(name, dist)).size > 2000);
  expect(large.length).toBeGreaterThan(20);
  for (const name of large) {
    const read = (ending: string): Buffer => readFileSync(new URL(name + ending, dist));
    const [whole, gz, br] = [read(''), read('.gz'), read('.br')];
    expect([gunzipSync(gz).equals(whole), brotliDecompressSync(br).equals(whole)], name).toEqual([true, true]);
    expect(gz.length, name).toBeLessThan(whole.length);
    expect(br.length, name).toBeLessThan(gz.length);
  }
});

const MAIN = /\/index-[^/]*\.js$/;
const CORE = /\/lstm_conveyor_bg-[^/]*\.wasm$/;
const hang = () => new Promise<never>(() => {});

/** Holds a file back until it is let go. */
async function held(page: Page, file: RegExp): Promise<() => void> {
  let go = () => {};
  const wait = new Promise<void>((resolve) => (go = resolve));
  await page.route(file, async (route) => {
    await wait;
    await route.continue();
  });
  return go;
}

/** What stands in for the page until it has started. */
async function words(page: Page | Frame): Promise<string[]> {
  await page.locator('lstm-page').waitFor();
  return (await page.locator('lstm-page').innerText()).split(/\s*\n\s*/);
}

/** The colour of the ground where nothing else paints it: red, green, blue. */
async function ground(page: Page): Promise<number[]> {
  const colour = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'Canvas';
    return getComputedStyle(probe).color;
  });
  return colour.match(/\d+/g)!.map(Number);
}

describe.each([
  ['en', { ...en.page, ...en.start }],
  ['zh', { ...zh.page, ...zh.start }],
] as const)('before it has started, in %s', (lang, { title, tagline, ...say }) => {
  const says = async (page: Page | Frame, ...what: string[]) =>
    expect.poll(() => words(page)).toEqual([title, tagline, ...what]);

  it('has words, and the colours of a dark system', () =>
    site.fail({ lang, theme: 'dark' }, async (page, address) => {
      await page.route(MAIN, hang);
      await page.goto(address, { waitUntil: 'commit' });
      await says(page, say.loading);
      expect(Math.max(...(await ground(page)))).toBeLessThan(50);
    }));

  it('says that it is late, and starts all the same', () =>
    site.fail({ lang }, async (page, address) => {
      await page.clock.install();
      const go = await held(page, MAIN);
      await page.goto(address, { waitUntil: 'commit' });
      await says(page, say.loading);
      await page.clock.fastForward(9_000);
      await says(page, say.loading);
      await page.clock.fastForward(1_500);
      await says(page, say.late);
      go();
      await page.clock.resume();
      await ready(page);
      expect(await page.getByText(say.late).filter({ visible: true }).count()).toBe(0);
    }));

  it('says that it is late where the network hangs, and starts all the same', () =>
    site.fail({ lang }, async (page, address) => {
      await page.clock.install();
      const go = await held(page, CORE);
      await page.goto(address + UNTRAINED, { waitUntil: 'commit' });
      const status = page.locator('lstm-page main [role="status"]');
      await expect.poll(() => status.innerText()).toBe(say.loading);
      await page.clock.fastForward(10_500);
      await expect.poll(() => status.innerText()).toBe(say.late);
      go();
      await page.clock.resume();
      await ready(page);
      expect(await page.getByText(say.late).filter({ visible: true }).count()).toBe(0);
    }));

  it('says so where the script is missing, broken or of another type', () =>
    site.fail({ lang }, async (page, address) => {
      const plain = { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' };
      for (const answer of [
        { status: 404 },
        { contentType: 'text/javascript', body: 'import <' },
        { headers: plain, body: '' },
      ]) {
        await page.route(MAIN, (route) => route.fulfill(answer));
        await page.goto(address);
        await says(page, say.script);
        await page.unroute(MAIN);
      }
    }));

  it('says so where it is opened as a file', () =>
    site.fail({ lang }, async (page, _, file) => {
      await page.goto(file);
      await says(page, say.file, say.single);
      expect(await page.locator('h1').evaluate((h1) => getComputedStyle(h1).fontSize)).toBe('21.6px');
      await page.getByText(say.single).click();
      await ready(page);
    }));

  it('says so in a sandbox, and runs there if the server lets everybody read', async () => {
    const within = async (page: Page, address: string): Promise<Frame> => {
      await page.setContent(`<iframe sandbox="allow-scripts" src="${address}" width="1200" height="800"></iframe>`);
      // Not by its address, which it may have written anew by now.
      return (await (await page.locator('iframe').elementHandle())!.contentFrame())!;
    };
    await site.fail({ lang }, async (page, address) => says(await within(page, address), say.sandbox));
    await site.fail({ lang, headers: { 'access-control-allow-origin': '*' } }, async (page, address) => {
      await (await within(page, address)).locator('lstm-stage svg').waitFor();
    });
  });
});

it('fetches the words of another language when they are asked for', () =>
  site.visit({ lang: 'zh' }, async (page) => {
    const asked = (): Promise<string[]> =>
      page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => /\/(en|zh)-/.exec(name)?.[1] ?? ''),
      );
    await ready(page);
    expect(new Set(await asked())).toEqual(new Set(['', 'zh']));
    await other(page, 'lang');
    await expect.poll(() => page.locator('h1').innerText()).toBe(en.page.title);
    expect(new Set(await asked())).toEqual(new Set(['', 'zh', 'en']));
  }));

/** What is fetched later: which file, how it is asked for, and where it is told that it is gone. */
const LATER: [what: string, file: string, ask: (page: Page) => Promise<unknown>, where: string][] = [
  ['a tool', 'race.tool', (page) => page.locator('[data-tool="race"]').click(), '#panel'],
  ['the words of a tool', 'race.LANG', (page) => page.locator('[data-tool="race"]').click(), '#panel'],
  ['the study module', 'lstm_conveyor_study_bg', (page) => open(page, 'model'), '#panel'],
  ['the words of another language', 'OTHER', (page) => other(page, 'lang'), '.trouble'],
  ['what keeps runs', 'keeper', () => Promise.resolve(), '.trouble'],
  ['what holds a number', 'edits', (page) => set(page, { edits: 'f@3.1=0' }), '.trouble'],
];

const set = (page: Page, wish: object): Promise<void> =>
  page.evaluate(
    (wish) => (document.querySelector('lstm-page') as unknown as { set(to: object): void }).set(wish),
    wish,
  );

describe.each([
  ['en', 'zh', en],
  ['zh', 'en', zh],
] as const)('what is fetched later, in %s,', (lang, another, { error, page: { reload } }) => {
  it.each(LATER)('is told where it is gone, with a way out: %s', (_, name, ask, where) =>
    site.fail({ lang }, async (page, address) => {
      const file = new RegExp(`/${name.replace('LANG', lang).replace('OTHER', another)}-[^/]*$`);
      await page.route(file, (route) => route.fulfill({ status: 404 }));
      await page.goto(address);
      await page.locator('lstm-tools [data-tool]').first().waitFor();
      await ask(page);
      const told = page.locator(`${where} [role="alert"], ${where}[role="alert"]`).first();
      await expect.poll(() => told.innerText()).toContain(error.missing);
      await page.unroute(file);
      await told.getByText(reload, { exact: true }).click();
      await page.locator('lstm-tools [data-tool]').first().waitFor();
      await expect.poll(() => page.getByText(error.missing).count()).toBe(0);
    }),
  );
});

/** How the network cannot come: what the server sends with everything, what it answers for the core; and what is told. */
const FAILS: [why: 'forbidden' | 'load', headers: Record<string, string>, status: number][] = [
  ['forbidden', { 'content-security-policy': STRICT.replace(" 'wasm-unsafe-eval'", '') }, 200],
  ['load', {}, 404],
];

describe.each([
  ['en', en],
  ['zh', zh],
] as const)('where the network cannot be computed, in %s,', (lang, { error, page: { failed } }) => {
  it.each(FAILS)('it is told why: %s', (why, headers, status) =>
    site.fail({ lang, headers }, async (page, address) => {
      if (status !== 200) await page.route(CORE, (route) => route.fulfill({ status }));
      await page.goto(address + UNTRAINED);
      const told = page.locator('lstm-page [role="alert"]').filter({ hasText: failed });
      await expect.poll(() => told.innerText()).toContain(error[why]);
    }),
  );
});

it('says in each language that it needs scripts', () =>
  site.fail({ scripts: false }, async (page, address) => {
    await page.goto(address);
    expect((await words(page)).join(' ')).toBe(
      [en.page.title, zh.page.title, en.page.tagline, zh.page.tagline, en.start.noscript, zh.start.noscript].join(' '),
    );
  }));

it('has the colours chosen before rather than those of the system', () =>
  site.fail({ theme: 'dark' }, async (page, address) => {
    const first = async (url: string): Promise<string> => {
      await page.goto(url, { waitUntil: 'commit' });
      await page.locator('h1').waitFor();
      return page.evaluate(() => document.documentElement.style.colorScheme);
    };
    await page.route(MAIN, hang);
    expect(await first(address)).toBe('dark');
    expect(await first(`${address}?theme=light`)).toBe('light');
    await page.unroute(MAIN);
    await page.goto(address);
    await ready(page);
    await menu(page, 'theme');
    await page.route(MAIN, hang);
    expect(await first(address)).toBe('light');
  }));

describe.each([
  ['en', en],
  ['zh', zh],
] as const)('the first network, in %s,', (lang, { guide: say, error, page: { dismiss } }) => {
  const sentence = (page: Page): Promise<string> => page.locator('.guide p').innerText();
  const said = new RegExp(say.remembers.trim().replace(/{\w+}/g, '.+'));
  /** It goes from step to step by itself. */
  const plays = async (page: Page): Promise<void> => {
    const at = await step(page);
    await expect.poll(() => step(page)).not.toBe(at);
  };

  it(
    'plays, its sentence and its flag stand, before there is a core; what is pressed is done once there is',
    PATH,
    () =>
      site.visit({ lang, at: '', motion: 'no-preference', before: holdTheCore }, async (page) => {
        await plays(page);
        await expect.poll(() => sentence(page)).toMatch(said);
        await page.locator('lstm-stage .flag').first().waitFor();
        await guide(page, 'reset').click();
        await expect.poll(() => sentence(page)).toBe(say.waits);
        await plays(page);
        await page.evaluate(() => (globalThis as unknown as { letGo(): void }).letGo());
        await expect.poll(() => sentence(page)).not.toBe(say.waits);
        await guide(page, 'watch').waitFor();
        await expect.poll(() => figure(page, 'updates')).toBeGreaterThan(100);
      }),
  );

  it('plays on where there will be no core, says so, and refuses what is pressed', () =>
    site.fail({ lang, motion: 'no-preference' }, async (page, address) => {
      await page.route(CORE, (route) => route.fulfill({ status: 404 }));
      await page.goto(address);
      const alert = page.locator('.trouble[role="alert"]');
      await expect.poll(() => alert.innerText()).toContain(error.load);
      await plays(page);
      await alert.getByText(dismiss, { exact: true }).click();
      await guide(page, 'reset').click();
      await expect.poll(() => alert.innerText()).toContain(error.load);
      await expect.poll(() => sentence(page)).toMatch(said);
    }));
});

it('shows of the first network before there is a core what the core then says, bit for bit, and goes on without a break', () =>
  site.visit({ at: '', motion: 'no-preference', before: holdTheCore }, async (page) => {
    await ready(page);
    const { early, late, same, back } = await page.evaluate(async () => {
      const { session } = document.querySelector('lstm-page') as unknown as { session: Session };
      const bits = (of: object): unknown[] =>
        Object.entries(of).flatMap(([name, each]) =>
          each instanceof Float32Array ? [name, [...new Uint32Array(each.slice().buffer)].join()] : [],
        );
      const both = (): Trace[] => [session.view!.trace, session.twin!];
      const [early, network, mark] = [both().map(({ frame }) => bits(frame)), session.network, session.mark];
      const samples = both().map(({ frame }) => frame.sample);
      // Of the numbers none may differ, of the time none be lost.
      let [at, sample, back] = [session.time, session.state.sample, 0];
      session.addEventListener('timeupdate', () => {
        if (session.time < at && session.state.sample === sample) back++;
        [at, sample] = [session.time, session.state.sample];
      });
      (globalThis as unknown as { letGo(): void }).letGo();
      const passes = [];
      for (const sample of samples) passes.push((await session.ask('pass', sample))!);
      const same = session.network === network && session.mark === mark;
      return { early, late: passes.map(bits), same, back };
    });
    expect(early).toEqual(late);
    expect(early[0]!.length).toBeGreaterThan(10);
    expect([same, back]).toEqual([true, 0]);
  }));

/** Keeps the core back until it is let go. Runs in the page. */
function holdTheCore(): void {
  const { fetch } = globalThis;
  const wait = new Promise<void>((letGo) => Object.assign(globalThis, { letGo }));
  globalThis.fetch = async (what, how) => {
    if (String(what).endsWith('.wasm')) await wait;
    return fetch(what, how);
  };
}

it.each([
  [
    'a network that has not been recorded',
    UNTRAINED,
    /^(early|index|first|en|home|program|thread|worker|engine|lstm_conveyor_bg)$/,
  ],
  ['the first network', '', /^(early|index|first|en)$/],
])('fetches before the first belt of %s what its document names, and nothing else', (_, at, needed) =>
  site.visit({ at, before: noteTheBelt }, async (page) => {
    await ready(page);
    const { named, asked } = await page.evaluate(() => {
      const { belt, named } = globalThis as unknown as { belt: number; named: string[] };
      const asked = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < belt);
      return { named, asked: [...new Set(asked.map(({ name }) => name))] };
    });
    expect(named.filter((name) => /\/(en|zh)-/.test(name))).toEqual([expect.stringContaining('/en-')]);
    const scripts = asked.filter((name) => /\.(js|wasm)$/.test(name)).sort();
    expect(scripts).toEqual(named);
    for (const name of scripts) expect(/([^/]+)-[^/]{8}\.\w+$/.exec(name)?.[1]).toMatch(needed);
  }),
);

/** Keeps the time at which a stage is first drawn, and what the document named until then. Runs in the page. */
function noteTheBelt(): void {
  const look = (now: number): void => {
    const inside = (host: Element | null | undefined, name: string) => host?.shadowRoot?.querySelector(name);
    const stage = inside(inside(document.querySelector('lstm-page'), 'lstm-figure'), 'lstm-stage');
    if (!inside(stage, 'svg')) return void requestAnimationFrame(look);
    const links = document.querySelectorAll<HTMLLinkElement>('[rel="preload"], [rel="modulepreload"]');
    const named = [...[...document.scripts].map(({ src }) => src), ...[...links].map(({ href }) => href)].sort();
    Object.assign(globalThis, { belt: now, named });
  };
  look(0);
}

// Only Chromium tells of shifts.
it.runIf(ENGINE === 'chromium').each([
  [1440, 900],
  [390, 844],
])('lays itself out once at %i × %i, however late what stands around the figure comes', (width, height) =>
  site.visit({ at: '', width, height, before: noteShifts }, async (page) => {
    const go = await held(page, /\/around-[^/]*\.js$/);
    await page.reload();
    await page.locator('lstm-stage svg').waitFor();
    await page.waitForTimeout(500);
    go();
    await ready(page);
    await page.locator('lstm-strip .cursor').waitFor();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => (globalThis as unknown as { shifts(): number }).shifts())).toBeLessThan(0.01);
  }),
);

/** Sums up by how much what is seen has moved that nobody moved. Runs in the page. */
function noteShifts(): void {
  let sum = 0;
  const add = (list: PerformanceObserverEntryList): void => {
    for (const { value } of list.getEntries() as unknown as { value: number }[]) sum += value;
  };
  new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  Object.assign(globalThis, { shifts: () => sum });
}

it('runs whole under a strict policy', () =>
  site.visit({ headers: { 'content-security-policy': STRICT }, before: noteViolations }, async (page) => {
    await ready(page);
    expect(page.workers()).toHaveLength(1);
    await train(page, 100);
    for (const what of ['beat1', 'backward', 'beat-1', 'forward']) await press(page, what);
    const chart = page.locator('lstm-chart canvas');
    const drawn = (canvas: HTMLCanvasElement): boolean =>
      canvas
        .getContext('2d')!
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((byte) => byte > 0);
    await expect.poll(() => chart.evaluate(drawn as (canvas: Node) => boolean)).toBe(true);
    const told = await page.evaluate(() => [...(globalThis as unknown as { violations: Set<string> }).violations]);
    expect(told).toEqual([]);
  }));

/** Runs in the page. */
function noteViolations(): void {
  const violations = new Set<string>();
  Object.assign(globalThis, { violations });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    violations.add(`${violatedDirective} ${blockedURI} ${sample}`),
  );
}
