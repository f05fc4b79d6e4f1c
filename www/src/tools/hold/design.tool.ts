// <lstm-design>: the equations of a cell of one's own, tried while they are typed; and an LSTM with a part taken out.
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { menu } from '../../elements/fields.ts';
import { lineOf, mathStyles } from '../../elements/mathml.ts';
import { sayIn } from '../../elements/number.ts';
import { EngineError, type Config, type Schema } from '../../engine/protocol.ts';
import { Symbols, type Entry } from '../../network/symbols.ts';
import { spoken, typed } from '../../network/speech.ts';
import { Wiring } from '../../network/wiring.ts';
import type { Session } from '../../session/session.ts';
import { wordsOf } from '../../words/trouble.ts';
import { printLanes } from '../race/lanes.ts';
import { table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { breaksOf, type How } from './breaking.ts';
import { isLatex, nameIn, ofLatex, upTo, wrongAt, type Selection } from './draft.ts';
import type { LstmEditor } from './editor.ts';
import { equationsOf, isNarrow, written } from './writing.ts';
import './editor.ts';

/** What is typed outlives the tool. */
interface Draft {
  /** What is not on the stage; without, the editor shows the cell that is. */
  text?: string | undefined;
  /** What was last entered by hand: a preset replaces it, and does not lose it. */
  typed?: string | undefined;
}

/** A text, and what the core says of it. */
interface Tried {
  text: string;
  error?: EngineError | undefined;
  /** What it makes of the lines that it can read: those before the first that is wrong. */
  schema: Schema | undefined;
  /** So many. */
  lines: number;
}

/** A cell with a part taken out, as a text. */
interface Broken {
  part: string;
  how: How;
  text: string;
}

const drafts = new WeakMap<Session, Draft>();

/** What is broken. */
const WHOLE = 'lstm';
/** Formulas do not depend on sizes: the smallest are tried. */
const SMALL = { inputs: 1, outputs: 1, steps: 1, hidden: 2, batch: 1 };

class LstmDesign extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    mathStyles,
    css`
      .caption {
        display: block;
        margin-bottom: 0.25rem;
        font-size: 0.88rem;
        color: var(--muted);
      }
      ol {
        margin: 0;
        padding: 0.5rem 0.7rem;
        background: var(--bed);
        border-radius: var(--radius);
        list-style: none;
        overflow-x: auto; /* names may be long */
        font-size: 1.02rem;
        line-height: 1.6rem;
      }
      li {
        display: flex;
        gap: 0.7rem;
      }
      li.wrong code {
        color: var(--danger);
        text-decoration: underline wavy;
        text-underline-offset: 0.2em;
      }
      li .no {
        flex: none;
        min-width: 1.3em;
        font-size: 0.8rem;
        color: var(--muted);
        text-align: end;
      }
      code {
        overflow-wrap: anywhere;
        color: var(--muted);
      }
      .part .actions > span {
        width: 100%;
        color: var(--muted);
      }
    `,
  ];

  @state() tried: Tried | undefined;
  @state() whole: { schema: Schema; text: string; breaks: Broken[] } | undefined;
  /** Why what could be read could not be put on the stage. */
  @state() refusal: EngineError | undefined;
  #trying = false;

  protected override firstUpdated(): void {
    this.#learn().catch((error: unknown) => (this.refusal = EngineError.from(error)));
  }

  // What there is.

  /** The cell that follows equations, and its option that holds them. */
  get #own(): { name: string; option: string; presets: { name: string; source: string; equations: string }[] } {
    const { name, options, presets } = this.session.choices.cells.find(({ presets }) => presets.length > 0)!;
    return { name, option: options.find(({ kind }) => kind === 'text')!.name, presets };
  }

  /** What follows these equations. */
  #wish(text: string): { cell: string; options: Record<string, string> } {
    const { name, option } = this.#own;
    return { cell: name, options: { [option]: text } };
  }

  get #draft(): Draft {
    return drafts.get(this.session) ?? {};
  }

  #change(draft: Draft): void {
    drafts.set(this.session, { ...this.#draft, ...draft });
    this.refusal = undefined;
    this.requestUpdate();
  }

  /** The cell on the stage in writing; undefined if it cannot be written. */
  get #onStage(): string | undefined {
    const { schema } = this.session.view.trace.frame;
    const { name, option } = this.#own;
    if (schema.config.cell === name) return String(schema.config.options[option]);
    return isNarrow(schema) ? undefined : written(equationsOf(schema));
  }

  get #text(): string {
    return this.#draft.text ?? this.#onStage ?? this.#own.presets[0]!.equations;
  }

  // Asking the core.

  protected override updated(): void {
    void this.#try();
  }

  /** One question at a time: what is typed meanwhile is asked next. */
  async #try(): Promise<void> {
    if (this.#trying) return;
    this.#trying = true;
    for (let text = this.#text; this.isConnected && text !== this.tried?.text; text = this.#text)
      this.tried = await this.#read(text, Infinity);
    this.#trying = false;
  }

  /** The lines before one; of a text that is wrong further up as many as can be read. */
  async #read(text: string, before: number): Promise<Tried> {
    const lines = Math.min(before - 1, text.split('\n').length);
    try {
      const schema = await this.#schema(this.#wish(before === Infinity ? text : upTo(text, before)));
      return { text, schema, lines };
    } catch (refusal) {
      const error = EngineError.from(refusal);
      const { line } = error.parts;
      const further = typeof line === 'number' && line < before ? await this.#read(text, line) : undefined;
      return { text, schema: further?.schema, lines: further?.lines ?? 0, error };
    }
  }

  #schema(cell: Config): Promise<Schema> {
    return this.session.ask('schema', { ...SMALL, ...cell });
  }

  async #learn(): Promise<void> {
    const lstm = await this.#schema({ cell: WHOLE });
    const text = written(equationsOf(lstm));
    const breaks = breaksOf(lstm).map(({ part, how, equations }) => ({ part, how, text: written(equations) }));
    // In the letters of a typed cell, to be compared with one.
    this.whole = { schema: await this.#schema(this.#wish(text)), text, breaks };
  }

  // What is done.

  readonly #edit = (event: Event): void => {
    const text = (event as CustomEvent<string>).detail;
    this.#change({ text, typed: text });
  };

  /** The network follows these equations already: to begin it anew is the lab's business. */
  get #settled(): boolean {
    return this.#text === this.#onStage && this.session.view.trace.frame.schema.config.cell === this.#own.name;
  }

  /** What cannot be read leads to the place. */
  readonly #enter = (): void => {
    if (this.#settled) return;
    if (this.#wrong) this.renderRoot.querySelector<LstmEditor>('lstm-editor')!.point();
    else void this.#apply(this.#text);
  };

  async #apply(text: string): Promise<void> {
    try {
      await this.session.set(this.#wish(text));
      // What was typed meanwhile stays.
      if (this.#draft.text === text) this.#change({ text: undefined });
    } catch (error) {
      this.refusal = EngineError.from(error);
    }
  }

  /** The same network but for its cell, and from the same seed. */
  #race(text: string): void {
    void this.session.set({ tool: 'race', lanes: printLanes([{ cell: WHOLE }, this.#wish(text)]) });
  }

  #break(text: string): void {
    this.#change({ text });
    void this.#apply(text);
  }

  get #wrong(): Selection | undefined {
    const { text, error } = this.tried ?? {};
    const { line, column } = error?.parts ?? {};
    if (text !== this.#text || typeof line !== 'number' || typeof column !== 'number') return undefined;
    return wrongAt(text, line, column, error!.value ?? '');
  }

  // What is seen.

  protected override render() {
    return html`${this.#beginnings()} ${this.#editor()} ${this.#preview()} ${this.#whereto()}
    ${this.whole ? this.#breaks(this.whole) : nothing}`;
  }

  #beginnings() {
    const { t } = this.words;
    const { presets } = this.#own;
    const { typed } = this.#draft;
    const text = this.#text;
    const chosen = presets.find(({ equations }) => equations === text);
    const named = presets.map(({ name }) => [name, t(`design.preset.${name}`)] as const);
    const choose = (name: string): void => {
      const preset = presets.find((each) => each.name === name);
      if (preset) this.#change({ text: preset.equations });
    };
    return html`<div class="actions">
        ${menu('preset', t('design.begin'), [['', t('design.preset.none')], ...named], chosen?.name ?? '', choose)}
        <button data-do="on-stage" @click=${() => this.#change({ text: undefined })}>${t('design.on-stage')}</button>
        ${
          typed === undefined || typed === text
            ? nothing
            : html`<button data-do="put-back" @click=${() => this.#change({ text: typed })}>
                ${t('design.put-back')}
              </button>`
        }
      </div>
      ${chosen ? html`<p class="note">${t('design.source')} <cite lang="en">${chosen.source}</cite></p>` : nothing}
      ${this.#onStage === undefined ? html`<p class="note" data-note="narrow">${t('design.narrow')}</p>` : nothing}`;
  }

  #editor() {
    const { words } = this.surroundings;
    const error = this.#refused;
    return html`<lstm-editor
        .text=${this.#text}
        .wrong=${this.#wrong}
        .trouble=${error && wordsOf(error, words, this.session.choices)}
        @edit=${this.#edit}
        @enter=${this.#enter}
      ></lstm-editor>
      ${isLatex(this.#text) ? this.#latex() : nothing}`;
  }

  /** Equations as they were copied from a paper. */
  #latex() {
    const { t } = this.words;
    const rewrite = (text: string): void => this.#change({ text, typed: text });
    return html`<p class="actions" data-note="latex">
      <span>${t('design.latex')}</span>
      <button data-do="of-latex" @click=${() => rewrite(ofLatex(this.#text))}>${t('design.of-latex')}</button>
    </p>`;
  }

  /** The core has refused what stands in the editor. */
  get #refused(): EngineError | undefined {
    return this.tried?.text === this.#text ? this.tried.error : undefined;
  }

  /** Line by line as it is read; what cannot be read stands as it was typed. */
  #preview() {
    const { t } = this.words;
    const { tried } = this;
    const text = this.#text;
    const known = tried?.schema ? grouped(tried.text, this.#entries(tried.schema)) : new Map<string, Entry[]>();
    const wrong = this.#refused?.parts['line'];
    const lines = text.split('\n').flatMap((line, k) => {
      if (!line.trim()) return [];
      // Until the core has answered, a line stands as it was read before.
      const entries = k < (tried?.lines ?? 0) ? known.get(nameIn(line) ?? '') : undefined;
      return html`<li class=${k + 1 === wrong ? 'wrong' : ''}>
        <span class="no" aria-hidden="true">${k + 1}</span>
        <div>${entries ? entries.map((entry) => this.#entry(entry)) : html`<code>${line}</code>`}</div>
      </li>`;
    });
    return html`<span class="caption" id="typeset">${t('design.typeset')}</span>
      <ol aria-labelledby="typeset">
        ${lines}
      </ol>`;
  }

  #entries(schema: Schema): Entry[] {
    const wiring = Wiring.of(schema);
    const own = new Set(equationsOf(schema).all.map(({ name }) => name));
    const { notation } = this.surroundings;
    return new Symbols(wiring, notation).entries(0, false).filter(({ address }) => own.has(address));
  }

  #entry({ address, line }: Entry): TemplateResult {
    const said = spoken([line], sayIn(this.words));
    return html`<div role="math" aria-label=${said} data-equation=${address}>${lineOf(line)}</div>`;
  }

  #whereto() {
    const { t } = this.words;
    const where = this.#settled ? 'follows' : this.#text === this.#onStage ? 'written' : 'not-yet';
    return html`<div class="actions">
        <button
          class=${this.#settled ? '' : 'primary'}
          data-do="apply"
          aria-disabled=${this.#settled ? 'true' : 'false'}
          title=${t('design.apply-help')}
          @click=${this.#enter}
        >
          ${t('design.apply')}
        </button>
        <p class="note" role="status" data-note=${where}>${t(`design.where.${where}`)}</p>
      </div>
      ${this.refused(this.refusal)}`;
  }

  #breaks({ schema, text, breaks }: NonNullable<LstmDesign['whole']>) {
    const { t } = this.words;
    const { tried } = this;
    const now = this.#onStage;
    const button = (key: string, equations: string) =>
      html`<button
        data-break=${key}
        aria-pressed=${equations === now ? 'true' : 'false'}
        @click=${() => this.#break(equations)}
      >
        ${t(`design.break.${key}`)}
      </button>`;
    const group = (name: string, hows: readonly How[]) =>
      html`<div class="actions" role="group" aria-label=${t(`design.break.${name}`)}>
        <span aria-hidden="true">${t(`design.break.${name}`)}</span>
        ${breaks.filter(({ how }) => hows.includes(how)).map(({ part, how, text }) => button(`${how}-${part}`, text))}
      </div>`;
    const broken = breaks.find(({ text }) => text === now);
    return html`<div class="part">
      <h3>${t('design.break.title')}</h3>
      <p class="note">${t('design.break.about')}</p>
      ${group('out', ['gone', 'cut'])} ${group('off', ['bare'])}
      <div class="actions">
        <span aria-hidden="true">${t('design.break.again')}</span>
        ${button('whole', text)}
        ${
          this.#settled && now !== text
            ? html`<button class="primary" data-do="race" @click=${() => this.#race(now!)}>
                ${t('design.break.race')}
              </button>`
            : nothing
        }
      </div>
      <div role="status">
        ${broken ? html`<p data-figure="expect">${t(`design.expect.${broken.how}-${broken.part}`)}</p>` : nothing}
      </div>
      ${broken && tried?.schema && tried.text === now ? this.#compared(schema, tried.schema) : nothing}
    </div>`;
  }

  /** The lines that differ, side by side. */
  #compared(whole: Schema, broken: Schema) {
    const { t } = this.words;
    const of = (schema: Schema) => new Map(this.#entries(schema).map((entry) => [entry.address, entry]));
    const [before, after] = [of(whole), of(broken)];
    const says = (entry: Entry | undefined) => entry && typed([entry.line]);
    const names = [...new Set([...before.keys(), ...after.keys()])];
    const changed = names.filter((name) => says(before.get(name)) !== says(after.get(name)));
    const cell = (entry: Entry | undefined) => html`<td>${entry ? this.#entry(entry) : t('design.break.nothing')}</td>`;
    return table(
      [textual(t('design.break.whole-has')), textual(t('design.break.broken-has'))],
      changed.map(
        (name) =>
          html`<tr data-changed=${name}>
            ${cell(before.get(name))}${cell(after.get(name))}
          </tr>`,
      ),
    );
  }
}

/** The entries of each line: those of its parts stand before its own. */
function grouped(text: string, entries: readonly Entry[]): Map<string, Entry[]> {
  const names = new Set(text.split('\n').map(nameIn));
  const lines = new Map<string, Entry[]>();
  let parts: Entry[] = [];
  for (const entry of entries) {
    parts.push(entry);
    if (!names.has(entry.address)) continue;
    lines.set(entry.address, parts);
    parts = [];
  }
  return lines;
}

customElements.define('lstm-design', LstmDesign);
