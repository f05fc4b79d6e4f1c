import { describe, expect, it } from 'vitest';
import { answerOf } from '../../src/scene/answer.ts';
import { draw, type Drawing, type Mark } from '../../src/scene/drawing.ts';
import { widthOf } from '../../src/scene/glyph.ts';
import { storyOf, isWords } from '../../src/network/story.ts';
import { words } from '../../src/words/locale.ts';
import type { Trace } from '../../src/network/trace.ts';
import { choices, traceOf } from './core.ts';

const { t } = await words('en');
type Text = Extract<Mark, { type: 'text' }>;
const drawn = (trace: Trace, step: number, width: number, em: number): Drawing =>
  draw(answerOf(trace, { direction: 'forward', step }), width, em);
const box = (text: Text): [number, number] => {
  const width = widthOf('key' in text ? t(text.key, text.values) : text.text) * text.size * 0.95;
  return text.anchor === 'end' ? [text.x - width, text.x] : [text.x, text.x + width];
};

describe.each(choices.tasks.map(({ name }) => name))('the answer to %s', (task) => {
  const trace = traceOf({ task, hidden: 4 }, 30);

  it.each([
    [340, 13],
    [620, 13],
    [1100, 16],
  ])('stands inside its frame at %i pixels, nothing over another, always as high', (width, em) => {
    const { height } = drawn(trace, 1, width, em);
    for (let step = 1; step <= trace.steps; step++) {
      const drawing = drawn(trace, step, width, em);
      expect(drawing.height).toBe(height);
      for (const mark of drawing.marks) {
        const points = mark.type === 'line' ? mark.points : [{ x: mark.x, y: mark.y }];
        if (mark.type === 'rect') points.push({ x: mark.x + mark.w, y: mark.y + mark.h });
        for (const { x, y } of points) {
          expect(x >= -0.01 && x <= width + 0.01, `${mark.type} ${x} at ${step}`).toBe(true);
          expect(y >= -0.01 && y <= height + 0.01, `${mark.type} ${y} at ${step}`).toBe(true);
        }
      }
      const texts = drawing.marks.filter((mark): mark is Text => mark.type === 'text');
      texts.forEach((a, k) => {
        expect(box(a)[0] >= 0 && box(a)[1] <= width, JSON.stringify(a)).toBe(true);
        for (const b of texts.slice(k + 1).filter(({ y }) => Math.abs(y - a.y) < 0.9 * em)) {
          const [[a1, a2], [b1, b2]] = [box(a), box(b)];
          expect(a2 <= b1 + 1 || b2 <= a1 + 1, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(true);
        }
      });
    }
  });
});

it('what has not been walked yet is faint', () => {
  const trace = traceOf({ task: 'sine' });
  type Line = Extract<Mark, { type: 'line' }>;
  const lines = drawn(trace, 20, 600, 13).marks.filter(
    (mark): mark is Line => mark.type === 'line' && mark.as === 'said',
  );
  const [faint, seen] = [lines.find((line) => line.faint)!, lines.findLast((line) => !line.faint)!];
  const last = Math.max(...seen.points.map(({ x }) => x));
  for (const { x } of faint.points) expect(x).toBeGreaterThanOrEqual(last);
  const end = drawn(trace, trace.steps, 600, 13).marks;
  expect(end.some((mark) => 'faint' in mark && mark.faint)).toBe(false);
});

it('a story is what is read, without its padding', () => {
  const story = storyOf(traceOf({ task: 'sentences' }));
  expect(story.join(' ')).toMatch(/^\S+ .* The \S+ are in the$/);
  expect([isWords(story), isWords(storyOf(traceOf({ task: 'reber' })))]).toEqual([true, false]);
  expect(storyOf(traceOf({ task: 'sine' }))).toEqual([]);
});
