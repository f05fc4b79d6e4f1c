// <lstm-lab>: what is learnt, by which network, how; training and how it goes. Its menus are what the core offers.
import { css, html, LitElement, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Engine } from '../engine/engine.ts';
import { EngineError, type Divergence } from '../engine/protocol.ts';
import { formatNumber, has, locale, t } from '../locale.ts';
import { precise } from '../scene/format.ts';
import { textOf } from '../scene/name.ts';
import { groups, type Group, type Setting, type Value } from '../settings.ts';
import { wordsOf } from '../trouble.ts';
import { RedrawOn } from '../redraw.ts';
import { base } from './base.ts';
import './chart.ts';

export class LstmLab extends LitElement {
  static override properties = {
    engine: { attribute: false },
    troubles: { state: true },
    typed: { state: true },
  };
  static override styles = [
    base,
    css`
      /* Its cards are placed by the page. */
      :host {
        display: contents;
      }
      .lab {
        grid-area: lab;
      }
      .settings .note {
        margin-top: 0.7rem;
      }
      .settings {
        grid-area: settings;
        align-self: start;
        container-type: inline-size;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.45rem;
        margin-block: 0.6rem;
      }
      .actions button {
        flex: 1 1 auto;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(4, auto);
        gap: 0.3rem 0.6rem;
        margin: 0.6rem 0;
      }
      dt {
        font-size: 0.75rem;
        color: var(--muted);
      }
      dd {
        margin: 0;
        font-size: 1.05rem;
        font-variant-numeric: tabular-nums;
      }
      dd.solved {
        color: var(--gate);
        font-weight: 600;
      }
      .intro,
      .note {
        font-size: 0.88rem;
        color: var(--muted);
        line-height: 1.4;
      }
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.15fr);
        gap: 0.45rem 0.8rem;
        align-items: center;
        margin: 0.9rem 0 0;
        padding: 0.7rem 0 0;
        border: 0;
        border-top: 1px solid var(--rule);
        min-width: 0;
      }
      .settings fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      @container (min-width: 34rem) {
        .settings fieldset {
          grid-template-columns: repeat(2, minmax(0, 1.2fr) minmax(0, 1fr));
          column-gap: 1.2rem;
        }
      }
      legend {
        float: left;
        grid-column: 1 / -1;
        padding: 0;
        font: 600 1.05rem/1.3 var(--serif);
      }
      fieldset label .muted {
        white-space: nowrap;
      }
      fieldset label {
        font-size: 0.9rem;
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
        font-size: 0.88rem;
        line-height: 1.4;
      }
      .banner {
        border: 1px solid var(--danger);
        border-radius: var(--radius);
        padding: 0.6rem 0.8rem;
        margin-block: 0.6rem;
        font-size: 0.92rem;
        line-height: 1.4;
      }
    `,
  ];

  declare engine: Engine;
  /** Refusals, by the setting that was changed: each stands until that setting is accepted. */
  declare troubles: Record<string, EngineError>;
  /** What a person entered and the core has not taken: it stays where she entered it. */
  declare typed: Record<string, Value>;
  /** Wishes in their turn: each starts from the experiment that the one before left. */
  #turn: Promise<void> = Promise.resolve();
  #life = new AbortController();

  constructor() {
    super();
    this.typed = {};
    this.troubles = {};
    new RedrawOn(this, locale);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#life = new AbortController();
    this.requestUpdate('engine');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#life.abort();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('engine') || !this.engine) return;
    this.#life.abort();
    this.#life = new AbortController();
    const { signal } = this.#life;
    for (const event of ['progress', 'frame'])
      this.engine.addEventListener(event, () => this.requestUpdate(), { signal });
  }

  protected override render() {
    const { engine } = this;
    if (!engine?.config) return nothing;
    const { progress } = engine;
    const { running, evaluation, divergence } = progress;
    const [task, cell, training] = groups(engine.choices, engine.config);
    return html`<div class="lab card">
        <h2>${t('lab.title')}</h2>
        <p class="intro">${t('lab.intro')}</p>
        <div class="actions">
          ${
            running
              ? html`<button class="primary" data-do="pause" @click=${() => engine.pause()}>${t('lab.pause')}</button>`
              : html`<button class="primary" data-do="run" @click=${() => engine.train(Infinity)}>
                  ${t('lab.run')}
                </button>`
          }
          <button data-do="one" title=${t('lab.one-help')} ?disabled=${running} @click=${() => engine.train(1)}>
            +1
          </button>
          <button
            data-do="hundred"
            title=${t('lab.hundred-help')}
            ?disabled=${running}
            @click=${() => engine.train(100)}
          >
            +100
          </button>
          <button data-do="rewind" title=${t('lab.rewind-help')} @click=${() => engine.rewind()}>
            ${t('lab.rewind')}
          </button>
        </div>
        ${
          divergence
            ? html`<div class="banner" role="alert">
                <p>${wordsOfDivergence(divergence)}</p>
                <button data-do="undo" @click=${() => engine.rewind()}>${t('lab.rewind')}</button>
              </div>`
            : nothing
        }
        <dl>
          ${this.#figure('updates', formatNumber(progress.updates))}
          ${this.#figure('test-loss', evaluation ? precise(evaluation.loss) : '–')}
          ${this.#figure('accuracy', evaluation ? percent(evaluation.accuracy) : '–', evaluation?.solved)}
          ${this.#figure('speed', running && progress.rate > 0 ? formatNumber(Math.round(progress.rate)) : '–')}
        </dl>
        <lstm-chart .progress=${progress}></lstm-chart>
        ${this.#group(task)} ${this.#group(cell)}
      </div>
      <div class="settings card">
        ${this.#group(training)}
        <p class="note">${t('lab.resets')}</p>
      </div>`;
  }

  #figure(name: string, text: string, solved = false) {
    return html`<div>
      <dt title=${t(`lab.${name}-help`)}>${t(`lab.${name}`)}</dt>
      <dd data-figure=${name} class=${solved ? 'solved' : ''}>${text}</dd>
    </div>`;
  }

  #group({ name, settings }: Group) {
    return html`<fieldset>
      <legend>${t(`lab.${name}`)}</legend>
      ${settings.map((setting) => this.#setting(setting))}
    </fieldset>`;
  }

  #setting(setting: Setting) {
    const { option } = setting;
    const { name, min, max, longest } = option;
    const help = has(`help.${name}`) ? t(`help.${name}`) : '';
    const about = `${name}.${setting.value}-about`;
    const wrong = this.troubles[name];
    const range =
      longest !== undefined
        ? `${formatNumber([...String(this.#shown(setting))].length)} / ${formatNumber(longest)}`
        : max !== undefined && option.integer && max <= 1000
          ? `${min}–${max}`
          : '';
    return html`<label for=${name} title=${help} class=${longest === undefined ? '' : 'wide'}
        >${worded(`option.${name}`, name)}${range ? html` <span class="muted">${range}</span>` : nothing}</label
      >
      ${this.#control(setting, wrong !== undefined)}
      ${wrong ? html`<p class="wrong" id="${name}-wrong" role="alert">${wordsOf(wrong, this.engine.choices)}</p>` : nothing}
      ${has(about) ? html`<p class="note">${t(about)}</p>` : nothing}`;
  }

  #control(setting: Setting, wrong: boolean) {
    const { name, kind, names, longest } = setting.option;
    const value = this.#shown(setting);
    const invalid = wrong ? 'true' : 'false';
    const why = wrong ? `${name}-wrong` : nothing;
    const enter = (read: (field: HTMLInputElement) => Value) => (event: Event) =>
      this.#enter(setting, read(event.target as HTMLInputElement));
    const text = enter((field) => field.value);
    switch (kind) {
      case 'switch':
        return html`<input
          id=${name}
          type="checkbox"
          aria-describedby=${why}
          .checked=${live(value === true)}
          @change=${enter((field) => field.checked)}
        />`;
      case 'choice':
        return html`<select id=${name} aria-invalid=${invalid} aria-describedby=${why} @change=${text}>
          ${names?.map((each) => html`<option value=${each} .selected=${live(each === value)}>${worded(`${name}.${each}`, each)}</option>`)}
        </select>`;
      case 'text':
        return html`<textarea
          id=${name}
          maxlength=${longest ?? nothing}
          spellcheck="false"
          autocomplete="off"
          aria-invalid=${invalid}
          aria-describedby=${why}
          .value=${live(String(value))}
          @change=${text}
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
          @change=${text}
        />`;
    }
  }

  /** What stands in the control: what was entered last, until the core has answered. */
  #shown({ option, value }: Setting): Value {
    return this.typed[option.name] ?? value;
  }

  /** What a person entered; a text that is no number cannot even be asked for. */
  #enter(setting: Setting, entered: Value): void {
    const { name, kind, min, max, integer } = setting.option;
    this.typed = { ...this.typed, [name]: entered };
    const value = kind === 'number' ? (String(entered).trim() === '' ? NaN : Number(entered)) : entered;
    // The core's own limit of units is wider than the page's.
    if (Number.isNaN(value) || (integer && typeof value === 'number' && value > max!)) {
      const code = integer ? 'whole-number' : 'number';
      const parts = { min: min!, max: max! };
      return this.#refuse(name, new EngineError({ code, key: name, value: String(entered), parts, message: code }));
    }
    const { engine } = this;
    const wish = () =>
      name === 'rate' ? engine.setRate(value as number) : engine.configure(setting.change(engine.config!, value));
    this.#turn = this.#turn.then(wish).then(
      () => {
        // Another task has other settings, and proposals for all; another cell has other options.
        const all = groups(engine.choices, engine.config!).flatMap(({ settings }) => settings);
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

  #refuse(name: string, trouble: EngineError): void {
    this.troubles = { ...this.troubles, [name]: trouble };
  }
}

function wordsOfDivergence({ update, what, step, value, limit }: Divergence): string {
  if (what === 'loss' && Number.isFinite(value))
    return t('lab.diverged-loss', { update, value: precise(value), limit: precise(limit) });
  const name = what === 'loss' ? t('lab.loss') : textOf(what, what.includes('.'));
  return t(step > 0 ? 'lab.diverged-at' : 'lab.diverged', { update, what: name, step });
}

/** Rounded down: only if all is right does it say 100%. */
function percent(share: number): string {
  const floor = Math.floor(share * 1000 + 1e-6) / 1000;
  return formatNumber(floor, { style: 'percent', maximumSignificantDigits: 4 });
}

function only<T>(names: string[], record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

/** The words for a name of the core's, or the name itself if it is newer than the words. */
function worded(key: string, name: string): string {
  return has(key) ? t(key) : name;
}

customElements.define('lstm-lab', LstmLab);
