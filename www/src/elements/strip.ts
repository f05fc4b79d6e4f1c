// <lstm-strip>: all time steps side by side. Click or drag to go to one, pick a number out of it.
import { css, html, LitElement, nothing, svg } from 'lit';
import { locale, t } from '../locale.ts';
import { largestGradient, toneOf } from '../scene/canvas.ts';
import { groundOf, type Theme } from '../scene/colour.ts';
import { brief, precise } from '../scene/format.ts';
import { glyphText } from '../scene/glyph.ts';
import { count, valueOf } from '../scene/quantity.ts';
import type { Pick } from '../scene/shape.ts';
import { columnX, hit, strip, type Strip } from '../scene/strip.ts';
import type { Moment } from '../scene/timeline.ts';
import type { Trace } from '../scene/trace.ts';
import { RedrawOn, Width } from '../redraw.ts';
import { base } from './base.ts';

/** Fires 'go' (detail: time step) and 'pick' (detail: Pick). */
export class LstmStrip extends LitElement {
  static override properties = {
    trace: { attribute: false },
    moment: { attribute: false },
    theme: { attribute: false },
    selected: { attribute: false },
  };
  static override styles = [
    base,
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
      text {
        fill: var(--ink);
        font-size: 12.5px;
        font-variant-numeric: tabular-nums;
      }
      .row {
        font-size: 17px;
        font-family: KaTeX_Math, KaTeX_Main, serif;
        font-style: italic;
      }
      .row.gradient {
        fill: var(--back);
        font-size: 15px;
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

  declare trace: Trace | undefined;
  declare moment: Moment;
  declare theme: Theme;
  declare selected: Pick | undefined;
  readonly #width = new Width(this);
  #painted: unknown[] = [];

  constructor() {
    super();
    this.theme = 'light';
    new RedrawOn(this, locale);
  }

  get #strip(): Strip | undefined {
    return this.trace && this.#width.value > 0
      ? strip(this.trace, this.moment.direction, this.#width.value, this.#width.value < 560)
      : undefined;
  }

  protected override render() {
    const s = this.#strip;
    if (!s || !this.trace) return nothing;
    const { moment } = this;
    return html`<div
      class="box"
      style="height:${s.height}px"
      tabindex="0"
      role="slider"
      aria-label=${t('stage.strip')}
      aria-valuemin="1"
      aria-valuemax=${s.steps}
      aria-valuenow=${moment.step}
      aria-valuetext=${this.#spoken()}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
    >
      <canvas></canvas>
      <svg viewBox="0 0 ${this.#width.value} ${s.height}">
        ${this.#label('x', s.inputs.top + 17)}
        ${s.rows.map((row) => this.#label(row.quantity, row.top + row.height / 2 + 5))}
        ${this.#label('p', s.answers.top + 17)} ${this.#boxes(s)}
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

  /** The inputs, and prediction over target, as far as there is room to write them. */
  #boxes(s: Strip) {
    const { trace } = this;
    if (!trace) return nothing;
    const written = s.pitch >= 24;
    return Array.from({ length: s.steps }, (_, index) => index + 1).map((step) => {
      const x = columnX(s, step);
      const glyph = glyphText(trace, step);
      const input = glyph
        ? svg`<rect class="glyph ${glyph.marked ? 'marked' : ''}" x=${x + 0.5} y=${s.inputs.top} width=${Math.max(s.cell - 1, 0.5)} height=${s.inputs.height} rx=${Math.min(5, s.cell / 3)}/>
            ${written ? svg`<text class=${glyph.marked ? 'onmark' : ''} x=${x + s.cell / 2} y=${s.inputs.top + 16.5} text-anchor="middle" font-size=${s.pitch < 34 && glyph.text.length > 3 ? 9.5 : 12.5}>${glyph.text}</text>` : nothing}`
        : nothing;
      if (!trace.asked(step)) return input;
      const p = trace.prediction(step)[0]!;
      const target = trace.target(step)[0]!;
      const text = t('stage.answer-of-target', { p: precise(p), target: brief(target) });
      const near = step === s.steps && !written;
      return svg`${input}<text x=${near || step === s.steps ? x + s.cell : x + s.cell / 2} y=${s.answers.top + 17} text-anchor=${step === s.steps ? 'end' : 'middle'}>${step === s.steps || s.pitch > 130 ? text : precise(p)}</text>`;
    });
  }

  #label(quantity: string, y: number) {
    return svg`<text class="row ${quantity.startsWith('d_') ? 'gradient' : ''}" x="10" y=${y}>${t(`symbol.${quantity}`)}</text>`;
  }

  #picked(s: Strip) {
    const pick = this.selected;
    const row = s.rows.find((each) => each.quantity === pick?.quantity);
    if (!pick || !row || pick.step < 1) return nothing;
    return svg`<rect class="picked" x=${columnX(s, pick.step) - 1} y=${row.top + pick.unit * row.line - 1} width=${Math.max(s.cell, 2) + 2} height=${row.line + 2} rx="2"/>`;
  }

  #spoken(): string {
    const { moment, trace } = this;
    return `${t('transport.step-of', { step: moment.step, steps: trace!.steps })}`;
  }

  protected override updated(): void {
    const s = this.#strip;
    const canvas = this.renderRoot.querySelector('canvas');
    if (!s || !canvas || !this.trace) return;
    const ratio = devicePixelRatio || 1;
    // The play-head moves sixty times a second; the heat changes only with the numbers.
    const painted = [this.trace, this.theme, this.#width.value, this.moment.direction, ratio];
    if (painted.every((each, k) => each === this.#painted[k])) return;
    this.#painted = painted;
    canvas.width = Math.round(this.#width.value * ratio);
    canvas.height = Math.round(s.height * ratio);
    const draw = canvas.getContext('2d');
    if (!draw) return;
    draw.scale(ratio, ratio);
    const largest = largestGradient(this.trace);
    // An input that no glyph can show is a column of heat as well.
    const inputs = this.trace.frame.schema.inputs;
    const rows = glyphText(this.trace, 1)
      ? s.rows
      : [{ quantity: 'x' as const, ...s.inputs, line: s.inputs.height / inputs }, ...s.rows];
    for (const row of rows) {
      const units = count(row.quantity, this.trace);
      const gap = row.line > 3.5 ? 0.8 : 0;
      for (let step = 1; step <= s.steps; step++) {
        for (let unit = 0; unit < units; unit++) {
          const v = valueOf(this.trace, { quantity: row.quantity, step, unit });
          draw.fillStyle = groundOf(toneOf(row.quantity, v, largest), this.theme);
          draw.fillRect(columnX(s, step), row.top + unit * row.line, s.cell, row.line - gap);
        }
      }
    }
  }

  #at(event: PointerEvent): { step: number; pick?: Pick } | undefined {
    const s = this.#strip;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return s && this.trace ? hit(s, event.clientX - box.left, event.clientY - box.top, this.trace.hidden) : undefined;
  }

  readonly #down = (event: PointerEvent): void => {
    const found = this.#at(event);
    if (!found) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#go(found.step);
    if (found.pick) this.dispatchEvent(new CustomEvent<Pick>('pick', { detail: found.pick }));
  };

  readonly #move = (event: PointerEvent): void => {
    if (!(event.buttons & 1)) return;
    const found = this.#at(event);
    if (found && found.step !== this.moment.step) this.#go(found.step);
  };

  #go(step: number): void {
    this.dispatchEvent(new CustomEvent<number>('go', { detail: step }));
  }
}

customElements.define('lstm-strip', LstmStrip);
