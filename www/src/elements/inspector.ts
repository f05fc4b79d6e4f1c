// <lstm-inspector>: one number, its equation with the true numbers in it, and the sum it comes from.
import equations from 'virtual:equations';
import katex from 'katex/dist/katex.min.css?inline';
import { css, html, LitElement, nothing, unsafeCSS } from 'lit';
import { live } from 'lit/directives/live.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { locale, t } from '../locale.ts';
import type { FieldsView, Part } from '../scene/fields.ts';
import { precise, preciseSigned } from '../scene/format.ts';
import { symbolOf } from '../scene/name.ts';
import { read, type QuantityId, type Term } from '../scene/quantity.ts';
import type { Pick } from '../scene/shape.ts';
import type { Trace } from '../scene/trace.ts';
import type { View } from '../scene/view.ts';
import { RedrawOn } from '../redraw.ts';
import { base } from './base.ts';
import { inline, runStyles } from './runs.ts';

/** A line of an opened sum. */
interface Line {
  of: unknown;
  product: number;
  /** Weight and input; a bias has only itself. */
  factors?: [number, number];
}

/** Fires 'pick' (detail: Pick) when another number is asked for. */
export class LstmInspector extends LitElement {
  static override properties = { view: { attribute: false }, pick: { attribute: false } };
  static override styles = [
    unsafeCSS(katex),
    base,
    runStyles,
    css`
      .which {
        display: grid;
        grid-template-columns: 1fr auto auto;
        gap: 0.4rem;
        margin-block: 0.5rem 0.2rem;
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
      .equation {
        overflow-x: auto;
        overflow-y: hidden;
        padding-block: 0.15rem;
        font-size: 0.98rem;
      }
      .katex-display {
        margin: 0.5rem 0;
        text-align: left;
      }
      .katex-display > .katex {
        text-align: left;
      }
      .num {
        color: var(--pos);
        font-weight: 600;
        white-space: nowrap;
      }
      .backward .num {
        color: var(--grad);
      }
      .sentence {
        font-size: 0.92rem;
        line-height: 1.45;
        margin-top: 0.4rem;
      }
      .reading {
        margin-top: 0.7rem;
        font-size: 1.25rem;
        overflow-x: auto;
      }
      .sources {
        width: auto;
        min-width: 55%;
        font-size: 0.9rem;
      }
      .opened {
        font-size: 0.8rem;
        color: var(--muted);
        margin: 0.7rem 0 0.2rem;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.82rem;
        font-variant-numeric: tabular-nums;
      }
      .terms {
        max-height: 15.5rem;
        overflow-y: auto;
      }
      td {
        padding: 1px 4px;
        white-space: nowrap;
      }
      td.of {
        font-family: KaTeX_Math, KaTeX_Main, serif;
        font-style: italic;
      }
      td.right {
        text-align: right;
      }
      td.bar {
        width: 34%;
        min-width: 3.5rem;
      }
      .track {
        position: relative;
        height: 0.75em;
      }
      .track i {
        position: absolute;
        top: 0;
        bottom: 0;
        border-radius: 2px;
        background: var(--pos);
      }
      .track i.minus {
        background: var(--neg);
      }
      .backward .track i {
        background: var(--grad);
      }
      .track::before {
        content: '';
        position: absolute;
        left: 50%;
        top: -2px;
        bottom: -2px;
        border-left: 1px solid var(--rule);
      }
      tfoot td {
        border-top: 1px solid var(--rule);
        font-weight: 600;
      }
    `,
  ];

  declare view: View | undefined;
  declare pick: Pick | undefined;

  constructor() {
    super();
    new RedrawOn(this, locale);
  }

  protected override render() {
    const { view, pick } = this;
    if (!view || !pick) return nothing;
    const { trace } = view;
    const backward = pick.quantity.startsWith('d_');
    const symbol = symbolAt(trace, pick);
    const { truncate } = trace.frame.schema.config;
    return html`<section class=${backward ? 'backward' : ''}>
      <h2>${t('inspector.title')}</h2>
      ${this.#which(view, pick)}
      ${view.kind === 'belt' ? this.#quantity(trace, pick as Pick<QuantityId>) : this.#field(view, pick)}
      ${symbol ? html`<p class="sentence muted">${t('inspector.symbol', { symbol })}</p>` : nothing}
      ${backward && truncate > 0 ? html`<p class="sentence muted">${t('inspector.truncated', { n: truncate })}</p>` : nothing}
    </section>`;
  }

  /** A number of the belt: its equation, its sentence, its sum. */
  #quantity(trace: Trace, pick: Pick<QuantityId>) {
    const { equations: shown, sentence, terms, total } = read(trace, pick);
    // One-hot inputs are 0 but for one: what they are multiplied with adds nothing.
    const some = terms?.filter(
      ({ of, input }) => of !== 'x' || input !== 0 || !trace.frame.schema.symbols.inputs.length,
    );
    const lines = some?.map((term) => ({
      of: name(trace, term),
      product: term.product,
      ...(term.of === 'bias' ? {} : { factors: [term.weight, term.input] as [number, number] }),
    }));
    return html`<div class="equation" tabindex="0" role="group" aria-label=${t('inspector.equation')}>
        ${shown.map(({ id }) => html`<div data-equation=${id}>${unsafeHTML(equations[id])}</div>`)}
      </div>
      <p class="sentence" aria-live="polite">
        ${t(`reading.${sentenceOf(trace, pick)}`, { unit: pick.unit + 1, step: pick.step, ...sentence })}
      </p>
      ${lines ? this.#sum(lines, total) : nothing}`;
  }

  /** A number of a field: what it comes from, and its sum if the schema tells it. */
  #field(view: FieldsView, pick: Pick) {
    const { quantity, step, unit } = pick;
    const { value, from, parts } = view.read(pick);
    const backward = quantity.startsWith('d_');
    const place = { name: view.text(quantity.replace(/^d_/, '')), unit: unit + 1, step };
    const key = backward
      ? 'fields.gradient'
      : step === 0
        ? 'reading.start'
        : quantity === 'x'
          ? 'reading.x'
          : 'fields.value';
    const symbols = view.trace.frame.schema.symbols.inputs.length > 0;
    const lines = parts
      ?.filter(({ factors, input }) => !symbols || factors.at(-1)!.name !== 'x' || input !== 0)
      .map((part) => ({
        of: partName(view, part),
        product: part.product,
        ...(part.factors.length > 1 ? { factors: [part.weight, part.input] as [number, number] } : {}),
      }));
    return html`<p class="reading">
        ${inline(symbolOf(quantity, view.layered))} = <span class="num num-value">${precise(value)}</span>
      </p>
      <p class="sentence" aria-live="polite">${t(key, { ...place, value: precise(value) })}</p>
      ${lines ? this.#sum(lines, value) : from.length ? this.#sources(view, from, backward) : nothing}`;
  }

  #sources(view: FieldsView, from: ReturnType<FieldsView['read']>['from'], backward: boolean) {
    return html`<p class="opened">${t(backward ? 'fields.comes-from' : 'fields.made-from')}</p>
      <table class="sources">
        <tbody>
          ${from.map(
            ({ name, later, value }) =>
              html`<tr>
                <td>
                  ${inline(symbolOf(name, view.layered))}${later ? html` <span class="muted">t+1</span>` : nothing}
                </td>
                <td class="right">${value === undefined ? '' : precise(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  /** Any number, by keyboard as well as by mouse. */
  #which(view: View, pick: Pick) {
    const label = (id: string): string => (view.kind === 'belt' ? t(`quantity.${id}`) : view.text(id));
    const options = (list: readonly string[]) =>
      list.map((id) => html`<option value=${id} .selected=${live(id === pick.quantity)}>${label(id)}</option>`);
    const units = view.count(pick.quantity);
    const first = view.firstStep(pick.quantity);
    const { steps } = view.trace;
    const ask = (change: Partial<Pick>) => {
      const next = { ...pick, ...change };
      next.unit = clamp(Math.round(next.unit) || 0, 0, view.count(next.quantity) - 1);
      next.step = clamp(Math.round(next.step) || 0, view.firstStep(next.quantity), steps);
      this.dispatchEvent(new CustomEvent<Pick>('pick', { detail: next }));
      this.requestUpdate();
    };
    return html`<div class="which">
      <label
        >${t('inspector.quantity')}
        <select
          name="quantity"
          @change=${(event: Event) => ask({ quantity: (event.target as HTMLSelectElement).value })}
        >
          <optgroup label=${t('transport.forward')}>${options(view.quantities.forward)}</optgroup>
          <optgroup label=${t('transport.backward')}>${options(view.quantities.backward)}</optgroup>
        </select></label
      >
      <label
        >${t('inspector.unit')}
        <input
          name="unit"
          type="number"
          min="1"
          max=${units}
          .value=${String(pick.unit + 1)}
          @change=${(event: Event) => ask({ unit: Number((event.target as HTMLInputElement).value) - 1 })}
      /></label>
      <label
        >${t('inspector.step')}
        <input
          name="step"
          type="number"
          min=${first}
          max=${steps}
          .value=${String(pick.step)}
          @change=${(event: Event) => ask({ step: Number((event.target as HTMLInputElement).value) })}
      /></label>
    </div>`;
  }

  /** A sum, product by product; without a total they are only listed. */
  #sum(lines: Line[], total: number | undefined) {
    const largest = Math.max(...lines.map(({ product }) => Math.abs(product)), 1e-30);
    const label = t(total === undefined ? 'inspector.products' : 'inspector.sum');
    return html`<p class="opened">${label}</p>
      <div class="terms" tabindex="0" role="group" aria-label=${label}>
        <table>
          <tbody>
            ${lines.map(({ of, product, factors }) => {
              const size = (50 * Math.abs(product)) / largest;
              return html`<tr>
                <td class="of">${of}</td>
                <td class="right">${factors ? factors.map(precise).join(' × ') : ''}</td>
                <td class="bar">
                  <div class="track">
                    <i
                      class=${product < 0 ? 'minus' : ''}
                      style="left:${product < 0 ? 50 - size : 50}%;width:${size}%"
                    ></i>
                  </div>
                </td>
                <td class="right">${preciseSigned(product)}</td>
              </tr>`;
            })}
          </tbody>
          ${
            total === undefined
              ? nothing
              : html`<tfoot>
                  <tr>
                    <td></td>
                    <td></td>
                    <td class="right">=</td>
                    <td class="right">${preciseSigned(total)}</td>
                  </tr>
                </tfoot>`
          }
        </table>
      </div>`;
  }

  /** The equations are typeset when the site is built; their numbers are filled in here. */
  protected override updated(): void {
    const { view, pick } = this;
    if (view?.kind !== 'belt' || !pick) return;
    for (const { id, numbers } of read(view.trace, pick as Pick<QuantityId>).equations) {
      const place = this.renderRoot.querySelector(`[data-equation="${id}"]`);
      if (!place) continue;
      for (const [key, text] of Object.entries(numbers)) {
        for (const element of place.querySelectorAll(`.num-${key}`)) element.textContent = text;
      }
    }
  }
}

function clamp(v: number, min: number, max: number): number {
  return Math.min(Math.max(v, min), max);
}

function name(trace: Trace, { of, index }: Term) {
  if (of === 'bias') return t('symbol.bias');
  const names = of === 'x' ? trace.frame.schema.symbols.inputs : of === 'y' ? trace.frame.schema.symbols.outputs : [];
  return html`${t(`symbol.${of}`)}${placed(names[index] ?? index + 1)}`;
}

function placed(at: string | number) {
  return html`<span class="roman">[${at}]</span>`;
}

/** What is multiplied, as the reader finds it: the last factor with its place, or the bias. */
function partName(view: FieldsView, { factors }: Part) {
  const { name, at } = factors.at(-1)!;
  const symbols = name === 'x' ? view.trace.frame.schema.symbols.inputs : [];
  return html`${inline(symbolOf(name, view.layered))}${factors.length > 1 ? placed(symbols[at] ?? at + 1) : nothing}`;
}

/** The symbol that a number of a one-hot input or of an output stands for. */
function symbolAt(trace: Trace, { quantity, unit }: Pick): string | undefined {
  const { inputs, outputs } = trace.frame.schema.symbols;
  if (['x', 'd_x'].includes(quantity)) return inputs[unit];
  return ['y', 'd_y', 'p'].includes(quantity) ? outputs[unit] : undefined;
}

/** Where a quantity's story differs at the edge of the sequence or with the cell, so does its sentence. */
function sentenceOf(trace: Trace, { quantity, step }: Pick): string {
  if ((quantity === 'c' || quantity === 'h') && step === 0) return 'start';
  if ((quantity === 'd_c_next' || quantity === 'd_h_next') && !trace.fed(step))
    return step === trace.steps ? 'no_next' : 'cut_next';
  if ((quantity === 'd_c_prev' || quantity === 'd_h_prev') && !trace.fed(step - 1)) return 'cut_prev';
  if ((quantity === 'd_y' || quantity === 'd_h_loss') && !trace.asked(step)) return 'not_asked';
  return quantity;
}

customElements.define('lstm-inspector', LstmInspector);
