// <lstm-race>: up to four networks learn the same side by side: their losses, and how their gradients shrink on the way back.
import { css, html, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import { spaced, type Curve } from '../../elements/curves.ts';
import { menu, number } from '../../elements/fields.ts';
import { inline } from '../../elements/runs.ts';
import { ALONE, Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { norm, plain, type Letters } from '../../network/notation.ts';
import { Trace } from '../../network/trace.ts';
import { asks, drawn, fadingOf, gateFactor, statesOf, wayOf, type Fading } from '../../network/vanish.ts';
import { View } from '../../scene/view.ts';
import { optionOf } from '../../session/settings.ts';
import { differences, type State } from '../../session/state.ts';
import { Asking } from '../asking.ts';
import { numeric, table, textual } from '../table.ts';
import { configsOf, differing, MOST_LANES, own, parseLanes, printLanes } from './lanes.ts';
import { Race, type Lane } from './lockstep.ts';
import { RunElement } from './run.ts';
import type { LstmStages } from './stages.ts';
import '../../elements/curves.ts';
import './stages.ts';

/** Updates at a time, if not all have solved the task before. */
const AT_ONCE = 2000;
const LETTERS = ['A', 'B', 'C', 'D'];
/** What is smaller can become 0 in a step by rounding; what is larger was cut off, or does not go on at all. */
const FADED = 1e-20;

/** What is worth comparing: the lanes, and on which task. Without a task it is the one at hand. */
interface Classic {
  title: string;
  lanes: readonly State[];
  wish?: State;
}

const recall = (delay: number): State => ({ task: 'recall', taskOptions: { delay } });
const CLASSICS: readonly Classic[] = [
  // Of the seeds 1, 2 and 3 an RNN learns it from one in 2,000 updates, an LSTM from each in fewer than 100.
  { title: 'race.rnn-lstm', lanes: [{ cell: 'rnn' }, { cell: 'lstm', forgetBias: 3 }], wish: recall(50) },
  { title: 'race.cells', lanes: [{ cell: 'rnn' }, { cell: 'gru' }, { cell: 'lstm' }] },
  { title: 'race.bias', lanes: [0, 1, 3].map((forgetBias) => ({ cell: 'lstm', forgetBias })), wish: recall(20) },
  // In 2,000 updates only the third of them learns it, from each of the seeds 1, 2 and 3.
  { title: 'race.long', lanes: [1, 3, 5].map((forgetBias) => ({ cell: 'lstm', forgetBias })), wish: recall(100) },
  // Of the seeds 1, 2 and 3 the second learns it from each in fewer than 300 updates, the first from none in 600.
  {
    title: 'race.chrono',
    lanes: [
      { cell: 'lstm', forgetBias: 3 },
      { cell: 'lstm', init: 'chrono' },
    ],
    wish: recall(500),
  },
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

class LstmRace extends RunElement<Race> {
  static override styles = [
    ...RunElement.styles,
    css`
      .fields {
        flex-wrap: nowrap;
        margin-block: 0.4rem;
      }
      .fields > * {
        flex: 0 1 auto;
      }
      .fields > .letter,
      .fields > button {
        align-self: end;
        line-height: 2rem;
      }
      .fields > label:first-of-type {
        flex: 1 1 5rem;
      }
      .fields select {
        width: 100%;
      }
      .fields input {
        width: 3.8rem;
      }
      /* Room for a label a decade, from 10⁻¹⁸ on. */
      lstm-curves {
        --chart-height: 16rem;
      }
      .losses lstm-curves {
        --chart-height: 11rem;
      }
    `,
  ];

  /** Only how their gradients fade before they learn: nothing to set, nothing to run. */
  @property({ type: Boolean }) bare = false;
  /** What is lined up, as a text: settings of networks that are made for it, and the sequence. */
  #lined = '';
  readonly #lining = new Asking(this);
  @query('lstm-stages') readonly stages!: LstmStages | null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#lined = '';
    this.turnTo(new Race((signal) => Engine.open(signal, undefined, ALONE)));
  }

  /** As they are written, or the first that is worth seeing. */
  get #lanes(): State[] {
    const { lanes } = this.session.chosen;
    return lanes === undefined ? [...CLASSICS[0]!.lanes] : parseLanes(lanes);
  }

  get #race(): Race {
    return this.run!;
  }

  get #base(): Required<Config> {
    return this.session.base(Object.assign({}, ...this.#lanes) as State);
  }

  /** Lines up what is asked for, if that is not what stands there. */
  protected override updated(): void {
    const { session } = this;
    // The update that was asked for before it was closed comes after.
    if (!this.isConnected) return;
    const configs = configsOf(this.#lanes, this.#base);
    const { sample } = session.view.trace.frame;
    const text = JSON.stringify([configs, sample]);
    if (text === this.#lined) return;
    this.#lined = text;
    void this.#lining.start(() => this.#race.line(configs, sample));
  }

  #set(lanes: readonly State[], wish: State = {}): void {
    const session = this.session;
    session.set({ ...wish, lanes: printLanes(lanes) }).catch(session.complain);
  }

  protected override render() {
    const { session } = this;
    if (!this.run) return nothing;
    const { t } = this.words;
    const shown = this.#shown();
    if (this.bare)
      return [
        html`<p>${t('race.start')}</p>`,
        this.refused(this.#lining.trouble),
        shown.length
          ? [this.#gradientCharts(shown), this.#told(shown)]
          : html`<p role="status">${t('tools.loading')}</p>`,
      ];
    return html`<div class="actions" role="group" aria-label=${t('race.classics')}>
        ${CLASSICS.map(
          ({ title, lanes, wish }) =>
            html`<button data-classic=${title} @click=${() => this.#set(lanes, wish)}>${t(title)}</button>`,
        )}
        ${this.#delay(session.config)}
      </div>
      ${this.#lanes.map((lane, k) => this.#editor(lane, k))} ${this.refused(this.#lining.trouble)} ${this.#actions()}
      ${shown.length ? [this.#table(shown), this.#told(shown), this.#charts(shown)] : html`<p role="status">${t('tools.loading')}</p>`}
      <p class="note">${t('race.note')}</p>
      <lstm-stages
        .race=${this.#race}
        .names=${shown.map(({ name }) => name)}
        .budget=${AT_ONCE}
        .recipe=${this.words.has('compare.recipe-race') ? t('compare.recipe-race', { updates: AT_ONCE }) : ''}
      ></lstm-stages>`;
  }

  /** Over how many steps a bit is to be recalled. */
  #delay({ task, taskOptions }: Required<Config>) {
    const { t, number } = this.words;
    const now = task === 'recall' ? Number(taskOptions['delay']) : undefined;
    const delays = [...new Set([...(now === undefined ? [] : [now]), ...DELAYS])].toSorted((a, b) => a - b);
    const choices = delays.map((delay) => [String(delay), number(delay)] as const);
    const all = now === undefined ? [['', '–'] as const, ...choices] : choices;
    const choose = (delay: string): void => this.#set(this.#lanes, recall(Number(delay)));
    return menu('delay', t('race.recall'), all, now === undefined ? '' : String(now), choose);
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
      return [
        {
          letter,
          colour: colourOf(letter),
          name,
          lane,
          config,
          view: new View(trace, frame.schema.layers - 1),
          fadings,
        },
      ];
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
      // Where it is drawn for each unit, or there is none, it says nothing.
      if (name === 'forgetBias' && (config.init === 'chrono' || !this.#forgets(config))) return [];
      return say(name, config[name as keyof Config]);
    });
    const cell = named(`cell.${config.cell}`, config.cell);
    return others.length ? t('list.spelt', { word: cell, name: others.join(t('list.between')) }) : cell;
  }

  /** Options that are not as they are proposed. */
  #chosen({ cell, options }: Required<Config>): [string, unknown][] {
    const usual = this.session.choices.cells.find(({ name }) => name === cell)!.options;
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
    const { choices } = this.session;
    const config = configsOf([lane], this.#base)[0]!;
    const { engine, trouble } = this.#race.lanes[k] ?? {};
    const set = (change: State): void => this.#set(this.#lanes.with(k, { ...lane, ...change }));
    const forgets = (engine?.frame?.schema.forgetBiases.length ?? 0) > 0;
    const cells = choices.cells.map(({ name }) => [name, named(`cell.${name}`, name)] as const);
    const entry = (name: 'hidden' | 'forgetBias', whole: boolean) => {
      const { min, max } = optionOf(choices, name) ?? {};
      const value = config[name] ?? engine?.config?.[name];
      return number(name, named(`option.${name}`, name), value, (to) => set({ [name]: to }), { min, max, whole });
    };
    const choose = (cell: string): void =>
      cell ? set({ cell, options: undefined }) : this.#set(this.#lanes.with(k, this.#stage));
    const letter = LETTERS[k]!;
    return html`<div class="fields" role="group" aria-label=${letter} data-lane=${letter}>
        ${lettered(letter)} ${menu('cell', t('lab.cell'), [...cells, ['', t('race.stage')]], config.cell!, choose)}
        ${entry('hidden', true)} ${forgets ? entry('forgetBias', false) : nothing}
        ${
          this.#lanes.length > 1
            ? html`<button
                data-do="remove"
                aria-label="${t('race.remove')} ${letter}"
                @click=${() => this.#set(this.#lanes.toSpliced(k, 1))}
              >
                ×
              </button>`
            : nothing
        }
      </div>
      ${this.refused(trouble)}`;
  }

  /** The network at hand: its cell, and what is not as it would be anyhow. */
  get #stage(): State {
    const whole = own(this.session.config as State);
    const kept = new Set<string>(['cell', 'options', ...differences(whole, own(this.#base as State))]);
    return Object.fromEntries(Object.entries(whole).filter(([name]) => kept.has(name)));
  }

  #actions() {
    const race = this.#race;
    const lanes = this.#lanes;
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
      ${
        lanes.length < MOST_LANES
          ? html`<button data-do="add" @click=${() => this.#set([...lanes, lanes.at(-1)!])}>${t('race.add')}</button>`
          : nothing
      }
      ${
        lanes.length > 1
          ? html`<button data-do="open" @click=${() => this.stages?.show().catch(this.session.complain)}>
              ${t('race.open')}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** Of each lane what a step does to its gradient, by the numbers. */
  #told(shown: readonly Shown[]) {
    const { t, sentence } = this.words;
    const several = shown.some(({ view }) => asks(view.trace) > 1);
    const trained = shown.some(({ lane }) => lane.engine.progress.updates > 0);
    return html`<ul data-figure="told">
        ${shown.map(
          ({ letter, name, fadings, view }) =>
            html`<li data-lane=${letter}>
              ${lettered(letter)}
              ${sentence('list.named', {
                name: html`<b>${name}</b>`,
                what: html`${fadings.map(([state, fading], k) => [k ? ' ' : '', this.#fading(fading, this.#norm(view, state))])}`,
              })}
              <span class="note" data-figure="why">${this.#why(view, fadings.at(-1)!)}</span>
            </li>`,
        )}
      </ul>
      ${several ? html`<p class="note">${t('race.several')}</p>` : nothing}
      ${trained ? html`<p class="note" data-figure="after">${t('race.after')}</p>` : nothing}`;
  }

  /** By which ways the gradient of what is kept longest comes back: all of them are in what was measured. */
  #why(view: View, [state, { factor }]: Shown['fadings'][number]) {
    const { t, sentence, share } = this.words;
    const { trace } = view;
    const way = wayOf(trace, state);
    const gates = gateFactor(trace, state);
    const changes = asks(trace) === 1 && factor !== undefined && factor !== 1 && (factor > 1 ? 'grown' : 'shrunk');
    const name = inline(view.name(`d_${state}`, this.surroundings.notation));
    return [
      sentence(`race.why-${way}`, { name, ...(gates !== undefined && { gates: share(gates) }) }),
      changes === 'grown' ? [' ', t(way === 'matrix' ? 'race.grown-matrix' : 'race.grown-gates')] : nothing,
      changes === 'shrunk' && way === 'matrix' ? [' ', t('race.shrunk-matrix')] : nothing,
    ];
  }

  #fading({ norms, left, factor, zeroFrom }: Fading, letters: Letters) {
    const { t, share } = this.words;
    const name = inline(letters);
    if (left === undefined) return html`${name} ${t('race.none')}`;
    if (zeroFrom !== undefined) {
      const faded = norms[zeroFrom]! < FADED;
      return html`${name} ${t(faded ? 'race.zero' : 'race.cut', { step: zeroFrom })}`;
    }
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
    return [
      html`<div class="losses">
        ${this.#chart(t('lab.loss'), losses, t('lab.updates'), some ? t('race.chart-losses') : t('lab.no-losses'))}
      </div>`,
      ...this.#gradientCharts(shown),
    ];
  }

  /** What all hand on stands in one chart; what some keep beside it in another. */
  #gradientCharts(shown: readonly Shown[]) {
    const [handed, kept] = [0, 1].map((k) => shown.filter(({ fadings }) => fadings[k]));
    return [handed!, kept!].map((some, k) => (some.length ? this.#gradients(some, k) : nothing));
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

  #chart(title: unknown, curves: Curve[], xLabel: string, told: string) {
    return html`<h3>${title}</h3>
      <lstm-curves .curves=${curves} .xLabel=${xLabel} .yLabel=${''} .told=${told}></lstm-curves>`;
  }

  /** A column for each lane. */
  #table(shown: readonly Shown[]) {
    const { t, number, percent, share } = this.words;
    const line = (name: string, what: string, of: (lane: Shown) => unknown) =>
      html`<tr>
        <th scope="row">${t(what)}</th>
        ${shown.map((lane) => html`<td class="number" data-figure=${name}>${of(lane)}</td>`)}
      </tr>`;
    const solved = ({ lane: { solvedAt, engine } }: Shown) => {
      const { divergence } = engine.progress;
      if (divergence) return t('race.diverged', { update: divergence.update });
      return solvedAt === undefined ? '–' : html`<span class="solved">${number(solvedAt)}</span>`;
    };
    const figure = (of: number | undefined, say: (of: number) => string): string => (of === undefined ? '–' : say(of));
    return table(
      [textual(''), ...shown.map(({ letter }) => numeric(lettered(letter)))],
      [
        line('solved', 'race.solved', solved),
        line('accuracy', 'lab.accuracy', ({ lane }) => figure(lane.engine.progress.evaluation?.accuracy, percent)),
        line('test-loss', 'lab.test-loss', ({ lane }) => figure(lane.engine.progress.evaluation?.loss, precise)),
        line('updates', 'lab.updates', ({ lane }) => number(lane.engine.progress.updates)),
        line('parameters', 'race.parameters', ({ view }) => number(view.trace.frame.schema.parameters)),
        line('factor', 'race.factor', ({ fadings }) => figure(fadings.at(-1)![1].factor, share)),
      ],
      { label: t('race.table') },
    );
  }
}

/** A lane by its letter, in its colour. */
function lettered(letter: string) {
  return html`<span class="letter" .style=${`color: var(${colourOf(letter)})`}>${letter}</span>`;
}

function colourOf(letter: string): string {
  return `--lane-${letter.toLowerCase()}`;
}

customElements.define('lstm-race', LstmRace);
