// A table as people keep it, in cells: quotes, line ends and what parts the cells are papaparse's to know.
import { fetched } from '../../engine/protocol.ts';
import { delimiterOf, linesOf, type Cells } from './columns.ts';

export async function cellsOf(text: string): Promise<Cells> {
  const { default: papa } = await fetched(import('papaparse'));
  const delimiter = delimiterOf(text);
  // Several blanks are one.
  const lines = delimiter === ' ' ? text.replace(/^ +| +$/gm, '').replace(/ +/g, ' ') : text;
  const { data } = papa.parse<string[]>(lines, { delimiter, skipEmptyLines: false });
  const begin = linesOf(data);
  const filled = data.map((row, k) => ({ row, line: begin[k]! })).filter(({ row }) => row.some((cell) => cell.trim()));
  return { rows: filled.map(({ row }) => row), lines: filled.map(({ line }) => line), delimiter };
}
