// A table as the network would read it: which columns, their first rows, how they are scaled, and the course of each.
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { check } from '../../elements/fields.ts';
import { precise } from '../../network/format.ts';
import type { Words } from '../../words/locale.ts';
import { table, textual } from '../table.ts';
import { learnt } from './aside.ts';
import { MOST_COLUMNS, type Table, type Wrong } from './columns.ts';
import { plot } from './plot.ts';
import { rowsOf, scalings, type Row } from './series.ts';

const FIRST_ROWS = 4;
const MOST_CURVES = 4;
/** Of a line, in characters. */
const MOST_QUOTED = 40;
/** Of lines in a sentence. */
const MOST_LINES = 12;

/**
 * `choose` takes the table of which other columns are chosen; without it all of it is learnt. `aside`: its end is kept from the
 * network.
 */
export function tablePreview(words: Words, whole: Table, aside: boolean, choose?: (table: Table) => void) {
  const { t } = words;
  const { numbers, chosen, footer } = whole;
  const { rows, of, wrong } = numbers;
  const read = rowsOf(numbers.text);
  return html`${choose ? choice(words, whole, choose) : nothing}
    <p data-figure="pieces">
      ${t('data.rows', { n: rows, columns: chosen.length })}
      ${!wrong && rows < of ? t('data.cut-rows', { used: rows, of }) : nothing}
      ${footer.length ? t('data.footer', { n: footer.length, line: footer[0]!.join(' ').trim().slice(0, MOST_QUOTED) }) : nothing}
    </p>
    ${wrong ? html`<p class="wrong" role="alert">${wrongIn(words, whole, wrong)}</p>` : nothing}
    ${
      read.length
        ? course(
            words,
            read,
            chosen.map((k) => nameOf(words, whole, k)),
            aside,
          )
        : nothing
    }`;
}

/** The first cell that is wrong, and where the others are. */
function wrongIn({ t }: Words, { columns }: Table, { code, line, column, value, lines }: Wrong): string {
  const name = columns[column - 1]?.name;
  const place = name === undefined ? t('data.column', { n: column }) : t('data.column-named', { n: column, name });
  const all = [...new Set(lines)];
  const list = all.slice(0, MOST_LINES).join(t('list.between'));
  const others = t(all.length > MOST_LINES ? 'data.wrong-first' : 'data.wrong-all', { n: lines.length, list });
  return [
    t(`data.wrong-${code}`, { line, place, value }),
    ...(lines.length > 1 ? [others] : []),
    t('data.wrong-mend'),
  ].reduce((first, next) => t('list.then', { first, next }));
}

function nameOf({ t }: Words, { columns }: Table, k: number): string {
  return columns[k]?.name ?? t('data.column', { n: k + 1 });
}

function choice(words: Words, whole: Table, choose: (table: Table) => void) {
  const { t } = words;
  const { header, chosen, columns } = whole;
  const toggle = (k: number): readonly number[] =>
    chosen.includes(k) ? chosen.filter((each) => each !== k) : [...chosen, k].toSorted((a, b) => a - b);
  return html`${check(t('data.header'), header, (header) => choose(whole.but({ header })), 'header')}
    <ul class="actions" aria-label=${t('data.columns')}>
      ${columns.slice(0, MOST_COLUMNS).map(
        (_, k) =>
          html`<li>
            <label
              ><input
                type="checkbox"
                data-column=${k + 1}
                .checked=${live(chosen.includes(k))}
                @change=${() => choose(whole.but({ chosen: toggle(k) }))}
              />${nameOf(words, whole, k)}</label
            >
          </li>`,
      )}
    </ul>`;
}

function course({ t }: Words, rows: readonly Row[], names: readonly string[], aside: boolean) {
  // What is kept from the network counts for nothing here, either.
  const scaling = scalings(aside ? rows.slice(0, learnt(rows.length)) : rows);
  const line = (head: unknown, cells: readonly string[]) =>
    html`<tr>
      <th scope="row">${head}</th>
      ${cells.map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  const figures = (['mean', 'deviation'] as const).map((figure) =>
    line(
      t(`data.${figure}`),
      scaling.map((each) => precise(each[figure])),
    ),
  );
  return html`${table([t('data.row'), ...names].map(textual), [
      ...rows.slice(0, FIRST_ROWS).map((row, k) => line(k + 1, row.map(String))),
      ...figures,
    ])}
    ${names
      .slice(0, MOST_CURVES)
      .map((name, k) =>
        plot(t('data.curve', { name, n: rows.length }), [
          { look: 'own', points: rows.map((row, at) => [at, row[k]!] as const) },
        ]),
      )}
    <p class="note">${t('data.scaled')}</p>`;
}
