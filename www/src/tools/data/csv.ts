// A table as people keep it, in cells: quotes, line ends and what parts the cells are papaparse's to know.
import { fetched } from '../../engine/protocol.ts';
import { delimiterOf, linesOf, type Cells } from './columns.ts';

/** What a spreadsheet writes before a table to say what parts its cells. */
const SEPARATOR = /^sep=(.)\r?\n/i;

export async function cellsOf(text: string): Promise<Cells> {
  const list = listed(text);
  if (list) return list;
  const { default: papa } = await fetched(import('papaparse'));
  const [said = '', told] = SEPARATOR.exec(text) ?? [];
  const table = text.slice(said.length);
  const delimiter = told ?? delimiterOf(table);
  // Several blanks are one.
  const lines = delimiter === ' ' ? table.replace(/^ +| +$/gm, '').replace(/ +/g, ' ') : table;
  const { data } = papa.parse<string[]>(lines, { delimiter, skipEmptyLines: false });
  const begin = linesOf(data).map((line) => line + Number(said !== ''));
  const filled = data.map((row, k) => ({ row, line: begin[k]! })).filter(({ row }) => row.some((cell) => cell.trim()));
  const cells = { rows: filled.map(({ row }) => row), lines: filled.map(({ line }) => line), delimiter };
  return cells.rows.length === 1 ? upright(cells) : cells;
}

/** A list of numbers, or of such lists, as programs print it; none where the text is no such. */
function listed(text: string): Cells | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const all = JSON.parse(text) as unknown[];
    const rows = all.map((row) => (Array.isArray(row) ? row.map(String) : [String(row)]));
    return { rows, lines: rows.map(() => 1), delimiter: ',' };
  } catch {
    return undefined; // then it is a table whose cells say what is wrong
  }
}

/** One row of numbers is no series; one column is. */
function upright({ rows: [row = []], lines: [line = 1], delimiter }: Cells): Cells {
  return { rows: row.map((cell) => [cell]), lines: row.map(() => line), delimiter };
}
