// <lstm-race>: up to four networks learn the same side by side: their losses, and how their gradients shrink on the way back.
import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Curve } from '../../elements/curves.ts';
import { inline, runStyles } from '../../elements/runs.ts';
import { Engine } from '../../engine/engine.ts';
import { EngineError, type Config } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { plain, type Letters } from '../../network/notation.ts';
import { Trace } from '../../network/trace.ts';
import { asks, drawn, fadingOf, statesOf, type Fading, gatesOf } from '../../network/vanish.ts';
import { View } from '../../scene/view.ts';
import { optionOf } from '../../session/settings.ts';
import type { State } from '../../session/state.ts';
import { wordsOf } from '../../words/trouble.ts';
import { ToolElement } from '../tool.ts';
import { configsOf, differing, MOST_LANES, own, parseLanes, printLanes } from './lanes.ts';
import { Race, type Lane } from './lockstep.ts';
import '../../elements/curves.ts';

/** While they learn, in milliseconds: the page has its frames to draw. */
const REDRAW_EVERY = 250;
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

export class LstmRace extends ToolElement {
  static override properties = { ...ToolElement.properties, trouble: { state: true } };
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
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: end;
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
      fieldset label {
        display: grid;
        gap: 0.15rem;
        font-size: 0.8rem;
        color: var(--muted);
      }
      fieldset input {
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
      td.solved {
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

  declare trouble: EngineError | undefined;
  readonly #race = new Race((signal) => Engine.open(signal));
  /** What is lined up, as a text. */
  #lined = '';
  #drawnAt = -Infinity;
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
    const now = performance.now();
    if (changed.size === 0 && this.#race.running && now - this.#drawnAt < REDRAW_EVERY) return false;
    this.#drawnAt = now;
    return true;
  }

  /** As they are written, or the first that is worth seeing. */
  get #lanes(): State[] {
    const { lanes } = this.session!;
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
    this.trouble = undefined;
    this.#race
      .line(configs, sample)
      .catch((error: unknown) => (this.trouble = new EngineError(EngineError.trouble(error))));
  }

  #set(lanes: readonly State[], wish: State = {}): void {
    this.session!.restore({ ...wish, lanes: printLanes(lanes) });
  }

  protected override render() {
    const { session } = this;
    if (!session?.view || !session.config) return nothing;
    const { words } = this.surroundings;
    const { t } = words;
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
      ${this.trouble ? html`<p class="wrong" role="alert">${wordsOf(this.trouble, words)}</p>` : nothing}
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
    const { t, named, number } = this.surroundings.words;
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
    const { t, named } = this.surroundings.words;
    const { choices } = this.session!;
    const base = this.#base;
    const whole = configsOf([lane], base)[0]!;
    const trouble = this.#race.lanes[k]?.trouble;
    const set = (change: State): void =>
      this.#set(this.#lanes.map((each, at) => (at === k ? { ...each, ...change } : each)));
    const engine = this.#race.lanes[k]?.engine;
    const forgets = (engine?.frame?.schema.forgetBiases.length ?? 0) > 0;
    const usual = engine?.config;
    const number = (name: 'hidden' | 'forgetBias') => {
      const { min, max } = optionOf(choices!, name) ?? {};
      return html`<label
        >${named(`option.${name}`, name)}
        <input
          type="number"
          name=${name}
          min=${min ?? nothing}
          max=${max ?? nothing}
          step=${name === 'hidden' ? 1 : 'any'}
          .value=${String(whole[name] ?? usual?.[name] ?? '')}
          @change=${({ target }: Event) => {
            const field = target as HTMLInputElement;
            if (field.value !== '' && field.reportValidity()) set({ [name]: Number(field.value) });
          }}
      /></label>`;
    };
    return html`<fieldset data-lane=${LETTERS[k]!}>
      <legend .style=${`color: var(--lane-${LETTERS[k]!.toLowerCase()})`}>${LETTERS[k]}</legend>
      <label
        >${t('lab.cell')}
        <select
          name="cell"
          @change=${({ target }: Event) => set({ cell: (target as HTMLSelectElement).value, options: undefined })}
        >
          ${choices!.cells.map(
            ({ name }) =>
              html`<option value=${name} .selected=${live(name === whole.cell)}>
                ${named(`cell.${name}`, name)}
              </option>`,
          )}
        </select></label
      >
      ${number('hidden')} ${forgets ? number('forgetBias') : nothing}
      <button data-do="stage" @click=${() => this.#set(this.#lanes.map((each, at) => (at === k ? this.#stage : each)))}>
        ${t('race.stage')}
      </button>
      ${
        this.#lanes.length > 1
          ? html`<button data-do="remove" @click=${() => this.#set(this.#lanes.filter((_, at) => at !== k))}>
              ${t('race.remove')}<span class="unseen"> ${LETTERS[k]}</span>
            </button>`
          : nothing
      }
      ${trouble ? html`<p class="wrong" role="alert">${wordsOf(trouble, this.surroundings.words, choices)}</p>` : nothing}
    </fieldset>`;
  }

  /** The network at hand: its cell, and what is not as it would be anyhow. */
  get #stage(): State {
    const base = own(this.#base as State);
    const whole = Object.entries(own(this.session!.config as State));
    const kept = (name: string, value: unknown): boolean =>
      ['cell', 'options'].includes(name) || JSON.stringify(value) !== JSON.stringify(base[name as keyof State]);
    return Object.fromEntries(whole.filter(([name, value]) => kept(name, value)));
  }

  #more() {
    const lanes = this.#lanes;
    if (lanes.length === MOST_LANES) return nothing;
    return html`<button data-do="add" @click=${() => this.#set([...lanes, lanes.at(-1)!])}>
      ${this.surroundings.words.t('race.add')}
    </button>`;
  }

  #actions() {
    const race = this.#race;
    const { t } = this.surroundings.words;
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
    const { t } = this.surroundings.words;
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
    const { t } = this.surroundings.words;
    const name = inline(letters);
    if (left === undefined) return html`${name} ${t('race.none')}`;
    if (zeroFrom !== undefined) return html`${name} ${t('race.zero', { step: zeroFrom })}`;
    if (factor === undefined) return html`${name} ${t('race.one')}`;
    const key = Math.abs(factor - 1) < 5e-4 ? 'race.passes' : factor > 1 ? 'race.grows' : 'race.keeps';
    return html`${name} ${t(key, { factor: this.#part(factor), steps: norms.length - 1, left: this.#part(left) })}`;
  }

  /** A share of something, however small. */
  #part(share: number): string {
    const { number } = this.surroundings.words;
    if (share < 1e-3 || share >= 1e3) return precise(share);
    return number(share, { style: 'percent', maximumSignificantDigits: 3 });
  }

  #norm(view: View, state: string): Letters {
    const bar: Letters = [{ text: '‖', style: 'roman' }];
    return [...bar, ...view.letters(`d_${state}`, this.surroundings.notation), ...bar];
  }

  #charts(shown: readonly Shown[]) {
    const { t } = this.surroundings.words;
    const losses = shown.map(({ letter, colour, lane }): Curve => {
      const { losses: values, stride, since } = lane.engine.progress;
      return { values, line: colour, mark: letter, first: 1 + since, stride };
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
    const { t } = this.surroundings.words;
    const { view, fadings } = shown[0]!;
    const letters = this.#norm(view, fadings[k]![0]);
    const curves = shown.map(({ letter, colour, fadings }): Curve => ({
      values: drawn(fadings[k]![1].norms),
      line: colour,
      mark: letter,
      first: 1,
      stride: 1,
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
    const { t, number, percent } = this.surroundings.words;
    const head = ['race.parameters', 'lab.updates', 'lab.test-loss', 'lab.accuracy', 'race.solved', 'race.factor'];
    return html`<div class="wide" tabindex="0" role="group" aria-label=${t('race.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('race.lane')}</th>
            ${head.map((each) => html`<th scope="col" class="number">${t(each)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(({ letter, colour, name, lane, view, fadings }) => {
            const { updates, evaluation, divergence } = lane.engine.progress;
            const factor = fadings.at(-1)![1].factor;
            const solved = lane.solvedAt;
            const text = divergence
              ? t('race.diverged', { update: divergence.update })
              : solved === undefined
                ? '–'
                : number(solved);
            return html`<tr data-lane=${letter}>
              <th scope="row"><span class="letter" .style=${`color: var(${colour})`}>${letter}</span> ${name}</th>
              <td class="number">${number(view.trace.frame.schema.parameters)}</td>
              <td class="number" data-figure="updates">${number(updates)}</td>
              <td class="number">${evaluation ? precise(evaluation.loss) : '–'}</td>
              <td class="number" data-figure="accuracy">${evaluation ? percent(evaluation.accuracy) : '–'}</td>
              <td class="number ${solved === undefined ? '' : 'solved'}" data-figure="solved">${text}</td>
              <td class="number" data-figure="factor">${factor === undefined ? '–' : this.#part(factor)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}

/** Whether one of its states is only multiplied, unit by unit, on its way to the next step. */
function keeping({ wiring }: View, fadings: Shown['fadings']): boolean {
  return fadings.some(([state]) => gatesOf(wiring, state) !== undefined);
}

customElements.define('lstm-race', LstmRace);
