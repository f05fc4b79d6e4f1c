// <lstm-equations>: all equations of the layer looked at, that of the number looked at lit.
import { css, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { isGradient, parse, type Spot } from '../network/address.ts';
import { layerAt } from '../network/catalogue.ts';
import type { Formulas } from '../network/formula.ts';
import { spoken } from '../network/speech.ts';
import { Symbols, type Entry } from '../network/symbols.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { lineOf, mathStyles } from './mathml.ts';
import { sayIn } from './number.ts';
import { runStyles } from './runs.ts';

class LstmEquations extends SessionElement {
  static override styles = [
    base,
    mathStyles,
    runStyles,
    css`
      .cell {
        padding: 0.3rem 0.5rem;
        background: var(--bed);
        border-radius: var(--radius);
        font-size: 0.92rem;
        line-height: 1.55;
      }
      .entry {
        padding-inline: 1.6em 0.2em;
        text-indent: -1.3em;
        border-left: 3px solid transparent;
        color: var(--muted);
      }
      .entry.now {
        border-left-color: var(--now);
        background: var(--card);
        color: var(--ink);
      }
      @media (forced-colors: active) {
        .entry:not(.now) {
          border-left-color: Canvas; /* transparent would be drawn */
        }
      }
    `,
  ];

  constructor() {
    super('change', 'timeupdate');
  }

  protected override render() {
    const { spot, view } = this.session ?? {};
    return view && spot ? this.#cell(view.formulas, spot) : nothing;
  }

  /** They change with the network and the notation, not with the numbers. */
  #cell(formulas: Formulas, { address }: Spot) {
    const { t } = this.words;
    const { wiring } = formulas;
    const backward = isGradient(address);
    const layer = layerAt(wiring, address);
    const lit = parse(address);
    return guard([wiring, layer, backward, lit.name, lit.before, this.surroundings.notation, this.words.lang], () => {
      const entries = new Symbols(wiring, this.surroundings.notation).entries(layer, backward);
      const about = entries.filter((entry) => entry.about.has(lit.name));
      // What leaves for the step before has an equation of its own; a number of that step is made by the same as now.
      const own =
        about.find((entry) => parse(entry.address).before === lit.before) ?? (backward ? undefined : about[0]);
      return html`<div class="cell" role="group" aria-label=${t(backward ? 'inspector.cell-back' : 'inspector.cell')}>
        ${entries.map((entry) => this.#entry(entry, entry === own))}
      </div>`;
    });
  }

  #entry({ address, line }: Entry, lit: boolean) {
    return html`<div
      class="entry ${lit ? 'now' : ''}"
      role="math"
      aria-label=${spoken([line], sayIn(this.words))}
      aria-current=${lit ? 'true' : nothing}
      data-equation=${address}
    >
      ${lineOf(line)}
    </div>`;
  }
}

customElements.define('lstm-equations', LstmEquations);
