// How often one who only guesses is right.
import type { Schema } from '../engine/protocol.ts';

/** A task that shows bits asks for one; of symbols each may be the answer. Of numbers none is guessed right. */
const BITS = ['cue', 'marked-bit', 'bit'];
/** Where now one symbol, now several may come, guessing is right now and then more seldom: no one number tells how often. */
const SEVERAL = ['anbncn', 'reber'];
/** Being right less than so many times as often as by guessing may be luck. */
const LUCK = 1.2;

export function chanceOf({
  glyph,
  symbols: { outputs },
  config,
}: Pick<Schema, 'glyph' | 'symbols' | 'config'>): number {
  if (SEVERAL.includes(config.task)) return 0;
  return BITS.includes(glyph) ? 1 / 2 : outputs.length ? 1 / outputs.length : 0;
}

export function isGuess(accuracy: number, chance: number): boolean {
  return accuracy < LUCK * chance;
}
