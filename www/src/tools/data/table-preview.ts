// <lstm-table-preview>: a table as the network would read it: which columns, their first rows, how they are scaled, and the course
// of each. Says 'choose' with the table of which other columns are chosen.
import { css, html, nothing, svg } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { check } from '../../elements/fields.ts';
import { precise } from '../../network/format.ts';
import { linear } from '../../scene/axis.ts';
import { table, textual } from '../table.ts';
import { learnt } from './aside.ts';
import { MOST_COLUMNS, type Table } from './columns.ts';
import { PartElement } from './part.ts';
import { rowsOf, scalings, type Row } from './series.ts';

const FIRST_ROWS = 4;
const MOST_CURVES = 4;

class LstmTablePreview extends PartElement {
  static override styles = [
    ...PartElement.styles,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1rem;
        margin: 0.4rem 0;
        padding: 0;
        list-style: none;
      }
      .curve {
        display: block;
        width: 100%;
        height: 3.6rem;
        margin-block: 0.4rem;
      }
      .curve polyline {
        fill: none;
        stroke: var(--pos);
        stroke-width: 1.6;
        vector-effect: non-scaling-stroke;
      }
      :is(.facts, .wrong) {
        margin-block: 0.6rem;
      }
    `,
  ];

  @property({ attribute: false }) table!: Table;
  /** All of it is learnt: there is nothing to choose. */
  @property({ type: Boolean }) whole!: boolean;
  /** Whether its end is kept from the network. */
  @property({ type: Boolean }) aside!: boolean;

  protected override render() {
    const { t } = this.words;
    const { numbers, chosen } = this.table;
    const { rows, of, wrong } = numbers;
    const read = rowsOf(numbers.text);
    return html`${this.whole ? nothing : this.#choice(this.table)}
      <p class="facts" data-figure="pieces">
        ${t('data.rows', { n: rows, columns: chosen.length })}
        ${!wrong && rows < of ? t('data.cut-rows', { used: rows, of }) : nothing}
      </p>
      ${wrong ? html`<p class="wrong" role="alert">${t(`data.wrong-${wrong.code}`, { ...wrong, name: this.#name(wrong.column - 1) })}</p>` : nothing}
      ${read.length ? this.#rows(read, chosen) : nothing}`;
  }

  #name(k: number): string {
    return this.table.columns[k]?.name ?? this.words.t('data.column', { n: k + 1 });
  }

  #choice(whole: Table) {
    const { t } = this.words;
    const { header, chosen, columns } = whole;
    const toggle = (k: number): readonly number[] =>
      chosen.includes(k) ? chosen.filter((each) => each !== k) : [...chosen, k].toSorted((a, b) => a - b);
    return html`${check(t('data.header'), header, (header) => this.#say(whole.but({ header })), 'header')}
      <ul aria-label=${t('data.columns')}>
        ${columns.slice(0, MOST_COLUMNS).map(
          (_, k) =>
            html`<li>
              <label
                ><input
                  type="checkbox"
                  data-column=${k + 1}
                  .checked=${live(chosen.includes(k))}
                  @change=${() => this.#say(whole.but({ chosen: toggle(k) }))}
                />${this.#name(k)}</label
              >
            </li>`,
        )}
      </ul>`;
  }

  #say(table: Table): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: table }));
  }

  #rows(rows: readonly Row[], chosen: readonly number[]) {
    const { t } = this.words;
    const names = chosen.map((k) => this.#name(k));
    // What is kept from the network counts for nothing here, either.
    const scaling = scalings(this.aside ? rows.slice(0, learnt(rows.length)) : rows);
    const course = (k: number): string => {
      const column = rows.map((row) => row[k]!);
      const [low, high] = [Math.min(...column), Math.max(...column)];
      const ys = linear(low < high ? [low, high] : [low - 1, low + 1], [40, 0]);
      return column.map((x, at) => `${at},${ys.at(x)}`).join(' ');
    };
    const line = (head: unknown, cells: readonly string[]) =>
      html`<tr>
        <th scope="row">${head}</th>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>`;
    return html`${table([t('data.row'), ...names].map(textual), [
        ...rows.slice(0, FIRST_ROWS).map((row, k) => line(k + 1, row.map(String))),
        ...(['mean', 'deviation'] as const).map((figure) =>
          line(
            t(`data.${figure}`),
            scaling.map((each) => precise(each[figure])),
          ),
        ),
      ])}
      ${names
        .slice(0, MOST_CURVES)
        .map(
          (name, k) =>
            html`<svg
              class="curve"
              role="img"
              aria-label=${t('data.curve', { name, n: rows.length })}
              viewBox="0 -2 ${Math.max(rows.length - 1, 1)} 44"
              preserveAspectRatio="none"
            >
              ${svg`<polyline points=${course(k)} />`}
            </svg>`,
        )}
      <p class="note">${t('data.scaled')}</p>`;
  }
}

customElements.define('lstm-table-preview', LstmTablePreview);
