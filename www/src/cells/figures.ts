/** The figure of a network's cell: drawn by hand where we know it, else laid out from its formulas. */
import type { Figure } from '../scene/figure';
import type { Wiring } from '../scene/wiring';
import { gru } from './gru';
import { lstm } from './lstm';
import { own } from './own';
import { rnn } from './rnn';

const FIGURES: Record<string, Figure> = { lstm, gru, rnn };

/** `fields` are those of its first layer. */
export function figureOf(wiring: Wiring, fields: readonly string[]): Figure {
  return FIGURES[wiring.schema.config.cell] ?? own(wiring, fields);
}
