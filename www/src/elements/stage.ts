// <lstm-stage>: paints a scene as SVG. Every number on it can be looked at: by mouse, touch or keyboard.
import { css, html, LitElement, nothing, svg, type SVGTemplateResult } from 'lit';
import { Surroundings } from '../ambient.ts';
import type { Spot } from '../scene/address.ts';
import { groundOf, paint } from '../scene/colour.ts';
import type { Point } from '../scene/geometry.ts';
import type { Pick, Shape } from '../scene/shape.ts';
import type { Symbol } from '../scene/symbol.ts';
import { glyphWidth } from '../scene/glyph.ts';
import type { Session } from '../session.ts';
import { base } from './base.ts';
import { Follow, Width } from './lives.ts';
import { runs, runStyles } from './runs.ts';

/** Narrower than this it is drawn for a phone, in CSS pixels. */
const NARROW = 620;

export class LstmStage extends LitElement {
  static override properties = {
    session: { attribute: false },
    caption: { attribute: false },
  };
  static override styles = [
    base,
    runStyles,
    css`
      svg {
        display: block;
        width: 100%;
        height: auto;
        overflow: visible;
        font-family: var(--sans);
        font-variant-numeric: tabular-nums;
        user-select: none;
      }
      .belt {
        fill: var(--bed);
        stroke: var(--rule);
      }
      .frame {
        fill: color-mix(in srgb, var(--card) 65%, transparent);
        stroke: var(--op-rule);
        stroke-width: 1.4;
      }
      .wire {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.6;
      }
      .wire.gradient {
        stroke: var(--back);
      }
      .head {
        fill: var(--ink);
      }
      .head.gradient {
        fill: var(--back);
      }
      .layer rect {
        fill: var(--layer);
        stroke: var(--layer-rule);
        stroke-width: 1.4;
      }
      .layer text {
        fill: var(--ink);
        font:
          italic 600 17px KaTeX_Main,
          serif;
      }
      .op :is(circle, rect) {
        fill: var(--op);
        stroke: var(--op-rule);
        stroke-width: 1.4;
      }
      .op text {
        fill: var(--op-ink);
        font:
          600 17px KaTeX_Main,
          serif;
      }
      .op.word text {
        font:
          italic 15px KaTeX_Main,
          serif;
      }
      .glyph rect {
        fill: var(--card);
        stroke: var(--ink);
        stroke-width: 1.4;
      }
      .glyph text {
        fill: var(--ink);
        font-size: 16px;
        font-weight: 600;
      }
      .glyph.marked rect {
        fill: var(--ink);
      }
      .glyph.marked text {
        fill: var(--paper);
      }
      .valve {
        fill: var(--ink);
        opacity: 0.75;
      }
      .symbol {
        fill: var(--ink);
        font:
          19px KaTeX_Main,
          serif;
      }
      .symbol.aside {
        fill: var(--muted);
        font-size: 17px;
      }
      .symbol.aside :is(.sub, .sup) {
        font-size: 12px;
      }
      .gradient-symbol {
        fill: var(--back);
      }
      .word {
        fill: var(--muted);
        font-size: 14px;
      }
      .future {
        opacity: 0.28;
      }
      .wire.now {
        stroke: var(--now);
        stroke-width: 3;
      }
      .head.now {
        fill: var(--now);
      }
      .now > :is(rect, circle) {
        stroke: var(--now);
        stroke-width: 2.6;
      }
      .frame.now {
        stroke-width: 2.6;
      }
      .symbol.now {
        fill: var(--now);
      }
      .word.now {
        fill: var(--ink);
      }
      .bin rect {
        fill: var(--card);
        stroke: var(--back);
        stroke-width: 1.4;
      }
      .bin .full {
        fill: var(--back);
        opacity: 0.22;
        stroke: none;
      }
      .bin .figure {
        fill: var(--ink);
        font-size: 13px;
      }
      .cell > rect:first-child {
        stroke: color-mix(in srgb, var(--ink) 16%, transparent);
        stroke-width: 0.7;
      }
      [data-pick] {
        cursor: pointer;
      }
      [data-pick]:hover > rect:first-child {
        stroke: var(--ink);
        stroke-width: 1.5;
      }
      .selected > rect:first-child {
        stroke: var(--now);
        stroke-width: 2.5;
      }
      .ring {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.5;
        stroke-dasharray: 3 2;
      }
      .figures {
        font-weight: 500;
      }
      .narrow .symbol {
        font-size: 17px;
      }
      .narrow .word {
        font-size: 12.5px;
      }
      .narrow .layer text,
      .narrow .op.word text {
        font-size: 14px;
      }
      .narrow .bin .figure {
        font-size: 10.5px;
      }
      .narrow .gradient-symbol {
        font-size: 14px;
      }
      .narrow .gradient-symbol .sub {
        font-size: 11px;
      }
    `,
  ];

  declare session: Session | undefined;
  /** What the picture shows, for those who cannot see it. */
  declare caption: string;
  readonly #surroundings = new Surroundings(this);
  readonly #width = new Width(this);

  constructor() {
    super();
    this.caption = '';
    new Follow(this, 'change', 'timeupdate');
  }

  protected override render() {
    const { session } = this;
    if (!session?.view) return nothing;
    const narrow = this.#width.value < NARROW;
    const { width, height, shapes } = session.view.scene(session.moment, narrow);
    const { spot } = session;
    return html`<svg
      viewBox="0 0 ${width} ${height}"
      class=${narrow ? 'narrow' : ''}
      role="img"
      aria-label=${this.caption}
      @click=${this.#click}
    >
      ${shapes.map((shape) => this.#draw(shape, spot))}
    </svg>`;
  }

  readonly #click = (event: MouseEvent): void => {
    const target = (event.target as Element).closest<SVGElement>('[data-pick]');
    if (!target) return;
    const [address, step, unit] = target.dataset['pick']!.split(':') as [string, string, string];
    this.session?.choose({ address, step: Number(step), unit: Number(unit) });
  };

  #draw(shape: Shape, spot: Spot | undefined): SVGTemplateResult {
    const { theme, words } = this.#surroundings;
    switch (shape.type) {
      case 'belt':
        return svg`<rect class="belt" x=${shape.x} y=${shape.y} width=${shape.w} height=${shape.h} rx="10"/>`;
      case 'frame':
        return svg`<rect class="frame ${shape.state}" x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="7"/>`;
      case 'lane':
        return svg`<rect x=${Math.min(shape.x1, shape.x2)} y=${shape.y - shape.thickness / 2} width=${Math.abs(shape.x2 - shape.x1)} height=${shape.thickness} fill=${groundOf(shape.tone, theme)}/>`;
      case 'wire':
        return wire(shape.points, `${shape.state} ${shape.gradient ? 'gradient' : ''}`);
      case 'layer':
        return svg`<g class="layer ${shape.state}"><rect x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="5"/>
          <text x=${shape.x} y=${shape.y + 5.5} text-anchor="middle" textLength=${shape.text.length > 4 ? shape.w - 8 : nothing} lengthAdjust="spacingAndGlyphs">${shape.text}</text></g>`;
      case 'op':
        return shape.text === '×' || shape.text === '+'
          ? svg`<g class="op ${shape.state}"><circle cx=${shape.x} cy=${shape.y} r="12"/><text x=${shape.x} y=${shape.y + 5.8} text-anchor="middle">${shape.text}</text></g>`
          : svg`<g class="op word ${shape.state}"><rect x=${shape.x - 26} y=${shape.y - 12} width="52" height="24" rx="12"/><text x=${shape.x} y=${shape.y + 5} text-anchor="middle">${shape.text}</text></g>`;
      case 'valve': {
        // Two jaws that leave open what the gate lets through.
        const jaw = (shape.h * (1 - Math.min(Math.max(shape.opening, 0), 1))) / 2;
        return svg`<g class="valve"><rect x=${shape.x - 3} y=${shape.y - shape.h / 2} width="6" height=${jaw}/><rect x=${shape.x - 3} y=${shape.y + shape.h / 2 - jaw} width="6" height=${jaw}/></g>`;
      }
      case 'cell': {
        const { fill, ink } = paint(shape.tone, theme);
        const { pick } = shape;
        return svg`<g data-pick=${pick ? `${pick.quantity}:${pick.step}:${pick.unit}` : nothing} class="${shape.w > 4 && shape.h > 4 ? 'cell' : ''} ${pick && isAt(pick, spot) ? 'selected' : ''}">
          <rect x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${Math.max(shape.w, 0.5)} height=${Math.max(shape.h, 0.5)} rx=${Math.min(3, shape.h / 4, shape.w / 4)} fill=${fill}/>
          ${shape.marked ? svg`<rect class="ring" x=${shape.x - shape.w / 2 - 2.5} y=${shape.y - shape.h / 2 - 2.5} width=${shape.w + 5} height=${shape.h + 5} rx="5"/>` : nothing}
          ${shape.text ? svg`<text class="figures" x=${shape.x} y=${shape.y + (shape.size ?? 12) * 0.36} font-size=${shape.size ?? 12} text-anchor="middle" fill=${ink}>${shape.text}</text>` : nothing}
        </g>`;
      }
      case 'glyph': {
        const w = glyphWidth(shape.text);
        const { quantity, step, unit } = shape.pick;
        return svg`<g class="glyph ${shape.state} ${shape.marked ? 'marked' : ''}" data-pick="${quantity}:${step}:${unit}">
          <rect x=${shape.x - w / 2} y=${shape.y - 14} width=${w} height="28" rx="6"/><text x=${shape.x} y=${shape.y + 5.5} text-anchor="middle">${shape.text}</text></g>`;
      }
      case 'bin': {
        const { quantity, step, unit } = shape.pick;
        return svg`<g class="bin ${shape.state}" data-pick="${quantity}:${step}:${unit}">
          <rect x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="5"/>
          <rect class="full" x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w * Math.min(shape.fullness, 1)} height=${shape.h} rx="5"/>
          ${symbol(shape.symbol, shape.x, shape.y - 3, 'middle', 'gradient-symbol')}
          <text class="figure" x=${shape.x} y=${shape.y + 14} text-anchor="middle">${shape.text}</text></g>`;
      }
      case 'symbol':
        return symbol(
          shape.symbol,
          shape.x,
          shape.y,
          shape.anchor,
          `${shape.state} ${shape.gradient ? 'gradient-symbol' : ''} ${shape.aside ? 'aside' : ''}`,
        );
      case 'word':
        return svg`<text class="word ${shape.state}" x=${shape.x} y=${shape.y} text-anchor=${shape.anchor}>${words.t(shape.or && !words.has(shape.key) ? shape.or : shape.key, shape.values)}</text>`;
    }
  }
}

function isAt({ quantity, step, unit }: Pick, spot: Spot | undefined): boolean {
  return spot?.address === quantity && spot.step === step && spot.unit === unit;
}

/** A polyline with an arrow head at its end. */
function wire(points: Point[], state: string): SVGTemplateResult {
  const end = points.at(-1)!;
  const before = points.at(-2)!;
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const at = (back: number, side: number): string =>
    `${end.x - back * Math.cos(angle) - side * Math.sin(angle)},${end.y - back * Math.sin(angle) + side * Math.cos(angle)}`;
  const line = [...points.slice(0, -1).map(({ x, y }) => `${x},${y}`), at(6, 0)].join(' ');
  return svg`<polyline class="wire ${state}" points=${line} stroke-linejoin="round"/><polygon class="head ${state}" points="${at(0, 0)} ${at(9, 4.5)} ${at(9, -4.5)}"/>`;
}

function symbol(
  of: Symbol,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  classes: string,
): SVGTemplateResult {
  return svg`<text class="symbol ${classes}" x=${x} y=${y} text-anchor=${anchor}>${runs(of)}</text>`;
}

customElements.define('lstm-stage', LstmStage);
