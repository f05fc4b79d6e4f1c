// <lstm-data>: a network's own data: a text, numbers of a table, or a wave drawn by hand; and what it makes of them by itself.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { check, entered, read } from '../../elements/fields.ts';
import { EngineError, type Option } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { beside, ToolElement } from '../tool.ts';
import { Table } from './columns.ts';
import { cellsOf } from './csv.ts';
import type { Entered } from './entry.ts';
import { InputError } from './input.ts';
import { ofRows, ofText, type Prepared } from './prepared.ts';
import { READY_WAVES, readyWave, PERIOD, seriesOf, TIMES } from './wave.ts';
import './continuation.ts';
import './entry.ts';
import './exam.ts';
import './pad.ts';
import './table-preview.ts';
import './text-preview.ts';

const SOURCES = ['text', 'numbers', 'wave'] as const;
type Source = (typeof SOURCES)[number];

function taskOf(source: Source): Prepared['task'] {
  return source === 'text' ? 'text' : 'numbers';
}

class LstmData extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    ...beside,
    css`
      .halves {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: 1rem 2rem;
      }
      .halves > * {
        min-width: 0;
      }
      .above {
        margin-bottom: 0.3rem;
      }
      .number {
        width: 5.5rem;
      }
      .split {
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--gate);
      }
      :is(.split, .wrong) {
        margin-block: 0.6rem;
      }
    `,
  ];

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

  constructor() {
    super('change', 'progress');
  }

  protected override render() {
    const { session, source } = this;
    if (!session?.config || !session.choices) return nothing;
    if (this.text === undefined) this.#begin();
    const { t } = this.words;
    const ready = source === 'text' ? this.#ofText() : this.#ofTable();
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
      <div class="halves">
        <div>${source === 'wave' ? this.#drawing() : this.#entry()}</div>
        <div>
          <h3>${t('data.preview')}</h3>
          ${source === 'text' ? this.#lookAtText(this.#ofText()) : this.#lookAtTable()} ${this.#use(ready)}
        </div>
      </div>
      <lstm-continuation></lstm-continuation>`;
  }

  /** With the data that the network learns from, or those that the core proposes. */
  #begin(): void {
    const { task, taskOptions } = this.session!.config!;
    const { aside } = this.session!.chosen;
    const of = (name: Prepared['task'], between: string): string =>
      task === name
        ? [taskOptions[name], ...(aside ? [aside] : [])].join(between)
        : String(this.#option(name, name).default);
    this.text = of('text', '');
    if (task === 'text') this.unit = String(taskOptions['unit']);
    if (task === 'numbers') this.source = 'numbers';
    if (task === 'text' || task === 'numbers') {
      this.steps = { [task]: String(taskOptions['steps']) };
      this.aside = aside !== '';
    }
    // As a table semicolons would part columns, not rows.
    void this.#enterNumbers(of('numbers', '\n').replace(/[;；]\s*/g, '\n'));
  }

  #option(task: string, name: string): Option {
    return this.session!.choices!.tasks.find((each) => each.name === task)!.options.find((each) => each.name === name)!;
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
      @refuse=${({ detail }: CustomEvent<Error>) => (this.wrong = detail)}
    ></lstm-entry>`;
  }

  #drawing() {
    const { t } = this.words;
    return html`<p class="above">${t('data.draw', { n: this.wave.length, times: TIMES })}</p>
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
    return html`<lstm-text-preview
      .ready=${ready}
      .units=${this.#option('text', 'unit').names ?? []}
      .used=${used}
      .of=${of}
      @unit=${({ detail }: CustomEvent<string>) => (this.unit = detail)}
    ></lstm-text-preview>`;
  }

  #ofTable(): Prepared | undefined {
    const { numbers, chosen } = this.table ?? {};
    return numbers && !numbers.wrong && chosen!.length ? ofRows(numbers.text, this.#steps, this.aside) : undefined;
  }

  #lookAtTable() {
    return this.table
      ? html`<lstm-table-preview
          .table=${this.table}
          .whole=${this.source === 'wave'}
          .aside=${this.aside}
          @choose=${({ detail }: CustomEvent<Table>) => (this.table = detail)}
        ></lstm-table-preview>`
      : nothing;
  }

  // What becomes of it.

  /** What stands where the steps are entered: a wave is followed for more than its period. */
  get #entered(): string {
    const { source, steps } = this;
    const usual = source === 'wave' ? PERIOD + PERIOD / 4 : this.#option(taskOf(source), 'steps').default;
    return steps[source] ?? String(usual);
  }

  /** A text that is no number cannot even be asked for. */
  get #steps(): number {
    return this.#entered.trim() === '' ? NaN : Number(this.#entered);
  }

  #use(ready: Prepared | undefined) {
    const { t } = this.words;
    const session = this.session!;
    const task = taskOf(this.source);
    const { min = 0, max = 0 } = this.#option(task, 'steps');
    const steps = this.#steps;
    const starts = ready ? ready.pieces - steps : 0;
    const pieces = t(`data.piece-${task === 'text' ? this.unit : 'row'}`);
    const learns = ready !== undefined && this.#learns(ready);
    return html`<label
        >${t('data.steps', { min, max })}
        <input
          id="data-steps"
          class="number"
          inputmode="numeric"
          autocomplete="off"
          .value=${live(this.#entered)}
          @input=${entered(read, (steps) => (this.steps = { ...this.steps, [this.source]: steps }))}
      /></label>
      ${check(t('data.keep'), this.aside, (on) => (this.aside = on), 'aside')}
      ${
        ready && starts > 0
          ? html`<p class="note split" data-figure="split">
              ${t(ready.kept ? 'data.split-aside' : 'data.split', { steps, starts, pieces, n: ready.pieces, kept: ready.kept })}
            </p>`
          : nothing
      }
      ${this.refused(this.wrong)}
      <div class="actions">
        <button
          class=${learns ? '' : 'primary'}
          data-do="use"
          aria-disabled=${ready && !learns ? 'false' : 'true'}
          @click=${() => ready && !learns && this.#learn(ready)}
        >
          ${t('data.use')}
        </button>
        ${
          learns
            ? html`<button
                class=${session.progress!.running ? '' : 'primary'}
                data-do=${session.progress!.running ? 'rest' : 'train'}
                @click=${() => (session.progress!.running ? session.stopTraining() : session.train(Infinity))}
              >
                ${t(session.progress!.running ? 'lab.pause' : 'lab.run')}
              </button>`
            : nothing
        }
        <span class="note" role="status">${learns ? this.#standing() : ''}</span>
      </div>
      <p class="note">${t('data.link', { n: JSON.stringify(ready ?? {}).length })}</p>
      ${learns && ready.aside ? html`<lstm-exam></lstm-exam>` : nothing}`;
  }

  /** Whether these are the very data that the network has. */
  #learns({ task, options }: Prepared): boolean {
    const { config } = this.session!;
    return (
      config!.task === task && Object.entries(options).every(([name, value]) => config!.taskOptions[name] === value)
    );
  }

  #standing(): string {
    const { t, percent } = this.words;
    const { updates, evaluation } = this.session!.progress!;
    if (!evaluation) return t('data.learns', { n: updates });
    return t('data.stands', { n: updates, loss: precise(evaluation.loss), share: percent(evaluation.accuracy) });
  }

  #learn({ task, options, aside }: Prepared): void {
    this.wrong = undefined;
    if (Number.isNaN(options['steps'])) {
      const { min, max } = this.#option(task, 'steps');
      const parts = { min: min!, max: max! };
      const trouble = { code: 'whole-number', key: 'steps', value: this.#entered, parts, message: '' };
      return void (this.wrong = new EngineError(trouble));
    }
    this.session!.set({ task, taskOptions: options, aside }).catch((error: Error) => (this.wrong = error));
  }

  /** Files, too. */
  protected override refused(error: unknown) {
    if (!(error instanceof InputError)) return super.refused(error);
    return html`<p class="wrong" role="alert">${this.words.t(`data.${error.wrong}`, error.values)}</p>`;
  }
}

customElements.define('lstm-data', LstmData);
