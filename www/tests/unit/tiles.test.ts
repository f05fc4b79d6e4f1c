// What is shown of a step beside its belt, on every cell with every option: held to the formulas of the core.
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/network/address.ts';
import { momentAt, REST, timeOf, type Direction, type Moment } from '../../src/network/timeline.ts';
import { fieldsOf } from '../../src/network/wiring.ts';
import { tiles } from '../../src/scene/tiles.ts';
import { View } from '../../src/scene/view.ts';
import { NETWORKS, traceOf } from './core.ts';

const DIRECTIONS = ['forward', 'backward'] as const;

function viewsOf(config: object): View[] {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 3 }, ...config }, 20);
  return Array.from({ length: trace.frame.schema.layers }, (_, layer) => new View(trace, layer));
}

function at({ score }: View, direction: Direction, index: number, progress = REST): Moment {
  return momentAt(timeOf(direction, 2, index, progress, score), score);
}

const addresses = (view: View, direction: Direction): string[] =>
  tiles(view, at(view, direction, 0)).map(({ address }) => address);

it('the tiles of the cells that are known', () => {
  const [lstm, gru, rnn] = ['lstm', 'gru', 'rnn'].map((cell) => viewsOf({ cell })[0]!);
  expect(addresses(lstm!, 'forward')).toEqual(['f', 'i', 'g', 'o', 'tanh_c', 'h']);
  expect(addresses(lstm!, 'backward')).toEqual(['d_h', 'd_o', 'd_tanh_c', 'd_f', 'd_i', 'd_g']);
  expect(addresses(gru!, 'forward')).toEqual(['z', 'r', 'q', 'n']);
  expect(addresses(gru!, 'backward')).toEqual(['d_z', 'd_n', 'd_r', 'd_q']);
  expect(addresses(rnn!, 'forward')).toEqual(['z_h/0']);
});

describe.each(NETWORKS)('the tiles of $name', ({ config }) => {
  const views = viewsOf(config);

  it('are, with what rides and what a layer squashes, all that the layer computes', () => {
    for (const view of views) {
      const { nodes } = view.network.plan('belt');
      const shown = addresses(view, 'forward');
      const own = (name: string): boolean =>
        shown.includes(name) ||
        nodes.get(name)?.rides === true ||
        [...nodes.values()].some(({ argument }) => argument === name);
      expect(fieldsOf(view.wiring, view.layer).filter((name) => !own(name))).toEqual([]);
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.filter((address) => nodes.get(address)!.rides)).toEqual([]);
    }
  });

  it('have a number of the core each, and the gradients of the way back are those of the same vectors', () => {
    for (const view of views) {
      const there = addresses(view, 'forward').map((address) => `d_${parse(address).name}`);
      expect(addresses(view, 'backward').toSorted()).toEqual([...new Set(there)].toSorted());
      for (const direction of DIRECTIONS)
        for (const address of addresses(view, direction)) {
          const numbers = view.numbers(address, 2);
          expect(numbers, address).toHaveLength(view.count(address));
          const { name, term } = parse(address);
          const { trace } = view;
          if (term === undefined)
            expect(Array.from(numbers), address).toEqual(
              Array.from(direction === 'forward' ? trace.value(name, 2) : trace.grad(name, 2)),
            );
        }
    }
  });

  it('come after all that they are made of, forward; before it, on the way back', () => {
    for (const view of views)
      for (const direction of DIRECTIONS) {
        const order = tiles(view, at(view, direction, 0)).map(({ address }) => parse(address).name);
        order.forEach((name, k) => {
          const made = view.wiring.argument(name) ?? name;
          const factors = view.wiring.formula(made)!.terms.flat();
          for (const { name: of, before } of factors) {
            const place = order.indexOf(of);
            if (before || place < 0 || of === name) continue;
            if (direction === 'forward') expect(place, `${of} before ${name}`).toBeLessThan(k);
            else expect(place, `∂${of} after ∂${name}`).toBeGreaterThan(k);
          }
        });
      }
  });

  it('are to come, are being made in their own beat, and are done', () => {
    for (const view of views)
      for (const direction of DIRECTIONS) {
        const beats = view.network.beats[direction];
        beats.forEach(({ makes }, index) => {
          for (const { address, state } of tiles(view, at(view, direction, index))) {
            const own = beats.findIndex((beat) => beat.makes.includes(address));
            expect(state, address).toBe(own < index ? 'past' : own > index ? 'future' : 'now');
            expect(state === 'now', address).toBe(makes.includes(address));
          }
        });
        // Forward one comes after the other within a beat.
        const index = beats.findIndex(({ makes }) => makes.length > 1);
        const begun = index < 0 ? [] : tiles(view, at(view, direction, index, 0.01)).filter((t) => t.state === 'now');
        if (direction === 'forward') expect(begun.length).toBeLessThanOrEqual(1);
      }
  });
});
