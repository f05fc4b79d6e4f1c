import { describe, expect, it } from 'vitest';
import { parse } from '../../src/network/address.ts';
import { Formulas } from '../../src/network/formula.ts';
import { rowsOf } from '../../src/scene/rows.ts';
import type { Trace } from '../../src/network/trace.ts';
import { hit, lineIn, strip } from '../../src/scene/strip.ts';
import { View } from '../../src/scene/view.ts';
import { NETWORKS, samples, traceOf } from './core.ts';

const rows = (cell: string, layers = 1) => rowsOf(traceOf({ task: 'recall', cell, layers, hidden: 3 }).wiring);

describe('the rows of the strip', () => {
  it('show what is kept and by how much, and on the way back what that does to the gradient', () => {
    expect(rows('lstm')).toEqual({ forward: ['c', 'f', 'h'], backward: ['d_c', 'f', 'd_h'] });
    expect(rows('gru')).toEqual({ forward: ['h', 'z'], backward: ['d_h', 'z'] });
    expect(rows('rnn')).toEqual({ forward: ['h'], backward: ['d_h'] });
  });

  it('are those of all layers', () => {
    const { forward, backward } = rows('lstm', 3);
    expect(forward).toEqual(['', 'l1.', 'l2.'].flatMap((layer) => ['c', 'f', 'h'].map((name) => layer + name)));
    expect(backward).toContain('d_l2.c');
  });
});

it.each(NETWORKS)('can all be painted, and turning round moves nothing: $name', ({ config }) => {
  const trace = traceOf({ task: 'sentences', ...config });
  const formulas = new Formulas(trace);
  const view = new View(trace);
  for (const [width, em] of [
    [340, 12.5],
    [1100, 12.5],
    [1800, 15.6],
  ] as const) {
    const [there, back] = (['forward', 'backward'] as const).map((way) => strip(view, way, width, em));
    expect(back!.height).toBe(there!.height);
    expect(back!.answers!.top).toBe(there!.answers!.top);
    for (const s of [there!, back!])
      s.rows.forEach((row, k) => {
        const { address, top, pile } = row;
        expect(parse(address).name).not.toBe('');
        expect(formulas.numbers(address, 1).length, address).toBe(pile.units);
        expect(top + pile.height).toBeLessThanOrEqual(s.rows[k + 1]?.top ?? s.answers!.top);
        // Each unit is found where it stands, whichever is opened.
        for (const open of [0, pile.units - 1])
          for (let unit = 0; unit < pile.units; unit++) {
            const line = lineIn(row, unit, open);
            const there = hit(s, s.left + 1, line.top + line.height / 2, open);
            expect(there, `${address} ${unit} of ${pile.units}`).toEqual({ step: 1, spot: { address, step: 1, unit } });
          }
      });
  }
});

it.each(NETWORKS)('a compact one is of the unit that is followed alone: $name', ({ config }) => {
  const view = new View(traceOf({ task: 'recall', ...config }));
  const [there, back] = (['forward', 'backward'] as const).map((way) => strip(view, way, 680, 12.5, true));
  expect(back!.height).toBe(there!.height);
  expect(there!.answers).toBeUndefined();
  for (const { rows, height } of [there!, back!]) {
    expect(rows.map(({ address }) => parse(address).name)).toEqual([view.network.rides]);
    const [row] = rows;
    for (let open = 0; open < row!.pile.units; open++) {
      const { top, height: own } = lineIn(row!, open, open);
      expect(own).toBeCloseTo(row!.pile.height);
      expect(top + own).toBeLessThan(height);
      const { spot } = hit(there!, there!.left + 1, there!.rows[0]!.top + own / 2, open);
      expect(spot).toEqual({ address: view.network.rides, step: 1, unit: open });
    }
  }
});

it('has room for the answers of a twin', () => {
  traceOf({ task: 'recall', taskOptions: { delay: 3 }, hidden: 3 }, 300);
  const [one, zero] = [1, 0].map((bit) =>
    samples(Array.from({ length: 40 }, (_, seed) => seed)).find((trace) => trace.target(trace.lastAsked)[0] === bit),
  );
  const curve = (...traces: [Trace, Trace?]) => {
    const { answers, height } = strip(new View(traces[0]), 'forward', 900, 12.5, false, traces[1]);
    const said = traces.map((trace) => answers!.curve!.at(trace!.prediction(trace!.lastAsked)[0]!));
    return said.every((y) => y >= answers!.top && y <= height);
  };
  expect(curve(zero!, one)).toBe(true);
  expect(curve(one!, zero)).toBe(true);
});

it('knows where a story ends', () => {
  const trace = traceOf({ task: 'sentences' });
  const s = strip(new View(trace), 'forward', 900, 12.5);
  expect(s.last).toBeLessThan(s.steps);
  expect(s.answers!.told.findLastIndex((told) => told)).toBe(s.last - 1);
});

it('knows how much of the gradient is left in each lane on its way back from the one answer', () => {
  const view = new View(traceOf({ task: 'recall', cell: 'lstm', hidden: 3 }));
  const { lastAsked } = view.trace;
  const at = (step: number, unit: number): number => Math.abs(view.trace.grad('c', step)[unit]!);
  for (let unit = 0; unit < 3; unit++) {
    expect(view.leftIn(unit, lastAsked)).toBe(1);
    for (let step = 1; step < lastAsked; step++)
      expect(view.leftIn(unit, step)).toBeCloseTo(at(step, unit) / at(lastAsked, unit), 6);
  }
  const many = new View(traceOf({ task: 'parity', cell: 'lstm', hidden: 3 }));
  expect(many.leftIn(0, 1)).toBeUndefined();
});
