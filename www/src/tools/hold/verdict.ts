// Whether a nudge did what its gradient said, and why not quite.
import type { Nudge } from '../../engine/protocol.ts';

/**
 * Why what came differs from what was predicted: it does not; nothing came, nor was to; the reader holds the number; its gradient is truncated; both are
 * lost in rounding; what is left is rounding; the loss bends, and twice ε misses by about four times as much; or it does not.
 */
type Reason = 'same' | 'none' | 'held' | 'truncated' | 'lost' | 'rounding' | 'curvature' | 'far';

export interface Verdict {
  predicted: number;
  /** What came, in what was predicted. */
  ratio?: number;
  reason: Reason;
  /** How many times as much twice ε misses by. */
  times?: number;
}

/** Closer than this is the same, for whoever reads the ratio. */
const SAME = 5e-4;

export function verdict(
  { gradient, change, twice, rounding }: Nudge,
  epsilon: number,
  { truncated, held }: { truncated: boolean; held: boolean },
): Verdict {
  const predicted = gradient * epsilon;
  const miss = change - predicted;
  const more = twice - 2 * predicted;
  const of = (reason: Reason, rest = {}): Verdict => ({
    predicted,
    ...(predicted !== 0 && { ratio: change / predicted }),
    reason,
    ...rest,
  });
  if (held) return of('held');
  if (predicted === 0 && change === 0 && twice === 0) return of('none');
  if (Math.max(Math.abs(predicted), Math.abs(change)) <= 4 * rounding) return of('lost');
  if (Math.abs(miss) <= SAME * Math.abs(predicted)) return of('same');
  if (Math.abs(miss) <= 4 * rounding) return of('rounding');
  const off = Math.abs(more - 4 * miss);
  if (off <= Math.abs(miss)) return of('curvature', { times: more / miss });
  // It may bend, too; but how much of this is rounding cannot be told apart.
  if (off <= Math.abs(miss) + 8 * rounding) return of('rounding');
  return of(truncated ? 'truncated' : 'far');
}
