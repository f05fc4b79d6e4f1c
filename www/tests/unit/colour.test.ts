import { describe, expect, it } from 'vitest';
import { gradientStrength, paint } from '../../src/scene/colour.ts';

describe('colours', () => {
  it('never print a number on a ground on which it cannot be read', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const kind of ['gate', 'signed', 'gradient'] as const) {
        for (let strength = -1; strength <= 1; strength += 0.01) {
          expect(paint({ kind, strength }, theme).contrast, `${theme} ${kind} ${strength}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  it('tell sign by hue and size by strength', () => {
    const signed = (strength: number) => paint({ kind: 'signed', strength }, 'light').fill;
    expect(signed(1)).not.toBe(signed(-1));
    expect(signed(0)).toBe(paint({ kind: 'gate', strength: 0 }, 'light').fill);
    expect(signed(2)).toBe(signed(1));
  });

  it('show gradients by the logarithm of their size', () => {
    expect(gradientStrength(1, 1)).toBe(1);
    expect(gradientStrength(-1e-3, 1)).toBeCloseTo(0.5);
    expect(gradientStrength(1e-12, 1)).toBe(0.04);
    expect(gradientStrength(0, 1)).toBe(0);
    expect(gradientStrength(0, 0)).toBe(0);
  });
});
