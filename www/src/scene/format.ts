/** Numbers as text. A true minus sign, fixed widths, powers of ten where decimals would show only zeros. */

function fixed(digits: number, signDisplay: 'exceptZero' | 'negative'): (v: number) => string {
  const format = new Intl.NumberFormat('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay,
    useGrouping: false,
  });
  return (v) => format.format(v).replace('-', '−');
}

const signed2 = fixed(2, 'exceptZero');
const plain2 = fixed(2, 'negative');
const plain3 = fixed(3, 'negative');
const signed3 = fixed(3, 'exceptZero');

/** For a parcel: at most six characters. */
export function short(v: number): string {
  return Math.abs(v) >= 100 ? power(v, 0) : signed2(v);
}

/** For a gate: 0..1. */
export function gate(v: number): string {
  return plain2(v);
}

/** For what was given, not computed: as few decimals as it has, three at most. */
export function brief(v: number): string {
  return String(Number(v.toFixed(3))).replace('-', '−');
}

/** For the inspector: three decimals, or a power of ten where these would hide the number. */
export function precise(v: number): string {
  const size = Math.abs(v);
  return v !== 0 && (size < 0.0095 || size >= 1000) ? superscript(v) : plain3(v);
}

/** As `precise`, with its sign: for terms of a sum. */
export function preciseSigned(v: number): string {
  const size = Math.abs(v);
  if (v !== 0 && (size < 0.0095 || size >= 1000)) return (v > 0 ? '+' : '') + superscript(v);
  return signed3(v);
}

/** For a gradient's parcel: the digits that count, whatever the size; `tight` where there is room for one only. */
export function gradient(v: number, tight = false): string {
  if (v === 0) return '0';
  const size = Math.abs(v);
  if (size < 0.0095 || size >= 100) return power(v, tight ? 0 : 1);
  return tight ? signed2(v) : fixed2or3(v);
}

function fixed2or3(v: number): string {
  return Math.abs(v) < 0.995e-1 ? signed3(v) : signed2(v);
}

/** −3.4e−5: short enough for a parcel. */
function power(v: number, digits: number): string {
  return (v > 0 ? '+' : '') + v.toExponential(digits).replace('+', '').replaceAll('-', '−');
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** −3.41·10⁻⁵ */
function superscript(v: number): string {
  const [digits, exponent] = v.toExponential(2).split('e') as [string, string];
  const raised = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (d) => RAISED[Number(d)]!);
  return `${digits.replace('-', '−')}·10${raised}`;
}
