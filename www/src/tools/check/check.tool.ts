// <lstm-check>: is the backward pass right? Backpropagation against central differences, for every parameter of the network
// on screen; one of them with the two losses that make its difference; and what comes out where the slope is forgotten.
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inline, runStyles } from '../../elements/runs.ts';
import type { Task } from '../../engine/check.ts';
import { checking } from '../../engine/checking.ts';
import { EngineError } from '../../engine/protocol.ts';
import { precise, significant } from '../../network/format.ts';
import { functionOf, plain } from '../../network/notation.ts';
import type { View } from '../../scene/view.ts';
import { wordsOf } from '../../words/trouble.ts';
import { ToolElement } from '../tool.ts';
import { addressOf, agreement, digits, pairsOf, ranked, type Agreement, type Pair } from './agreement.ts';
import { forgotten, type Forgotten } from './forgotten.ts';
import type { Dot } from './scatter.ts';
import { beside, quotientOf, Slope, type Quotient } from './slope.ts';
import './scatter.ts';

/** What was checked, and what came of it. */
interface Checked {
  /** The network and its sequence, as they were. */
  view: View;
  pairs: Pair[];
  worst: Pair[];
  agreement: Agreement;
  forgotten: Forgotten[];
  slope: Slope;
  dots: Dot[];
  crosses: (Dot | undefined)[];
}

const WORST = 10;
/** Fewer digits than this are no agreement. */
const ENOUGH = 3;
/** ε = 10^−exponent; the core's check has the first. */
const EXPONENTS = [5, 1, 2, 3, 4, 6, 7, 8, 9, 10] as const;
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export class LstmCheck extends ToolElement {
  static override properties = {
    ...ToolElement.properties,
    running: { state: true },
    checked: { state: true },
    trouble: { state: true },
    crossed: { state: true },
    chosen: { state: true },
    exponent: { state: true },
  };
  static override styles = [
    ...ToolElement.styles,
    runStyles,
    css`
      progress {
        width: min(16rem, 100%);
        accent-color: var(--grad);
      }
      .verdict {
        font-size: 1.05rem;
        font-weight: 600;
      }
      .note {
        max-width: 60rem;
      }
      .halves {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr));
        gap: 1.2rem 2rem;
        margin-top: 0.9rem;
      }
      .halves > * {
        min-width: 0;
      }
      .which {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.7rem;
        margin-block: 0.5rem;
      }
      .which label {
        display: grid;
        font-size: 0.78rem;
        color: var(--muted);
      }
      .which :is(select, input) {
        color: var(--ink);
        font-size: 0.92rem;
        padding-inline: 0.4rem;
      }
      .which input {
        width: 4.6rem;
      }
      button.weight {
        min-height: 2rem;
        padding-inline: 0.5rem;
      }
      .sums td {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .sums tr.result > * {
        border-top: 1px solid var(--rule);
      }
      .sums b {
        color: var(--grad);
      }
      label.switch {
        display: inline-flex;
        align-items: center;
        gap: 0.4rem;
        min-height: 2.25rem;
      }
      .cross {
        color: var(--now);
      }
    `,
  ];

  /** How far it has come, while it runs. */
  declare running: { done: number; of: number } | undefined;
  declare checked: Checked | undefined;
  declare trouble: EngineError | undefined;
  /** The wrong formula is drawn too. */
  declare crossed: boolean;
  /** The weight that is looked into, by its place among all. */
  declare chosen: number;
  declare exponent: number;
  #run = new AbortController();

  constructor() {
    super('change');
    this.crossed = false;
    this.chosen = 0;
    this.exponent = EXPONENTS[0];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  async #start(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.#stop();
    this.#run = new AbortController();
    const { signal } = this.#run;
    this.trouble = undefined;
    this.running = { done: 0, of: session.view!.trace.frame.schema.parameters };
    try {
      const task = await session.ask('point', undefined);
      const view = session.view!; // what was asked about was shown before the answer
      signal.throwIfAborted();
      const checks = await checking(task, (done, of) => (this.running = { done, of }), signal);
      this.#take(
        task,
        view,
        pairsOf(checks, (name) => view.wiring.param(name)!),
      );
    } catch (error) {
      if (signal.aborted) return;
      this.trouble = error instanceof EngineError ? error : new EngineError(EngineError.trouble(error));
    }
    this.running = undefined;
  }

  #stop(): void {
    this.#run.abort();
    this.running = undefined;
  }

  #take({ schema, point }: Task, view: View, pairs: Pair[]): void {
    const worst = ranked(pairs);
    const wrong = forgotten(view.trace);
    const crosses: (Dot | undefined)[] = pairs.map(() => undefined);
    for (const { name, gradient } of wrong) {
      const { offset } = view.wiring.param(name)!;
      gradient.forEach((x, k) => {
        const pair = pairs[offset + k];
        if (pair) crosses[offset + k] = { x, y: pair.numeric };
      });
    }
    this.checked = {
      view,
      pairs,
      worst,
      agreement: worst.length ? agreement(worst) : { worst: 0, median: 0 },
      forgotten: wrong,
      slope: new Slope(schema, point),
      dots: pairs.map(({ analytic, numeric }) => ({ x: analytic, y: numeric })),
      crosses,
    };
    this.chosen = pairs.reduce(
      (most, { analytic }, k) => (Math.abs(analytic) > Math.abs(pairs[most]!.analytic) ? k : most),
      0,
    );
  }

  protected override render() {
    const { session, checked, running } = this;
    const view = session?.view;
    if (!view) return nothing;
    const { words } = this.surroundings;
    const { t } = words;
    return html`<div class="actions">
        ${
          running
            ? html`<button data-do="stop" @click=${() => this.#stop()}>${t('check.stop')}</button>
                <label
                  ><progress max=${running.of} .value=${running.done}></progress>
                  ${t('check.progress', { done: running.done, of: running.of })}</label
                >`
            : html`<button class="primary" data-do="check" @click=${() => this.#start()}>
                ${t(checked ? 'check.again' : 'check.start', { n: view.trace.frame.schema.parameters })}
              </button>`
        }
      </div>
      <div role="status">
        ${this.trouble ? html`<p class="wrong">${wordsOf(this.trouble, words, session.choices)}</p>` : nothing}
        ${checked && !running ? this.#verdict(checked, view) : nothing}
      </div>
      ${checked?.pairs.length ? this.#whole(checked) : nothing}`;
  }

  #verdict({ view, pairs, worst, agreement }: Checked, shown: View) {
    const { t } = this.surroundings.words;
    const { frame } = view.trace;
    const { config, parameters, row } = frame.schema;
    const n = pairs.length;
    const bad = pairs.filter(({ relative }) => digits(relative) < ENOUGH).length;
    const zero = pairs.every(({ analytic, numeric }) => analytic === 0 && numeric === 0);
    const told = { n, k: Math.floor(agreement.worst), median: this.#digits(agreement.median) };
    const verdict = zero
      ? t('check.zero', { n })
      : bad
        ? t('check.not-all', { ...told, bad, enough: ENOUGH, k: this.#digits(agreement.worst) })
        : t('check.all', told);
    return html`${worst.length ? html`<p class="verdict" data-figure="verdict">${verdict}</p>` : nothing}
      ${n < parameters ? html`<p class="wrong">${t('check.partly', { n, all: parameters })}</p>` : nothing}
      ${config.truncate > 0 ? html`<p>${t('check.truncated', { n: config.truncate })}</p>` : nothing}
      ${
        bad && !config.truncate && row.some(({ formula }) => formula?.squash === 'relu')
          ? html`<p>${t('check.kink')}</p>`
          : nothing
      }
      ${
        same(view, shown)
          ? nothing
          : html`<p class="wrong">${t('check.stale', { updates: frame.updates, sample: frame.sample })}</p>`
      }
      <p class="note">
        ${t('check.about-digits')} ${t('check.rounding', { error: precise((2 ** -53 * Math.abs(frame.loss)) / 1e-5) })}
      </p>`;
  }

  #whole(checked: Checked) {
    const { t } = this.surroundings.words;
    const { dots, crosses } = checked;
    return html`<div class="halves">
      <div>
        <lstm-scatter
          .dots=${dots}
          .crosses=${crosses}
          .crossed=${this.crossed}
          .chosen=${this.chosen}
          .labels=${{ box: t('check.scatter'), x: t('check.says'), y: t('check.does'), even: t('check.even') }}
          .tell=${(place: number) => this.#tell(checked, place)}
          @choose=${({ detail }: CustomEvent<number>) => (this.chosen = detail)}
        ></lstm-scatter>
        ${
          checked.forgotten.length
            ? html`<label class="switch"
                ><input
                  type="checkbox"
                  name="crossed"
                  .checked=${live(this.crossed)}
                  @change=${({ target }: Event) => (this.crossed = (target as HTMLInputElement).checked)}
                />${t('check.show-forgotten')} <span class="cross" aria-hidden="true">×</span></label
              >`
            : nothing
        }
      </div>
      <div>${this.#one(checked)}</div>
      <div>${this.#worst(checked)}</div>
      ${checked.forgotten.length ? html`<div>${this.#forgotten(checked)}</div>` : nothing}
    </div>`;
  }

  /** A weight and its two gradients, in a line. */
  #tell({ view, pairs, crosses }: Checked, place: number): string {
    const { words, notation } = this.surroundings;
    const pair = pairs[place]!;
    const what = plain(view.name(addressOf(pair), notation));
    const cross = this.crossed ? crosses[place] : undefined;
    const values = { what, says: significant(pair.analytic, 6), does: significant(pair.numeric, 6) };
    return cross
      ? words.t('check.told-both', { ...values, wrong: significant(cross.x, 6) })
      : words.t('check.told', values);
  }

  /** One decimal, never more than there are. */
  #digits(all: number): string {
    const { number } = this.surroundings.words;
    return number(Math.floor(all * 10) / 10);
  }

  #weight(view: View, pair: Pair) {
    return inline(view.name(addressOf(pair), this.surroundings.notation));
  }

  #worst({ view, worst }: Checked) {
    const { t } = this.surroundings.words;
    return html`<h3>${t('check.worst', { n: Math.min(WORST, worst.length) })}</h3>
      <div class="wide">
        <table data-table="worst">
          <thead>
            <tr>
              <th scope="col">${t('check.weight')}</th>
              <th scope="col" class="number">${t('check.backpropagation')}</th>
              <th scope="col" class="number">${t('check.quotient')}</th>
              <th scope="col" class="number">${t('check.digits')}</th>
            </tr>
          </thead>
          <tbody>
            ${worst.slice(0, WORST).map(
              (pair) =>
                html`<tr>
                  <th scope="row">
                    <button
                      class="weight"
                      data-weight=${addressOf(pair)}
                      aria-pressed=${pair.place === this.chosen ? 'true' : 'false'}
                      @click=${() => (this.chosen = pair.place)}
                    >
                      ${this.#weight(view, pair)}
                    </button>
                  </th>
                  <td class="number">${significant(pair.analytic, 6)}</td>
                  <td class="number">${significant(pair.numeric, 6)}</td>
                  <td class="number">${this.#digits(digits(pair.relative))}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  /** One weight: the two losses beside it, their difference, and the quotient. */
  #one(checked: Checked) {
    const { t } = this.surroundings.words;
    const { view, pairs, slope, crosses } = checked;
    const pair = pairs[this.chosen]!;
    const epsilon = 10 ** -this.exponent;
    const quotient = quotientOf(slope.loss(pair.place, epsilon), slope.loss(pair.place, -epsilon), this.exponent);
    const trained = view.trace.paramGrad(pair.name).data[pair.place - view.wiring.param(pair.name)!.offset]!;
    const cross = crosses[this.chosen];
    const size = Math.max(Math.abs(pair.analytic), Math.abs(Number(quotient.quotient.replace('−', '-'))));
    const apart = Math.abs(pair.analytic - Number(quotient.quotient.replace('−', '-')));
    const against = (label: string, v: number) =>
      html`<tr>
        <th scope="row">${label}</th>
        <td class="number">${alike(beside(v, quotient), quotient)}</td>
      </tr>`;
    return html`<h3>${t('check.one')} ${this.#weight(view, pair)}</h3>
      ${this.#which(checked, pair)}
      <div class="wide" aria-live="polite">
        <table class="sums" data-table="sums">
          <tbody>
            <tr>
              <th scope="row">L(w + ε)</th>
              <td class="number" data-figure="up">${quotient.up}</td>
            </tr>
            <tr>
              <th scope="row">L(w − ε)</th>
              <td class="number" data-figure="down">${quotient.down}</td>
            </tr>
            <tr class="result">
              <th scope="row">${t('check.difference')}</th>
              <td class="number" data-figure="difference">${quotient.difference}</td>
            </tr>
            <tr class="result">
              <th scope="row">÷ 2ε</th>
              <td class="number" data-figure="quotient">${quotient.quotient}</td>
            </tr>
            ${against(t('check.backpropagation-in', { type: 'f64' }), pair.analytic)}
            ${against(t('check.backpropagation-in', { type: 'f32' }), trained)}
            ${cross ? against(t('check.without'), cross.x) : nothing}
          </tbody>
        </table>
      </div>
      <p class="note">
        ${t('check.one-digits', { digits: size > 0 ? this.#digits(digits(apart / size)) : '–' })} ${t('check.losses')}
      </p>`;
  }

  #which({ view, pairs }: Checked, pair: Pair) {
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { wiring } = view;
    const names = [...new Set(pairs.map(({ name }) => name))];
    const { rows, cols } = wiring.param(pair.name)!;
    const go = (name: string, row: number, col: number): void => {
      const { offset, rows, cols } = wiring.param(name)!;
      this.chosen = offset + clamped(row, rows) * cols + clamped(col, cols);
      this.requestUpdate(); // a number out of range is put right where it stands
    };
    const text = (event: Event): string => (event.target as HTMLInputElement).value;
    const place = (name: string, label: string, value: number, max: number, act: (to: number) => void) =>
      html`<label
        >${label}<input
          type="number"
          name=${name}
          min="1"
          max=${max}
          .value=${live(String(value + 1))}
          @change=${(event: Event) => act(Number(text(event)) - 1)}
      /></label>`;
    return html`<div class="which">
      <label
        >${t('check.weight')}<select name="matrix" @change=${(event: Event) => go(text(event), pair.row, pair.col)}>
          ${names.map(
            (name) =>
              html`<option value=${name} .selected=${live(name === pair.name)}>
                ${plain(view.name(name, notation))}
              </option>`,
          )}
        </select></label
      >
      ${place('row', t('check.row'), pair.row, rows, (to) => go(pair.name, to, pair.col))}
      ${place('col', t('check.col'), pair.col, cols, (to) => go(pair.name, pair.row, to))}
      <label
        >ε<select name="epsilon" @change=${(event: Event) => (this.exponent = Number(text(event)))}>
          ${EXPONENTS.toSorted((a, b) => a - b).map(
            (exponent) =>
              html`<option value=${exponent} .selected=${live(exponent === this.exponent)}>
                10⁻${[...String(exponent)].map((digit) => RAISED[Number(digit)]).join('')}
              </option>`,
          )}
        </select></label
      >
    </div>`;
  }

  /** By how much each matrix's gradient is wrong where the slope is forgotten. */
  #forgotten({ view, forgotten }: Checked) {
    const { words, notation } = this.surroundings;
    const { t, number } = words;
    const factors = forgotten.flatMap(({ factor }) => (factor === undefined ? [] : [factor]));
    const cosines = forgotten.flatMap(({ cosine }) => (cosine === undefined ? [] : [cosine]));
    const degrees = (cosine: number) => number(Math.round(10 * angle(cosine)) / 10);
    const figure = (v: number | undefined) => (v === undefined ? '–' : number(v, { maximumSignificantDigits: 3 }));
    return html`<h3>${t('check.forgotten')}</h3>
      <p class="note">${t('check.forgotten-about')}</p>
      <div class="wide">
        <table data-table="forgotten">
          <thead>
            <tr>
              <th scope="col">${t('check.weights')}</th>
              <th scope="col">${t('check.left-out')}</th>
              <th scope="col" class="number">${t('check.factor')}</th>
              <th scope="col" class="number">${t('check.angle')}</th>
            </tr>
          </thead>
          <tbody>
            ${forgotten.map(
              ({ name, squash, factor, cosine }) =>
                html`<tr data-weights=${name}>
                  <th scope="row">${inline(view.name(name, notation))}</th>
                  <td>${functionOf(squash)}′</td>
                  <td class="number" data-figure="factor">${factor === undefined ? '–' : `× ${figure(factor)}`}</td>
                  <td class="number">${cosine === undefined ? '–' : `${degrees(cosine)}°`}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        factors.length
          ? html`<p class="note">
              ${t('check.forgotten-range', {
                low: figure(Math.min(...factors)),
                high: figure(Math.max(...factors)),
                angle: degrees(Math.min(1, ...cosines)),
              })}
            </p>`
          : html`<p class="note">${t('check.forgotten-zero')}</p>`
      }`;
  }
}

/** In degrees. */
function angle(cosine: number): number {
  return (Math.acos(cosine) * 180) / Math.PI;
}

function clamped(place: number, of: number): number {
  return Math.min(Math.max(Math.round(place) || 0, 0), of - 1);
}

/** The digits that a number has in common with the quotient stand out. */
function alike(text: string, { quotient }: Quotient) {
  let common = 0;
  while (common < text.length && text[common] === quotient[common]) common++;
  return /[1-9]/.test(text.slice(0, common)) ? html`<b>${text.slice(0, common)}</b>${text.slice(common)}` : text;
}

/** The same numbers, forward and backward. */
function same({ trace: { frame: a } }: View, { trace: { frame: b } }: View): boolean {
  const equal = (p: Float32Array, q: Float32Array): boolean =>
    p.length === q.length && p.every((each, k) => each === q[k]);
  return a === b || (equal(a.values, b.values) && equal(a.paramGrads, b.paramGrads));
}

customElements.define('lstm-check', LstmCheck);
