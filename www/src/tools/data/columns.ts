// A table of texts as columns of numbers: which there are, what is chosen, and where something is no number.

/** Cells by rows, and the line of the text in which each row begins. */
export interface Cells {
  rows: string[][];
  lines: number[];
  delimiter: string;
}

interface Column {
  name: string | undefined;
  /** None of its cells is something else than a number. */
  numeric: boolean;
}

/** What is wrong with a cell: nothing stands there, or no number does. */
interface Wrong {
  code: 'empty' | 'number';
  line: number;
  /** From 1. */
  column: number;
  value: string;
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

/** A cell as the core wants it: with a decimal point, where commas do not part cells. */
function plain(cell: string, delimiter: string): string {
  const trimmed = cell.trim();
  return delimiter === ',' || delimiter === '，'
    ? trimmed
    : trimmed.replace(/^([-+−]?\d*),(\d+(?:[eE][-+]?\d+)?)$/, '$1.$2');
}

function isNumber(cell: string | undefined, delimiter: string): boolean {
  return cell !== undefined && NUMBER.test(plain(cell, delimiter));
}

/** Whether the first row names the columns: some of it is no number where the next row has one. */
export function hasHeader({ rows: [first = [], second = []], delimiter }: Cells): boolean {
  return first.some((cell, k) => cell.trim() && !isNumber(cell, delimiter) && isNumber(second[k], delimiter));
}

export function columnsOf({ rows, delimiter }: Cells, header: boolean): Column[] {
  const all = rows.slice(header ? 1 : 0);
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, k) => ({
    name: (header && rows[0]![k]?.trim()) || undefined,
    numeric: all.length > 0 && all.every((row) => isNumber(row[k], delimiter)),
  }));
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
      const wrong: Wrong = { code: value ? 'number' : 'empty', line: lines[at]!, column, value };
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

  constructor(
    readonly cells: Cells,
    readonly longest: number,
    readonly said: { header?: boolean; chosen?: readonly number[] } = {},
  ) {
    this.header = said.header ?? hasHeader(cells);
    this.columns = columnsOf(cells, this.header);
    const numeric = this.columns.flatMap(({ numeric }, k) => (numeric ? [k] : [])).slice(0, MOST_COLUMNS);
    // Where none is, the first is shown with what is wrong in it.
    this.chosen = said.chosen ?? (numeric.length || !this.columns.length ? numeric : [0]);
    this.numbers = numbersOf(cells, this.header, this.chosen, longest);
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
