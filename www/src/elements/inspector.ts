// interim
import { html, LitElement, nothing } from 'lit';
import { Surroundings } from '../ambient.ts';
import { precise } from '../scene/format.ts';
import type { Session } from '../session.ts';
import { base } from './base.ts';
import { Follow } from './lives.ts';
import { inline, runStyles } from './runs.ts';
export class LstmInspector extends LitElement {
  static override properties = { session: { attribute: false } };
  static override styles = [base, runStyles];
  declare session: Session | undefined;
  readonly #surroundings = new Surroundings(this);
  constructor() {
    super();
    new Follow(this, 'change', 'timeupdate');
  }
  protected override render() {
    const view = this.session?.view;
    const spot = this.session?.spot;
    if (!view || !spot) return nothing;
    return html`<p>
      ${inline(view.letters(spot.address, this.#surroundings.notation))} = ${precise(view.value(spot))}
    </p>`;
  }
}
customElements.define('lstm-inspector', LstmInspector);
