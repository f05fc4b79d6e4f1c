// The element on a page of somebody else's, on another origin: a figure of its own, and a guest.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATIENCE } from '../../src/words/reader.ts';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { focus, PATH } from './hands.ts';
import { ready, Site, type HostPage } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** Counts the workers that live and the programs that are compiled. */
const count = (): void => {
  const counts = { workers: 0, programs: 0 };
  Object.assign(globalThis, { counts });
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      counts.workers++;
    }
    override terminate(): void {
      counts.workers--;
      super.terminate();
    }
  };
  const compile = WebAssembly.compileStreaming.bind(WebAssembly);
  WebAssembly.compileStreaming = (source) => (counts.programs++, compile(source));
};
const counted = (page: Page): Promise<{ workers: number; programs: number }> =>
  page.evaluate(() => (globalThis as unknown as { counts: { workers: number; programs: number } }).counts);

/** Lets so much time pass that an element which was taken out has ended; a timer set before, for less, has rung by then. */
const moment = (page: Page): Promise<void> => page.evaluate(() => new Promise((done) => setTimeout(done, 1100)));

/** A course page, light whatever the reader's system is, with these figures. */
const course = (figures: string, head = '<script type="module" src="SITE/lstm-conveyor.js"></script>'): HostPage => ({
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
    <style>html { font-size: 10px } body { margin: 20px; font: 18px/2 serif; text-align: center }</style>${head}</head>
    <body><h1>6.2 What the forget gate does</h1>${figures}<p>Exercise</p></body></html>`,
});

/** What of the element a test asks for. */
type Figure = LstmConveyor & { shadowRoot: ShadowRoot };

const drawn = (page: Page, id = ''): Promise<void> => page.locator(`lstm-conveyor${id} lstm-stage svg`).waitFor();
const config = (page: Page, id: string): Promise<unknown> =>
  page.locator(`#${id}`).evaluate((element) => (element as Figure).state);

/** Adds one to the page, with these attributes. */
async function add(page: Page, attributes: Record<string, string>): Promise<void> {
  await page.evaluate((attributes) => {
    const element = document.createElement('lstm-conveyor');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
  }, attributes);
  await drawn(page, `#${attributes['id']}`);
}

it('plays on a page of another origin, and leaves that page as it was', PATH, () =>
  site.visit(
    { before: count, host: course('<lstm-conveyor id="a"></lstm-conveyor>'), motion: 'no-preference' },
    async (page) => {
      await drawn(page);
      const scrolled = () => [
        scrollX,
        scrollY,
        document.title,
        location.hash,
        document.activeElement?.tagName,
        history.length,
      ];
      const before = await page.evaluate(scrolled);
      const moment = (): Promise<unknown> => page.locator('#a').evaluate((element) => (element as Figure).state.step);
      const first = await moment();
      await expect.poll(moment).not.toBe(first);
      expect(await page.evaluate(scrolled)).toEqual(before);
      expect(
        await page.evaluate(() => [
          localStorage.length,
          sessionStorage.length,
          document.head.querySelectorAll(':not([src="/first.js"])').length,
        ]),
      ).toEqual([0, 0, 4]);
      await expect
        .poll(() => page.evaluate(() => [...document.fonts].filter(({ status }) => status === 'loaded').length))
        .toBeGreaterThan(2);
      await expect.poll(async () => (await counted(page)).workers).toBe(1);
    },
  ),
);

it('each has its own network, language and theme; ten of them share two workers', () =>
  site.visit({ before: count, host: course(''), theme: 'dark' }, async (page) => {
    const wanted = { 'hidden-units': '4', lang: 'zh', theme: 'dark', task: 'adding', 'task-options': 'steps: 6' };
    await add(page, { id: 'a', loading: 'eager', ...wanted });
    await add(page, { id: 'b', loading: 'eager', cell: 'gru', direction: 'backward', step: '3' });
    expect(await config(page, 'a')).toMatchObject({ task: 'adding', hidden: 4, taskOptions: { steps: 6 } });
    expect(await config(page, 'b')).toMatchObject({
      task: 'recall',
      cell: 'gru',
      hidden: 8,
      direction: 'backward',
      step: 3,
    });
    const paper = (id: string) =>
      page.locator(`#${id} .guest`).evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await paper('a')).toBe('rgb(20, 22, 27)');
    expect(await paper('b')).toBe('rgb(253, 252, 249)'); // a page that names no scheme is light
    for (let k = 0; k < 8; k++) await add(page, { id: `c${k}`, loading: 'eager', 'hidden-units': `${k + 2}` });
    expect(await counted(page)).toEqual({ workers: 2, programs: 1 });
    // An attribute that changes is a wish; one that is taken away leaves what is usual.
    await page.locator('#b').evaluate((element) => element.setAttribute('hidden-units', '5'));
    await expect.poll(() => config(page, 'b')).toMatchObject({ hidden: 5, cell: 'gru' });
    await page.locator('#b').evaluate((element) => element.removeAttribute('hidden-units'));
    await expect.poll(() => config(page, 'b')).toMatchObject({ hidden: 8, cell: 'gru' });
    await page.evaluate(() => document.querySelectorAll('lstm-conveyor').forEach((each) => each.remove()));
    await expect.poll(async () => (await counted(page)).workers).toBe(0);
  }));

it('loses nothing when it is moved, and begins where it was when it is put in again', () =>
  site.visit(
    { before: count, host: course('<lstm-conveyor id="a" hidden-units="3"></lstm-conveyor>') },
    async (page) => {
      await drawn(page);
      await page.locator('#a').evaluate((element) => (element as Figure).train(50));
      const updates = (): Promise<unknown> =>
        page.locator('#a').evaluate((element) => (element as Figure).progress?.updates);
      expect(await updates()).toBe(50);
      await page.locator('#a').evaluate((element) => document.body.append(element));
      await moment(page);
      expect([await updates(), (await counted(page)).workers]).toEqual([50, 1]);
      await page.evaluate(() => {
        const element = document.querySelector('#a')!;
        Object.assign(globalThis, { taken: element });
        element.remove();
      });
      await expect.poll(async () => (await counted(page)).workers).toBe(0);
      await page.evaluate(() => document.body.append((globalThis as unknown as { taken: Element }).taken));
      await expect.poll(async () => (await counted(page)).workers).toBe(1);
      expect(await config(page, 'a')).toMatchObject({ hidden: 3 });
    },
  ));

it('fetches nothing before it is nearly in view, and plays only where it is seen', () =>
  site.visit(
    {
      motion: 'no-preference',
      host: course('<div style="height: 5000px"></div><lstm-conveyor id="a"></lstm-conveyor>'),
    },
    async (page) => {
      const asked = (): Promise<string[]> =>
        page.evaluate(() =>
          performance
            .getEntriesByType('resource')
            .map(({ name }) => name.replace(/.*\//, ''))
            .filter((name) => name.endsWith('.js')),
        );
      await expect.poll(asked).toContain('lstm-conveyor.js');
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      expect((await asked()).filter((name) => name.startsWith('live'))).toEqual([]);
      const step = (): Promise<unknown> => page.locator('#a').evaluate((element) => (element as Figure).state);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await drawn(page);
      const first = await step();
      await expect.poll(step).not.toEqual(first);
      await page.evaluate(() => scrollTo(0, 0));
      // Out of sight it asks for no frame; the settings of two looks a while apart are the same.
      const still = async (): Promise<boolean> => {
        const before = JSON.stringify(await step());
        await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
        return JSON.stringify(await step()) === before;
      };
      await expect.poll(still).toBe(true);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await expect.poll(still).toBe(false);
    },
  ));

it('has a size of type of its own, and what its author put into it until it is there', () =>
  site.visit(
    { host: course('<lstm-conveyor id="a"><img alt="An LSTM" src="data:,"></lstm-conveyor>') },
    async (page) => {
      await drawn(page);
      expect(await page.locator('#a .guest').evaluate((element) => getComputedStyle(element).fontSize)).toBe('16px');
      expect(await page.locator('#a img').isVisible()).toBe(false);
      expect(
        await page.locator('#a lstm-figure .captions').evaluate((element) => getComputedStyle(element).textAlign),
      ).toBe('start');
    },
  ));

it('keys are its own while it has the focus, and go no further; what is not its own does', () =>
  site.visit(
    {
      host: course(
        '<lstm-conveyor id="a"></lstm-conveyor><lstm-conveyor id="b" keys="none" loading="eager"></lstm-conveyor>',
      ),
    },
    async (page) => {
      await drawn(page, '#a');
      await drawn(page, '#b');
      await page.evaluate(() => {
        const heard: string[] = [];
        Object.assign(globalThis, { heard });
        document.addEventListener('keydown', ({ key }) => heard.push(key));
      });
      const heard = (): Promise<string[]> =>
        page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.splice(0));
      await page.locator('#a .figure').focus();
      for (const key of ['ArrowRight', 'b', ' ', 'PageDown', 'Escape', 'p']) await page.keyboard.press(key);
      expect(await heard()).toEqual(['PageDown', 'Escape', 'p']);
      await page.locator('#b .figure').focus();
      for (const key of ['ArrowRight', 'b']) await page.keyboard.press(key);
      expect(await heard()).toEqual(['ArrowRight', 'b']);
    },
  ));

it('takes colours and a caption of its host, and tells where nothing can be seen', () =>
  site.visit(
    {
      host: course(
        `<style>#a { --lstm-paper: rgb(1, 2, 3); --lstm-now: rgb(4, 5, 6); --lstm-font-size: 20px } #a::part(credit) { color: rgb(7, 8, 9) }</style>
        <lstm-conveyor id="a" step="3"><p slot="caption">Figure 6.2</p></lstm-conveyor>
        <lstm-conveyor id="b" cell="gru" loading="eager"></lstm-conveyor>`,
      ),
      headers: {},
      before: () => {
        WebAssembly.validate = () => false;
        Object.assign(globalThis, { told: [] });
        addEventListener('lstm-error', (event) =>
          (globalThis as unknown as { told: unknown[] }).told.push(
            (event as CustomEvent<{ code: string }>).detail.code,
          ),
        );
      },
    },
    async (page) => {
      await drawn(page, '#a');
      const style = (what: string, of: string): Promise<string> =>
        page
          .locator(of)
          .first()
          .evaluate((element, what) => getComputedStyle(element).getPropertyValue(what), what);
      expect(await style('background-color', '#a .guest')).toBe('rgb(1, 2, 3)');
      expect(await style('font-size', '#a .guest')).toBe('20px');
      expect(await style('color', '#a .captions b')).toBe('rgb(4, 5, 6)');
      expect(await style('color', '#a .credit')).toBe('rgb(7, 8, 9)');
      expect(await page.locator('#a p[slot]').isVisible()).toBe(true);
      // The first needs no core to be seen; the second does, and this browser cannot have it.
      await expect
        .poll(() => page.evaluate(() => (globalThis as unknown as { told: string[] }).told))
        .toContain('no-simd');
      const failed = await page.locator('#b').evaluate((element) => (element as Figure).ready.then(() => '', String));
      expect(failed).toContain('SIMD');
      expect(await page.locator('#b [role="alert"]').innerText()).toContain('SIMD');
    },
  ));

it('says which of its settings mean nothing, and mends how they are spelt', () =>
  site.visit(
    { host: course('<lstm-conveyor id="a" hidden_units="4" view="belt strips" direction="up"></lstm-conveyor>') },
    async (page) => {
      await drawn(page);
      expect(await config(page, 'a')).toMatchObject({ hidden: 4, direction: 'forward' });
      const told = await page.locator('#a [role="alert"]').innerText();
      expect(told).toContain('direction=up');
      expect(told).toContain('view=belt strips');
    },
  ));

it('a second copy does no harm and says so', () =>
  site.visit(
    {
      host: course(
        '<lstm-conveyor id="a"></lstm-conveyor>',
        '<script type="module" src="SITE/lstm-conveyor.js"></script><script type="module" src="SITE/lstm-conveyor.js?again"></script>',
      ),
    },
    async (page) => {
      await drawn(page);
      expect(
        await page.evaluate(() => (customElements.get('lstm-conveyor') as unknown as { version: string }).version),
      ).toMatch(/^\d+\.\d+\.\d+$/);
    },
  ));

it('tells its page what happens, with plain data, at most ten times a second', () =>
  site.visit({ motion: 'no-preference', host: course('<lstm-conveyor id="a"></lstm-conveyor>') }, async (page) => {
    await page.evaluate(() => {
      const told: { type: string; detail: unknown; at: number }[] = [];
      Object.assign(globalThis, { told });
      for (const type of ['ready', 'moment', 'progress', 'play', 'pause', 'solved'])
        document.addEventListener(`lstm-${type}`, (event) =>
          told.push({ type, detail: structuredClone((event as CustomEvent).detail), at: performance.now() }),
        );
    });
    await drawn(page);
    await page.locator('#a').evaluate((element) => (element as Figure).pause());
    await page.locator('#a').evaluate((element) => (element as Figure).train(30));
    const told = await page.evaluate(
      () => (globalThis as unknown as { told: { type: string; detail: Record<string, unknown>; at: number }[] }).told,
    );
    expect(told.map(({ type }) => type)).toEqual(expect.arrayContaining(['moment', 'pause', 'progress']));
    const progress = told.filter(({ type }) => type === 'progress');
    await expect.poll(() => page.locator('#a').evaluate((element) => (element as Figure).progress?.updates)).toBe(390);
    for (const kind of ['moment', 'progress']) {
      const times = told.filter(({ type }) => type === kind).map(({ at }) => at);
      for (let k = 1; k < times.length; k++) expect(times[k]! - times[k - 1]!).toBeGreaterThan(90);
    }
    expect(progress.length).toBeGreaterThan(0);
  }));

/** A host that is strict about everything but the site, and wants its addresses made by a policy. */
const strict = (workers: string): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src SITE/ 'wasm-unsafe-eval'",
    "style-src 'unsafe-inline'", // of this page's own
    'font-src SITE/',
    'connect-src SITE/',
    'img-src data:',
    `worker-src ${workers}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html lstm-conveyor',
  ].join('; '),
});

it.each([
  // What a worker's first line imports counts as a worker's script too.
  ['in a worker', 'blob: SITE/', 1, []],
  // A browser writes down what a policy forbids; there is no other way to find that out.
  ['where none is allowed on the thread of the page', "'none'", 0, [/violates the following Content Security Policy/]],
])('computes under a strict policy %s', (_, allowed, workers, expected) => {
  const host = { ...course('<lstm-conveyor id="a" loading="eager"></lstm-conveyor>'), headers: strict(allowed) };
  return site.visit({ host, expected }, async (page) => {
    await drawn(page);
    await page.locator('#a').evaluate((element) => (element as Figure).train(20));
    expect(await page.locator('#a').evaluate((element) => (element as Figure).progress?.updates)).toBe(380);
    expect(page.workers().length).toBe(workers);
  });
});

it('can be put in and taken out five hundred times, and nothing is left', () =>
  site.visit({ before: count, host: course('') }, async (page) => {
    await page.evaluate(async () => {
      for (let k = 0; k < 500; k++) {
        const element = document.createElement('lstm-conveyor');
        element.setAttribute('loading', 'eager');
        element.setAttribute('hidden-units', '2');
        document.body.append(element);
        await new Promise((done) => setTimeout(done, k % 50 === 0 ? 300 : 2));
        element.remove();
      }
    });
    await expect.poll(async () => (await counted(page)).workers).toBe(0);
    expect(await page.evaluate(() => document.querySelectorAll('lstm-conveyor').length)).toBe(0);
  }));

it('at rest nothing runs: no frame is asked for, no timer runs but the one that would say that the page is late', () =>
  site.visit({ before: noteWhatIsDue, motion: 'no-preference', at: '#direction=forward&step=2' }, async (page) => {
    await ready(page);
    // Whatever comes again is due at each moment in between.
    const due = (): Promise<number[]> =>
      page.evaluate(() => [...(globalThis as unknown as { due: Map<string, number> }).due.values()]);
    await expect.poll(async () => (await due()).filter((time) => time !== PATIENCE)).toEqual([]);
    await focus(page);
    await page.keyboard.press(' ');
    await expect.poll(due).toContain(0);
  }));

/** Keeps for how long each frame and timer that is still to come was asked for, in milliseconds. Runs in the page. */
function noteWhatIsDue(): void {
  const due = new Map<string, number>();
  Object.assign(globalThis, { due });
  const all = globalThis as unknown as Record<string, (...all: unknown[]) => unknown>;
  for (const [kind, ask, cancel] of [
    ['frame', 'requestAnimationFrame', 'cancelAnimationFrame'],
    ['timer', 'setTimeout', 'clearTimeout'],
    ['interval', 'setInterval', 'clearInterval'],
  ] as const) {
    const [really, reallyNot] = [all[ask]!.bind(globalThis), all[cancel]!.bind(globalThis)];
    all[ask] = (act, time, ...rest) => {
      const id = really(
        (...told: unknown[]) => {
          if (kind !== 'interval') due.delete(`${kind} ${id}`);
          return (act as (...told: unknown[]) => unknown)(...told);
        },
        time,
        ...rest,
      );
      due.set(`${kind} ${id}`, Number(time ?? 0));
      return id;
    };
    all[cancel] = (id) => {
      due.delete(`${kind} ${id}`);
      return reallyNot(id);
    };
  }
}
