// <lstm-legend>: what the shapes of the picture stand for. Colours are explained under the strip.
import { css, html, nothing } from 'lit';
import { base } from './base.ts';
import { SessionElement } from './element.ts';

class LstmLegend extends SessionElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.2rem;
        font-size: var(--small);
        color: var(--muted);
        align-items: center;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
      }
      .layer {
        width: 1.5rem;
        height: 0.9rem;
        border-radius: 3px;
        background: var(--layer);
        border: 1.4px solid var(--layer-rule);
      }
      .op {
        width: 0.95rem;
        height: 0.95rem;
        border-radius: 50%;
        background: var(--op);
        border: 1.4px solid var(--op-rule);
      }
      .valve {
        width: 0.3rem;
        height: 0.9rem;
        background: linear-gradient(var(--ink) 30%, transparent 30% 70%, var(--ink) 70%);
      }
      i {
        forced-color-adjust: none;
        print-color-adjust: exact;
      }
    `,
  ];

  constructor() {
    super('change');
  }

  protected override render() {
    const view = this.session?.view;
    if (!view) return nothing;
    const { t } = this.surroundings.words;
    const gates = view.trace.wiring.fields.some(({ kind }) => kind === 'gate');
    // The same in both directions, so that nothing moves at the turn.
    return html`<span><i class="layer"></i>${t('legend.layer')}</span
      ><span><i class="op"></i>${t('legend.operation')}</span>
      ${gates ? html`<span><i class="valve"></i>${t('legend.valve')}</span>` : nothing}`;
  }
}

customElements.define('lstm-legend', LstmLegend);
