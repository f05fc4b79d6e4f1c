/**
 * How a quantity is written on the stage: runs of letters, the notation of the textbooks (colah 2015). The inspector's
 * equations (equations.ts) use the same letters.
 */
export type Run = { text: string; style: 'italic' | 'roman' | 'sub' | 'sup'; tilde?: boolean; hat?: boolean };
export type Symbol = readonly Run[];

const it = (text: string): Run => ({ text, style: 'italic' });
const up = (text: string): Run => ({ text, style: 'roman' });
const sub = (text: string): Run => ({ text, style: 'sub' });
const NOW = sub('t');
const BEFORE = sub('t−1');
const d = (of: Symbol): Symbol => [up('∂'), it('L'), up('/∂'), ...of];

const C: Symbol = [it('C'), NOW];
const C_BEFORE: Symbol = [it('C'), BEFORE];
const H: Symbol = [it('h'), NOW];
const H_BEFORE: Symbol = [it('h'), BEFORE];
const F: Symbol = [it('f'), NOW];
const I: Symbol = [it('i'), NOW];
const G: Symbol = [{ text: 'C', style: 'italic', tilde: true }, NOW];
const O: Symbol = [it('o'), NOW];
const X: Symbol = [it('x'), NOW];
const Z = (gate: string): Symbol => [it('z'), sub(gate)];
const times = (a: Symbol, b: Symbol): Symbol => [...a, up(' ⊙ '), ...b];

export const SYMBOLS = {
  x: X,
  h: H,
  h_prev: H_BEFORE,
  c: C,
  c_prev: C_BEFORE,
  f: F,
  i: I,
  g: G,
  o: O,
  keep: times(F, C_BEFORE),
  write: times(I, G),
  tanh_c: [up('tanh '), ...C],
  y: [it('y'), NOW],
  p: [{ text: 'y', style: 'italic', hat: true }, NOW],
  d_x: d(X),
  d_h: d(H),
  d_h_prev: d(H_BEFORE),
  d_c: d(C),
  d_c_prev: d(C_BEFORE),
  d_f: d(F),
  d_i: d(I),
  d_g: d(G),
  d_o: d(O),
  d_W_f: [up('∂'), it('W'), sub('f')],
  d_W_i: [up('∂'), it('W'), sub('i')],
  d_W_g: [up('∂'), it('W'), { text: 'C', style: 'sub', tilde: true }],
  d_W_o: [up('∂'), it('W'), sub('o')],
  d_z_f: d(Z('f')),
  d_z_i: d(Z('i')),
  d_z_g: d([it('z'), { text: 'C', style: 'sub', tilde: true }]),
  d_z_o: d(Z('o')),
} satisfies Record<string, Symbol>;

export type SymbolName = keyof typeof SYMBOLS;
