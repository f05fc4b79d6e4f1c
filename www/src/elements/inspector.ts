// <lstm-inspector>: one number, its equation with the true numbers in it, and the sum it comes from.
import equations from 'virtual:equations';
import katex from 'katex/dist/katex.min.css?inline';
import { css, html, LitElement, nothing, unsafeCSS } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { locale, t } from '../locale.ts';
import { precise, preciseSigned } from '../scene/format.ts';
import {
  BACKWARD_QUANTITIES,
  count,
  exists,
  firstStep,
  FORWARD_QUANTITIES,
  read,
  type Reading,
  type QuantityId,
  type Term,
} from '../scene/quantity.ts';
import type { Pick } from '../scene/shape.ts';
import type { Trace } from '../scene/trace.ts';
import { RedrawOn } from '../redraw.ts';
import { base } from './base.ts';

/** Fires 'pick' (detail: Pick) when another number is asked for. */
export class LstmInspector extends LitElement {
  static override properties = { trace: { attribute: false }, pick: { attribute: false } };
  static override styles = [
    unsafeCSS(katex),
    base,
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

  declare trace: Trace | undefined;
  declare pick: Pick | undefined;

  constructor() {
    super();
    new RedrawOn(this, locale);
  }

  protected override render() {
    const { trace, pick } = this;
    if (!trace || !pick) return nothing;
    const reading = read(trace, pick);
    const backward = pick.quantity.startsWith('d_');
    return html`<section class=${backward ? 'backward' : ''}>
      <h2>${t('inspector.title')}</h2>
      ${this.#which(trace, pick)}
      <div class="equation" tabindex="0" role="group" aria-label=${t('inspector.equation')}>
        ${reading.equations.map(({ id }) => html`<div data-equation=${id}>${unsafeHTML(equations[id])}</div>`)}
      </div>
      <p class="sentence" aria-live="polite">
        ${t(`reading.${sentenceOf(trace, pick)}`, { unit: pick.unit + 1, step: pick.step, ...reading.sentence })}
      </p>
      ${reading.terms ? this.#terms(reading) : nothing}
    </section>`;
  }

  /** Any number, by keyboard as well as by mouse. */
  #which(trace: Trace, pick: Pick) {
    const options = (list: readonly QuantityId[]) =>
      list
        .filter((id) => exists(id, trace))
        .map((id) => html`<option value=${id} ?selected=${id === pick.quantity}>${t(`quantity.${id}`)}</option>`);
    const units = count(pick.quantity, trace);
    const ask = (change: Partial<Pick>) => {
      const next = { ...pick, ...change };
      next.unit = Math.min(Math.max(Math.round(next.unit) || 0, 0), count(next.quantity, trace) - 1);
      next.step = Math.min(Math.max(Math.round(next.step) || 0, firstStep(next.quantity)), trace.steps);
      this.dispatchEvent(new CustomEvent<Pick>('pick', { detail: next }));
      this.requestUpdate();
    };
    return html`<div class="which">
      <label
        >${t('inspector.quantity')}
        <select
          name="quantity"
          @change=${(event: Event) => ask({ quantity: (event.target as HTMLSelectElement).value as QuantityId })}
        >
          <optgroup label=${t('transport.forward')}>${options(FORWARD_QUANTITIES)}</optgroup>
          <optgroup label=${t('transport.backward')}>${options(BACKWARD_QUANTITIES)}</optgroup>
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
          min=${firstStep(pick.quantity)}
          max=${trace.steps}
          .value=${String(pick.step)}
          @change=${(event: Event) => ask({ step: Number((event.target as HTMLInputElement).value) })}
      /></label>
    </div>`;
  }

  #terms({ terms, total }: Reading) {
    const largest = Math.max(...terms!.map((term) => Math.abs(term.product)), 1e-30);
    return html`<p class="opened">${t(total === undefined ? 'inspector.products' : 'inspector.sum')}</p>
      <div class="terms" tabindex="0" role="group" aria-label=${t('inspector.sum')}>
        <table>
          <tbody>
            ${terms!.map((term) => {
              const size = (50 * Math.abs(term.product)) / largest;
              return html`<tr>
                <td class="of">${name(term)}</td>
                <td class="right">${term.of === 'bias' ? '' : `${precise(term.weight)} × ${precise(term.input)}`}</td>
                <td class="bar">
                  <div class="track">
                    <i
                      class=${term.product < 0 ? 'minus' : ''}
                      style="left:${term.product < 0 ? 50 - size : 50}%;width:${size}%"
                    ></i>
                  </div>
                </td>
                <td class="right">${preciseSigned(term.product)}</td>
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
    const { trace, pick } = this;
    if (!trace || !pick) return;
    for (const { id, numbers } of read(trace, pick).equations) {
      const place = this.renderRoot.querySelector(`[data-equation="${id}"]`);
      if (!place) continue;
      for (const [key, text] of Object.entries(numbers)) {
        for (const element of place.querySelectorAll(`.num-${key}`)) element.textContent = text;
      }
    }
  }
}

function name(term: Term): string {
  return term.of === 'bias' ? t('symbol.bias') : `${t(`symbol.${term.of}`)}[${term.index + 1}]`;
}

/** Where a quantity's story differs at the edge of the sequence or with the cell, so does its sentence. */
function sentenceOf(trace: Trace, { quantity, step }: Pick): string {
  if ((quantity === 'c' || quantity === 'h') && step === 0) return 'start';
  if ((quantity === 'd_c_next' || quantity === 'd_h_next') && step === trace.steps) return 'no_next';
  if ((quantity === 'd_y' || quantity === 'd_h_loss') && !trace.asked(step)) return 'not_asked';
  return quantity;
}

customElements.define('lstm-inspector', LstmInspector);
