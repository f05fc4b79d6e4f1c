// Colours of numbers. A reader knows from the hue what kind of number she sees: gates (0..1) one hue, signed values two
// (safe for colour-blind readers), gradients a third, by the logarithm of their size.

export type Theme = 'light' | 'dark';
export type Tone = {
  kind: 'gate' | 'signed' | 'gradient';
  /** −1..1; the sign matters only for 'signed' */ strength: number;
};

export type Rgb = readonly [number, number, number];
interface Palette {
  zero: Rgb;
  gate: Rgb;
  positive: Rgb;
  negative: Rgb;
  gradient: Rgb;
}

const PALETTES: Record<Theme, Palette> = {
  light: {
    zero: [244, 243, 239],
    gate: [7, 89, 79],
    positive: [27, 95, 174],
    negative: [168, 74, 6],
    gradient: [85, 41, 140],
  },
  dark: {
    zero: [42, 45, 52],
    gate: [82, 205, 193],
    positive: [125, 183, 255],
    negative: [255, 157, 87],
    gradient: [214, 189, 255],
  },
};

const DARK_INK: Rgb = [4, 6, 10];
const LIGHT_INK: Rgb = [255, 255, 255];

/** The ground as red, green and blue, 0..255. */
export function ground(tone: Tone, theme: Theme): Rgb {
  const palette = PALETTES[theme];
  const full =
    tone.kind === 'gate'
      ? palette.gate
      : tone.kind === 'gradient'
        ? palette.gradient
        : tone.strength < 0
          ? palette.negative
          : palette.positive;
  const s = Math.min(Math.abs(tone.strength), 1);
  return palette.zero.map((from, k) => Math.round(from + (full[k]! - from) * s)) as unknown as Rgb;
}

const css = ([r, g, b]: Rgb): string => `rgb(${r} ${g} ${b})`;

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

/** The ground alone: where nothing is printed on it. */
export function groundOf(tone: Tone, theme: Theme): string {
  return css(ground(tone, theme));
}

/** In which a number of its kind is written on the page's own ground. */
export function inkOf({ kind, strength }: Tone, theme: Theme): string {
  const palette = PALETTES[theme];
  const signed = strength < 0 ? palette.negative : palette.positive;
  return css(kind === 'signed' ? signed : palette[kind]);
}

/** Ground, and the ink in which a number on it can be read. */
export function paint(tone: Tone, theme: Theme): { fill: string; ink: string; contrast: number } {
  const rgb = ground(tone, theme);
  const dark = contrast(rgb, DARK_INK);
  const light = contrast(rgb, LIGHT_INK);
  return { fill: css(rgb), ink: css(dark >= light ? DARK_INK : LIGHT_INK), contrast: Math.max(dark, light) };
}

/** Decades below the largest gradient of the sequence at which colour has faded to nothing. */
export const DECADES = 6;

export function gradientStrength(v: number, largest: number): number {
  if (v === 0 || largest === 0) return 0;
  return Math.min(Math.max(1 + Math.log10(Math.abs(v) / largest) / DECADES, 0.04), 1);
}
