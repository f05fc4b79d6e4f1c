// A network of PyTorch's is opened and put on the stage, a wrong file is refused, and what is saved opens again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileOf, floats, tensorsOf } from '../../src/tools/data/safetensors.ts';
import said from '../unit/pytorch/said.json' with { type: 'json' };
import { PATH, choose, equation, numbers, open, tab, train, look } from './hands.ts';
import { figure, plain, ready, Site } from './site.ts';

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), 'model-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await site.close();
});

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../unit/pytorch/${name}.safetensors`, import.meta.url));
const pick = (page: Page, path: string): Promise<void> => page.locator('#model-file').setInputFiles(path);
const refused = (page: Page): Promise<string> => page.locator('lstm-model [role="alert"]').innerText();
const went = (page: Page, what: 'read' | 'took'): Promise<string> =>
  page.locator(`lstm-model [data-said="${what}"]`).innerText();
const says = async (page: Page): Promise<string[]> => page.locator('lstm-model [data-table="says"] td').allInnerTexts();
const put = async (page: Page): Promise<void> => {
  await page.locator('lstm-model [data-do="put"]').click();
  await expect.poll(() => went(page, 'read')).not.toBe('');
};
/** The numbers of an address on the stage, as they are printed. */
const drawn = (page: Page, address: string): Promise<string[]> =>
  numbers(page, address).evaluateAll((all) => all.map((each) => each.textContent!.trim()));

/** A sequence of one's own is the last of what can be read. */
const own = async (page: Page): Promise<void> => {
  await page.locator('lstm-model [name="task"]').waitFor();
  await page
    .locator('lstm-model [name="task"]')
    .selectOption(String((await page.locator('lstm-model [name="task"] option').count()) - 1));
};
const rows = async (page: Page, text: string): Promise<void> => {
  await page.locator('lstm-model [name="rows"]').fill(text);
  await page.locator('lstm-model [name="rows"]').blur();
};

/** Keeps what is saved, where the test finds it. */
const keepSaved = (): void => {
  const kept: HTMLAnchorElement[] = [];
  Object.assign(globalThis, { kept });
  HTMLAnchorElement.prototype.click = function () {
    kept.push(this);
  };
};

/** What was saved last: its name, and its bytes as a file of that name. */
async function kept(page: Page): Promise<string> {
  const { name, text } = await page.evaluate(async () => {
    const { download, href } = (globalThis as unknown as { kept: HTMLAnchorElement[] }).kept.at(-1)!;
    const bytes = new Uint8Array(await (await fetch(href)).arrayBuffer());
    return { name: download, text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') };
  });
  const path = join(folder, name);
  writeFileSync(path, Buffer.from(text, 'latin1'));
  return path;
}

it('puts a network of PyTorch’s on the stage, with its numbers, and says of it what it is', PATH, () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'model');
    await pick(page, fixture('gru'));
    await page.locator('lstm-model [name="task"]').waitFor();
    expect(await says(page)).toEqual(['GRU', '3', '4', '1', '3', 'F16', '123']);
    expect(await page.locator('lstm-model [name="readout"]').inputValue()).toBe('fc.');
    expect(await page.locator('lstm-model [name="task"] option').allInnerTexts()).toEqual([
      'aⁿbⁿ',
      'a sequence of your own',
    ]);
    await own(page);
    const { inputs, outputs } = said.gru;
    await rows(page, Array.from({ length: 6 }, (_, k) => inputs.slice(3 * k, 3 * k + 3).join(', ')).join('\n'));
    await put(page);
    expect(await figure(page, 'updates')).toBe(0);
    const answers = async (): Promise<number[]> => (await drawn(page, '~y')).map(plain);
    await expect.poll(async () => (await answers()).length).toBe(3);
    for (const [k, answer] of (await answers()).entries()) expect(Math.abs(answer - outputs[k]!)).toBeLessThan(0.006);
    expect(await page.locator('.guide').innerText()).toContain('asks for no answer');
  }),
);

it('has each weight where PyTorch has it', () =>
  site.visit({ at: '#unit=0' }, async (page) => {
    await ready(page);
    await open(page, 'model');
    await pick(page, fixture('lstm'));
    await own(page);
    await rows(page, '1 0\n0 0'); // at the first step the product with it is the first weight itself
    await put(page);
    // Rows of nothing are steps, too.
    expect(await page.locator('lstm-page h2.unseen').first().textContent()).toContain('2 time steps');
    // What was said of the last press is gone while it is typed: nothing moves under the hand that presses again.
    await page.locator('lstm-model [name="rows"]').press('End');
    await page.keyboard.type(' ');
    await expect.poll(() => went(page, 'read')).toBe('');
    await put(page);
    const { bytes } = tensorsOf(read(fixture('lstm'))).find(({ name }) => name === 'rnn.weight_ih_l0')!;
    const weight = new Float32Array(bytes.slice().buffer)[0]!;
    await tab(page, 'number');
    await look(page, 'z_i');
    // In the order of [h, x].
    await expect.poll(async () => Math.abs((await equation(page))[1]! - weight)).toBeLessThan(0.0006);
  }));

const read = (path: string) => new Uint8Array(readFileSync(path));

it('names the tensors that it did not read, a dozen of them', () =>
  site.visit({}, async (page) => {
    await ready(page);
    await open(page, 'model');
    const others = Array.from({ length: 13 }, (_, k) => floats(`head.${k + 10}`, [1], Float32Array.of(0.5)));
    const more = fileOf([...tensorsOf(read(fixture('lstm'))), ...others]);
    const path = join(folder, 'more.safetensors');
    writeFileSync(path, new Uint8Array(await more.arrayBuffer()));
    await pick(page, path);
    await own(page);
    // Before and after.
    const named = /the answer here is not the module’s: head\.10, .*, head\.21, and 1 more\./;
    expect(await page.locator('lstm-model [data-figure="left-out"]').innerText()).toMatch(named);
    await put(page);
    expect(await went(page, 'read')).toMatch(named);
  }));

it('refuses what does not fit, in words, and keeps what was entered and the network', () =>
  site.visit({ at: '#hidden-units=3' }, async (page) => {
    await ready(page);
    await open(page, 'model');
    const before = await drawn(page, 'f');
    const none = join(folder, 'none.safetensors');
    writeFileSync(none, 'no file of this kind');
    await pick(page, none);
    await expect.poll(() => went(page, 'read')).toMatch(/^none\.safetensors: .*(header|cut off)/);
    await pick(page, fixture('rnn'));
    await page.locator('lstm-model [data-do="put"]').waitFor();
    await pick(page, none); // what was open before is not offered beside it
    await expect.poll(() => page.locator('lstm-model [data-do="put"]').count()).toBe(0);
    const zip = join(folder, 'model.safetensors');
    writeFileSync(zip, 'PK\x03\x04\x14\0\0\0model/data.pkl');
    await pick(page, zip);
    await expect.poll(() => went(page, 'read')).toMatch(/^model\.safetensors is a zip archive/);
    await pick(page, fixture('others/bi'));
    await expect.poll(() => refused(page)).toContain('both ends');
    expect(await page.locator('lstm-model [data-do="put"]').count()).toBe(0);
    await pick(page, fixture('rnn'));
    await own(page);
    await page.locator('lstm-model [name="relu"]').check();
    await rows(page, '1 0\n0 x');
    await page.locator('lstm-model [data-do="put"]').click();
    await expect.poll(() => went(page, 'read')).toBe('Row 2: “x” is not a number.');
    await rows(page, '1 0\n0 0 0 0 0 0 0');
    await page.locator('lstm-model [data-do="put"]').click();
    await expect.poll(() => went(page, 'read')).toContain('Row 2 has 7 numbers');
    await rows(page, '1 0');
    await page.locator('lstm-model [data-do="put"]').click();
    await expect.poll(() => went(page, 'read')).toContain('at least 2 rows');
    await rows(page, '1 0\n0 0');
    expect(await page.locator('lstm-model [name="relu"]').isChecked()).toBe(true);
    expect(await page.locator('lstm-model [name="rows"]').inputValue()).toBe('1 0\n0 0');
    await page.locator('lstm-model [name="prefix"]').fill('lstm.');
    await page.locator('lstm-model [name="prefix"]').blur();
    await expect.poll(() => refused(page)).toContain('lstm.weight_ih_l0');
    expect(await drawn(page, 'f')).toEqual(before);
  }));

it('offers whatever may be the read-out, and keeps optimizer, rate and clip', () =>
  site.visit({ at: '#task=recall&optimizer=sgd&rate=0.05&clip=0' }, async (page) => {
    await ready(page);
    await open(page, 'model');
    await pick(page, fixture('others/attention'));
    const readout = page.locator('lstm-model [name="readout"]');
    await readout.waitFor();
    expect(await readout.inputValue()).toBe('classifier.');
    expect(await readout.locator('option').allInnerTexts()).toEqual([
      'classifier.weight',
      'attn.weight',
      'none: the answer is h',
    ]);
    await readout.selectOption('attn.');
    await own(page);
    await put(page);
    expect(await went(page, 'read')).toContain('not the module’s: classifier.bias, classifier.weight');
    await tab(page, 'training');
    expect(await page.locator('#rate').inputValue()).toBe('0.05');
    expect(await page.locator('#optimizer').inputValue()).toBe('sgd');
  }));

it('opens a run that was saved as JSON', () =>
  site.visit({ before: keepSaved }, async (page) => {
    await ready(page);
    await train(page, 100);
    const before = await drawn(page, 'c');
    await open(page, 'share');
    await page.locator('lstm-share [data-do="json"]').click();
    const file = await kept(page);
    await choose(page, 'task', 'adding');
    await open(page, 'model');
    await pick(page, file);
    await expect.poll(() => went(page, 'read')).toMatch(/is on the stage: \d+ parameters after [1-9]/);
    await expect.poll(() => drawn(page, 'c')).toEqual(before);
  }));

it('saves what was trained, and opens it again as it was; the script is for this network', () =>
  site.visit({ before: keepSaved }, async (page) => {
    await ready(page);
    await train(page, 100);
    const before = await drawn(page, 'c');
    await open(page, 'model');
    await page.locator('lstm-model [data-do="save-script"]').click();
    const script = readFileSync(await kept(page), 'utf8');
    expect(script).toContain('nn.LSTM(2, 5, batch_first=True)');
    await page.locator('lstm-model [data-do="save-network"]').click();
    await expect.poll(() => went(page, 'took')).toContain('recall-lstm-100.safetensors');
    const file = await kept(page);
    expect(tensorsOf(read(file)).map(({ name }) => name)).toContain('sequences.training.inputs');
    await choose(page, 'task', 'adding');
    await pick(page, file);
    await page.locator('lstm-model [name="task"]').waitFor();
    expect(await page.locator('lstm-model [name="prefix"]').inputValue()).toBe('rnn.');
    expect(await page.locator('lstm-model [name="task"] option:checked').innerText()).toContain('recall'); // it says which
    await put(page);
    await expect.poll(() => drawn(page, 'c')).toEqual(before);
    expect(await page.locator('.guide').innerText()).toContain('came from a file');
  }));

it('says beforehand of a cell that PyTorch has not', () =>
  site.visit({ at: '#options=peephole' }, async (page) => {
    await ready(page);
    await open(page, 'model');
    await expect.poll(() => refused(page)).toContain('PyTorch has no such cell');
    expect(await page.locator('lstm-model [data-do="save-network"]').count()).toBe(0);
  }));
