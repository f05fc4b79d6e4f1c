import { describe, expect, it } from 'vitest';
import { gate, gradient, precise, preciseSigned, short } from '../../src/scene/format.ts';

describe('numbers as text', () => {
  it('keep their sign, with a true minus, and lose it only with the number', () => {
    expect([short(0.354), short(-0.354), short(-0.001), short(123.4)]).toEqual(['+0.35', '−0.35', '0.00', '+123']);
    expect([gate(0.606), gate(1)]).toEqual(['0.61', '1.00']);
  });

  it('turn to powers of ten where decimals would hide them', () => {
    expect([precise(0.605), precise(-3.41e-5), precise(0), precise(12345)]).toEqual([
      '0.605',
      '−3.41·10⁻⁵',
      '0.000',
      '1.23·10⁴',
    ]);
    expect([preciseSigned(0.2), preciseSigned(-0.2), preciseSigned(3.41e-5)]).toEqual([
      '+0.200',
      '−0.200',
      '+3.41·10⁻⁵',
    ]);
    expect([gradient(0.021), gradient(-0.5), gradient(-3.4e-5), gradient(0)]).toEqual([
      '+0.021',
      '−0.50',
      '−3.4·10⁻⁵',
      '0',
    ]);
  });
});
