// <lstm-opening>: a network of PyTorch’s is read from a file, is told what the file does not say of it, and goes on the stage.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { check, entered, menu, read, text } from '../../elements/fields.ts';
import { EngineError, type Config, type Sized } from '../../engine/protocol.ts';
import type { Study } from '../../engine/study.ts';
import type { Words } from '../../words/locale.ts';
import { wordsOf } from '../../words/trouble.ts';
import { row, table } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { foreign, jsonOf } from './foreign.ts';
import { bytesOf, InputError } from './input.ts';
import { leftOut, NO_READOUT, partsOf, refusalOf, settingsOf, shardOf, UNSAID, type Hints } from './pytorch.ts';
import { experimentOf } from './put.ts';
import { isRecord, networkOf, paramsOf, takenUp } from './recorded.ts';
import { impulse } from './rows.ts';
import { tensorsOf, type Tensor } from './safetensors.ts';
import './zone.ts';

/** Beyond every network that can be shown, in bytes. */
const MOST = 64e6;
/** Of names in a sentence. */
const MOST_NAMED = 12;

/** A file that has tensors, and what its reader says of it beside. */
interface Opened {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  tensors: Tensor[];
  /** What may be the read-out. */
  readouts: string[];
}

interface Form extends Hints {
  options: Record<string, boolean>;
  /** Which of the tasks that fit; of none such: a sequence of one's own. */
  task: number;
  /** As the task has it, unless it is chosen. */
  loss?: string | undefined;
  rows?: string | undefined;
}

/** What is on the stage now. */
interface Went {
  file: string;
  parameters: number;
  updates: number;
  /** So many numbers of the file are. */
  numbers: number;
  /** The tensors that are not. */
  others: string[];
}

class LstmOpening extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      h4 {
        margin: 1rem 0 0.4rem;
        font: 600 0.92rem/1.3 var(--sans);
      }
      input[type='file'] {
        display: block;
        width: 100%;
        margin-top: 0.3rem;
        padding-block: 0.35rem;
        height: auto;
      }
    `,
  ];

  @property({ attribute: false }) study!: Study;
  /** Those of all tasks, asked for with a file. */
  @state() sizes: Sized[] = [];
  @state() opened: Opened | undefined;
  @state() form: Form = { prefix: '', readout: '', options: {}, task: 0 };
  /** What went on the stage, or why nothing did. */
  @state() went: Went | { file: string; why: InputError | EngineError } | undefined;

  protected override render() {
    const { t } = this.words;
    const { study, opened, went } = this;
    return html`<lstm-zone @file=${({ detail }: CustomEvent<File>) => void this.#open(study, detail)}>
      <h3>${t('model.open')}</h3>
      <p>${t('model.file')}</p>
      <div class="actions">
        <button data-do="file" @click=${() => this.renderRoot.querySelector<HTMLElement>('#model-file')!.click()}>
          ${t('model.choose')}
        </button>
        <span class="note">${t('model.drop')}</span>
        <input
          type="file"
          id="model-file"
          hidden
          accept=".safetensors,.json"
          aria-label=${t('model.choose')}
          @change=${entered(
            ({ files }) => files?.[0],
            (file) => void this.#open(study, file),
          )}
        />
      </div>
      ${opened ? this.#form(study, opened) : nothing}
      <p role="status" data-said="read" class=${went && 'why' in went ? 'wrong' : ''}>${went && this.#how(went)}</p>
    </lstm-zone>`;
  }

  #how(went: NonNullable<LstmOpening['went']>): string {
    const { t } = this.words;
    if ('why' in went) {
      const { file, why } = went;
      if (why instanceof InputError) return t(`model.${why.wrong}`, { name: file, ...why.values });
      return t('model.refused', { name: file, why: wordsOf(why, this.words) });
    }
    const { file, parameters, updates, numbers, others } = went;
    const said = [
      t(updates ? 'model.put-run' : 'model.put-done', { file, parameters, updates }),
      ...(numbers > parameters ? [t('model.two-biases', { numbers })] : []),
    ];
    return [...said, ...this.#lacks(others, file), t('model.put-lost')].join(' ');
  }

  /** What of a file is not on the stage: then the answer is not the one of its module. */
  #lacks(others: readonly string[], file: string): string[] {
    const { t } = this.words;
    const shard = shardOf(file);
    const left = others.length - MOST_NAMED;
    const named = [...others.slice(0, MOST_NAMED), ...(left > 0 ? [t('model.more', { n: left })] : [])];
    return [
      ...(shard ? [t('model.shard', shard)] : []),
      ...(others.length ? [t('model.left-out', { names: named.join(t('list.between')) })] : []),
    ];
  }

  async #open(study: Study, file: File | undefined): Promise<void> {
    if (!file) return;
    this.went = this.opened = undefined;
    try {
      const bytes = await bytesOf(file, MOST);
      const kind = foreign(bytes);
      const record = kind === 'file-json' ? jsonOf(bytes) : undefined;
      if (isRecord(record)) return await this.#takeUp(file.name, record);
      if (kind) throw new InputError(kind, {});
      const tensors = tensorsOfAny(study, bytes);
      const { task, taskOptions, options, loss } = settingsOf(bytes);
      // Before the form is there, which offers them.
      this.sizes = await this.session.ask('sizes', { ...(task !== undefined && { task, taskOptions }) });
      const { hints, readouts } = partsOf(tensors);
      this.opened = { name: file.name, bytes, tensors, readouts };
      const unsaid = UNSAID.map((name) => [name, options?.[name] === true] as const);
      this.form = { ...hints, options: Object.fromEntries(unsaid), task: 0, loss };
    } catch (error) {
      this.#refuse(file.name, error);
    }
  }

  #refuse(file: string, error: unknown): void {
    this.went = { file, why: error instanceof InputError ? error : refusalOf(error) };
  }

  /** A run that was saved as JSON goes on. */
  async #takeUp(file: string, record: Record<string, unknown>): Promise<void> {
    const network = networkOf(record);
    const schema = await this.session.ask('schema', network.config);
    const params = paramsOf(record, schema); // throws before anything is lost
    await this.session.set(network);
    await this.session.set(takenUp(record, params, this.session.saved!));
    const { parameters } = schema;
    this.went = { file, parameters, updates: this.session.progress.updates, numbers: parameters, others: [] };
  }

  #form(study: Study, opened: Opened) {
    const { form } = this;
    const { t } = this.words;
    const readouts = opened.readouts.map((stem) => [stem, `${stem}weight`] as const);
    const names = [
      text('prefix', t('model.prefix'), form.prefix, (prefix) => this.#enter({ prefix })),
      menu('readout', t('model.readout'), [...readouts, [NO_READOUT, t('model.no-readout')]], form.readout, (readout) =>
        this.#enter({ readout }),
      ),
    ];
    const found = this.#found(study, opened);
    if (found instanceof EngineError)
      return html`<h4>${opened.name}</h4>
        <div class="fields">${names}</div>
        ${this.refused(found)} ${this.#lacks([], opened.name)}`;
    const turn = (name: string, on: boolean): void => this.#enter({ options: { ...form.options, [name]: on } });
    const lacks = this.#lacks(leftOut(opened.tensors, form), opened.name);
    return html`${this.#says(opened, found)}
      ${lacks.map((each) => html`<p class="wrong" data-figure="left-out">${each}</p>`)}
      <h4>${t('model.says-not')}</h4>
      <div class="fields">
        ${names}
        ${this.#switches(found).map(([name, on]) => check(t(`model.${name}`), on, (on) => turn(name, on), name))}
        ${this.#reads(found)}
      </div>
      <div class="actions">
        <button class="primary" data-do="put" @click=${() => void this.#put(study, opened, found)}>
          ${t('model.put')}
        </button>
      </div>`;
  }

  #enter(some: Partial<Form>): void {
    this.form = { ...this.form, ...some };
    this.went = undefined;
  }

  /** The settings that the file fits, or why there are none. */
  #found(study: Study, { bytes }: Opened): Config | EngineError {
    try {
      return study.configOf(bytes, this.#hints);
    } catch (error) {
      return refusalOf(error);
    }
  }

  get #hints(): Hints {
    const { prefix, readout } = this.form;
    return { prefix, readout };
  }

  #says({ name, tensors }: Opened, { cell, options, inputs, hidden, layers, outputs, readout }: Config) {
    const { t, named, number } = this.words;
    const says = (key: string, value: string) => row(key, t(`model.${key}`), { [key]: value });
    return html`<h4>${t('list.named', { name: t('model.says'), what: name })}</h4>
      ${table(
        [],
        [
          says('cell', named(`cell.${cell}`, cell!)),
          says('inputs', number(inputs!)),
          says('hidden', number(hidden!)),
          options?.projection ? says('projection', number(Number(options.projection))) : nothing,
          says('layers', number(layers!)),
          says('outputs', readout === 'none' ? t('model.of-h', { outputs: outputs! }) : number(outputs!)),
          says('dtype', [...new Set(tensors.map(({ dtype }) => dtype))].join(', ')),
          says('numbers', number(countOf(tensors))),
        ],
        { name: 'says' },
      )}`;
  }

  /** Switches of the cell that PyTorch has too. */
  #switches({ cell }: Config): [name: string, on: boolean][] {
    const options = this.session.choices.cells.find(({ name }) => name === cell)?.options ?? [];
    const names = options.map(({ name }) => name).filter((name) => UNSAID.includes(name));
    return names.map((name) => [name, this.form.options[name] ?? false]);
  }

  /** A task of these sizes, or a sequence of one's own; and by what the answers are judged. */
  #reads(found: Config) {
    const { t, named } = this.words;
    const { inputs, outputs } = found as Required<Config>;
    const fits = this.#fits(found);
    const chosen = fits[this.form.task];
    const offer = fits.length === 0 ? 'model.no-fit' : found.readout === 'none' ? 'model.fits-h' : 'model.fits';
    const own = fits.length;
    const tasks = fits.map((each, k) => [String(k), titleOf(each, fits, this.words)] as const);
    const losses = this.session.choices.losses.map((name) => [name, named(`model.${name}`, name)] as const);
    const take = (task: string): void => this.#enter({ task: Number(task), loss: undefined });
    const at = String(chosen ? this.form.task : own);
    return html`${menu('task', t('model.shown'), [...tasks, [String(own), t('model.own')]], at, take)}
      <p class="note">${t(offer, { inputs, outputs })}</p>
      ${menu('loss', t('model.loss'), losses, this.#loss(chosen), (loss) => this.#enter({ loss }))}
      ${
        chosen
          ? nothing
          : html`<label
                >${t('model.rows', { inputs })}
                <textarea
                  name="rows"
                  class="number"
                  spellcheck="false"
                  autocomplete="off"
                  aria-describedby="rows-help"
                  .value=${this.form.rows ?? impulse(inputs)}
                  @input=${entered(read, (rows) => this.#enter({ rows }))}
                ></textarea>
              </label>
              <p class="note" id="rows-help">${t('model.rows-help', { outputs })}</p>`
      }`;
  }

  #fits({ inputs, outputs, readout }: Config): Sized[] {
    // Without a read-out the answer is the first numbers of h.
    const enough = (wanted: number): boolean => (readout === 'none' ? wanted <= outputs! : wanted === outputs);
    return this.sizes.filter((each) => each.inputs === inputs && enough(each.outputs));
  }

  #loss(chosen: Sized | undefined): string {
    return this.form.loss ?? chosen?.loss ?? 'mean-squared-error';
  }

  async #put(study: Study, { name, bytes, tensors }: Opened, found: Config): Promise<void> {
    try {
      const { config, sequence } = this.#wish(found);
      const schema = await this.session.ask('schema', config);
      const { params } = study.importSafetensors(schema, bytes, this.#hints);
      await this.session.set({ config, given: { params, ...(sequence && { sequence }) } });
      const others = leftOut(tensors, this.form);
      const numbers = countOf(tensors.filter((each) => !others.includes(each.name)));
      this.went = { file: name, parameters: schema.parameters, updates: 0, numbers, others };
    } catch (error) {
      this.#refuse(name, error);
    }
  }

  #wish(found: Config) {
    const chosen = this.#fits(found)[this.form.task];
    const options = Object.fromEntries(this.#switches(found));
    const unsaid = { options, loss: this.#loss(chosen), rows: this.form.rows, task: chosen };
    return experimentOf(found, this.session.base({ cell: found.cell }), unsaid);
  }
}

/** How many numbers they have. */
function countOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
}

/** With what tells it from others of the same task. */
function titleOf({ task, taskOptions }: Sized, all: Sized[], { t, named, number }: Words): string {
  const name = named(`task.${task}`, task);
  const others = all.filter((other) => other.task === task);
  const differs = Object.entries(taskOptions).filter(([key, value]) =>
    others.some((other) => other.taskOptions[key] !== value),
  );
  const said = differs.map(([key, value]) =>
    t('model.option', {
      name: named(`option.${key}`, key),
      value: typeof value === 'number' ? number(value) : named(`${key}.${value}`, String(value)),
    }),
  );
  return said.length ? t('list.spelt', { word: name, name: said.join(t('list.between')) }) : name;
}

/** What is wrong with bytes that are no such file, the core says. */
function tensorsOfAny(study: Study, bytes: Uint8Array<ArrayBuffer>): Tensor[] {
  try {
    return tensorsOf(bytes);
  } catch (error) {
    study.configOf(bytes);
    throw error;
  }
}

customElements.define('lstm-opening', LstmOpening);
