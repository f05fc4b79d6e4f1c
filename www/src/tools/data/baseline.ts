// What data would cost without any network: numbers where the last row is said again, symbols where each has the share that it has of
// what is learnt.
import { runsOf } from './aside.ts';
import type { Prepared } from './prepared.ts';
import { rowsOf, scaled, scalings } from './series.ts';
import { tokensOf } from './tokens.ts';

/** A loss as the core reckons it for the task; `right`: how often, where that can be told. */
export interface Cost {
  loss: number;
  right?: number;
}

/** On what is learnt, and on the end that is kept from it; none where nothing is asked. */
export interface Baseline {
  known: Cost;
  aside: Cost | undefined;
}

export function baselineOf({
  task,
  options,
  aside,
}: Pick<Prepared, 'task' | 'options' | 'aside'>): Baseline | undefined {
  const costs = task === 'numbers' ? ofNumbers(String(options['numbers']), aside) : ofText(options, aside);
  return costs.known && { known: costs.known, aside: costs.aside };
}

type Costs = Record<keyof Baseline, Cost | undefined>;

/** The mean squared error of each row beside the one before it, scaled as the network reads them. */
function ofNumbers(text: string, aside: string): Costs {
  const rows = rowsOf(text);
  const by = scalings(rows);
  const cost = (rows: readonly (readonly number[])[]): Cost | undefined => {
    const read = rows.map((row) => scaled(row, by));
    const squares = read.slice(1).flatMap((row, k) => row.map((x, column) => (x - read[k]![column]!) ** 2));
    return squares.length ? { loss: mean(squares) } : undefined;
  };
  return { known: cost(rows), aside: cost(rowsOf(aside)) };
}

/** The cross-entropy of the shares, and how often the most frequent symbol is the one that comes. */
function ofText({ text, unit }: Prepared['options'], aside: string): Costs {
  const words = unit === 'word';
  const tokens = tokensOf(String(text), words);
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const names = [...counts.keys()];
  const most = names.reduce((a, b) => (counts.get(b)! > counts.get(a)! ? b : a), names[0]!);
  const cost = (asked: readonly string[]): Cost | undefined =>
    asked.length
      ? {
          loss: mean(asked.map((token) => -Math.log(counts.get(token)! / tokens.length))),
          right: asked.filter((token) => token === most).length / asked.length,
        }
      : undefined;
  // Of what it does not know nothing is asked, nor of what comes first.
  const kept = runsOf(tokensOf(aside, words), names).flatMap((run) =>
    run.slice(1).map((row) => names[row.indexOf(1)]!),
  );
  return { known: cost(tokens.slice(1)), aside: cost(kept) };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
