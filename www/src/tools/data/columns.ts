// A table of texts as columns of numbers: which there are, what is chosen, and where something is no number.

/** Cells by rows, and the line of the text in which each row begins. */
export interface Cells {
  rows: string[][];
  lines: number[];
  delimiter: string;
}

interface Column {
  name: string | undefined;
  /** Most of its cells are numbers. */
  numeric: boolean;
  /** Each number is one more than the last: it counts the rows, by years or from 0 on. */
  counts: boolean;
}

/** What is wrong with a cell: nothing stands there, or no number does. */
export interface Wrong {
  code: 'empty' | 'number';
  line: number;
  /** From 1. */
  column: number;
  value: string;
  /** The lines of all cells that are wrong, each as often as it has some. */
  lines: readonly number[];
}

export interface Numbers {
  /** As the core reads them, a line for each row; up to the first that is wrong, or that there is no room for. */
  text: string;
  rows: number;
  /** Rows that the table has. */
  of: number;
  wrong: Wrong | undefined;
}

/** The core takes no more. */
export const MOST_COLUMNS = 64;

/** As the core reads a number. */
const NUMBER = /^[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** With a comma for the point. */
const DECIMAL_COMMA = /^[-+−]?\d*,\d+(?:[eE][-+]?\d+)?$/;

/** In groups of three digits, as people and programs write large numbers, each form with what parts its groups. */
const GROUPED: readonly (readonly [form: RegExp, between: RegExp])[] = [
  [/^[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/, /,/g],
  [/^[-+−]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/, /\./g],
  [/^[-+−]?\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?$/, /[ \u00a0\u202f'’]/g],
];

/** What parts the cells: semicolons or tabs before commas, which may be decimal; where there is none of them, blanks. */
export function delimiterOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim());
  const found = [';', '；', '\t', '，', ','].find((each) => lines.some((line) => outside(line).includes(each)));
  return found ?? ' ';
}

/** A line without what stands in quotes. */
function outside(line: string): string {
  return line.replace(/"[^"]*"/g, '');
}

/** The line in which each row begins: a cell in quotes may have several. */
export function linesOf(rows: readonly string[][]): number[] {
  let line = 1;
  return rows.map((row) => {
    const begins = line;
    line += 1 + row.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    return begins;
  });
}

/** A cell as the core wants it: with a decimal point, where commas do not part cells, and without groups. */
function plain(cell: string, delimiter: string): string {
  const trimmed = cell.trim();
  const commas = delimiter === ',' || delimiter === '，';
  if (!commas && DECIMAL_COMMA.test(trimmed)) return trimmed.replace(',', '.');
  const [, between] = GROUPED.find(([form]) => form.test(trimmed)) ?? [];
  return between ? trimmed.replace(between, '').replace(',', '.') : trimmed;
}

function isNumber(cell: string | undefined, delimiter: string): boolean {
  return cell !== undefined && NUMBER.test(plain(cell, delimiter));
}

/** Whether most of these rows have a number in a column. */
function mostly(rows: readonly string[][], k: number, delimiter: string): boolean {
  return rows.filter((row) => isNumber(row[k], delimiter)).length > rows.length / 2;
}

/** Whether the first row names the columns: some of it is no number where most rows after it have one. */
export function hasHeader({ rows: [first = [], ...others], delimiter }: Cells): boolean {
  return first.some((cell, k) => cell.trim() && !isNumber(cell, delimiter) && mostly(others, k, delimiter));
}

export function columnsOf({ rows, delimiter }: Cells, header: boolean): Column[] {
  const all = rows.slice(header ? 1 : 0);
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, k) => {
    const first = Number(plain(all[0]?.[k] ?? '', delimiter));
    return {
      name: (header && rows[0]![k]?.trim()) || undefined,
      numeric: mostly(all, k, delimiter),
      counts: all.length > 2 && all.every((row, at) => plain(row[k] ?? '', delimiter) === String(first + at)),
    };
  });
}

/** The lines below a table that say something of it: of no column of numbers do they have one. */
function footerOf(all: Cells, header: boolean): Cells['rows'] {
  const { rows, delimiter } = all;
  const numeric = columnsOf(all, header).flatMap(({ numeric }, k) => (numeric ? [k] : []));
  const last = rows.findLastIndex((row) => numeric.some((k) => isNumber(row[k], delimiter)));
  return last < 0 ? [] : rows.slice(last + 1);
}

/** The chosen columns, as many rows of them as there is room for. */
export function numbersOf(
  { rows, lines, delimiter }: Cells,
  header: boolean,
  chosen: readonly number[],
  longest: number,
): Numbers {
  const from = header ? 1 : 0;
  const of = rows.length - from;
  let text = '';
  for (let at = from; at < rows.length; at++) {
    const cells = chosen.map((k) => plain(rows[at]![k] ?? '', delimiter));
    const bad = cells.findIndex((cell) => !NUMBER.test(cell));
    if (bad >= 0) {
      const [column, value] = [chosen[bad]! + 1, cells[bad]!];
      const all = rows.slice(at).flatMap((row, k) => {
        const some = chosen.filter((column) => !isNumber(row[column] ?? '', delimiter));
        return some.map(() => lines[at + k]!);
      });
      const wrong: Wrong = { code: value ? 'number' : 'empty', line: lines[at]!, column, value, lines: all };
      return { text, rows: at - from, of, wrong };
    }
    const longer = `${text}${text && '\n'}${cells.join(',')}`;
    if (longer.length > longest) return { text, rows: at - from, of, wrong: undefined };
    text = longer;
  }
  return { text, rows: of, of, wrong: undefined };
}

/** A table as it was entered, and what of it is to be learnt: what the reader has not said is proposed. */
export class Table {
  /** Whether the first row names the columns. */
  readonly header: boolean;
  readonly columns: readonly Column[];
  /** Places of columns. */
  readonly chosen: readonly number[];
  readonly numbers: Numbers;
  /** No column is one of numbers: it may be a text. */
  readonly textual: boolean;
  /** Rows at its end that are none of it. */
  readonly footer: Cells['rows'];

  constructor(
    readonly cells: Cells,
    readonly longest: number,
    readonly said: { header?: boolean; chosen?: readonly number[] } = {},
  ) {
    this.header = said.header ?? hasHeader(cells);
    this.footer = footerOf(cells, this.header);
    const table = { ...cells, rows: cells.rows.slice(0, cells.rows.length - this.footer.length) };
    this.columns = columnsOf(table, this.header);
    const numeric = this.columns.flatMap(({ numeric }, k) => (numeric ? [k] : []));
    this.textual = this.columns.length > 0 && !numeric.length;
    // A count of the rows at their head says nothing of them, unless it is all there is.
    const counter = numeric.length > 1 && numeric[0] === 0 && this.columns[0]!.counts;
    const proposed = numeric.slice(Number(counter)).slice(0, MOST_COLUMNS);
    // Where none is, the first is shown with what is wrong in it.
    this.chosen = said.chosen ?? (proposed.length || !this.columns.length ? proposed : [0]);
    this.numbers = numbersOf(table, this.header, this.chosen, longest);
  }

  but(said: Table['said']): Table {
    return new Table(this.cells, this.longest, { ...this.said, ...said });
  }

  /** Other cells: what was said of the columns is said of theirs, if there are as many. */
  of(cells: Cells): Table {
    const same = cells.rows[0]?.length === this.cells.rows[0]?.length;
    return new Table(cells, this.longest, same ? this.said : {});
  }
}
