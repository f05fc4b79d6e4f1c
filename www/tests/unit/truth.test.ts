// No caption is untrue of the network shown: each is read by the key it was chosen by, and held against the core's own numbers, in
// networks that are untrained, trained, and at the edge. What no number can check is listed in docs/read-by-eye.md.
import { describe, expect, it } from 'vitest';
import en from '../../locales/en.json';
import { captionKeys, captionOf } from '../../src/elements/words.ts';
import { inLayer } from '../../src/network/address.ts';
import { slopeOf } from '../../src/network/formula.ts';
import type { Beat } from '../../src/network/order.ts';
import { gatesOf } from '../../src/network/vanish.ts';
import { fieldsOf } from '../../src/network/wiring.ts';
import { inNetwork } from '../../src/scene/plan.ts';
import { View } from '../../src/scene/view.ts';
import { words } from '../../src/words/locale.ts';
import { STATES, walk } from './networks.ts';
import { keysOf, near, READ, type Numbers } from './truth.ts';

const english = await words('en');

const zero = (a: Numbers): boolean => a.every((v) => v === 0);
/** What says of itself that there is no such step. */
const NO_STEP = /There is no step before/;
const within = (a: Numbers, low: number, high: number): boolean => a.every((v) => v >= low && v <= high);
const each = (a: Numbers, b: Numbers, of: (a: number, b: number) => number): number[] => a.map((v, k) => of(v, b[k]!));
const times = (a: Numbers, b: Numbers): number[] => each(a, b, (v, w) => v * w);
const plus = (a: Numbers, b: Numbers): number[] => each(a, b, (v, w) => v + w);
const rest = (a: Numbers): number[] => a.map((v) => 1 - v);

/** A moment of a network, by the names of its cell. */
class At {
  constructor(
    readonly view: View,
    readonly step: number,
  ) {}

  /** Of an address. */
  n(address: string): number[] {
    return Array.from(this.view.numbers(inNetwork(address, this.view.layer), this.step));
  }

  has(name: string): boolean {
    const full = inLayer(name, this.view.layer);
    return this.view.wiring.has(full) || this.view.wiring.param(full) !== undefined;
  }

  /** A matrix applied to numbers, or its transpose. */
  applied(name: string, to: Numbers, transposed = false): number[] {
    const { rows, cols, data } = this.view.trace.param(inLayer(name, this.view.layer));
    const entry = (row: number, col: number): number => data[row * cols + col]!;
    return transposed
      ? Array.from({ length: cols }, (_, col) => to.reduce((sum, v, row) => sum + v * entry(row, col), 0))
      : Array.from({ length: rows }, (_, row) => to.reduce((sum, v, col) => sum + v * entry(row, col), 0));
  }

  /** A gradient is the sum of so many shares. */
  meets(address: string, count: number): boolean {
    const full = inNetwork(address, this.view.layer);
    const units = this.view.count(full);
    const sums = Array.from({ length: units }, (_, unit) => {
      const shares = this.view.formulas.shares({ address: full, step: this.step, unit });
      return new Set(shares.map((share) => share.address)).size === count
        ? shares.reduce((sum, { value }) => sum + value, 0)
        : NaN;
    });
    return near(this.n(address), sums);
  }

  get fed(): boolean {
    return this.view.trace.fed(this.step) && this.step < this.view.score.steps;
  }

  get asked(): boolean {
    return this.view.asked(this.step);
  }
}

type Holds = (at: At) => boolean;

const told = (at: At): number[] => times(at.n('o'), at.has('tanh_c') ? at.n('tanh_c') : at.n('c'));
const tells: Holds = (at) =>
  at.has('m')
    ? near(at.n('m'), told(at)) && near(at.n('h'), at.applied('W_h', at.n('m'))) && at.n('h').length < at.n('m').length
    : near(at.n('h'), told(at));
const says = (at: At): string => (at.has('m') ? 'd_m' : 'd_h');
const handsOn: Holds = ({ view }) => view.network.last === (view.layer === view.wiring.schema.layers - 1);
const isRead: Holds = (at) =>
  handsOn(at) && at.view.network.answers === at.view.wiring.has('y') && at.view.network.last;
const isJudged: Holds = (at) =>
  handsOn(at) && !at.view.wiring.has('y') && at.view.wiring.judged === inLayer('h', at.view.layer);
const isPassedUp: Holds = (at) => handsOn(at) && !at.view.network.last;
const ends: Holds = ({ view, step }) => !view.trace.fed(step - 1);
/** Another step takes what this one made. */
const goesOn: Holds = (at) =>
  at.step < at.view.score.steps && at.view.wiring.uses(inLayer('h', at.view.layer)).some(({ later }) => later);
/** How many ways lead to the gradient of the cell state within a step. */
const sharesOf = (at: At): number => {
  const c = inLayer('c', at.view.layer);
  return new Set(at.view.wiring.uses(c).flatMap(({ by, later }) => (later ? [] : [by]))).size;
};
const comesFrom = (at: At, next: boolean, above: boolean): boolean =>
  zero(at.n('d_h<+')) >= !next && at.fed === next && (above || zero(at.n(at.view.network.above)));

/** What holds wherever a caption stands, by its key without the area's name. */
const TRUE: Record<string, Holds> = {
  'lstm.join': (at) => near(at.n("c'"), Array.from(at.view.trace.value(inLayer('c', at.view.layer), at.step - 1))),
  'lstm.join?first': (at) => at.step === 1 && zero(at.n("c'")) && zero(at.n("h'")),
  'lstm.forget': (at) => within(at.n('f'), 0, 1) && near(at.n('c/0'), times(at.n('f'), at.n("c'"))),
  'lstm.forget?p_f': (at) => TRUE['lstm.forget']!(at) && at.has('p_f'),
  'lstm.write': (at) => within(at.n('i'), 0, 1) && within(at.n('g'), -1, 1),
  'lstm.write?p_i': (at) => TRUE['lstm.write']!(at) && at.has('p_i'),
  'lstm.write?!z_i': (at) => TRUE['lstm.write']!(at) && near(at.n('i'), rest(at.n('f'))),
  'lstm.update': (at) =>
    near(at.n('c'), plus(at.n('c/0'), at.n('c/1'))) && near(at.n('c/1'), times(at.n('i'), at.n('g'))),
  // Which of its parts are said is held below.
  'lstm.tell': (at) => tells(at) && (!at.has('tanh_c') || near(at.n('tanh_c'), at.n('c').map(Math.tanh))),
  'lstm.through': (at) =>
    near(at.n('d_o'), times(at.n(says(at)), at.n('tanh_c'))) &&
    near(at.n('d_tanh_c'), times(at.n(says(at)), at.n('o'))),
  'lstm.through?!tanh_c': (at) => !at.has('tanh_c') && near(at.n('d_o'), times(at.n(says(at)), at.n('c'))),
  'lstm.through.m': (at) => near(at.n('d_m'), at.applied('W_h', at.n('d_h'), true)),
  'lstm.slope.z_o': (at) =>
    near(
      at.n('d_z_o'),
      times(
        at.n('d_o'),
        at.n('o').map((v) => v * (1 - v)),
      ),
    ),
  'lstm.meet': (at) => at.has('tanh_c') && !at.has('p_o') && sharesOf(at) === 1,
  'lstm.meet?p_o': (at) => at.has('tanh_c') && at.has('p_o') && sharesOf(at) === 2,
  'lstm.meet?p_o !tanh_c': (at) => !at.has('tanh_c') && at.has('p_o') && sharesOf(at) === 2,
  'lstm.meet?!tanh_c': (at) =>
    !at.has('tanh_c') && near(at.n('d_o'), times(at.n(says(at)), at.n('c'))) && sharesOf(at) === 1,
  'lstm.meet-then': (at) => at.fed && at.meets('d_c', sharesOf(at) + 1),
  'lstm.meet-then?!fed': (at) =>
    !at.fed && zero(at.n('d_c<+')) && at.meets('d_c', sharesOf(at) + Number(at.view.trace.fed(at.step))),
  'lstm.part': (at) =>
    near(at.n('d_i'), times(at.n('d_c'), at.n('g'))) &&
    near(at.n('d_g'), times(at.n('d_c'), at.n('i'))) &&
    near(at.n('d_f'), times(at.n('d_c'), at.n("c'"))),
  'lstm.part?!z_i': (at) =>
    near(
      at.n('d_f'),
      each(times(at.n('d_c'), at.n("c'")), at.n('d_i'), (whole, got) => whole - got),
    ),
  'lstm.part.i': (at) =>
    near(at.n('d_i'), times(at.n('d_c'), at.n('g'))) && near(at.n('d_g'), times(at.n('d_c'), at.n('i'))),
  'lstm.leave': (at) => near(at.n("d_c'"), times(at.n('d_c'), at.n('f'))),
  'lstm.leave?p_f passes': (at) => at.has('p_f') && at.meets("d_c'", at.has('p_i') ? 3 : 2),
  'lstm.leave?!passes': ends,
  'gru.join': (at) => near(at.n("h'"), Array.from(at.view.trace.value(inLayer('h', at.view.layer), at.step - 1))),
  'gru.keep': (at) => within(at.n('z'), 0, 1) && near(at.n('h/1'), times(at.n('z'), at.n("h'"))),
  'gru.reset': (at) => within(at.n('r'), 0, 1) && near(at.n('z_n/2'), times(at.n('r'), at.n('q'))),
  'gru.reset?!c_n': (at) => within(at.n('r'), 0, 1) && near(at.n('q'), times(at.n('r'), at.n("h'"))),
  'gru.candidate': (at) => within(at.n('n'), -1, 1),
  'gru.update': (at) =>
    near(at.n('h'), plus(at.n('h/0'), at.n('h/1'))) && near(at.n('h/0'), times(rest(at.n('z')), at.n('n'))),
  'gru.part.z': (at) =>
    near(at.n('d_n'), times(at.n('d_h'), rest(at.n('z')))) &&
    near(
      at.n('d_z'),
      times(
        at.n('d_h'),
        each(at.n("h'"), at.n('n'), (old, made) => old - made),
      ),
    ),
  'gru.slope.z_n': (at) =>
    near(
      at.n('d_z_n'),
      times(
        at.n('d_n'),
        at.n('n').map((v) => 1 - v * v),
      ),
    ),
  'gru.part.q': (at) => near(at.n('d_q'), at.applied('U_n', at.n('d_z_n'), true)),
  'gru.part': (at) =>
    near(at.n('d_r'), times(at.n('d_z_n'), at.n('q'))) && near(at.n('d_q'), times(at.n('d_z_n'), at.n('r'))),
  'gru.part?!c_n': (at) => near(at.n('d_r'), times(at.n('d_q'), at.n("h'"))),
  'gru.leave': (at) => gatesOf(at.view.wiring, inLayer('h', at.view.layer))?.length === 1 && at.n("d_h'").length > 0,
  'gru.leave?!passes': ends,
  'rnn.join': (at) => near(at.n("h'"), Array.from(at.view.trace.value(inLayer('h', at.view.layer), at.step - 1))),
  'rnn.mix': (at) =>
    near(at.n('z_h/1'), at.applied('U_h', at.n("h'"))) && !gatesOf(at.view.wiring, inLayer('h', at.view.layer)),
  'rnn.input': (at) =>
    near(at.n('z_h/0'), at.applied('W_h', Array.from(at.view.numbers(at.view.network.plan('wide').reads, at.step)))),
  'rnn.add': (at) => near(at.n('z_h'), plus(plus(at.n('z_h/0'), at.n('z_h/1')), at.n('b_h'))),
  'rnn.squash': (at) => near(at.n('h'), at.n('z_h').map(Math.tanh)),
  'rnn.squash?relu': (at) =>
    near(
      at.n('h'),
      at.n('z_h').map((v) => Math.max(v, 0)),
    ),
  'rnn.slope': (at) =>
    near(
      at.n('d_z_h'),
      times(
        at.n('d_h'),
        at.n('h').map((v) => 1 - v * v),
      ),
    ),
  'rnn.slope?relu': (at) =>
    near(
      at.n('d_z_h'),
      times(
        at.n('d_h'),
        at.n('h').map((v) => (v > 0 ? 1 : 0)),
      ),
    ),
  'rnn.leave': (at) => near(at.n("d_h'"), at.applied('U_h', at.n('d_z_h'), true)),
  'rnn.leave?!passes': ends,
  'any.join': (at) => at.n('x').length > 0,
  'any.join?first': (at) => at.step === 1,
  'any.predict': isRead,
  'any.predict?!answers': isJudged,
  'any.predict?!answers !top': isPassedUp,
  'any.predict-then': (at) => at.step < at.view.score.steps && zero(at.n('d_h<+')),
  'any.predict-then?goes': goesOn,
  'any.predict-then?goes !own': (at) => goesOn(at) && at.view.network.rides === inLayer('h', at.view.layer),
  'any.predict-then?goes !own c': (at) => goesOn(at) && at.view.network.rides === inLayer('c', at.view.layer),
  'any.predict-then?last': (at) => at.step === at.view.score.steps,
  'any.loss': (at) => at.asked && comesFrom(at, true, true),
  'any.loss?!fed': (at) => at.asked && comesFrom(at, false, true),
  'any.loss?!asked': (at) => !at.asked && comesFrom(at, true, false),
  'any.loss?!asked !fed': (at) => !at.asked && comesFrom(at, false, false) && zero(at.n('d_h')),
  'any.loss?!top': (at) => !at.view.network.last && comesFrom(at, true, true),
  'any.loss?!top !fed': (at) => !at.view.network.last && comesFrom(at, false, true),
  'any.slope': ({ view, step }) =>
    fieldsOf(view.wiring, view.layer).every((name) => {
      const [argument, squash] = [view.wiring.argument(name), view.wiring.formula(name)!.squash];
      if (!argument || !squash) return true;
      const [made, d, back] = [name, `d_${name}`, `d_${argument}`].map((address) =>
        Array.from(view.numbers(address, step)),
      );
      return near(
        back!,
        times(
          d!,
          made!.map((v) => slopeOf(squash, v)),
        ),
      );
    }),
  'any.weights': ({ view, step }) => {
    const bins = view.network.bins(view.network.plan('wide'), 'textbook');
    // From the last step down to the first all has come together that the core has.
    return bins.every(({ of, spot }) => {
      const { data } = view.trace.paramGrad(spot.address.slice(2));
      const whole = Math.hypot(...data);
      const gathered = view.formulas.gathered(of);
      return gathered[1]! >= whole * (1 - 1e-3) && gathered[step]! >= 0;
    });
  },
  'any.leave?!passes': ends,
};

const SQUASHES = { sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU' };
const squashesOf = ({ wiring }: View, { makes }: Beat): string[] => [
  ...new Set(
    makes.flatMap((address) =>
      wiring.fields.flatMap(({ name, formula }) =>
        formula?.squash && wiring.argument(name) === address.slice(2) ? [SQUASHES[formula.squash]] : [],
      ),
    ),
  ),
];

describe('a caption holds of the numbers', () => {
  const seen = new Set<string>();

  it.each(STATES)('of every cell, %s', (_, state, updates) => {
    const wrong = new Set<string>();
    for (const trace of walk(state, updates)) {
      const { cell } = trace.frame.schema.config;
      for (let layer = 0; layer < trace.frame.schema.layers; layer++) {
        const view = new View(trace, layer);
        for (const direction of ['forward', 'backward'] as const)
          view.network.beats[direction].forEach((beat, index) => {
            for (let step = 1; step <= view.score.steps; step++) {
              const moment = { direction, step, beat: beat.name, index, progress: 0.5 };
              for (const key of captionKeys(view, moment, english, beat).map((each) => each.replace('caption.', ''))) {
                seen.add(key);
                if (READ.has(`caption.${key}`)) continue;
                if (!TRUE[key]?.(new At(view, step)))
                  wrong.add(`${key} of ${JSON.stringify(trace.frame.schema.config)} at step ${step}, layer ${layer}`);
              }
              const { text } = captionOf(view, moment, english, 'textbook', 0);
              // Nothing goes on from the last step, and before the first there is none.
              const last = step === view.score.steps && /next (time )?step|from step t\+1;/.test(text);
              const first = step === 1 && /step before|last hidden/.test(text.replace(NO_STEP, ''));
              // Of the slopes those that it goes through.
              const slopes =
                direction === 'backward' && beat.name === 'slope' && cell !== 'rnn' ? squashesOf(view, beat) : [];
              const named = [...text.matchAll(/(σ|tanh|ReLU)′ =/g)].map(([, name]) => name!);
              // What it says of peepholes, of tanh and of a projection the cell has.
              const at = new At(view, step);
              const tell = beat.name === 'tell' && /output gate/.test(text);
              const parts = [/peephole/, /goes through tanh/, /projects/].map((part) => part.test(text));
              const has = ['p_o', 'tanh_c', 'm'].map((name) => at.has(name));
              if (tell && parts.join() !== has.join()) wrong.add(`${has.join()}: ${text}`);
              if (last || first || (slopes.length && named.join() !== slopes.join())) wrong.add(`${step}: ${text}`);
            }
          });
      }
    }
    expect([...wrong].slice(0, 20)).toEqual([]);
  });

  it('each has been met, and each is checked here or read by a person', () => {
    const keys = keysOf(en.caption);
    expect(keys.filter((key) => !seen.has(key))).toEqual([]);
    expect(keys.filter((key) => !TRUE[key] === !READ.has(`caption.${key}`))).toEqual([]);
  });
});
