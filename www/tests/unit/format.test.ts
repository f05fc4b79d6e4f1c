import { describe, expect, it } from 'vitest';
import { brief, gate, gradient, precise, preciseSigned, printed, short } from '../../src/network/format.ts';

describe('numbers as text', () => {
  it('keep their sign, with a true minus, and lose it only with the number', () => {
    expect([short(0.354), short(-0.354), short(-0.001), short(123.4), short(-5321)]).toEqual([
      '+0.35',
      '−0.35',
      '0.00',
      '+123',
      '−5·10³',
    ]);
    expect([gate(0.605), gate(1), brief(-2), brief(0.25)]).toEqual(['0.60', '1.00', '−2', '0.25']);
  });

  it('turn to powers of ten where decimals would hide them, written in one way', () => {
    expect([precise(0.605), precise(-3.41e-5), precise(0), precise(12345)]).toEqual([
      '0.605',
      '−3.41·10⁻⁵',
      '0.000',
      '1.23·10⁴',
    ]);
    expect([preciseSigned(0), preciseSigned(0.2), preciseSigned(-0.2), preciseSigned(3.41e-5)]).toEqual([
      '+0.000',
      '+0.200',
      '−0.200',
      '+3.41·10⁻⁵',
    ]);
    expect([gradient(0.021), gradient(-0.5), gradient(-3.4e-5), gradient(-3.4e-5, true), gradient(0)]).toEqual([
      '0.021',
      '−0.50',
      '−3.4·10⁻⁵',
      '−3·10⁻⁵',
      '0',
    ]);
  });

  it('have as many digits as are asked for, and know what they say', () => {
    expect([precise(0.12345, 5), precise(-3.14159e-5, 4), precise(0.0034, 4)]).toEqual([
      '0.12345',
      '−3.142·10⁻⁵',
      '0.0034',
    ]);
    expect(printed(0.12346, 4).value).toBe(0.1235);
    expect(printed(-3.14159e-5).value).toBe(-3.14e-5);
    expect(printed(-3.14159e-5).last).toBeCloseTo(1e-7, 12);
  });
});
