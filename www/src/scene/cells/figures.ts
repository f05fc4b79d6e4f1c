// The figure of a network's cell: drawn by hand where we know it, else laid out from its formulas.
import type { Wiring } from '../../network/wiring.ts';
import type { Figure } from '../figure.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import { own } from './own.ts';
import { rnn } from './rnn.ts';

const FIGURES: Record<string, Figure> = { lstm, gru, rnn };

/** `fields` are those of its first layer. */
export function figureOf(wiring: Wiring, fields: readonly string[]): Figure {
  return FIGURES[wiring.schema.config.cell] ?? own(wiring, fields);
}
