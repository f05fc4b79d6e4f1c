import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/engine/protocol.ts';
import {
  complemented,
  factorLetters,
  isSum,
  letters,
  matrices,
  NOTATIONS,
  plain,
  type Context,
  type Notation,
} from '../../src/network/notation.ts';
import { NETWORKS, traceOf } from './core.ts';

function contextOf(cell: string, options: Config['options'] = {}, layers = 1): Context {
  return { wiring: traceOf({ task: 'recall', cell, options, layers, hidden: 3 }).wiring, layered: layers > 1 };
}

function written(notation: Notation, context: Context, addresses: string): string {
  return addresses
    .split(' ')
    .map((address) => plain(letters(address, notation, context)))
    .join('  ');
}

describe('the LSTM is written', () => {
  const context = contextOf('lstm');
  it.each<[Notation, string, string, string]>([
    [
      'textbook',
      'f_t  i_t  o_t  C̃_t  C_t  C_(t−1)  h_t  tanh C_t  z_(f, t)  f_t ⊙ C_(t−1)  ŷ_t  y_t∗',
      '∂L/∂h_t  ∂L/∂C_t  ∂L/∂C_t ← t+1  ∂L/∂C_t ← tanh C_t  ∂L/∂h_t ← t+1  ∂L/∂h_t ← y_t  ∂L/∂C_(t−1)  ∂L/∂z_(f, t)',
      'W_fx  W_fh  W_fx[3, 2]  b_C  ∂L/∂W_fx  ∂L/∂b_f',
    ],
    [
      '1997',
      'f(t)  i(t)  o(t)  g(t)  s(t)  s(t−1)  h(t)  tanh s(t)  f_input(t)  f(t) ⊙ s(t−1)  ŷ(t)  y∗(t)',
      'top_diff_h(t)  ds(t)  top_diff_s(t)  ds(t) ← tanh s(t)  bottom_diff_h(t+1)  top_diff_h(t) ← y(t)  bottom_diff_s(t)  df_input(t)',
      'W_fx  W_fh  W_fx[3, 2]  b_g  W_fx_diff  b_f_diff',
    ],
    [
      'ng',
      'Γ_f⟨t⟩  Γ_u⟨t⟩  Γ_o⟨t⟩  c̃⟨t⟩  c⟨t⟩  c⟨t−1⟩  a⟨t⟩  tanh c⟨t⟩  z_f⟨t⟩  Γ_f⟨t⟩ ∗ c⟨t−1⟩  ŷ⟨t⟩  y⟨t⟩',
      'da⟨t⟩  dc⟨t⟩  dc⟨t⟩ ← t+1  dc⟨t⟩ ← tanh c⟨t⟩  da⟨t⟩ ← t+1  da⟨t⟩ ← z_y⟨t⟩  dc⟨t−1⟩  dz_f⟨t⟩',
      'W_fx  W_fa  W_fx[3, 2]  b_c  dW_fx  db_f',
    ],
    [
      'pytorch',
      'f_t  i_t  o_t  g_t  c_t  c_(t−1)  h_t  tanh c_t  z_(f, t)  f_t ⊙ c_(t−1)  ŷ_t  y_t∗',
      'h_t.grad  c_t.grad  c_t.grad ← t+1  c_t.grad ← tanh c_t  h_t.grad ← t+1  h_t.grad ← y_t  c_(t−1).grad  z_(f, t).grad',
      'W_if  W_hf  W_if[3, 2]  b_ig + b_hg  W_if.grad  b_if.grad',
    ],
  ])('as in %s', (notation, forward, backward, parameters) => {
    expect(written(notation, context, "f i o g c c' h tanh_c z_f c/0 ~y *y")).toBe(forward);
    expect(written(notation, context, "d_h d_c d_c<+ d_c<tanh_c d_h<+ d_h<y d_c' d_z_f")).toBe(backward);
    expect(written(notation, context, 'W_f U_f W_f[2,1] b_g d_W_f d_b_f')).toBe(parameters);
  });

  it('in two layers, each with its number', () => {
    const two = contextOf('lstm', {}, 2);
    expect(written('textbook', two, "x c l1.c' l1.W_f W_y y d_l1.h")).toBe(
      'x_t  C_t⁽¹⁾  C_(t−1)⁽²⁾  W_fx⁽²⁾  W_y  y_t  ∂L/∂h_t⁽²⁾',
    );
    expect(written('ng', two, 'l1.c l1.f l1.U_f')).toBe('c[2]⟨t⟩  Γ_f[2]⟨t⟩  W_fa[2]');
    expect(written('1997', two, 'l1.c d_l1.c')).toBe('s⁽²⁾(t)  ds⁽²⁾(t)');
  });

  it('with all matrices of a gate together', () => {
    const all = (notation: Notation) => plain(matrices('z_g', true, notation, context));
    expect(NOTATIONS.map(all)).toEqual(['∂L/∂W_C', 'W_gx_diff, W_gh_diff', 'dW_c', 'W_ig.grad, W_hg.grad']);
  });

  it('at another step', () => {
    const later = { ...context, shift: 1 };
    expect(written('textbook', later, "c c' d_c d_z_f")).toBe('C_(t+1)  C_t  ∂L/∂C_(t+1)  ∂L/∂z_(f, t+1)');
    expect(written('1997', later, "d_c d_c' tanh_c")).toBe('ds(t+1)  bottom_diff_s(t+1)  tanh s(t+1)');
  });
});

it('the update gate of colah and of Ng is 1 minus the core’s', () => {
  const context = contextOf('gru');
  expect(written('textbook', context, 'z d_z h/0 h/1')).toBe('1 − z_t  ∂L/∂(1 − z_t)  z_t ⊙ h̃_t  (1 − z_t) ⊙ h_(t−1)');
  expect(written('ng', context, 'z d_z h/0 h/1')).toBe(
    '1 − Γ_u⟨t⟩  d(1 − Γ_u⟨t⟩)  Γ_u⟨t⟩ ∗ c̃⟨t⟩  (1 − Γ_u⟨t⟩) ∗ c⟨t−1⟩',
  );
  expect(written('pytorch', context, 'z d_z h/0 h/1')).toBe('z_t  z_t.grad  (1 − z_t) ⊙ n_t  z_t ⊙ h_(t−1)');
  expect(NOTATIONS.map((notation) => complemented(notation, context.wiring))).toEqual(['z', undefined, 'z', undefined]);
  expect(isSum(letters('z', 'textbook', context))).toBe(true);
  expect(isSum(letters('d_z', 'textbook', context))).toBe(false);
  expect(plain(factorLetters('z', true, 'textbook', context))).toBe('z_t');
});

it('PyTorch has two biases, but where each stands alone', () => {
  expect(written('pytorch', contextOf('gru'), 'b_r b_n c_n d_b_r')).toBe('b_ir + b_hr  b_in  b_hn  b_ir.grad');
  expect(written('pytorch', contextOf('gru', { reset_before: true }), 'b_n')).toBe('b_in + b_hn');
  expect(written('pytorch', contextOf('lstm', { projection: 2 }), 'W_h b_y')).toBe('W_hr  b_y');
  expect(written('pytorch', contextOf('rnn'), 'W_h U_h b_h')).toBe('W_ih  W_hh  b_ih + b_hh');
});

describe.each(NETWORKS)('all names of $name', ({ config }) => {
  const { wiring, frame } = traceOf({ task: 'recall', ...config });
  const names = [...frame.schema.row, ...frame.schema.params].map(({ name }) => name);
  const context = { wiring, layered: frame.schema.layers > 1 };

  it.each([...NOTATIONS])('have letters of their own in %s', (notation) => {
    for (const prefix of ['', 'd_']) {
      const all = names.map((name) => plain(letters(prefix + name, notation, context)));
      expect(new Set(all).size, all.join('  ')).toBe(names.length);
      for (const each of all) expect(each).not.toMatch(/[#^]|undefined|_$/);
    }
  });
});
