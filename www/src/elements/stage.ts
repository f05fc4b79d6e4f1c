// <lstm-stage>: paints a scene as SVG. Every number on it can be looked at: by mouse, touch or keyboard. To those who cannot
// see it it is one image, whose numbers are in a table beside it; only who goes in among them meets them here.
import { css, html, nothing, svg, type SVGTemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { sameSpot, type Spot } from '../network/address.ts';
import { Formulas } from '../network/formula.ts';
import type { Look } from '../scene/look.ts';
import type { Scene, Shape } from '../scene/shape.ts';
import { stageScene } from '../scene/stage.ts';
import { again, nearest, standsOf, walk, type Stand, type Way } from '../scene/walk.ts';
import type { Session } from '../session/session.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { Hand } from './hand.ts';
import { Heed, Media, Width } from './lives.ts';
import { Namer } from './number.ts';
import { runStyles } from './runs.ts';
import { drawn } from './shapes.ts';

/** Narrower than this it is drawn for a phone, in CSS pixels; the belt alone is then a short one. */
const NARROW = 620;
const SHORT = 540;
/** On a window so low its lanes are lower. */
const LOW = '(min-width: 641px) and (max-height: 799px)';
/** How far a finger may miss a number, in CSS pixels. */
const REACH = 22;

/** Keys that turn the number that has the focus. */
const TURNS: Record<string, 'up' | 'down'> = { '+': 'up', '=': 'up', PageUp: 'up', '-': 'down', PageDown: 'down' };

const WAYS: Record<string, Way> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

export class LstmStage extends SessionElement {
  static override styles = [
    base,
    runStyles,
    css`
      svg {
        display: block;
        width: 100%;
        min-height: 0;
        overflow: visible;
        font-family: var(--sans);
        user-select: none;
      }
      .belt {
        fill: var(--bed);
        stroke: var(--rule);
      }
      .outline {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.4;
      }
      .flag {
        visibility: var(--answer, visible);
      }
      .flag path {
        fill: var(--ink);
      }
      .flag text {
        fill: var(--paper);
      }
      .flag .holds {
        font-weight: 600;
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
          italic 600 17px 'STIX Two Math',
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
          600 17px 'STIX Two Math',
          serif;
      }
      .op.word text {
        font:
          italic 15px 'STIX Two Math',
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
      .ticks {
        fill: none;
        stroke: var(--coming);
        stroke-width: 1;
      }
      .valve path {
        fill: var(--gate);
      }
      .valve rect {
        fill: transparent;
      }
      .frame.gate {
        fill: color-mix(in srgb, var(--gate) 14%, transparent);
        stroke: none;
      }
      .plate {
        fill: var(--card);
        stroke: var(--rule);
      }
      .plate.now {
        stroke: var(--now);
        stroke-width: 2;
      }
      .pulse {
        fill: var(--now);
      }
      .cell.coming > rect:first-child {
        fill: var(--card);
        stroke: var(--coming);
        stroke-width: 1;
        stroke-dasharray: 3 2.5;
      }
      .cell.bare > rect:first-child {
        stroke: none;
      }
      .symbol {
        fill: var(--ink);
        font:
          19px 'STIX Two Math',
          serif;
      }
      .sign {
        fill: var(--muted);
      }
      .sign.now {
        fill: var(--ink);
        font-weight: 600;
      }
      .gradient-symbol {
        fill: var(--back);
      }
      .word {
        fill: var(--muted);
        font-size: 14px;
      }
      /* What is still to come is pale, but its words can be read from the last row. */
      .future,
      .future text {
        opacity: 0.85;
      }
      .future > :is(rect, circle),
      :is(.wire, .head, .frame).future {
        opacity: 0.42;
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
      .op.now :is(circle, rect) {
        fill: var(--now);
      }
      .op.now text {
        fill: var(--paper);
      }
      .symbol.now {
        fill: var(--now);
      }
      .halo {
        paint-order: stroke;
        stroke: var(--bed);
        stroke-width: 4px;
        stroke-linejoin: round;
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
        font-size: 14px;
      }
      .cell > rect:first-child {
        stroke: color-mix(in srgb, var(--ink) 16%, transparent);
        stroke-width: 0.7;
      }
      .cell.held > rect:first-child {
        stroke: var(--ink);
        stroke-width: 2;
      }
      .cell path {
        fill: var(--ink);
        stroke: var(--card);
        stroke-width: 0.8;
      }
      .ghost {
        stroke: var(--card);
        stroke-width: 0.8;
      }
      :is([data-address='~y'], [data-address='*y']) {
        visibility: var(--answer, visible);
      }
      :is([data-address], [data-makes]) {
        cursor: pointer;
      }
      [data-grip] {
        cursor: grab;
      }
      /* A finger that goes up or down moves the page, one that goes sideways the number. */
      svg {
        touch-action: pan-y;
      }
      [data-makes]:is(:hover, :focus-visible) :is(rect, circle) {
        stroke-width: 2.8;
      }
      [data-address]:hover > rect:first-child {
        stroke: var(--ink);
        stroke-width: 1.5;
      }
      .pointed > rect:first-child {
        stroke: var(--now);
        stroke-width: 2;
        stroke-dasharray: 3 2;
      }
      .pointed.here > rect:first-child {
        stroke-dasharray: none;
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
      [data-address]:focus {
        outline: none; /* drawn above all else, or its neighbours would hide it */
      }
      .focus {
        fill: none;
        stroke: var(--accent);
        stroke-width: 2.5;
        paint-order: stroke;
        pointer-events: none;
      }
      .stage {
        position: relative;
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .told {
        position: absolute;
        inset-inline: 0;
        pointer-events: none;
      }
      .told span {
        display: inline-block;
        padding: 0.1rem 0.5rem;
        border-radius: var(--radius);
        background: var(--accent);
        color: var(--accent-ink);
        font-size: 0.9rem;
        text-align: start;
        forced-color-adjust: none;
      }
      @media print {
        svg {
          print-color-adjust: exact;
        }
      }
      .alone {
        overflow: hidden;
      }
      .narrow .symbol {
        font-size: 17px;
      }
      .narrow .word {
        font-size: 13.2px;
      }
      .narrow .layer text,
      .narrow .op.word text {
        font-size: 14px;
      }
      .narrow .bin .symbol {
        font-size: 14px;
      }
      .narrow .gradient-symbol {
        font-size: 14px;
      }
      .narrow .gradient-symbol .sub {
        font-size: 11px;
      }
      .short :is(.gradient-symbol, .symbol .sub, .layer :is(.sub, .sup)) {
        font-size: 13.8px;
      }
    `,
  ];

  /** What the picture shows, for those who cannot see it. */
  @property({ attribute: false }) caption = '';
  /** The belt alone. */
  @property({ type: Boolean }) compact = false;

  readonly #width = new Width(this);
  readonly #low = new Media(this, LOW);
  readonly #coarse = new Media(this, '(pointer: coarse)');
  /** The scene drawn, and its numbers once they were asked for: they are not collected in each frame. */
  #scene: Scene | undefined;
  #known: Stand[] | undefined;
  readonly #hand = new Hand(() => this.session);
  /** Where the focus is, among the numbers. */
  #at: Stand | undefined;
  /** An arrow was pressed: from a symbol too it leads back among the numbers. */
  #walks = false;
  /** One of the numbers had the focus when this was last drawn. */
  #within = false;

  constructor() {
    super('change', 'timeupdate');
    new Heed(this, 'point', () => this.#mark());
  }

  get #stands(): Stand[] {
    return (this.#known ??= this.#scene ? standsOf(this.#scene) : []);
  }

  /** Leads the focus in among the numbers, to the one that is looked at if it is there. Nothing moves meanwhile. */
  enter(): void {
    const { session } = this;
    if (!session) return;
    session.pause();
    this.#at = this.#stands.find(({ spot }) => sameSpot(spot, session.spot)) ?? this.#stands[0];
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    // Once in, it stays as long as one of the numbers has the focus; not :focus, which another window takes away.
    if (this.#within && !(this.renderRoot as ShadowRoot).activeElement) this.#at = undefined;
  }

  protected override render() {
    const { session } = this;
    const view = session?.view;
    if (!view || this.#width.value === 0) return nothing;
    const { value: width } = this.#width;
    const alone = width < SHORT ? 'belt' : 'long';
    const room = this.compact ? alone : width < NARROW ? 'narrow' : this.#low.holds ? 'low' : 'wide';
    const { words, notation } = this.surroundings;
    const flag = this.#flag(session);
    const { moment } = session;
    const twin = session.twin && moment.direction === 'forward' ? Formulas.of(session.twin) : undefined;
    const scene = stageScene(view, moment, { room, unit: session.unit, notation, flag, twin });
    const { spot } = session;
    this.#scene = scene;
    this.#known = undefined;
    this.#at &&= again(this.#stands, this.#at);
    const at = this.#at;
    const namer = at && new Namer(view, words, notation, true);
    const name = at && namer!.stand(at);
    const hears = (shape: Shape): string | undefined => (shape === at?.shape ? name : at && '');
    // Who listens for the focus on an SVG element makes it a stop for the tab key in Chromium.
    return html`<div class="stage" @keydown=${this.#key} @focusout=${this.#leaves}>
      <svg
        viewBox="0 0 ${scene.width} ${scene.height}"
        class="${view.network.plan(room).narrow ? 'narrow' : ''} ${this.compact ? 'alone' : ''} ${room === 'belt' ? 'short' : ''}"
        role=${at ? 'group' : 'img'}
        aria-label=${this.caption}
        @click=${this.#click}
        @pointerdown=${this.#take}
      >
        ${scene.shapes.map((shape) => pressed(shape, drawn(shape, this.surroundings, spot, hears(shape)), namer))}
        ${at ? ringAt(at) : nothing}
      </svg>
      ${at ? this.#told(at, scene, new Namer(view, words, notation, false)) : nothing}
    </div>`;
  }

  /** The lane that alone carries what must be remembered; while it plays the others recede. */
  #flag({ mark, view, playing }: Session): Look['flag'] {
    if (!mark || mark.layer !== view!.layer) return undefined;
    const { percent } = this.surroundings.words;
    return { unit: mark.unit, key: `holds.${mark.what}`, values: { held: percent(mark.held) }, alone: playing };
  }

  /** Beside the number that has the focus, what it is: not all have room to be printed. */
  #told(at: Stand, { width, height }: Scene, namer: Namer) {
    const { x, y, h } = at;
    const right = x > width / 2;
    const beside = (100 * (right ? width - x : x)) / width;
    // On a phone it takes the room that there is.
    const side = `padding-${right ? 'right' : 'left'}: clamp(0px, ${beside}%, 100% - 20rem); text-align: ${right ? 'right' : 'left'}`;
    const line =
      y > height / 2
        ? `bottom: calc(${100 - (100 * (y - h / 2)) / height}% + 6px)`
        : `top: calc(${(100 * (y + h / 2)) / height}% + 6px)`;
    return html`<p class="told" aria-hidden="true" .style=${`${side}; ${line}`}><span>${namer.stand(at)}</span></p>`;
  }

  protected override updated(): void {
    this.#within = this.#at !== undefined;
    this.#mark();
    const symbol = !this.#walks && makesOf((this.renderRoot as ShadowRoot).activeElement);
    this.#walks = false;
    if (this.#at && !symbol) this.renderRoot.querySelectorAll<SVGElement>('[data-address]')[this.#at.index]?.focus();
  }

  /** From a number to the last symbol, from there to the one before. No engine would: the numbers are no stops for the tab key. */
  #toSymbol(): boolean {
    const symbols = [...this.renderRoot.querySelectorAll<SVGElement>('[data-makes]')];
    const next = symbols.findIndex((symbol) => symbol.matches(':focus'));
    const to = next < 0 ? symbols.at(-1) : symbols[next - 1];
    to?.focus();
    return to !== undefined;
  }

  /** What it makes is looked at; what a function does is shown by a tool of its own. */
  #look(makes: string): void {
    const session = this.session!;
    session.choose({ address: makes, step: session.moment.step, unit: session.unit });
    if (session.view!.wiring.formula(makes)?.squash) void session.set({ tool: 'activations' });
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (!this.#at || event.altKey || event.ctrlKey || event.metaKey) return;
    const turns = TURNS[event.key];
    if (turns && this.#hand.turn(this.#at.spot, turns === 'up', event.shiftKey && event.key.startsWith('Page')))
      return event.preventDefault();
    if (event.shiftKey) {
      // By its code: with Shift WebKitGTK calls the key otherwise.
      if (event.code === 'Tab' && this.#toSymbol()) event.preventDefault();
      return;
    }
    const way = WAYS[event.key];
    if (way) {
      this.#at = walk(this.#stands, this.#at, way);
      this.#walks = true;
      this.requestUpdate();
    } else if (event.key === 'Enter' || event.key === ' ') {
      const makes = makesOf(event.target as Element);
      if (makes) this.#look(makes);
      else this.session?.choose(this.#at.spot);
    } else return;
    event.preventDefault();
  };

  /** To the right and up for more; with Shift from this step on. */
  readonly #take = (event: PointerEvent): void => {
    const seen = (event.target as Element).closest<SVGElement>('[data-grip]');
    const { grip, step, unit } = seen?.dataset ?? {};
    const held = seen
      ? { address: grip!, step: Number(step), unit: Number(unit) }
      : event.pointerType === 'touch'
        ? this.#touched(event)
        : spotOf(event.target as Element);
    if (held) this.#hand.take(event, held, event.shiftKey);
  };

  readonly #click = (event: MouseEvent): void => {
    const makes = makesOf(event.target as Element);
    if (makes) return this.#look(makes);
    const touched = (event as Partial<PointerEvent>).pointerType === 'touch' || this.#coarse.holds;
    const spot = touched ? this.#touched(event) : spotOf(event.target as Element);
    if (spot) this.session?.choose(spot);
  };

  /** The number that a finger meant. */
  #touched({ clientX, clientY, currentTarget }: MouseEvent): Spot | undefined {
    // Where it is as high as it may be, it has room at its sides.
    const toScene = (currentTarget as SVGSVGElement).getScreenCTM()!.inverse();
    const point = new DOMPoint(clientX, clientY).matrixTransform(toScene);
    return nearest(this.#stands, point, REACH * toScene.a)?.spot;
  }

  readonly #leaves = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget))) this.requestUpdate();
  };

  /** What is pointed at elsewhere is marked here, too: its unit, and plainly where it is also its step. */
  #mark(): void {
    const pointed = this.session?.pointed;
    for (const cell of this.renderRoot.querySelectorAll('.pointed')) cell.classList.remove('pointed', 'here');
    if (!pointed) return;
    for (const cell of this.renderRoot.querySelectorAll<SVGElement>(`g:not(.bin, .glyph)[data-unit="${pointed.unit}"]`))
      cell.classList.add('pointed', ...(Number(cell.dataset['step']) === pointed.step ? ['here'] : []));
  }
}

/** Around the number that has the focus. */
function ringAt({ x, y, w, h }: Stand): SVGTemplateResult {
  return svg`<rect class="focus" x=${x - w / 2 - 3} y=${y - h / 2 - 3} width=${w + 6} height=${h + 6} rx="5"/>`;
}

/** The symbol of a function is pressed to see what it does. Who goes about among the numbers meets it as a button before them. */
function pressed(shape: Shape, picture: SVGTemplateResult, namer: Namer | undefined): SVGTemplateResult {
  if (!('makes' in shape)) return picture;
  const sign = shape.type === 'op' ? shape.text : shape.letters[0]!.text;
  const label = namer && `${sign} ${namer.what(shape.makes!)}`;
  return svg`<g data-makes=${shape.makes} role=${namer ? 'button' : nothing} tabindex=${namer ? '-1' : nothing} aria-label=${label ?? nothing}>${picture}</g>`;
}

/** What the function makes that a symbol stands for. */
function makesOf(target: Element | null): string | undefined {
  return target?.closest<SVGElement>('[data-makes]')?.dataset['makes'];
}

function spotOf(target: Element): Spot | undefined {
  const found = target.closest<SVGElement>('[data-address]');
  if (!found) return undefined;
  const { address, step, unit } = found.dataset as Record<'address' | 'step' | 'unit', string>;
  return { address, step: Number(step), unit: Number(unit) };
}

customElements.define('lstm-stage', LstmStage);
