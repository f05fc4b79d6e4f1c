// A run as plain JSON: its settings, how it went, and what it has learnt, by name.
import type { Progress } from '../../engine/protocol.ts';
import type { Matrix, Trace } from '../../network/trace.ts';
import { shortest } from './sheet.ts';

export function recordOf(trace: Trace, progress: Progress) {
  const { schema, updates, sample, loss, targets, mask } = trace.frame;
  const { losses, norms, stride, since, evaluation, divergence } = progress;
  return {
    made: 'lstm-conveyor',
    version: 1,
    config: schema.config,
    updates,
    // On sequences that are never trained on; not of another network than the one that is shown.
    ...(updates === progress.updates && { evaluation }),
    ...(divergence && { divergence }),
    // Means of `stride` updates each, the first of those after update `since`; norms of the gradient before clipping.
    training: { since, stride, losses: Array.from(losses, shortest), norms: Array.from(norms, shortest) },
    sample: { seed: sample, loss: shortest(loss) },
    // Where there is no task nothing could draw it again: row by row.
    ...(schema.config.task === undefined && {
      sequence: {
        inputs: Array.from({ length: schema.steps }, (_, k) => Array.from(trace.value('x', k + 1), shortest)),
        targets: Array.from(targets, shortest),
        mask: Array.from(mask),
      },
    }),
    params: Object.fromEntries(schema.params.map(({ name }) => [name, rowsOf(trace.param(name))])),
  };
}

function rowsOf({ rows, cols, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * cols, (row + 1) * cols), shortest));
}
