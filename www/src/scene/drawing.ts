// An answer laid out: where its bars, lines and words stand, in so much room. Of one sequence every drawing has the same
// height, so nothing below it moves while it plays. All lengths follow the size of the type, `em`.
import { precise } from '../network/format.ts';
import { DIGITS, type Answer, type Bar, type Course, type Distribution, type Panel, type Point } from './answer.ts';
import { linear } from './axis.ts';
import { fitted, widthOf } from './glyph.ts';

/** What a mark stands for; the element chooses its colour and line. */
type Role = 'said' | 'wanted' | 'given' | 'track' | 'now' | 'counted' | 'name' | 'number' | 'note';

type At = { x: number; y: number };

export type Mark =
  | ({ type: 'rect'; as: Role; w: number; h: number; faint?: boolean } & At)
  | { type: 'line'; as: Role; points: At[]; faint?: boolean }
  | ({ type: 'dot'; as: Role; r: number; faint?: boolean } & At)
  | ({ type: 'text'; as: Role; anchor: 'start' | 'end'; size: number } & At & Words);

/** Letters, or a key of the locale. */
type Words = { text: string } | { key: string; values?: Record<string, string | number> };

export interface Drawing {
  width: number;
  height: number;
  marks: Mark[];
}

/** In units of the type's size. */
const ROW = 1.75;
const GAP = 0.6;
const NUMBER = 3;
const TAG = 4.6;
const MOST_NAME = 8;
/** Room for “12 others”. */
const OTHERS = 5.6;
/** From here on there is room for two columns. */
const WIDE = 42;
const PANEL = { alone: 9, among: 6 };
/** Room for a word of the legend and its number. */
const ENTRY = 13;

export function draw(answer: Answer, width: number, em: number): Drawing {
  return answer.kind === 'distribution' ? bars(answer, width, em) : lines(answer, width, em);
}

function bars(answer: Distribution, width: number, em: number): Drawing {
  const marks: Mark[] = [];
  const { counts, others } = answer;
  const beside = counts.length > 0 && width >= WIDE * em;
  const room = beside ? width * 0.58 : width;
  const name = Math.min(Math.max(answer.widest, others ? OTHERS : 0), MOST_NAME) * em;
  const rows: (Bar | { p: number; text: string; n: number })[] = [...answer.bars, ...(others ? [others] : [])];
  const left = name + GAP * em;
  const track = room - left - (NUMBER + TAG + 2 * GAP) * em;
  rows.forEach((row, k) => {
    const y = (k + 0.5) * ROW * em;
    const h = 0.95 * em;
    const wanted = 'wanted' in row && row.wanted;
    marks.push({ type: 'rect', as: 'track', x: left, y: y - h / 2, w: track, h });
    marks.push({ type: 'rect', as: wanted ? 'wanted' : 'said', x: left, y: y - h / 2, w: track * row.p, h });
    const word = 'name' in row ? fitted(row.name, name, em, true) : undefined;
    const words: Words = 'name' in row ? { text: word?.text ?? '' } : { key: 'answer.others', values: { n: row.n } };
    const as = wanted ? 'name' : 'note';
    marks.push({ type: 'text', as, x: name, y, anchor: 'end', size: word?.size ?? 0.9 * em, ...words });
    const x = left + track + (NUMBER + GAP) * em;
    marks.push({ type: 'text', as: 'number', x, y, anchor: 'end', size: em, text: row.text });
    if (wanted)
      marks.push({
        type: 'text',
        as: 'name',
        x: x + GAP * em,
        y,
        anchor: 'start',
        size: 0.9 * em,
        key: answer.bars.filter((bar) => bar.wanted).length > 1 ? 'answer.may' : 'answer.target',
      });
  });
  let height = rows.length * ROW * em;
  if (counts.length) {
    const at = beside ? { x: room + 2 * em, y: 0 } : { x: 0, y: height + GAP * em };
    marks.push(...counted(answer, { ...at, w: width - at.x }, em));
    height = Math.max(height, at.y + (counts.length + 1) * ROW * em);
  }
  return { width, height, marks };
}

/** A square for each symbol of a run, filled when it is read. */
function counted({ counts }: Distribution, { x, y, w }: At & { w: number }, em: number): Mark[] {
  const marks: Mark[] = [
    { type: 'text', as: 'note', x, y: y + 0.5 * ROW * em, anchor: 'start', size: 0.9 * em, key: 'answer.read' },
  ];
  const from = x + 4.2 * em;
  const pitch = Math.min(1.15 * em, (w - 4.2 * em) / Math.max(...counts.map(({ all }) => all)));
  counts.forEach(({ name, read, all }, k) => {
    const middle = y + (k + 1.5) * ROW * em;
    marks.push({ type: 'text', as: 'name', x: x + 1.2 * em, y: middle, anchor: 'end', size: em, text: name });
    marks.push({ type: 'text', as: 'number', x: x + 3.4 * em, y: middle, anchor: 'end', size: em, text: String(read) });
    for (let n = 0; n < all; n++)
      marks.push({
        type: 'rect',
        as: 'counted',
        x: from + n * pitch,
        y: middle - 0.45 * em,
        w: pitch * 0.82,
        h: 0.9 * em,
        faint: n >= read,
      });
  });
  return marks;
}

function lines(answer: Course, width: number, em: number): Drawing {
  const marks: Mark[] = [];
  const { panels } = answer;
  const columns = panels.length > 1 && width >= WIDE * em ? 2 : 1;
  const gap = 2 * em;
  const w = (width - gap * (columns - 1)) / columns;
  const entries = 2 + (panels[0]!.given.length ? 1 : 0);
  const legend = Math.ceil(entries / Math.max(Math.floor(w / (ENTRY * em)), 1)) * ROW * em;
  const gauge = answer.probability ? ROW * em : 0;
  const h = (panels.length > 1 ? PANEL.among : PANEL.alone) * em;
  const pitch = legend + gauge + h + 1.4 * em;
  panels.forEach((panel, k) => {
    const x = (k % columns) * (w + gap);
    const y = Math.floor(k / columns) * pitch;
    marks.push(...entriesOf(answer, panel, { x, y, w }, em));
    if (gauge) marks.push(...gaugeOf(answer, panel, { x, y: y + legend, w }, em));
    marks.push(...curves(answer, panel, { x, y: y + legend + gauge, w, h }, em));
  });
  return { width, height: Math.ceil(panels.length / columns) * pitch, marks };
}

/** The legend, each line with its number at this step. */
function entriesOf(answer: Course, panel: Panel, { x, y, w }: At & { w: number }, em: number): Mark[] {
  const per = Math.max(Math.floor(w / (ENTRY * em)), 1);
  const all: [Role, Point[]][] = [
    ['said', panel.said],
    ['wanted', panel.wanted],
    ...(panel.given.length ? [['given', panel.given] as [Role, Point[]]] : []),
  ];
  return all.flatMap(([as, points], k): Mark[] => {
    const at = { x: x + (k % per) * ENTRY * em, y: y + (Math.floor(k / per) + 0.5) * ROW * em };
    const now = points.find(({ step }) => step === answer.step);
    const value = now ? valueText(answer, now.value) : '–';
    const sample: Mark =
      as === 'given'
        ? { type: 'dot', as, x: at.x + 0.7 * em, y: at.y, r: 0.22 * em }
        : { type: 'line', as, points: [at, { x: at.x + 1.4 * em, y: at.y }] };
    const word: Mark = {
      type: 'text',
      as: 'note',
      x: at.x + 1.8 * em,
      y: at.y,
      anchor: 'start',
      size: 0.9 * em,
      key: `answer.${as}`,
      values: { value },
    };
    return [sample, word];
  });
}

/** One probability as a bar from 0 to 1; the target at one of its ends. */
function gaugeOf(answer: Course, panel: Panel, { x, y, w }: At & { w: number }, em: number): Mark[] {
  const [left, right] = [x + NUMBER * em, x + w - 0.5 * em];
  const h = 0.95 * em;
  const middle = y + 0.5 * ROW * em;
  const p = panel.said.find(({ step }) => step === answer.step)!.value;
  const target = panel.wanted.find(({ step }) => step === answer.step);
  const { at } = linear([0, 1], [left, right]);
  const half = [middle - h / 2, middle + h / 2].map((y) => ({ x: at(0.5), y }));
  return [
    { type: 'rect', as: 'track', x: left, y: middle - h / 2, w: right - left, h },
    { type: 'rect', as: 'said', x: left, y: middle - h / 2, w: p * (right - left), h, faint: !answer.asked },
    { type: 'line', as: 'track', points: half },
    ...(target ? [{ type: 'dot' as const, as: 'wanted' as const, x: at(target.value), y: middle, r: 0.42 * em }] : []),
  ];
}

/** Over time: what was, what is, and faintly what will be. */
function curves(answer: Course, panel: Panel, box: At & { w: number; h: number }, em: number): Mark[] {
  const { low, high } = panel;
  const left = box.x + NUMBER * em;
  const right = box.x + box.w - 0.5 * em;
  const last = Math.max(...panel.said.map(({ at }) => at));
  const [top, bottom] = [box.y + 0.5 * em, box.y + box.h - 0.5 * em];
  const [xs, ys] = [linear([1, Math.max(last, 2)], [left, right]), linear([low, high], [bottom, top])];
  const place = ({ at, value }: Pick<Point, 'at' | 'value'>): At => ({ x: xs.at(at), y: ys.at(value) });
  const tick = (value: number): Mark[] => {
    const y = ys.at(value);
    return [
      {
        type: 'line',
        as: 'track',
        points: [
          { x: left, y },
          { x: right, y },
        ],
      },
      { type: 'text', as: 'note', x: left - 0.4 * em, y, anchor: 'end', size: 0.85 * em, text: short(value) },
    ];
  };
  // Zero has a tick where it is not too close to an end.
  const zero = low < 0 && high > 0 && Math.min(-low, high) > 0.2 * (high - low) ? [0] : [];
  const course = (as: Role, points: Point[]): Mark[] => {
    const seen = points.filter(({ step }) => step <= answer.seen);
    const later = points.filter(({ step }) => step > answer.seen);
    const bridge = [...seen.slice(-1), ...later];
    return [
      ...(later.length ? [{ type: 'line' as const, as, points: bridge.map(place), faint: true }] : []),
      ...(seen.length ? [{ type: 'line' as const, as, points: seen.map(place) }] : []),
      // A single answer is a point.
      ...(points.length === 1
        ? [{ type: 'dot' as const, as, ...place(points[0]!), r: 0.3 * em, faint: !seen.length }]
        : []),
    ];
  };
  const r = Math.min(0.22 * em, (0.35 * (right - left)) / last);
  const x = xs.at(answer.step);
  // A ring around the point where both are the same.
  const now = (points: Point[], as: Role, r: number): Mark[] =>
    points.flatMap((point) => (point.step === answer.step ? [{ type: 'dot' as const, as, ...place(point), r }] : []));
  const end: Mark = {
    type: 'text',
    as: 'note',
    x: right,
    y: bottom + 1.1 * em,
    anchor: 'end',
    size: 0.85 * em,
    text: String(last),
  };
  const step: Words = { key: 'answer.step', values: { step: answer.step } };
  const free = right - (widthOf(String(last)) + 0.5) * em;
  const before = x + 4.5 * em > free;
  return [
    ...[low, ...zero, high].flatMap(tick),
    {
      type: 'line',
      as: 'now',
      points: [
        { x, y: top - 0.4 * em },
        { x, y: bottom + 0.4 * em },
      ],
    },
    ...panel.given.map((point): Mark => ({
      type: 'dot',
      as: 'given',
      ...place(point),
      r,
      faint: point.step > answer.seen,
    })),
    ...course('wanted', panel.wanted),
    ...course('said', panel.said),
    ...now(panel.said, 'said', 0.3 * em),
    ...now(panel.wanted, 'wanted', 0.5 * em),
    end,
    {
      type: 'text',
      as: 'now',
      x: before ? Math.min(x - 0.3 * em, free) : x + 0.3 * em,
      y: bottom + 1.1 * em,
      anchor: before ? 'end' : 'start',
      size: 0.85 * em,
      ...step,
    },
  ];
}

/** A probability has its fixed digits, another number those that count. */
export function valueText({ probability }: Course, value: number): string {
  return probability ? value.toFixed(DIGITS) : precise(value);
}

/** At the end of an axis: as few digits as tell it. */
function short(value: number): string {
  return String(Number(value.toPrecision(2))).replace('-', '−');
}
