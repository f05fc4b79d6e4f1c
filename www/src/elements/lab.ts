// <lstm-lab>: what is learnt, by which network, how; training and how it goes. Its menus are what the core offers.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { EngineError, type Divergence } from '../engine/protocol.ts';
import { precise } from '../network/format.ts';
import { plain } from '../network/notation.ts';
import { groups, toldIn, type Entry, type Group, type Setting } from '../session/settings.ts';
import type { State } from '../session/state.ts';
import { words as wordsIn } from '../words/locale.ts';
import { wordsOf } from '../words/trouble.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { wordsOfDivergence } from './divergence.ts';
import { entered, options, read } from './fields.ts';
import './chart.ts';
import './equations.ts';

class LstmLab extends SessionElement {
  static override styles = [
    base,
    css`
      lstm-equations {
        margin-top: 0.7rem;
      }
      [data-part='training'] fieldset {
        margin-top: 0.9rem;
        padding-top: 0.7rem;
        border-top: 1px solid var(--rule);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.45rem;
        margin-block: 0.6rem;
      }
      .actions button {
        flex: 1 1 auto;
        padding-inline: 0.6rem;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(4, auto);
        gap: 0.3rem 0.6rem;
        margin: 0.6rem 0;
      }
      dt {
        font-size: var(--small);
        color: var(--muted);
      }
      dd {
        margin: 0;
        font-size: var(--large);
      }
      dd.solved {
        color: var(--gate);
        font-weight: 600;
      }
      .intro,
      .note {
        font-size: var(--small);
        color: var(--muted);
        line-height: 1.4;
      }
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.15fr);
        gap: 0.45rem 0.8rem;
        align-items: center;
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      .note {
        margin-top: 0.5rem;
      }
      @media print {
        .actions,
        fieldset,
        .note {
          display: none;
        }
      }
      @media (pointer: coarse), (max-width: 640px) {
        fieldset label {
          display: flex;
          flex-wrap: wrap;
          align-content: center;
          gap: 0.3rem;
          min-height: 44px;
        }
        fieldset input[type='checkbox'] {
          width: 1.5rem;
          height: 1.5rem;
        }
      }
      :host([bare]) dl {
        margin-top: 0;
      }
      fieldset label .muted {
        white-space: nowrap;
      }
      fieldset label {
        font-size: var(--text);
        line-height: 1.25;
      }
      fieldset :is(select, input:not([type='checkbox']), textarea) {
        width: 100%;
        min-width: 0;
      }
      fieldset input[type='checkbox'] {
        width: 1.2rem;
        height: 1.2rem;
        justify-self: start;
      }
      fieldset :is(p, textarea, .wide) {
        grid-column: 1 / -1;
      }
      textarea {
        min-height: 7rem;
        padding: 0.45rem 0.65rem;
        line-height: 1.4;
        resize: vertical;
      }
      .wrong {
        color: var(--danger);
        font-size: var(--small);
        line-height: 1.4;
      }
      .banner {
        border: 1px solid var(--danger);
        border-radius: var(--radius);
        padding: 0.6rem 0.8rem;
        margin-block: 0.6rem;
        font-size: var(--text);
        line-height: 1.4;
      }
    `,
  ];

  /** What is seen of it; on paper all is. */
  @property({ attribute: false }) shows: Group['name'] | undefined;
  /** Only how it goes, nothing to set. */
  @property({ type: Boolean }) bare = false;
  /** Refusals, by the setting that was changed: each stands until that setting is accepted. */
  @state() troubles: Record<string, EngineError> = {};
  /** What a person entered and the core has not taken: it stays where she entered it. */
  @state() typed: Record<string, Entry> = {};

  constructor() {
    super('change', 'progress');
  }

  protected override render() {
    const progress = this.session?.progress;
    if (!progress || !this.session!.config) return nothing;
    const { running, evaluation, divergence } = progress;
    const { t, number, percent } = this.words;
    const [task, cell, training] = this.#groups();
    const about = html`<p class="note">${t('lab.resets')}</p>`;
    const part = (group: Group, shown: unknown) =>
      html`<section data-part=${group.name} class=${this.bare || group.name === this.shows ? '' : 'away'}>
        ${shown}
      </section>`;
    // Axes without a curve are drawn where they are seen: what draws them is as large as the core, and would come before it.
    const curve = progress.losses.length > 0 || this.bare || this.shows === training.name;
    const goes = html`${divergence ? this.#banner(divergence) : nothing}
      <dl>
        ${this.#figure('updates', number(progress.updates))}
        ${this.#figure('test-loss', evaluation ? precise(evaluation.loss) : '–')}
        ${this.#figure('accuracy', evaluation ? percent(evaluation.accuracy) : '–', evaluation?.solved)}
        ${this.#figure('speed', running && progress.rate > 0 ? number(Math.round(progress.rate)) : '–')}
      </dl>
      ${curve ? html`<lstm-chart data-explain="chart"></lstm-chart>` : nothing}`;
    if (this.bare) return part(training, goes);
    return [
      part(training, [this.#actions(running), goes, this.#settings(training), about]),
      part(task, [this.#settings(task), about]),
      part(cell, [this.#settings(cell), html`<lstm-equations></lstm-equations>`, about]),
    ];
  }

  /** One button trains and pauses: it keeps the focus, whatever it is called. */
  #actions(running: boolean) {
    const session = this.session!;
    const { t } = this.words;
    const some = (updates: number) => () => running || session.train(updates);
    const asleep = running ? 'true' : 'false';
    return html`<p class="intro">${t('lab.intro')}</p>
      <div class="actions">
        <button
          data-do=${running ? 'pause' : 'run'}
          @click=${() => (running ? session.stopTraining() : session.train(Infinity))}
        >
          ${t(running ? 'lab.pause' : 'lab.run')}
        </button>
        <button data-do="one" aria-disabled=${asleep} @click=${some(1)}>+1</button>
        <button data-do="hundred" aria-disabled=${asleep} @click=${some(100)}>+100</button>
        <button data-do="rewind" @click=${() => session.rewind()}>${t('lab.rewind')}</button>
      </div>`;
  }

  #banner(divergence: Divergence) {
    const { words, notation } = this.surroundings;
    const name = (address: string): string => plain(this.session!.view!.letters(address, notation));
    return html`<div class="banner" role="alert">
      <p>${wordsOfDivergence(divergence, words, name)}</p>
      <button data-do="undo" @click=${() => this.session?.rewind()}>${words.t('lab.rewind')}</button>
    </div>`;
  }

  #settings({ name, settings }: Group) {
    return html`<fieldset aria-label=${this.words.t(`lab.${name}`)}>
      ${settings.map((each) => this.#setting(each))}
    </fieldset>`;
  }

  #groups(): ReturnType<typeof groups> {
    const { choices, config, view } = this.session!;
    return groups(choices!, config!, view!.trace.frame.schema.forgetBiases.length > 0);
  }

  #figure(name: string, text: string, solved = false) {
    const { t } = this.words;
    return html`<div>
      <dt data-explain=${name}>${t(`lab.${name}`)}</dt>
      <dd data-figure=${name} class=${solved ? 'solved' : ''}>${text}</dd>
    </div>`;
  }

  #setting(setting: Setting) {
    const { words } = this;
    const { t, has, named, number } = words;
    const { option } = setting;
    const { name, min, max, longest } = option;
    const about = `${name}.${setting.value}-about`;
    const wrong = this.troubles[name];
    const range =
      longest !== undefined
        ? `${number([...String(this.#shown(setting))].length)} / ${number(longest)}`
        : max !== undefined && option.integer && max <= 1000
          ? `${min}–${max}`
          : '';
    const help = has(`help.${name}`) ? t(`help.${name}`) : undefined;
    return html`<label for=${name} data-explain=${name} class=${longest === undefined ? '' : 'wide'}
        >${named(`option.${name}`, name)}${range ? html` <span class="muted">${range}</span>` : nothing}</label
      >
      ${this.#control(setting, wrong !== undefined)}
      ${help ? html`<span id="${name}-help" hidden>${help}</span>` : nothing}
      ${wrong ? html`<p class="wrong" id="${name}-wrong" role="alert">${wordsOf(wrong, words, this.session!.choices)}</p>` : nothing}
      ${has(about) ? html`<p class="note">${t(about)}</p>` : nothing}`;
  }

  #control(setting: Setting, wrong: boolean) {
    const { name, kind, names, longest } = setting.option;
    const value = this.#shown(setting);
    const invalid = wrong ? 'true' : 'false';
    const why = wrong ? `${name}-wrong` : `${name}-help`;
    const { named } = this.words;
    const enter = (entry: Entry): void => this.#enter(setting, entry);
    switch (kind) {
      case 'switch':
        return html`<input
          id=${name}
          type="checkbox"
          aria-describedby=${why}
          .checked=${live(value === true)}
          @change=${entered((field) => field.checked, enter)}
        />`;
      case 'choice':
        return html`<select id=${name} aria-invalid=${invalid} aria-describedby=${why} @change=${entered(read, enter)}>
          ${options(
            names!.map((each) => [each, named(`${name}.${each}`, each)]),
            String(value),
          )}
        </select>`;
      case 'text':
        return html`<textarea
          id=${name}
          maxlength=${longest ?? nothing}
          spellcheck="false"
          autocomplete="off"
          aria-invalid=${invalid}
          aria-describedby=${why}
          .value=${String(value)}
          @change=${entered(read, enter)}
        ></textarea>`;
      case 'number':
        return html`<input
          id=${name}
          class="number"
          inputmode="decimal"
          autocomplete="off"
          aria-invalid=${invalid}
          aria-describedby=${why}
          .value=${String(value)}
          @change=${entered(read, enter)}
        />`;
    }
  }

  /** What stands in the control: what was entered last, until the core has answered. */
  #shown({ option, value }: Setting): Entry {
    return this.typed[option.name] ?? value;
  }

  /** What a person entered; a text that is no number cannot even be asked for. */
  #enter(setting: Setting, entered: Entry): void {
    const { name, kind, min, max, integer } = setting.option;
    this.typed = { ...this.typed, [name]: entered };
    const value = kind === 'number' ? (String(entered).trim() === '' ? NaN : Number(entered)) : entered;
    // The core's own limit of units is wider than the page's.
    if (Number.isNaN(value) || (integer && typeof value === 'number' && value > max!)) {
      const code = integer ? 'whole-number' : 'number';
      const parts = { min: min!, max: max! };
      return this.#refuse(name, new EngineError({ code, key: name, value: String(entered), parts, message: code }));
    }
    const wish = setting.wish(value);
    const set = async (): Promise<void> =>
      this.session!.set(name === 'task' ? { ...wish, ...(await this.#told(String(value))) } : wish);
    set().then(
      () => {
        // Another task has other settings, and proposals for all; another cell has other options.
        const all = this.#groups().flatMap(({ settings }) => settings);
        const others = all.map(({ option }) => option.name).filter((other) => other !== name && name !== 'task');
        this.typed = only(others, this.typed);
        this.troubles = only(others, this.troubles);
      },
      (error: unknown) => {
        const trouble = EngineError.trouble(error);
        this.#refuse(name, new EngineError({ ...trouble, key: trouble.key ?? name }));
      },
    );
  }

  /** A task that can be had in the reader's language is. */
  async #told(task: string): Promise<State> {
    const { lang } = this.words;
    const options = this.session!.choices!.tasks.find(({ name }) => name === task)?.options ?? [];
    const isText = options.some((option) => option.name === 'text');
    const sample = isText ? (await wordsIn(lang, ['data'])).t('data.sample') : '';
    const taskOptions = toldIn(lang, options, sample);
    return Object.keys(taskOptions).length ? { taskOptions } : {};
  }

  #refuse(name: string, trouble: EngineError): void {
    this.troubles = { ...this.troubles, [name]: trouble };
  }
}

function only<T>(names: string[], record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

customElements.define('lstm-lab', LstmLab);
