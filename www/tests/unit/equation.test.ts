// Equations of every cell in every notation: what they say, whether what they print adds up, and how they are read aloud.
import { describe, expect, it } from 'vitest';
import { FACES } from '../../vite-fonts.ts';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import type { Spot } from '../../src/network/address.ts';
import { catalogue } from '../../src/network/catalogue.ts';
import type { Line } from '../../src/network/equation.ts';
import { equationOf } from '../../src/network/opening.ts';
import { Symbols } from '../../src/network/symbols.ts';
import { precise } from '../../src/network/format.ts';
import { Formulas } from '../../src/network/formula.ts';
import { NOTATIONS, type Notation } from '../../src/network/notation.ts';
import { spoken, typed } from '../../src/network/speech.ts';
import type { Trace } from '../../src/network/trace.ts';
import { NETWORKS, traceOf } from './core.ts';

function cell(notation: Notation, cell: string, options = {}, backward = false): string[] {
  const { wiring } = traceOf({ task: 'recall', cell, options, hidden: 3 });
  return new Symbols(wiring, notation).entries(0, backward).map(({ line }) => typed([line]));
}

describe('the equations of', () => {
  it('the LSTM are those of the textbook', () => {
    expect(cell('textbook', 'lstm')).toEqual([
      'iₜ = σ(W_i [hₜ₋₁, xₜ] + b_i)',
      'fₜ = σ(W_f [hₜ₋₁, xₜ] + b_f)',
      'C̃ₜ = tanh(W_C [hₜ₋₁, xₜ] + b_C)',
      'oₜ = σ(W_o [hₜ₋₁, xₜ] + b_o)',
      'Cₜ = fₜ ⊙ Cₜ₋₁ + iₜ ⊙ C̃ₜ',
      'hₜ = oₜ ⊙ tanh Cₜ',
      'yₜ = W_y hₜ + b_y',
      'ŷₜ = σ(yₜ)',
    ]);
    const back = cell('textbook', 'lstm', {}, true);
    for (const line of [
      '∂L/∂yₜ = 1/N (ŷₜ − yₜ∗)',
      '∂L/∂hₜ = W_yᵀ ∂L/∂yₜ + Σ_k W_khᵀ ∂L/∂z_kₜ₊₁',
      '∂L/∂Cₜ = ∂L/∂tanh Cₜ ⊙ (1 − (tanh Cₜ)²) + ∂L/∂Cₜ₊₁ ⊙ fₜ₊₁',
      '∂L/∂z_fₜ = ∂L/∂fₜ ⊙ fₜ ⊙ (1 − fₜ)',
      '∂L/∂W_f += ∂L/∂z_fₜ [hₜ₋₁, xₜ]ᵀ',
      '∂L/∂Cₜ₋₁ = ∂L/∂Cₜ ⊙ fₜ',
    ])
      expect(back).toContain(line);
  });

  it('its options tell what they change', () => {
    const options = { peephole: true, coupled: true, linear_output: true };
    expect(cell('pytorch', 'lstm', options)).toEqual([
      'iₜ = 1 − fₜ',
      'fₜ = σ(W_if xₜ + W_hf hₜ₋₁ + b_if + b_hf + p_f ⊙ cₜ₋₁)',
      'gₜ = tanh(W_ig xₜ + W_hg hₜ₋₁ + b_ig + b_hg)',
      'oₜ = σ(W_io xₜ + W_ho hₜ₋₁ + b_io + b_ho + p_o ⊙ cₜ)',
      'cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ',
      'hₜ = oₜ ⊙ cₜ',
      'yₜ = W_y hₜ + b_y',
      'ŷₜ = σ(yₜ)',
    ]);
  });

  it('the GRU turn where the course has the other side of its gate', () => {
    expect(cell('ng', 'gru')).toContain('1 − Γ_u⟨t⟩ = σ(W_u [c⟨t−1⟩, x⟨t⟩] + b_u)');
    expect(cell('ng', 'gru')).toContain('c⟨t⟩ = Γ_u⟨t⟩ ∗ c̃⟨t⟩ + (1 − Γ_u⟨t⟩) ∗ c⟨t−1⟩');
    expect(cell('pytorch', 'gru')).toContain('hₜ = (1 − zₜ) ⊙ nₜ + zₜ ⊙ hₜ₋₁');
    expect(cell('1997', 'gru', {}, true)).toContain('dz(t) = −top_diff_h(t) ⊙ n(t) + top_diff_h(t) ⊙ h(t−1)');
  });
});

/** Every number of a network, at its first step and at the last, of the last unit. */
function* spots({ wiring, steps }: Trace): Generator<Spot> {
  for (let layer = 0; layer < wiring.schema.layers; layer++) {
    const { forward, backward } = catalogue(wiring, layer);
    const places = wiring.schema.params.flatMap(({ name, rows, cols }) => [
      `${name}[${rows - 1},${cols - 1}]`,
      `d_${name}[0,${cols - 1}]`,
    ]);
    for (const address of [...forward, ...backward, ...places])
      for (const step of [wiring.firstStep(address), steps]) yield { address, step, unit: wiring.count(address) - 1 };
  }
}

/** What a printed expression comes to, read from its text alone; undefined if there are letters in it. */
function reckon(text: string): number | undefined {
  const digits = (raised: string): string =>
    [...raised].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('');
  const script = text
    .replace(/·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, power: string) => `e${digits(power)}`)
    .replaceAll('×', '*')
    .replaceAll('−', '-')
    .replace(/(\d) \(/g, '$1 * (')
    .replace(/σ\(/g, '1/(1+1/exp(')
    .replace(/^(1\/\(1\+1\/exp\(.*)$/, '$1)')
    .replace(/tanh|exp/g, 'Math.$&')
    .replace(/ReLU\(/g, 'Math.max(0,')
    .replaceAll('- -', '- 1 * -');
  if (/[^\d\s.e()+*/,-]/.test(script.replace(/Math\.(tanh|exp|max)/g, ''))) return undefined;
  return (0, eval)(script) as number;
}

/** How much the last digit of a printed number counts, of the coarsest in a text. */
function coarsest(text: string): number {
  const all = [...text.matchAll(/\d+\.(\d+)(?:·10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/g)].map(([, decimals, raised]) => {
    const power = raised ? reckon(`1·10${raised}`)! : 1;
    return power * 10 ** -decimals!.length;
  });
  return Math.max(0, ...all);
}

/** Parts of a line that are said to be equal, with the sign before each. */
function chain(lines: readonly Line[]): [sign: string, text: string][] {
  return typed(lines)
    .split('; ')
    .flatMap((line) => {
      const [first, ...rest] = line.split(/ (=|≈|\+=) /);
      return [['', first!], ...Array.from({ length: rest.length / 2 }, (_, k) => [rest[2 * k]!, rest[2 * k + 1]!])];
    }) as [string, string][];
}

const TRAINED = [{ task: 'recall', taskOptions: { delay: 3 } }, { task: 'sine' }, { task: 'order' }];

describe.each(NETWORKS)('of $name', ({ config }) => {
  // Not all of all: what is wrong of one cell shows in some task.
  const traces = TRAINED.map((task, k) => traceOf({ ...task, ...config, hidden: 3 }, 7 * k));

  it('every number has its equation, which ends in it, and adds up as printed or says that it does not', () => {
    const wrong: string[] = [];
    let equal = 0;
    for (const trace of traces) {
      const formulas = new Formulas(trace);
      for (const spot of spots(trace)) {
        const { lines, products, total, whole, digits, adds, exact } = equationOf(formulas, spot, 'textbook');
        const parts = chain(lines);
        const check = (right: boolean, what: string): void => {
          if (!right) wrong.push(`${what} of ${spot.address} at ${spot.step}, ${spot.unit}: ${typed(lines)}`);
        };
        check(parts.at(-1)![1] === precise(formulas.value(spot), digits), 'the end');
        check(exact !== parts.some(([sign]) => sign === '≈'), 'the remark');
        for (let k = 1; k < parts.length; k++) {
          const [sign, text] = parts[k]!;
          // Of the same squash the sums in it are compared.
          const [before, after] = [parts[k - 1]![1], text].map((each) => /^(σ|tanh|ReLU)\((.*)\)$/.exec(each));
          const [a, b] = before && after ? [before[2]!, after[2]!] : [parts[k - 1]![1], text];
          const [left, right] = [reckon(a), reckon(b)];
          if (left === undefined || right === undefined || sign !== '=' || b.includes('/')) continue;
          equal++;
          check(Math.abs(left - right) <= 0.501 * coarsest(b) + 1e-9 * Math.abs(right), 'a sum');
        }
        if (!products.length || whole === 'norm') continue;
        const sum = products.reduce((all, { value }) => all + reckon(precise(value, digits))!, 0);
        const shown = precise(total, digits);
        const off = Math.abs(sum - reckon(shown)!) / coarsest(shown);
        check(adds ? off <= 0.501 : off > 0.499, 'the table');
      }
    }
    expect(wrong).toEqual([]);
    expect(equal).toBeGreaterThan(50);
  }, 60_000);

  it('each is read aloud in both languages, and drawn with letters that the fonts have', () => {
    const wrong = new Set<string>();
    const trace = traces[0]!;
    const { wiring } = trace;
    const formulas = new Formulas(trace);
    const drawn = new Set(FACES.math.letters + FACES.italic.letters);
    for (const notation of NOTATIONS) {
      const symbols = new Symbols(wiring, notation);
      const entries = Array.from({ length: wiring.schema.layers }, (_, layer) => [
        ...symbols.entries(layer, false),
        ...symbols.entries(layer, true),
      ]).flat();
      const all = [...spots(trace)].map((spot) => equationOf(formulas, spot, notation).lines);
      for (const lines of [...all, ...entries.map(({ line }) => [line])]) {
        const text = typed(lines);
        for (const { spoken: words } of [en, zh] as { spoken: Record<string, string> }[]) {
          const heard = spoken(lines, (key, values = {}) => {
            if (!words[key]) wrong.add(`no word ${key}`);
            return (words[key] ?? '').replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
          });
          const numbers = text.match(/\d+\.\d+/g) ?? [];
          if (/[{}=≈−⊙∗⟨⟩_]|undefined/.test(heard) || !numbers.every((each) => heard.includes(each)))
            wrong.add(`${text}: ${heard}`);
        }
        for (const sign of text.normalize('NFD').replace(/[²ᵀΣₜ₊₋₀-₉]/g, ''))
          if (!drawn.has(sign)) wrong.add(`${sign} in ${text}`);
      }
    }
    expect([...wrong]).toEqual([]);
  }, 60_000);
});

it('the error of a prediction that is nearly right has the digits that it needs', () => {
  const trace = traceOf({ task: 'recall', hidden: 8 }, 600);
  const spot = { address: 'd_y', step: trace.steps, unit: 0 };
  const { lines, exact, adds } = equationOf(new Formulas(trace), spot, 'textbook');
  expect([exact, adds]).toEqual([true, true]);
  expect(typed(lines)).toMatch(/^∂L\/∂yₜ = 1\/N \(ŷₜ − yₜ∗\) = 1\/1 \(\d\.\d{3,7} − \d\.\d{3,7}\) = /);
});

it('a factor that is not 1 is seen to change what it multiplies', () => {
  const trace = traceOf({ task: 'recall', cell: 'lstm', hidden: 3, forgetBias: 5 }, 20);
  const formulas = new Formulas(trace);
  let more = 0;
  for (let step = 1; step <= trace.steps; step++)
    for (let unit = 0; unit < 3; unit++) {
      const { lines, digits } = equationOf(formulas, { address: "d_c'", step, unit }, 'textbook');
      const [, , made] = chain(lines).map(([, text]) => text);
      const [left, right] = made?.includes('×') ? made.split(' × ').map((text) => Math.abs(reckon(text)!)) : [];
      if (left === undefined) continue;
      const value = Math.abs(reckon(chain(lines).at(-1)![1])!);
      if (right !== 1 && value !== 0) expect(left, made).not.toBe(value);
      if (digits > 3) more++;
    }
  expect(more).toBeGreaterThan(0);
});

it('numbers follow in the order of the letters: those of h, of x, and the bias after W [h, x]', () => {
  const trace = traceOf({ task: 'recall', hidden: 3 }, 20);
  const formulas = new Formulas(trace);
  const spot = { address: 'f', step: 2, unit: 0 };
  // The core has them as x, h, bias; PyTorch writes each matrix by itself.
  for (const [notation, order] of [
    ['textbook', [1, 0, 2]],
    ['pytorch', [0, 1, 2]],
  ] as const) {
    const { lines, digits } = equationOf(formulas, spot, notation);
    const sum = typed(lines).split(/ [=≈] /)[2];
    const numbers = order.map((k) => precise(Math.abs(formulas.value({ ...spot, address: `z_f/${k}` })), digits));
    expect(sum!.match(/[\d.]+/g)).toEqual(numbers);
  }
});
