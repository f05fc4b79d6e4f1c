// <lstm-sweep>: how far back a network can learn: the gradient at the start, the product of its gates, and whether the task is
// solved, over longer and longer delays.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import type { Curve } from '../../elements/curves.ts';
import { number, text } from '../../elements/fields.ts';
import { inline } from '../../elements/runs.ts';
import { ALONE, Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/protocol.ts';
import { norm, type Letters } from '../../network/notation.ts';
import { drawn, FLOOR, gatesOf } from '../../network/vanish.ts';
import { addressOf } from '../../network/wiring.ts';
import { linear } from '../../scene/axis.ts';
import { View } from '../../scene/view.ts';
import { optionOf } from '../../session/settings.ts';
import { numeric, table } from '../table.ts';
import { Sweep, type Row } from './delays.ts';
import { RunElement } from './run.ts';
import '../../elements/curves.ts';

const DELAYS = '5, 10, 20, 50, 100, 200, 300, 500';
const BUDGET = 300;
/** What was measured, by its settings as a text: it outlives the element, and the network at hand. */
const KEPT = new Map<string, Sweep>();

class LstmSweep extends RunElement<Sweep> {
  static override styles = [
    ...RunElement.styles,
    css`
      [name='delays'] {
        width: 18rem;
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
  @state() delays = DELAYS;
  @state() budget = BUDGET;
  /** Instead of that of the network at hand. */
  @state() forgetBias: number | undefined;

  /** The network at hand, on its own task if that has a delay, else on the first. */
  get #config(): Config {
    const { choices, config } = this.session;
    const forgetBias = this.forgetBias ?? config.forgetBias;
    if (this.#longest) return { ...config, forgetBias };
    const { cell, options, hidden, layers, seed } = config;
    return { task: choices.tasks[0]!.name, cell, options, hidden, layers, seed, forgetBias };
  }

  /** The longest delay of the task at hand; undefined if it has none. */
  get #longest(): number | undefined {
    const { choices, config } = this.session;
    const task = choices.tasks.find(({ name }) => name === config.task)!;
    return task.options.find(({ name }) => name === 'delay')?.max;
  }

  /** The longest that can be measured. */
  get #most(): number {
    return this.#longest ?? optionOf(this.session.choices, 'delay')!.max!;
  }

  get #entries(): string[] {
    return this.delays.split(/[\s,，、;；]+/).filter((each) => each !== '');
  }

  /** The first that is no whole number within the core's range; '' where nothing was entered. */
  get #wrong(): string | undefined {
    const fine = (each: number): boolean => Number.isInteger(each) && each >= 1 && each <= this.#most;
    return this.#entries.length ? this.#entries.find((entry) => !fine(Number(entry))) : '';
  }

  /** In order, each once; none if anything else stands there. */
  get #wanted(): number[] | undefined {
    if (this.#wrong !== undefined) return undefined;
    return [...new Set(this.#entries.map(Number))].sort((a, b) => a - b);
  }

  /** Of these settings: what was measured, or nothing yet. */
  protected override willUpdate(): void {
    // The update that was asked for before it was closed comes after.
    if (!this.isConnected) return;
    const delays = this.#wanted;
    if (!delays) return this.turnTo(undefined);
    const config = this.#config;
    const key = JSON.stringify([config, delays, this.budget]);
    const found =
      KEPT.get(key) ?? new Sweep(config, delays, this.budget, (signal) => Engine.open(signal, undefined, ALONE));
    KEPT.set(key, found);
    this.turnTo(found);
  }

  protected override render() {
    const sweep = this.run;
    return [
      html`<p data-figure="network">${this.#network()}</p>`,
      this.#controls(sweep),
      this.refused(sweep?.trouble),
      sweep ? [this.#progress(sweep), this.#results(sweep)] : nothing,
      html`<p class="note">${this.words.t(this.#longest ? 'sweep.note' : 'sweep.other-task')}</p>`,
    ];
  }

  /** Which network is measured. */
  #network(): string {
    const { t, named, number } = this.words;
    const { cell, hidden, optimizer, rate, batch, seed } = { ...this.session.config, ...this.#config };
    const usual = this.#longest === undefined;
    const how = { optimizer: named(`optimizer.${optimizer}`, optimizer), rate: number(rate), batch: number(batch) };
    return t(usual ? 'sweep.network-usual' : 'sweep.network', {
      ...{ cell: named(`cell.${cell}`, cell), hidden: number(hidden), seed: number(seed) },
      ...(usual ? {} : how),
    });
  }

  #controls(sweep: Sweep | undefined) {
    const { t, named } = this.words;
    const { view, choices } = this.session;
    const entry = this.#wrong;
    const forgets = view.trace.frame.schema.forgetBiases.length > 0;
    const bias = this.#config.forgetBias;
    const wrong = sweep === undefined;
    return html`<div class="fields">
        ${text('delays', t('sweep.delays'), this.delays, (delays) => (this.delays = delays), wrong ? 'delays-wrong' : undefined)}
        ${number('budget', t('sweep.budget'), this.budget, (budget) => (this.budget = budget), { min: 1, max: 100000, whole: true })}
        ${
          forgets
            ? number(
                'forgetBias',
                named('option.forgetBias', 'forgetBias'),
                bias,
                (to) => (this.forgetBias = to),
                optionOf(choices, 'forgetBias'),
              )
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
      ${
        wrong
          ? html`<p class="wrong" id="delays-wrong" role="alert">
              ${entry ? t('sweep.wrong', { entry }) : nothing} ${t('sweep.range', { longest: this.#most })}
            </p>`
          : nothing
      }`;
  }

  #progress({ rows, running }: Sweep) {
    const { t } = this.words;
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
    const { t } = this.words;
    const { trace, state } = first.start!;
    const view = new View(trace, trace.frame.schema.layers - 1);
    const gates = gatesOf(trace.wiring, state);
    const ratio = this.#ratio(view, state);
    const [a, b] = ['a', 'b'].map((each) => html`<span class="letter ${each}">${each.toUpperCase()}</span>`);
    const heads = [t('sweep.delay'), a, gates ? b : nothing, t('sweep.solved'), t('lab.accuracy')];
    return html`${this.#answer(rows)}
      ${table(
        heads.filter((head) => head !== nothing).map(numeric),
        rows.map((row) => this.#row(row, gates !== undefined)),
        { label: t('sweep.table') },
      )}
      <lstm-curves
        .curves=${this.#curves(measured)}
        .xLabel=${t('sweep.delay')}
        .yLabel=${''}
        .told=${t('sweep.chart')}
      ></lstm-curves>
      <p class="note">
        ${a} ${inline(ratio)}, ${t('sweep.measured')}
        ${gates ? html`${b} ${this.#product(view, gates)}, ${t('sweep.gates')}` : t('sweep.no-gates')}
      </p>`;
  }

  #row({ delay, start, updates, accuracy, solved, ended }: Row, gated: boolean) {
    const { t, number, percent } = this.words;
    const verdict = ended && !solved ? t('sweep.no') : updates ? number(updates) : '–';
    return html`<tr data-delay=${delay}>
      <th scope="row" class="number">${number(delay)}</th>
      <td class="number" data-figure="left">${this.#share(start?.fading.left)}</td>
      ${gated ? html`<td class="number" data-figure="product">${this.#share(start?.product)}</td>` : nothing}
      <td class="number ${solved ? 'solved' : ''}" data-figure="solved">${verdict}</td>
      <td class="number">${updates && accuracy !== undefined ? percent(accuracy) : '–'}</td>
    </tr>`;
  }

  /** What was measured, in sentences: the answer to the claim. */
  #answer(rows: readonly Row[]) {
    const { t, number } = this.words;
    const list = (some: readonly Row[]): string => some.map(({ delay }) => number(delay)).join(t('list.between'));
    const solved = rows.filter((row) => row.solved);
    const failed = rows.filter((row) => row.ended && !row.solved);
    const last = rows.findLast(({ start }) => start)!;
    const { fading, product } = last.start!;
    const steps = fading.norms.length - 1;
    const below = rows.filter(({ start }) => start && (start.fading.left ?? 0) < 0.01);
    // From one delay on to the last, or here and there.
    const on = below.length > 0 && rows.indexOf(last) - rows.indexOf(below[0]!) === below.length - 1;
    return html`<p aria-live="polite" data-figure="answer">
      ${solved.length ? t('sweep.solved-at', { delays: list(solved), budget: this.budget }) : nothing}
      ${failed.length ? t('sweep.failed-at', { delays: list(failed), budget: this.budget }) : nothing}
      ${t('sweep.left', { steps, left: this.#share(fading.left) })}
      ${product === undefined ? nothing : t('sweep.product', { product: this.#share(product), factor: this.#share(product ** (1 / steps)) })}
      ${on ? t('sweep.below', { delay: below[0]!.delay }) : below.length ? t('sweep.some', { delays: list(below) }) : t('sweep.above', { delay: last.delay })}
    </p>`;
  }

  #share(share: number | undefined): string {
    return share === undefined ? '–' : this.words.share(share);
  }

  /** ‖∂L/∂C_1‖ ÷ ‖∂L/∂C_T‖ */
  #ratio(view: View, state: string): Letters {
    const at = (step: string) => norm(view.name(`d_${state}`, this.surroundings.notation), step);
    return [...at('1'), { text: ' ÷ ', style: 'roman' }, ...at('T')];
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

  #curves(rows: readonly Row[]): Curve[] {
    return [
      ...curvesOf(rows, 'A', '--lane-a', ({ fading }) => fading.left),
      ...curvesOf(rows, 'B', '--lane-b', ({ product }) => product),
    ];
  }
}

/** A point for each delay at which something is left, straight lines between, and a last one down to what is too small. */
function curvesOf(
  rows: readonly Row[],
  mark: string,
  line: string,
  of: (start: NonNullable<Row['start']>) => number | undefined,
): Curve[] {
  const left = rows.filter(({ start }) => of(start!));
  const xs = Float32Array.from(left, ({ delay }) => delay);
  const values = Float64Array.from(left, ({ start }) => of(start!)!);
  const points: Curve = { xs, values: drawn(Float32Array.from(values)), line, mark, each: true };
  const small = values.findIndex((value) => value < FLOOR);
  if (small < 1) return [points];
  const [from, to] = [values[small - 1]!, values[small]!];
  const end = linear([Math.log(from), Math.log(to)], [xs[small - 1]!, xs[small]!]).at(Math.log(FLOOR));
  const last = { xs: Float32Array.of(xs[small - 1]!, end), values: Float32Array.of(from, FLOOR) };
  return [points, { ...last, line, mark: '', each: false }];
}

customElements.define('lstm-sweep', LstmSweep);
