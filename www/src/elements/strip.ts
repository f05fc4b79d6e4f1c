// <lstm-strip>: all time steps side by side. Click or drag to go to one, pick a number out of it.
import { css, html, LitElement, nothing, svg } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { styleMap } from 'lit/directives/style-map.js';
import { Surroundings } from '../ambient.ts';
import { ground, signedStrength, type Theme, type Tone } from '../scene/colour.ts';
import { fitted, hasMarks } from '../scene/glyph.ts';
import { isGradient, PREDICTION } from '../scene/address.ts';
import { columnX, hit, SIZE, strip, type Strip } from '../scene/strip.ts';
import type { Session } from '../session.ts';
import { base } from './base.ts';
import { steer } from './keys.ts';
import { Follow, Width } from './lives.ts';
import { runs, runStyles } from './runs.ts';

export class LstmStrip extends LitElement {
  static override properties = {
    session: { attribute: false },
  };
  static override styles = [
    base,
    runStyles,
    css`
      .box {
        position: relative;
        touch-action: pan-y;
        cursor: pointer;
        border-radius: var(--radius);
      }
      canvas,
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        display: block;
      }
      svg {
        pointer-events: none;
        overflow: visible;
      }
      svg {
        font-size: 12.5px;
      }
      text {
        fill: var(--ink);
        font-variant-numeric: tabular-nums;
      }
      .row {
        font-size: 17px;
        font-family: var(--letters);
        font-style: italic;
      }
      .row.gradient {
        fill: var(--back);
        font-size: 15px;
      }
      .row.thin {
        font-size: 13px;
      }
      .row.thin :is(.sub, .sup) {
        font-size: 10px;
      }
      .name {
        fill: var(--muted);
        font-size: 12px;
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
      .cursor {
        fill: none;
        stroke: var(--now);
        stroke-width: 2.4;
      }
      .picked {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
      }
    `,
  ];

  declare session: Session | undefined;
  readonly #surroundings = new Surroundings(this);
  readonly #width = new Width(this);
  #painted: unknown[] = [];
  #held: ReturnType<typeof hit> | undefined;
  #laid: { key: unknown[]; strip: Strip } | undefined;

  constructor() {
    super();
    new Follow(this, 'change', 'timeupdate');
  }

  /** Laid out anew only when it changes: the play-head moves far more often. */
  get #strip(): Strip | undefined {
    const view = this.session?.view;
    const width = this.#width.value;
    if (!view || width === 0) return undefined;
    const { direction } = this.session!.moment;
    const key = [view, direction, width];
    if (!this.#laid || key.some((each, k) => each !== this.#laid!.key[k]))
      this.#laid = { key, strip: strip(view, direction, width, width < 560) };
    return this.#laid.strip;
  }

  protected override render() {
    const s = this.#strip;
    const { session } = this;
    if (!s || !session) return nothing;
    const { moment } = session;
    const { words } = this.#surroundings;
    const { t } = words;
    const { top, lines, line } = s.answers;
    return html`<div
      class="box"
      style=${styleMap({ height: `${s.height}px` })}
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
      <svg viewBox="0 0 ${this.#width.value} ${s.height}">
        ${this.#label('x', s.inputs.top + 17)}
        ${s.rows.map((row) => this.#label(row.address, row.top + row.height / 2 + 5, row.height < 20))}
        ${this.#label(PREDICTION, top + 17)}
        ${lines === 2 ? svg`<text class="name" x="10" y=${top + line + 16}>${t('stage.target')}</text>` : nothing}
        ${guard([s, words], () => [this.#inputs(s), this.#answers(s)])}
        <rect
          class="cursor"
          x=${columnX(s, moment.step) - 2.5}
          y="3"
          width=${Math.max(s.cell, 3) + 5}
          height=${s.height - 6}
          rx="5"
        />
        ${this.#picked(s)}
      </svg>
    </div>`;
  }

  /** The inputs, as far as there is room to write them; a mark is seen without. */
  #inputs(s: Strip) {
    const { trace } = this.session!.view!;
    const marks = hasMarks(trace);
    const { top, height, written, glyphs } = s.inputs;
    if (!marks && !written) return nothing;
    return glyphs.map((glyph, index) => {
      if (!glyph) return nothing;
      const x = columnX(s, index + 1);
      const shown = fitted(glyph.text, s.pitch - 5, SIZE, trace.frame.schema.symbols.inputs.length > 0);
      return svg`<rect class="glyph ${glyph.marked ? 'marked' : ''}" x=${x + 0.5} y=${top} width=${Math.max(s.cell - 1, 0.5)} height=${height} rx=${Math.min(5, s.cell / 3)}/>
        ${shown ? svg`<text class=${glyph.marked ? 'onmark' : ''} x=${x + s.cell / 2} y=${top + 16.5} text-anchor="middle" font-size=${shown.size}>${shown.text}</text>` : nothing}`;
    });
  }

  #answers(s: Strip) {
    const { trace } = this.session!.view!;
    const { top, lines, line, written, told } = s.answers;
    if (!written) return nothing;
    return told.map((texts, index) => {
      if (!texts) return nothing;
      const [p, target] = texts;
      const x = columnX(s, index + 1);
      if (lines === 2)
        return texts.map((text, k) => {
          const shown = fitted(text, s.pitch - 5, SIZE, trace.frame.schema.symbols.outputs.length > 0)!;
          return svg`<text x=${x + s.cell / 2} y=${top + line * k + 17} text-anchor="middle" font-size=${shown.size}>${shown.text}</text>`;
        });
      // A single answer takes the room that the others leave.
      const late = index >= s.steps / 2;
      return svg`<text x=${late ? x + s.cell : x} y=${top + 17} text-anchor=${late ? 'end' : 'start'}>${this.#surroundings.words.t('stage.answer-of-target', { p, target })}</text>`;
    });
  }

  #label(address: string, y: number, thin = false) {
    const gradient = isGradient(address);
    const name = runs(this.session!.view!.letters(address, this.#surroundings.notation));
    return svg`<text class="row ${gradient ? 'gradient' : ''} ${thin ? 'thin' : ''}" x="10" y=${y}>${name}</text>`;
  }

  #picked(s: Strip) {
    const { spot } = this.session!;
    const row = s.rows.find((each) => each.address === spot?.address);
    if (!spot || !row || spot.step < 1) return nothing;
    return svg`<rect class="picked" x=${columnX(s, spot.step) - 1} y=${row.top + spot.unit * row.line - 1} width=${Math.max(s.cell, 2) + 2} height=${row.line + 2} rx="2"/>`;
  }

  protected override updated(): void {
    const s = this.#strip;
    const canvas = this.renderRoot.querySelector('canvas');
    const view = this.session?.view;
    if (!s || !canvas || !view) return;
    const { theme } = this.#surroundings;
    const ratio = devicePixelRatio || 1;
    // The play-head moves sixty times a second; the heat changes only with the numbers.
    const painted = [canvas, s, theme, ratio];
    if (painted.every((each, k) => each === this.#painted[k])) return;
    this.#painted = painted;
    canvas.width = Math.round(this.#width.value * ratio);
    canvas.height = Math.round(s.height * ratio);
    const draw = canvas.getContext('2d');
    if (!draw) return;
    draw.scale(ratio, ratio);
    draw.imageSmoothingEnabled = false;
    const paint = (top: number, height: number, units: number, tone: ToneAt): void =>
      draw.drawImage(heat(s.steps, units, tone, theme), s.left, top, s.pitch * s.steps, height);
    for (const { address, units, top, height, line } of s.rows) {
      paint(top, height, units, (step, unit) => view.tone(address, view.value({ address, step, unit })));
      for (let k = 1; line > 3.5 && k <= units; k++)
        draw.clearRect(s.left, top + k * line - 0.8, s.right - s.left, 0.8);
    }
    const { trace } = view;
    const { outputs } = trace.frame.schema;
    const given = (numbers: Float32Array, unit: number): Tone => ({
      kind: 'signed',
      strength: signedStrength(numbers[unit]!),
    });
    if (!hasMarks(trace) && !s.inputs.written)
      paint(s.inputs.top, s.inputs.height, trace.size('x'), (step, unit) => given(trace.value('x', step), unit));
    if (!s.answers.written) {
      const { top, line } = s.answers;
      const asked = (step: number, tone: Tone): Tone | undefined => (trace.asked(step) ? tone : undefined);
      paint(top + 2, line - 4, outputs, (step, unit) => asked(step, given(trace.prediction(step), unit)));
      paint(top + line + 2, line - 4, outputs, (step, unit) => asked(step, given(trace.target(step), unit)));
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

  /** Who lets go where she took hold meant the number, not the time. */
  readonly #up = (): void => {
    const spot = this.#held?.spot;
    this.#held = undefined;
    if (spot) this.session?.choose(spot);
  };
}

type ToneAt = (step: number, unit: number) => Tone | undefined;

/** One pixel for each number: steps across, units down. */
function heat(steps: number, units: number, tone: ToneAt, theme: Theme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [steps, units];
  const image = new ImageData(steps, units);
  for (let unit = 0, at = 0; unit < units; unit++) {
    for (let step = 1; step <= steps; step++, at += 4) {
      const own = tone(step, unit);
      if (own) image.data.set([...ground(own, theme), 255], at);
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

customElements.define('lstm-strip', LstmStrip);
