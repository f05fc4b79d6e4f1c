// <lstm-inspector>: one number: its equation with the true numbers in it, in words, and opened to each product. As high as its place lets it be; what it holds scrolls inside, what it comes to is always in sight.
import { css, html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { isGradient, layerOf, parse, PREDICTION, type Spot } from '../network/address.ts';
import { catalogue, layerAt } from '../network/catalogue.ts';
import { precise, preciseSigned, visible } from '../network/format.ts';
import type { Factored, Formulas, Product } from '../network/formula.ts';
import { letters, plain, type Notation } from '../network/notation.ts';
import { equationOf, type Opened } from '../network/opening.ts';
import { complementNote, reading } from '../network/reading.ts';
import { spoken } from '../network/speech.ts';
import { symbolOf } from '../scene/glyph.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { entered, options, place, read } from './fields.ts';
import { columnsOf, lettersOf, mathStyles } from './mathml.ts';
import { sayIn } from './number.ts';
import { runStyles } from './runs.ts';
import { told } from './told.ts';

class LstmInspector extends SessionElement {
  static override styles = [
    base,
    mathStyles,
    runStyles,
    css`
      section {
        display: flex;
        flex-direction: column;
        height: var(--inspector-height, 38rem);
        min-width: 0;
      }
      .backward {
        --number: var(--grad);
      }
      .which {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 0.4rem;
        margin-block: 0.5rem;
      }
      .which label {
        display: grid;
        font-size: 0.78rem;
        color: var(--muted);
        gap: 0.15rem;
        min-width: 0;
      }
      .which :is(select, input) {
        width: 100%;
        color: var(--ink);
        font-size: 0.92rem;
        padding-inline: 0.4rem;
      }
      .which input {
        width: 4.2rem;
      }
      .opened {
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
        flex: 1 1 0;
        min-height: 0;
        margin-top: 0.5rem;
      }
      .equation {
        display: grid;
        grid-template-columns: fit-content(42%) minmax(0, 1fr);
        align-items: center;
        align-content: start;
        gap: 0.15rem 0.35rem;
        line-height: 1.75;
        /* Four lines: at some steps one of three does not fit into its line. */
        min-height: calc(4 * 1.75em + 3 * 0.15rem);
      }
      .sentence {
        font-size: 0.92rem;
        line-height: 1.45;
        margin-top: 0.35rem;
      }
      .muted,
      caption {
        color: var(--muted);
      }
      table {
        width: 100%;
        margin-top: 0.6rem;
        border-collapse: collapse;
        font-size: 0.84rem;
      }
      caption {
        text-align: start;
        font-size: 0.8rem;
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
      td.bar {
        width: 14%;
        min-width: 1.6rem;
      }
      svg {
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
      svg line {
        stroke: var(--rule);
        vector-effect: non-scaling-stroke;
      }
      tfoot :is(td, th) {
        position: sticky;
        bottom: 0;
        padding: 1px 3px;
        text-align: start;
        background: var(--card);
        border-top: 1px solid var(--rule);
        font-weight: 600;
      }
      @media print {
        .which {
          display: none;
        }
      }
      /* On paper nothing scrolls, and on a low screen the whole does. */
      @media print, (max-width: 640px) and (max-height: 480px) {
        .opened {
          flex: none;
          overflow: visible;
          max-height: none;
        }
      }
      .total {
        flex: none;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 0.8rem;
        padding-top: 0.3rem;
        margin-top: 0.3rem;
        border-top: 1px solid var(--rule);
        font-weight: 600;
      }
      .total .muted {
        font-weight: normal;
        font-size: 0.88rem;
      }
      .total button {
        margin-inline-start: auto;
        font-weight: normal;
      }
    `,
  ];

  #seen: Spot | undefined;

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
    return html`<section class=${backward ? 'backward' : ''} @click=${this.#follow}>
      <h2>${t('inspector.title')}</h2>
      ${this.#which(formulas, spot)} ${this.#note(formulas, spot)}
      <div class="opened" tabindex="0" role="group" aria-label=${t('inspector.equation')}>
        ${view.held(spot) === 'held' ? html`<p class="sentence">${t('inspector.held')}</p>` : this.#opened(formulas, spot, opened)}
      </div>
      <p class="total">
        <span>${lettersOf(this.#letters(formulas, spot))}</span>
        <span>= ${precise(formulas.value(spot), opened.digits)}</span>
        ${
          view.ghost
            ? html`<span class="muted">
                ${t('inspector.untouched', { value: precise(view.ghost.value(spot), opened.digits) })}
              </span>`
            : nothing
        }
        <button data-do="hold" title=${t('inspector.hold-help')} @click=${() => this.#hold(spot)}>
          ${t('inspector.hold')}
        </button>
      </p>
    </section>`;
  }

  /** The equation with the true numbers in it, in words, and product by product. */
  #opened(formulas: Formulas, spot: Spot, opened: Opened) {
    const { t } = this.words;
    const { wiring } = formulas;
    const { truncate } = wiring.schema.config;
    const symbol = symbolOf(wiring, spot);
    // A new element with each step: lines that move inside an old one count as a shift of the layout.
    const equation = keyed(
      spot.step,
      html`<div class="equation" role="math" aria-label=${spoken(opened.lines, sayIn(this.words))}>
        ${opened.lines.map((line) => columnsOf(line).map((column) => html`<div>${column}</div>`))}
      </div>`,
    );
    return html`${equation}
      <p class="sentence" aria-live="polite">
        ${reading(formulas, spot, this.#notation).map((sentence) => html`${told(sentence, this.words)} `)}
        ${symbol ? t('inspector.symbol', { symbol }) : nothing}
      </p>
      ${opened.rounded ? html`<p class="sentence muted">${t('inspector.rounded')}</p>` : nothing}
      ${isGradient(spot.address) && truncate > 0 ? html`<p class="sentence muted">${t('inspector.truncated', { n: truncate })}</p>` : nothing}
      ${opened.products.length ? this.#products(formulas, spot, opened) : nothing}`;
  }

  /** Opens the tool `hold` on this number. */
  #hold(spot: Spot): void {
    this.session?.choose(spot);
    this.session?.set({ tool: 'hold' });
    this.dispatchEvent(new Event('leave'));
  }

  /** Of a letter in these equations that stands for 1 minus the core's number. */
  #note(formulas: Formulas, { address }: Spot) {
    const note = complementNote(formulas.wiring, layerAt(formulas.wiring, address), this.#notation);
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
    return html`<div class="which">
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
  #products(formulas: Formulas, spot: Spot, { products, total, whole, digits, adds }: Opened) {
    const { t } = this.words;
    const symbols = formulas.wiring.schema.symbols.inputs.length > 0;
    const nothing_ = ({ factors }: Product): boolean =>
      factors.some(({ spot, value }) => spot.address === 'x' && value === 0);
    const shown = symbols ? products.filter((product) => !nothing_(product)) : products;
    const largest = Math.max(...shown.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
    const powers = spot.address === PREDICTION;
    const label = t(powers ? 'inspector.powers' : whole === 'norm' ? 'inspector.products' : 'inspector.sum');
    return html`<table>
        <caption>
          ${label}
        </caption>
        <tbody>
          ${shown.map((product) => this.#product(formulas, product, largest, digits))}
        </tbody>
        <tfoot>
          <tr>
            <th colspan="2">${t(whole === 'norm' ? 'inspector.norm' : 'inspector.sum-short')}</th>
            <td class="right">${adds ? '' : '≈ '}${precise(total, digits)}</td>
          </tr>
        </tfoot>
      </table>
      ${
        shown.length < products.length
          ? html`<p class="sentence muted">${t('inspector.left-out', { n: products.length - shown.length })}</p>`
          : nothing
      }`;
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

  /** What is looked into anew is read from its beginning. */
  protected override updated(): void {
    const spot = this.session?.spot;
    if (spot?.address === this.#seen?.address) return;
    this.#seen = spot;
    const opened = this.renderRoot.querySelector('.opened');
    if (opened) opened.scrollTop = 0;
  }
}

function numeral({ value }: Factored, place: number, digits: number): string {
  const text = precise(value, digits);
  return place > 0 && value < 0 ? `(${text})` : text;
}

customElements.define('lstm-inspector', LstmInspector);
