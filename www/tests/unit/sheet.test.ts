// What is written to files is what the core computed, to the last bit (but that a zero has no sign).
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../src/engine/protocol.ts';
import { recordOf } from '../../src/tools/share/record.ts';
import { sheetOf, shortest } from '../../src/tools/share/sheet.ts';
import { NETWORKS, traceOf } from './core.ts';

const traces = NETWORKS.map(({ name, config }) => ({
  name,
  trace: traceOf({ task: 'adding', taskOptions: { steps: 4 }, ...config }, 3),
}));

describe('a trace as a table', () => {
  it('is, read again, every value and every gradient of every step, by its address', () => {
    for (const { name, trace } of traces) {
      const text = sheetOf(trace);
      expect(text.endsWith('\r\n')).toBe(true);
      const [header, ...rows] = text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      expect(new Set(header).size, name).toBe(header!.length);
      expect(header!.join(), name).not.toMatch(/["\s]/);
      expect(rows.map((row) => row.length)).toEqual(Array(trace.steps + 1).fill(header!.length));
      const at = (column: string, step: number): string => rows[step]![header!.indexOf(column)]!;
      const read = (column: string, step: number): number => Math.fround(Number(at(column, step)));
      let found = 2; // step, asked
      for (let step = 0; step <= trace.steps; step++) {
        expect([at('step', step), at('asked', step)]).toEqual([`${step}`, step > 0 && trace.asked(step) ? '1' : '0']);
        for (const field of trace.wiring.fields) {
          for (let unit = 0; unit < field.rows; unit++) {
            const address = `${field.name}[${unit}]`;
            expect(read(address, step), `${name} ${address}`).toBe(trace.value(field.name, step)[unit]! + 0);
            expect(read(`d_${address}`, step), `${name} d_${address}`).toBe(trace.grad(field.name, step)[unit]! + 0);
            if (step === 0) found += 2;
          }
        }
        const { outputs } = trace.frame.schema;
        for (let k = 0; k < outputs; k++) {
          const [said, wanted] = [trace.prediction(Math.max(step, 1))[k], trace.target(Math.max(step, 1))[k]];
          if (step === 0) expect([at(`~y[${k}]`, 0), at(`*y[${k}]`, 0)]).toEqual(['', '']);
          else expect([read(`~y[${k}]`, step), read(`*y[${k}]`, step)]).toEqual([said, wanted]);
          if (step === 0) found += 2;
        }
      }
      expect(found, 'columns').toBe(header!.length);
    }
  });
});

it('a number has no more digits than it needs', () => {
  expect([0.1, 1e-7, -2.5, 0, 16777216, 3.4028235e38].map((x) => String(shortest(Math.fround(x))))).toEqual([
    '0.1',
    '1e-7',
    '-2.5',
    '0',
    '16777216',
    '3.4028235e+38',
  ]);
  for (let k = 0; k < 10_000; k++) {
    const number = Math.fround(Math.sin(k) * 10 ** ((k % 80) - 44));
    expect(Math.fround(shortest(number)) + 0).toBe(number + 0);
  }
});

it('a run as JSON has its settings, how it went, and all parameters by name', () => {
  for (const { name, trace } of traces) {
    const progress: Progress = {
      ...{ losses: new Float32Array([0.7, 0.1]), norms: new Float32Array([2, 1]), stride: 2, since: 5 },
      ...{ updates: 3, running: false, rate: 0 },
      evaluation: { loss: 0.25, accuracy: 0.5, solved: false },
    };
    const record = JSON.parse(JSON.stringify(recordOf(trace, progress))) as ReturnType<typeof recordOf>;
    const { schema, updates, sample } = trace.frame;
    expect(record, name).toMatchObject({ config: schema.config, updates, evaluation: progress.evaluation });
    expect(record.training).toEqual({ since: 5, stride: 2, losses: [0.7, 0.1], norms: [2, 1] });
    expect(recordOf(trace, { ...progress, updates: 4 })).not.toHaveProperty('evaluation');
    expect([record.sample.seed, Math.fround(record.sample.loss)]).toEqual([sample, Math.fround(trace.frame.loss)]);
    expect(Object.keys(record.params)).toEqual(schema.params.map((param) => param.name));
    for (const { name: param, rows, cols } of schema.params) {
      const matrix = record.params[param]!;
      expect([matrix.length, ...matrix.map((row) => row.length)]).toEqual([rows, ...Array<number>(rows).fill(cols)]);
      expect(new Float32Array(matrix.flat()), `${name} ${param}`).toEqual(trace.param(param).data);
    }
  }
});
