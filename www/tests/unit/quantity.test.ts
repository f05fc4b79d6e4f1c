import { describe, expect, it } from 'vitest';
import { EQUATIONS } from '../../src/scene/equations.ts';
import {
  BACKWARD_QUANTITIES,
  count,
  exists,
  firstStep,
  FORWARD_QUANTITIES,
  lossSlope,
  read,
  valueOf,
  type QuantityId,
} from '../../src/scene/quantity.ts';
import type { Trace } from '../../src/scene/trace.ts';
import { weightNorms } from '../../src/scene/weights.ts';
import { NAMES, trace } from './reference.ts';

/** Float32 carries seven digits. */
const close = (got: number, want: number, what: string): void =>
  expect(Math.abs(got - want), `${what}: ${got} and ${want}`).toBeLessThan(2e-6 * (1 + Math.abs(want)));

function each(of: Trace, visit: (at: (q: QuantityId, t?: number) => number, step: number, unit: number) => void): void {
  for (let step = 1; step <= of.steps; step++) {
    for (let unit = 0; unit < of.hidden; unit++)
      visit((quantity, t = step) => valueOf(of, { quantity, step: t, unit }), step, unit);
  }
}

describe.each(NAMES)('the numbers that the core does not store, on %s', (name) => {
  const of = trace(name);

  it('make up those that it stores', () => {
    each(of, (at, step, unit) => {
      close(at('keep') + at('write'), at('c'), `C at ${step}, ${unit}`);
      close(at('d_h_loss') + at('d_h_next'), at('d_h'), `∂h at ${step}, ${unit}`);
      close(at('d_c_next') + at('d_c_output'), at('d_c'), `∂C at ${step}, ${unit}`);
      close(at('d_h_prev'), step > 1 ? at('d_h_next', step - 1) : of.grad('h', 0)[unit]!, `∂h out of ${step}, ${unit}`);
      close(at('d_c_prev'), step > 1 ? at('d_c_next', step - 1) : of.grad('c', 0)[unit]!, `∂C out of ${step}, ${unit}`);
    });
  });

  it('open into sums that add up', () => {
    for (const quantity of [...FORWARD_QUANTITIES, ...BACKWARD_QUANTITIES].filter((id) => exists(id, of))) {
      for (let step = firstStep(quantity); step <= of.steps; step++) {
        for (let unit = 0; unit < count(quantity, of); unit++) {
          const { terms, total } = read(of, { quantity, step, unit });
          if (total === undefined) continue;
          close(
            terms!.reduce((sum, term) => sum + term.product, 0),
            total,
            `${quantity} at ${step}, ${unit}`,
          );
        }
      }
    }
  });

  it('say the same of the loss as the core', () => {
    if (!of.has('y')) return;
    for (let step = 1; step <= of.steps; step++) {
      of.grad('y', step).forEach((d_y, unit) => close(lossSlope(of, step, unit), d_y, `∂y at ${step}`));
    }
  });

  it('grow into the gradient of the weights', () => {
    for (const gate of ['i', 'f', 'g', 'o'] as const) {
      const whole = Math.hypot(...of.paramGrad(`W_${gate}`).data, ...of.paramGrad(`U_${gate}`).data);
      close(weightNorms(of)[gate][1]!, whole, `∂W of ${gate}`);
      expect(weightNorms(of)[gate][of.steps + 1]).toBe(0);
    }
  });
});

it('every number can be read, and every live number of its equation has a value', () => {
  for (const name of NAMES) {
    const of = trace(name);
    for (const quantity of [...FORWARD_QUANTITIES, ...BACKWARD_QUANTITIES].filter((id) => exists(id, of))) {
      for (let step = firstStep(quantity); step <= of.steps; step++) {
        for (let unit = 0; unit < count(quantity, of); unit++) {
          const { value, equations } = read(of, { quantity, step, unit });
          expect(Number.isFinite(value)).toBe(true);
          for (const { id, numbers } of equations) {
            for (const [, key] of EQUATIONS[id].matchAll(/num-(\w+)/g))
              expect(numbers, `${quantity}: ${id}`).toHaveProperty(key!);
          }
        }
      }
    }
  }
});
