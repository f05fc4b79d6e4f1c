// Whatever the core computes can be looked at: each task, with each cell.
import { describe, expect, it } from 'vitest';
import { strip } from '../../src/scene/strip.ts';
import { duration, momentAt, REST, timeOf } from '../../src/network/timeline.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { choices, traceOf } from './core.ts';

const LOOK = { room: 'wide', unit: 0, notation: 'textbook' } as const;

function check(view: View): void {
  const { score } = view;
  const stride = Math.max(duration(score) / 30, 0.49);
  for (let time = 0; time <= duration(score); time += stride) {
    const moment = momentAt(time, score);
    for (const room of ['wide', 'narrow'] as const) {
      const endless = stageScene(view, moment, { ...LOOK, room }).shapes.filter((shape) =>
        Object.values(shape).some((v) => typeof v === 'number' && !Number.isFinite(v)),
      );
      expect(endless, `at ${time}`).toEqual([]);
    }
    expect(Number.isFinite(view.value(view.focus(moment, 99))), `at ${time}`).toBe(true);
  }
  for (const way of ['forward', 'backward'] as const) {
    const s = strip(view, way, 900, 12);
    const numbers = [...s.rows.flatMap(({ top, pile }) => [top, pile.height]), s.height, s.pitch];
    expect(numbers.every((v) => Number.isFinite(v) && v > 0)).toBe(true);
  }
  for (const address of [...view.network.addresses.forward, ...view.network.addresses.backward])
    for (const step of [Math.max(view.wiring.firstStep(address), 1), score.steps])
      expect(Number.isFinite(view.value({ address, step, unit: view.count(address) - 1 })), address).toBe(true);
}

describe.each(choices.tasks)('the task $name', ({ name: task }) => {
  it.each(choices.cells)('can be looked at with a $name', ({ name: cell }) => {
    check(new View(traceOf({ task, cell, hidden: 4, options: {} }, 2)));
  });

  it('names its symbols where it draws them', () => {
    const trace = traceOf({ task });
    const { inputs, outputs } = trace.frame.schema.symbols;
    if (!inputs.length) return;
    const view = new View(trace);
    const end = momentAt(timeOf('forward', 1, view.score.forward.length - 1, REST, view.score), view.score);
    const { shapes } = stageScene(view, end, LOOK);
    const glyph = shapes.find((shape) => shape.type === 'glyph');
    expect(inputs).toContain(glyph?.text);
    const written = shapes.flatMap((shape) => (shape.type === 'cell' && shape.text ? [shape.text] : []));
    expect(written.some((text) => outputs.includes(text.replace(/ [\d.]+$/, '')))).toBe(true);
  });
});

describe('layers', () => {
  const trace = traceOf({ task: choices.tasks[0]!.name, layers: 3, hidden: 3 }, 5);

  it('are shown one at a time, each with what it reads and who listens to it', () => {
    const views = [0, 1, 2].map((layer) => new View(trace, layer));
    expect(views.map((view) => view.network.plan('wide').reads)).toEqual(['x', 'h', 'l1.h']);
    expect(views.map(({ network: { last, answers, above } }) => [last, answers, above])).toEqual([
      [false, false, 'd_h<^'],
      [false, false, 'd_l1.h<^'],
      [true, true, 'd_l2.h<y'],
    ]);
    expect(views.map((view) => view.network.addresses.forward.includes('~y'))).toEqual([false, false, true]);
  });

  it('hand down to a lower layer all of its gradient that does not come from the next step', () => {
    const view = new View(trace, 0);
    for (let step = 1; step <= trace.steps; step++)
      trace.grad('h', step).forEach((d, unit) => {
        const [above, next] = ['d_h<^', 'd_h<+'].map((address) => view.value({ address, step, unit })) as [
          number,
          number,
        ];
        expect(Math.abs(above + next - d)).toBeLessThan(1e-6 + 1e-4 * Math.abs(d));
      });
  });

  it('have their rows on the strip together', () => {
    const { rows } = new View(trace, 1).network;
    for (const row of ['c', 'l1.c', 'l2.c', 'l2.h']) expect(rows.forward).toContain(row);
    for (const row of ['d_c', 'd_l1.c', 'd_l2.h']) expect(rows.backward).toContain(row);
  });
});
