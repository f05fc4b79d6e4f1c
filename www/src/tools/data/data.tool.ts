// <lstm-data>: data of one's own for a network: a text, numbers of a table, or a wave drawn by hand, as the network would read them.
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import type { Option } from '../../engine/protocol.ts';
import { ToolElement } from '../tool.ts';
import { Table } from './columns.ts';
import { cellsOf } from './csv.ts';
import type { Entered } from './entry.ts';
import { InputError } from './input.ts';
import type { Plan } from './learning.ts';
import { plotStyles } from './plot.ts';
import { ofRows, ofText, type Prepared } from './prepared.ts';
import { tablePreview } from './table-preview.ts';
import { symbolStyles, textPreview } from './text-preview.ts';
import { READY_WAVES, readyWave, PERIOD, seriesOf, TIMES } from './wave.ts';
import './continuation.ts';
import './entry.ts';
import './learning.ts';
import './pad.ts';

const SOURCES = ['text', 'numbers', 'wave'] as const;
type Source = (typeof SOURCES)[number];

function taskOf(source: Source): Prepared['task'] {
  return source === 'text' ? 'text' : 'numbers';
}

class LstmData extends ToolElement {
  static override styles = [...ToolElement.styles, plotStyles, symbolStyles];

  @state() source: Source = 'text';
  /** What was entered as a text, */
  @state() text: string | undefined;
  /** and as numbers: each stays where the other is looked at. */
  @state() typed: string | undefined;
  @state() wave: readonly number[] = readyWave('sine');
  @state() unit = 'character';
  /** Of each source, as entered. */
  @state() steps: Partial<Record<Source, string>> = {};
  /** The numbers entered, once they are parted into cells. */
  @state() table: Table | undefined;
  /** Whether the end of the data is kept from the network. */
  @state() aside = true;
  /** Why a file or the data were refused. */
  @state() wrong: Error | undefined;

  protected override render() {
    const { source } = this;
    if (this.text === undefined) this.#begin();
    const { t } = this.words;
    const text = source === 'text' ? this.#ofText() : undefined;
    return html`<div class="actions" role="group" aria-label=${t('data.sources')}>
        ${SOURCES.map(
          (each) =>
            html`<button
              data-source=${each}
              aria-pressed=${each === source ? 'true' : 'false'}
              @click=${() => this.#turn(each)}
            >
              ${t(`data.${each}`)}
            </button>`,
        )}
      </div>
      ${source === 'wave' ? this.#drawing() : this.#entry()}
      <h3>${t('data.preview')}</h3>
      ${text ? this.#lookAtText(text) : this.#lookAtTable()}
      <lstm-learning
        .task=${taskOf(source)}
        .ready=${text ?? this.#ofTable()}
        .plan=${{ steps: this.#entered, aside: this.aside }}
        @plan=${({ detail }: CustomEvent<Plan>) => this.#plan(detail)}
        @refuse=${this.#refuse}
        >${this.refused(this.wrong)}</lstm-learning
      >
      <lstm-continuation class="part"></lstm-continuation>`;
  }

  /** With the data that the network learns from, or a text in the reader's language and the numbers that the core proposes. */
  #begin(): void {
    const { task, taskOptions } = this.session.config;
    const { aside } = this.session.chosen;
    const of = (name: Prepared['task'], between: string, otherwise: unknown): string =>
      task === name ? [taskOptions[name], ...(aside ? [aside] : [])].join(between) : String(otherwise);
    this.text = of('text', '', this.words.t('data.sample'));
    if (task === 'text') this.unit = String(taskOptions['unit']);
    if (task === 'numbers') this.source = 'numbers';
    if (task === 'text' || task === 'numbers') {
      this.steps = { [task]: String(taskOptions['steps']) };
      this.aside = aside !== '';
    }
    // As a table semicolons would part columns, not rows.
    void this.#enterNumbers(of('numbers', '\n', this.#option('numbers', 'numbers').default).replace(/[;；]\s*/g, '\n'));
  }

  #option(task: string, name: string): Option {
    return this.session.choices.tasks.find((each) => each.name === task)!.options.find((each) => each.name === name)!;
  }

  #turn(source: Source): void {
    this.source = source;
    this.wrong = undefined;
    this.requestUpdate();
    if (source === 'wave') void this.#enterNumbers(seriesOf(this.wave));
  }

  // What comes in.

  #entry() {
    const { source } = this;
    const task = taskOf(source);
    return html`<lstm-entry
      .kind=${task}
      .value=${source === 'text' ? this.text! : (this.typed ?? '')}
      .longest=${this.#option(task, task).longest!}
      @enter=${({ detail: { text, table } }: CustomEvent<Entered>) => {
        if (table) this.source = 'numbers';
        this.#enter(text);
      }}
      @refuse=${this.#refuse}
    ></lstm-entry>`;
  }

  #drawing() {
    const { t } = this.words;
    return html`<p>${t('data.draw', { n: this.wave.length, times: TIMES })}</p>
      <lstm-pad
        .wave=${this.wave}
        @change=${(event: CustomEvent<readonly number[]>) => this.#draw(event.detail)}
      ></lstm-pad>
      <div class="actions" role="group" aria-label=${t('data.ready')}>
        ${READY_WAVES.map(
          (name) =>
            html`<button data-wave=${name} @click=${() => this.#draw(readyWave(name))}>
              ${t(`data.wave-${name}`)}
            </button>`,
        )}
      </div>
      <p class="note">${t('data.stays')}</p>`;
  }

  #draw(wave: readonly number[]): void {
    this.wave = wave;
    void this.#enterNumbers(seriesOf(wave));
  }

  #enter(entered: string): void {
    this.wrong = undefined;
    if (this.source === 'text') this.text = entered;
    else void this.#enterNumbers(entered);
  }

  async #enterNumbers(entered: string): Promise<void> {
    this.typed = entered;
    const cells = await cellsOf(entered);
    if (this.typed !== entered) return; // she has typed on
    this.table = this.table?.of(cells) ?? new Table(cells, this.#option('numbers', 'numbers').longest!);
  }

  // What was entered, looked at.

  /** The first characters, as many as the core takes. */
  get #cut(): { text: string; used: number; of: number } {
    const characters = [...this.text!];
    const { longest } = this.#option('text', 'text');
    return { text: characters.slice(0, longest).join(''), used: longest!, of: characters.length };
  }

  #ofText(): Prepared {
    return ofText(this.#cut.text, this.unit, this.#steps, this.aside);
  }

  #lookAtText(ready: Prepared) {
    const { used, of } = this.#cut;
    const units = this.#option('text', 'unit').names ?? [];
    return textPreview(this.words, ready, { units, used, of }, (unit) => (this.unit = unit));
  }

  #ofTable(): Prepared | undefined {
    const { numbers, chosen } = this.table ?? {};
    return numbers && !numbers.wrong && chosen!.length ? ofRows(numbers.text, this.#steps, this.aside) : undefined;
  }

  #lookAtTable() {
    if (!this.table) return nothing;
    const { t } = this.words;
    const choose = (table: Table): void => void (this.table = table);
    return html`${tablePreview(this.words, this.table, this.aside, this.source === 'wave' ? undefined : choose)}
    ${
      this.table.textual
        ? html`<p class="actions">
            <span>${t('data.textual')}</span>
            <button data-do="as-text" @click=${() => this.#asText()}>${t('data.as-text')}</button>
          </p>`
        : nothing
    }`;
  }

  /** What was entered as numbers is none. */
  #asText(): void {
    this.text = this.typed;
    this.#turn('text');
  }

  // What becomes of it.

  /** What stands where the steps are entered: a wave is followed for more than its period. */
  get #entered(): string {
    const { source, steps } = this;
    const usual = source === 'wave' ? PERIOD + PERIOD / 4 : this.#option(taskOf(source), 'steps').default;
    return steps[source] ?? String(usual);
  }

  /** NaN where what was entered is no number. */
  get #steps(): number {
    return this.#entered.trim() === '' ? NaN : Number(this.#entered);
  }

  #plan({ steps, aside }: Plan): void {
    this.steps = { ...this.steps, [this.source]: steps };
    this.aside = aside;
  }

  readonly #refuse = ({ detail }: CustomEvent<Error | null>): void => void (this.wrong = detail ?? undefined);

  /** Files, too. */
  protected override refused(error: unknown) {
    if (!(error instanceof InputError)) return super.refused(error);
    return html`<p class="wrong" role="alert">${this.words.t(`data.${error.wrong}`, error.values)}</p>`;
  }
}

customElements.define('lstm-data', LstmData);
