// <lstm-lab>: what is learnt, by which network, how; training and how it goes. Its menus are what the core offers.
import { css, html, LitElement, nothing } from 'lit';
import type { Engine } from '../engine/engine.ts';
import { EngineError, type Config, type Option } from '../engine/protocol.ts';
import { formatNumber, has, locale, t } from '../locale.ts';
import { precise } from '../scene/format.ts';
import { wordsOf } from '../trouble.ts';
import { RedrawOn } from '../redraw.ts';
import { base } from './base.ts';
import './chart.ts';

/** More units than these the page cannot show one by one. */
const MOST_HIDDEN = 64;
const NUMBERS = ['hidden', 'rate', 'forgetBias', 'seed'] as const;

export class LstmLab extends LitElement {
  static override properties = {
    engine: { attribute: false },
    troubles: { state: true },
    typed: { state: true },
  };
  static override styles = [
    base,
    css`
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
      .settings {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.45rem 0.8rem;
        align-items: center;
        margin-top: 0.7rem;
      }
      .settings label {
        font-size: 0.9rem;
      }
      .settings :is(select, input:not([type='checkbox'])) {
        width: 100%;
      }
      .settings input[type='checkbox'] {
        width: 1.2rem;
        height: 1.2rem;
        justify-self: start;
      }
      .settings p {
        grid-column: 1 / -1;
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
  /** Refusals, by setting: each stands until its own setting is accepted. */
  declare troubles: Record<string, EngineError>;
  /** What a person typed and the core did not take: it stays where she typed it. */
  declare typed: Record<string, string>;
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
    return html`<h2>${t('lab.title')}</h2>
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
        <button data-do="hundred" title=${t('lab.hundred-help')} ?disabled=${running} @click=${() => engine.train(100)}>
          +100
        </button>
        <button data-do="rewind" title=${t('lab.rewind-help')} @click=${() => engine.rewind()}>
          ${t('lab.rewind')}
        </button>
      </div>
      ${
        divergence
          ? html`<div class="banner" role="alert">
              <p>
                ${t(divergence.what === 'loss' ? 'lab.diverged-loss' : 'lab.diverged', { update: divergence.update, what: divergence.what, value: precise(divergence.value), limit: precise(divergence.limit) })}
              </p>
              <button data-do="undo" @click=${() => engine.rewind()}>${t('lab.rewind')}</button>
            </div>`
          : nothing
      }
      <dl>
        ${this.#figure('updates', formatNumber(progress.updates))}
        ${this.#figure('test-loss', evaluation ? precise(evaluation.loss) : '–')}
        ${this.#figure('accuracy', evaluation ? formatNumber(evaluation.accuracy, { style: 'percent', maximumFractionDigits: 1 }) : '–', evaluation?.solved)}
        ${this.#figure('speed', running && progress.rate > 0 ? formatNumber(Math.round(progress.rate)) : '–')}
      </dl>
      <lstm-chart .progress=${progress}></lstm-chart>
      ${this.#settings(engine)}`;
  }

  #figure(name: string, text: string, solved = false) {
    return html`<div>
      <dt title=${t(`lab.${name}-help`)}>${t(`lab.${name}`)}</dt>
      <dd data-figure=${name} class=${solved ? 'solved' : ''}>${text}</dd>
    </div>`;
  }

  #settings(engine: Engine) {
    const config = engine.config!;
    const task = engine.choices.tasks.find(({ name }) => name === config.task)!;
    const about = `task.${task.name}-about`;
    const numbers = NUMBERS.map((name) => engine.choices.numbers.find((option) => option.name === name)!);
    return html`<div class="settings">
      <label for="task">${t('option.task')}</label>
      <select
        id="task"
        @change=${(event: Event) => this.#configure({ task: (event.target as HTMLSelectElement).value, seed: config.seed }, 'task')}
      >
        ${engine.choices.tasks.map(({ name }) => html`<option value=${name} ?selected=${name === task.name}>${named(`task.${name}`, name)}</option>`)}
      </select>
      ${has(about) ? html`<p class="note">${t(about)}</p>` : nothing}
      ${task.options.map((option) => this.#setting(option, config.taskOptions[option.name]!, (value) => this.#change({ taskOptions: { ...config.taskOptions, [option.name]: value } }, option.name)))}
      ${numbers.map((option) =>
        this.#setting(option, config[option.name as 'seed'], (value) =>
          option.name === 'rate'
            ? this.#attempt(engine.setRate(value as number), 'rate')
            : this.#change({ [option.name]: value }, option.name),
        ),
      )}
      <label for="optimizer">${t('option.optimizer')}</label>
      <select
        id="optimizer"
        @change=${(event: Event) => this.#change({ optimizer: (event.target as HTMLSelectElement).value }, 'optimizer')}
      >
        ${engine.choices.optimizers.map((name) => html`<option value=${name} ?selected=${name === config.optimizer}>${named(`optimizer.${name}`, name)}</option>`)}
      </select>
      <p class="note">${t('lab.resets')}</p>
    </div>`;
  }

  #setting(option: Option, value: number | boolean, accept: (value: number | boolean) => void) {
    const { name } = option;
    const help = has(`help.${name}`) ? t(`help.${name}`) : '';
    const wrong = this.troubles[name];
    const max = name === 'hidden' ? MOST_HIDDEN : option.max;
    const field =
      typeof value === 'boolean'
        ? html`<input
            id=${name}
            type="checkbox"
            .checked=${value}
            @change=${(event: Event) => accept((event.target as HTMLInputElement).checked)}
          />`
        : html`<input
            id=${name}
            class="number"
            inputmode="decimal"
            autocomplete="off"
            .value=${this.typed[name] ?? String(value)}
            aria-invalid=${wrong ? 'true' : 'false'}
            aria-describedby=${wrong ? `${name}-wrong` : nothing}
            @change=${(event: Event) => this.#enter(option, (event.target as HTMLInputElement).value, accept)}
          />`;
    return html`<label for=${name} title=${help}
        >${named(`option.${name}`, name)}${max !== undefined && option.integer && max < 1e6 ? html` <span class="muted">${option.min}–${max}</span>` : nothing}</label
      >
      ${field}
      ${wrong ? html`<p class="wrong" id="${name}-wrong" role="alert">${wordsOf(wrong, this.#offered())}</p>` : nothing}`;
  }

  #enter(option: Option, text: string, accept: (value: number) => void): void {
    this.typed = { ...this.typed, [option.name]: text };
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isNaN(value) || (option.name === 'hidden' && value > MOST_HIDDEN)) {
      const legal = `${option.min}–${MOST_HIDDEN}`;
      this.#refuse(new EngineError({ code: 'range', key: option.name, value: text, legal, message: legal }));
    } else accept(value);
  }

  /** The core's choices, with the page's own limit. */
  #offered() {
    const { choices } = this.engine;
    return {
      ...choices,
      numbers: choices.numbers.map((option) => (option.name === 'hidden' ? { ...option, max: MOST_HIDDEN } : option)),
    };
  }

  /** A new experiment with one setting changed; what the person chose otherwise stays. */
  #change(change: Partial<Config>, key: string): void {
    const config = this.engine.config!;
    this.#configure({ ...config, ...change }, key);
  }

  #configure(config: Config, key: string): void {
    this.#attempt(this.engine.configure(config), key);
  }

  #attempt(wish: Promise<void>, key: string): void {
    wish.then(
      () => {
        // A new task has other settings: nothing of the old ones stands.
        this.typed = key === 'task' ? {} : without(this.typed, key);
        this.troubles = key === 'task' ? {} : without(this.troubles, key);
      },
      (error: unknown) => {
        const trouble = EngineError.trouble(error);
        this.#refuse(new EngineError({ ...trouble, key: trouble.key ?? key }));
      },
    );
  }

  #refuse(trouble: EngineError): void {
    this.troubles = { ...this.troubles, [trouble.key!]: trouble };
  }
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _, ...others } = record;
  return others;
}

/** The words for a name of the core's, or the name itself if it is newer than the words. */
function named(key: string, name: string): string {
  return has(key) ? t(key) : name;
}

customElements.define('lstm-lab', LstmLab);
