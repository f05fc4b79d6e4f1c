// <lstm-sweep>: how far back a network can learn: the gradient at the start, the product of its gates, and whether the task is
// solved, over longer and longer delays.
import { css, html, nothing } from 'lit';
import type { Curve } from '../../elements/curves.ts';
import { inline, runStyles } from '../../elements/runs.ts';
import { Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import type { Letters } from '../../network/notation.ts';
import { drawn, gatesOf } from '../../network/vanish.ts';
import { addressOf } from '../../network/wiring.ts';
import { View } from '../../scene/view.ts';
import { optionOf } from '../../session/settings.ts';
import { wordsOf } from '../../words/trouble.ts';
import { ToolElement } from '../tool.ts';
import { Sweep, type Row } from './delays.ts';
import '../../elements/curves.ts';

/** While it runs, in milliseconds. */
const REDRAW_EVERY = 250;
const DELAYS = '5, 10, 20, 50, 100, 200, 300, 500';
const BUDGET = 300;
/** What was measured, by its settings: it outlives the element. */
const KEPT = new Map<string, Sweep>();

export class LstmSweep extends ToolElement {
  static override properties = {
    ...ToolElement.properties,
    delays: { state: true },
    budget: { state: true },
    forgetBias: { state: true },
  };
  static override styles = [
    ...ToolElement.styles,
    runStyles,
    css`
      .actions {
        align-items: end;
      }
      label {
        display: grid;
        gap: 0.15rem;
        font-size: 0.8rem;
        color: var(--muted);
      }
      input {
        width: 6rem;
      }
      [name='delays'] {
        width: 18rem;
        max-width: 100%;
      }
      .results {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
        gap: 0.8rem 1.6rem;
        margin-block: 0.8rem;
        align-items: start;
        --chart-height: 18rem;
      }
      .results > * {
        min-width: 0;
      }
      thead th {
        white-space: nowrap;
      }
      td.solved {
        color: var(--gate);
        font-weight: 600;
      }
      .letter {
        font-weight: 700;
      }
      .a {
        color: var(--lane-a);
      }
      .b {
        color: var(--lane-b);
      }
    `,
  ];

  /** As it was entered. */
  declare delays: string;
  declare budget: number;
  /** Instead of that of the network at hand. */
  declare forgetBias: number | undefined;
  #sweep: Sweep | undefined;
  #drawnAt = -Infinity;
  readonly #redraw = (): void => this.requestUpdate();

  constructor() {
    super('change');
    this.delays = DELAYS;
    this.budget = BUDGET;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#turnTo(undefined);
  }

  protected override shouldUpdate(changed: Map<PropertyKey, unknown>): boolean {
    const now = performance.now();
    if (changed.size === 0 && this.#sweep?.running && now - this.#drawnAt < REDRAW_EVERY) return false;
    this.#drawnAt = now;
    return true;
  }

  /** The network at hand, on its own task if that has a delay, else on the first. */
  get #config(): Config {
    const { choices, config } = this.session!;
    const base = this.session!.base({ cell: config!.cell });
    const forgetBias = this.forgetBias ?? base.forgetBias;
    if (this.#longest) return { ...base, forgetBias };
    const { cell, options, hidden, layers, seed } = base;
    return { task: choices!.tasks[0]!.name, cell, options, hidden, layers, seed, forgetBias };
  }

  /** The longest delay of the task at hand; undefined if it has none. */
  get #longest(): number | undefined {
    const { choices, config } = this.session!;
    const task = choices!.tasks.find(({ name }) => name === config!.task)!;
    return task.options.find(({ name }) => name === 'delay')?.max;
  }

  /** Whole numbers within the core's range, in order, each once; undefined if anything else stands there. */
  get #wanted(): number[] | undefined {
    const longest = this.#longest ?? optionOf(this.session!.choices!, 'delay')!.max!;
    const delays = this.delays
      .split(/[\s,，、;]+/)
      .filter((each) => each !== '')
      .map(Number);
    const fine = delays.length > 0 && delays.every((each) => Number.isInteger(each) && each >= 1 && each <= longest);
    return fine ? [...new Set(delays)].sort((a, b) => a - b) : undefined;
  }

  /** Of these settings: what was measured, or nothing yet. */
  protected override willUpdate(): void {
    const { session } = this;
    // The update that was asked for before it was closed comes after.
    if (!this.isConnected || !session?.config || !session.view) return;
    const delays = this.#wanted;
    if (!delays) return this.#turnTo(undefined);
    const config = this.#config;
    const key = JSON.stringify([config, delays, this.budget]);
    const found = KEPT.get(key) ?? new Sweep(config, delays, this.budget, (signal) => Engine.open(signal));
    KEPT.set(key, found);
    this.#turnTo(found);
  }

  #turnTo(sweep: Sweep | undefined): void {
    if (sweep === this.#sweep) return;
    this.#sweep?.removeEventListener('change', this.#redraw);
    this.#sweep?.close();
    this.#sweep = sweep;
    sweep?.addEventListener('change', this.#redraw);
  }

  protected override render() {
    const { session } = this;
    if (!session?.view || !session.config) return nothing;
    const { words } = this.surroundings;
    const sweep = this.#sweep;
    const { trouble } = sweep ?? {};
    return [
      this.#controls(sweep),
      trouble ? html`<p class="wrong" role="alert">${wordsOf(trouble, words, session.choices)}</p>` : nothing,
      sweep ? [this.#progress(sweep), this.#results(sweep)] : nothing,
      html`<p class="note">${words.t(this.#longest ? 'sweep.note' : 'sweep.other-task')}</p>`,
    ];
  }

  #controls(sweep: Sweep | undefined) {
    const { words } = this.surroundings;
    const { t, named } = words;
    const { view, choices } = this.session!;
    const wrong = sweep === undefined;
    const forgets = view!.trace.frame.schema.forgetBiases.length > 0;
    const { min, max } = optionOf(choices!, 'forgetBias') ?? {};
    const longest = this.#longest ?? optionOf(choices!, 'delay')!.max!;
    const read = (event: Event): number | undefined => {
      const field = event.target as HTMLInputElement;
      return field.value !== '' && field.reportValidity() ? Number(field.value) : undefined;
    };
    return html`<div class="actions">
        <label
          >${t('sweep.delays')}
          <input
            name="delays"
            autocomplete="off"
            aria-invalid=${wrong ? 'true' : 'false'}
            aria-describedby="delays-wrong"
            .value=${this.delays}
            @change=${(event: Event) => (this.delays = (event.target as HTMLInputElement).value)}
        /></label>
        <label
          >${t('sweep.budget')}
          <input
            type="number"
            name="budget"
            min="1"
            max="100000"
            .value=${String(this.budget)}
            @change=${(event: Event) => (this.budget = read(event) ?? this.budget)}
        /></label>
        ${
          forgets
            ? html`<label
                >${named('option.forgetBias', 'forgetBias')}
                <input
                  type="number"
                  name="forgetBias"
                  step="any"
                  min=${min ?? nothing}
                  max=${max ?? nothing}
                  .value=${String(this.#config.forgetBias)}
                  @change=${(event: Event) => (this.forgetBias = read(event) ?? this.forgetBias)}
              /></label>`
            : nothing
        }
        <button
          class="primary"
          data-do=${sweep?.running ? 'pause' : 'run'}
          aria-disabled=${wrong || sweep.done ? 'true' : 'false'}
          @click=${() => (sweep?.running ? sweep.pause() : sweep?.run())}
        >
          ${t(sweep?.running ? 'lab.pause' : 'sweep.run')}
        </button>
      </div>
      ${wrong ? html`<p class="wrong" id="delays-wrong" role="alert">${t('sweep.wrong', { longest })}</p>` : nothing}`;
  }

  #progress({ rows, running }: Sweep) {
    const { t } = this.surroundings.words;
    const at = rows.find(({ ended }) => !ended);
    const ended = rows.filter((row) => row.ended).length;
    const words =
      at && running
        ? t('sweep.at', { delay: at.delay, updates: at.updates, budget: this.budget })
        : t('sweep.ended', { ended, all: rows.length });
    return html`<p role="status" data-figure="progress">
      <progress
        max=${rows.length * this.budget}
        value=${rows.reduce((sum, row) => sum + (row.ended ? this.budget : row.updates), 0)}
        aria-label=${t('sweep.progress')}
      ></progress>
      ${words}
    </p>`;
  }

  #results({ rows }: Sweep) {
    const measured = rows.filter(({ start }) => start);
    const [first] = measured;
    if (!first) return nothing;
    const { t } = this.surroundings.words;
    const { trace, state } = first.start!;
    const view = new View(trace, trace.frame.schema.layers - 1);
    const gates = gatesOf(trace.wiring, state);
    const ratio = this.#ratio(view, state);
    return html`${this.#answer(rows)}
      <div class="results">
        <div class="wide" tabindex="0" role="group" aria-label=${t('sweep.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col" class="number">${t('sweep.delay')}</th>
                <th scope="col" class="number"><span class="letter a">A</span> ${inline(ratio)}</th>
                ${gates ? html`<th scope="col" class="number"><span class="letter b">B</span> ${this.#product(view, gates)}</th>` : nothing}
                <th scope="col">${t('sweep.solved')}</th>
                <th scope="col" class="number">${t('lab.updates')}</th>
                <th scope="col" class="number">${t('lab.accuracy')}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map((row) => this.#row(row, gates !== undefined))}
            </tbody>
          </table>
        </div>
        <div>
          <lstm-curves
            .curves=${this.#curves(measured)}
            .xLabel=${t('sweep.delay')}
            .yLabel=${''}
            .told=${t('sweep.chart')}
          ></lstm-curves>
        </div>
      </div>
      <p class="note">
        <span class="letter a">A</span> ${t('sweep.measured')}
        ${gates ? html`<span class="letter b">B</span> ${t('sweep.gates')}` : t('sweep.no-gates')}
      </p>`;
  }

  #row({ delay, start, updates, accuracy, solved, ended }: Row, gated: boolean) {
    const { t, number, percent } = this.surroundings.words;
    const verdict = solved ? t('sweep.yes') : ended ? t('sweep.no') : '–';
    return html`<tr data-delay=${delay}>
      <th scope="row" class="number">${number(delay)}</th>
      <td class="number" data-figure="left">${this.#part(start?.fading.left)}</td>
      ${gated ? html`<td class="number" data-figure="product">${this.#part(start?.product)}</td>` : nothing}
      <td class=${solved ? 'solved' : ''} data-figure="solved">${verdict}</td>
      <td class="number" data-figure="updates">${updates ? number(updates) : '–'}</td>
      <td class="number">${updates && accuracy !== undefined ? percent(accuracy) : '–'}</td>
    </tr>`;
  }

  /** What was measured, in sentences: the answer to the claim. */
  #answer(rows: readonly Row[]) {
    const { t, number } = this.surroundings.words;
    const list = (some: readonly Row[]): string => some.map(({ delay }) => number(delay)).join(t('list.between'));
    const solved = rows.filter((row) => row.solved);
    const failed = rows.filter((row) => row.ended && !row.solved);
    const last = rows.findLast(({ start }) => start)!;
    const { fading, product } = last.start!;
    const steps = fading.norms.length - 1;
    const first = rows.find(({ start }) => start && (start.fading.left ?? 0) < 0.01);
    return html`<p aria-live="polite" data-figure="answer">
      ${solved.length ? t('sweep.solved-at', { delays: list(solved), budget: this.budget }) : nothing}
      ${failed.length ? t('sweep.failed-at', { delays: list(failed), budget: this.budget }) : nothing}
      ${t('sweep.left', { steps, left: this.#part(fading.left) })}
      ${product === undefined ? nothing : t('sweep.product', { product: this.#part(product), factor: this.#part(product ** (1 / steps)) })}
      ${first ? t('sweep.below', { delay: first.delay }) : t('sweep.above', { delay: last.delay })}
    </p>`;
  }

  #part(share: number | undefined): string {
    const { number } = this.surroundings.words;
    if (share === undefined) return '–';
    if (share === 0) return '0';
    if (share < 1e-3 || share >= 1e3) return precise(share);
    return number(share, { style: 'percent', maximumSignificantDigits: 3 });
  }

  /** ‖∂L/∂C_1‖ ÷ ‖∂L/∂C_T‖ */
  #ratio(view: View, state: string): Letters {
    const norm = (step: string): Letters => [
      { text: '‖', style: 'roman' },
      ...view.name(`d_${state}`, this.surroundings.notation),
      { text: step, style: 'sub' },
      { text: '‖', style: 'roman' },
    ];
    return [...norm('1'), { text: ' ÷ ', style: 'roman' }, ...norm('T')];
  }

  /** Π f, whatever multiplies the state. */
  #product(view: View, gates: NonNullable<ReturnType<typeof gatesOf>>) {
    const { notation } = this.surroundings;
    const letters = gates.flatMap((factors, k): Letters => [
      ...(k ? [{ text: ' + ', style: 'roman' } as const] : []),
      ...(factors.length === 0 ? [{ text: '1', style: 'roman' } as const] : []),
      ...factors.flatMap((factor): Letters => {
        const own = view.letters(addressOf(factor), notation);
        const letters: Letters = factor.complement ? [{ text: '1 − ', style: 'roman' }, ...own] : own;
        // Some notations have the gate the other way round.
        const sum = letters.some(({ text }) => text.includes('−'));
        return sum ? [{ text: '(', style: 'roman' }, ...letters, { text: ')', style: 'roman' }] : letters;
      }),
    ]);
    return inline([{ text: 'Π ', style: 'roman' }, ...letters]);
  }

  /** A point for each delay, and straight lines between. */
  #curves(rows: readonly Row[]): Curve[] {
    const kinds = [
      { mark: 'A', line: '--lane-a', of: ({ start }: Row) => start!.fading.left },
      { mark: 'B', line: '--lane-b', of: ({ start }: Row) => start!.product },
    ];
    return kinds.flatMap(({ mark, line, of }) => {
      const points = rows.flatMap((row) => {
        const value = of(row);
        return value ? [{ delay: row.delay, value }] : [];
      });
      const curves: Pick<Curve, 'values' | 'first' | 'mark'>[] = points.map(({ delay, value }) => ({
        values: Float32Array.of(value),
        first: delay,
        mark,
      }));
      const [first] = points;
      if (first) curves.unshift({ values: between(points), first: first.delay, mark: '' });
      return curves.map((curve) => ({ ...curve, values: drawn(curve.values), line, stride: 1 }));
    });
  }
}

/** From point to point straight on a logarithmic axis, at every whole number. */
function between(points: readonly { delay: number; value: number }[]): Float32Array {
  const [first, last] = [points[0]!.delay, points.at(-1)!.delay];
  return Float32Array.from({ length: last - first + 1 }, (_, k) => {
    const at = points.findIndex(({ delay }) => delay >= first + k);
    const [from, to] = [points[Math.max(at - 1, 0)]!, points[at]!];
    const share = to === from ? 0 : (first + k - from.delay) / (to.delay - from.delay);
    return Math.exp((1 - share) * Math.log(from.value) + share * Math.log(to.value));
  });
}

customElements.define('lstm-sweep', LstmSweep);
