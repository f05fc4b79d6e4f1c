// The input as it is read: its words or letters in a row, as far as the sequence goes.
import { lastReal } from './padding.ts';
import type { Trace } from './trace.ts';

/** One for each step; none where the input is no symbols. */
export function storyOf(trace: Trace): string[] {
  const { inputs } = trace.frame.schema.symbols;
  if (!inputs.length) return [];
  return Array.from(
    { length: lastReal(trace) },
    (_, k) => inputs[trace.value('x', k + 1).findIndex((x) => x !== 0)] ?? '',
  );
}

/** Whether they are words, and so too long for a column of the strip on a phone. */
export function isWords(story: readonly string[]): boolean {
  return story.some((each) => [...each].length > 1);
}
