// <lstm-legend>: what the shapes and colours of the picture stand for.
import { css, html, nothing } from 'lit';
import { paint, type Tone } from '../scene/colour.ts';
import { inNetwork } from '../scene/plan.ts';
import { endsOf } from '../scene/scale.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { inline, runStyles } from './runs.ts';

const EVEN = [0, 0.25, 0.5, 0.75, 1];
const SIGNED = [-1, -0.6, -0.3, 0, 0.3, 0.6, 1];

class LstmLegend extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.2rem;
        margin-top: 0.7rem;
        font-size: 0.82rem;
        color: var(--muted);
        align-items: center;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
      }
      .scale {
        gap: 0;
        border-radius: 3px;
        overflow: hidden;
      }
      .scale i {
        width: 0.85rem;
        height: 0.75rem;
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
      .twin {
        width: 1.5rem;
        border-top: 2.5px solid var(--muted);
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
    const { theme, words, notation } = this.surroundings;
    const { t } = words;
    const scale = (kind: Tone['kind'], strengths: number[]) =>
      html`<span class="scale" aria-hidden="true"
        >${strengths.map((strength) => html`<i .style=${`background: ${paint({ kind, strength }, theme).fill}`}></i>`)}</span
      >`;
    const state = inNetwork(view.network.figure.rides, view.layer);
    const [low, high] = endsOf(view.scales.of(state));
    const [faint, full] = endsOf(view.scales.of(`d_${state}`));
    const gates = view.trace.wiring.fields.some(({ kind }) => kind === 'gate');
    // The same in both directions, so that nothing moves at the turn.
    return html`<span><i class="layer"></i>${t('legend.layer')}</span
      ><span><i class="op"></i>${t('legend.operation')}</span>
      ${
        gates
          ? html`<span><i class="valve"></i>${t('legend.valve')}</span>
              <span>${t('legend.gate')} 0 ${scale('gate', EVEN)} 1</span>`
          : nothing
      }
      <span>${inline(view.name(state, notation))} ${low} ${scale('signed', SIGNED)} ${high}</span>
      ${this.session!.twin ? html`<span><i class="twin"></i>${t('legend.twin')}</span>` : nothing}
      <span>${t('legend.gradient')} ${faint} ${scale('gradient', EVEN)} ${full}</span>`;
  }
}

customElements.define('lstm-legend', LstmLegend);
