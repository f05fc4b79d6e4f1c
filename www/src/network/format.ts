// Numbers as text: a true minus sign, fixed widths, and powers of ten (−3.41·10⁻⁵) where decimals would show only zeros.
// What has room for less (short, gradient) writes the same with fewer digits.

/** What some characters are called that cannot be seen; the core has signs for blank, tab and the end of a line. */
const UNSEEN: Record<string, string> = {
  '\u00a0': 'NBSP',
  '\u00ad': 'SHY',
  '\u200b': 'ZWSP',
  '\u200c': 'ZWNJ',
  '\u200d': 'ZWJ',
  '\ufeff': 'BOM',
};

/** A symbol as it can be seen: by its name or its number, and what combines with another on a dotted circle. */
export function visible(symbol: string): string {
  if (/^[\p{C}\p{Z}\ufe00-\ufe0f]$/u.test(symbol))
    return UNSEEN[symbol] ?? `U+${symbol.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return /^\p{M}/u.test(symbol) ? `◌${symbol}` : symbol;
}

function fixed(v: number, digits: number, signed: boolean): string {
  const text = Math.abs(v).toFixed(digits);
  const sign = Number(text) === 0 ? '' : v < 0 ? '−' : signed ? '+' : '';
  return sign + text;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** −3.41·10⁻⁵ */
function power(v: number, digits: number, signed: boolean): string {
  const [mantissa, exponent] = Math.abs(v).toExponential(digits).split('e') as [string, string];
  const raised = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (d) => RAISED[Number(d)]!);
  return `${v < 0 ? '−' : signed ? '+' : ''}${mantissa}·10${raised}`;
}

/** Whether so many decimals would hide the number. */
function hidden(v: number, digits: number): boolean {
  const size = Math.abs(v);
  return v !== 0 && (size < 0.95 * 10 ** (1 - digits) || size >= 1000);
}

/** For equations: three decimals if not told otherwise, or a power of ten with as many digits. */
export function precise(v: number, digits = 3): string {
  return hidden(v, digits) ? power(v, digits - 1, false) : fixed(v, digits, false);
}

/** As `precise`, with its sign, 0 too: for terms of a sum. */
export function preciseSigned(v: number, digits = 3): string {
  const text = hidden(v, digits) ? power(v, digits - 1, true) : fixed(v, digits, true);
  return /^[+−]/.test(text) ? text : `+${text}`;
}

/** So many digits that count, whatever the size. */
export function significant(v: number, digits: number): string {
  const size = Math.abs(v);
  if (v === 0) return '0';
  if (size < 0.01 || size >= 1000) return power(v, digits - 1, false);
  return fixed(v, digits - 1 - Math.floor(Math.log10(size)), false);
}

/** What `precise` says, as a number, and how much its last digit counts. */
export function printed(v: number, digits = 3): { value: number; last: number } {
  if (!hidden(v, digits)) return { value: Number(v.toFixed(digits)), last: 10 ** -digits };
  const text = v.toExponential(digits - 1);
  return { value: Number(text), last: 10 ** (Number(text.split('e')[1]) - digits + 1) };
}

/** For a number in its lane: three decimals, fewer where it is large. */
export function lane(v: number): string {
  const size = Math.abs(v);
  if (size >= 9999.5) return power(v, 0, false);
  return fixed(v, size >= 99.95 ? 0 : size >= 9.995 ? 2 : 3, false);
}

/** For a parcel: at most six characters. */
export function short(v: number): string {
  const size = Math.abs(v);
  return size >= 1000 ? power(v, 0, true) : fixed(v, size >= 100 ? 0 : 2, true);
}

/** For a gate: 0..1. */
export function gate(v: number): string {
  return fixed(v, 2, false);
}

/** For what was given, not computed: as few decimals as it has, three at most. */
export function brief(v: number): string {
  return String(Number(v.toFixed(3))).replace('-', '−');
}

/** For a gradient's parcel: the digits that count, whatever the size; `tight` where there is room for one only. */
export function gradient(v: number, tight = false): string {
  if (v === 0) return '0';
  const size = Math.abs(v);
  if (size < 0.0095 || size >= 100) return power(v, tight ? 0 : 1, false);
  return fixed(v, tight || size >= 0.0995 ? 2 : 3, false);
}
