// <lstm-strip>: all time steps side by side. Click or drag to go to one, pick a number out of it. Under it what its colours mean, and
// room for buttons (the slot).
import { css, html, nothing, svg } from 'lit';
import { property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { isGradient, layerOf, parse, PREDICTION, TARGET } from '../network/address.ts';
import { gate, gradient, short } from '../network/format.ts';
import { Formulas } from '../network/formula.ts';
import { inputGradient } from '../network/influence.ts';
import { isWords, storyOf } from '../network/story.ts';
import type { Direction } from '../network/timeline.ts';
import type { Trace } from '../network/trace.ts';
import { changed } from '../network/twin.ts';
import type { Axis } from '../scene/axis.ts';
import { groundOf, inkOf, paint, type Tone } from '../scene/colour.ts';
import { fitted, glyphText, hasMarks, widthOf } from '../scene/glyph.ts';
import { endsOf } from '../scene/scale.ts';
import type { StripRow } from '../scene/levels.ts';
import { columnX, hit, lineIn, strip, type Strip } from '../scene/strip.ts';
import type { View } from '../scene/view.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { heat, type ToneAt } from './heatmap.ts';
import { Width } from './lives.ts';
import { inline, runs, runStyles } from './runs.ts';
import './story.ts';

/** A unit's line that has room for that of another run below it, in CSS pixels. */
const LINE_OF_TWO = 6;
/** By so many steps a page goes on. */
const PAGE = 10;
/** With more units than these only the first, the last and the one that is opened are counted. */
const COUNTED = 4;
const EVEN = [0, 0.25, 0.5, 0.75, 1];
const SIGNED = [-1, -0.6, -0.3, 0, 0.3, 0.6, 1];
/** Where the words of the names begin, and how wide they may be. */
const WORDS = 4;
const WORDS_ROOM = 6.2;
/** Around 0, so many pixels high. */
const STAR_PATH = star(5.5);

class LstmStrip extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        font-size: var(--strip, 0.78125rem);
      }
      /* As wide as the paper, without being laid out anew. */
      @media print {
        svg {
          height: auto;
        }
      }
      .box {
        position: relative;
        touch-action: pan-y;
        cursor: pointer;
        border-radius: var(--radius);
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        display: block;
      }
      .box > svg {
        position: relative;
        display: block;
        width: 100%;
        pointer-events: none;
        overflow: visible;
      }
      text {
        fill: var(--ink);
      }
      .row {
        font-size: 1.36em;
        font-family: var(--letters);
        font-style: italic;
        text-anchor: end;
      }
      .row :is(.sub, .sup) {
        font-size: 0.75em;
      }
      .row.gradient {
        fill: var(--back);
        font-size: 1.2em;
      }
      .row.gradient.narrow {
        font-size: 0.9em;
      }
      .left {
        fill: var(--back);
        font-weight: 600;
        text-anchor: middle;
      }
      .left.whose {
        text-anchor: end;
      }
      .row.thin {
        font-size: 1.04em;
      }
      .name,
      .count {
        fill: var(--muted);
      }
      .count {
        text-anchor: middle;
      }
      .count.now {
        fill: var(--now);
        font-weight: 600;
        stroke: var(--paper);
        stroke-width: 4;
        paint-order: stroke;
      }
      .lane {
        text-anchor: end;
        font-size: 0.9em;
        fill: var(--muted);
      }
      .lane.open {
        fill: var(--ink);
        font-weight: 700;
      }
      .end {
        font-weight: 600;
      }
      .end.twin {
        font-weight: 400;
      }
      .answers {
        visibility: var(--answer, visible);
      }
      .line {
        fill: none;
        stroke: var(--pos);
        stroke-width: 2;
        stroke-linejoin: round;
      }
      .line.twin {
        stroke: var(--ink);
        stroke-width: 1.4;
      }
      .wished {
        stroke: var(--coming);
        stroke-dasharray: 1.5 4;
      }
      .ring {
        fill: var(--paper);
        stroke: var(--ink);
        stroke-width: 1.6;
      }
      .ring.twin {
        stroke: var(--muted);
      }
      .said {
        fill: var(--now);
      }
      :host(:is([bare], [compact])) .under {
        display: none;
      }
      .under {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.2rem 1rem;
        margin-top: 0.1rem;
        font-size: var(--small);
        color: var(--muted);
      }
      .legends {
        display: grid;
        flex: 1 1 0;
        min-width: min(100%, 30rem);
        container-type: inline-size;
      }
      @container (max-width: 46rem) {
        .legend .mark {
          display: none !important;
        }
      }
      .legend {
        grid-area: 1 / 1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 1rem;
        min-height: 1.6rem;
      }
      .legend.room {
        visibility: hidden;
      }
      .legend > :is(span, label) {
        display: inline-flex;
        align-items: center;
        gap: 0.35rem;
      }
      .legend i {
        width: 0.8rem;
        height: 0.7rem;
        margin-inline-end: -0.35rem;
        forced-color-adjust: none;
        print-color-adjust: exact;
      }
      .legend i:last-of-type {
        margin-inline-end: 0;
      }
      .legend label {
        cursor: pointer;
      }
      .legend input {
        width: 1rem;
        height: 1rem;
      }
      .legend hr {
        width: 1.4rem;
        margin: 0;
        border: 0;
        border-top: 1.5px solid var(--ink);
      }
      .legend b {
        width: 0.75rem;
        height: 0.75rem;
        background: currentColor;
        clip-path: polygon(50% 0%, 62% 34%, 98% 35%, 69% 56%, 79% 90%, 50% 70%, 21% 90%, 31% 56%, 2% 35%, 38% 34%);
      }
      .own {
        display: flex;
        gap: 0.4rem;
        margin-inline-start: auto;
      }
      /* Their own styles would win over these. */
      @media (min-width: 641px) and (pointer: fine) {
        .own ::slotted(button) {
          min-height: 1.6rem !important;
          padding-inline: 0.6rem !important;
          font-size: var(--small) !important;
        }
      }
      @media (pointer: coarse), (max-width: 640px) {
        .legend label {
          min-height: 44px;
        }
      }
      .padding {
        fill: var(--card);
        opacity: 0.8;
      }
      .edited {
        display: var(--edited, flex);
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: center;
        gap: 0.4rem 1rem;
        margin-bottom: 0.4rem;
        font-size: var(--text);
        line-height: 1.4;
      }
      .edited button {
        margin-inline-start: auto;
      }
      lstm-story {
        margin-bottom: 0.3rem;
      }
      .glyph {
        fill: var(--card);
        stroke: color-mix(in srgb, var(--muted) 60%, var(--rule));
      }
      .glyph.marked {
        fill: var(--ink);
        stroke: var(--ink);
      }
      .onmark {
        fill: var(--paper);
        font-weight: 600;
      }
      .star {
        fill: var(--paper);
      }
      .cursor {
        fill: color-mix(in srgb, var(--now) 8%, transparent);
        stroke: var(--now);
        stroke-width: 2.4;
      }
      .held {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.4;
      }
      .picked,
      .pointed {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
      }
      .pointed {
        stroke: var(--now);
        stroke-dasharray: 3 2;
      }
      @media (forced-colors: active) {
        text,
        text[class],
        .glyph.marked {
          fill: CanvasText;
        }
        .glyph:not(.marked),
        .padding,
        text.onmark {
          fill: Canvas;
        }
        .glyph,
        .picked {
          stroke: CanvasText;
        }
        .cursor {
          stroke: Highlight;
        }
      }
    `,
  ];

  /** The inputs, and of what rides the lane that is followed, with its twin. */
  @property({ type: Boolean, reflect: true }) compact = false;

  readonly #width = new Width(this);
  #painted: unknown[] = [];
  #held: ReturnType<typeof hit> | undefined;
  #laid: { key: unknown[]; strip: Strip } | undefined;

  constructor() {
    super('change', 'timeupdate', 'point');
  }

  /** Laid out anew only when it changes: the play-head moves far more often. */
  get #strip(): Strip | undefined {
    const view = this.session?.view;
    const width = this.#width.value;
    if (!view || width === 0) return undefined;
    const em = this.#width.em;
    const { direction } = this.session!.moment;
    const twin = this.session!.counterpart;
    const key = [view, direction, width, em, this.compact, twin];
    if (!this.#laid || key.some((each, k) => each !== this.#laid!.key[k]))
      this.#laid = { key, strip: strip(view, direction, width, em, this.compact, twin) };
    return this.#laid.strip;
  }

  protected override render() {
    const s = this.#strip;
    const { session } = this;
    const view = session?.view;
    if (!s || !view) return nothing;
    const { moment } = session;
    const { words, theme } = this.surroundings;
    const { t } = words;
    const { twin, open } = this;
    const story = storyOf(view.trace);
    // Words are too long for columns, and so is anything on a phone.
    const told = story.length > 0 && (isWords(story) || !s.inputs.written);
    return html`${
        view.ghost
          ? html`<p class="edited">
              ${t('stage.what-if')}
              <button data-do="take-back" @click=${() => session.set({ edits: '' })}>${t('stage.take-back')}</button>
            </p>`
          : nothing
      }${told ? html`<lstm-story></lstm-story>` : nothing}
      <div
        class="box"
        tabindex="0"
        role="slider"
        aria-label=${t('stage.strip')}
        aria-valuemin="1"
        aria-valuemax=${s.steps}
        aria-valuenow=${moment.step}
        aria-valuetext=${t('transport.step-of', { step: moment.step, steps: s.steps })}
        @keydown=${this.#key}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
      >
        <canvas></canvas>
        <svg height=${s.height} viewBox="0 0 ${this.#width.value} ${s.height}">
          ${guard([s, words, theme, open, twin, view], () => [
            this.#names(s),
            this.#counts(s),
            this.#inputs(s),
            this.#padding(s),
            this.#bounds(s),
            this.#opened(s),
          ])}
          <rect
            class="cursor"
            x=${columnX(s, moment.step) - 2.5}
            y="1"
            width=${Math.max(s.cell, 3) + 5}
            height=${s.height - 2}
            rx="5"
          />
          ${s.count ? svg`<text class="count now" x=${this.#middle(s, moment.step)} y=${s.count.y}>${moment.step}</text>` : nothing}
          <g class="answers">${guard([s, words, theme, twin], () => this.#answers(s))} ${this.#said(s)}</g>
          ${this.#picked(s)} ${this.#pointed(s)}
        </svg>
      </div>
      ${this.#under(view)}`;
  }

  /** The unit that is opened. */
  get open(): number {
    return this.session!.unit;
  }

  #openIn({ pile }: StripRow): number {
    return Math.min(this.open, pile.units - 1);
  }

  #middle(s: Strip, step: number): number {
    return columnX(s, step) + s.cell / 2;
  }

  #counts(s: Strip) {
    const { count } = s;
    if (!count) return nothing;
    return Array.from({ length: s.last }, (_, k) => k + 1)
      .filter((step) => step === 1 || step % count.every === 0)
      .map((step) => svg`<text class="count" x=${this.#middle(s, step)} y=${count.y}>${step}</text>`);
  }

  /** What stands beside the rows: their names at the left, at the right what each comes to at the last step. */
  #names(s: Strip) {
    if (!s.answers) return s.rows.map((row) => this.#followed(s, row));
    const { top, line, lines, curve } = s.answers;
    const { t } = this.surroundings.words;
    const em = this.#width.em;
    return [
      this.#name(s, 'x', s.inputs.top + s.inputs.height / 2),
      s.rows.map((row) => [
        this.#name(s, row.address, row.top + row.pile.height / 2, row.pile.height),
        row.opens ? this.#lanes(s, row) : nothing,
        this.#ends(s, row),
      ]),
      this.#left ? this.#kept(s, this.#left) : this.#name(s, PREDICTION, top + (curve ? 1.05 * em : line / 2)),
      !curve && lines === 2 && !s.narrow
        ? svg`<text class="name" x=${WORDS * em} y=${top + 1.5 * line + 0.35 * em}>${t('stage.target')}</text>`
        : nothing,
    ];
  }

  get #lane(): number {
    const view = this.session!.view!;
    return Math.min(this.open, view.count(view.network.rides) - 1);
  }

  /** On the way back: how much of the gradient is left at each step in the lane that is followed, if that can be told. */
  get #left(): number[] | undefined {
    const { view, moment } = this.session!;
    if (moment.direction === 'forward') return undefined;
    const shares = Array.from({ length: view!.trace.lastAsked }, (_, k) => view!.leftIn(this.#lane, k + 1));
    return shares.every((share) => share !== undefined) ? shares : undefined;
  }

  /** In the place of the answers, from which it sets out: at every step, or at every which has room for it. */
  #kept(s: Strip, shares: number[]) {
    const { t, share } = this.surroundings.words;
    const em = this.#width.em;
    const y = s.answers!.top + 1.4 * em;
    const texts = shares.map(share);
    const room = (Math.max(...texts.map(widthOf)) + 0.5) * em;
    const every = Math.ceil(room / s.pitch);
    const grown = shares.some((share) => share > 1);
    const name = t(s.narrow ? 'strip.left' : grown ? 'strip.length-in' : 'strip.left-in', { lane: this.#lane + 1 });
    return [
      svg`<text class="left whose" x=${s.left - 0.5 * em} y=${y}>${name}</text>`,
      texts.map((text, k) =>
        (texts.length - 1 - k) % every || this.#middle(s, k + 1) - (widthOf(text) * em) / 2 < s.left
          ? nothing
          : svg`<text class="left" x=${this.#middle(s, k + 1)} y=${y}>${text}</text>`,
      ),
    ];
  }

  /** Behind the only row of a compact strip: whose it is. */
  #followed(s: Strip, row: StripRow) {
    const { t } = this.surroundings.words;
    const em = this.#width.em;
    const x = s.right + 0.5 * em;
    const lane = t('strip.lane', { lane: this.#openIn(row) + 1 });
    return svg`<text class="end" x=${x} y=${row.top + 1.05 * em}>${lane}</text>
      ${this.twin ? svg`<text class="name" x=${x} y=${row.top + 2.25 * em}>${t('strip.its-twin')}</text>` : nothing}`;
  }

  /** The letters of a row, and its name where there is room. */
  #name(s: Strip, address: string, y: number, height = Infinity) {
    const view = this.session!.view!;
    const em = this.#width.em;
    const gradient = isGradient(address);
    const letters = view.name(address, this.surroundings.notation);
    const word = s.narrow || gradient ? '' : this.#word(view, address);
    const shown = widthOf(word) <= WORDS_ROOM ? word : '';
    const x = s.narrow ? 2.3 : shown ? WORDS - 0.6 : gradient ? 8 : WORDS + 1.6;
    return svg`<text class="row ${gradient ? 'gradient' : ''} ${s.narrow ? 'narrow' : ''} ${height < 1.5 * em ? 'thin' : ''}" x=${x * em} y=${y + 0.4 * em}>${runs(letters)}</text>
      ${shown ? svg`<text class="name" x=${WORDS * em} y=${y + 0.35 * em}>${shown}</text>` : nothing}`;
  }

  #word(view: View, address: string): string {
    const { t, has } = this.surroundings.words;
    if (address === 'x') return t('strip.input');
    if (address === PREDICTION) return t('strip.answer');
    if (address === view.network.rides) return t('strip.belt');
    const { key, or } = view.network.kindOf(address);
    const found = layerOf(address).base === 'h' ? 'strip.said' : [key, or].find((each) => has(each));
    return found ? t(found) : '';
  }

  /** The units of what rides, counted: all of a few, of many those at the ends and the one that is opened. */
  #lanes(s: Strip, row: StripRow) {
    const { units } = row.pile;
    const em = this.#width.em;
    const open = this.#openIn(row);
    const all = Array.from({ length: units }, (_, unit) => unit);
    const counted =
      units <= COUNTED
        ? all
        : all.filter((unit) => unit === open || (unit % (units - 1) === 0 && Math.abs(unit - open) > 1));
    return counted.map((unit) => {
      const { top, height } = lineIn(row, unit, open);
      return svg`<text class="lane ${unit === open ? 'open' : ''}" x=${s.left - 0.5 * em} y=${top + height / 2 + 0.32 * em}>${unit + 1}</text>`;
    });
  }

  /** Of the unit that is followed, and of its twin, at the last step. */
  #ends(s: Strip, row: StripRow) {
    const view = this.session!.view!;
    const em = this.#width.em;
    const unit = this.#openIn(row);
    const { top, height } = lineIn(row, unit, unit);
    const spot = { address: row.address, step: s.last, unit };
    const twin = row.opens ? this.twin?.value(spot) : undefined;
    const y = top + height / 2 + (twin === undefined ? 0.35 : -0.2) * em;
    return [view.value(spot), twin].map((value, k) =>
      value === undefined ? nothing : this.#end(s, row.address, value, y + 1.1 * em * k, k > 0),
    );
  }

  #end(s: Strip, address: string, value: number, y: number, twin: boolean) {
    const ink = inkOf(this.session!.view!.tone(address, value), this.surroundings.theme);
    const text = isGradient(address) ? gradient(value, true) : Math.abs(value) < 1000 ? gate(value) : short(value);
    return svg`<text class="end ${twin ? 'twin' : ''}" x=${s.right + 0.5 * this.#width.em} y=${y}><tspan fill=${ink}>${text}</tspan></text>`;
  }

  /** The twin of the unit that is opened, or the untouched run, as a line over its heights. */
  #opened(s: Strip) {
    const row = s.rows.find(({ opens }) => opens);
    const other = this.session!.view!.ghost ?? this.twin;
    if (!row || !other) return nothing;
    const unit = this.#openIn(row);
    const points = Array.from({ length: s.last }, (_, k) => {
      const v = other.value({ address: row.address, step: k + 1, unit });
      const y = this.#height(row, unit, v);
      return `${columnX(s, k + 1)},${y} ${columnX(s, k + 1) + s.cell},${y}`;
    });
    return svg`<polyline class="line twin" points=${points.join(' ')}/>`;
  }

  /** Where a number of the unit that is opened stands: a signed one from the middle, a gradient by its logarithm from below. */
  #height(row: StripRow, unit: number, value: number): number {
    const { top, height } = lineIn(row, unit, unit);
    const { kind, strength } = this.session!.view!.tone(row.address, value);
    return kind === 'signed' ? top + (height / 2) * (1 - strength) : top + height * (1 - strength);
  }

  /** What stands under it. The legend of the other direction has its place too: turning round moves nothing. */
  #under(view: View) {
    return html`<div class="under">
      <div class="legends">${(['forward', 'backward'] as const).map((way) => this.#legend(view, way))}</div>
      <div class="own"><slot></slot></div>
    </div>`;
  }

  /** What colours and lines mean, by the scales that were used for the layer on the stage. */
  #legend(view: View, way: Direction) {
    const session = this.session!;
    const { theme, words, notation } = this.surroundings;
    const { t, has } = words;
    const swatch = (kind: Tone['kind'], strengths: number[]) =>
      strengths.map((strength) => html`<i .style=${`background: ${paint({ kind, strength }, theme).fill}`}></i>`);
    const rows = view.network.rows[way].filter((address) => layerOf(parse(address).name).layer === view.layer);
    const of = (kind: Tone['kind']) => rows.filter((address) => view.scales.of(address).kind === kind);
    const [signed, gradients, gates] = [of('signed'), of('gradient'), of('gate')];
    const twin = way === 'forward' ? session.counterpart : undefined;
    const at = twin && changed(view.trace, twin);
    const { glyph } = view.trace.frame.schema;
    const away = way !== session.moment.direction;
    return html`<div class="legend ${away ? 'room' : ''}" ?inert=${away}>
      ${
        signed.length
          ? html`<span
              >${signed.map((address, k) => html`${k ? ', ' : ''}${inline(view.name(address, notation))} ${endsOf(view.scales.of(address))[1].replace('+', '±')}`)}
              − ${swatch('signed', SIGNED)} +</span
            >`
          : nothing
      }
      ${gates.length ? html`<span>${t('strip.gates')} 0 ${swatch('gate', EVEN)} 1</span>` : nothing}
      ${
        gradients.length
          ? html`<span
              >${t('strip.gradient')} ${endsOf(view.scales.of(gradients[0]!))[0]} ${swatch('gradient', EVEN)}
              ${endsOf(view.scales.of(gradients[0]!))[1]}</span
            >`
          : nothing
      }
      ${
        twin && at !== undefined
          ? html`<label
              ><input
                type="checkbox"
                name="twin"
                .checked=${session.chosen.twin}
                @change=${(event: Event) => session.set({ twin: (event.target as HTMLInputElement).checked })}
              />
              <hr />
              ${t('strip.twin', { input: glyphText(twin, at)?.text ?? '', step: at })}</label
            >`
          : nothing
      }
      ${
        hasMarks(view.trace) && has(`strip.mark-${glyph}`)
          ? html`<span class="mark"><b></b>${t(`strip.mark-${glyph}`)}</span>`
          : nothing
      }
    </div>`;
  }

  /** The inputs, as far as there is room to write them; a mark is seen without. On the way back, what reaches them. */
  #inputs(s: Strip) {
    const { trace } = this.session!.view!;
    const { inputs } = trace.frame.schema.symbols;
    const { top, height, written, glyphs } = s.inputs;
    if (!hasMarks(trace) && !inputs.length && !written) return nothing;
    const em = this.#width.em;
    const { scales } = this.session!.view!;
    const reached = inputs.length && this.session!.moment.direction === 'backward' ? inputGradient(trace) : undefined;
    return glyphs.map((glyph, index) => {
      if (!glyph || index >= s.last) return nothing;
      const x = columnX(s, index + 1);
      const lit = reached && paint(scales.tone('d_x', reached[index]!), this.surroundings.theme);
      const shown = fitted(glyph.text, s.room, em, inputs.length > 0);
      // A stylesheet would win over the attribute: what has a colour of its own has no class.
      return svg`<rect class=${lit ? nothing : `glyph ${glyph.marked ? 'marked' : ''}`} fill=${lit?.fill ?? nothing} x=${x + 0.5} y=${top} width=${Math.max(s.cell - 1, 0.5)} height=${height} rx=${Math.min(5, s.cell / 3)}/>
        ${shown && written ? this.#text(shown, x + s.cell / 2, top + height / 2, glyph.marked, lit ? lit.ink : undefined, s.room) : nothing}`;
    });
  }

  /** In the middle of its column, with a star behind it where it is marked and there is room. */
  #text(
    shown: { text: string; size: number },
    x: number,
    y: number,
    marked: boolean,
    ink: string | undefined,
    room: number,
  ) {
    const width = widthOf(shown.text) * shown.size;
    const starred = marked && width + 18 < room;
    return svg`<text class=${marked ? 'onmark' : ''} x=${x - (starred ? 7 : 0)} y=${y + 0.35 * shown.size} text-anchor="middle" font-size=${shown.size}>${ink ? svg`<tspan fill=${ink}>${shown.text}</tspan>` : shown.text}</text>
      ${starred ? svg`<path class="star" d=${STAR_PATH} transform="translate(${x + width / 2 + 1} ${y})"/>` : nothing}`;
  }

  /** What it says, and what it should say: a single number as a curve with a ring at each target, others in words. */
  #answers(s: Strip) {
    const view = this.session!.view!;
    const { trace } = view;
    if (!s.answers || this.#left) return nothing;
    const { top, lines, line, written, told, curve } = s.answers;
    const em = this.#width.em;
    if (curve) {
      const { twin } = this;
      const last = trace.lastAsked || s.last;
      const at = (of: Trace): number => of.prediction(last)[0]!;
      return [
        twin
          ? [
              this.#curve(s, curve, twin.trace, 'twin'),
              this.#end(s, PREDICTION, at(twin.trace), curve.at(at(twin.trace)) + 0.35 * em, true),
            ]
          : nothing,
        this.#curve(s, curve, trace, ''),
        this.#end(s, PREDICTION, at(trace), curve.at(at(trace)) + 0.35 * em, false),
      ];
    }
    if (!written) return nothing;
    return told.map((texts, index) => {
      if (!texts) return nothing;
      const [p, target] = texts;
      const x = columnX(s, index + 1);
      if (lines === 2)
        return texts.map((text, k) => {
          const shown = fitted(text, s.room, em, trace.frame.schema.symbols.outputs.length > 0)!;
          return svg`<text x=${x + s.cell / 2} y=${top + line * (k + 0.5) + 0.35 * shown.size} text-anchor="middle" font-size=${shown.size}>${shown.text}</text>`;
        });
      // A single answer takes the room that the others leave.
      const late = index >= s.steps / 2;
      return svg`<text class="alone" x=${late ? x + s.cell : x} y=${top + line / 2 + 0.35 * em} text-anchor=${late ? 'end' : 'start'}>${this.surroundings.words.t('stage.answer-of-target', { p, target })}</text>`;
    });
  }

  #curve(s: Strip, { at }: Axis, trace: Trace, whose: string) {
    const steps = Array.from({ length: s.last }, (_, k) => k + 1);
    const asked = steps.filter((step) => trace.asked(step));
    const r = Math.min(5, s.pitch / 4);
    return svg`<polyline class="line ${whose}" points=${steps.map((step) => `${this.#middle(s, step)},${at(trace.prediction(step)[0]!)}`).join(' ')}/>
      ${asked.map((step) => svg`<circle class="ring ${whose}" cx=${this.#middle(s, step)} cy=${at(trace.target(step)[0]!)} r=${r}/>`)}`;
  }

  /** What it says now. */
  #said(s: Strip) {
    const { view, moment } = this.session!;
    const curve = s.answers?.curve;
    if (!curve || moment.direction === 'backward') return nothing;
    const y = curve.at(view!.trace.prediction(moment.step)[0]!);
    return svg`<circle class="said" cx=${this.#middle(s, moment.step)} cy=${y} r="3.5"/>`;
  }

  /** The same sequence with the deciding input changed, forward. */
  get twin(): Formulas | undefined {
    const { twin, moment } = this.session!;
    return twin && moment.direction === 'forward' ? Formulas.of(twin) : undefined;
  }

  /** Steps in which nothing is read or asked any more. */
  #padding(s: Strip) {
    if (s.last === s.steps) return nothing;
    const x = columnX(s, s.last + 1);
    const em = this.#width.em;
    const words = this.surroundings.words.t('answer.padding');
    const room = s.right - x > widthOf(words) * em;
    return svg`<rect class="padding" x=${x - 1} y=${s.inputs.top} width=${s.right - x + 1} height=${(s.answers?.top ?? s.height) - s.inputs.top}/>
      ${room ? svg`<text class="name" x=${x + 0.3 * em} y=${s.inputs.top + s.inputs.height / 2 + 0.35 * em}>${words}</text>` : nothing}`;
  }

  /** Around what is held, step by step or in one piece. */
  #bounds(s: Strip) {
    const view = this.session!.view!;
    if (!view.ghost) return nothing;
    const around = (row: StripRow, unit: number, first: number, last: number) => {
      const { top, height } = lineIn(row, unit, this.#openIn(row));
      return svg`<rect class="held" x=${columnX(s, first)} y=${top} width=${columnX(s, last) - columnX(s, first) + s.cell} height=${height}/>`;
    };
    return s.rows.map((row) =>
      Array.from({ length: row.pile.units }, (_, unit) => {
        const pieces: [first: number, last: number][] = [];
        for (let step = 1; step <= s.steps; step++) {
          if (!view.held({ address: row.address, step, unit })) continue;
          const piece = pieces.at(-1);
          if (piece?.[1] === step - 1) piece[1] = step;
          else pieces.push([step, step]);
        }
        return pieces.map(([first, last]) => around(row, unit, first, last));
      }),
    );
  }

  #picked(s: Strip) {
    const { spot } = this.session!;
    const row = s.rows.find((each) => each.address === spot?.address);
    if (!spot || !row || spot.step < 1) return nothing;
    const { top, height } = lineIn(row, spot.unit, this.#openIn(row));
    return svg`<rect class="picked" x=${columnX(s, spot.step) - 1} y=${top - 1} width=${Math.max(s.cell, 2) + 2} height=${height + 2} rx="2"/>`;
  }

  /** What is pointed at elsewhere: its step, and its unit in every row that has as many. */
  #pointed(s: Strip) {
    const { pointed } = this.session!;
    if (!pointed) return nothing;
    const x = columnX(s, pointed.step) - 1;
    const width = Math.max(s.cell, 2) + 2;
    const frame = (top: number, height: number) =>
      svg`<rect class="pointed" x=${x} y=${top - 1} width=${width} height=${height + 2} rx="2"/>`;
    return [
      frame(s.inputs.top, s.height - s.inputs.top - 4),
      s.rows.map((row) => {
        const { top, height } = lineIn(row, pointed.unit, this.#openIn(row));
        return pointed.unit < row.pile.units ? frame(top, height) : nothing;
      }),
    ];
  }

  protected override updated(): void {
    const s = this.#strip;
    const canvas = this.renderRoot.querySelector('canvas');
    const view = this.session?.view;
    if (!s || !canvas || !view) return;
    const { theme } = this.surroundings;
    const ratio = devicePixelRatio || 1;
    // The play-head moves sixty times a second; the heat changes only with the numbers. A canvas that is new is blank.
    const { twin } = this;
    const painted = [canvas, s, theme, ratio, twin, this.open];
    if (painted.every((each, k) => each === this.#painted[k])) return;
    this.#painted = painted;
    canvas.width = Math.round(this.#width.value * ratio);
    canvas.height = Math.round(s.height * ratio);
    const draw = canvas.getContext('2d');
    if (!draw) return;
    draw.scale(ratio, ratio);
    draw.imageSmoothingEnabled = false;
    const heated = (top: number, height: number, units: number, tone: ToneAt): void =>
      draw.drawImage(heat(s.steps, units, tone, theme), s.left, top, s.pitch * s.steps, height);
    const at = (address: string, step: number, unit: number, of: Pick<View, 'value'> = view): Tone =>
      view.tone(address, of.value({ address, step, unit }));
    for (const row of s.rows) {
      const { address, pile } = row;
      const open = this.#openIn(row);
      // Of the untouched run, or of the twin, the lower third of each line.
      const lines = (first: number, last: number): void => {
        if (last < first) return;
        const { top, height: line } = lineIn(row, first, open);
        const height = line * (last - first + 1);
        const other = view.ghost ?? (line > LINE_OF_TWO ? twin : undefined);
        if (other)
          heated(top, height, 3 * (last - first + 1), (step, k) =>
            at(address, step, first + Math.floor(k / 3), k % 3 === 2 ? other : view),
          );
        else heated(top, height, last - first + 1, (step, unit) => at(address, step, first + unit));
        for (let k = 1; line > 3.5 && k <= last - first; k++)
          draw.clearRect(s.left, top + k * line - 0.8, s.right - s.left, 0.8);
      };
      if (!row.opens) lines(0, pile.units - 1);
      else {
        lines(0, open - 1);
        lines(open + 1, pile.units - 1);
        this.#heights(draw, s, row, open, view);
      }
    }
    const { trace } = view;
    const { outputs } = trace.frame.schema;
    if (!hasMarks(trace) && !trace.frame.schema.symbols.inputs.length && !s.inputs.written)
      heated(s.inputs.top, s.inputs.height, trace.wiring.count('x'), (step, unit) => at('x', step, unit));
    if (s.answers && !s.answers.written && !s.answers.curve) {
      const { top, line } = s.answers;
      [PREDICTION, TARGET].forEach((address, k) =>
        heated(top + k * line + 2, line - 4, outputs, (step, unit) =>
          trace.asked(step) ? at(address, step, unit) : undefined,
        ),
      );
    }
    // Columns stand apart where there is room.
    for (let step = 1; s.cell < s.pitch && step <= s.steps; step++)
      draw.clearRect(columnX(s, step) + s.cell, 0, s.pitch - s.cell, s.height);
  }

  /** The unit that is opened, by its height. */
  #heights(draw: CanvasRenderingContext2D, s: Strip, row: StripRow, unit: number, view: View): void {
    const { theme } = this.surroundings;
    const zero = this.#height(row, unit, 0);
    for (let step = 1; step <= s.last; step++) {
      const value = view.value({ address: row.address, step, unit });
      const y = this.#height(row, unit, value);
      draw.fillStyle = groundOf(view.tone(row.address, value), theme);
      draw.fillRect(columnX(s, step), Math.min(y, zero), s.pitch, Math.max(Math.abs(y - zero), 1));
    }
  }

  /** As a slider's: to the right is later, whichever way time goes. All other keys are the figure's. */
  readonly #key = (event: KeyboardEvent): void => {
    const session = this.session!;
    const { step } = session.moment;
    const keys: Record<string, number> = {
      ArrowRight: step + 1,
      ArrowLeft: step - 1,
      PageUp: step + PAGE,
      PageDown: step - PAGE,
      Home: 1,
      End: session.view!.score.steps,
    };
    const to = event.altKey || event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (to === undefined) return;
    event.preventDefault();
    session.go(to);
  };

  #at(event: PointerEvent): ReturnType<typeof hit> | undefined {
    const s = this.#strip;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return s && hit(s, event.clientX - box.left, event.clientY - box.top, this.open);
  }

  readonly #down = (event: PointerEvent): void => {
    const found = this.#at(event);
    if (!found) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#held = found;
    this.session?.go(found.step);
  };

  readonly #move = (event: PointerEvent): void => {
    if (!(event.buttons & 1)) return;
    const found = this.#at(event);
    if (!found || found.step === this.session?.moment.step) return;
    this.#held = undefined;
    this.session?.go(found.step);
  };

  /** A pointer that did not move between press and release chooses a number; else it chose a step. */
  readonly #up = (): void => {
    const spot = this.#held?.spot;
    this.#held = undefined;
    if (spot) this.session?.choose(spot);
  };
}

function star(r: number): string {
  const points = Array.from({ length: 10 }, (_, k) => {
    const [angle, by] = [(Math.PI * k) / 5, k % 2 ? 0.4 * r : r];
    return `${(by * Math.sin(angle)).toFixed(1)} ${(-by * Math.cos(angle)).toFixed(1)}`;
  });
  return `M${points.join('L')}Z`;
}

customElements.define('lstm-strip', LstmStrip);
