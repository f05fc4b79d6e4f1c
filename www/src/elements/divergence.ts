// Why training ran away, in words.
import type { Divergence } from '../engine/protocol.ts';
import { precise } from '../network/format.ts';
import type { Words } from '../words/locale.ts';

/** `letters` writes the address of the first number that was not finite. */
export function wordsOfDivergence(
  { update, what, step, value, limit }: Divergence,
  { t }: Words,
  letters: (address: string) => string,
): string {
  if (what === 'loss' && Number.isFinite(value))
    return t('lab.diverged-loss', { update, value: precise(value), limit: precise(limit) });
  const name = what === 'loss' ? t('lab.loss') : letters(what);
  return t(step > 0 ? 'lab.diverged-at' : 'lab.diverged', { update, what: name, step });
}
