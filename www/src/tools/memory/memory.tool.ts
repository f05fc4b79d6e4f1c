// <lstm-memory>: who remembers. Each unit of a state beside what will be asked, and what the answers lose when it is held.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { heat } from '../../elements/heatmap.ts';
import { inline } from '../../elements/runs.ts';
import type { Carrier, Memory, Schema } from '../../engine/protocol.ts';
import { layerOf } from '../../network/address.ts';
import { chanceOf } from '../../network/chance.ts';
import { short } from '../../network/format.ts';
import type { Letters, Run } from '../../network/notation.ts';
import { groundOf, type Theme } from '../../scene/colour.ts';
import type { View } from '../../scene/view.ts';
import { hold, type Ask, type Measurement } from '../../session/holding.ts';
import { Asking } from '../asking.ts';
import { table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { strength, whatOf } from '../../network/carriers.ts';
import { courseOf, pacesOf, slowAndQuick, verdictOf } from './verdict.ts';

type Order = 'r' | 'held';

/** |s_t − s_{t−1}| */
const S: Run = { text: 's', style: 'italic' };
const CHANGE: Letters = [
  { text: '|', style: 'roman' },
  S,
  { text: 't', style: 'sub' },
  { text: ' − ', style: 'roman' },
  S,
  { text: 't−1', style: 'sub' },
  { text: '|', style: 'roman' },
];

/** So many units are listed before all are asked for. */
const MOST = 16;

class LstmMemory extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      .verdict {
        font: 1.1rem/1.45 var(--serif);
      }
      .verdict + .verdict {
        font: inherit;
      }
      tr[data-unit] {
        cursor: pointer;
      }
      tr:is([data-unit]:hover, .chosen) {
        background: var(--bed);
      }
      th button {
        padding-inline: 0.3rem;
        white-space: nowrap;
      }
      [data-order] {
        padding: 0;
        border: 0;
        background: none;
        white-space: normal;
      }
      :is(th, td) {
        vertical-align: middle;
      }
      .bar {
        display: block;
        position: relative;
        min-width: 3.6rem;
        height: 0.4rem;
        background: var(--rule);
        print-color-adjust: exact;
        forced-color-adjust: none;
      }
      .bar > * {
        position: absolute;
        inset-block: 0;
      }
      .bar i {
        background: var(--muted);
      }
      .bar b {
        width: 2px;
        background: var(--now);
      }
      canvas {
        display: block;
        width: 6.5rem;
        height: 1.1rem;
        image-rendering: pixelated;
        border: 1px solid var(--rule);
        print-color-adjust: exact;
      }
    `,
  ];

  @state() measurement: Measurement | undefined;
  @state() order: Order = 'r';
  @state() whole = false;
  readonly #asking = new Asking(this);
  /** The network that was measured, or was to be. */
  #network: Schema | undefined;
  /** The courses as they are painted; of another theme they are painted anew. */
  #painted = new Map<Carrier, HTMLCanvasElement>();
  #theme: Theme | undefined;

  constructor() {
    super('progress');
  }

  protected override willUpdate(): void {
    const { network, standing } = this.session;
    if (!network) return;
    if (this.#network !== undefined && this.#network !== network) this.#forget();
    // A network that has learned and rests is measured without being asked.
    if (this.#network === undefined && (standing === 'solved' || standing === 'learning'))
      void this.#measure(this.session.measurement);
  }

  #forget(): void {
    this.#asking.stop();
    this.#asking.trouble = undefined;
    this.#network = this.measurement = undefined;
  }

  /** Goes on from what has been measured, or begins. */
  async #measure(measured?: Measurement): Promise<void> {
    this.#network = this.session.network;
    await this.#asking.start(async (signal, at) => {
      const ask: Ask = (name, of) => this.session.ask(name, of);
      measured ??= { memory: await ask('memory', undefined), held: new Map() };
      signal.throwIfAborted();
      const { units } = measured.memory;
      const found = (measurement: Measurement): void => {
        this.measurement = measurement;
        at(measurement.held.size, units.length);
      };
      found(measured);
      await hold(ask, measured, units, signal, found);
    });
  }

  protected override render() {
    const view = this.session.view;
    return html`${this.#actions()} ${this.measurement ? this.#results(view, this.measurement) : nothing}`;
  }

  #actions() {
    const { t } = this.words;
    return html`<div class="actions">
        ${this.worker(this.#asking, 'measure', t(this.measurement ? 'memory.again' : 'memory.measure'), () => void this.#measure())}
        <span class="note" role="status">${this.#stands()}</span>
      </div>
      ${this.refused(this.#asking.trouble)}`;
  }

  /** What it is at, or why there is nothing to show yet. */
  #stands(): string {
    const { standing, progress } = this.session;
    const { t } = this.words;
    const measured = this.measurement?.memory;
    const { running, progress: far } = this.#asking;
    if (running) return far ? t('memory.holding', { done: far.done, all: far.of }) : t('memory.comparing');
    if (measured && progress && measured.updates !== progress.updates)
      return t('memory.stale', { then: measured.updates, now: progress.updates });
    if (standing === 'untrained') return t('memory.untrained');
    return standing === 'training' && !measured ? t('memory.training') : '';
  }

  #results(view: View, { memory, held }: Measurement) {
    const { t, percent } = this.words;
    const chance = chanceOf(view.trace.frame.schema);
    const { accuracy, updates, sequences, units } = memory;
    const rates = units.map((unit) => held.get(unit));
    const facts = { updates, sequences, all: percent(accuracy), chance: percent(chance) };
    return html`${this.#verdict(view, memory, rates, chance)}
      <p class="note">${t(`memory.${sequences === 1 ? 'facts-own' : chance > 0 ? 'facts' : 'facts-number'}`, facts)}</p>
      ${this.#table(view, memory, rates, chance)} ${this.#paces(view, memory)}`;
  }

  #verdict(view: View, memory: Memory, held: readonly (number | undefined)[], chance: number) {
    const { t, sentence, percent } = this.words;
    const { accuracy } = memory;
    const verdict = verdictOf(memory, held, chance);
    const what = t(`memory.${whatOf(view.trace.frame.schema)}`);
    const all = percent(accuracy);
    const says = (kind: string, unit: Carrier, right?: number) =>
      sentence(`memory.${kind}`, {
        what,
        all,
        n: unit.unit + 1,
        r: this.#r(view, unit),
        state: this.#name(view, unit.name),
        ...(right !== undefined && { held: percent(right) }),
      });
    const line = (content: unknown) => html`<p class="verdict" data-verdict=${verdict.kind}>${content}</p>`;
    switch (verdict.kind) {
      case 'guess':
      case 'never':
      case 'constant':
        return line(t(`memory.${verdict.kind}`, { all }));
      case 'closest':
        return line(says('closest', verdict.unit));
      case 'one': {
        const { unit, echo, more } = verdict;
        return [
          more ? line(says('missed', more.unit, more.accuracy)) : nothing,
          line(says(more ? 'goes' : 'one', unit, verdict.accuracy)),
          echo ? line(says('echo', echo.unit, echo.accuracy)) : nothing,
        ];
      }
      case 'several': {
        const list = verdict.units.map((unit, k) => [
          k ? t('list.between') : '',
          sentence('memory.unit-in', { n: unit.unit + 1, state: this.#name(view, unit.name) }),
        ]);
        const { more } = verdict;
        return [
          more ? line(says('missed', more.unit, more.accuracy)) : nothing,
          line(sentence('memory.several', { what, all, list })),
        ];
      }
      case 'none': {
        const { closest, close, missed } = verdict;
        const kept = accuracy - verdict.accuracy <= 0.02;
        return [
          line([
            t('memory.none', { what }),
            ' ',
            close ? t('memory.close', { close }) : says('far', closest),
            ' ',
            says(kept ? 'kept' : 'missed', missed, verdict.accuracy),
          ]),
        ];
      }
    }
  }

  #name(view: View, name: string) {
    return inline(view.name(name, this.surroundings.notation));
  }

  /** "r = −0.98", and of symbols with which. */
  #r(view: View, { r, column }: Carrier): string {
    const { t } = this.words;
    const symbol = this.#column(view, column);
    const figure = r === undefined ? '–' : short(r);
    return symbol ? t('memory.r-with', { r: figure, symbol }) : t('memory.r-alone', { r: figure });
  }

  /** What a number of the answer stands for, if there are several. */
  #column(view: View, column: number): string {
    const { symbols, outputs } = view.trace.frame.schema;
    if (symbols.outputs.length) return `“${symbols.outputs[column]}”`;
    return outputs > 1 ? this.words.t('memory.nth', { n: column + 1 }) : '';
  }

  #table(view: View, { units, accuracy }: Memory, held: readonly (number | undefined)[], chance: number) {
    const { t } = this.words;
    const lost = (k: number): number => accuracy - (held[k] ?? accuracy);
    const ranks = units
      .map((unit, k) => ({ unit, k }))
      .toSorted((a, b) =>
        this.order === 'held'
          ? lost(b.k) - lost(a.k) || strength(b.unit) - strength(a.unit)
          : strength(b.unit) - strength(a.unit) || lost(b.k) - lost(a.k),
      );
    const shown = this.whole ? ranks : ranks.slice(0, MOST);
    const steps = units[0]!.course.length;
    const sorted = (order: Order, text: string) =>
      html`<th scope="col" aria-sort=${this.order === order ? 'descending' : 'none'}>
        <button data-order=${order} @click=${() => (this.order = order)}>
          ${text}${this.order === order ? html`<span aria-hidden="true"> ▾</span>` : nothing}
        </button>
      </th>`;
    const heads = [
      textual(t('memory.unit')),
      sorted('r', t('memory.with')),
      sorted('held', t('memory.held')),
      textual(t('memory.course', { steps })),
    ];
    const rows = shown.map(({ unit, k }) => this.#row(view, unit, held[k], chance));
    return html`${table(heads, rows, { name: 'units' })}
    ${
      ranks.length > MOST
        ? html`<p class="actions">
            <button data-do="whole" aria-pressed=${String(this.whole)} @click=${() => (this.whole = !this.whole)}>
              ${t('memory.whole', { n: ranks.length })}
            </button>
          </p>`
        : nothing
    }`;
  }

  #row(view: View, unit: Carrier, held: number | undefined, chance: number) {
    const { words, theme } = this.surroundings;
    const { t, percent } = words;
    const { name, r } = unit;
    const chosen = this.session.spot?.address === name && this.session.spot.unit === unit.unit;
    const course = courseOf(unit);
    const told = course
      ? t(
          'memory.told',
          Object.fromEntries(
            Object.entries(course).flatMap(([end, { step, r }]) => [
              [end, short(r)],
              [`${end}_step`, String(step)],
            ]),
          ),
        )
      : t('memory.untold');
    const canvas = this.#paint(unit, theme);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', told);
    canvas.title = told;
    return html`<tr
      data-name=${name}
      data-unit=${unit.unit}
      class=${chosen ? 'chosen' : ''}
      @click=${() => this.#choose(unit)}
    >
      <th scope="row">
        <button aria-pressed=${String(chosen)}>
          ${this.words.sentence('memory.unit-of', { n: unit.unit + 1, state: this.#name(view, name) })}
        </button>
      </th>
      <td>
        <span data-figure="r">${r === undefined ? '–' : short(r)}</span>
        ${r === undefined ? nothing : [this.#column(view, unit.column), bar(Math.abs(r), groundOf({ kind: 'signed', strength: r }, theme))]}
      </td>
      <td>
        <span data-figure="held">${held === undefined ? '…' : percent(held)}</span>
        ${held === undefined ? nothing : bar(held, 'var(--muted)', chance)}
      </td>
      <td>${canvas}</td>
    </tr>`;
  }

  #choose({ name, unit }: Carrier): void {
    void this.session.set({ layer: layerOf(name).layer });
    this.session.choose({ address: name, step: this.session.moment.step, unit });
  }

  #paint(unit: Carrier, theme: Theme): HTMLCanvasElement {
    if (theme !== this.#theme) this.#painted.clear();
    this.#theme = theme;
    let canvas = this.#painted.get(unit);
    if (!canvas) {
      const tone = (step: number) => {
        const r = unit.course[step - 1];
        return r === undefined ? undefined : { kind: 'signed' as const, strength: r };
      };
      this.#painted.set(unit, (canvas = heat(unit.course.length, 1, tone, theme)));
    }
    return canvas;
  }

  #paces(view: View, memory: Memory) {
    const { t, sentence, percent } = this.words;
    const paces = pacesOf(memory);
    const layers = Array.from({ length: view.trace.frame.schema.layers }, (_, layer) =>
      paces.filter(({ name }) => layerOf(name).layer === layer),
    );
    const share = ({ share }: { share: number | undefined }): string => (share === undefined ? '–' : percent(share));
    return html`<h3>${t('memory.pace')}</h3>
      ${layers.map((own, layer) => {
        const whose = layers.length > 1 ? `${t('stage.layer', { n: layer + 1 })}: ` : '';
        const far = slowAndQuick(own);
        if (far) {
          const values = { s: share(far.slow), q: share(far.quick) };
          const names = { slow: this.#name(view, far.slow.name), quick: this.#name(view, far.quick.name) };
          return html`<p data-pace="slow">${whose}${sentence('memory.slow', { ...values, ...names })}</p>`;
        }
        if (own.length > 1) return html`<p data-pace="alike">${whose}${t('memory.alike')}</p>`;
        return html`<p data-pace="alone">
          ${whose}${sentence('memory.alone', { s: share(own[0]!), state: this.#name(view, own[0]!.name) })}
        </p>`;
      })}
      <p class="note">${sentence('memory.pace-note', { change: inline(CHANGE), s: inline([S]) })}</p>`;
  }
}

/** A share of all, and a mark at another. */
function bar(share: number, colour: string, mark = 0) {
  return html`<span class="bar" aria-hidden="true"
    ><i .style=${`width: ${100 * share}%; background: ${colour}`}></i>${
      mark > 0 ? html`<b .style=${`left: ${100 * mark}%`}></b>` : nothing
    }</span
  >`;
}

customElements.define('lstm-memory', LstmMemory);
