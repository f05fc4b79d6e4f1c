// <lstm-table>: the numbers of the stage as a table, for those who cannot see the picture. It follows what rests.
import { html, nothing } from 'lit';
import { tableOf, type Line } from '../scene/table.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { Namer } from './number.ts';
import { nameOf, placed } from './words.ts';

/** The table is filled after so many milliseconds of rest, so that stepping on does not wait for it. */
const REST = 150;

class LstmTable extends SessionElement {
  static override styles = base;

  constructor() {
    super('change', 'pause', 'timeupdate', 'progress');
  }

  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REST));
    super.scheduleUpdate();
  }

  protected override shouldUpdate(): boolean {
    return !this.session?.playing && !this.session?.progress?.running;
  }

  protected override render() {
    const { session } = this;
    const view = session?.view;
    if (!view) return nothing;
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { moment } = session;
    const { direction, beat } = moment;
    const namer = new Namer(view, words, notation, true);
    const lines = tableOf(view, moment, notation);
    const units = Math.max(1, ...lines.map((line) => ('spots' in line ? line.spots.length : 1)));
    const name = nameOf(view, direction, beat, words, notation).text;
    const now = placed(view, moment, words, name);
    return html`<div class="unseen">
      <table>
        <caption>
          ${t('number.table', { moment: now })}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('number.quantity')}</th>
            ${Array.from({ length: units }, (_, k) => html`<th scope="col">${t('number.unit', { n: k + 1 })}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            (line) =>
              html`<tr>
                <th scope="row">${'letters' in line ? namer.gathered(line.letters) : namer.what(line.address)}</th>
                ${this.#cells(line, namer)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #cells(line: Line, namer: Namer) {
    if ('letters' in line) return html`<td>${namer.number(line.text)}</td>`;
    if ('text' in line) return html`<td>${line.text}</td>`;
    return line.spots.map((spot) => html`<td>${namer.cell(spot)}</td>`);
  }
}

customElements.define('lstm-table', LstmTable);
