// <lstm-nudge>: does a gradient keep its promise? A number is moved a little, and the loss by how much its gradient said.
import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { number, submits } from '../../elements/fields.ts';
import { inline } from '../../elements/runs.ts';
import { fits } from '../../engine/edits.ts';
import type { Nudge } from '../../engine/protocol.ts';
import { precise, preciseSigned } from '../../network/format.ts';
import type { View } from '../../scene/view.ts';
import { Asking } from '../asking.ts';
import { row, table } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { editOf, lettersOf, spotOf, whenOf, type Place } from '../../scene/held.ts';
import { verdict } from './verdict.ts';

/** What was nudged, by how much, how it stood, and what came of it. */
interface Nudged {
  place: Place;
  epsilon: number;
  truncated: boolean;
  held: boolean;
  found: Nudge;
}

class LstmNudge extends ToolElement {
  /** Which number: of one unit at one step, or in a parameter. */
  @property({ attribute: false }) place: Place | undefined;
  @state() epsilon = 0.01;
  @state() nudged: Nudged | undefined;
  readonly #asking = new Asking(this);

  protected override render() {
    const { session, place } = this;
    const view = session.view;
    if (!place) return nothing;
    const { t, sentence } = this.words;
    const { trouble } = this.#asking;
    const spot = spotOf(place);
    const what = inline(lettersOf(view, place, this.surroundings.notation));
    return html`<h3>${t('hold.nudge')}</h3>
      <p class="note">${t('hold.nudge-about')}</p>
      <form class="fields" data-form="nudge" @submit=${submits(() => void this.#nudge(view, place))}>
        ${number('epsilon', 'ε', this.epsilon, (epsilon) => (this.epsilon = epsilon))}
        <button type="submit" data-do="nudge">${t('hold.nudge-do')}</button>
        <span class="note">
          ${sentence(place.at ? 'hold.nudge-weight' : 'hold.nudge-what', { what, step: spot.step, value: precise(view.value(spot)) })}
        </span>
      </form>
      <div aria-live="polite">${trouble ? this.refused(trouble) : this.#told(view)}</div>`;
  }

  async #nudge(view: View, place: Place): Promise<void> {
    const { epsilon } = this;
    if (epsilon === 0) return;
    const truncated = view.trace.frame.schema.config.truncate > 0;
    const held = view.held(spotOf(place)) === 'held';
    await this.#asking.start(async (signal) => {
      const found = await this.session.ask('nudge', { edit: editOf(place), epsilon });
      signal.throwIfAborted();
      this.nudged = { place, epsilon, truncated, held, found };
    });
  }

  #told(view: View) {
    if (!this.nudged || !fits(editOf(this.nudged.place), view.trace.frame.schema)) return nothing;
    const { t, number, sentence } = this.words;
    const { notation } = this.surroundings;
    const { place, epsilon, found, ...how } = this.nudged;
    const { predicted, ratio, reason, times } = verdict(found, epsilon, how);
    const gradient = inline(view.name(`d_${spotOf(place).address}`, notation));
    const [when, gaps] = whenOf(view.wiring, place) ?? [];
    return html`${table(
        [],
        [
          row('predicted', sentence('list.spelt', { word: t('hold.predicted'), name: html`${gradient} · ε` }), {
            predicted: figures(predicted),
          }),
          row('true', t('hold.true'), { true: figures(found.change) }),
          ratio === undefined ? nothing : row('ratio', t('hold.ratio'), { ratio: ratio.toFixed(4) }),
        ],
      )}
      <p class="note" data-verdict=${reason}>
        ${inline(lettersOf(view, place, notation))}${when ? ` ${t(`hold.is-${when}`, gaps)}` : ''}:
        ${precise(found.value)} → ${precise(found.value + epsilon)}.
        ${t(`hold.reason-${reason}`, { times: times === undefined ? '' : number(times, { maximumSignificantDigits: 2 }) })}
      </p>`;
  }
}

/** Four figures that count: enough to see the ratio in them. */
function figures(v: number): string {
  if (v === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(v)));
  return preciseSigned(v, exponent < -3 ? 4 : Math.max(3 - exponent, 0));
}

customElements.define('lstm-nudge', LstmNudge);
