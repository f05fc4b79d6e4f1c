// <lstm-activations>: the functions that squash, and where the units of this network stand on them.
import { html, nothing } from 'lit';
import { runs, runStyles } from '../elements/runs.ts';
import { saturations } from '../scene/saturation.ts';
import { ToolElement } from './tool.ts';

export class LstmActivations extends ToolElement {
  static override styles = [...ToolElement.styles, runStyles];

  constructor() {
    super('change');
  }

  protected override render() {
    const view = this.session?.view;
    if (!view) return nothing;
    const { words, notation } = this.surroundings;
    const { t, percent } = words;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t('activations.gate')}</th>
          <th scope="col" class="number">${t('activations.low')}</th>
          <th scope="col" class="number">${t('activations.high')}</th>
        </tr>
      </thead>
      <tbody>
        ${saturations(view.trace).map(
          ({ name, low, high }) =>
            html`<tr data-gate=${name}>
              <th scope="row">${runs(view.name(name, notation))}</th>
              <td class="number" data-figure="low">${percent(low)}</td>
              <td class="number" data-figure="high">${percent(high)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

customElements.define('lstm-activations', LstmActivations);
