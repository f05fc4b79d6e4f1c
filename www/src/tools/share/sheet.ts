// A trace as a table that any other program reads: a row for each time step, a column for each number, called by its address,
// first all values, then all gradients. In CSV as RFC 4180 has it; no name of the core's needs quotes.
import { PREDICTION, TARGET } from '../../network/address.ts';
import type { Trace } from '../../network/trace.ts';

export function sheetOf(trace: Trace): string {
  const { outputs } = trace.frame.schema;
  const units = (name: string, size: number): string[] => Array.from({ length: size }, (_, unit) => `${name}[${unit}]`);
  const fields = trace.wiring.fields.flatMap(({ name, rows }) => units(name, rows));
  const answers = [PREDICTION, TARGET].flatMap((name) => units(name, outputs));
  const header = ['step', 'asked', ...fields, ...answers, ...fields.map((name) => `d_${name}`)];
  const rows = Array.from({ length: trace.steps + 1 }, (_, step) => [
    String(step),
    step > 0 && trace.asked(step) ? '1' : '0',
    ...trace.wiring.fields.flatMap(({ name }) => written(trace.value(name, step))),
    // The start state has been told nothing, and answers nothing.
    ...(step > 0 ? [...written(trace.prediction(step)), ...written(trace.target(step))] : answers.map(() => '')),
    ...trace.wiring.fields.flatMap(({ name }) => written(trace.grad(name, step))),
  ]);
  return [header, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function written(numbers: Float32Array): string[] {
  return Array.from(numbers, (number) => String(shortest(number)));
}

/** The number with the fewest digits that is this one in the core's precision: 0.1, not 0.10000000149011612. */
export function shortest(number: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(number.toPrecision(digits));
    if (Math.fround(short) === number) return short;
  }
  return Number(number.toPrecision(9));
}
