// <lstm-continuation>: a network whose answers are its next inputs goes on by itself: it writes on, or draws a wave further.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { entered, read as typed, readNumber } from '../../elements/fields.ts';
import type { Generated } from '../../engine/protocol.ts';
import { chanceAt, shares } from '../../engine/temperature.ts';
import { precise, visible } from '../../network/format.ts';
import type { Trace } from '../../network/trace.ts';
import { Asking } from '../asking.ts';
import { ToolElement } from '../tool.ts';
import { continues, known, symbolsOf, type Known } from './continues.ts';
import { piece, plot, plotStyles } from './plot.ts';
import { rowsOf, scaled, unscaled } from './series.ts';
import { symbolsIn } from './text-preview.ts';
import { areWords, read, written } from './tokens.ts';

/** Symbols or rows that are asked for at a time: what is there is shown while the rest is made. */
const PIECE = 20;
/** How long it goes on. */
const LONG = { symbols: 300, rows: 120 };
const LIKELIEST = 5;
const DIGITS = 3;
const MOST_CURVES = 4;

/** What it was begun with; answers are added as they come. */
interface Course {
  trace: Trace;
  /** What it read first, row by row. */
  given: Float32Array;
  temperature: number;
  rows: Float32Array[];
  /** From which each row was drawn. */
  said: Float32Array[];
}

class LstmContinuation extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    plotStyles,
    css`
      .written {
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--rule);
        border-radius: var(--radius);
        line-height: 1.7;
        overflow-wrap: anywhere;
      }
      .written span {
        white-space: pre-wrap;
      }
      .given {
        color: var(--muted);
        border-bottom: 1px solid var(--muted);
      }
      .written .looked {
        outline: 2px solid var(--now);
      }
      .looking {
        min-height: 2.6em;
        margin-block: 0.5rem;
      }
    `,
  ];

  /** What it reads before it goes on, as typed. */
  @state() seed: string | undefined;
  /** How many of the numbers known it reads. */
  @state() share: number | undefined;
  /** The symbol that is looked at. */
  @state() looked: number | undefined;
  @state() course: Course | undefined;
  /** Each time it draws by another stream. */
  #stream = 1;
  readonly #asking = new Asking(this);
  #known: { trace: Trace; aside: string; numbers: Known & { learnt: number } } | undefined;

  protected override render() {
    const trace = this.session.view.trace;
    if (!trace) return nothing;
    const { t } = this.words;
    const kind = continues(trace);
    return html`<h3>${t('data.on')}</h3>
      ${
        kind === undefined
          ? html`<p class="note" data-figure="cannot">${t('data.on-not')}</p>`
          : [
              html`<p class="note">${t(`data.on-${kind}`)}</p>`,
              kind === 'symbols' ? this.#symbols(trace) : this.#numbers(trace),
            ]
      }
      ${this.refused(this.#asking.trouble)}`;
  }

  #buttons(go: (() => void) | undefined, again = false) {
    const { t } = this.words;
    const { running } = this.#asking;
    return html`${this.worker(this.#asking, 'go', t('data.go'), go)}
    ${
      again
        ? html`<button
            data-do="again"
            aria-disabled=${go && !running ? 'false' : 'true'}
            @click=${() => {
              if (running) return;
              this.#stream++;
              go?.();
            }}
          >
            ${t('data.again')}
          </button>`
        : nothing
    }`;
  }

  // Symbols.

  #symbols(trace: Trace) {
    const { t, number } = this.words;
    const session = this.session;
    const names = trace.frame.schema.symbols.inputs;
    const seed = this.seed ?? this.#proposed(trace);
    const { places, unknown } = read(seed, names);
    const wrong = unknown.length
      ? t('data.unknown', { list: symbolsIn(unknown, this.words) })
      : places.length
        ? undefined
        : t('data.nothing');
    const { temperature } = session.chosen;
    return html`<div class="actions">
        <label
          >${t('data.seed')}
          <input
            id="seed-text"
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${wrong ? 'true' : 'false'}
            aria-describedby="seed-wrong"
            .value=${live(seed)}
            @input=${entered(typed, (seed) => (this.seed = seed))}
        /></label>
        <label
          >${t('data.temperature')}
          <input
            id="temperature"
            type="range"
            min="0"
            max="2"
            step="0.1"
            .value=${live(String(temperature))}
            @input=${entered(readNumber, (temperature) => session.set({ temperature }))}
          />
          <output>${number(temperature)}</output></label
        >
        ${this.#buttons(wrong ? undefined : () => void this.#go(trace, oneHot(places, names.length), LONG.symbols), temperature > 0)}
      </div>
      <p class="wrong" id="seed-wrong">${wrong}</p>
      <p class="note">${t('data.temperature-about')}</p>
      ${this.course?.trace.frame.schema.symbols.inputs.length ? this.#written(this.course) : nothing}`;
  }

  /** The beginning of one's own text, or of the sequence shown. */
  #proposed(trace: Trace): string {
    const { inputs: names } = trace.frame.schema.symbols;
    const text = trace.frame.schema.config.taskOptions?.['text'];
    const words = areWords(names);
    const own =
      typeof text === 'string' ? text.match(/^\s*(?:[\x21-\u02af]+\s+[\x21-\u02af]+|\S{1,4})/)?.[0] : undefined;
    if (own) return own;
    const shown = symbolsOf(trace);
    const some = shown.slice(0, Math.max(1, Math.ceil(shown.length / 3)));
    return written(
      some.map((place) => names[place]!),
      words,
    ).join('');
  }

  #written({ trace, given, rows, said, temperature }: Course) {
    const { t } = this.words;
    const { inputs } = trace.frame.schema.symbols;
    const n = inputs.length;
    const placed = (row: Float32Array): number => row.indexOf(1);
    const first = Array.from({ length: given.length / n }, (_, k) => placed(given.subarray(k * n, (k + 1) * n)));
    const places = [...first, ...rows.map(placed)];
    const texts = written(
      places.map((place) => inputs[place]!),
      areWords(inputs),
    );
    const looked = this.looked;
    return html`<p class="note">${t('data.weights', { n: trace.frame.updates })}</p>
      <div
        class="written"
        data-figure="written"
        tabindex="0"
        role="group"
        aria-label=${t('data.written')}
        aria-describedby="looking"
        @keydown=${(event: KeyboardEvent) => this.#key(event, rows.length)}
        @mouseover=${(event: Event) => this.#hover(event)}
      >
        ${[
          html`<span class="given">${texts.slice(0, first.length).join('')}</span>`,
          ...rows.map((row, k) => {
            const p = said[k]![placed(row)]!;
            const shade = `background: color-mix(in srgb, var(--gate) ${Math.round(45 * p)}%, transparent)`;
            return html`<span
              data-at=${k}
              class=${k === looked ? 'looked' : ''}
              title=${p.toFixed(DIGITS)}
              .style=${shade}
              >${texts[first.length + k]}</span
            >`;
          }),
        ]}
      </div>
      <p class="note looking" id="looking" role="status">
        ${looked === undefined || !rows[looked] ? t('data.look') : this.#told(said[looked]!, placed(rows[looked]), temperature, inputs)}
      </p>`;
  }

  /** How a symbol came about. */
  #told(said: Float32Array, place: number, temperature: number, names: readonly string[]): string {
    const { t } = this.words;
    const all = shares(said, temperature);
    const ranked = Array.from(said, (p, k) => ({ p, name: names[k]! })).toSorted((a, b) => b.p - a.p);
    const list = ranked.slice(0, LIKELIEST).map(({ p, name }) => `${visible(name)} ${p.toFixed(DIGITS)}`);
    return t(temperature === 1 ? 'data.told' : 'data.told-at', {
      name: visible(names[place]!),
      p: said[place]!.toFixed(DIGITS),
      share: all[place]!.toFixed(DIGITS),
      temperature,
      list: list.join(t('list.between')),
    });
  }

  #hover(event: Event): void {
    const at = (event.target as HTMLElement).dataset['at'];
    if (at !== undefined) this.looked = Number(at);
  }

  #key(event: KeyboardEvent, n: number): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || !n) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own arrows step through time
    this.looked = this.looked === undefined ? 0 : (this.looked + by + n) % n;
  }

  // Numbers.

  #numbers(trace: Trace) {
    const { t } = this.words;
    const numbers = this.#all(trace);
    const { rows, learnt } = numbers;
    // To where the network has not learnt how it goes on, if there is such a place.
    const share = Math.min(this.share ?? (learnt < rows.length ? learnt : Math.ceil(rows.length / 2)), rows.length);
    const given = Float32Array.from(rows.slice(0, share).flat());
    const own = this.course?.trace.frame.schema.symbols.inputs.length === 0 ? this.course : undefined;
    return html`<div class="actions">
        <label
          >${t('data.reads', { n: share, of: rows.length })}
          <input
            id="share"
            type="range"
            min="1"
            max=${rows.length}
            .value=${live(String(share))}
            @input=${entered(readNumber, (share) => (this.share = share))}
        /></label>
        ${this.#buttons(() => void this.#go(trace, given, Math.max(rows.length - share, 0) + Math.min(rows.length, LONG.rows)))}
      </div>
      ${own ? html`<p class="note">${t('data.weights', { n: own.trace.frame.updates })}</p>` : nothing}
      ${this.#curves(numbers, share, own)}`;
  }

  /** What is known of the series, and how much of that is learnt. Looked for once in each sequence. */
  #all(trace: Trace): Known & { learnt: number } {
    const { aside } = this.session.chosen;
    if (this.#known?.trace !== trace || this.#known.aside !== aside) {
      // A sequence that came without a task has no options.
      const { rows, scaling } = known(trace, trace.frame.schema.config.taskOptions?.['numbers']);
      const kept = scaling ? rowsOf(aside).map((row) => scaled(row, scaling)) : [];
      this.#known = { trace, aside, numbers: { rows: [...rows, ...kept], scaling, learnt: rows.length } };
    }
    return this.#known.numbers;
  }

  #curves({ rows, scaling, learnt }: Known & { learnt: number }, share: number, own: Course | undefined) {
    const { t } = this.words;
    const back = (row: ArrayLike<number>): number[] => (scaling ? unscaled(row, scaling) : [...Array.from(row)]);
    const truth = rows.map(back);
    const columns = truth[0]!.length;
    const begins = own ? own.given.length / columns : share;
    const course = own ? own.rows.map(back) : [];
    return html`<p class="note">
        ${(['known', 'true', 'own'] as const).map((look) => html`${piece(look)}${t(`data.key-${look}`)} `)}
      </p>
      ${Array.from({ length: Math.min(columns, MOST_CURVES) }, (_, k) => {
        const points = (rows: readonly number[][], from: number) =>
          rows.map((row, at) => [from + at, row[k]!] as const);
        const all = [...truth, ...course].map((row) => row[k]!);
        const [low, high] = [precise(Math.min(...all)), precise(Math.max(...all))];
        const last = truth.slice(begins - 1, begins);
        return plot(
          t('data.curve-on', { n: k + 1, given: begins, own: course.length, low, high }),
          [
            { look: 'own', points: points(course.length ? [...last, ...course] : [], begins - 1) },
            { look: 'true', points: points(truth.slice(begins - 1), begins - 1) },
            { look: 'known', points: points(truth.slice(0, begins), 0) },
          ],
          { mark: begins - 1, column: k + 1 },
        );
      })}
      ${columns > MOST_CURVES ? html`<p class="note">${t('data.more', { n: columns - MOST_CURVES })}</p>` : nothing}
      ${own ? html`<p class="note" data-figure="apart" role="status">${this.#apart(truth, begins, course, begins >= learnt)}</p>` : nothing}`;
  }

  /** How far what it said by itself is from what came. */
  #apart(truth: readonly number[][], begins: number, course: readonly number[][], unseen: boolean): string {
    const { t } = this.words;
    const both = course.slice(0, truth.length - begins);
    if (!both.length) return t('data.beyond', { n: course.length });
    // Columns may have units of their own, so each has its error.
    const errors = both[0]!.map((_, k) =>
      Math.sqrt(both.reduce((sum, row, at) => sum + (row[k]! - truth[begins + at]![k]!) ** 2, 0) / both.length),
    );
    const list = errors.map((error) => precise(error)).join(t('list.between'));
    return t(unseen ? 'data.apart-unseen' : 'data.apart', { n: both.length, list, own: course.length });
  }

  // Going on.

  async #go(trace: Trace, given: Float32Array, count: number): Promise<void> {
    const { schema, params } = trace.frame;
    const { temperature } = this.session.chosen;
    const course: Course = { trace, given, temperature, rows: [], said: [] };
    [this.looked, this.course] = [undefined, course];
    await this.#asking.start(async (signal) => {
      let [first, states]: [Float32Array, Generated['states'] | undefined] = [given, undefined];
      while (course.rows.length < count) {
        const from = course.rows.length;
        const chances = Array.from({ length: Math.min(PIECE, count - from) }, (_, k) =>
          chanceAt(this.#stream, from + k),
        );
        const of = { schema, params, states, given: first, chances, temperature };
        const answer: Generated = await this.session.ask('generate', of);
        signal.throwIfAborted();
        const { inputs } = schema;
        const read = first.length / inputs;
        chances.forEach((_, k) => {
          course.rows.push(answer.rows.slice(k * inputs, (k + 1) * inputs));
          course.said.push(answer.said.slice((read - 1 + k) * inputs, (read + k) * inputs));
        });
        [first, states] = [course.rows.at(-1)!, answer.states];
        this.requestUpdate();
      }
    });
  }
}

function oneHot(places: readonly number[], n: number): Float32Array {
  const rows = new Float32Array(places.length * n);
  places.forEach((place, k) => (rows[k * n + place] = 1));
  return rows;
}

customElements.define('lstm-continuation', LstmContinuation);
