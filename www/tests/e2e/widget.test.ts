// The widget of notebooks (embed/notebook.ts) with a kernel that is played; with real ones in tests/hosts/jupyter.test.ts.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** The widget's model, in the page, and what the kernel sets in it. */
interface Played {
  traits: Record<string, unknown>;
  /** Whether it has said back what it was told. */
  echoed?: boolean;
  arrive(name: string, value: unknown): void;
}
declare const played: Played;

/** Opens a page with the widget at rest, of a model that has these traits too. */
const widget = (traits: string, act: (page: Page) => Promise<void>): Promise<void> =>
  site.visit(
    {
      host: {
        html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
          <script type="module">
            import widget from 'SITE/lstm-conveyor.notebook.js';
            const model = new EventTarget();
            const traits = Object.assign({ view: 'belt', autoplay: 'off' }, ${traits});
            widget.render({
              el: document.body,
              model: {
                get: (name) => traits[name],
                set: (name, value) => void (traits[name] = value),
                on: (event, act) => model.addEventListener(event, act),
                off: (event, act) => model.removeEventListener(event, act),
                save_changes() {},
              },
            });
            const arrive = (name, value) => {
              traits[name] = value;
              model.dispatchEvent(new Event('change:' + name));
            };
            globalThis.played = { traits, arrive };
          </script></head><body></body></html>`,
      },
    },
    async (page) => {
      await page.locator('lstm-stage svg').waitFor();
      await act(page);
    },
  );

const step = (page: Page): Promise<unknown> =>
  page.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).state.step);

it('does what the kernel wishes, whatever it says back of what it was told before', () =>
  widget('{}', async (page) => {
    await page.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).seek(3));
    await expect.poll(() => page.evaluate(() => played.traits['step'])).toBe(3);
    await page.evaluate(() => {
      // It has heard of step 3 only after it wished for 5, and says so before it can hear of that.
      const late = (): void => {
        played.arrive('step', 3);
        played.echoed = true;
      };
      document.addEventListener('lstm-moment', late, { capture: true, once: true });
      played.arrive('step', 5);
    });
    await expect.poll(() => page.evaluate(() => [played.echoed, played.traits['step']])).toEqual([true, 5]);
    expect(await step(page)).toBe(5);
    await page.evaluate(() => played.arrive('step', 3));
    await expect.poll(() => step(page)).toBe(3);
  }));

it('a module that is refused: the figure says so, and gives no numbers of another network for its own', () =>
  widget('{ _module: new DataView(new ArrayBuffer(16)), _about: { rows: null, options: {} } }', async (page) => {
    await page.locator('lstm-live [role="alert"]').waitFor();
    await page.locator('lstm-conveyor').evaluate((each) => (each as LstmConveyor).train(1));
    await expect.poll(() => page.evaluate(() => played.traits['updates'])).toBe(361);
    const { error, _fields } = await page.evaluate(() => played.traits);
    expect(error).not.toBe('');
    expect(_fields).toEqual({});
  }));
