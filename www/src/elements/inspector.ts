// <lstm-inspector>: one number: what it is, its equation with the true numbers in it, what it is made of as a picture, in a
// sentence, at every step, and opened to each product. Nothing in it scrolls: what is unfolded takes the place of the pictures.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { isGradient, layerOf, parse, PREDICTION, TARGET, type Spot } from '../network/address.ts';
import { catalogue, layerAt } from '../network/catalogue.ts';
import { precise, preciseSigned, visible } from '../network/format.ts';
import { sum as sumOfProducts, type Factored, type Formulas, type Product } from '../network/formula.ts';
import { letters, plain, type Letters, type Notation } from '../network/notation.ts';
import { equationOf, type Opened } from '../network/opening.ts';
import { keptBy, restOf, sumOf, whyOf, type Part, type Sum } from '../network/parts.ts';
import { complementNote, reading } from '../network/reading.ts';
import { addsUp } from '../network/rounding.ts';
import { spoken } from '../network/speech.ts';
import { groundOf } from '../scene/colour.ts';
import { symbolOf } from '../scene/glyph.ts';
import { placeOf } from '../scene/held.ts';
import { endsOf } from '../scene/scale.ts';
import type { View } from '../scene/view.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { entered, options, place, read } from './fields.ts';
import { gripOf } from './hand.ts';
import { Width } from './lives.ts';
import { columnsOf, lettersOf, mathStyles } from './mathml.ts';
import { sayIn } from './number.ts';
import { inline, runStyles } from './runs.ts';
import { everyStep, summed, summedStyles, type Bar } from './summed.ts';
import { told, toldAll } from './told.ts';

/** So many products have room. */
const MOST = 11;

class LstmInspector extends SessionElement {
  static override styles = [
    base,
    mathStyles,
    runStyles,
    summedStyles,
    css`
      :host {
        --number: var(--pos);
      }
      section {
        display: flex;
        flex-direction: column;
        gap: 0.5rem;
        height: var(--inspector-height, auto);
        min-width: 0;
        container-type: var(--inspector-type, inline-size);
      }
      .gate {
        --number: var(--gate);
      }
      .backward {
        --number: var(--grad);
      }
      .head {
        position: relative;
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.6rem;
      }
      h2 {
        font-size: var(--large);
      }
      h2:not(.letters)::first-letter {
        text-transform: uppercase;
      }
      summary {
        font: inherit;
        color: var(--muted);
        white-space: nowrap;
      }
      .which summary {
        font-size: var(--text);
      }
      .which > div {
        position: absolute;
        inset: 100% 0 auto;
        z-index: 1;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 0.5rem 0.4rem;
        padding: 0.8rem;
        background: var(--card);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        box-shadow: 0 4px 24px rgb(0 0 0 / 0.2);
      }
      .which label {
        display: grid;
        font-size: var(--small);
        color: var(--muted);
        gap: 0.15rem;
        min-width: 0;
      }
      @media (pointer: coarse), (max-width: 640px) {
        .which .follow {
          min-height: 44px !important;
        }
      }
      .which .follow {
        grid-column: 1 / -1;
        display: flex;
        align-items: center;
        gap: 0.45rem;
        min-height: 1.8rem;
        cursor: pointer;
      }
      .which :is(select, input:not([type='checkbox'])) {
        width: 100%;
        color: var(--ink);
        font-size: var(--text);
        padding-inline: 0.4rem;
      }
      .which input[type='number'] {
        width: 4.2rem;
      }
      .equation {
        display: grid;
        grid-template-columns: fit-content(42%) minmax(0, 1fr);
        align-items: center;
        align-content: start;
        gap: 0.25rem 0.35rem;
        font-size: 1.05rem;
        line-height: 1.65;
        /* Three lines: what stands below does not move from step to step. */
        min-height: calc(3 * 1.65em);
      }
      .sentence {
        font-size: 1rem;
        line-height: 1.4;
      }
      .why {
        min-height: calc(3 * 1.4em);
      }
      .sentence.muted {
        font-size: var(--small);
      }
      .muted,
      caption {
        color: var(--muted);
      }
      .every {
        border-top: 1px solid var(--rule);
        padding-top: 0.6rem;
      }
      .every h3 {
        display: flex;
        justify-content: space-between;
        margin: 0 0 0.4rem;
        color: var(--muted);
        font: inherit;
        font-size: var(--small);
      }
      .every p {
        margin-top: 0.3rem;
      }
      .foot {
        margin-top: auto;
        display: grid;
        gap: 0.6rem;
        border-top: 1px solid var(--rule);
        padding-top: 0.5rem;
      }
      .foot .buttons {
        display: flex;
        gap: 0.5rem;
      }
      .foot .buttons > :first-child {
        flex: 1;
      }
      section:has(.products[open]) :is(.summed, .why, .every) {
        display: none;
      }
      /* On a low screen the pictures go before the words are cut. */
      @container (max-height: 38rem) {
        .every p {
          display: none;
        }
        .why {
          min-height: calc(2 * 1.4em);
        }
      }
      @container (max-height: 27rem) {
        .every {
          display: none;
        }
      }
      table {
        width: 100%;
        margin-top: 0.6rem;
        border-collapse: collapse;
        font-size: var(--small);
      }
      caption {
        text-align: start;
        font-size: var(--small);
        padding-bottom: 0.15rem;
      }
      td {
        padding: 1px 3px;
      }
      tr > td.right {
        text-align: end;
      }
      td.right:last-child {
        white-space: nowrap;
      }
      .factors {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 0.6rem;
      }
      .products table {
        margin-top: 0.3rem;
      }
      td.bar {
        width: 14%;
        min-width: 1.6rem;
      }
      td svg {
        display: block;
        width: 100%;
        height: 0.75em;
        overflow: visible;
      }
      rect {
        fill: var(--pos);
      }
      rect.minus {
        fill: var(--neg);
      }
      .backward rect {
        fill: var(--grad);
      }
      td line {
        stroke: var(--rule);
        vector-effect: non-scaling-stroke;
      }
      tfoot :is(td, th) {
        padding: 1px 3px;
        text-align: start;
        background: var(--card);
        border-top: 1px solid var(--rule);
        font-weight: 600;
      }
      .total {
        font-weight: 600;
      }
      .total .muted {
        font-weight: normal;
        font-size: var(--text);
      }
      @media print {
        .which,
        .foot .buttons {
          display: none;
        }
      }
    `,
  ];

  readonly #width = new Width(this);
  /** The products are unfolded. */
  @state() unfolded = false;

  constructor() {
    super('change', 'timeupdate');
  }

  get #notation(): Notation {
    return this.surroundings.notation;
  }

  protected override render() {
    const spot = this.session?.spot;
    const view = this.session?.view;
    if (!view || !spot) return nothing;
    const { formulas } = view;
    const { t } = this.words;
    const backward = isGradient(spot.address);
    const opened = equationOf(formulas, spot, this.#notation);
    const held = view.held(spot) === 'held';
    const kind = backward ? 'backward' : view.scales.of(spot.address).kind;
    return html`<section class=${kind} @click=${this.#follow}>
      <div class="head">
        ${this.#title(view, spot)}
        <details class="which">
          <summary data-explain="which">${t('transport.step', { n: spot.step })}</summary>
          ${this.#which(formulas, spot)}
        </details>
      </div>
      ${this.#note(formulas, spot)}
      ${
        view.ghost
          ? html`<p class="total">
              ${lettersOf(this.#letters(formulas, spot))} = ${precise(formulas.value(spot), opened.digits)}
              <span class="muted">
                ${t('inspector.untouched', { value: precise(view.ghost.value(spot), opened.digits) })}
              </span>
            </p>`
          : nothing
      }
      ${held ? html`<p class="sentence">${t('inspector.held')}</p>` : this.#opened(view, spot, opened)}
      ${this.#every(view, spot)}
      <div class="foot">
        ${held || !opened.products.length ? nothing : this.#products(formulas, spot, opened)}
        <div class="buttons">
          <button data-do="hold" title=${t('inspector.hold-help')} @click=${() => this.#hold(spot)}>
            ${t('inspector.hold')}
          </button>
          ${
            gripOf(view, spot)
              ? html`<button data-do="keep" @click=${() => this.#keep(view, spot)}>${t('inspector.keep')}</button>`
              : nothing
          }
        </div>
      </div>
    </section>`;
  }

  /** What it is, of which lane or which number. */
  #title(view: View, { address, unit, step }: Spot) {
    const { t, has, sentence } = this.words;
    const { gradient, name, before, term, from, at } = parse(address);
    const { key, or } = view.network.kindOf(address);
    const found =
      name === PREDICTION ? 'strip.answer' : name === TARGET ? 'stage.target' : [key, or].find((each) => has(each));
    const plainly = found && !before && term === undefined && from === undefined && !at;
    const what = plainly
      ? t(gradient ? 'inspector.gradient' : 'inspector.plain', { of: t(found) })
      : inline(view.letters(address, this.#notation));
    const lane = view.inLanes(address);
    const symbol = symbolOf(view.wiring, { address, unit, step });
    const kind = view.count(address) === 1 || at ? 'plain' : symbol ? 'of-symbol' : lane ? 'of-lane' : 'of-number';
    const title = sentence<unknown>(`inspector.${kind}`, { of: what, unit: unit + 1, symbol: symbol ?? '' });
    return html`<h2 class=${plainly ? '' : 'letters'}>${title}</h2>`;
  }

  /** The equation with the true numbers in it, as a picture if a squash makes it, and in a sentence. */
  #opened(view: View, spot: Spot, opened: Opened) {
    const { t } = this.words;
    const { formulas, wiring } = view;
    const { truncate } = wiring.schema.config;
    const symbol = symbolOf(wiring, spot);
    const sum = sumOf(formulas, spot);
    const rounded = !opened.exact || (sum && !this.#addsUp(sum, opened));
    // A new element with each step: lines that move inside an old one count as a shift of the layout.
    const equation = keyed(
      spot.step,
      html`<div class="equation" role="math" aria-label=${spoken(opened.lines, sayIn(this.words))}>
        ${opened.lines.map((line) => columnsOf(line).map((column) => html`<div>${column}</div>`))}
      </div>`,
    );
    const sentences = reading(formulas, spot, this.#notation);
    return html`${equation} ${sum ? this.#sum(view, sum, opened) : nothing}
      <p class="sentence why" aria-live="polite">
        ${sum ? this.#why(view, sum, opened) : toldAll(sentences, this.words)}
        ${symbol && !sum ? t('inspector.symbol', { symbol }) : nothing}
      </p>
      ${rounded ? html`<p class="sentence muted">${t('inspector.rounded')}</p>` : nothing}
      ${isGradient(spot.address) && truncate > 0 ? html`<p class="sentence muted">${t('inspector.truncated', { n: truncate })}</p>` : nothing}`;
  }

  #sum(view: View, sum: Sum, opened: Opened) {
    const { digits } = opened;
    const width = this.#width.value;
    if (!width) return nothing;
    const called = (part: Part): { word: string; letters: Letters } => ({
      word: this.#word(part),
      letters: this.#called(view, part),
    });
    return summed(sum, width, called, digits, this.words.t('inspector.sum-short'), this.#addsUp(sum, opened));
  }

  /** The parts, as they are printed, come to what is printed of their sum. */
  #addsUp({ parts, total }: Sum, { digits }: Opened): boolean {
    const products = parts.map(({ value }) => ({ factors: [], value }));
    return addsUp(products, total, digits);
  }

  #word({ kind }: Part): string {
    return kind === 'product' ? '' : this.words.t(`inspector.part-${kind}`);
  }

  #called({ network }: View, { kind, address }: Part): Letters {
    return kind === 'product'
      ? network.letters(address, this.#notation)
      : network.name(parse(address).name, this.#notation);
  }

  /** Which part decides. */
  #why(view: View, sum: Sum, { digits }: Opened) {
    const { state, how, part } = whyOf(sum);
    const { t, sentence } = this.words;
    const key = part.kind === 'product' ? 'why.product' : `why.${part.kind}`;
    const named = sentence<unknown>(key, { of: inline(this.#called(view, part)) });
    return sentence<unknown>(`why.${how}`, {
      state: t(`why.${state}`),
      part: named,
      value: precise(part.value, digits),
      rest: precise(restOf(sum, part, digits), digits),
    });
  }

  /** The same number at every step; what a gate that multiplies the belt leaves of it. */
  #every(view: View, spot: Spot) {
    const { t } = this.words;
    const { wiring, score } = view;
    const width = this.#width.value;
    const { name, at } = parse(spot.address);
    if (!width || at || wiring.param(name) || score.steps < 2) return nothing;
    const { theme } = this.surroundings;
    const scale = view.scales.of(spot.address);
    const bars = Array.from({ length: score.steps }, (_, k): Bar => {
      const tone = view.tone(spot.address, view.value({ ...spot, step: k + 1 }));
      return { step: k + 1, strength: tone.strength, fill: groundOf(tone, theme) };
    });
    const kept = keptBy(view.formulas, spot, view.network.rides);
    const choose = (step: number): void => this.#pick({ ...spot, step });
    const gate = wiring.field(name)?.kind === 'gate' && !isGradient(spot.address);
    return html`<div class="every">
      <h3>
        <span>${t(gate ? 'inspector.every-gate' : 'inspector.every')}</span><span>${endsOf(scale).join(' … ')}</span>
      </h3>
      ${everyStep(bars, spot.step, width, choose)}
      ${
        kept
          ? html`<p class="sentence">
              ${t('inspector.kept', { from: kept.from, to: kept.to, product: precise(kept.product), before: kept.from - 1 })}
            </p>`
          : nothing
      }
    </div>`;
  }

  /** Holds it as it is from here on. */
  #keep(view: View, spot: Spot): void {
    const { last: _, ...place } = placeOf(view.wiring, spot);
    const session = this.session!;
    session.hold({ ...place, value: Number(view.value(spot).toPrecision(6)), on: true }).catch(session.complain);
  }

  /** Opens the tool `hold` on this number. */
  #hold(spot: Spot): void {
    this.session?.choose(spot);
    this.session?.set({ tool: 'hold' });
    this.dispatchEvent(new Event('leave'));
  }

  /** Of a letter in these equations that stands for 1 minus the core's number. */
  #note(formulas: Formulas, { address }: Spot) {
    const note = complementNote(formulas.wiring, address, this.#notation);
    return note ? html`<p class="sentence muted">${told(note, this.words)}</p>` : nothing;
  }

  /** Any number, by keyboard as well as by mouse. */
  #which(formulas: Formulas, spot: Spot) {
    const { t } = this.words;
    const { wiring, trace } = formulas;
    const { forward, backward } = catalogue(wiring, layerAt(wiring, spot.address));
    const known = [...forward, ...backward].includes(spot.address);
    const choices = (addresses: readonly string[]) =>
      options(
        addresses.map((address) => [address, this.#label(formulas, address)]),
        spot.address,
      );
    const ask = (change: Partial<Spot>) => {
      const { address, step, unit } = { ...spot, ...change };
      this.#pick({
        address,
        step: Math.max(step, wiring.firstStep(address)),
        unit: Math.min(unit, wiring.count(address) - 1),
      });
    };
    const units = [1, wiring.count(spot.address)] as const;
    const steps = [wiring.firstStep(spot.address), trace.steps] as const;
    return html`<div>
      <label
        >${t('inspector.quantity')}
        <select name="quantity" @change=${entered(read, (address) => ask({ address }))}>
          ${known ? nothing : choices([spot.address])}
          <optgroup label=${t('transport.forward')}>${choices(forward)}</optgroup>
          <optgroup label=${t('transport.backward')}>${choices(backward)}</optgroup>
        </select></label
      >
      ${place('unit', t('inspector.unit'), spot.unit + 1, units, (unit) => ask({ unit: unit - 1 }), 'looked-unit')}
      ${place('step', t('inspector.step'), spot.step, steps, (step) => ask({ step }), 'looked-step')}
      <label class="follow"
        ><input
          type="checkbox"
          name="follow"
          .checked=${this.session!.follows}
          @change=${(event: Event) => this.session!.follow((event.target as HTMLInputElement).checked)}
        />${t('inspector.follow')}</label
      >
    </div>`;
  }

  /** "forget gate f_t" */
  #label({ wiring }: Formulas, address: string): string {
    const { t, has } = this.words;
    const text = plain(letters(address, this.#notation, { wiring, layered: wiring.schema.layers > 1 }));
    const { gradient, name, before, term, from } = parse(address);
    const key = `field.${wiring.schema.config.cell}.${layerOf(name).base}`;
    return gradient || before || term !== undefined || from !== undefined || !has(key) ? text : `${t(key)} ${text}`;
  }

  #letters({ wiring }: Formulas, { address, unit }: Spot) {
    const written = letters(address, this.#notation, { wiring, layered: wiring.schema.layers > 1 });
    return parse(address).at ? written : [...written, { text: `[${unit + 1}]`, style: 'roman' as const }];
  }

  /** Product by product. Of one-hot inputs all but one are 0, and add nothing. */
  #products(formulas: Formulas, spot: Spot, { products, total, whole, digits, exact, adds }: Opened) {
    const { t } = this.words;
    const symbols = formulas.wiring.schema.symbols.inputs.length > 0;
    const nothing_ = ({ factors }: Product): boolean =>
      factors.some(({ spot, value }) => spot.address === 'x' && value === 0);
    const some = symbols ? products.filter((product) => !nothing_(product)) : products;
    // The largest, in their order: there is no room for more.
    const by = some.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST);
    const shown = some.filter((product) => by.includes(product));
    const others = some.length - shown.length;
    const rest = sumOfProducts(some) - sumOfProducts(shown);
    const largest = Math.max(...shown.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
    const powers = spot.address === PREDICTION;
    const label = t(powers ? 'inspector.powers' : whole === 'norm' ? 'inspector.products' : 'inspector.sum');
    return html`<details
      class="products"
      .open=${this.unfolded}
      @toggle=${(event: Event) => (this.unfolded = (event.target as HTMLDetailsElement).open)}
    >
      <summary data-explain="products">${t('inspector.count', { n: products.length })}</summary>
      <table>
        <caption>
          ${label}
        </caption>
        <tbody>
          ${shown.map((product) => this.#product(formulas, product, largest, digits))}
          ${
            others
              ? html`<tr>
                  <td colspan="2">${t('inspector.others', { n: others })}</td>
                  <td class="right">${whole === 'norm' ? '' : preciseSigned(rest, digits)}</td>
                </tr>`
              : nothing
          }
        </tbody>
        <tfoot>
          <tr>
            <th colspan="2">${t(whole === 'norm' ? 'inspector.norm' : 'inspector.sum-short')}</th>
            <td class="right">${adds ? '' : '≈ '}${precise(total, digits)}</td>
          </tr>
        </tfoot>
      </table>
      ${
        some.length < products.length
          ? html`<p class="sentence muted">${t('inspector.left-out', { n: products.length - some.length })}</p>`
          : nothing
      }
      ${exact && !adds ? html`<p class="sentence muted">${t('inspector.rounded')}</p>` : nothing}
    </details>`;
  }

  #product(formulas: Formulas, { factors, value }: Product, largest: number, digits: number) {
    const size = (50 * Math.abs(value)) / largest;
    const parts = factors.filter(({ as }) => as !== 'minus-one');
    return html`<tr>
      <td>
        <div class="factors">
          <span>${parts.map((factor) => html`${lettersOf(this.#factor(formulas, factor))} `)}</span>
          ${parts.length > 1 ? html`<span>${parts.map((factor, k) => numeral(factor, k, digits)).join(' × ')}</span>` : nothing}
        </div>
      </td>
      <td class="bar">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect class=${value < 0 ? 'minus' : ''} x=${value < 0 ? 50 - size : 50} y="0" width=${size} height="10" />
          <line x1="50" x2="50" y1="-1" y2="11" />
        </svg>
      </td>
      <td class="right">${preciseSigned(value, digits)}</td>
    </tr>`;
  }

  /** A factor with its place: x[2], or what stands there. */
  #factor({ wiring, trace }: Formulas, { spot, as }: Factored) {
    const shift = spot.step - this.session!.spot!.step;
    const layered = wiring.schema.layers > 1;
    const written = letters(spot.address, this.#notation, { wiring, layered, shift });
    const { at, name } = parse(spot.address);
    const { inputs, outputs } = trace.frame.schema.symbols;
    const names = name === 'x' ? inputs : name === wiring.judged ? outputs : [];
    const place = at ? '' : `[${visible(names[spot.unit] ?? String(spot.unit + 1))}]`;
    const mark = as === 'slope' ? '′' : '';
    return [...written, { text: mark + place, style: 'roman' as const }].filter(({ text }) => text);
  }

  #pick(spot: Spot): void {
    this.session?.choose(spot, true);
  }

  /** A number of an equation leads to its own. */
  #follow = (event: Event): void => {
    const number = (event.target as Element).closest('[data-address]');
    const of = (name: string): string => number!.getAttribute(`data-${name}`)!;
    if (number) this.#pick({ address: of('address'), step: Number(of('step')), unit: Number(of('unit')) });
  };
}

function numeral({ value }: Factored, place: number, digits: number): string {
  const text = precise(value, digits);
  return place > 0 && value < 0 ? `(${text})` : text;
}

customElements.define('lstm-inspector', LstmInspector);
