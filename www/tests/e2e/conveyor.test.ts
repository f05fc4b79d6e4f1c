// Elements of which any number may stand on a page: each its own network, language and colours, and nothing left behind.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATIENCE } from '../../src/words/reader.ts';
import { focus } from './hands.ts';
import { ready, Site } from './site.ts';

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

/** Puts one beside the page, with these attributes. */
async function add(page: Page, attributes: Record<string, string>): Promise<void> {
  await page.evaluate((attributes) => {
    const element = document.createElement('lstm-conveyor');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
  }, attributes);
  await page.locator(`lstm-conveyor#${attributes['id']} lstm-stage svg`).waitFor();
}

const config = (page: Page, id: string): Promise<Record<string, unknown>> =>
  page
    .locator(`#${id}`)
    .evaluate((element) => (element as unknown as { session: { config: Record<string, unknown> } }).session.config);

it('each have their own network, language and theme, from one program', () =>
  site.visit({ before: count }, async (page) => {
    await ready(page);
    await add(page, {
      id: 'a',
      task: 'adding',
      'task-options': 'steps: 6',
      'hidden-units': '4',
      lang: 'zh',
      theme: 'dark',
    });
    await add(page, { id: 'b', cell: 'gru', direction: 'backward', step: '3' });
    expect(await counted(page)).toEqual({ workers: 3, programs: 1 });
    expect(await config(page, 'a')).toMatchObject({ task: 'adding', hidden: 4, taskOptions: { steps: 6 } });
    expect(await config(page, 'b')).toMatchObject({ task: 'recall', cell: 'gru', hidden: 8 });
    expect(await page.locator('#a lstm-transport [data-place]').innerText()).toMatch(/6.*步|步.*6/);
    expect(await page.locator('#b lstm-transport [data-place]').innerText()).toBe('step 3 of 21');
    expect(await page.locator('lstm-page lstm-transport [data-place]').innerText()).toBe('step 1 of 11');
    const ink = (id: string) => page.locator(id).evaluate((element) => getComputedStyle(element).color);
    expect(await ink('#a')).not.toBe(await ink('#b'));
    expect(await ink('lstm-page')).toBe(await ink('#b'));
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    // An attribute that changes is a wish; what is refused is told, and the network stays.
    await page.locator('#b').evaluate((element) => element.setAttribute('hidden-units', '5'));
    await expect.poll(() => config(page, 'b')).toMatchObject({ hidden: 5, cell: 'gru' });
    await page.locator('#a').evaluate((element) => element.setAttribute('lang', 'en'));
    await expect.poll(() => page.locator('#a lstm-transport [data-place]').innerText()).toMatch(/^step \d of 6$/);
  }));

it('lose nothing when they are moved, and leave nothing behind when they are taken out', () =>
  site.visit({ before: count }, async (page) => {
    await ready(page);
    await add(page, { id: 'a', 'hidden-units': '3' });
    const updates = (): Promise<number> =>
      page
        .locator('#a')
        .evaluate(
          (element) => (element as unknown as { session: { progress: { updates: number } } }).session.progress.updates,
        );
    await page
      .locator('#a')
      .evaluate((element) => (element as unknown as { session: { train(n: number): void } }).session.train(50));
    await expect.poll(updates).toBe(50);
    await page.locator('#a').evaluate((element) => document.body.prepend(element));
    await moment(page);
    expect([await updates(), (await counted(page)).workers]).toEqual([50, 2]);
    // It still listens where it stands now.
    await page.locator('#a lstm-transport [data-do="beat-1"]').click();
    expect(await page.locator('#a lstm-transport [aria-current="step"]').getAttribute('data-beat')).toBe('tell');
    await page.evaluate(() => {
      const element = document.querySelector('#a')!;
      Object.assign(globalThis, { taken: element });
      element.remove();
    });
    await expect.poll(async () => (await counted(page)).workers).toBe(1);
    // Put in again it begins anew where it was.
    await page.evaluate(() => document.body.append((globalThis as unknown as { taken: Element }).taken));
    await page.locator('#a lstm-stage svg').waitFor();
    expect(await page.locator('#a lstm-transport [aria-current="step"]').getAttribute('data-beat')).toBe('tell');
    expect([await config(page, 'a'), (await counted(page)).workers]).toMatchObject([{ hidden: 3 }, 2]);
    // In and out at once leaves nothing either.
    await page.evaluate(() => {
      const element = document.createElement('lstm-conveyor');
      document.body.append(element);
      element.remove();
    });
    await moment(page);
    expect((await counted(page)).workers).toBe(2);
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
