// Where the numbers of a plain RNN stand: h rides, and all of it passes the matrix U and the squash at every step.
import type { Figure } from '../figure.ts';

export const rnn: Figure = {
  rides: 'h',
  columns: {
    prev: [72, 30],
    x: [100, 60],
    mix: [216, 74],
    kept: [334, 124],
    plus: [416, 152],
    bias: [520, 212],
    sum: [656, 294],
    squash: [742, 360],
    now: [822, 408],
    copy: [900, 412],
    end: [980, 416],
  },
  alone: {
    prev: [44, 38],
    mix: [104, 86],
    kept: [164, 133],
    plus: [196, 161],
    sum: [402, 334],
    squash: [452, 376],
    now: [500, 422],
    copy: [740, 480],
    end: [740, 480],
  },
  places: {
    "h'": { at: ['prev', 'belt'] },
    x: { at: ['x', 'input'] },
    'z_h/1': { by: ['mix', 'belt'], at: ['kept', 'belt'] },
    'z_h/0': { by: ['plus', 'layer'], at: ['plus', 'stack'] },
    b_h: { at: ['bias', 'stack'] },
    z_h: { by: ['plus', 'belt'], at: ['sum', 'belt'] },
    h: { by: ['squash', 'belt'], at: ['now', 'belt'] },
  },
  elbows: {
    'b_h>z_h': [
      ['bias', 'rise'],
      ['plus', 'rise'],
    ],
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
