// <lstm-runs>: past runs, to go on with or to delete.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { Keeper } from '../../session/keeper.ts';
import { TAGS } from '../../session/languages.ts';
import { MOST } from '../../session/logbook.ts';
import { numeric, table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';

class LstmRuns extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      .buttons {
        display: flex;
        gap: 0.3rem;
        justify-content: end;
        white-space: nowrap;
      }
      .buttons button {
        white-space: nowrap;
      }
    `,
  ];

  /** What could not be done with one. */
  @state() wrong: unknown;
  /** She was asked whether all are to be deleted. */
  @state() sure = false;
  #keeper: Keeper | undefined;
  readonly #update = (): void => this.requestUpdate();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keeper?.removeEventListener('change', this.#update);
    this.#keeper = undefined;
  }

  protected override willUpdate(): void {
    if (!this.session.view || this.#keeper) return;
    this.#keeper = Keeper.of(this.session);
    this.#keeper.addEventListener('change', this.#update);
    void this.#keeper.refresh();
  }

  protected override render() {
    const { t, named, number, percent } = this.words;
    const { entries = [], trouble } = this.#keeper ?? {};
    const when = new Intl.DateTimeFormat(TAGS[this.surroundings.lang], { dateStyle: 'short', timeStyle: 'short' });
    return html`
      <h3>${t('share.runs')}</h3>
      <p class="note">
        ${trouble ? html`<span class="wrong" data-trouble=${trouble}>${t(`share.${trouble}`)}</span>` : t('share.about-runs', { most: MOST.runs, megabytes: MOST.bytes / 2 ** 20 })}
      </p>
      ${this.refused(this.wrong)}
      ${
        entries.length === 0
          ? html`<p data-figure="none">${t('share.none')}</p>`
          : html`${table(
                [
                  ...['task', 'cell'].map((each) => textual(t(`option.${each}`))),
                  ...['updates', 'accuracy'].map((each) => numeric(t(`lab.${each}`))),
                  textual(t('share.when')),
                  html`<th></th>`,
                ],
                entries.map(
                  ({ id, task, cell, updates, accuracy, at }) =>
                    html`<tr data-run=${id}>
                      <th scope="row">${named(`task.${task}`, task)}</th>
                      <td>${named(`cell.${cell}`, cell)}</td>
                      <td class="number">${number(updates)}</td>
                      <td class="number">${accuracy === undefined ? '–' : percent(accuracy)}</td>
                      <td>${when.format(at)}</td>
                      <td class="buttons">
                        ${
                          id === this.#keeper?.run
                            ? html`<span class="note">${t('share.current')}</span>`
                            : html`<button data-do="open-run" @click=${() => void this.#open(id)}>
                                ${t('share.open')}
                              </button>`
                        }
                        <button
                          data-do="delete-run"
                          aria-label=${t('share.delete')}
                          @click=${() => void this.#keeper?.delete(id)}
                        >
                          ×
                        </button>
                      </td>
                    </tr>`,
                ),
              )}
              <div class="actions">
                <button data-do="delete-all" @click=${() => this.#deleteAll()}>
                  ${this.sure ? t('share.sure', { n: entries.length }) : t('share.delete-all')}
                </button>
                ${
                  this.sure
                    ? html`<button data-do="keep-all" @click=${() => (this.sure = false)}>
                        ${t('share.keep-all')}
                      </button>`
                    : nothing
                }
              </div>`
      }
    `;
  }

  async #open(id: string): Promise<void> {
    try {
      this.wrong = undefined;
      await this.#keeper?.open(id);
    } catch (error) {
      this.wrong = error;
    }
  }

  #deleteAll(): void {
    const { entries = [] } = this.#keeper ?? {};
    if (this.sure) void this.#keeper?.delete(...entries.map(({ id }) => id));
    this.sure = !this.sure;
  }
}

customElements.define('lstm-runs', LstmRuns);
