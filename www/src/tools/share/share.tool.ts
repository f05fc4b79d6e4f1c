// <lstm-share>: to hand on what is seen, by link or as files, and to go on with a past run.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { EngineError, type Frame } from '../../engine/protocol.ts';
import { Keeper } from '../../session/keeper.ts';
import { addressOf } from '../../session/link.ts';
import { MOST } from '../../session/logbook.ts';
import type { Session } from '../../session/session.ts';
import { pack } from '../../session/weights.ts';
import { TAGS } from '../../session/languages.ts';
import { wordsOf } from '../../words/trouble.ts';
import { save } from '../file.ts';
import { ToolElement } from '../tool.ts';
import { drawing, pixels } from './picture.ts';
import { recordOf } from './record.ts';
import { sheetOf } from './sheet.ts';

/** No program that hands on links is sure to let a longer one through, in characters. */
const LONGEST = 32_000;

/** What can be saved as a picture, by the names of the elements that draw it. */
const FIGURES = ['stage', 'strip', 'answer', 'curves'] as const;
type Figure = (typeof FIGURES)[number];

export class LstmShare extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      section + section {
        margin-top: 1.2rem;
        padding-top: 0.8rem;
        border-top: 1px solid var(--rule);
      }
      textarea {
        width: 100%;
        margin-top: 0.5rem;
        padding: 0.45rem 0.65rem;
        line-height: 1.4;
        font-family: ui-monospace, monospace;
        font-size: 0.85rem;
        overflow-wrap: anywhere;
        resize: vertical;
      }
      label {
        display: flex;
        align-items: center;
        gap: 0.45rem;
      }
      :is(th, td) {
        white-space: nowrap;
      }
      .buttons {
        display: flex;
        gap: 0.3rem;
        padding-inline-end: 0;
      }
      .buttons button {
        min-height: 1.9rem;
        padding-inline: 0.6rem;
      }
      [role='status']:empty {
        display: none;
      }
      @media (pointer: coarse), (max-width: 640px) {
        label,
        .buttons button {
          min-height: 44px;
        }
        input[type='checkbox'] {
          width: 1.5rem;
          height: 1.5rem;
        }
      }
    `,
  ];

  /** The link is to carry the weights. */
  @state() weighted = false;
  /** Those of a frame, once they are packed. */
  @state() packed: { frame: Frame; text: string } | undefined;
  /** What came of copying. */
  @state() said: 'copied' | 'selected' | undefined;
  @state() figure: Figure = 'stage';
  /** What could not be done with a past run. */
  @state() wrong: EngineError | undefined;
  /** She was asked whether all are to be deleted. */
  @state() sure = false;
  #keeper: Keeper | undefined;
  readonly #update = (): void => this.requestUpdate();

  constructor() {
    super('change', 'timeupdate', 'progress');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keeper?.removeEventListener('change', this.#update);
    this.#keeper = undefined;
  }

  protected override willUpdate(): void {
    const { session } = this;
    if (!session?.view) return;
    if (!this.#keeper) {
      this.#keeper = Keeper.of(session);
      this.#keeper.addEventListener('change', this.#update);
      void this.#keeper.refresh();
    }
    const { frame: seen } = session.view.trace;
    const frame = seen.ghost ?? seen; // what is edited stands in the link by itself
    if (this.weighted && frame.params !== this.packed?.frame.params && !session.progress?.running)
      void this.#pack(frame);
  }

  async #pack(frame: Frame): Promise<void> {
    this.packed = { frame, text: this.packed?.text ?? '' };
    const text = await pack(frame);
    if (this.packed.frame === frame) this.packed = { frame, text };
  }

  protected override render() {
    const { session } = this;
    if (!session?.view) return nothing;
    return html`${this.#sharing(session)} ${this.#runs(session)} ${this.#files(session)}`;
  }

  // A link.

  get #tooLong(): boolean {
    return this.weighted && (this.packed?.text.length ?? 0) > LONGEST;
  }

  #link(session: Session): string {
    const { notation } = this.surroundings;
    const weights = this.weighted && !this.#tooLong ? this.packed?.text || undefined : undefined;
    return addressOf({ ...session.state, tool: undefined, weights, notation }, session.proposed);
  }

  #sharing(session: Session) {
    const { t } = this.words;
    const link = this.#link(session);
    const { updates } = session.view!.trace.frame;
    return html`<section>
      <h3>${t('share.link')}</h3>
      <textarea name="link" readonly rows="3" aria-label=${t('share.link')} .value=${link}></textarea>
      <div class="actions">
        <button data-do="copy" @click=${() => void this.#copy(link)}>${t('share.copy')}</button>
        <label class="check"
          ><input
            type="checkbox"
            name="weights"
            .checked=${this.weighted}
            @change=${(event: Event) => {
              this.weighted = (event.target as HTMLInputElement).checked;
              this.said = undefined;
            }}
          />${t('share.weights', { updates })}</label
        >
        <span class="note" data-figure="length">${t('share.length', { n: link.length })}</span>
      </div>
      <p role="status">${this.said ? t(`share.${this.said}`) : ''}</p>
      ${this.#tooLong ? html`<p class="wrong">${t('share.too-long', { n: this.packed!.text.length, most: LONGEST })}</p>` : nothing}
      <p class="note">${t(this.weighted && !this.#tooLong ? 'share.about-weights' : 'share.about-link')}</p>
    </section>`;
  }

  /** Not every page may write to the clipboard: then the link is marked, and a key away from it. */
  async #copy(link: string): Promise<void> {
    this.said = undefined;
    try {
      await navigator.clipboard.writeText(link);
      this.said = 'copied';
    } catch {
      this.renderRoot.querySelector('textarea')!.select();
      this.said = 'selected';
    }
  }

  // Past runs.

  #runs(session: Session) {
    const { words, lang } = this.surroundings;
    const { t, named, number, percent } = words;
    const { entries = [], trouble } = this.#keeper ?? {};
    const when = new Intl.DateTimeFormat(TAGS[lang], { dateStyle: 'medium', timeStyle: 'short' });
    return html`<section>
      <h3>${t('share.runs')}</h3>
      <p class="note">
        ${trouble ? html`<span class="wrong" data-trouble=${trouble}>${t(`share.${trouble}`)}</span>` : t('share.about-runs', { most: MOST.runs, megabytes: MOST.bytes / 2 ** 20 })}
      </p>
      ${this.wrong ? html`<p class="wrong" role="alert">${wordsOf(this.wrong, words, session.choices)}</p>` : nothing}
      ${
        entries.length === 0
          ? html`<p data-figure="none">${t('share.none')}</p>`
          : html`<div class="wide">
                <table>
                  <thead>
                    <tr>
                      ${['task', 'cell'].map((each) => html`<th scope="col">${t(`option.${each}`)}</th>`)}
                      ${['updates', 'accuracy'].map((each) => html`<th scope="col" class="number">${t(`lab.${each}`)}</th>`)}
                      <th scope="col">${t('share.when')}</th>
                      <th></th>
                    </tr>
                  </thead>
                  <tbody>
                    ${entries.map(
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
                            <button data-do="delete-run" @click=${() => void this.#keeper?.delete(id)}>
                              ${t('share.delete')}
                            </button>
                          </td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>
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
    </section>`;
  }

  async #open(id: string): Promise<void> {
    try {
      this.wrong = undefined;
      await this.#keeper?.open(id);
    } catch (error) {
      this.wrong = new EngineError(EngineError.trouble(error));
    }
  }

  #deleteAll(): void {
    const { entries = [] } = this.#keeper ?? {};
    if (this.sure) void this.#keeper?.delete(...entries.map(({ id }) => id));
    this.sure = !this.sure;
  }

  // Files.

  #files(session: Session) {
    const { t } = this.words;
    return html`<section>
      <h3>${t('share.files')}</h3>
      <div class="actions">
        <button data-do="csv" title=${t('share.csv-help')} @click=${() => this.#sheet(session)}>
          ${t('share.csv')}
        </button>
        <button data-do="json" title=${t('share.json-help')} @click=${() => this.#record(session)}>
          ${t('share.json')}
        </button>
        <button data-do="svg" title=${t('share.svg-help')} @click=${() => this.#drawing(session)}>
          ${t('share.svg')}
        </button>
      </div>
      <div class="actions">
        <label
          >${t('share.figure')}
          <select
            name="figure"
            @change=${(event: Event) => (this.figure = (event.target as HTMLSelectElement).value as Figure)}
          >
            ${FIGURES.map((each) => html`<option value=${each} .selected=${each === this.figure}>${t(`share.${each}`)}</option>`)}
          </select></label
        >
        <button data-do="png" title=${t('share.png-help')} @click=${() => void this.#pixels(session)}>
          ${t('share.png')}
        </button>
      </div>
      <p class="note">${t('share.about-files')}</p>
    </section>`;
  }

  #sheet(session: Session): void {
    this.#save(session, 'csv', new Blob([sheetOf(session.view!.trace)], { type: 'text/csv;charset=utf-8' }));
  }

  #record(session: Session): void {
    const text = JSON.stringify(recordOf(session.view!.trace, session.progress!), undefined, 1);
    this.#save(session, 'json', new Blob([text], { type: 'application/json' }));
  }

  #drawing(session: Session): void {
    const svg = this.#shown('stage')?.shadowRoot!.querySelector('svg');
    if (svg) this.#save(session, 'svg', new Blob([drawing(svg)], { type: 'image/svg+xml' }));
  }

  async #pixels(session: Session): Promise<void> {
    const { figure } = this;
    const shown = this.#shown(figure);
    if (shown) this.#save(session, 'png', await pixels(shown), `-${figure}`);
  }

  /** The element of the page that draws a figure. */
  #shown(figure: Figure): HTMLElement | undefined {
    const tools = (this.getRootNode() as ShadowRoot).host;
    return within(tools.getRootNode() as ShadowRoot, `lstm-${figure}`);
  }

  #save(session: Session, ending: string, file: Blob, what = ''): void {
    const { schema, updates } = session.view!.trace.frame;
    const { task, cell } = schema.config;
    save(`${task}-${cell}-${updates}${what}.${ending}`, file);
  }
}

/** The first element of a name, in shadow trees as well. */
function within(root: ParentNode, name: string): HTMLElement | undefined {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    const found = element.localName === name ? element : element.shadowRoot && within(element.shadowRoot, name);
    if (found) return found;
  }
  return undefined;
}

customElements.define('lstm-share', LstmShare);
