/** The input as the task's own thing: a bit to remember, a number with a mark on it, or a plain vector. */
import type { Trace } from './trace';

/** The input of a step as text, and whether it is the one to mind. `undefined`: too many numbers for a text. */
export function glyphText(trace: Trace, step: number): { text: string; marked: boolean } | undefined {
  const x = trace.value('x', step);
  switch (trace.frame.schema.glyph) {
    case 'cue': {
      // x[0] is the bit to remember, x[1] a distractor; where both rest there is nothing to read.
      const marked = x[0] !== 0;
      const bit = marked ? x[0]! : (x[1] ?? 0);
      return { text: bit === 0 ? '·' : bit > 0 ? '+1' : '−1', marked };
    }
    case 'marked':
      return { text: x[0]!.toFixed(2), marked: x[1] !== 0 };
    default:
      return undefined;
  }
}
