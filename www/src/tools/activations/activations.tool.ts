// <lstm-activations>: the functions of this network, where its units stand on them, and how many stand at the ends. Which
// field the dots are of is told by the number that is looked at: so a symbol on the stage, a menu and a link all choose it.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { entered, readNumber } from '../../elements/fields.ts';
import { inline, runStyles } from '../../elements/runs.ts';
import { parse } from '../../network/address.ts';
import { precise, printed } from '../../network/format.ts';
import type { Squash } from '../../network/formula.ts';
import { functionOf, type Letters } from '../../network/notation.ts';
import type { View } from '../../scene/view.ts';
import { numeric, row, table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import {
  functionAt,
  multiplication,
  productsOf,
  reachOf,
  shares,
  squashedOf,
  standingAt,
  standings,
  type Multiplied,
  type Squashed,
  type Standing,
} from './functions.ts';
import { ENDS, saturation, slopeAtEnds } from './saturation.ts';
import './curve.ts';

const SQUASHES: readonly Squash[] = ['sigmoid', 'tanh', 'relu'];
const FORMULAS: Record<Squash, string> = {
  sigmoid: 'activations.sigmoid',
  tanh: 'activations.tanh',
  relu: 'activations.relu',
};
const DIGITS = 4;

type Kind = Squash | 'product';

class LstmActivations extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    runStyles,
    css`
      .all {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr));
        gap: 1.2rem 1.6rem;
        margin-top: 0.8rem;
      }
      section {
        min-width: 0;
        padding-left: 0.7rem;
        border-left: 3px solid var(--rule);
      }
      section.lit {
        border-left-color: var(--now);
      }
      .probe {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.8rem;
      }
      .probe input {
        width: min(24rem, 100%);
      }
      .pick {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
        min-height: 1.9rem;
        font-size: 0.95rem;
      }
      .pick input {
        min-height: 0;
        accent-color: var(--accent);
      }
      [data-gate] > * {
        vertical-align: middle;
      }
      .factors {
        display: grid;
        grid-template-columns: auto minmax(4rem, 1fr) auto;
        align-items: center;
        gap: 0.3rem 0.7rem;
        max-width: 26rem;
        font-size: 0.95rem;
        margin-block: 0.5rem;
      }
      .factors label {
        display: contents;
      }
      .factors input {
        min-width: 0;
      }
      td.number {
        white-space: nowrap;
      }
      .factors output {
        min-width: 4.5rem;
        text-align: end;
      }
      .x {
        color: var(--now);
      }
      @media (pointer: coarse), (max-width: 640px) {
        .pick {
          min-height: 44px;
        }
      }
    `,
  ];

  /** Where the functions are probed. */
  @state() x = 1;
  /** Factors that were moved away from the network's. */
  @state() moved: readonly number[] | undefined;
  /** What was last chosen of each kind. */
  readonly #chosen = new Map<Kind, string>();
  #lit: Kind | undefined;
  #reach: { view: View; reach: number } | undefined;
  #at = '';

  constructor() {
    super('change', 'timeupdate');
  }

  protected override willUpdate(): void {
    const { session } = this;
    const view = session?.view;
    if (!view) return;
    const { layer, wiring } = view;
    const address = functionAt(wiring, layer, session.spot?.address ?? '~y');
    this.#lit = undefined;
    if (address !== undefined) {
      const squash = parse(address).term === undefined ? wiring.formula(address)!.squash : undefined;
      this.#lit = squash ?? 'product';
      this.#chosen.set(this.#lit, address);
    }
    // A what-if is of one product of one unit at one step.
    const at = [this.#product(view), session.unit, session.moment.step, view.trace.frame.updates].join();
    if (at !== this.#at) this.moved = undefined;
    this.#at = at;
  }

  #product({ wiring, layer }: View): string | undefined {
    const all = productsOf(wiring, layer);
    const chosen = this.#chosen.get('product');
    return all.find((each) => each === chosen) ?? all[0];
  }

  protected override render() {
    const { session } = this;
    const view = session?.view;
    if (!view) return nothing;
    const { t } = this.words;
    const all = squashedOf(view.wiring, view.layer);
    const reach = this.#reachOf(view, all);
    const x = Math.min(Math.max(this.x, -reach), reach);
    const step = reach <= 10 ? 0.1 : reach / 100;
    return html`<label class="probe"
        ><span>${t('activations.probe')} <b class="x">x = ${precise(x, 2)}</b></span>
        <input
          type="range"
          name="probe"
          min=${-reach}
          max=${reach}
          step=${step}
          .value=${live(String(x))}
          @input=${entered(readNumber, (x) => (this.x = x))}
      /></label>
      <div class="all">
        ${SQUASHES.map((squash) => {
          const fields = all.filter((each) => each.squash === squash);
          return fields.length ? this.#function(view, squash, fields, reach, x) : nothing;
        })}
        ${this.#times(view)}
      </div>`;
  }

  /** Found once for each state of the network: it looks at all steps. */
  #reachOf(view: View, fields: Squashed[]): number {
    if (this.#reach?.view !== view) this.#reach = { view, reach: reachOf(view.formulas, fields) };
    return this.#reach.reach;
  }

  #function(view: View, squash: Squash, fields: Squashed[], reach: number, x: number) {
    const { words, notation } = this.surroundings;
    const { t, percent } = words;
    const { moment, unit } = this.session!;
    const chosen = fields.find(({ name }) => name === this.#chosen.get(squash)) ?? fields[0]!;
    const units = standings(view.formulas, chosen, moment.step);
    const own = Math.min(unit, units.length - 1);
    const f = functionOf(squash);
    const { low, high } = ENDS[squash];
    const sign = (v: number): string => String(v).replace('-', '−');
    return html`<section class=${this.#lit === squash ? 'lit' : ''} data-function=${squash}>
      <h3>${t(FORMULAS[squash])}</h3>
      <lstm-curve
        .squash=${squash}
        .reach=${reach}
        .x=${x}
        .units=${units}
        .unit=${own}
        .names=${{
          picture: t('activations.picture', { f, step: moment.step }),
          value: `${f}(x)`,
          slope: `${f}′(x)`,
          unit: t('activations.unit', { unit: own + 1 }),
        }}
        @probe=${({ detail }: CustomEvent<number>) => (this.x = detail)}
      ></lstm-curve>
      <div aria-live="polite">
        ${table(
          [html`<td></td>`, ...['x', `${f}(x)`, `${f}′(x)`].map(numeric)],
          [
            this.#place('probe', html`<span class="x">${t('activations.probe')}</span>`, standingAt(squash, x)),
            this.#place(
              'unit',
              html`${inline(view.letters(chosen.name, notation))},
              ${t('activations.unit-step', { unit: own + 1, step: moment.step })}`,
              units[own]!,
            ),
          ],
          { name: 'places' },
        )}
      </div>
      ${table(
        [
          textual(t('activations.dots')),
          numeric(squash === 'relu' ? t('activations.off') : t('activations.low', { end: sign(low) })),
          high === undefined ? nothing : numeric(t('activations.high', { end: sign(high) })),
          numeric(t('activations.mean', { f })),
        ],
        fields.map((field) => {
          const of = saturation(view.trace, field);
          return html`<tr data-gate=${field.name}>
            <th scope="row">${this.#radio(squash, field.name, field === chosen, view.name(field.name, notation))}</th>
            <td class="number" data-figure="low">${percent(of.low)}</td>
            ${high === undefined ? nothing : html`<td class="number" data-figure="high">${percent(of.high)}</td>`}
            <td class="number" data-figure="mean">${precise(of.slope)}</td>
          </tr>`;
        }),
      )}
      ${this.#meaning(view, chosen)}
    </section>`;
  }

  #place(key: string, what: unknown, { z, value, slope }: Standing) {
    return row(key, what, { x: precise(z, DIGITS), value: precise(value, DIGITS), slope: precise(slope, DIGITS) });
  }

  /** What is chosen here is what is looked at. */
  #radio(group: Kind, address: string, chosen: boolean, letters: Letters) {
    const { session } = this;
    return html`<label class="pick"
      ><input
        type="radio"
        name=${group}
        value=${address}
        .checked=${live(chosen)}
        @change=${() => session!.choose({ address, step: session!.moment.step, unit: session!.unit })}
      />${inline(letters)}</label
    >`;
  }

  /** What the share at the ends means for the gradient. */
  #meaning(view: View, field: Squashed) {
    const { words, notation } = this.surroundings;
    const { t, percent } = words;
    const { low, high, slope } = saturation(view.trace, field);
    const f = functionOf(field.squash);
    const values = { share: percent(low + high), f, most: precise(slopeAtEnds(field.squash)), mean: precise(slope) };
    const key =
      low + high === 0
        ? 'activations.none'
        : field.squash === 'relu'
          ? 'activations.cut'
          : low + high === 1
            ? 'activations.every'
            : 'activations.some';
    return html`<p class="note">
      ${inline(view.name(field.name, notation))}${t('activations.colon')} ${t(key, values)}
    </p>`;
  }

  /** Two numbers multiplied, and what flows back to each. */
  #times(view: View) {
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { unit, moment } = this.session!;
    const address = this.#product(view);
    if (address === undefined) return nothing;
    const { factors, arriving } = multiplication(view.formulas, address, moment.step, unit);
    const values = this.moved ?? factors.map(({ value }) => value);
    const back = shares(values, arriving);
    const through = (k: number): number[] => [arriving, ...values.filter((_, other) => other !== k)];
    const whole = values.reduce((product, each) => product * each, 1);
    const { name } = parse(address);
    const { squash, terms } = view.wiring.formula(name)!;
    const letters = (each: string): Letters =>
      view.letters(parse(each).term === undefined ? `${each}/0` : each, notation);
    const result = (numbers: readonly number[], v: number) =>
      html`${adds(numbers, v) ? '=' : '≈'} ${precise(v, DIGITS)}`;
    const times = (numbers: readonly number[]): string => numbers.map((each) => bracketed(each)).join(' × ');
    return html`<section class=${this.#lit === 'product' ? 'lit' : ''} data-function="product">
      <h3>${t('activations.times')}</h3>
      <div>
        ${productsOf(view.wiring, view.layer).map(
          (each) => html`<div>${this.#radio('product', each, each === address, letters(each))}</div>`,
        )}
      </div>
      <div class="factors">${factors.map((factor, k) => this.#factor(view, factor, k, values))}</div>
      <p class="note">
        ${this.moved ? t('activations.moved') : t('activations.own', { unit: unit + 1, step: moment.step })}
        <button data-do="own" ?hidden=${!this.moved} @click=${() => (this.moved = undefined)}>
          ${t('activations.reset')}
        </button>
      </p>
      <div class="wide">
        <table aria-live="polite" data-table="times">
          <tbody>
            <tr>
              <th scope="row">${t('activations.product')}</th>
              <td class="number">${times(values)}</td>
              <td class="number" data-figure="product">${result(values, whole)}</td>
            </tr>
            <tr>
              <th scope="row">
                ${t('activations.arrives')}
                ${inline(view.letters(`d_${name}`, notation))}${squash ? ` · ${functionOf(squash)}′` : nothing}
              </th>
              <td></td>
              <td class="number" data-figure="arriving">${precise(arriving, DIGITS)}</td>
            </tr>
            ${factors.map(
              (factor, k) =>
                html`<tr>
                  <th scope="row">${t('activations.back')} ${inline(this.#letters(view, factor))}</th>
                  <td class="number">${times(through(k))}</td>
                  <td class="number" data-figure="back">${result(through(k), back[k]!)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="note">${t(terms.length > 1 ? 'activations.rule-sum' : 'activations.rule')}</p>
    </section>`;
  }

  #letters(view: View, { address, complement }: Multiplied): Letters {
    const letters = view.letters(address, this.surroundings.notation);
    return complement ? [{ text: '1 − ', style: 'roman' }, ...letters] : letters;
  }

  #factor(view: View, factor: Multiplied, k: number, values: readonly number[]) {
    const [low, high] = factor.range;
    const move = (to: number): void => {
      this.moved = values.map((each, other) => (other === k ? to : each));
    };
    return html`<label
      >${inline(this.#letters(view, factor))}
      <input
        type="range"
        name="factor"
        min=${low}
        max=${high}
        step=${high / 100}
        .value=${live(String(values[k]))}
        @input=${entered(readNumber, move)}
      />
      <output>${precise(values[k]!, DIGITS)}</output></label
    >`;
  }
}

/** Whether the factors as they are printed make the product as it is printed. */
function adds(factors: readonly number[], v: number): boolean {
  const { value, last } = printed(v, DIGITS);
  const product = factors.reduce((all, each) => all * printed(each, DIGITS).value, 1);
  return Math.abs(product - value) <= last / 2;
}

/** A number among factors. */
function bracketed(v: number): string {
  const text = precise(v, DIGITS);
  return /[−·]/.test(text) ? `(${text})` : text;
}

customElements.define('lstm-activations', LstmActivations);
