// A number in words: what it is, of which unit and step, and what it comes to; as it is read aloud, and as it is written.
import { ABOVE, NEXT, parse, PREDICTION, print, TARGET, type Spot } from '../network/address.ts';
import { precise } from '../network/format.ts';
import { plain, type Letters, type Notation } from '../network/notation.ts';
import { aloud, spelled, type Say } from '../network/speech.ts';
import { symbolOf } from '../scene/glyph.ts';
import type { View } from '../scene/view.ts';
import type { Stand } from '../scene/walk.ts';
import type { Words } from '../words/locale.ts';

export function sayIn({ t }: Words): Say {
  return (key, values) => t(`spoken.${key}`, values);
}

export class Namer {
  readonly #view: View;
  readonly #words: Words;
  readonly #notation: Notation;
  readonly #letters: (letters: Letters) => string;
  /** A number as `precise` prints it. */
  readonly number: (text: string) => string;

  constructor(view: View, words: Words, notation: Notation, spoken: boolean) {
    this.#view = view;
    this.#words = words;
    this.#notation = notation;
    const say = sayIn(words);
    this.#letters = spoken ? (letters) => spelled(letters, say) : plain;
    this.number = spoken ? (text) => aloud(text, say) : (text) => text;
  }

  /** What stands there on the stage. */
  stand({ spot, shape }: Stand): string {
    const { t } = this.#words;
    const values = { what: this.what(spot.address), step: spot.step };
    if (shape.type === 'glyph') return t('number.whole', { ...values, value: shape.text });
    if (shape.type === 'bin')
      return t('number.whole', { ...values, what: this.gathered(shape.letters), value: this.number(shape.text) });
    return this.whole(spot, shape.complement);
  }

  /** A number, or what is left of 1 without it. */
  whole(spot: Spot, complement = false): string {
    const { t } = this.#words;
    const { address, step, unit } = spot;
    const values = { what: this.what(address), step, unit: unit + 1 };
    const worth = this.#view.value(spot);
    const value = this.number(precise(complement ? 1 - worth : worth));
    const own = complement ? t('number.complement', { of: values.what }) : values.what;
    const what = this.#view.held(spot) ? t('number.held', { of: own }) : own;
    const symbol = symbolOf(this.#view.wiring, spot);
    if (symbol) return t('number.of-symbol', { ...values, what, symbol, value });
    return t('number.name', { ...values, what, value });
  }

  /** One of the numbers of a row that says what they all are. */
  cell(spot: Spot): string {
    const value = this.number(precise(this.#view.value(spot)));
    const symbol = symbolOf(this.#view.wiring, spot);
    return symbol ? this.#words.t('number.cell', { symbol, value }) : value;
  }

  /** The gathered gradient of weights, named by their letters. */
  gathered(letters: Letters): string {
    return this.#words.t('number.gathered', { what: this.#letters(letters) });
  }

  what(address: string): string {
    const { t } = this.#words;
    const parts = parse(address);
    const { gradient, name, term, from } = parts;
    if (term !== undefined) return this.#letters(this.#view.letters(address, this.#notation));
    const { gradient: _, from: __, ...own } = parts;
    const base = this.#kind(print({ gradient: false, ...own }), name);
    const of = gradient ? t('number.gradient', { of: base }) : base;
    switch (from) {
      case undefined:
        return of;
      case NEXT:
        return t('number.through-next', { of });
      case ABOVE:
        return t('number.through-above', { of });
      case 'loss':
        return t('number.through-loss', { of });
      default:
        return t('number.through', { of, by: this.#kind(from, from) });
    }
  }

  /** Its kind, if there is a word for it, and its letters. */
  #kind(address: string, name: string): string {
    const { t, has } = this.#words;
    const view = this.#view;
    const { before } = parse(address);
    // The step is named, so the letters carry no time, but those of the step before.
    const letters = this.#letters(before ? view.letters(address, this.#notation) : view.name(address, this.#notation));
    const { key, or } = view.network.kindOf(address);
    const word =
      name === PREDICTION ? 'stage.prediction' : name === TARGET ? 'stage.target' : [key, or].find((each) => has(each));
    return word ? t('number.kind', { kind: t(word), letters }) : letters;
  }
}
