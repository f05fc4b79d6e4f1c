// <lstm-model>: a network of PyTorch’s goes on the stage, and the one on the stage goes to PyTorch.
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { EngineError, type Config, type Given, type Schema, type Sized } from '../../engine/protocol.ts';
import { study, type Study } from '../../engine/study.ts';
import type { Session } from '../../session/session.ts';
import { MOST_HIDDEN } from '../../session/settings.ts';
import type { Words } from '../../words/locale.ts';
import { wordsOf } from '../../words/trouble.ts';
import { save } from '../file.ts';
import { ToolElement } from '../tool.ts';
import { hintsOf, nameOf, saved, scriptOf, settingsOf, UNSAID } from './pytorch.ts';
import { impulse, RowError, sequenceOf } from './rows.ts';
import { tensorsOf, type Tensor } from './safetensors.ts';

/** Beyond every network that can be shown, in MB. */
const MOST = 64;

/** A file that has tensors, and what its reader says of it beside. */
interface Opened {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  tensors: Tensor[];
}

interface Form {
  prefix: string;
  readout: string;
  bias: boolean;
  options: Record<string, boolean>;
  /** Which of the tasks that fit; of none such: a sequence of one's own. */
  task: number;
  /** As the task has it, unless it is chosen. */
  loss?: string | undefined;
  rows?: string | undefined;
}

/** Something that was done or is wrong, in the language that is spoken when it is read. */
interface Said {
  wrong: boolean;
  text: (words: Words) => string;
}

export class LstmModel extends ToolElement {
  static override properties = {
    ...ToolElement.properties,
    study: { state: true },
    sizes: { state: true },
    opened: { state: true },
    form: { state: true },
    read: { state: true },
    took: { state: true },
    seen: { state: true },
  };
  static override styles = [
    ...ToolElement.styles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
        gap: 1.2rem 2.4rem;
        align-items: start;
      }
      .two > section {
        min-width: 0;
      }
      h4 {
        margin: 1rem 0 0.4rem;
        font: 600 0.92rem/1.3 var(--sans);
      }
      label.file {
        display: block;
        margin-top: 0.5rem;
        font-size: 0.9rem;
      }
      input[type='file'] {
        display: block;
        width: 100%;
        margin-top: 0.3rem;
        padding-block: 0.35rem;
        height: auto;
      }
      .settings {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.15fr);
        gap: 0.45rem 0.8rem;
        align-items: center;
        font-size: 0.9rem;
      }
      .settings :is(select, input:not([type='checkbox']), textarea) {
        width: 100%;
        min-width: 0;
      }
      .settings input[type='checkbox'] {
        width: 1.2rem;
        height: 1.2rem;
        justify-self: start;
      }
      .settings .whole {
        grid-column: 1 / -1;
      }
      textarea {
        min-height: 8rem;
        padding: 0.45rem 0.65rem;
        line-height: 1.4;
        resize: vertical;
      }
      pre {
        margin: 0.4rem 0 0;
        padding: 0.7rem;
        background: var(--bed);
        border-radius: var(--radius);
        font:
          0.8rem/1.45 ui-monospace,
          monospace;
      }
      details {
        margin-block: 0.6rem;
      }
      :is(.note, [role]) + :is(.note, [role]) {
        margin-top: 0.4rem;
      }
      @media (pointer: coarse), (max-width: 640px) {
        summary {
          padding-block: 0.75rem;
        }
        .settings input[type='checkbox'] {
          width: 1.5rem;
          height: 1.5rem;
        }
        .settings label {
          display: flex;
          align-items: center;
          min-height: 44px;
        }
      }
    `,
  ];

  declare study: Study | undefined;
  /** Those of all tasks, asked for with a file. */
  declare sizes: Sized[];
  declare opened: Opened | undefined;
  declare form: Form;
  /** How the opening went, and the taking away. */
  declare read: Said | undefined;
  declare took: Said | undefined;
  /** The script is unfolded. */
  declare seen: boolean;
  /** Whether PyTorch has the network of these settings: the refusal, if not. */
  #possible: { key: string; refusal: EngineError | undefined } | undefined;

  constructor() {
    super('change', 'progress');
    this.sizes = [];
    this.form = { prefix: '', readout: '', bias: true, options: {}, task: 0 };
    this.seen = false;
    study().then(
      (module) => (this.study = module),
      (error: unknown) => (this.read = wrong(new EngineError({ code: 'load', message: String(error) }))),
    );
  }

  protected override render() {
    const { session, study } = this;
    if (!session?.view || !session.config) return nothing;
    if (!study)
      return this.read ? this.#said('read') : html`<p class="note" role="status">${this.#t('tools.loading')}</p>`;
    return html`<div class="two">
      <section>${this.#opening(session, study)}</section>
      <section>${this.#taking(session, study)}</section>
    </div>`;
  }

  get #t(): Words['t'] {
    return this.surroundings.words.t;
  }

  /** How it went, where it was asked for. */
  #said(what: 'read' | 'took') {
    const said = this[what];
    return html`<p role="status" data-said=${what} class=${said?.wrong ? 'wrong' : ''}>
      ${said?.text(this.surroundings.words)}
    </p>`;
  }

  /** Why there is nothing to be done. */
  #refused(refusal: EngineError) {
    return html`<p class="wrong" role="alert">${wordsOf(refusal, this.surroundings.words)}</p>`;
  }

  // From PyTorch.

  #opening(session: Session, study: Study) {
    const t = this.#t;
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      void this.#open(session, study, event.dataTransfer?.files[0]);
    };
    const choose = ({ target }: Event): void =>
      void this.#open(session, study, (target as HTMLInputElement).files?.[0]);
    return html`<div @dragover=${(event: Event) => event.preventDefault()} @drop=${drop}>
      <h3>${t('model.open')}</h3>
      <label class="file">
        ${t('model.file')}
        <input type="file" id="model-file" accept=".safetensors" @change=${choose} />
      </label>
      <p class="note">${t('model.drop')}</p>
      ${this.opened ? this.#form(session, study, this.opened) : nothing} ${this.#said('read')}
    </div>`;
  }

  async #open(session: Session, study: Study, file: File | undefined): Promise<void> {
    if (!file) return;
    const { name, size } = file;
    this.read = undefined;
    if (size > MOST * 1e6) {
      this.read = {
        wrong: true,
        text: ({ t }) => t('model.too-large', { name, size: Math.ceil(size / 1e6), most: MOST }),
      };
      return;
    }
    const bytes = await file.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => undefined,
    );
    if (!bytes) {
      this.read = { wrong: true, text: ({ t }) => t('model.unreadable', { name }) };
      return;
    }
    try {
      const tensors = tensorsOfAny(study, bytes);
      const { task, taskOptions, options, loss } = settingsOf(bytes);
      // Before the form is there, which offers them.
      this.sizes = await session.ask('sizes', { ...(task !== undefined && { task, taskOptions }) });
      this.opened = { name, bytes, tensors };
      const unsaid = UNSAID.map((name) => [name, options?.[name] === true] as const);
      this.form = { ...hintsOf(tensors), options: Object.fromEntries(unsaid), task: 0, loss };
    } catch (error) {
      this.read = wrong(error);
    }
  }

  #form(session: Session, study: Study, opened: Opened) {
    const { form } = this;
    const t = this.#t;
    const text = (name: 'prefix' | 'readout') =>
      html`<label for="model-${name}">${t(`model.${name}`)}</label>
        <input
          id="model-${name}"
          autocomplete="off"
          spellcheck="false"
          .value=${live(form[name])}
          @change=${({ target }: Event) => this.#enter({ [name]: (target as HTMLInputElement).value })}
        />`;
    const names = html`${text('prefix')} ${text('readout')}
    ${this.#check('bias', form.bias, (bias) => this.#enter({ bias }))}`;
    const found = this.#found(study, opened);
    if (found instanceof EngineError)
      return html`<h4>${opened.name}</h4>
        <div class="settings">${names}</div>
        ${this.#refused(found)}`;
    return html`${this.#says(opened, found)}
      <h4>${t('model.says-not')}</h4>
      <div class="settings">
        ${names}
        ${this.#switches(session, found).map(([name, on]) => this.#check(name, on, (on) => this.#enter({ options: { ...form.options, [name]: on } })))}
        ${this.#reads(session, found)}
      </div>
      <div class="actions">
        <button class="primary" data-do="put" @click=${() => void this.#put(session, study, opened, found)}>
          ${t('model.put')}
        </button>
      </div>`;
  }

  #enter(some: Partial<Form>): void {
    this.form = { ...this.form, ...some };
    this.read = undefined;
  }

  #check(name: string, checked: boolean, enter: (checked: boolean) => void) {
    return html`<label for="model-${name}">${this.#t(`model.${name}`)}</label>
      <input
        id="model-${name}"
        type="checkbox"
        .checked=${live(checked)}
        @change=${({ target }: Event) => enter((target as HTMLInputElement).checked)}
      />`;
  }

  /** The settings that the file fits, or why there are none. */
  #found(study: Study, { bytes }: Opened): Config | EngineError {
    try {
      return study.configOf(bytes, this.#hints);
    } catch (error) {
      return refusalOf(error);
    }
  }

  get #hints() {
    const { prefix, readout, bias } = this.form;
    return { prefix, readout, bias };
  }

  #says({ name, tensors }: Opened, { cell, options, inputs, hidden, layers, outputs, readout }: Config) {
    const { t, named, number } = this.surroundings.words;
    const numbers = tensors.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
    const rows: [key: string, value: string][] = [
      ['cell', named(`cell.${cell}`, cell!)],
      ['inputs', number(inputs!)],
      ['hidden', number(hidden!)],
      ...(options?.projection ? [['projection', number(Number(options.projection))] as [string, string]] : []),
      ['layers', number(layers!)],
      ['outputs', readout === 'none' ? t('model.of-h', { outputs: outputs! }) : number(outputs!)],
      ['dtype', [...new Set(tensors.map(({ dtype }) => dtype))].join(', ')],
      ['numbers', number(numbers)],
    ];
    return html`<h4>${t('model.says')}: ${name}</h4>
      <table>
        ${rows.map(
          ([key, value]) =>
            html`<tr>
              <th scope="row" class="muted">${t(`model.${key}`)}</th>
              <td data-says=${key}>${value}</td>
            </tr>`,
        )}
      </table>`;
  }

  /** Switches of the cell that PyTorch has too. */
  #switches(session: Session, { cell }: Config): [name: string, on: boolean][] {
    const options = session.choices!.cells.find(({ name }) => name === cell)?.options ?? [];
    const names = options.map(({ name }) => name).filter((name) => UNSAID.includes(name));
    return names.map((name) => [name, this.form.options[name] ?? false]);
  }

  /** A task of these sizes, or a sequence of one's own; and by what the answers are judged. */
  #reads(session: Session, found: Config) {
    const { words } = this.surroundings;
    const { t, named } = words;
    const { inputs, outputs } = found as Required<Config>;
    const fits = this.#fits(found);
    const chosen = fits[this.form.task];
    const offer = fits.length === 0 ? 'model.no-fit' : found.readout === 'none' ? 'model.fits-h' : 'model.fits';
    const value = ({ target }: Event): string => (target as HTMLSelectElement).value;
    return html`<label for="model-task">${t('model.shown')}</label>
      <select id="model-task" @change=${(event: Event) => this.#enter({ task: Number(value(event)), loss: undefined })}>
        ${fits.map((each, k) => html`<option value=${k} .selected=${live(each === chosen)}>${titleOf(each, fits, words)}</option>`)}
        <option value=${fits.length} .selected=${live(!chosen)}>${t('model.own')}</option>
      </select>
      <p class="note whole">${t(offer, { inputs, outputs })}</p>
      <label for="model-loss">${t('model.loss')}</label>
      <select id="model-loss" @change=${(event: Event) => this.#enter({ loss: value(event) })}>
        ${session.choices!.losses.map(
          (name) =>
            html`<option value=${name} .selected=${live(name === this.#loss(chosen))}>
              ${named(`model.${name}`, name)}
            </option>`,
        )}
      </select>
      ${
        chosen
          ? nothing
          : html`<label for="model-rows" class="whole">${t('model.rows', { inputs })}</label>
              <textarea
                id="model-rows"
                class="whole number"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="model-rows-help"
                .value=${live(this.form.rows ?? impulse(inputs))}
                @change=${(event: Event) => this.#enter({ rows: value(event) })}
              ></textarea>
              <p class="note whole" id="model-rows-help">${t('model.rows-help', { outputs })}</p>`
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

  async #put(session: Session, study: Study, { name, bytes }: Opened, found: Config): Promise<void> {
    try {
      const { config, sequence } = this.#wish(session, found);
      const schema = await session.ask('schema', config);
      const params = study.importSafetensors(schema, bytes, this.#hints);
      await session.configure(config, { params, ...(sequence && { sequence }) });
      const values = { file: name, parameters: schema.parameters };
      this.read = { wrong: false, text: ({ t }) => `${t('model.put-done', values)} ${t('model.put-lost')}` };
    } catch (error) {
      this.read = wrong(error);
    }
  }

  #wish(session: Session, found: Config): { config: Config; sequence?: Given['sequence'] } {
    const { inputs, outputs, ...sizes } = found as Required<Config>;
    if (sizes.hidden > MOST_HIDDEN) {
      const parts = { min: 1, max: MOST_HIDDEN };
      throw new EngineError({ code: 'whole-number', key: 'hidden', value: String(sizes.hidden), parts, message: '' });
    }
    const chosen = this.#fits(found)[this.form.task];
    const options = { ...sizes.options, ...Object.fromEntries(this.#switches(session, found)) };
    const network = { ...sizes, options, loss: this.#loss(chosen) };
    if (chosen) return { config: { ...network, task: chosen.task, taskOptions: chosen.taskOptions } };
    const sequence = sequenceOf(this.form.rows ?? impulse(inputs), inputs, outputs);
    return { config: { ...network, inputs, outputs, steps: sequence.mask.length }, sequence };
  }

  // To PyTorch.

  #taking(session: Session, study: Study) {
    const t = this.#t;
    const { frame } = session.view!.trace;
    const refusal = this.#refusal(study, frame.schema, frame.params);
    if (refusal)
      return html`<h3>${t('model.save')}</h3>
        ${this.#refused(refusal)}`;
    const asked = frame.mask.some((each) => each > 0);
    return html`<h3>${t('model.save')}</h3>
      <p class="note">${t('model.save-about', { updates: session.progress?.updates ?? 0 })}</p>
      <div class="actions">
        <button data-do="save-network" @click=${() => void this.#save(session, study)}>${t('model.save-file')}</button>
        ${asked ? this.#scripting(frame.schema) : nothing}
      </div>
      ${this.#said('took')}
      ${
        asked
          ? html`<details @toggle=${({ target }: Event) => (this.seen = (target as HTMLDetailsElement).open)}>
                <summary>${t('model.see-script')}</summary>
                ${this.seen ? html`<pre class="wide" tabindex="0" translate="no">${scriptOf(frame.schema, t)}</pre>` : nothing}
              </details>
              <p class="note">${t('model.script-how')}</p>`
          : html`<p class="note">${t('model.nothing-asked')}</p>`
      }`;
  }

  #scripting(schema: Schema) {
    const t = this.#t;
    const name = `${nameOf(schema.config)}.py`;
    return html`<button data-do="save-script" @click=${() => this.#offer(name, new Blob([scriptOf(schema, t)]))}>
        ${t('model.save-script')}
      </button>
      <button data-do="copy-script" @click=${() => void this.#copy(scriptOf(schema, t))}>
        ${t('model.copy-script')}
      </button>`;
  }

  #refusal(study: Study, schema: Schema, params: Float32Array): EngineError | undefined {
    const key = JSON.stringify(schema.config);
    if (this.#possible?.key === key) return this.#possible.refusal;
    let refusal: EngineError | undefined;
    try {
      study.exportSafetensors(schema, params);
    } catch (error) {
      refusal = refusalOf(error);
    }
    this.#possible = { key, refusal };
    return refusal;
  }

  async #save(session: Session, study: Study): Promise<void> {
    try {
      const taken = await session.ask('takeaway', undefined);
      this.#offer(`${nameOf(taken.schema.config)}-${taken.updates}.safetensors`, saved(study, taken));
    } catch (error) {
      this.took = wrong(error);
    }
  }

  #offer(name: string, file: Blob): void {
    save(name, file);
    this.took = { wrong: false, text: ({ t }) => t('model.saved', { name }) };
  }

  /** A page may be forbidden to, or not be asked in a safe place. */
  async #copy(script: string): Promise<void> {
    const copied = await Promise.resolve(navigator.clipboard?.writeText(script).then(() => true)).catch(() => false);
    this.took = copied
      ? { wrong: false, text: ({ t }) => t('model.copied') }
      : { wrong: true, text: ({ t }) => t('model.not-copied') };
  }
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
  return said.length ? `${name} (${said.join(t('list.between'))})` : name;
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

/** An error that was meant to be thrown; any other is a defect. */
function refusalOf(error: unknown): EngineError {
  const trouble = EngineError.trouble(error);
  if (trouble.code === 'unknown') throw error;
  return new EngineError(trouble);
}

function wrong(error: unknown): Said {
  if (error instanceof RowError) return { wrong: true, text: ({ t }) => t(`model.${error.wrong}`, error.values) };
  const refusal = refusalOf(error);
  return { wrong: true, text: (words) => wordsOf(refusal, words) };
}

customElements.define('lstm-model', LstmModel);
