// Who remembers: the first network answers with the unit that carries its bit, and a row leads to that unit.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATH, choose, cut, lab, learn, looked, nonsense, open } from './hands.ts';
import { figure, plain, ready, Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

it('names the unit that carries the bit, proves it by holding it, and shows it on the stage', PATH, () =>
  site.visit({}, async (page) => {
    await ready(page);
    const panel = await open(page, 'memory');
    const status = panel.locator('[role="status"]');
    await expect.poll(() => status.innerText()).toContain('has not been trained');

    // Asked for, it is measured all the same.
    await panel.locator('[data-do="measure"]').click();
    await panel.locator('[data-verdict="guess"]').waitFor();

    await learn(page);
    await expect.poll(() => status.innerText()).toContain('by now there are');
    await panel.locator('[data-do="measure"]').press('Enter');
    const said = panel.locator('[data-verdict="one"]');
    await said.first().waitFor();
    expect(await said.first().innerText()).toMatch(/^Unit 2 of C carries the bit: r = [+−](1\.00|0\.9\d)/);
    expect(await said.first().innerText()).toMatch(/falls from 100% to \d/);
    expect(await said.nth(1).innerText()).toContain('it is not needed');
    expect(await panel.locator('[data-pace="slow"]').innerText()).toMatch(/^C is slow, h is quick/);

    const row = (name: string, unit: number) => panel.locator(`tr[data-name="${name}"][data-unit="${unit}"]`);
    const number = async (name: string, unit: number, what: string): Promise<number> =>
      plain(await row(name, unit).locator(`[data-figure="${what}"]`).innerText());
    expect(Math.abs(await number('c', 1, 'r'))).toBeGreaterThan(0.98);
    expect(await number('c', 1, 'held')).toBeLessThan(0.75);
    expect(await number('c', 0, 'held')).toBe(await figure(page, 'accuracy'));
    expect(await row('c', 1).locator('canvas').getAttribute('aria-label')).toMatch(/r at step 1: .*; at step 11: /);
    expect(await panel.locator('tbody tr[data-unit]').count()).toBe(10);
    expect(await nonsense(page)).toEqual([]);

    expect(await cut(page)).toEqual([]);
    // What is lost most comes first.
    await panel.locator('[data-order="held"]').press('Enter');
    const first = panel.locator('tbody tr[data-unit]').first();
    await expect.poll(() => first.getAttribute('data-name')).toBe('h');
    expect(await first.getAttribute('data-unit')).toBe('1');

    await row('c', 4).locator('button').press('Enter');
    await expect.poll(() => looked(page)).toBe('c');
    await expect.poll(() => row('c', 4).locator('button').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('lstm-stage .selected').first().getAttribute('data-unit')).toBe('4');

    // Measuring has not touched the training.
    const updates = await figure(page, 'updates');
    await lab(page, 'hundred');
    await expect.poll(() => figure(page, 'updates')).toBe(updates + 100);
    await expect.poll(() => status.innerText()).toContain(`Measured after ${updates} updates`);
  }),
);

it('measures what has learned and rests without being asked, and forgets it with the network', () =>
  site.visit({ at: '#tool=memory&task=parity&task-options=bits:%203&cell=gru&layers=2', lang: 'zh' }, async (page) => {
    await ready(page);
    const panel = page.locator('lstm-memory');
    await lab(page, 'hundred');
    await panel.locator('[data-verdict]:not([data-verdict="closest"])').waitFor();
    expect(await panel.locator('[data-pace="alone"]').count()).toBe(2);
    await choose(page, 'cell', 'rnn');
    await panel.locator('[data-verdict]').waitFor({ state: 'detached' });
    await expect.poll(() => panel.locator('[role="status"]').innerText()).toContain('还没有训练');
  }));
