// Numbers of one's own as the core reads them from its text, and as it scales them: so that they can be shown in their own units.

/** Of a column: what was taken from each number, and what it was then divided by. */
export interface Scaling {
  mean: number;
  deviation: number;
}

/** One number for each column. */
export type Row = readonly number[];

/** The rows of a text that the core has taken. */
export function rowsOf(text: string): Row[] {
  return text
    .split(/[\n;；]/)
    .map((row) => row.split(/[\s,，]+/).filter((cell) => cell !== ''))
    .filter((row) => row.length > 0)
    .map((row) => row.map((cell) => Number(cell.replace('−', '-'))));
}

/** Mean and standard deviation of each column; one that never changes has none. */
export function scalings(rows: readonly Row[]): Scaling[] {
  return (rows[0] ?? []).map((_, k) => {
    const column = rows.map((row) => row[k]!);
    // By the largest first, or the squares of huge numbers would not be finite.
    const largest = Math.max(...column.map(Math.abs)) || 1;
    const mean = column.reduce((sum, x) => sum + x / largest, 0) / column.length;
    const variance = column.reduce((sum, x) => sum + (x / largest - mean) ** 2, 0) / column.length;
    const constant = column.every((x) => x === column[0]);
    return {
      mean: (constant ? column[0]! / largest : mean) * largest,
      deviation: constant ? 0 : Math.sqrt(variance) * largest,
    };
  });
}

/** To mean 0 and variance 1, as the network reads it. */
export function scaled(row: Row, by: readonly Scaling[]): number[] {
  return row.map((x, k) => (by[k]!.deviation ? (x - by[k]!.mean) / by[k]!.deviation : 0));
}

/** And back: what the network says, in the units of the data. */
export function unscaled(row: ArrayLike<number>, by: readonly Scaling[]): number[] {
  return Array.from(row, (x, k) => x * by[k]!.deviation + by[k]!.mean);
}
