// Numbers as heat: one pixel each, to be stretched over the room that there is.
import { ground, type Theme, type Tone } from '../scene/colour.ts';

/** Where there is none, the ground is seen. */
export type ToneAt = (step: number, unit: number) => Tone | undefined;

/** Steps across, units down. */
export function heat(steps: number, units: number, tone: ToneAt, theme: Theme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [steps, units];
  const image = new ImageData(steps, units);
  for (let unit = 0, at = 0; unit < units; unit++) {
    for (let step = 1; step <= steps; step++, at += 4) {
      const own = tone(step, unit);
      if (own) image.data.set([...ground(own, theme), 255], at);
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
