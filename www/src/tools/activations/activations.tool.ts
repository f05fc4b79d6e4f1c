// <lstm-activations>: the functions of this network, where its units stand on them, and how many stand at the ends. Which
// field the dots are of is told by the number that is looked at: so a symbol on the stage, a menu and a link all choose it.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { entered, readNumber } from '../../elements/fields.ts';
import { inline } from '../../elements/runs.ts';
import { precise } from '../../network/format.ts';
import type { Squash } from '../../network/formula.ts';
import { functionOf, type Letters } from '../../network/notation.ts';
import type { View } from '../../scene/view.ts';
import { numeric, row, table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { functionAt, reachOf, squashedOf, standingAt, standings, type Squashed, type Standing } from './functions.ts';
import { ENDS, saturation, slopeAtEnds } from './saturation.ts';
import './curve.ts';

const SQUASHES: readonly Squash[] = ['sigmoid', 'tanh', 'relu'];
const FORMULAS: Record<Squash, string> = {
  sigmoid: 'activations.sigmoid',
  tanh: 'activations.tanh',
  relu: 'activations.relu',
};
const DIGITS = 4;

class LstmActivations extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      section {
        margin-top: 1.2rem;
        padding-left: 0.7rem;
        border-left: 3px solid var(--rule);
      }
      section.lit {
        border-left-color: var(--now);
      }
      .probe input {
        width: min(24rem, 100%);
      }
      input[type='radio'] {
        min-height: 0;
        accent-color: var(--accent);
      }
      .x {
        color: var(--now);
      }
    `,
  ];

  /** Where the functions are probed. */
  @state() x = 1;
  /** What was last chosen of each kind. */
  readonly #chosen = new Map<Squash, string>();
  #lit: Squash | undefined;
  #reach: { view: View; reach: number } | undefined;

  constructor() {
    super('timeupdate');
  }

  protected override willUpdate(): void {
    const { session } = this;
    const view = session.view;
    const { layer, wiring } = view;
    const address = functionAt(wiring, layer, session.spot?.address ?? '~y');
    this.#lit = address === undefined ? undefined : wiring.formula(address)!.squash;
    if (address !== undefined) this.#chosen.set(this.#lit!, address);
  }

  protected override render() {
    const { session } = this;
    const view = session.view;
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
      ${SQUASHES.map((squash) => {
        const fields = all.filter((each) => each.squash === squash);
        return fields.length ? this.#function(view, squash, fields, reach, x) : nothing;
      })}`;
  }

  /** Found once for each state of the network: it looks at all steps. */
  #reachOf(view: View, fields: Squashed[]): number {
    if (this.#reach?.view !== view) this.#reach = { view, reach: reachOf(view.formulas, fields) };
    return this.#reach.reach;
  }

  #function(view: View, squash: Squash, fields: Squashed[], reach: number, x: number) {
    const { words, notation } = this.surroundings;
    const { t, percent } = words;
    const { moment, unit } = this.session;
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
  #radio(group: Squash, address: string, chosen: boolean, letters: Letters) {
    const { session } = this;
    return html`<label class="pick"
      ><input
        type="radio"
        name=${group}
        value=${address}
        .checked=${live(chosen)}
        @change=${() => session.choose({ address, step: session.moment.step, unit: session.unit })}
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
}

customElements.define('lstm-activations', LstmActivations);
