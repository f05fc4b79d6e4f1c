// What a person does on the page, and where she looks.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { figure, plain } from './site.ts';
import { saidBy } from './text.ts';

/** Marks a main path through the page: every engine is held to it. */
export const PATH = { tags: 'path' };

export const step = (page: Page): Promise<string> => page.locator('lstm-transport [data-place]').innerText();
export const beat = (page: Page): Promise<string | null> =>
  page.locator('lstm-transport [aria-current="step"]').getAttribute('data-beat');
export const press = (page: Page, what: string): Promise<void> =>
  page.locator(`lstm-transport [data-do="${what}"]`).click();
/** Shows one of the tabs beside the picture; on a phone their sheet comes up. */
export async function tab(page: Page, name: string): Promise<void> {
  const own = page.locator(`lstm-side [role="tab"]#tab-${name}`);
  if (await own.isVisible()) return own.click();
  await page.locator(`lstm-side [data-do="${name === 'number' ? 'ask' : `ask-${name}`}"]`).click();
}
/** Presses a button of the training. */
export async function lab(page: Page, what: string): Promise<void> {
  await tab(page, 'training');
  await page.locator(`lstm-lab [data-do="${what}"]`).click();
}

/** All that can be opened, and the tool that each is a part of: the folders of src/tools/, and the files in them. */
export const PARTS: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(new URL('../../src/tools/', import.meta.url), { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const [, tool, part] = /([\w-]+)\/([\w-]+)\.tool\.ts$/.exec(name) ?? [];
    return tool && part ? [[part, tool]] : [];
  }),
);

/** Opens a part of a tool where a person finds it, and waits until it is there. */
export async function open(page: Page, part: string): Promise<Locator> {
  const tool = PARTS[part]!;
  if (tool === 'heat') await page.locator('lstm-page [data-do="heat"]').click();
  else if (tool === 'activations')
    await page
      .locator('lstm-stage [data-makes]', { hasText: /σ|tanh/ })
      .first()
      .click();
  else if (tool === 'share') await menu(page, 'share');
  else if (tool === 'embed') await page.locator('lstm-page .places [data-do="embed"]').click();
  else {
    const button = page.locator(`lstm-tools [data-tool="${tool}"]`);
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    if (Object.values(PARTS).filter((each) => each === tool).length > 1)
      await page.locator(`lstm-tools #tab-${part}`).click();
  }
  const panel = page.locator(`lstm-${part}`);
  await panel.waitFor();
  return panel;
}

/** What of the open tool is wider than its place, also where it would scroll by itself. */
export const cut = (page: Page): Promise<string[]> =>
  page.locator('lstm-tools .body').evaluate((body) => {
    const { right } = body.getBoundingClientRect();
    const found: string[] = [];
    const walk = (root: Element | ShadowRoot): void => {
      for (const each of root.children) {
        const wider = each.getBoundingClientRect().right > right + 1;
        const scrolls = each.matches('.wide') && each.scrollWidth > each.clientWidth + 1;
        if (wider || scrolls) found.push(each.outerHTML.slice(0, 100));
        else if (!/auto|scroll|hidden/.test(getComputedStyle(each).overflowX)) walk(each.shadowRoot ?? each);
      }
    };
    walk(body);
    return found;
  });

/** Puts the focus where keys step. */
export const focus = (page: Page): Promise<void> => page.locator('.figure[tabindex]').focus();
/** Lets the belt play, or stops it. */
export const play = (page: Page): Promise<void> => press(page, 'play');
export const guide = (page: Page, what: string): Locator => page.locator(`[data-guide="${what}"]`);
/** Opens the menu and presses one of its buttons, which closes it. */
export async function menu(page: Page, what: string): Promise<void> {
  await page.locator('[data-do="menu"]').click();
  await page.locator(`.menu [data-do="${what}"]`).click();
}
/** The other language of the two that tests are written for, or the other colours. */
export async function other(page: Page, what: 'lang' | 'theme'): Promise<void> {
  if (what === 'theme') return menu(page, 'theme');
  await page.locator('lstm-page [data-lang]').first().click();
}
/** Trains until the task is solved. */
export async function learn(page: Page): Promise<void> {
  await guide(page, 'train').click();
  await guide(page, 'watch').waitFor({ timeout: 60_000 });
}
/** The numbers of an address on the stage. */
export const numbers = (page: Page, address: string): Locator => page.locator(`lstm-stage [data-address="${address}"]`);
/** The number that is looked into, as the menu has it. */
export const looked = (page: Page): Promise<string> =>
  page.locator('lstm-inspector [name="quantity"] option:checked').getAttribute('value') as Promise<string>;
/** Has another number looked into. */
export async function look(page: Page, address: string): Promise<void> {
  const fold = page.locator('lstm-inspector .which summary');
  await fold.click();
  await page.locator('lstm-inspector [name="quantity"]').selectOption(address);
  await fold.click();
}
/** The numbers of the equation that is looked into, as they are printed. */
export const equation = async (page: Page): Promise<number[]> =>
  (await page.locator('lstm-inspector .equation .num').evaluateAll((all) => all.map((each) => each.textContent!))).map(
    plain,
  );

/** How many dots of the chart of the losses have a colour, as only its line has, and what it tells a screen reader. */
export async function chart(page: Page): Promise<{ dots: number; label: string | null }> {
  const canvas = page.locator('lstm-chart canvas');
  const dots = await canvas.evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    let dots = 0;
    for (let k = 0; k < data.length; k += 4) {
      const [r, g, b, alpha] = data.subarray(k, k + 4) as unknown as [number, number, number, number];
      if (alpha > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 60) dots++;
    }
    return dots;
  });
  return { dots, label: await canvas.getAttribute('aria-label') };
}

/** Trains for a hundred updates, which makes so many in all. */
export async function train(page: Page, updates: number): Promise<void> {
  await lab(page, 'hundred');
  await expect.poll(() => figure(page, 'updates'), { timeout: 20_000 }).toBe(updates);
  await page.locator('lstm-lab [data-do="run"]').waitFor();
  // What is shown comes by another message than how many there were.
  const shown = (updates: number): boolean => {
    const { session } = document.querySelector('lstm-page') as unknown as { session: Session };
    return session.view?.trace.frame.updates === updates;
  };
  await page.waitForFunction(shown, updates);
}

/** Shows what a control is in, and unfolds what it is folded into. */
export async function unfold(page: Page, id: string): Promise<void> {
  const part = page.locator(`[data-part]:has(#${id})`);
  if (await part.count()) await tab(page, (await part.getAttribute('data-part'))!);
  const fold = page.locator(`details:has(#${id})`);
  if ((await fold.count()) && (await fold.getAttribute('open')) === null)
    await page.locator(`details:has(#${id}) > summary`).click();
}

export async function enter(page: Page, id: string, text: string): Promise<void> {
  await unfold(page, id);
  await page.locator(`#${id}`).fill(text);
  await page.locator(`#${id}`).blur();
}

/** Chooses by name, and waits until the engine has taken it. */
export async function choose(page: Page, id: string, name: string): Promise<void> {
  await unfold(page, id);
  await page.locator(`#${id}`).selectOption(name);
  const taken = (name: string): boolean => {
    const page = document.querySelector('lstm-page');
    return Object.values((page as unknown as { session: { config: object } }).session.config).includes(name);
  };
  await page.waitForFunction(taken, name);
}

/** What on the page no reader should see: a number that is none; to be told of one, in words, is another thing. */
export async function nonsense(page: Page): Promise<string[]> {
  const said = await saidBy(page);
  expect(said.length, 'the reader of this test sees the page').toBeGreaterThan(100);
  const drawn = await page.locator('lstm-stage svg').innerHTML();
  return [...said, drawn].filter((text) => /NaN|Infinity|∞|undefined/.test(text.replace('NaN 或无穷大', '')));
}

/** Texts of the page in the language that is not `lang`; some names are the same in both. */
export async function foreign(page: Page, lang: 'en' | 'zh'): Promise<string[]> {
  const same =
    /LSTM|GRU|RNN|English|中文|tanh|ReLU|relu|Adam|SGD|RMSprop|Glorot|chrono|Reber|Gers|Hochreiter|Schmidhuber|\bHome\b|\bEnd\b|\bEsc\b|Cummins|Cho et al|CSV|JSON|PNG|SVG|UTF-8|UTF-16|GBK|Olah|chrono|nicodjimenez\/lstm|Python|PyTorch|JANET|minGRU|Elman|Ctrl|state_dict|\bCell\b|\.json\b|safetensors|MIT|Apache|torchrun|torch|NaN|Shift|\bTab\b|Page Up|Page Down/g;
  const said = await saidBy(page);
  expect(said.length, 'the reader of this test sees the page').toBeGreaterThan(100);
  return said.filter((text) => (lang === 'en' ? /\p{Script=Han}/u : /[A-Za-z]{3,}/).test(text.replace(same, '')));
}

/** What has the focus, shadow roots and all: by the mark that tells it from others, or by what kind it is. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let at: Element | null = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const { guide, do: what, tool, makes, address, unit } = (at as HTMLElement | SVGElement).dataset;
    return (
      guide ??
      what ??
      tool ??
      makes ??
      (address ? `${address} ${unit}` : at!.id || at!.getAttribute('class') || at!.localName)
    );
  });

/** What bars people from using the page, or one of its elements, as axe finds it. */
export async function barriers(page: Page, element?: string): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async (element) => {
    interface Found {
      violations: { id: string; nodes: { target: unknown }[] }[];
      passes: unknown[];
    }
    const { axe } = window as unknown as { axe: { run(where: object, options: object): Promise<Found> } };
    const rules = Object.fromEntries(
      ['target-size', 'label-content-name-mismatch'].map((id) => [id, { enabled: true }]),
    );
    const where = element ? { fromShadowDom: ['lstm-page', element] } : document;
    const { violations, passes } = await axe.run(where, { rules });
    if (!passes.length) return [`nothing was looked at in ${element}`];
    return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.slice(0, 3).map(({ target }) => target))}`);
  }, element);
}

/** By how many pixels the page is wider than its window. */
export const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth);

/** Remembers the workers, so that a test can end one as a crash would. */
export const rememberWorkers = (): void => {
  const workers: Worker[] = [];
  (globalThis as unknown as { workers: Worker[] }).workers = workers;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.push(this);
    }
  };
};

export const kill = (page: Page, aloud: boolean): Promise<void> =>
  page.evaluate((aloud) => {
    const worker = (globalThis as unknown as { workers: Worker[] }).workers.at(-1)!;
    // Once it is terminated nobody hears of it any more in WebKit.
    if (aloud) worker.dispatchEvent(new ErrorEvent('error', { message: 'died', cancelable: true }));
    worker.terminate();
  }, aloud);

/** Counts the workers that run. */
export const countWorkers = (): void => {
  const counted = globalThis as unknown as { running: number };
  counted.running = 0;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      counted.running++;
    }
    override terminate(): void {
      super.terminate();
      counted.running--;
    }
  };
};
/** How many of them there are. */
export const running = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { running: number }).running);
