// What is left of a gradient at each step back, of one network among others: a curve on an axis of powers of ten, the others grey.
import { nothing, svg } from 'lit';
import { runs } from '../../elements/runs.ts';
import { fadingOf, FLOOR } from '../../network/vanish.ts';
import { linear } from '../../scene/axis.ts';
import type { View } from '../../scene/view.ts';
import type { Words } from '../../words/locale.ts';

const WIDTH = 448;
/** In a window that is high, and in one that is not. */
const HEIGHT = { tall: 288, low: 170 };
const EDGE = { left: 50, right: 18, top: 14, bottom: 26 };
/** So many labels an axis has room for. */
const LABELS = { down: 6, across: 8 };
/** How far a label stands from its point, and about how wide it is. */
const LABEL = { x: 10, y: 20, width: 84 };

/** What is left at the steps 1, 2 and so on; 1 at the last. */
export type Left = readonly number[];

const known = new WeakMap<View, Left>();

/** Of what rides on the belt, how much of the gradient at the last question has arrived at each step; empty where there is none. */
export function leftOf(view: View): Left {
  const found = known.get(view);
  if (found) return found;
  const { norms } = fadingOf(view.trace, view.network.rides);
  const end = norms.at(-1)!;
  const left = end > 0 ? Array.from(norms, (norm) => norm / end) : [];
  known.set(view, left);
  return left;
}

/** `own` is which of them is meant, `step` the one whose number is told. */
export function leftChart(all: readonly Left[], own: number, step: number, tall: boolean, { share, number, t }: Words) {
  const height = tall ? HEIGHT.tall : HEIGHT.low;
  const seen = all.flat().filter((left) => left >= FLOOR);
  const [least, most] = [Math.min(...seen), Math.max(...seen)].map(Math.log10) as [number, number];
  // Below the lowest there is room for its number.
  const low = Math.min(Math.floor(least - Math.max(0.12 * (most - least), 0.3)), -1);
  const high = Math.max(Math.ceil(most - 0.2), 0);
  const down = linear([low, Math.max(high, most)], [height - EDGE.bottom, EDGE.top]);
  const steps = all[own]!.length;
  const across = linear([1, steps], [EDGE.left, WIDTH - EDGE.right]);
  const by = Math.ceil((high - low) / LABELS.down);
  const powers = Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, k) => high - k * by);
  const every = Math.max(Math.ceil((steps - 1) / LABELS.across), 1);
  const ticks = Array.from({ length: Math.floor((steps - 1) / every) + 1 }, (_, k) => 1 + k * every);
  const place = (left: number, at: number): string =>
    `${across.at(at).toFixed(1)} ${down.at(Math.log10(left)).toFixed(1)}`;
  const path = (lefts: Left): string => {
    const points = lefts.flatMap((left, k) => (left >= FLOOR ? [place(left, k + 1)] : []));
    return `M${points.join('L')}`;
  };
  const left = all[own]![step - 1]!;
  const short = { style: 'percent', maximumSignificantDigits: left >= 1 ? 3 : 2 } as const;
  const told = t(left > 1 ? 'compare.grown' : 'compare.left', {
    left: left >= 1e-4 && left < 1e3 ? number(left, short) : share(left),
  });
  const highest = all.every((lefts) => !(lefts[step - 1]! > left));
  return svg`<svg viewBox="0 0 ${WIDTH} ${height}" class="left" role="img" aria-label=${`${told} (${t('transport.step-of', { step, steps })})`}>
    ${powers.map((power) => {
      const y = down.at(power);
      return svg`<line x1=${EDGE.left} x2=${WIDTH - EDGE.right} y1=${y} y2=${y} /><text x=${EDGE.left - 6} y=${y + 4} text-anchor="end">${labelOf(power, number)}</text>`;
    })}
    ${ticks.map((tick) => svg`<text x=${across.at(tick)} y=${height - 8} text-anchor="middle">${number(tick)}</text>`)}
    ${all.map((lefts, k) => (k === own ? nothing : svg`<path d=${path(lefts)} />`))}
    <path class="own" d=${path(all[own]!)} />
    ${left >= FLOOR ? pointAt(across.at(step), down.at(Math.log10(left)), highest, told) : nothing}
  </svg>`;
}

/** With its number away from the others: above the highest, else below; to the left at the right edge. */
function pointAt(x: number, y: number, highest: boolean, told: string) {
  const right = x + LABEL.width < WIDTH;
  const below = !highest || y < LABEL.y + EDGE.top;
  return svg`<circle cx=${x} cy=${y} r="5" /><text class="told" x=${x + (right ? LABEL.x : -LABEL.x)} y=${y + (below ? LABEL.y : -10)} text-anchor=${right ? 'start' : 'end'}>${told}</text>`;
}

/** As a percentage as long as that can be read. */
function labelOf(power: number, number: Words['number']) {
  if (power >= -5 && power <= 3) return number(10 ** power, { style: 'percent', maximumSignificantDigits: 1 });
  return runs([
    { text: '10', style: 'roman' },
    { text: number(power).replace('-', '−'), style: 'sup' },
  ]);
}
