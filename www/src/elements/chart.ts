// <lstm-chart>: the loss over the updates; where one looks back, at which of them.
import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import type { Curve } from './curves.ts';
import { Pace } from './pace.ts';
import './curves.ts';

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
      const { losses, stride, since } = progress ?? { losses: new Float32Array(), stride: 1, since: 0 };
      const last = losses.at(-1);
      const told =
        last === undefined ? t('lab.no-losses') : t('lab.chart', { updates: losses.length * stride, loss: last });
      const curve = { values: losses, line: '--pos', mark: '', first: 1 + since, stride };
      return html`<lstm-curves
        .curves=${[curve, ...(past === undefined ? [] : marked(curve, past))]}
        .xLabel=${t('lab.updates')}
        .yLabel=${t('lab.loss')}
        .told=${told}
      ></lstm-curves>`;
    });
  }
}

/** The place of a curve after so many updates. */
function marked({ values, first, stride }: Curve, updates: number): Curve[] {
  const at = Math.min(Math.floor((updates - first + 1) / stride), values.length - 1);
  if (at < 0) return [];
  return [{ values: values.slice(at, at + 1), line: '--now', mark: '▲', first: Math.max(updates, 1), stride: 1 }];
}

customElements.define('lstm-chart', LstmChart);
