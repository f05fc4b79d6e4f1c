// Heat maps: which there are, and where a pointer or a key leads.
import { describe, expect, it } from 'vitest';
import { pairsOf, placeAt, placeBy } from '../../src/tools/heat/maps.ts';
import { View } from '../../src/scene/view.ts';
import { NETWORKS, traceOf } from './core.ts';

describe('the maps', () => {
  it.each(NETWORKS)(
    'of $name: one of every field, layer by layer, each with a scale, a name and a place to look at',
    ({ config }) => {
      const trace = traceOf({ ...config, task: 'recall', taskOptions: { delay: 3 } });
      const pairs = pairsOf(trace);
      expect(pairs.map(({ name }) => name).toSorted()).toEqual(trace.wiring.fields.map(({ name }) => name).toSorted());
      expect(pairs.map(({ layer }) => layer)).toEqual(pairs.map(({ layer }) => layer).toSorted());
      for (const { name, layer, units, height } of pairs) {
        const view = new View(trace, layer);
        expect(units).toBe(trace.wiring.count(name));
        expect(height).toBeGreaterThanOrEqual(18);
        for (const address of [name, `d_${name}`]) {
          expect(view.name(address, 'textbook').length, address).toBeGreaterThan(0);
          expect(view.scales.of(address).kind === 'gradient').toBe(address !== name);
        }
        const { forward, backward } = view.network.addresses;
        expect([...forward, ...(name === 'x' ? [name] : [])]).toContain(name);
        if (name !== 'x') expect(backward).toContain(`d_${name}`);
      }
    },
  );

  it('of many units are no higher than their room', () => {
    const heights = [2, 5, 64].map(
      (hidden) => pairsOf(traceOf({ task: 'recall', hidden })).find(({ name }) => name === 'c')!.height,
    );
    expect(heights).toEqual([18, 40, 96]);
  });
});

describe('a place', () => {
  it('under a point, is within the map', () => {
    expect(placeAt(0, 0, 11, 5)).toEqual({ step: 1, unit: 0 });
    expect(placeAt(0.5, 0.5, 11, 5)).toEqual({ step: 6, unit: 2 });
    expect(placeAt(1, 1, 11, 5)).toEqual({ step: 11, unit: 4 });
    expect(placeAt(-0.1, 2, 11, 5)).toEqual({ step: 1, unit: 4 });
  });

  it('is moved by keys, and stays within', () => {
    const from = { step: 3, unit: 2 };
    const by = (key: string, at = from) => placeBy(key, at, 11, 5);
    expect(by('ArrowLeft')).toEqual({ step: 2, unit: 2 });
    expect(by('ArrowRight')).toEqual({ step: 4, unit: 2 });
    expect(by('ArrowUp')).toEqual({ step: 3, unit: 1 });
    expect(by('ArrowDown')).toEqual({ step: 3, unit: 3 });
    expect([by('Home')!.step, by('End')!.step, by('PageDown')!.step, by('PageUp')!.step]).toEqual([1, 11, 11, 1]);
    expect(by('ArrowDown', { step: 3, unit: 4 })).toEqual({ step: 3, unit: 4 });
    expect(by('x')).toBeUndefined();
  });

  it('of a unit that a map has not is moved from its last', () => {
    expect(placeBy('ArrowUp', { step: 1, unit: 9 }, 11, 3)).toEqual({ step: 1, unit: 1 });
    expect(placeBy('ArrowRight', { step: 1, unit: 9 }, 11, 3)).toEqual({ step: 2, unit: 9 });
  });
});
