// What a reader holds or changes in the experiment shown: as a text, as data, and set upon it. Training knows nothing of it.
// It is fetched with the first edit.
import type { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Edit, Field, Schema } from './protocol.ts';

/** The comma between two edits; not that in the place of a weight, W[3,1]. */
const BETWEEN = /,(?![^[\]]*\])/;
const SHAPE = /^(!)?((?:l\d+\.)?[^\s.@=![\]'<>/,]+)(?:\.(\d+)|\[(\d+),(\d+)\])?(?:@(\d+)(?:(-)(\d+)?)?)?=(\S+)$/;

/**
 * Reads `f.2@3-11=1,W_f[3,1]=0,x.0@1=-1,c.1@0=0.5,h@5-=0,U_f=0,!f.0@7=0`: of which unit (none: of all), at which step (3- to
 * the end, none: at all), at what value; `!` is switched off. Units count from 0, steps from 1. What is no edit is kept apart.
 */
export function parse(text: string): { edits: Edit[]; wrong: string[] } {
  const parts = text
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => part);
  const read = parts.map(parseOne);
  return { edits: read.filter((edit) => edit !== undefined), wrong: parts.filter((_, k) => !read[k]) };
}

function parseOne(text: string): Edit | undefined {
  const [, off, name, unit, row, col, first, dash, last, number] = SHAPE.exec(text) ?? [];
  const value = Number(number);
  if (name === undefined || !Number.isFinite(Math.fround(value))) return undefined;
  if (first !== undefined && last !== undefined && Number(last) < Number(first)) return undefined;
  return {
    name,
    ...(unit !== undefined && { unit: Number(unit) }),
    ...(row !== undefined && { at: [Number(row), Number(col)] }),
    ...(first !== undefined && { first: Number(first), ...(!(dash && !last) && { last: Number(last ?? first) }) }),
    value,
    on: !off,
  };
}

export function print(edits: readonly Edit[]): string {
  return edits.map(printOne).join();
}

/** The text with one edit more, in place of an earlier one of the same numbers. */
export function withEdit(text: string, edit: Edit): string {
  const { edits, wrong } = parse(text);
  const place = (each: Edit): string => printOne({ ...each, value: 0, on: true });
  const others = edits.filter((each) => place(each) !== place(edit));
  return [print([...others, edit]), ...wrong].filter((part) => part).join();
}

function printOne({ name, unit, at, first, last, value, on }: Edit): string {
  const steps = first === undefined ? '' : `@${first}${last === first ? '' : `-${last ?? ''}`}`;
  return `${on ? '' : '!'}${name}${unit === undefined ? '' : `.${unit}`}${at ? `[${at.join()}]` : ''}${steps}=${value}`;
}

/** Whether a network has what is edited. */
export function fits({ name, unit, at, first = 1, last }: Edit, { row, params, steps }: Schema): boolean {
  const field = row.find((each) => each.name === name);
  if (field) return !at && (unit ?? 0) < field.rows && first <= steps && (last !== 0 || starts(field));
  const param = params.find((each) => each.name === name);
  const [r, c] = at ?? [0, 0];
  return param !== undefined && unit === undefined && r < param.rows && c < param.cols;
}

/** Whether the core takes a start value for it. */
function starts({ name, kind }: Field): boolean {
  return kind === 'state' && /^(l\d+\.)?[hc]$/.test(name);
}

export class Edits {
  readonly #edits: readonly Edit[];
  readonly wrong: readonly string[];

  constructor(readonly text: string) {
    const { edits, wrong } = parse(text);
    this.#edits = edits.filter(({ on }) => on);
    this.wrong = wrong;
  }

  /** Sets them upon an experiment that has none; `more` above them. Says whether there was anything to set. */
  put(shown: Experiment, schema: Schema, more: readonly Edit[] = []): boolean {
    const edits = [...this.#edits, ...more].filter((edit) => fits(edit, schema));
    const params = shown.params().slice();
    const start = new Float32Array(schema.width);
    for (const edit of edits) {
      const param = schema.params.find(({ name }) => name === edit.name);
      if (param) change(params, param, edit);
      else hold(shown, start, schema, edit);
    }
    shown.setParams(params);
    setStart(shown, start, schema);
    return edits.length > 0;
  }

  /** Takes back all edits but those of parameters, which are set anew for each frame. */
  lift(shown: Experiment, schema: Schema): void {
    shown.release();
    setStart(shown, new Float32Array(schema.width), schema);
  }
}

function change(params: Float32Array, { rows, cols, offset }: Field, { at, value }: Edit): void {
  if (at) params[offset + at[0] * cols + at[1]] = value;
  else params.fill(value, offset, offset + rows * cols);
}

function hold(shown: Experiment, start: Float32Array, { row, steps }: Schema, edit: Edit): void {
  const { rows, offset } = row.find(({ name }) => name === edit.name)!;
  const { name, first = 1, last = steps, value } = edit;
  for (let unit = edit.unit ?? 0; unit <= (edit.unit ?? rows - 1); unit++) {
    if (first === 0) start[offset + unit] = value;
    if (first <= 1 && last >= steps) shown.clamp(name, unit, undefined, value);
    else
      for (let step = Math.max(first, 1); step <= Math.min(last, steps); step++) shown.clamp(name, unit, step, value);
  }
}

/** Sets the start values of h and c from a row in the core's order, the same in all sequences of a batch. */
function setStart(shown: Experiment, start: Float32Array, { row, batch }: Schema): void {
  const of = (base: string): Float32Array =>
    Float32Array.from(
      row
        .filter((field) => starts(field) && field.name.endsWith(base))
        .flatMap(({ offset, rows }) => [...start.subarray(offset, offset + rows)])
        .flatMap((value) => Array<number>(batch).fill(value)),
    );
  shown.setStart(of('h'), of('c'));
}
