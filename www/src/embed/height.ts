// How high a figure is, from its settings and its width alone: so that its place can be kept before anything is there.
import { partsOf, type Manners, type ViewName } from './manners.ts';

/** Heights in CSS pixels: what does not grow with the width, and by how much the rest does, up to a width. Measured (tests/e2e/embed.test.ts). */
const PARTS: Record<ViewName, { fixed: number; slope: number; most: number }> = {
  belt: { fixed: 92, slope: 0.3, most: 960 },
  cell: { fixed: 0, slope: 0.53, most: 960 },
  strip: { fixed: 76, slope: 0, most: 960 },
  answer: { fixed: 180, slope: 0, most: 960 },
  inspector: { fixed: 420, slope: 0, most: 960 },
  gradient: { fixed: 260, slope: 0, most: 960 },
  race: { fixed: 640, slope: 0, most: 960 },
};
/** The caption, the row of buttons, the edges. */
const CAPTION = 56;
const CONTROLS = 48;
const EDGES = 26;

export function heightOf({ view, captions, controls, credit }: Manners, width: number): number {
  const views = partsOf(view) as ViewName[];
  const parts = views.map((name) => PARTS[name].fixed + PARTS[name].slope * Math.min(width, PARTS[name].most));
  const caption = captions === 'on' && views.some((name) => name === 'belt' || name === 'cell') ? CAPTION : 0;
  const row = controls === 'none' && credit === 'off' ? 0 : CONTROLS;
  return Math.round(EDGES + caption + row + parts.reduce((sum, part) => sum + part, 0));
}
