// <lstm-strip>: all time steps side by side. Click or drag to go to one, pick a number out of it.
import { css, html, nothing, svg } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { isGradient, PREDICTION, TARGET } from '../network/address.ts';
import { Formulas } from '../network/formula.ts';
import { inputGradient } from '../network/influence.ts';
import { isWords, storyOf } from '../network/story.ts';
import { paint, type Tone } from '../scene/colour.ts';
import { fitted, hasMarks, told, widthOf } from '../scene/glyph.ts';
import { endsOf } from '../scene/scale.ts';
import { columnX, hit, strip, type Strip, type StripRow } from '../scene/strip.ts';
import type { View } from '../scene/view.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { heat, type ToneAt } from './heatmap.ts';
import { steer } from './keys.ts';
import { Width } from './lives.ts';
import { runs, runStyles } from './runs.ts';
import './story.ts';

/** A unit's line that has room for that of another run below it, in CSS pixels. */
const LINE_OF_TWO = 6;

class LstmStrip extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      :host {
        font-size: 0.78125rem;
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
      svg {
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
      }
      .row :is(.sub, .sup) {
        font-size: 0.75em;
      }
      .row.gradient {
        fill: var(--back);
        font-size: 1.2em;
      }
      .row.thin {
        font-size: 1.04em;
      }
      .scale,
      .name {
        fill: var(--muted);
        font-size: 0.95em;
      }
      .scale {
        font-size: 0.8em;
      }
      .padding {
        fill: var(--card);
        opacity: 0.8;
      }
      .edited {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: center;
        gap: 0.4rem 1rem;
        margin-bottom: 0.4rem;
        font-size: 0.875rem;
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
      /* It may be longer than its step is wide: the frame of the step ends where it passes. */
      .alone {
        stroke: var(--paper);
        stroke-width: 4;
        paint-order: stroke;
      }
      .onmark {
        fill: var(--paper);
        font-weight: 600;
      }
      .cursor {
        fill: none;
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
    const key = [view, direction, width, em];
    if (!this.#laid || key.some((each, k) => each !== this.#laid!.key[k]))
      this.#laid = { key, strip: strip(view, direction, width, em) };
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
    const { top, lines, line } = s.answers;
    const em = this.#width.em;
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
        @keydown=${(event: KeyboardEvent) => steer(session, event, 'step')}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
      >
        <canvas></canvas>
        <svg height=${s.height} viewBox="0 0 ${this.#width.value} ${s.height}">
          ${this.#label('x', s.inputs.top + s.inputs.height / 2)}
          ${s.rows.map((row) => this.#label(row.address, row.top + row.height / 2, row.height))}
          ${this.#label(PREDICTION, top + line / 2)}
          ${lines === 2 ? svg`<text class="name" x=${0.8 * em} y=${top + 1.5 * line + 0.35 * em}>${t('stage.target')}</text>` : nothing}
          ${guard([s, words, theme], () => [this.#inputs(s), this.#padding(s), this.#bounds(s)])}
          <rect
            class="cursor"
            x=${columnX(s, moment.step) - 2.5}
            y="3"
            width=${Math.max(s.cell, 3) + 5}
            height=${s.height - 6}
            rx="5"
          />
          ${guard([s, words, this.twin], () => this.#answers(s))} ${this.#picked(s)} ${this.#pointed(s)}
        </svg>
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
        ${shown && written ? svg`<text class=${glyph.marked ? 'onmark' : ''} x=${x + s.cell / 2} y=${top + height / 2 + 0.35 * shown.size} text-anchor="middle" font-size=${shown.size}>${lit ? svg`<tspan fill=${lit.ink}>${shown.text}</tspan>` : shown.text}</text>` : nothing}`;
    });
  }

  #answers(s: Strip) {
    const { trace } = this.session!.view!;
    const { top, lines, line, written, told } = s.answers;
    if (!written) return nothing;
    const em = this.#width.em;
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
      return svg`<text class="alone" x=${late ? x + s.cell : x} y=${top + line / 2 + 0.35 * em} text-anchor=${late ? 'end' : 'start'}>${this.#answer(p, target)}</text>`;
    });
  }

  /** What it says where it is asked, and what it says of the twin. */
  #answer(p: string, target: string): string {
    const { t } = this.surroundings.words;
    const said = t('stage.answer-of-target', { p, target });
    const { twin } = this;
    if (!twin) return said;
    const [p2, target2] = told(twin.trace, twin.trace.lastAsked);
    return `${said}${t('stage.twin-answer', { p: p2, target: target2 })}`;
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
    return svg`<rect class="padding" x=${x - 1} y=${s.inputs.top} width=${s.right - x + 1} height=${s.answers.top - s.inputs.top}/>
      ${room ? svg`<text class="name" x=${x + 0.3 * em} y=${s.inputs.top + s.inputs.height / 2 + 0.35 * em}>${words}</text>` : nothing}`;
  }

  /** The name of a row, and the scale of its colours where that is of this sequence. */
  #label(address: string, y: number, height = Infinity) {
    const gradient = isGradient(address);
    const view = this.session!.view!;
    const em = this.#width.em;
    const scale = address === PREDICTION || address === 'x' || gradient ? undefined : view.scales.of(address);
    const printed = scale?.kind === 'signed' && height > 2.4 * em;
    const name = view.name(address, this.surroundings.notation);
    return svg`<text class="row ${gradient ? 'gradient' : ''} ${height < 1.6 * em ? 'thin' : ''}" x=${0.8 * em} y=${y + (printed ? 0 : 0.4 * em)}>${runs(name)}</text>
      ${printed ? svg`<text class="scale" x=${0.8 * em} y=${y + 1.2 * em}>${endsOf(scale)[1].replace('+', '±')}</text>` : nothing}`;
  }

  /** Around what is held, step by step or in one piece. */
  #bounds(s: Strip) {
    const view = this.session!.view!;
    if (!view.ghost) return nothing;
    const around = (row: StripRow, unit: number, first: number, last: number) =>
      svg`<rect class="held" x=${columnX(s, first)} y=${row.top + unit * row.line} width=${columnX(s, last) - columnX(s, first) + s.cell} height=${row.line}/>`;
    return s.rows.map((row) =>
      Array.from({ length: row.units }, (_, unit) => {
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
    return svg`<rect class="picked" x=${columnX(s, spot.step) - 1} y=${row.top + spot.unit * row.line - 1} width=${Math.max(s.cell, 2) + 2} height=${row.line + 2} rx="2"/>`;
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
      s.rows.map(({ units, top, line }) => (pointed.unit < units ? frame(top + pointed.unit * line, line) : nothing)),
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
    const painted = [canvas, s, theme, ratio, twin];
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
    for (const { address, units, top, height, line } of s.rows) {
      // Of the untouched run, or of the twin, the lower third of each line.
      const other = view.ghost ?? (line > LINE_OF_TWO ? twin : undefined);
      if (other)
        heated(top, height, 3 * units, (step, k) => at(address, step, Math.floor(k / 3), k % 3 === 2 ? other : view));
      else heated(top, height, units, (step, unit) => at(address, step, unit));
      for (let k = 1; line > 3.5 && k <= units; k++)
        draw.clearRect(s.left, top + k * line - 0.8, s.right - s.left, 0.8);
    }
    const { trace } = view;
    const { outputs } = trace.frame.schema;
    if (!hasMarks(trace) && !trace.frame.schema.symbols.inputs.length && !s.inputs.written)
      heated(s.inputs.top, s.inputs.height, trace.wiring.count('x'), (step, unit) => at('x', step, unit));
    if (!s.answers.written) {
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

  #at(event: PointerEvent): ReturnType<typeof hit> | undefined {
    const s = this.#strip;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return s && hit(s, event.clientX - box.left, event.clientY - box.top);
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

customElements.define('lstm-strip', LstmStrip);
