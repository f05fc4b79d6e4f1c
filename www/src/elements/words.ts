// What happens at a moment, in words: the name of a beat, its caption, and both as one sentence for those who listen.
import { html } from 'lit';
import { inLayer, layerOf, parse } from '../network/address.ts';
import { effectOf, MUCH, type Effect } from '../network/effect.ts';
import { lane as laneText, significant } from '../network/format.ts';
import { plain, type Letters, type Notation } from '../network/notation.ts';
import type { Beat } from '../network/order.ts';
import type { Direction, Moment } from '../network/timeline.ts';
import { inNetwork } from '../scene/plan.ts';
import type { View } from '../scene/view.ts';
import type { Words } from '../words/locale.ts';
import { inline } from './runs.ts';

/** A gate that passes less than a little keeps next to nothing. */
const LITTLE = 0.1;
/** What is more than this would be rounded to all of it. */
const NEARLY = 0.9995;
/** What a step passes is told beside what so many like it would. */
const STEPS = 10;

/** In a sentence, and typeset. */
export interface Said {
  text: string;
  shown: unknown;
}

/** How a beat is called: by its name if it has one, and if there are several, of whom; else by what is made in it. */
export function nameOf(view: View, direction: Direction, name: string, words: Words, notation: Notation): Said {
  const [kind, of] = name.split('.') as [string, string?];
  if (words.has(`beat.${kind}`)) {
    const word = words.t(words.variant(`beat.${kind}`, (fact) => stands(view, fact)));
    return of ? said([`${word} `, view.letters(of, notation)]) : said([word]);
  }
  const { makes } = view.network.beats[direction].find((beat) => beat.name === name) ?? { makes: [] };
  return said(
    listed(
      makes.map((address) => view.letters(address, notation)),
      ' ',
    ),
  );
}

/** What a caption is headed with. */
export function titleOf(view: View, moment: Moment, words: Words, notation: Notation): Said {
  if (moment.moved !== undefined) return said([words.t('transport.step', { n: moment.step })]);
  return nameOf(view, moment.direction, moment.beat, words, notation);
}

/** What happens in a beat: the sentence of this cell, or one that is true of any; with what holds of it here, `brief`ly that alone. */
export function captionOf(
  view: View,
  moment: Moment,
  words: Words,
  notation: Notation,
  unit: number,
  brief = false,
): Said {
  if (moment.moved !== undefined) return passed(view, moment, words, unit);
  const beat = view.network.beats[moment.direction][moment.index]!;
  const list = beat.makes.map((address) => view.letters(address, notation));
  const fill = (gap: string): (string | Letters)[] => {
    switch (gap) {
      case 'list':
        return listed(list, ', ');
      case 'slopes':
        return [slopesOf(view, beat, words)];
    }
    // A part that several captions have, or in which they differ.
    const part = `effect.${gap}`;
    if (words.has(part))
      return words
        .sentence(
          words.variant(part, (fact) => holds(view, moment, fact)),
          fill,
        )
        .flat();
    return [view.letters(inNetwork(gap, view.layer), notation)];
  };
  const pieces = captionKeys(view, moment, words, beat).flatMap((key) => words.sentence(key, fill));
  const lane = Math.min(unit, view.count(view.network.rides) - 1);
  const effect = effectOf(view.formulas, view.network.rides, moment.direction, beat, moment.step, lane);
  const general = said(pieces.flatMap((piece) => piece));
  if (!effect) return general;
  const here = told(effect, lane, words).join('');
  if (brief) return said([here]);
  // What is so at every step stands apart: where there is room for two lines only it gives way to what is so here.
  return { text: general.text + here, shown: html`<span class="general">${general.shown}</span>${here}` };
}

/** What a beat does to the lane that is followed, with its numbers. */
function told(effect: Effect, lane: number, words: Words): string[] {
  const { t, number, share: shareText } = words;
  // Only if all is kept does it say 100%.
  const share = (v: number): string => (v < 1 && v > NEARLY ? words.percent(v) : shareText(v));
  const numbers = { lane: lane + 1, share: 'share' in effect && effect.share !== undefined ? share(effect.share) : '' };
  const much = (v: number) => (fact: string) => fact === (v < LITTLE ? 'little' : v < MUCH ? 'some' : 'much');
  switch (effect.kind) {
    case 'keeps': {
      const { least } = effect;
      return [
        t(words.variant('effect.keeps', much(effect.share)), numbers),
        least ? t('effect.least', { lane: least.lane + 1, share: share(least.share) }) : '',
      ];
    }
    case 'lets':
      return [t('effect.lets', { ...numbers, of: laneText(effect.of), into: significant(effect.into, 3) })];
    case 'tells': {
      const { of, value } = effect;
      return [
        t(words.variant('effect.tells', much(effect.share)), { ...numbers, of: laneText(of), value: laneText(value) }),
      ];
    }
    case 'leaves': {
      const { share: passed, whole } = effect;
      const tenth = passed === undefined ? '' : shareText(passed ** STEPS);
      const grows = whole !== undefined && whole > 1;
      return [
        passed === undefined ? '' : t('effect.leaves', { ...numbers, n: STEPS, tenth }),
        whole === undefined
          ? ''
          : t(grows ? 'effect.grows' : 'effect.whole', {
              whole: grows ? number(whole, { maximumSignificantDigits: 3 }) : shareText(whole),
            }),
      ];
    }
  }
}

/** Of a whole step: what came in on a lane, and what goes on. */
function passed(view: View, { direction, step }: Moment, words: Words, unit: number): Said {
  const back = direction === 'backward';
  const { rides } = view.network;
  const lane = Math.min(unit, view.count(rides) - 1);
  const value = (address: string): string => {
    const v = view.value({ address: back ? `d_${address}` : address, step, unit: lane });
    return back ? significant(v, 3) : laneText(v);
  };
  return said([
    words.t(back ? 'stage.passed-backward' : 'stage.passed-forward', {
      lane: lane + 1,
      before: value(`${rides}'`),
      after: value(rides),
    }),
  ]);
}

/**
 * Which texts: of the beat in this cell, of the beat in any, or of the direction; and of some beats what follows from where the
 * step stands. Each in the variant whose conditions hold.
 */
export function captionKeys(view: View, moment: Moment, words: Words, { name }: Beat): string[] {
  const { cell } = view.trace.frame.schema.config;
  // A beat of which there are several is told by the last of its kind if it has no sentence of its own.
  const own = layerOf(name).base.replace(/\.l\d+\./, '.');
  const keys = [`caption.${cell}.${own}`, `caption.${cell}.${own.split('.')[0]}`, `caption.any.${own.split('.')[0]}`];
  const key = keys.find((each) => words.has(each)) ?? `caption.any.${moment.direction}`;
  const then = `${key}-then`;
  return [key, ...(words.has(then) ? [then] : [])].map((each) =>
    words.variant(each, (fact) => holds(view, moment, fact)),
  );
}

/** The slopes of the squashes that a beat goes back through. */
function slopesOf({ wiring }: View, { makes }: Beat, { t }: Words): string {
  const squashes = makes.map((address) => wiring.formula(wiring.squashed(parse(address).name)!)!.squash!);
  return [...new Set(squashes)].map((squash) => t(`effect.slope.${squash}`)).join(t('list.between'));
}

/** What a text may depend on: how this step stands, or the network. */
function holds(view: View, { step }: Moment, fact: string): boolean {
  const { trace } = view;
  switch (fact) {
    case 'first':
      return step === 1;
    case 'last':
      return step === view.score.steps;
    case 'goes':
      return step < view.score.steps && view.wiring.uses(inLayer('h', view.layer)).some(({ later }) => later);
    case 'asked':
      return view.asked(step);
    case 'fed':
      return trace.fed(step) && step < view.score.steps;
    case 'passes':
      return trace.fed(step - 1);
  }
  return stands(view, fact);
}

/** What is so at every step: which layer this is, and that there is a field, a parameter or a squash. */
function stands({ wiring, layer, network }: View, fact: string): boolean {
  switch (fact) {
    case 'own':
      return wiring.schema.config.cell === fact;
    case 'top':
      return network.last;
    case 'answers':
      return network.answers;
  }
  const name = inLayer(fact, layer);
  return wiring.has(name) || !!wiring.param(name) || wiring.fields.some(({ formula }) => formula?.squash === fact);
}

export function placeOf({ score }: View, { step }: Moment, { t }: Words): string {
  return t('transport.step-of', { step, steps: score.steps });
}

/** The same with its direction and what stands at it. */
export function placed(view: View, moment: Moment, words: Words, what: string): string {
  const { t } = words;
  const name = [t(`transport.${moment.direction}`), placeOf(view, moment, words)].join(t('list.between'));
  return t('list.named', { name, what });
}

/** The moment as one would tell it. */
export function spoken(view: View, moment: Moment, words: Words, notation: Notation, unit: number): string {
  const what = placed(view, moment, words, titleOf(view, moment, words, notation).text);
  return words.t('list.told', { what, more: captionOf(view, moment, words, notation, unit).text });
}

function listed(all: Letters[], between: string): (string | Letters)[] {
  return all.flatMap((letters, k) => (k ? [between, letters] : [letters]));
}

function said(pieces: (string | Letters)[]): Said {
  return {
    text: pieces.map((piece) => (typeof piece === 'string' ? piece : plain(piece))).join(''),
    shown: pieces.map((piece) => (typeof piece === 'string' ? piece : html`${inline(piece)}`)),
  };
}
