// Where the numbers of a GRU stand: h itself rides on the belt; z keeps, 1 − z lets in.
import { ALONE, type Figure } from '../figure.ts';

export const gru: Figure = {
  rides: 'h',
  columns: {
    prev: [72, 30],
    x: [100, 40],
    valve: [186, 84],
    kept: [374, 214],
    product: [452, 150],
    plus: [452, 246],
    n: [514, 190],
    gated: [612, 246],
    q: [724, 302],
    reads: [770, 331],
    r: [816, 360],
    now: [630, 372],
    copy: [900, 412],
    end: [980, 418],
  },
  alone: ALONE,
  places: {
    "h'": { at: ['prev', 'belt'] },
    x: { at: ['x', 'input'] },
    z: { by: ['valve', 'layer'], at: ['valve', 'stack'] },
    'h/1': { by: ['valve', 'belt'], at: ['kept', 'belt'] },
    r: { by: ['r', 'layer'], at: ['r', 'stack'] },
    q: {
      matrix: { by: ['q', 'layer'], at: ['q', 'stack'] },
      times: { by: ['q', 'stack'], at: ['gated', 'stack'] },
    },
    'z_n/2': { times: { by: ['reads', 'stack'], at: ['gated', 'stack'] } },
    n: { by: ['n', 'layer'], at: ['n', 'stack'] },
    'h/0': { by: ['product', 'stack'], at: ['plus', 'written'] },
    h: { by: ['plus', 'belt'], at: ['now', 'belt'] },
  },
  elbows: {
    "h'>q": [
      ['prev', 'bus'],
      ['q', 'bus'],
    ],
    'q>n': [['gated', 'layer']],
    'z_n/2>n': [['gated', 'layer']],
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
