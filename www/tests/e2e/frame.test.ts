// embed.html in pages of another origin: the figure, what it tells them and what it heeds.
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import en from '../../locales/start/en.json';
import { heightOf } from '../../src/embed/height.ts';
import type { LstmConveyor } from '../../src/embed/lstm-conveyor.ts';
import { VIEWS } from '../../src/embed/manners.ts';
import { open, PATH } from './hands.ts';
import { ENGINE } from './browser.ts';
import { ready, Site, STRICT, type HostPage } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

type Heard = { [what: string]: unknown };

/** Keeps what the frames of a page tell it. Runs in the page. */
const hear = (): void => {
  const heard: unknown[] = [];
  Object.assign(globalThis, { heard });
  addEventListener('message', ({ data }) => heard.push(data));
};
const heard = (page: Page): Promise<Heard[]> =>
  page.evaluate(() =>
    (globalThis as unknown as { heard: unknown[] }).heard.map((said) =>
      typeof said === 'string' ? (JSON.parse(said) as Heard) : (said as Heard),
    ),
  );
const told = async (page: Page, type: string): Promise<Heard[]> =>
  (await heard(page)).filter((said) => said['type'] === type);
const say = (page: Page, said: Heard): Promise<void> =>
  page.evaluate((said) => frames[0]!.postMessage({ target: 'lstm-conveyor', version: 1, ...said }, '*'), said);
/** What a frame answers. */
async function get(page: Page): Promise<Heard> {
  const before = (await told(page, 'state')).length;
  await say(page, { type: 'get' });
  await expect.poll(async () => (await told(page, 'state')).length).toBe(before + 1);
  return (await told(page, 'state')).at(-1)!;
}

const course = (body: string): HostPage => ({
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body>${body}</body></html>`,
});
const frame = (at = '', more = ''): string =>
  `<iframe src="SITE/embed.html${at}" title="LSTM" width="720" height="460" ${more}></iframe>`;
const inside = (page: Page): FrameLocator => page.frameLocator('iframe');
const drawn = (page: Page): Promise<void> => inside(page).locator('lstm-stage svg').first().waitFor();

it('plays in a page of another origin, and tells its height in three ways before its first picture', PATH, () =>
  site.visit({ before: hear, host: course(frame('#name=a')), motion: 'no-preference' }, async (page) => {
    await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
    const all = await heard(page);
    const [own, lti, embedly] = all as [Heard, Heard, Heard];
    expect(own).toMatchObject({ source: 'lstm-conveyor', version: 1, id: 'a', type: 'height' });
    const { height } = own;
    expect(lti).toEqual({ subject: 'lti.frameResize', height });
    expect(embedly).toEqual({ src: embedly['src'], context: 'iframe.resize', height });
    expect(embedly['src']).toMatch(/embed\.html#name=a$/);
    expect(all.findIndex(({ type }) => type === 'ready')).toBeGreaterThan(2);
    const steps = async (): Promise<number> => new Set((await told(page, 'moment')).map(({ step }) => step)).size;
    await expect.poll(steps).toBeGreaterThan(1);
    expect(await page.evaluate(() => [scrollX, scrollY, document.activeElement?.tagName])).toEqual([0, 0, 'BODY']);
  }),
);

it('runs in a sandbox that allows nothing but scripts', () =>
  site.visit({ before: hear, host: course(frame('#cell=gru&name=a', 'sandbox="allow-scripts"')) }, async (page) => {
    await drawn(page);
    expect((await get(page))['state']).toMatchObject({ cell: 'gru' });
  }));

describe('where the site has a policy', () => {
  const under = (policy: string, expected: RegExp[], act: (page: Page) => Promise<void>): Promise<void> => {
    const headers = { 'content-security-policy': policy };
    return site.visit({ before: hear, headers, host: course(frame('#cell=gru&lang=en')), expected }, act);
  };

  it('it needs no more than the page does', () =>
    under(STRICT, [], async (page) => {
      await drawn(page);
      await say(page, { type: 'train', updates: 20 });
      await expect.poll(async () => (await told(page, 'progress')).at(-1)).toMatchObject({ updates: 20 });
      if (ENGINE === 'chromium') expect(page.workers().length).toBe(1);
    }));

  const violated = [/Content.Security.Policy|createPolicy/i];
  const program = ['its program', STRICT.replace(" 'wasm-unsafe-eval'", ''), "'wasm-unsafe-eval'"];
  const addresses = ['its policy for addresses', `${STRICT}; trusted-types 'none'`, en.start.frame];
  // Not every engine knows Trusted Types.
  it.each(ENGINE === 'chromium' ? [program, addresses] : [program])(
    'and says so where that forbids %s',
    (_, policy, words) =>
      under(policy, violated, async (page) => {
        const alert = inside(page).locator('[role="alert"]:visible');
        await expect.poll(() => alert.innerText()).toContain(words);
        expect(await inside(page).locator('[role="status"]:visible').count()).toBe(0);
        expect((await told(page, 'error')).length).toBeGreaterThan(0);
      }),
  );
});

it('mends how its address is spelt, and says in the figure what of it means nothing', () =>
  site.visit(
    { before: hear, host: course(frame('?cell%3dgru&amp;amp;hidden_units=3&amp;foo=1#view=belt+strips&amp;lang=en')) },
    async (page) => {
      await drawn(page);
      const alert = inside(page).locator('lstm-live [role="alert"]');
      await expect.poll(() => alert.innerText()).toContain('view=belt strips, foo=1');
      expect((await get(page))['state']).toMatchObject({ cell: 'gru', hidden: 3 });
      expect(await told(page, 'error')).toMatchObject([{ code: 'link-unheard' }]);
    },
  ));

it('does what its page says, and tells of it', () =>
  site.visit({ before: hear, host: course(frame('#step=1')), motion: 'no-preference' }, async (page) => {
    await drawn(page);
    await say(page, { type: 'set', attributes: { hidden_units: 3, 'task-options': 'delay: 4' } });
    await expect.poll(async () => (await get(page))['state']).toMatchObject({ hidden: 3, taskOptions: { delay: 4 } });
    await say(page, { type: 'seek', step: 3, direction: 'backward' });
    await expect.poll(async () => (await get(page))['state']).toMatchObject({ step: 3, direction: 'backward' });
    await say(page, { type: 'step', what: 'step' });
    await expect.poll(async () => (await get(page))['state']).toMatchObject({ step: 2 });
    await say(page, { type: 'train', updates: 20 });
    await expect.poll(async () => (await told(page, 'progress')).at(-1)).toMatchObject({ updates: 20, running: false });
    expect((await get(page))['progress']).toMatchObject({ updates: 20 });
    expect((await get(page))['link']).toMatch(/index\.html#v=\d.*hidden-units=3/);
    await say(page, { type: 'set', attributes: { onclick: 'alert(1)' } });
    await expect.poll(() => told(page, 'error')).toMatchObject([{ code: 'message' }]);
    await say(page, { type: 'play', version: 2 });
    await say(page, { type: 'play' });
    const before = (await told(page, 'moment')).length;
    await expect.poll(async () => (await told(page, 'moment')).length).toBeGreaterThan(before);
  }));

it('speaks with the origin alone that its address names', () =>
  site.visit({ before: hear, host: course(frame('#parent=https://other.example')) }, async (page) => {
    await drawn(page);
    await say(page, { type: 'get' });
    expect(await heard(page)).toEqual([]);
    await page.locator('iframe').evaluate((element) => {
      const { src } = element as HTMLIFrameElement;
      (element as HTMLIFrameElement).src = src.replace('#', '?again#').replace(/parent=.*/, `parent=${origin}`);
    });
    await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
    expect((await get(page))['link']).not.toBe('');
  }));

it('tells its height where nobody sees it, and once there is room for it', () =>
  site.visit({ before: hear, host: course(`<div style="height: 5000px"></div>${frame('#name=a')}`) }, async (page) => {
    await expect.poll(async () => (await told(page, 'height')).length).toBe(1);
    const [{ height }] = (await told(page, 'height')) as [Heard];
    expect(height).toBeGreaterThan(300);
  }));

it('hands on to its page the keys that turn slides, and no others', () =>
  site.visit({ before: hear, host: course(frame('#step=2')) }, async (page) => {
    await drawn(page);
    await inside(page).locator('.figure').focus();
    for (const key of ['ArrowRight', 'PageDown', 'b', 'Escape', 'PageUp', 'x']) await page.keyboard.press(key);
    await expect
      .poll(async () => (await told(page, 'key')).map(({ key }) => key))
      .toEqual(['PageDown', 'Escape', 'PageUp']);
  }));

describe('where a frame may not have its module', () => {
  const sandboxed = async (page: Page, address: string): Promise<void> =>
    page.setContent(`<iframe sandbox="allow-scripts" src="${address}embed.html#cell=gru" width="720"></iframe>`);

  it('goes on to the figure in one file, in the same state', () =>
    site.fail({}, async (page, address) => {
      const single =
        '<!doctype html><p>single</p><script>parent.postMessage({ source: "lstm-conveyor" }, "*")</script>';
      await page.route('**/lstm-figure.html', (route) => route.fulfill({ contentType: 'text/html', body: single }));
      await sandboxed(page, address);
      await inside(page).getByText('single').waitFor();
      const there = (): string[] => page.frames().map((frame) => frame.url().replace(/.*\//, ''));
      await expect.poll(there).toContain('lstm-figure.html#cell=gru');
    }));

  it('or says so, with a link to the page', () =>
    site.fail({}, async (page, address) => {
      await page.route('**/lstm-figure.html', (route) => route.fulfill({ status: 404 }));
      await sandboxed(page, address);
      await inside(page).getByText(en.start.frame).waitFor();
      expect(await inside(page).locator('a').innerText()).toBe(`${address}#cell=gru`);
    }));
});

describe('what the page gives for a page of one’s own', () => {
  it('shows what was chosen, and stands there as it was shown', async () => {
    const texts: Record<string, string> = {};
    await site.visit({ at: '#v=3&cell=gru&hidden-units=4' }, async (page) => {
      await ready(page);
      const entries = await page.evaluate(() => history.length); // a new tab of Firefox has none before
      const tool = await open(page, 'embed');
      await tool.locator('[name="answer"]').check();
      await tool.locator('[name="lang"]').selectOption('zh');
      await tool.locator('[name="train"]').selectOption('button');
      const shown = tool.frameLocator('iframe');
      await shown.locator('lstm-answer').waitFor();
      const height = async (): Promise<number> => Number(await tool.locator('iframe').getAttribute('height'));
      const real = (): Promise<number> =>
        shown.locator('lstm-conveyor').evaluate((figure) => (figure as HTMLElement).offsetHeight);
      await expect.poll(async () => (await height()) - (await real())).toBe(0);
      for (const form of ['iframe', 'element', 'lms']) {
        await tool.locator('[name="form"]').selectOption(form);
        texts[form] = await tool.locator('textarea').inputValue();
      }
      expect(await page.evaluate(() => history.length)).toBe(entries);
    });
    for (const [form, text] of Object.entries(texts)) {
      const own = text.replace(/https?:\/\/localhost:\d+\/courses\/rnn\/demo\//g, 'SITE/');
      await site.visit({ host: course(own) }, async (page) => {
        const place = form === 'element' ? page : inside(page);
        await place.locator('lstm-conveyor lstm-answer').waitFor();
        const state = await place.locator('lstm-conveyor').evaluate((figure) => (figure as LstmConveyor).state);
        expect(state, form).toMatchObject({ cell: 'gru', hidden: 4 });
        expect(await place.locator('lstm-conveyor .credit').innerText()).toContain('LSTM 传送带');
      });
    }
  });

  it('a page with embed.js gives each frame the height of what it shows', () =>
    site.visit(
      {
        host: course(
          `${frame('#view=belt').replace('height="460"', 'height="100"')}<script src="SITE/embed.js"></script>`,
        ),
      },
      async (page) => {
        await drawn(page);
        const heights = (): Promise<number[]> =>
          Promise.all([
            page.locator('iframe').evaluate((element) => element.clientHeight),
            inside(page)
              .locator('lstm-conveyor')
              .evaluate((figure) => (figure as HTMLElement).offsetHeight),
          ]);
        await expect.poll(async () => (await heights())[0]).toBeGreaterThan(300);
        await expect.poll(async () => new Set(await heights()).size).toBe(1);
      },
    ));
});

it('the height that is told before anything is there is that which it then has', () =>
  site.visit({ host: course('<script type="module" src="SITE/lstm-conveyor.js"></script>') }, async (page) => {
    const CLOSE = 12; // in CSS pixels, less than a line
    for (const asked of [
      ...VIEWS.map((view) => `view=${view}`),
      ...['view=belt+strip+answer', 'view=cell+strip', 'view=belt&captions=off', 'view=belt&credit=off'],
      ...['view=belt&controls=none', 'view=belt&controls=full', 'view=cell&controls=full', 'view=belt&train=button'],
      ...['view=belt&hidden-units=2', 'view=belt&task=adding', 'view=cell&hidden-units=8', 'view=cell&hidden-units=12'],
      'view=belt&cell=gru&hidden-units=3',
    ]) {
      const attributes = new URLSearchParams(asked);
      for (const [width, height] of await page.evaluate(measured, [...attributes])) {
        const told = heightOf((key) => attributes.get(key), width);
        expect.soft(Math.abs(told - height), `${asked}, ${width}: ${told}, it is ${height}`).toBeLessThanOrEqual(CLOSE);
      }
    }
  }));

/** How high a figure with these attributes is at several widths. Runs in the page. */
async function measured(attributes: [key: string, text: string][]): Promise<[width: number, height: number][]> {
  const figure = document.createElement('lstm-conveyor');
  for (const [key, text] of attributes) figure.setAttribute(key, text);
  figure.setAttribute('loading', 'eager');
  figure.style.setProperty('--lstm-max-width', 'none');
  document.body.replaceChildren(figure);
  const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
  while (!figure.shadowRoot?.querySelector('[data-whole]')) await frame();
  const heights: [width: number, height: number][] = [];
  for (const width of [360, 720, 1000]) {
    figure.style.width = `${width}px`;
    // It rests when it has been as high for so many pictures.
    for (let same = 0, last = 0; same < 30; last = figure.offsetHeight) {
      await frame();
      same = figure.offsetHeight === last ? same + 1 : 0;
    }
    heights.push([width, figure.offsetHeight]);
  }
  return heights;
}
