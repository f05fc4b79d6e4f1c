// Where the numbers of a GRU stand: h itself rides on the belt; z keeps, 1 − z lets in.
import type { Figure } from '../figure.ts';

export const gru: Figure = {
  rides: 'h',
  columns: {
    prev: [84, 30],
    x: [118, 44],
    valve: [236, 88],
    minus: [310, 176],
    kept: [372, 140],
    r: [380, 146],
    q: [520, 202],
    gated: [602, 243],
    beside: [676, 250],
    plus: [752, 286],
    now: [858, 338],
    copy: [900, 362],
    end: [944, 388],
  },
  places: {
    "h'": { at: ['prev', 'belt'] },
    x: { at: ['x', 'input'] },
    z: { by: ['valve', 'layer'], at: ['valve', 'vector'] },
    'h/1': { by: ['valve', 'belt'], at: ['kept', 'belt'] },
    r: { by: ['r', 'layer'], at: ['r', 'vector'] },
    q: {
      matrix: { by: ['q', 'layer'], at: ['q', 'vector'] },
      times: { by: ['q', 'emit'], at: ['gated', 'emit'] },
    },
    'z_n/2': { times: { by: ['q', 'emit'], at: ['gated', 'emit'] } },
    n: { by: ['plus', 'layer'], at: ['plus', 'vector'] },
    'h/0': { by: ['plus', 'operation'], at: ['plus', 'written'] },
    h: { by: ['plus', 'belt'], at: ['now', 'belt'] },
  },
  elbows: {
    "h'>q": [
      ['prev', 'bus'],
      ['q', 'bus'],
    ],
    'q>n': [
      ['beside', 'emit'],
      ['beside', 'layer'],
    ],
    'z_n/2>n': [
      ['beside', 'emit'],
      ['beside', 'layer'],
    ],
    'z>h/0': [
      ['valve', 'operation'],
      ['minus', 'operation'],
    ],
  },
  forward: [
    { name: 'join', makes: [], follow: "h'" },
    { name: 'keep', makes: ['z', 'h/1'], follow: 'z' },
    { name: 'reset', makes: ['r', 'q', 'z_n/2'], follow: 'r' },
    { name: 'candidate', makes: ['n'], follow: 'n' },
    { name: 'update', makes: ['h/0', 'h'], follow: 'h' },
    { name: 'predict', makes: [], follow: '~y' },
  ],
  backward: ['d_z', 'd_r', 'd_z_z', 'd_W_z', "d_h'"],
};
