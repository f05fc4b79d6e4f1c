// Texts and numbers of a person's own, on the built site: taken, refused in words, and never lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, enter, foreign, lab, nonsense, open, step, tooWide, train, unfold } from './hands.ts';
import { figure, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

describe.each(['en', 'zh'] as const)('a text of one’s own in %s', (lang) => {
  const own = lang === 'en' ? 'abcd '.repeat(40) : '天上有云，云下有山。'.repeat(20);

  it('is read, and its characters are shown', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await choose(page, 'task', 'text');
      await enter(page, 'text', own);
      const letters = [...own].map((each) => (each === ' ' ? '␣' : each));
      await expect
        .poll(async () => letters.includes((await page.locator('lstm-stage .glyph text').textContent())!.trim()))
        .toBe(true);
      await train(page, 100);
      expect(await nonsense(page)).toEqual([]);
    }));

  it('that is too short is refused in words, and stays as it was typed', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await choose(page, 'task', 'text');
      await train(page, 100);
      await enter(page, 'text', lang === 'en' ? 'too short' : '太短');
      const words = await page.locator('#text-wrong').innerText();
      expect(words).toContain(lang === 'en' ? 'more characters than the 25 time steps' : '字符数必须多于 25 个时间步');
      expect(await page.locator('#text').inputValue()).toBe(lang === 'en' ? 'too short' : '太短');
      expect(await figure(page, 'updates'), 'the network stays').toBe(100);
      await enter(page, 'text', own);
      await expect.poll(() => page.locator('#text-wrong').count()).toBe(0);
      await expect.poll(() => figure(page, 'updates')).toBe(0);
    }));

  it('is not lost while it is typed and training reports', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await choose(page, 'task', 'text');
      await lab(page, 'run');
      await unfold(page, 'text');
      const box = page.locator('#text');
      await box.fill('');
      await box.pressSequentially(own);
      const before = await figure(page, 'updates');
      await expect.poll(() => figure(page, 'updates'), { message: 'it trains on' }).toBeGreaterThan(before);
      expect(await box.inputValue()).toBe(own);
    }));

  it('may be as long as the core allows', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await choose(page, 'task', 'text');
      const long = own.repeat(200).slice(0, 20_000);
      await enter(page, 'text', long);
      await train(page, 100);
      expect(await page.locator('#text').inputValue()).toBe(long);
      expect(await page.locator('#text-wrong').count()).toBe(0);
      await enter(page, 'steps', '200');
      await expect.poll(() => step(page)).toMatch(/200/);
      await train(page, 100);
      expect(await nonsense(page)).toEqual([]);
    }));

  it('numbers that are none are refused by their row', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await choose(page, 'task', 'numbers');
      await enter(page, 'numbers', '1 2\n3 x\n5 6');
      const words = await page.locator('#numbers-wrong').innerText();
      expect(words).toContain(lang === 'en' ? '"x" in row 2 is not a number' : '第 2 行的 "x" 不是数');
      if (lang === 'zh') expect(words).not.toMatch(/[a-z]{3,}/i);
      expect(await page.locator('#numbers').inputValue()).toBe('1 2\n3 x\n5 6');
    }));
});

describe.each(['en', 'zh'] as const)('equations of one’s own in %s', (lang) => {
  const janet = "f = σ(W_f x + U_f h' + b_f)\ng = tanh(W_g x + U_g h' + b_g)\nc = f * c' + (1 - f) * g\nh = c";

  it('are trained, shown with their formulas, and refused in words at the place that is wrong', () =>
    site.visit({ lang }, async (page) => {
      await ready(page);
      await choose(page, 'cell', 'own');
      await enter(page, 'equations', janet);
      await expect.poll(() => page.locator('lstm-stage svg').textContent()).toContain('(1 − f');
      await train(page, 100);
      await enter(page, 'equations', `${janet} + U q`);
      const words = await page.locator('#equations-wrong').innerText();
      expect(words).toContain(lang === 'en' ? 'Line 4, column 11' : '第 4 行第 11 列');
      expect(await figure(page, 'updates'), 'the network stays').toBe(100);
      expect(await nonsense(page)).toEqual([]);
      expect(await foreign(page, lang)).toEqual([]);
    }));
});

it('names of forty letters are no wider than a phone, whatever is open', () => {
  const name = (letter: string): string => letter.repeat(40);
  const gate = `z = sigmoid(${name('W')} x + ${name('U')} h' + ${name('b')})`;
  const equations = `${gate}\n${name('g')} = tanh(${name('V')} x + ${name('R')} h')\nh = (1 - z) * h' + z * ${name('g')}`;
  const at = `#cell=own&hidden-units=3&direction=forward&step=3&options=equations:${encodeURIComponent(JSON.stringify(equations))}`;
  return site.visit({ at, width: 390, height: 844 }, async (page) => {
    await ready(page);
    expect(await page.locator('lstm-stage svg').textContent()).toContain(name('g'));
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    for (const tool of ['hold', 'design', 'check', 'heat', 'activations', 'memory']) {
      await open(page, tool);
      await expect.poll(() => tooWide(page), { message: tool }).toBeLessThanOrEqual(0);
    }
  });
});
