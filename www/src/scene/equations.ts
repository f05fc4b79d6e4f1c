/**
 * The equations of the inspector in TeX, typeset when the site is built (vite-equations.ts). `n('f')` is a live number:
 * an element that the inspector fills. Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000 for the
 * forget gate; letters as in colah's "Understanding LSTM Networks" (2015).
 */
const n = (name: string): string => `${name.endsWith('_signed') ? '\\;' : ''}{\\htmlClass{num num-${name}}{0.000}}`;

const L = (of: string): string => `\\frac{\\partial L}{\\partial ${of}}`;
const CANDIDATE = '\\tilde{C}_t';

/** A gate: the formula, its sums, its value. */
function gate(symbol: string, sub: string, activation: string): string {
  return lines(
    `${symbol} &= ${activation}\\big(W_{${sub}}\\,x_t + U_{${sub}}\\,h_{t-1} + b_{${sub}}\\big)`,
    `&= ${activation}\\big(${n('x')} ${n('h_signed')} ${n('b_signed')}\\big)`,
    `&= ${activation}\\big(${n('z')}\\big) = ${n('value')}`,
  );
}

function slope(symbol: string, sub: string, factor: string): string {
  return lines(
    `${L(`z_{${sub}}`)} &= ${L(symbol)} \\odot ${factor}`,
    `&= ${n('d')} \\times ${n('slope')} = ${n('value')}`,
  );
}

function weights(sub: string): string {
  return lines(
    `${L(`W_{${sub}}`)} &\\mathrel{+}= ${L(`z_{${sub}}`)}\\; x_t^{\\top}`,
    `${L(`U_{${sub}}`)} &\\mathrel{+}= ${L(`z_{${sub}}`)}\\; h_{t-1}^{\\top}`,
    `${L(`z_{${sub}}`)} &= ${n('d_z')}`,
  );
}

function lines(...rows: string[]): string {
  return `\\begin{aligned}${rows.join('\\\\[2pt]')}\\end{aligned}`;
}

export const EQUATIONS = {
  x: `x_t = ${n('value')}`,
  start: `${n('value')}`,
  f: gate('f_t', 'f', '\\sigma'),
  i: gate('i_t', 'i', '\\sigma'),
  g: gate(CANDIDATE, 'C', '\\tanh'),
  o: gate('o_t', 'o', '\\sigma'),
  keep: lines(`f_t \\odot C_{t-1} &= ${n('f')} \\times ${n('c')}`, `&= ${n('value')}`),
  write: lines(`i_t \\odot ${CANDIDATE} &= ${n('i')} \\times ${n('g')}`, `&= ${n('value')}`),
  c: lines(
    `C_t &= f_t \\odot C_{t-1} + i_t \\odot ${CANDIDATE}`,
    `&= ${n('f')} \\times ${n('before')} + ${n('i')} \\times ${n('g')}`,
    `&= ${n('keep')} ${n('write_signed')} = ${n('value')}`,
  ),
  tanh_c: `\\tanh(C_t) = \\tanh\\big(${n('c')}\\big) = ${n('value')}`,
  h: lines(`h_t &= o_t \\odot \\tanh(C_t)`, `&= ${n('o')} \\times ${n('c')} = ${n('value')}`),
  h_linear: lines(`h_t &= o_t \\odot C_t`, `&= ${n('o')} \\times ${n('c')} = ${n('value')}`),
  y: lines(`y_t &= W_y\\,h_t + b_y`, `&= ${n('h')} ${n('b_signed')} = ${n('value')}`),
  p_sigmoid: lines(`\\hat{y}_t &= \\sigma(y_t)`, `&= \\sigma\\big(${n('y')}\\big) = ${n('value')}`),
  p_softmax: lines(`\\hat{y}_t &= \\operatorname{softmax}(y_t)`, `&= ${n('value')}`),
  p_identity: `\\hat{y}_t = y_t = ${n('value')}`,
  p_none: `\\hat{y}_t = h_t = ${n('value')}`,
  d_y_cross_entropy: lines(
    `${L('y_t')} &= \\tfrac{1}{N}\\,(\\hat{y}_t - y^{*}_t)`,
    `&= \\tfrac{1}{N}\\,\\big(${n('p')} - ${n('target')}\\big) = ${n('value')}`,
  ),
  d_y_mean_squared: lines(
    `${L('y_t')} &= \\tfrac{2}{N}\\,(\\hat{y}_t - y^{*}_t)`,
    `&= \\tfrac{2}{N}\\,\\big(${n('p')} - ${n('target')}\\big) = ${n('value')}`,
  ),
  d_y_squared: lines(
    `${L('y_t')} &= 2\\,(\\hat{y}_t - y^{*}_t)`,
    `&= 2\\,\\big(${n('p')} - ${n('target')}\\big) = ${n('value')}`,
  ),
  d_y_none: `${L('y_t')} = ${n('value')}`,
  d_h_loss: lines(`W_y^{\\top} ${L('y_t')} &= ${n('value')}`),
  d_h_next: lines(`\\textstyle\\sum_{k} U_k^{\\top} ${L('z_{k,\\,t+1}')} &= ${n('value')}`),
  d_none: `${n('value')}`,
  d_h: lines(
    `${L('h_t')} &= W_y^{\\top} ${L('y_t')} + \\textstyle\\sum_{k} U_k^{\\top} ${L('z_{k,\\,t+1}')}`,
    `&= ${n('loss')} ${n('next_signed')} = ${n('value')}`,
  ),
  d_o: lines(`${L('o_t')} &= ${L('h_t')} \\odot \\tanh(C_t)`, `&= ${n('d_h')} \\times ${n('c')} = ${n('value')}`),
  d_o_linear: lines(`${L('o_t')} &= ${L('h_t')} \\odot C_t`, `&= ${n('d_h')} \\times ${n('c')} = ${n('value')}`),
  d_c_output: lines(
    `&${L('h_t')} \\odot o_t \\odot \\big(1 - \\tanh^2 C_t\\big)`,
    `&= ${n('d_h')} \\times ${n('o')} \\times ${n('slope')}`,
    `&= ${n('value')}`,
  ),
  d_c_output_linear: lines(`${L('h_t')} \\odot o_t &= ${n('d_h')} \\times ${n('o')}`, `&= ${n('value')}`),
  d_c_next: lines(`${L('C_{t+1}')} \\odot f_{t+1} &= ${n('d_c')} \\times ${n('f')}`, `&= ${n('value')}`),
  d_c: lines(
    `${L('C_t')} &= ${L('C_{t+1}')} \\odot f_{t+1} + ${L('h_t')} \\odot o_t \\odot \\tanh' C_t`,
    `&= ${n('next')} ${n('output_signed')} = ${n('value')}`,
  ),
  d_f: lines(`${L('f_t')} &= ${L('C_t')} \\odot C_{t-1}`, `&= ${n('d_c')} \\times ${n('c')} = ${n('value')}`),
  d_i: lines(`${L('i_t')} &= ${L('C_t')} \\odot ${CANDIDATE}`, `&= ${n('d_c')} \\times ${n('g')} = ${n('value')}`),
  d_g: lines(`${L(CANDIDATE)} &= ${L('C_t')} \\odot i_t`, `&= ${n('d_c')} \\times ${n('i')} = ${n('value')}`),
  d_z_f: slope('f_t', 'f', 'f_t \\odot (1 - f_t)'),
  d_z_i: slope('i_t', 'i', 'i_t \\odot (1 - i_t)'),
  d_z_g: slope(CANDIDATE, 'C', `\\big(1 - ${CANDIDATE}^{\\,2}\\big)`),
  d_z_o: slope('o_t', 'o', 'o_t \\odot (1 - o_t)'),
  d_W_f: weights('f'),
  d_W_i: weights('i'),
  d_W_g: weights('C'),
  d_W_o: weights('o'),
  d_h_prev: lines(`\\textstyle\\sum_{k} U_k^{\\top} ${L('z_k')} &= ${n('value')}`),
  d_x: lines(`${L('x_t')} &= \\textstyle\\sum_{k} W_k^{\\top} ${L('z_k')}`, `&= ${n('value')}`),
  d_c_prev: lines(`${L('C_t')} \\odot f_t &= ${n('d_c')} \\times ${n('f')}`, `&= ${n('value')}`),
} as const satisfies Record<string, string>;

export type EquationId = keyof typeof EQUATIONS;
