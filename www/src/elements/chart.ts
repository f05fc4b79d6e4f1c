// <lstm-chart>: the loss over the updates; where one looks back, at which of them.
import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Past } from '../engine/protocol.ts';
import { base } from './base.ts';
import { spaced, type Curve } from './curves.ts';
import { SessionElement } from './element.ts';
import { Pace } from './pace.ts';

type Losses = Pick<Past, 'losses' | 'stride' | 'since'>;
const NOTHING: Losses = { losses: new Float32Array(), stride: 1, since: 0 };

class LstmChart extends SessionElement {
  static override styles = base;

  readonly #pace = new Pace();

  constructor() {
    super('progress', 'change');
  }

  protected override shouldUpdate(): boolean {
    return this.#pace.due(this.session?.progress?.running ?? false);
  }

  protected override render() {
    const { words } = this.surroundings;
    const { progress, past } = this.session ?? {};
    return guard([words, progress, past], () => {
      const { t } = words;
      const { losses, stride, since } = progress ?? NOTHING;
      const last = losses.at(-1);
      const told =
        last === undefined ? t('lab.no-losses') : t('lab.chart', { updates: progress!.updates - since, loss: last });
      const curve = { ...spaced(losses, 1 + since, stride), line: '--pos', mark: '', each: false };
      return html`<lstm-curves
        .curves=${[curve, ...(past === undefined ? [] : marked(progress ?? NOTHING, past))]}
        .xLabel=${t('lab.updates')}
        .yLabel=${t('lab.loss')}
        .told=${told}
      ></lstm-curves>`;
    });
  }
}

/** The place of the loss after so many updates; negative where there is none. */
export function lossPlace({ losses, stride, since }: Losses, updates: number): number {
  return Math.min(Math.floor((updates - since) / stride), losses.length - 1);
}

/** A mark on the loss after so many updates. */
function marked(all: Losses, updates: number): Curve[] {
  const { losses } = all;
  const at = lossPlace(all, updates);
  if (at < 0) return [];
  return [{ ...spaced(losses.slice(at, at + 1), Math.max(updates, 1)), line: '--now', mark: '▲', each: false }];
}

customElements.define('lstm-chart', LstmChart);
