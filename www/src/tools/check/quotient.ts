// (L(w + ε) − L(w − ε)) / 2ε in print: with all digits that each line needs to follow from those above.

/** Its lines, each of which follows from those above to the last digit. */
export interface Quotient {
  up: string;
  down: string;
  difference: string;
  quotient: string;
}

/** Digits that tell an f64 from every other. */
const DIGITS = 17;

/** `exponent`: ε = 10^−exponent. Of the losses as they are printed, with all digits that they have. */
export function quotientOf(up: number, down: number, exponent: number): Quotient {
  const most = Math.max(Math.abs(up), Math.abs(down), Number.MIN_VALUE);
  const decimals = Math.min(Math.max(DIGITS - 1 - Math.floor(Math.log10(most)), 0), 40);
  const [a, b] = [up, down].map((loss) => digitsOf(loss, decimals)) as [bigint, bigint];
  // Divided by 2·10^−n: times 5, and the point n − 1 places to the right.
  return {
    up: decimal(a, decimals),
    down: decimal(b, decimals),
    difference: decimal(a - b, decimals),
    quotient: decimal((a - b) * 5n, decimals - exponent + 1),
  };
}

function digitsOf(v: number, decimals: number): bigint {
  return BigInt(v.toFixed(decimals).replace('.', ''));
}

function decimal(digits: bigint, decimals: number): string {
  const sign = digits < 0n ? '−' : '';
  const size = digits < 0n ? -digits : digits;
  if (decimals <= 0) return `${sign}${size * 10n ** BigInt(-decimals)}`;
  const text = String(size).padStart(decimals + 1, '0');
  return `${sign}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** As many decimals as another number is printed with. */
export function beside(v: number, { quotient }: Quotient): string {
  return decimal(digitsOf(v, Math.min(decimalsOf(quotient), 100)), decimalsOf(quotient));
}

function decimalsOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}
