// Whatever the core computes can be looked at: by the belt where the belt is true of it, else field by field.
import { describe, expect, it } from 'vitest';
import { BeltView, isBelt } from '../../src/scene/belt.ts';
import type { Schema } from '../../src/engine/protocol.ts';
import { FieldsView } from '../../src/scene/fields.ts';
import { sources, symbolOfFormula } from '../../src/scene/oldformula.ts';
import { levels } from '../../src/scene/levels.ts';
import { plain, symbolOf, textOf } from '../../src/scene/name.ts';
import { strip } from '../../src/scene/strip.ts';
import type { Scene, Shape } from '../../src/scene/shape.ts';
import { duration, momentAt } from '../../src/scene/timeline.ts';
import { drawnOf, View } from '../../src/scene/view.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

const TASK = choices.tasks[0]!.name;

/** Shapes with a number that is none, or a cell outside of the picture. */
function wrong({ width, height, shapes }: Scene): Shape[] {
  return shapes.filter((shape) => {
    const finite = Object.values(shape).every((v) => typeof v !== 'number' || Number.isFinite(v));
    const inside =
      shape.type !== 'cell' ||
      (shape.x - shape.w / 2 >= -1 &&
        shape.x + shape.w / 2 <= width + 1 &&
        shape.y - shape.h / 2 >= -1 &&
        shape.y + shape.h / 2 <= height + 1);
    return !finite || !inside;
  });
}

function check(view: View): void {
  const { score } = view;
  const stride = Math.max(duration(score) / 60, 0.49);
  for (const narrow of [false, true]) {
    for (let time = 0; time <= duration(score); time += stride) {
      const moment = momentAt(time, score);
      expect(wrong(view.scene(moment, narrow)), `at ${time}`).toEqual([]);
      const pick = view.focus(moment, 99);
      expect(Number.isFinite(view.value(pick)), `${pick.address} at ${time}`).toBe(true);
    }
    for (const way of ['forward', 'backward'] as const) {
      const s = strip(view, way, narrow ? 340 : 900, narrow);
      const numbers = [...s.rows.flatMap(({ top, height, line }) => [top, height, line]), s.height, s.pitch];
      expect(numbers.every((v) => Number.isFinite(v) && v > 0)).toBe(true);
    }
  }
  for (const address of [...view.addresses.forward, ...view.addresses.backward]) {
    expect(view.count(address)).toBeGreaterThan(0);
    for (let step = view.firstStep(address); step <= score.steps; step++)
      expect(Number.isFinite(view.value({ address, step, unit: view.count(address) - 1 })), address).toBe(true);
  }
}

describe.each(NETWORKS)('the view of $name', ({ config }) => {
  const trace = traceOf({ task: TASK, ...config }, 3);

  it('is the belt for one layer of the plain LSTM only, with a linear output or without', () => {
    const others = Object.entries(config.options ?? {}).filter(([name]) => name !== 'linear_output');
    // The first preset of a cell of one's own is the plain LSTM written out.
    const written =
      config.cell === 'own' && others.every(([, text]) => text === choices.cells[3]!.presets[0]!.equations);
    const plain = config.layers === 1 && (written || (config.cell === choices.cells[0]!.name && others.length === 0));
    expect(drawnOf(trace).kind).toBe(plain ? 'belt' : 'fields');
  });

  it('shows finite numbers at every moment', () => check(new View(trace)));

  it('can be field by field for every network', () => {
    const view = new FieldsView(trace);
    check(new View(trace, view));
    expect([...view.quantities.forward].sort()).toEqual(trace.fields.map(({ name }) => name).sort());
  });

  it('computes each field after all that it is made from', () => {
    const order = levels(trace.frame.schema);
    order.forEach((level, k) => {
      const before = new Set(order.slice(0, k).flatMap((fields) => fields.map(({ name }) => name)));
      for (const field of level)
        for (const source of sources(field)) if (trace.has(source)) expect(before, source).toContain(source);
    });
  });

  it('opens a number into parts that give it, and all sums of products are opened', () => {
    const view = new FieldsView(trace);
    for (const { name, kind, rows } of trace.fields) {
      for (let unit = 0; unit < rows; unit++) {
        for (const step of [1, trace.steps]) {
          const { value, parts, from } = view.read({ quantity: name, step, unit });
          expect(from.length > 0).toBe(name !== 'x');
          if (['pre-activation', 'output'].includes(kind)) expect(parts, name).toBeDefined();
          if (!parts) continue;
          const total = parts.reduce((sum, { product }) => sum + product, 0);
          expect(Math.abs(total - value), name).toBeLessThan(1e-5 * (1 + Math.abs(value)));
        }
      }
    }
  });

  it('says of each gradient where it comes from', () => {
    const view = new FieldsView(trace);
    for (const { name, rows } of trace.fields) {
      for (let step = view.firstStep(name); step <= trace.steps; step++) {
        const { now, later, loss } = view.sources(name, { direction: 'backward', step });
        const none = !now.length && !later.length && !loss;
        if (none) expect([...trace.grad(name, step)], `${name} at ${step}`).toEqual(Array(rows).fill(0));
        const made = (use: string): string[] => sources(trace.fields.find((field) => field.name === use)!);
        for (const use of now) expect(made(use)).toContain(name);
        for (const use of later) expect(made(use)).toContain(`${name}'`);
      }
    }
  });
});

describe.each(choices.tasks)('the task $name', ({ name: task }) => {
  it.each(choices.cells)('can be looked at with a $name', ({ name: cell }) => {
    check(new View(traceOf({ task, cell, hidden: 4, options: {} }, 2)));
  });

  it('names its symbols where it draws them', () => {
    const trace = traceOf({ task });
    const { inputs, outputs } = trace.frame.schema.symbols;
    if (!inputs.length) return;
    const view = new View(trace);
    const { shapes } = view.scene(momentAt(view.score.forward.length - 0.001, view.score), false);
    const glyph = shapes.find((shape) => shape.type === 'glyph');
    expect(inputs).toContain(glyph?.text);
    const written = shapes.flatMap((shape) => (shape.type === 'cell' && shape.text ? [shape.text] : []));
    expect(written.some((text) => outputs.includes(text.replace(/ [\d.]+$/, '')))).toBe(true);
  });
});

describe('a truncated gradient', () => {
  const config = { task: TASK, truncate: 3, hidden: 3 };

  it('parts on the belt into what the core made of it', () => {
    const view = new BeltView(traceOf(config, 20));
    const { trace } = view;
    expect(view.kind).toBe('belt');
    let cut = 0;
    for (let step = 1; step <= trace.steps; step++) {
      for (let unit = 0; unit < trace.hidden; unit++) {
        const at = (quantity: string, t = step): number => view.value({ quantity, step: t, unit });
        const close = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-6 + 1e-4 * Math.abs(b));
        close(at('d_h_loss') + at('d_h_next'), at('d_h'));
        close(at('d_c_next') + at('d_c_output'), at('d_c'));
        close(at('d_c_prev'), step > 1 ? at('d_c_next', step - 1) : trace.grad('c', 0)[unit]!);
        close(at('d_h_prev'), step > 1 ? at('d_h_next', step - 1) : trace.grad('h', 0)[unit]!);
        if (!trace.fed(step)) cut++;
      }
    }
    expect(cut / trace.hidden).toBe(Math.floor((trace.steps - 1) / 3) + 1);
  });

  it('is told to come from nowhere beyond the cut', () => {
    const view = new FieldsView(traceOf(config));
    const later = (step: number): number => view.sources('c', { direction: 'backward', step }).later.length;
    expect([later(2), later(3), later(4)]).toEqual([1, 0, 1]);
  });
});

it('a network of which the schema says anything else is not shown by the belt', () => {
  const { schema } = traceOf({ task: TASK }).frame;
  expect(isBelt(schema)).toBe(true);
  const changed = (name: string, terms: string[][]): Schema => ({
    ...schema,
    row: schema.row.map((field) => {
      const factors = terms.map((term) => term.map((name) => ({ name, before: false, complement: false })));
      return field.name === name ? { ...field, formula: { ...field.formula, terms: factors } } : field;
    }),
  });
  expect(
    isBelt(
      changed('z_f', [
        ['W_f', 'x'],
        ['p_f', 'c'],
      ]),
    ),
  ).toBe(false);
  expect(isBelt(changed('i', [['f']]))).toBe(false);
  expect(isBelt(changed('h', [['o'], ['tanh_c']]))).toBe(false); // a sum is no product
  expect(isBelt({ ...schema, row: [...schema.row, { ...schema.row.at(-1)!, name: 'l1.z_i' }] })).toBe(false);
});

it('a formula is set as one writes it', () => {
  const trace = traceOf({ task: TASK, cell: 'gru', options: { reset_before: true } });
  const set = (name: string): string =>
    plain(symbolOfFormula(trace.fields.find((field) => field.name === name)!.formula!, trace, false));
  expect(['z_n', 'q', 'r', 'h'].map(set)).toEqual(['W_n x + b_n + U_n q', 'r ⊙ h′', 'σ(z_r)', '(1 − z) ⊙ n + z ⊙ h′']);
});

it('names of the core become names of the reader, new ones too', () => {
  expect(['z_r', "h'", 'd_l1.z_f', 'tanh_c', 'l3.W_y', 'b_y'].map((name) => textOf(name, true))).toEqual([
    'z_r⁽¹⁾',
    'h⁽¹⁾′',
    '∂L/∂z_f⁽²⁾',
    'tanh c⁽¹⁾',
    'W_y',
    'b_y',
  ]);
  expect(textOf('z_r', false)).toBe('z_r');
  expect(textOf('memory', false)).toBe('memory');
  expect(symbolOf('z_r', false).map(({ style }) => style)).toEqual(['italic', 'sub']);
});
