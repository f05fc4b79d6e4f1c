// The shapes of a scene as SVG.
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { sameSpot, type Spot } from '../network/address.ts';
import type { Letters } from '../network/notation.ts';
import { groundOf, inkOf, paint } from '../scene/colour.ts';
import { glyphWidth, widthOf } from '../scene/glyph.ts';
import type { Point } from '../scene/plan.ts';
import type { Anchor, Shape } from '../scene/shape.ts';
import type { Surroundings } from '../words/ambient.ts';
import { runs } from './runs.ts';

/**
 * `name` is what a screen reader calls it: while a number has the focus that number has a name, and all others, with '', are
 * hidden.
 */
export function drawn(
  shape: Shape,
  { theme, words }: Pick<Surroundings, 'theme' | 'words'>,
  looked: Spot | undefined,
  name: string | undefined,
): SVGTemplateResult {
  const role = name ? 'img' : nothing;
  const reach = name ? '-1' : nothing;
  const label = name || nothing;
  const unheard = name === '' ? 'true' : nothing;
  switch (shape.type) {
    case 'belt':
      return belt(shape);
    case 'plate':
      return svg`<rect class="plate ${shape.state}" x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="5"/>`;
    case 'sign':
      return svg`<text class="sign ${shape.state}" x=${shape.x} y=${shape.y + shape.size * 0.35} font-size=${shape.size} text-anchor="middle">${shape.text}</text>`;
    case 'pulse':
      return svg`<circle class="pulse" cx=${shape.x} cy=${shape.y} r="5"/>`;
    case 'frame':
      return svg`<rect class="frame ${shape.state} ${shape.valve ? 'gate' : ''}" x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="7"/>`;
    case 'lane':
      return svg`<rect x=${Math.min(shape.x1, shape.x2)} y=${shape.y - shape.thickness / 2} width=${Math.abs(shape.x2 - shape.x1)} height=${shape.thickness} fill=${groundOf(shape.tone, theme)} opacity=${shape.faint ? '0.45' : nothing}/>`;
    case 'outline':
      return svg`<rect class="outline" x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="5"/>`;
    case 'flag':
      return flag(shape, words.t(shape.key), words.t('stage.without', shape.values));
    case 'wire':
      return wire(shape.points, `${shape.state} ${shape.gradient ? 'gradient' : ''}`);
    case 'link': {
      const { from, to, thickness, tone, weight } = shape;
      const way = `M${from.x} ${from.y}L${to.x} ${to.y}`;
      // A hand needs more of it than is painted.
      return svg`<g data-grip=${weight.address} data-step=${weight.step} data-unit=${weight.unit}><path d=${way} stroke=${groundOf(tone, theme)} stroke-width=${thickness}/><path d=${way} stroke="transparent" stroke-width="7"/></g>`;
    }
    case 'layer':
      return svg`<g class="layer ${shape.state}"><rect x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="5"/>
        <text x=${shape.x} y=${shape.y + 5.5} text-anchor="middle">${runs(shape.letters)}</text></g>`;
    case 'op':
      return shape.wide
        ? svg`<g class="op word ${shape.state}"><rect x=${shape.x - wideOp(shape.text) / 2} y=${shape.y - 12} width=${wideOp(shape.text)} height="24" rx="12"/><text x=${shape.x} y=${shape.y + 5} text-anchor="middle">${shape.text}</text></g>`
        : svg`<g class="op ${shape.state}"><circle cx=${shape.x} cy=${shape.y} r="12"/><text x=${shape.x} y=${shape.y + 5.8} text-anchor="middle">${shape.text}</text></g>`;
    case 'valve': {
      // Two jaws that leave open what the gate lets through, in a housing. One that is not wide open is seen to be so.
      const { x, y, w, h } = shape;
      const house = h > 24 ? 4 : Math.min(1, h / 8);
      const shut = 1 - Math.min(Math.max(shape.opening, 0), 1);
      const jaw = house + Math.max(((h - 2 * house) * shut) / 2, shut > 0.005 ? 1 : 0);
      const [left, right, top, bottom] = [x - w / 2, x + w / 2, y - h / 2, y + h / 2];
      const slant = Math.min(jaw - house, w / 5);
      const { address, step, unit } = shape.gate;
      return svg`<g class="valve" data-grip=${address} data-step=${step} data-unit=${unit}><rect x=${left} y=${top} width=${w} height=${h}/><path d="M${left} ${top}H${right}V${top + house}L${right - slant} ${top + jaw}H${left + slant}L${left} ${top + house}ZM${left} ${bottom}H${right}V${bottom - house}L${right - slant} ${bottom - jaw}H${left + slant}L${left} ${bottom - house}Z"/></g>`;
    }
    case 'cell': {
      const { spot, held, coming, bare } = shape;
      const { fill, ink } =
        bare || coming
          ? { fill: 'transparent', ink: coming ? 'var(--muted)' : inkOf(shape.tone, theme) }
          : paint(shape.tone, theme);
      const [left, top] = [shape.x - shape.w / 2, shape.y - shape.h / 2];
      const foot = shape.h / 4;
      return svg`<g data-address=${spot?.address ?? nothing} data-step=${spot?.step ?? nothing} data-unit=${spot?.unit ?? nothing} role=${role} tabindex=${reach} aria-label=${label} aria-hidden=${unheard} class="${shape.text || shape.h > 12 ? 'cell' : ''} ${held ? 'held' : ''} ${coming ? 'coming' : ''} ${bare ? 'bare' : ''} ${spot && sameSpot(spot, looked) ? 'selected' : ''}">
        <rect x=${left} y=${top} width=${Math.max(shape.w, 0.5)} height=${Math.max(shape.h, 0.5)} rx=${Math.min(3, shape.h / 4, shape.w / 4)} fill=${fill}/>
        ${shape.ghost ? svg`<rect class="ghost" x=${left} y=${top + shape.h - foot} width=${shape.w} height=${foot} fill=${groundOf(shape.ghost, theme)}/>` : nothing}
        ${held && shape.w > 24 ? svg`<path d="M${left - 2} ${top - 2}h9l-9 9z"/>` : nothing}
        ${shape.marked ? svg`<rect class="ring" x=${left - 2.5} y=${top - 2.5} width=${shape.w + 5} height=${shape.h + 5} rx="5"/>` : nothing}
        ${shape.text ? svg`<text class="figures" x=${shape.x} y=${shape.y + (shape.size ?? 12) * 0.36} font-size=${shape.size ?? 12} text-anchor="middle" fill=${ink}>${shape.text}</text>` : nothing}
      </g>`;
    }
    case 'glyph': {
      const w = glyphWidth(shape.text);
      const { address, step, unit } = shape.spot;
      return svg`<g class="glyph ${shape.state} ${shape.marked ? 'marked' : ''}" data-address=${address} data-step=${step} data-unit=${unit} role=${role} tabindex=${reach} aria-label=${label} aria-hidden=${unheard}>
        <rect x=${shape.x - w / 2} y=${shape.y - 14} width=${w} height="28" rx="6"/><text x=${shape.x} y=${shape.y + 5.5} text-anchor="middle">${shape.text}</text></g>`;
    }
    case 'bin': {
      const { address, step, unit } = shape.spot;
      return svg`<g class="bin ${shape.state}" data-address=${address} data-step=${step} data-unit=${unit} role=${role} tabindex=${reach} aria-label=${label} aria-hidden=${unheard}>
        <rect x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w} height=${shape.h} rx="5"/>
        <rect class="full" x=${shape.x - shape.w / 2} y=${shape.y - shape.h / 2} width=${shape.w * Math.min(shape.fullness, 1)} height=${shape.h} rx="5"/>
        ${letters(shape.letters, shape.x, shape.y - 3, 'middle', 'gradient-symbol')}
        <text class="figure" x=${shape.x} y=${shape.y + 14} text-anchor="middle">${shape.text}</text></g>`;
    }
    case 'letters':
      return letters(
        shape.letters,
        shape.x,
        shape.y,
        shape.anchor,
        `${shape.state} ${shape.gradient ? 'gradient-symbol' : ''}`,
      );
    case 'word':
      return svg`<text class="word ${shape.state} ${shape.tone ? 'halo' : ''}" x=${shape.x} y=${shape.y} text-anchor=${shape.anchor} .style=${(shape.size ? `font-size: ${shape.size}px;` : '') + (shape.tone ? `fill: ${inkOf(shape.tone, theme)}` : '')}>${words.t(shape.or && !words.has(shape.key) ? shape.or : shape.key, shape.values)}</text>`;
  }
}

/** Ticks on the belt's edge stand so far apart: by so much it moves from step to step. */
const TICK = 40;

function belt({ x, y, w, h, moved }: Extract<Shape, { type: 'belt' }>): SVGTemplateResult {
  const n = Math.floor(w / TICK);
  const ticks = Array.from({ length: n }, (_, k) => x + 8 + ((k + moved + n) % n) * TICK);
  return svg`<rect class="belt" x=${x} y=${y} width=${w} height=${h} rx="8"/><path class="ticks" d=${ticks.map((at) => `M${at} ${y + h}l4 -4`).join('')}/>`;
}

/** From line to line of a flag, and its smallest type. */
const FLAG_LINE = 15;
const FLAG_SIZE = 11;

/** How wide the pill around a word is. */
function wideOp(text: string): number {
  return 20 + 8 * text.length;
}

/** A pennant that points along the lane: two lines, or one where there is no room for both. */
function flag({ x, y, w, h }: Extract<Shape, { type: 'flag' }>, holds: string, without: string): SVGTemplateResult {
  const sizeOf = (line: string): number => Math.min(13, (w - 26) / widthOf(line));
  const lines = h >= 2 * FLAG_LINE && sizeOf(without) >= FLAG_SIZE ? [holds, without] : [holds];
  const room = Math.max(...lines.map(widthOf));
  const size = Math.min(...lines.map(sizeOf));
  const wide = room * size + 26;
  const [left, top, foot] = [x - wide, y - h / 2, y + h / 2];
  return svg`<g class="flag"><path d="M${left} ${top}H${x}V${foot}H${left}L${left + 8} ${y}Z"/>${lines.map(
    (line, k) =>
      svg`<text class=${k ? '' : 'holds'} x=${x - (wide - 8) / 2} y=${y + (k - (lines.length - 1) / 2) * FLAG_LINE + size * 0.36} font-size=${size} text-anchor="middle">${line}</text>`,
  )}</g>`;
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

function letters(of: Letters, x: number, y: number, anchor: Anchor, classes: string): SVGTemplateResult {
  return svg`<text class="symbol ${classes}" x=${x} y=${y} text-anchor=${anchor}>${runs(of)}</text>`;
}
