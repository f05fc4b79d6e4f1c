// One's own data: typed, from a file, dropped, drawn; learnt; and what the network makes of them by itself.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, open } from './hands.ts';
import { ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const tool = (page: Page, selector: string): Locator => page.locator(`lstm-data ${selector}`);
const press = (page: Page, what: string): Promise<void> => tool(page, `[data-do="${what}"]`).click();
const source = (page: Page, name: string): Promise<void> => tool(page, `[data-source="${name}"]`).click();
const said = (page: Page, figure: string): Promise<string> => tool(page, `[data-figure="${figure}"]`).innerText();
const wrong = (page: Page): Locator => tool(page, '[role="alert"]');

/** The settings of the network that is shown. */
const config = (page: Page): Promise<{ task: string; taskOptions: Record<string, unknown> }> =>
  page.evaluate(() => {
    const page = document.querySelector('lstm-page');
    return (page as unknown as { session: { config: { task: string; taskOptions: Record<string, unknown> } } }).session
      .config;
  });

/** A file as it comes from a disk: its name, and its text or bytes. */
type Disk = [name: string, content: string | number[]];

const choose = (page: Page, file: Disk): Promise<void> =>
  tool(page, '#file').evaluate((input, [name, content]) => {
    const held = new DataTransfer();
    held.items.add(new File([typeof content === 'string' ? content : new Uint8Array(content)], name));
    (input as HTMLInputElement).files = held.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, file);

const drop = (page: Page, file: Disk): Promise<void> =>
  tool(page, '.zone').evaluate((zone, [name, content]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([typeof content === 'string' ? content : new Uint8Array(content)], name));
    for (const type of ['dragenter', 'dragover', 'drop'])
      zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, file);

/** Trains for a moment on what was entered. */
async function learn(page: Page): Promise<void> {
  await press(page, 'use');
  await train(page);
}

async function train(page: Page): Promise<void> {
  await press(page, 'train');
  await tool(page, '[data-do="rest"]').waitFor();
  await expect.poll(() => tool(page, '.actions [role="status"]').innerText()).toMatch(/far: [1-9]/);
  await press(page, 'rest');
  await tool(page, '[data-do="train"]').waitFor();
}

async function goOn(page: Page, how: 'go' | 'again' = 'go'): Promise<void> {
  await press(page, how);
  await tool(page, '[data-do="go"]').waitFor();
}

it('learns a text that is typed, and writes on by itself', PATH, () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'data');
    await tool(page, '#entry').fill('to be or not to be, that is the question. to be or not to be?');
    expect(await said(page, 'pieces')).toContain('Characters: 61. Different ones in what is learnt: 15');
    await tool(page, '#data-steps').fill('many');
    await press(page, 'use');
    expect(await wrong(page).innerText()).toContain('“many” is not');
    await tool(page, '#data-steps').fill('20');
    expect(await said(page, 'split')).toContain('stretches of 20 characters');
    expect(await said(page, 'split')).toContain('29 places');
    expect(await said(page, 'split')).toContain('The last 12 characters are never learnt');
    await learn(page);
    expect(await config(page)).toMatchObject({ task: 'text', taskOptions: { unit: 'character', steps: 20 } });
    await expect.poll(async () => decodeURIComponent(await page.evaluate(() => location.hash))).toContain('question');

    // What was kept aside is judged after as many updates as what is learnt.
    const row = (name: string): Promise<string[]> =>
      tool(page, `tr[data-figure="${name}"] td:not([data-figure])`).allInnerTexts();
    const stands = async (): Promise<string[]> =>
      /loss ([\d.]+), right ([\d.]+%)/.exec(await tool(page, '.actions [role="status"]').innerText())!.slice(1, 3);
    await expect.poll(async () => (await row('known')).join() === (await stands()).join()).toBe(true);
    expect((await row('aside')).length).toBe(2);
    // Beside it stands what is told before anything is learnt.
    for (const name of ['known', 'aside'])
      expect(await said(page, 'baseline')).toContain(
        await tool(page, `tr[data-figure="${name}"] [data-figure="guess"]`).innerText(),
      );
    expect(await said(page, 'unknown')).toContain('what is learnt: ?.');
    expect(await said(page, 'counted')).toMatch(/^On that end \d+ answers are counted/);

    await tool(page, '#seed-text').fill('to bx');
    expect(await tool(page, '#seed-wrong').innerText()).toContain('these symbols: x');
    await tool(page, '#seed-text').fill('to b');
    await goOn(page);
    const text = (): Promise<string> => tool(page, '.written').evaluate((all) => all.textContent!.replace(/\s+/g, ' '));
    await expect.poll(() => tool(page, '.written [data-at]').count()).toBe(300);
    const first = await text();
    expect(first.trim().startsWith('to b')).toBe(true);
    await goOn(page);
    expect(await text(), 'the same can be had again').toBe(first);
    await goOn(page, 'again');
    await expect.poll(text).not.toBe(first);

    await page.mouse.move(0, 0); // what scrolls under it would be looked at
    await tool(page, '.written').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await tool(page, '.looked').getAttribute('data-at')).toBe('1');
    const told = await tool(page, '#looking').innerText();
    const [, p] = /probability (\d\.\d{3})/.exec(told)!;
    expect(p).toBe(await tool(page, '.looked').getAttribute('title'));
  }),
);

it('learns the columns of a table that are chosen, and names the place where something is no number', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'data');
    await choose(page, [
      'pelts.csv',
      'year;hares;lynxes\n1900;30,5;4\n1901;47;6\n1902;70;9,8\n1903;77;x\n1904;36;59\n',
    ]);
    await expect.poll(() => tool(page, '[data-source="numbers"]').getAttribute('aria-pressed')).toBe('true');
    await tool(page, '[data-column="2"]').waitFor();
    const chosen = (): Promise<boolean[]> =>
      tool(page, '[data-column]').evaluateAll((all) =>
        all.filter((each) => each.localName === 'input').map((each) => (each as HTMLInputElement).checked),
      );
    // What counts the rows says nothing of them; of the last most are numbers, and the one that is none is named.
    expect(await chosen(), 'all that are numbers').toEqual([false, true, true]);
    expect(await wrong(page).innerText()).toContain('Line 5, column 3 (lynxes): “x” is not a number');
    expect(await tool(page, '#entry').inputValue()).toContain('1903;77;x');
    await tool(page, 'input[data-column="3"]').uncheck();
    expect(await said(page, 'pieces')).toContain('Rows: 5, columns: 1');
    await tool(page, '#data-steps').fill('3');
    await press(page, 'use');
    await expect.poll(async () => (await config(page)).taskOptions['numbers']).toBe('30.5\n47\n70\n77');
    await train(page);
    await goOn(page);
    // The four that are learnt are read; the one that was kept aside follows.
    expect(await said(page, 'apart')).toContain('what came (1), none was learnt');
  }));

it('reads what is dropped, and says why where it cannot', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'data');
    await drop(page, ['poem.txt', '床前明月光，疑是地上霜。']);
    await expect.poll(() => tool(page, '#entry').inputValue()).toBe('床前明月光，疑是地上霜。');
    await drop(page, ['old.txt', [0xff, 0xfe, 0x61, 0]]);
    await wrong(page).waitFor();
    expect(await wrong(page).innerText()).toContain('“old.txt” is UTF-16');
    await drop(page, ['gbk.txt', [0x61, 10, 0x62, 0xc4, 0xe3]]);
    await expect.poll(() => wrong(page).innerText()).toContain('line 2, character 2');
    expect(await tool(page, '#entry').inputValue()).toBe('床前明月光，疑是地上霜。');
    // Too short for its stretches: the core says so.
    await press(page, 'use');
    await expect.poll(() => wrong(page).innerText()).toContain('more characters than the 25 time steps; it has 10');
  }));

it('learns a wave that is drawn by the mouse or by keys, and draws it further', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'data');
    await source(page, 'wave');
    const pad = tool(page, 'lstm-pad svg');
    const heights = (): Promise<number[]> =>
      page.locator('lstm-pad').evaluate((pad) => [...(pad as unknown as { wave: number[] }).wave]);
    await tool(page, '[data-wave="square"]').click();
    await pad.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect.poll(heights).toEqual([0.8, 0.7, ...Array(14).fill(0.8), ...Array(16).fill(-0.8)]);
    const box = await pad.evaluate((svg) => svg.getBoundingClientRect().toJSON() as DOMRect);
    await page.mouse.move(box.x + 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 25);
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
    await page.mouse.up();
    const drawn = await heights();
    expect(Math.abs(drawn[0]!)).toBeLessThan(0.05);
    expect(Math.max(...drawn)).toBeGreaterThan(0.9);
    expect(Math.min(...drawn)).toBeGreaterThan(-0.1);
    await learn(page);
    expect((await config(page)).taskOptions['numbers'], 'all but the last fifth').toBe(
      Array(4).fill(drawn.join('\n')).join('\n'),
    );
    await goOn(page);
    const points = page.locator('lstm-continuation polyline.own');
    // From the last that it read: the period that was kept aside, and 120 steps more.
    expect((await points.getAttribute('points'))!.split(' ').length).toBe(1 + 32 + 120);
    expect(await said(page, 'apart')).toContain('what came (32), none was learnt');
  }));

it('is restored by a link, with what is kept aside', () => {
  const data = `task=text&task-options=${encodeURIComponent('text:"to be or not to be, that",steps:6')}`;
  return site.visit({ at: `#${data}&aside=%20is%20it&temperature=0.5&tool=data` }, async (page) => {
    await ready(page);
    await expect.poll(() => tool(page, '#entry').inputValue()).toBe('to be or not to be, that is it');
    expect(await said(page, 'split')).toContain('The last 6 characters are never learnt');
    await tool(page, '[data-do="train"]').waitFor();
    expect(await tool(page, '#temperature').inputValue()).toBe('0.5');
  });
});

it('says of a network that it cannot go on where its answers are not what it reads', () =>
  site.visit({ at: '#task=recall&tool=data' }, async (page) => {
    await ready(page);
    await tool(page, '[data-figure="cannot"]').waitFor();
    expect(await tool(page, '[data-do="go"]').count()).toBe(0);
  }));
