// <lstm-race>: up to four networks learn the same side by side: their losses, and how their gradients shrink on the way back.
import { css, html, nothing, type TemplateResult } from 'lit';
import { spaced, type Curve } from '../../elements/curves.ts';
import { menu, number } from '../../elements/fields.ts';
import { Pace } from '../../elements/pace.ts';
import { inline, runStyles } from '../../elements/runs.ts';
import { Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { norm, plain, type Letters } from '../../network/notation.ts';
import { Trace } from '../../network/trace.ts';
import { asks, drawn, fadingOf, statesOf, type Fading, gatesOf } from '../../network/vanish.ts';
import { View } from '../../scene/view.ts';
import { optionOf } from '../../session/settings.ts';
import { differences, type State } from '../../session/state.ts';
import { Asking } from '../asking.ts';
import { numeric, row, table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { configsOf, differing, MOST_LANES, own, parseLanes, printLanes } from './lanes.ts';
import { Race, type Lane } from './lockstep.ts';

/** Updates at a time, if not all have solved the task before. */
const AT_ONCE = 2000;
const LETTERS = ['A', 'B', 'C', 'D'];

/** What is worth comparing: the lanes, and on which task. Without a task it is the one at hand. */
interface Classic {
  title: string;
  lanes: readonly State[];
  wish?: State;
}

const recall = (delay: number): State => ({ task: 'recall', taskOptions: { delay } });
const CLASSICS: readonly Classic[] = [
  // Over so many steps only the second of them learns it: the first not in 2,000 updates, the second in fewer than 100.
  { title: 'race.rnn-lstm', lanes: [{ cell: 'rnn' }, { cell: 'lstm', forgetBias: 3 }], wish: recall(50) },
  { title: 'race.cells', lanes: [{ cell: 'rnn' }, { cell: 'gru' }, { cell: 'lstm' }] },
  { title: 'race.bias', lanes: [0, 1, 3].map((forgetBias) => ({ cell: 'lstm', forgetBias })), wish: recall(20) },
  { title: 'race.long', lanes: [1, 3, 5].map((forgetBias) => ({ cell: 'lstm', forgetBias })), wish: recall(100) },
];
const DELAYS = [20, 100, 300, 500];

/** A lane as it is shown. */
interface Shown {
  letter: string;
  colour: string;
  name: string;
  lane: Lane;
  config: Required<Config>;
  view: View;
  /** How the gradient of what the layer hands on shrinks, and of what it keeps beside, each by its name. */
  fadings: [state: string, fading: Fading][];
}

class LstmRace extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    runStyles,
    css`
      .lanes {
        display: flex;
        flex-wrap: wrap;
        gap: 0.8rem;
        align-items: end;
      }
      .fields {
        gap: 0.5rem;
        margin: 0;
        padding: 0.4rem 0.8rem 0.7rem;
        border: 1px solid var(--rule);
        border-radius: var(--radius);
        min-width: 0;
      }
      legend,
      .letter {
        font-weight: 700;
      }
      .fields label {
        font-size: 0.8rem;
      }
      .fields input {
        width: 4.5rem;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: 0.8rem 1.6rem;
        margin-block: 0.8rem;
        --chart-height: 18rem;
      }
      h3 {
        font-size: 0.95rem;
      }
      thead th {
        white-space: nowrap;
      }
      .solved {
        color: var(--gate);
        font-weight: 600;
      }
      ul {
        margin: 0.4rem 0;
        padding: 0;
        list-style: none;
        line-height: 1.6;
      }
    `,
  ];

  readonly #race = new Race((signal) => Engine.open(signal));
  /** What is lined up, as a text: settings of networks that are made for it, and the sequence. */
  #lined = '';
  readonly #lining = new Asking(this);
  readonly #pace = new Pace();
  readonly #redraw = (): void => this.requestUpdate();

  constructor() {
    super('change');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#race.addEventListener('change', this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#race.removeEventListener('change', this.#redraw);
    this.#race.close();
    this.#lined = '';
  }

  protected override shouldUpdate(changed: Map<PropertyKey, unknown>): boolean {
    return this.#pace.due(changed.size === 0 && this.#race.running);
  }

  /** As they are written, or the first that is worth seeing. */
  get #lanes(): State[] {
    const { lanes } = this.session!.chosen;
    return lanes === undefined ? [...CLASSICS[0]!.lanes] : parseLanes(lanes);
  }

  get #base(): Required<Config> {
    return this.session!.base(Object.assign({}, ...this.#lanes) as State);
  }

  /** Lines up what is asked for, if that is not what stands there. */
  protected override updated(): void {
    const { session } = this;
    // The update that was asked for before it was closed comes after.
    if (!this.isConnected || !session?.view || !session.config) return;
    const configs = configsOf(this.#lanes, this.#base);
    const { sample } = session.view.trace.frame;
    const text = JSON.stringify([configs, sample]);
    if (text === this.#lined) return;
    this.#lined = text;
    void this.#lining.start(() => this.#race.line(configs, sample));
  }

  #set(lanes: readonly State[], wish: State = {}): void {
    const session = this.session!;
    session.set({ ...wish, lanes: printLanes(lanes) }).catch(session.complain);
  }

  protected override render() {
    const { session } = this;
    if (!session?.view || !session.config) return nothing;
    const { t } = this.words;
    const shown = this.#shown();
    const { task, taskOptions } = session.config;
    return html`<div class="actions" role="group" aria-label=${t('race.classics')}>
        ${CLASSICS.map(
          ({ title, lanes, wish }) =>
            html`<button data-classic=${title} @click=${() => this.#set(lanes, wish)}>${t(title)}</button>`,
        )}
        ${DELAYS.map(
          (delay) =>
            html`<button
              data-delay=${delay}
              aria-pressed=${task === 'recall' && taskOptions['delay'] === delay ? 'true' : 'false'}
              @click=${() => this.#set(this.#lanes, recall(delay))}
            >
              ${t('race.recall', { delay })}
            </button>`,
        )}
      </div>
      <div class="lanes">${this.#lanes.map((lane, k) => this.#editor(lane, k))} ${this.#more()}</div>
      ${this.refused(this.#lining.trouble)}
      ${shown.length ? [this.#actions(), this.#told(shown), this.#charts(shown), this.#table(shown)] : html`<p role="status">${t('tools.loading')}</p>`}
      <p class="note">${t('race.note')}</p>`;
  }

  /** The lanes that have something to show. */
  #shown(): Shown[] {
    const lanes = this.#race.lanes;
    const configs = lanes.map(({ engine }) => engine.config!);
    return lanes.flatMap((lane, k) => {
      const { frame, config } = lane.engine;
      if (!frame || !config) return [];
      const trace = new Trace(frame);
      const fadings = statesOf(trace).map((state): [string, Fading] => [state, fadingOf(trace, state)]);
      const [letter, name] = [LETTERS[k]!, this.#name(config, configs)];
      const colour = `--lane-${letter.toLowerCase()}`;
      return [{ letter, colour, name, lane, config, view: new View(trace, frame.schema.layers - 1), fadings }];
    });
  }

  /** Its cell, and in what it differs from the others. */
  #name(config: Required<Config>, configs: readonly Required<Config>[]): string {
    const { t, named, number } = this.words;
    const say = (name: string, value: unknown): string[] => {
      const word = named(`option.${name}`, name);
      if (typeof value === 'number') return [`${word} ${number(value)}`];
      if (typeof value === 'boolean') return value ? [word] : [];
      if (name === 'equations') return []; // they are too long for a name
      return [named(`${name}.${String(value)}`, String(value))];
    };
    const others = differing(configs.filter(Boolean)).flatMap((name) => {
      if (name === 'options') return this.#chosen(config).flatMap(([option, value]) => say(option, value));
      if (name === 'forgetBias' && !this.#forgets(config)) return [];
      return say(name, config[name as keyof Config]);
    });
    return [named(`cell.${config.cell}`, config.cell), ...others].join(t('list.between'));
  }

  /** Options that are not as they are proposed. */
  #chosen({ cell, options }: Required<Config>): [string, unknown][] {
    const usual = this.session!.choices!.cells.find(({ name }) => name === cell)!.options;
    return Object.entries(options).filter(
      ([option, value]) => usual.find(({ name }) => name === option)?.default !== value,
    );
  }

  #forgets(config: Required<Config>): boolean {
    const lane = this.#race.lanes.find(({ engine }) => engine.config === config);
    return (lane?.engine.frame?.schema.forgetBiases.length ?? 0) > 0;
  }

  #editor(lane: State, k: number) {
    const { t, named } = this.words;
    const { choices } = this.session!;
    const config = configsOf([lane], this.#base)[0]!;
    const { engine, trouble } = this.#race.lanes[k] ?? {};
    const set = (change: State): void => this.#set(this.#lanes.with(k, { ...lane, ...change }));
    const forgets = (engine?.frame?.schema.forgetBiases.length ?? 0) > 0;
    const cells = choices!.cells.map(({ name }) => [name, named(`cell.${name}`, name)] as const);
    const entry = (name: 'hidden' | 'forgetBias', whole: boolean) => {
      const { min, max } = optionOf(choices!, name) ?? {};
      const value = config[name] ?? engine?.config?.[name];
      return number(name, named(`option.${name}`, name), value, (to) => set({ [name]: to }), { min, max, whole });
    };
    return html`<fieldset class="fields" data-lane=${LETTERS[k]!}>
      <legend .style=${`color: var(--lane-${LETTERS[k]!.toLowerCase()})`}>${LETTERS[k]}</legend>
      ${menu('cell', t('lab.cell'), cells, config.cell!, (cell) => set({ cell, options: undefined }))}
      ${entry('hidden', true)} ${forgets ? entry('forgetBias', false) : nothing}
      <button data-do="stage" @click=${() => this.#set(this.#lanes.with(k, this.#stage))}>${t('race.stage')}</button>
      ${
        this.#lanes.length > 1
          ? html`<button data-do="remove" @click=${() => this.#set(this.#lanes.toSpliced(k, 1))}>
              ${t('race.remove')}<span class="unseen"> ${LETTERS[k]}</span>
            </button>`
          : nothing
      }
      ${this.refused(trouble)}
    </fieldset>`;
  }

  /** The network at hand: its cell, and what is not as it would be anyhow. */
  get #stage(): State {
    const whole = own(this.session!.config as State);
    const kept = new Set<string>(['cell', 'options', ...differences(whole, own(this.#base as State))]);
    return Object.fromEntries(Object.entries(whole).filter(([name]) => kept.has(name)));
  }

  #more() {
    const lanes = this.#lanes;
    if (lanes.length === MOST_LANES) return nothing;
    return html`<button data-do="add" @click=${() => this.#set([...lanes, lanes.at(-1)!])}>
      ${this.words.t('race.add')}
    </button>`;
  }

  #actions() {
    const race = this.#race;
    const { t } = this.words;
    const { running } = race;
    return html`<div class="actions">
      <button
        class="primary"
        data-do=${running ? 'pause' : 'run'}
        @click=${() => (running ? race.pause() : race.run(AT_ONCE, true))}
      >
        ${t(running ? 'lab.pause' : 'race.run')}
      </button>
      <button data-do="hundred" aria-disabled=${running ? 'true' : 'false'} @click=${() => running || race.run(100)}>
        +100
      </button>
      <button data-do="rewind" @click=${() => race.rewind()}>${t('lab.rewind')}</button>
    </div>`;
  }

  /** Of each lane what a step does to its gradient, by the numbers. */
  #told(shown: readonly Shown[]) {
    const { t } = this.words;
    const several = shown.some(({ view }) => asks(view.trace) > 1);
    return html`<ul data-figure="told">
        ${shown.map(
          ({ letter, colour, name, fadings, view }) =>
            html`<li data-lane=${letter}>
              <span class="letter" .style=${`color: var(${colour})`}>${letter}</span> ${name}:
              ${fadings.map(([state, fading], k) => [k ? ' ' : '', this.#fading(fading, this.#norm(view, state))])}
              <span class="note">${t(keeping(view, fadings) ? 'race.why-gates' : 'race.why-matrix')}</span>
            </li>`,
        )}
      </ul>
      ${several ? html`<p class="note">${t('race.several')}</p>` : nothing}`;
  }

  #fading({ norms, left, factor, zeroFrom }: Fading, letters: Letters) {
    const { t, share } = this.words;
    const name = inline(letters);
    if (left === undefined) return html`${name} ${t('race.none')}`;
    if (zeroFrom !== undefined) return html`${name} ${t('race.zero', { step: zeroFrom })}`;
    if (factor === undefined) return html`${name} ${t('race.one')}`;
    const key = Math.abs(factor - 1) < 5e-4 ? 'race.passes' : factor > 1 ? 'race.grows' : 'race.keeps';
    return html`${name} ${t(key, { factor: share(factor), steps: norms.length - 1, left: share(left) })}`;
  }

  #norm(view: View, state: string): Letters {
    return norm(view.letters(`d_${state}`, this.surroundings.notation));
  }

  #charts(shown: readonly Shown[]) {
    const { t } = this.words;
    const losses = shown.map(({ letter, colour, lane }): Curve => {
      const { losses, stride, since } = lane.engine.progress;
      return { ...spaced(losses, 1 + since, stride), line: colour, mark: letter, each: false };
    });
    const some = losses.some(({ values }) => values.length > 0);
    // What all hand on stands in one chart; what some keep beside it in another.
    const [handed, kept] = [0, 1].map((k) => shown.filter(({ fadings }) => fadings[k]));
    return html`<div class="charts">
      ${this.#chart(html`${t('lab.loss')}`, losses, t('lab.updates'), some ? t('race.chart-losses') : t('lab.no-losses'))}
      ${[handed!, kept!].map((some, k) => (some.length ? this.#gradients(some, k) : nothing))}
    </div>`;
  }

  #gradients(shown: readonly Shown[], k: number) {
    const { t } = this.words;
    const { view, fadings } = shown[0]!;
    const letters = this.#norm(view, fadings[k]![0]);
    const curves = shown.map(({ letter, colour, fadings }): Curve => ({
      ...spaced(drawn(fadings[k]![1].norms), 1),
      ...{ line: colour, mark: letter, each: false },
    }));
    return this.#chart(inline(letters), curves, t('race.step'), t('race.chart-gradients', { name: plain(letters) }));
  }

  #chart(title: TemplateResult, curves: Curve[], xLabel: string, told: string) {
    return html`<div>
      <h3>${title}</h3>
      <lstm-curves .curves=${curves} .xLabel=${xLabel} .yLabel=${''} .told=${told}></lstm-curves>
    </div>`;
  }

  #table(shown: readonly Shown[]) {
    const { t, number, percent, share } = this.words;
    const heads = ['race.parameters', 'lab.updates', 'lab.test-loss', 'lab.accuracy', 'race.solved', 'race.factor'];
    const rows = shown.map(({ letter, colour, name, lane, view, fadings }) => {
      const { updates, evaluation, divergence } = lane.engine.progress;
      const { factor } = fadings.at(-1)![1];
      const solved = lane.solvedAt === undefined ? '–' : html`<span class="solved">${number(lane.solvedAt)}</span>`;
      return row(letter, html`<span class="letter" .style=${`color: var(${colour})`}>${letter}</span> ${name}`, {
        parameters: number(view.trace.frame.schema.parameters),
        updates: number(updates),
        'test-loss': evaluation ? precise(evaluation.loss) : '–',
        accuracy: evaluation ? percent(evaluation.accuracy) : '–',
        solved: divergence ? t('race.diverged', { update: divergence.update }) : solved,
        factor: factor === undefined ? '–' : share(factor),
      });
    });
    return table([textual(t('race.lane')), ...heads.map((head) => numeric(t(head)))], rows, { label: t('race.table') });
  }
}

/** Whether one of its states is only multiplied, unit by unit, on its way to the next step. */
function keeping({ wiring }: View, fadings: Shown['fadings']): boolean {
  return fadings.some(([state]) => gatesOf(wiring, state) !== undefined);
}

customElements.define('lstm-race', LstmRace);
