// A text of equations while it is typed: places in it, what buttons put there, and what of it can be read already.
import { describe, expect, it } from 'vitest';
import { Experiment } from '../../pkg/lstm_conveyor.js';
import { EngineError, type Schema } from '../../src/engine/protocol.ts';
import { isLatex, nameIn, ofLatex, PIECES, put, upTo, wrongAt } from '../../src/tools/hold/draft.ts';
import { equationsOf } from '../../src/tools/hold/writing.ts';
import { choices } from './core.ts';

function read(equations: string): Schema {
  const size = { inputs: 1, outputs: 1, steps: 1, hidden: 2, batch: 1 };
  const experiment = new Experiment({ ...size, cell: 'own', options: { equations } });
  const schema: Schema = experiment.schema();
  experiment.free();
  return schema;
}

function refusalOf(equations: string): EngineError {
  try {
    read(equations);
  } catch (error) {
    return new EngineError(EngineError.trouble(error));
  }
  throw new Error(`nothing is wrong in ${equations}`);
}

describe('the place that the core refuses', () => {
  it.each([
    ['h = tanh(W x + U h)', 'h', 17],
    ["f = σ(W_f x)\nh = f ? h'", '?', 19],
    ["h = tanh(W x²) + h'", '²', 12],
    [`h = W x + ${'b'.repeat(41)}`, 'b'.repeat(41), 10],
    ["h = 𝑤 * h' + 𝑤 ? x", '?', 17], // two units of UTF-16 each
    ["c̃ = tanh(W x)\nh = c̃ + q'", 'q', 24],
    ["h = σ(W x + U h'", '', 16],
    ['f = σ(W_f x)\n', '', 13],
  ])('in %j is %j', (text, met, at) => {
    const { parts, value } = refusalOf(text);
    const { start, end } = wrongAt(text, parts['line'] as number, parts['column'] as number, value!);
    expect([start, text.slice(start, start + met.length)]).toEqual([at, met]);
    expect(end).toBeGreaterThanOrEqual(start + met.length);
    expect(text.slice(start, end)).not.toContain('\n');
  });
});

describe('a button', () => {
  /** The text with | where the caret is, or around what is selected. */
  const press = (marked: string, name: string): string => {
    const [before, selected, after] = marked.split('|') as [string, string, string?];
    const text = marked.replaceAll('|', '');
    const start = before.length;
    const end = after === undefined ? start : start + selected.length;
    const done = put(
      text,
      { start, end },
      PIECES.find((piece) => piece.name === name)!,
    );
    const whole = text.slice(0, start) + done.text + text.slice(end);
    return `${whole.slice(0, done.start)}|${whole.slice(done.start)}`;
  };

  it('puts its sign at the caret, one space around it', () => {
    expect(press('c = f|', 'times')).toBe('c = f * |');
    expect(press('c = f |', 'times')).toBe('c = f * |');
    expect(press("c = f| c'", 'times')).toBe("c = f *| c'");
    expect(press('c = c|', 'prime')).toBe("c = c'|");
  });

  it('leaves the caret where the next is to be typed', () => {
    expect(press('f = |', 'sigmoid')).toBe('f = σ(|)');
    expect(press('f = |W x|', 'sigmoid')).toBe('f = σ(W x)|');
    expect(press('c = |f| * g', 'complement')).toBe('c = (1 - f)| * g');
  });

  it('names a parameter as its line', () => {
    expect(press('f = σ(|)', 'weight')).toBe('f = σ(W_f x|)');
    expect(press('i = W_i x\nf = |', 'recurrent')).toBe("i = W_i x\nf = U_f h'|");
    expect(press('|', 'bias')).toBe('b|');
  });
});

it('the name of a line is what it makes', () => {
  expect(nameIn('  f_1 = σ(W x)')).toBe('f_1');
  expect(nameIn('= x')).toBeUndefined();
  expect(nameIn('f')).toBeUndefined();
});

describe.each(choices.cells.flatMap(({ presets }) => presets))('of $name', ({ equations }) => {
  it('the lines before any line are read as in the whole', () => {
    const formulas = (text: string): Map<string, string> =>
      new Map(equationsOf(read(text)).all.map(({ name, formula }) => [name, JSON.stringify(formula)]));
    const whole = formulas(equations);
    const lines = equations.split('\n');
    for (let line = 2; line <= lines.length; line++) {
      const part = formulas(upTo(equations, line));
      for (const name of lines.slice(0, line - 1).map(nameIn)) expect(part.get(name!)).toBe(whole.get(name!));
    }
  });
});

describe('as it is printed in lectures', () => {
  const LECTURE = `f_t = σ(W_f·[h_{t-1}, x_t] + b_f)
i_{t} = σ(W_i·[h_{t-1}, x_t] + b_i)
c̃ₜ = tanh(W_c·[hₜ₋₁, xₜ] + b_c)
c_t = f_t ⊙ c_{t-1} + i_t ⊙ c̃_t
h_t = tanh(c_t)`;

  it('each line makes what the core calls so, and the lines before a wrong one can be read', () => {
    const made = equationsOf(read(LECTURE)).all.map(({ name }) => name);
    for (const line of LECTURE.split('\n')) expect(made).toContain(nameIn(line));
    // c is read before it is made.
    const upper = equationsOf(
      read(upTo(`k_t = f_t ⊙ c_{t-1}\n${LECTURE.split('\n')[0]!}`.split('\n').toReversed().join('\n'), 3)),
    );
    expect(upper.all.map(({ name }) => name)).toContain('k');
  });

  it('LaTeX is rewritten as what the core reads', () => {
    const latex = String.raw`\begin{aligned}
f_t &= \sigma\left(W_{f} h_{t-1} + U_{f}x_t + b_f\right) \\
i_t &= \sigma(\mathbf{W}_i \cdot [h_{t-1}, x_t] + b_i), \\
\tilde{c}_t &= \tanh (W_c \cdot [h_{t-1}, x_t] + b_c) \\
c_t &= f_t \odot c_{t-1} + i_t \circ \tilde c_t \\
h_t &= \tanh c_t.
\end{aligned}`;
    expect([isLatex(latex), isLatex(LECTURE)]).toEqual([true, false]);
    const plain = ofLatex(latex);
    expect(isLatex(plain)).toBe(false);
    expect(plain.split('\n')).toHaveLength(5);
    const names = equationsOf(read(plain)).all.map(({ name }) => name);
    for (const name of ['f', 'i', 'c̃', 'c', 'h']) expect(names).toContain(name);
    // What has no place in the language stays, to be named.
    expect(ofLatex(String.raw`h_t = \max(z_t)`)).toBe(String.raw`h_t = \max(z_t)`);
  });
});
