// Numbers as heat: one pixel each, to be stretched over the room that there is.
import { ground, type Rgb, type Theme, type Tone } from '../scene/colour.ts';

/** The tone of a pixel; undefined leaves it transparent. */
export type ToneAt = (step: number, unit: number) => Tone | undefined;

/** Steps across, units down; painted on `canvas`, whatever was on it. */
export function heat(
  steps: number,
  units: number,
  tone: ToneAt,
  theme: Theme,
  canvas = document.createElement('canvas'),
): HTMLCanvasElement {
  [canvas.width, canvas.height] = [steps, units];
  const image = new ImageData(steps, units);
  for (let unit = 0, at = 0; unit < units; unit++) {
    for (let step = 1; step <= steps; step++, at += 4) {
      const own = tone(step, unit);
      if (!own) continue;
      const [red, green, blue] = mixed(own, theme);
      image.data[at] = red;
      image.data[at + 1] = green;
      image.data[at + 2] = blue;
      image.data[at + 3] = 255;
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** Shades to each side of 0; a screen shows no more. */
const SHADES = 256;
const known = new Map<string, Rgb[]>();

/** Each shade is mixed once: there are more numbers than shades. */
function mixed({ kind, strength }: Tone, theme: Theme): Rgb {
  let shades = known.get(theme + kind);
  if (!shades) known.set(theme + kind, (shades = []));
  const shade = Math.round(Math.min(Math.max(strength, -1), 1) * SHADES);
  return (shades[shade + SHADES] ??= ground({ kind, strength: shade / SHADES }, theme));
}
