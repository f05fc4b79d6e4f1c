// <lstm-data>: a network's own data: a text, numbers of a table, or a wave drawn by hand; and what it makes of them by itself.
import { css, html, nothing, svg } from 'lit';
import { live } from 'lit/directives/live.js';
import { EngineError, type Option } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import type { Options } from '../../session/state.ts';
import { wordsOf } from '../../words/trouble.ts';
import { ToolElement } from '../tool.ts';
import { learnt, parted } from './aside.ts';
import { columnsOf, hasHeader, MOST_COLUMNS, numbersOf, type Cells, type Numbers } from './columns.ts';
import { cellsOf } from './csv.ts';
import { decode } from './encoding.ts';
import { rowsOf, scalings } from './series.ts';
import { MOST_DISTINCT, tokensOf } from './tokens.ts';
import { READY_WAVES, readyWave, PERIOD, seriesOf, TIMES } from './wave.ts';
import './continuation.ts';
import './exam.ts';
import './pad.ts';

const SOURCES = ['text', 'numbers', 'wave'] as const;
type Source = (typeof SOURCES)[number];

/** Files up to so many bytes are read: much more than the core takes, and no more than a page can hold at once. */
const MOST_BYTES = 5_000_000;
/** What of the data is shown before they are used. */
const FIRST_ROWS = 4;
const MOST_CURVES = 4;
const MOST_SYMBOLS = 80;

/** What would be learnt, as far as the page can tell before the core has seen it. */
interface Prepared {
  task: 'text' | 'numbers';
  options: Options;
  /** What is kept from the network. */
  aside: string;
  /** Characters, words or rows: that are learnt, */
  pieces: number;
  /** and that are kept aside. */
  kept: number;
}

function taskOf(source: Source): Prepared['task'] {
  return source === 'text' ? 'text' : 'numbers';
}

export class LstmData extends ToolElement {
  static override properties = {
    ...ToolElement.properties,
    source: { state: true },
    text: { state: true },
    typed: { state: true },
    wave: { state: true },
    unit: { state: true },
    steps: { state: true },
    cells: { state: true },
    header: { state: true },
    chosen: { state: true },
    aside: { state: true },
    wrong: { state: true },
    over: { state: true },
  };
  static override styles = [
    ...ToolElement.styles,
    css`
      .halves {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: 1rem 2rem;
      }
      .halves > * {
        min-width: 0;
      }
      .zone {
        padding: 0.6rem;
        border: 2px dashed color-mix(in srgb, var(--muted) 65%, var(--rule));
        border-radius: var(--radius);
      }
      .zone.over {
        border-color: var(--accent);
        background: var(--bed);
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 9rem;
        padding: 0.45rem 0.65rem;
        line-height: 1.4;
        resize: vertical;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
      }
      .above {
        margin-bottom: 0.3rem;
      }
      .number {
        width: 5.5rem;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1rem;
        margin: 0.4rem 0;
        padding: 0;
        list-style: none;
      }
      .symbols {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
        margin-block: 0.4rem;
      }
      .symbols span {
        padding: 0 0.35rem;
        background: var(--bed);
        border-radius: 4px;
        line-height: 1.5;
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
      .split {
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--gate);
      }
      :is(.split, .facts, .wrong) {
        margin-block: 0.6rem;
      }
      @media (pointer: coarse), (max-width: 640px) {
        label {
          min-height: 44px;
        }
        input[type='checkbox'] {
          width: 1.5rem;
          height: 1.5rem;
        }
      }
    `,
  ];

  declare source: Source;
  /** What was entered as a text, */
  declare text: string | undefined;
  /** and as numbers: each stays where the other is looked at. */
  declare typed: string | undefined;
  declare wave: readonly number[];
  declare unit: string;
  /** Of each source, as entered. */
  declare steps: Partial<Record<Source, string>>;
  /** The numbers entered, in cells. */
  declare cells: Cells | undefined;
  /** Whether the first row names the columns, where the reader has said so. */
  declare header: boolean | undefined;
  /** The columns she has chosen. */
  declare chosen: readonly number[] | undefined;
  /** Whether the end of the data is kept from the network. */
  declare aside: boolean;
  /** Why a file or the data were refused. */
  declare wrong: string | undefined;
  /** Something is held over the place where it can be dropped. */
  declare over: boolean;

  constructor() {
    super('change', 'progress');
    this.source = 'text';
    this.wave = readyWave('sine');
    this.unit = 'character';
    this.steps = {};
    this.aside = true;
    this.over = false;
  }

  protected override render() {
    const { session, source } = this;
    if (!session?.config || !session.choices) return nothing;
    if (this.text === undefined) this.#begin();
    const { t } = this.surroundings.words;
    const ready = source === 'text' ? this.#ofText() : this.#ofNumbers();
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
          ${source === 'text' ? this.#lookAtText(this.#ofText()) : this.#lookAtNumbers()} ${this.#use(ready)}
        </div>
      </div>
      <lstm-continuation .session=${session}></lstm-continuation>`;
  }

  /** With the data that the network learns from, or those that the core proposes. */
  #begin(): void {
    const { task, taskOptions } = this.session!.config!;
    const { aside } = this.session!;
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
    const { t } = this.surroundings.words;
    const { source } = this;
    const value = source === 'text' ? this.text! : (this.typed ?? '');
    const { longest = 0 } = this.#option(taskOf(source), taskOf(source));
    return html`<div
      class="zone ${this.over ? 'over' : ''}"
      @dragenter=${this.#drag}
      @dragover=${this.#drag}
      @dragleave=${() => (this.over = false)}
      @drop=${this.#drop}
    >
      <label class="above" for="entry">${t(`data.${source}-entry`)}</label>
      <textarea
        id="entry"
        spellcheck="false"
        autocomplete="off"
        aria-describedby="limits"
        .value=${live(value)}
        @input=${(event: Event) => this.#enter((event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <div class="actions">
        <button data-do="file" @click=${() => this.renderRoot.querySelector<HTMLElement>('#file')!.click()}>
          ${t('data.file')}
        </button>
        <span class="note">${t('data.or-drop')}</span>
        <input
          id="file"
          type="file"
          hidden
          accept=".txt,.md,.csv,.tsv,text/*"
          aria-label=${t('data.file')}
          @change=${this.#choose}
        />
      </div>
      <p class="note" id="limits">
        ${t(`data.${source}-limits`, {
          longest,
          distinct: MOST_DISTINCT,
          columns: MOST_COLUMNS,
          megabytes: MOST_BYTES / 1e6,
        })}
        ${t('data.stays')}
      </p>
    </div>`;
  }

  #drawing() {
    const { t } = this.surroundings.words;
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
    // What she said of the columns is said of these columns.
    if (cells.rows[0]?.length !== this.cells?.rows[0]?.length) [this.header, this.chosen] = [undefined, undefined];
    this.cells = cells;
  }

  readonly #drag = (event: DragEvent): void => {
    event.preventDefault(); // it may be dropped here
    this.over = true;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    const { files } = event.dataTransfer!;
    if (files.length) void this.#read(files[0]!);
    else this.#enter(event.dataTransfer!.getData('text'));
  };

  readonly #choose = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (field.files?.[0]) void this.#read(field.files[0]);
    field.value = ''; // or the same file could not be chosen again
  };

  /** What cannot be read is refused in words, and what stood there stays. */
  async #read(file: File): Promise<void> {
    const { t, number } = this.surroundings.words;
    const { name, size } = file;
    if (size > MOST_BYTES) {
      const megabytes = number(size / 1e6, { maximumSignificantDigits: 3 });
      return void (this.wrong = t('data.file-large', { name, megabytes, most: MOST_BYTES / 1e6 }));
    }
    const bytes = await file.arrayBuffer().catch(() => undefined);
    if (!bytes) return void (this.wrong = t('data.file-unread', { name }));
    const decoded = decode(new Uint8Array(bytes));
    if ('wrong' in decoded) {
      const { wrong, ...place } = decoded;
      return void (this.wrong = t(`data.file-${wrong}`, { name, ...place }));
    }
    if (/\.[ct]sv$/i.test(name)) this.source = 'numbers';
    this.#enter(decoded.text);
  }

  // What was entered, looked at.

  /** The first characters, as many as the core takes. */
  get #cut(): { text: string; of: number } {
    const characters = [...this.text!];
    const { longest } = this.#option('text', 'text');
    return { text: characters.slice(0, longest).join(''), of: characters.length };
  }

  #ofText(): Prepared {
    const { unit } = this;
    const words = unit === 'word';
    const { text: all } = this.#cut;
    const [text, aside] = this.aside ? parted(all, words) : [all, ''];
    const [pieces, kept] = [text, aside].map((each) => tokensOf(each, words).length) as [number, number];
    return { task: 'text', options: { text, unit, steps: this.#steps }, aside, pieces, kept };
  }

  #lookAtText({ options, pieces, kept }: Prepared) {
    const { t, named } = this.surroundings.words;
    const { of } = this.#cut;
    const { longest = 0, names = [] } = {
      ...this.#option('text', 'unit'),
      longest: this.#option('text', 'text').longest,
    };
    const symbols = [...new Set(tokensOf(String(options['text']), this.unit === 'word'))];
    const left = symbols.length - MOST_SYMBOLS;
    return html`<label
        >${t('option.unit')}
        <select id="data-unit" @change=${(event: Event) => (this.unit = (event.target as HTMLSelectElement).value)}>
          ${names.map((each) => html`<option value=${each} .selected=${live(each === this.unit)}>${named(`unit.${each}`, each)}</option>`)}
        </select></label
      >
      <p class="facts" data-figure="pieces">
        ${t(`data.count-${this.unit}`, { n: pieces + kept, distinct: symbols.length })}
        ${of > longest ? t('data.cut', { used: longest, of }) : nothing}
      </p>
      <div class="symbols">
        ${symbols.slice(0, MOST_SYMBOLS).map((each) => html`<span>${each}</span>`)}
        ${left > 0 ? t('data.more', { n: left }) : nothing}
      </div>`;
  }

  get #header(): boolean {
    return this.header ?? hasHeader(this.cells!);
  }

  /** The columns that were chosen, or all that are numbers from end to end. */
  get #columns(): readonly number[] {
    const all = columnsOf(this.cells!, this.#header);
    const numeric = all.flatMap(({ numeric }, k) => (numeric ? [k] : [])).slice(0, MOST_COLUMNS);
    // Where none is, the first is shown with what is wrong in it.
    return this.chosen ?? (numeric.length || !all.length ? numeric : [0]);
  }

  get #numbers(): Numbers | undefined {
    const { longest = 0 } = this.#option('numbers', 'numbers');
    return this.cells && numbersOf(this.cells, this.#header, this.#columns, longest);
  }

  #ofNumbers(): Prepared | undefined {
    const numbers = this.#numbers;
    if (!numbers || numbers.wrong || !this.#columns.length) return undefined;
    const rows = numbers.text.split('\n');
    const pieces = this.aside ? learnt(rows.length) : rows.length;
    const [text, aside] = [rows.slice(0, pieces), rows.slice(pieces)].map((part) => part.join('\n')) as [
      string,
      string,
    ];
    const kept = rows.length - pieces;
    return { task: 'numbers', options: { numbers: text, steps: this.#steps }, aside, pieces, kept };
  }

  #lookAtNumbers() {
    const { t } = this.surroundings.words;
    const numbers = this.#numbers;
    if (!numbers) return nothing;
    const { rows, of, wrong } = numbers;
    const header = this.#header;
    const columns = columnsOf(this.cells!, header);
    const nameOf = (k: number): string => columns[k]?.name ?? t('data.column', { n: k + 1 });
    const read = rowsOf(numbers.text);
    return html`${this.source === 'numbers' ? this.#choice(nameOf, columns.length, header) : nothing}
      <p class="facts" data-figure="pieces">
        ${t('data.rows', { n: rows, columns: this.#columns.length })}
        ${!wrong && rows < of ? t('data.cut-rows', { used: rows, of }) : nothing}
      </p>
      ${wrong ? html`<p class="wrong" role="alert">${t(`data.wrong-${wrong.code}`, { ...wrong, name: nameOf(wrong.column - 1) })}</p>` : nothing}
      ${read.length ? this.#table(read, nameOf) : nothing}`;
  }

  #choice(nameOf: (k: number) => string, width: number, header: boolean) {
    const { t } = this.surroundings.words;
    const chosen = this.#columns;
    const toggle = (k: number): readonly number[] =>
      chosen.includes(k) ? chosen.filter((each) => each !== k) : [...chosen, k].toSorted((a, b) => a - b);
    return html`<label
        ><input
          type="checkbox"
          id="header"
          .checked=${live(header)}
          @change=${() => (this.header = !header)}
        />${t('data.header')}</label
      >
      <ul aria-label=${t('data.columns')}>
        ${Array.from(
          { length: Math.min(width, MOST_COLUMNS) },
          (_, k) =>
            html`<li>
              <label
                ><input
                  type="checkbox"
                  data-column=${k + 1}
                  .checked=${live(chosen.includes(k))}
                  @change=${() => (this.chosen = toggle(k))}
                />${nameOf(k)}</label
              >
            </li>`,
        )}
      </ul>`;
  }

  /** The first rows, and the course of each column. */
  #table(rows: readonly (readonly number[])[], nameOf: (k: number) => string) {
    const { t } = this.surroundings.words;
    const names = this.#columns.map(nameOf);
    // What is kept from the network counts for nothing here, either.
    const scaling = scalings(this.aside ? rows.slice(0, learnt(rows.length)) : rows);
    const line = (k: number): string => {
      const column = rows.map((row) => row[k]!);
      const [low, high] = [Math.min(...column), Math.max(...column)];
      return column.map((x, at) => `${at},${high > low ? (40 * (high - x)) / (high - low) : 20}`).join(' ');
    };
    return html`<div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">${t('data.row')}</th>
              ${names.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.slice(0, FIRST_ROWS).map(
              (row, k) =>
                html`<tr>
                  <th scope="row">${k + 1}</th>
                  ${row.map((x) => html`<td>${String(x)}</td>`)}
                </tr>`,
            )}
            ${(['mean', 'deviation'] as const).map(
              (figure) =>
                html`<tr>
                  <th scope="row">${t(`data.${figure}`)}</th>
                  ${scaling.map((each) => html`<td>${precise(each[figure])}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
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
              ${svg`<polyline points=${line(k)} />`}
            </svg>`,
        )}
      <p class="note">${t('data.scaled')}</p>`;
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
    const { t } = this.surroundings.words;
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
          @input=${(event: Event) => (this.steps = { ...this.steps, [this.source]: (event.target as HTMLInputElement).value })}
      /></label>
      <label
        ><input
          type="checkbox"
          id="aside"
          .checked=${live(this.aside)}
          @change=${() => (this.aside = !this.aside)}
        />${t('data.keep')}</label
      >
      ${
        ready && starts > 0
          ? html`<p class="note split" data-figure="split">
              ${t(ready.kept ? 'data.split-aside' : 'data.split', { steps, starts, pieces, n: ready.pieces, kept: ready.kept })}
            </p>`
          : nothing
      }
      ${this.wrong ? html`<p class="wrong" role="alert">${this.wrong}</p>` : nothing}
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
      ${learns && ready.aside ? html`<lstm-exam .session=${session}></lstm-exam>` : nothing}`;
  }

  /** Whether these are the very data that the network has. */
  #learns({ task, options }: Prepared): boolean {
    const { config } = this.session!;
    return (
      config!.task === task && Object.entries(options).every(([name, value]) => config!.taskOptions[name] === value)
    );
  }

  #standing(): string {
    const { t, percent } = this.surroundings.words;
    const { updates, evaluation } = this.session!.progress!;
    if (!evaluation) return t('data.learns', { n: updates });
    return t('data.stands', { n: updates, loss: precise(evaluation.loss), share: percent(evaluation.accuracy) });
  }

  #learn({ task, options, aside }: Prepared): void {
    this.wrong = undefined;
    const refuse = (error: unknown): void => {
      const { words } = this.surroundings;
      this.wrong = wordsOf(new EngineError(EngineError.trouble(error)), words, this.session!.choices);
    };
    if (Number.isNaN(options['steps'])) {
      const { min, max } = this.#option(task, 'steps');
      const parts = { min: min!, max: max! };
      return refuse({ code: 'whole-number', key: 'steps', value: this.#entered, parts, message: '' });
    }
    this.session!.set({ task, taskOptions: options, aside }).catch(refuse);
  }
}

customElements.define('lstm-data', LstmData);
