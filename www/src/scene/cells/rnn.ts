// Where the numbers of a plain RNN stand: h rides, and all of it passes the matrix U and the squash at every step.
import type { Figure } from '../figure.ts';

export const rnn: Figure = {
  rides: 'h',
  columns: {
    prev: [84, 30],
    x: [118, 44],
    mix: [226, 80],
    kept: [352, 130],
    bias: [392, 120],
    plus: [500, 184],
    sum: [630, 238],
    squash: [752, 290],
    now: [858, 340],
    copy: [900, 364],
    end: [944, 388],
  },
  places: {
    "h'": { at: ['prev', 'belt'] },
    x: { at: ['x', 'input'] },
    'z_h/1': { by: ['mix', 'belt'], at: ['kept', 'belt'] },
    'z_h/0': { by: ['plus', 'layer'], at: ['plus', 'vector'] },
    b_h: { at: ['bias', 'operation'] },
    z_h: { by: ['plus', 'belt'], at: ['sum', 'belt'] },
    h: { by: ['squash', 'belt'], at: ['now', 'belt'] },
  },
  forward: [
    { name: 'join', makes: [], follow: "h'" },
    { name: 'mix', makes: ['z_h/1'], follow: 'z_h/1' },
    { name: 'input', makes: ['z_h/0'], follow: 'z_h/0' },
    { name: 'add', makes: ['z_h'], follow: 'z_h' },
    { name: 'squash', makes: ['h'], follow: 'h' },
    { name: 'predict', makes: [], follow: '~y' },
  ],
  backward: ['d_W_h', "d_h'"],
};
