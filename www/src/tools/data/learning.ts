// <lstm-learning>: what a network is to learn of data: in stretches of how many steps, and whether their end is kept from it to be
// tested on; then how it learns them. Says 'plan' with what was entered of the two, and 'refuse' with why the data are refused, or
// nothing while they are not.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { check, entered, read } from '../../elements/fields.ts';
import { EngineError } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { ToolElement } from '../tool.ts';
import { baselineOf, type Baseline, type Cost } from './baseline.ts';
import type { Prepared } from './prepared.ts';
import './exam.ts';

export interface Plan {
  /** As entered. */
  steps: string;
  /** The end of the data is kept from the network. */
  aside: boolean;
}

class LstmLearning extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      .number {
        width: 5.5rem;
      }
      .split {
        margin-block: 0.6rem;
        padding-inline-start: 0.8rem;
        border-inline-start: 3px solid var(--gate);
      }
    `,
  ];

  @property({ attribute: false }) task!: Prepared['task'];
  /** Undefined where there is nothing to learn yet. */
  @property({ attribute: false }) ready: Prepared | undefined;
  @property({ attribute: false }) plan!: Plan;
  /** Reckoned once for the same data. */
  #costs: { of: string; baseline: Baseline | undefined } | undefined;

  constructor() {
    super('progress');
  }

  protected override render() {
    const { ready } = this;
    const { t } = this.words;
    const learns = ready !== undefined && this.#learns(ready);
    return html`<label
        >${t('data.steps', this.#range)}
        <input
          id="data-steps"
          class="number"
          inputmode="numeric"
          autocomplete="off"
          .value=${live(this.plan.steps)}
          @input=${entered(read, (steps) => this.#enter({ steps }))}
      /></label>
      ${check(t('data.keep'), this.plan.aside, (aside) => this.#enter({ aside }), 'aside')}
      ${ready ? [this.#split(ready), this.#baseline(ready)] : nothing} <slot></slot>
      <div class="actions">
        <button
          class=${learns ? '' : 'primary'}
          data-do="use"
          aria-disabled=${ready && !learns ? 'false' : 'true'}
          @click=${() => ready && !learns && this.#learn(ready)}
        >
          ${t('data.use')}
        </button>
        ${learns ? this.#training() : nothing}
        <span class="note" role="status">${learns ? this.#standing() : ''}</span>
      </div>
      <p class="note">${t('data.link', { n: JSON.stringify(ready ?? {}).length })}</p>
      ${learns && ready.aside ? html`<lstm-exam></lstm-exam>` : nothing}`;
  }

  #enter(plan: Partial<Plan>): void {
    this.dispatchEvent(new CustomEvent('plan', { detail: { ...this.plan, ...plan } }));
  }

  #refuse(detail?: Error): void {
    this.dispatchEvent(new CustomEvent('refuse', { detail }));
  }

  /** How many steps the core takes. */
  get #range(): { min: number; max: number } {
    const { options } = this.session.choices.tasks.find(({ name }) => name === this.task)!;
    const { min, max } = options.find(({ name }) => name === 'steps')!;
    return { min: min!, max: max! };
  }

  /** In how many places a stretch can begin, and what is kept. */
  #split({ task, options, pieces, kept }: Prepared) {
    const { t } = this.words;
    const steps = Number(options['steps']);
    const starts = pieces - steps;
    if (!(starts > 0)) return nothing;
    const what = t(`data.piece-${task === 'text' ? String(options['unit']) : 'row'}`);
    return html`<p class="note split" data-figure="split">
      ${t(kept ? 'data.split-aside' : 'data.split', { steps, starts, pieces: what, n: pieces, kept })}
    </p>`;
  }

  /** What it would cost without a network, as the task usually reckons it. */
  #baseline(ready: Prepared) {
    const { t, percent } = this.words;
    if (this.#costs?.of !== JSON.stringify(ready))
      this.#costs = { of: JSON.stringify(ready), baseline: baselineOf(ready) };
    const { baseline } = this.#costs;
    if (!baseline) return nothing;
    const said = ({ loss, right }: Cost): string =>
      right === undefined ? precise(loss) : t('data.guess-right', { loss: precise(loss), share: percent(right) });
    const { known, aside } = baseline;
    const key = ready.task === 'text' ? 'data.guess-symbols' : 'data.guess-numbers';
    return html`<p class="note" data-figure="baseline">
      ${t(key, { known: said(known) })} ${aside ? t('data.guess-aside', { aside: said(aside) }) : nothing}
    </p>`;
  }

  #training() {
    const session = this.session;
    const { running } = session.progress;
    return html`<button
      class=${running ? '' : 'primary'}
      data-do=${running ? 'rest' : 'train'}
      @click=${() => (running ? session.stopTraining() : session.train(Infinity))}
    >
      ${this.words.t(running ? 'lab.pause' : 'lab.run')}
    </button>`;
  }

  /** Whether these are the very data that the network has. */
  #learns({ task, options }: Prepared): boolean {
    const { config } = this.session;
    return config.task === task && Object.entries(options).every(([name, value]) => config.taskOptions[name] === value);
  }

  #standing(): string {
    const { t, percent } = this.words;
    const { updates, evaluation } = this.session.progress;
    if (!evaluation) return t('data.learns', { n: updates });
    return t('data.stands', { n: updates, loss: precise(evaluation.loss), share: percent(evaluation.accuracy) });
  }

  #learn({ task, options, aside }: Prepared): void {
    this.#refuse();
    // What is no number cannot even be asked for.
    if (Number.isNaN(options['steps'])) {
      const trouble = { code: 'whole-number', key: 'steps', value: this.plan.steps, parts: this.#range, message: '' };
      return this.#refuse(new EngineError(trouble));
    }
    this.session.set({ task, taskOptions: options, aside }).catch((error: Error) => this.#refuse(error));
  }
}

customElements.define('lstm-learning', LstmLearning);
