// Tables: rows of which each is about one thing, named at its beginning. What is wider than its place scrolls by itself.
import { html, nothing } from 'lit';

/** Above a column of words, and above one of numbers. */
export const textual = (head: unknown) => html`<th scope="col">${head}</th>`;
export const numeric = (head: unknown) => html`<th scope="col" class="number">${head}</th>`;

/** `key` and the names of the figures are the marks that tests and explanations know them by. */
export function row(key: string, what: unknown, figures: Readonly<Record<string, unknown>>) {
  return html`<tr data-row=${key}>
    <th scope="row">${what}</th>
    ${Object.entries(figures).map(([name, figure]) => html`<td class="number" data-figure=${name}>${figure}</td>`)}
  </tr>`;
}

/** Without heads where each row says what its number is. */
export function table(
  heads: readonly unknown[],
  rows: unknown,
  {
    name,
    label,
  }: {
    /** How tests know it. */
    name?: string;
    /** How it is called, where it can be so wide that keys must scroll it. */
    label?: string;
  } = {},
) {
  return html`<div
    class="wide"
    tabindex=${label ? 0 : nothing}
    role=${label ? 'group' : nothing}
    aria-label=${label ?? nothing}
  >
    <table data-table=${name ?? nothing}>
      ${
        heads.length
          ? html`<thead>
              <tr>
                ${heads}
              </tr>
            </thead>`
          : nothing
      }
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
