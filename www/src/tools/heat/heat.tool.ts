// <lstm-heat>: every number of the sequence at once, and its gradient beside it. One place is marked in all of them.
import { css, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { heat } from '../../elements/heatmap.ts';
import { Namer } from '../../elements/number.ts';
import { inline } from '../../elements/runs.ts';
import type { Place } from '../../network/address.ts';
import { precise } from '../../network/format.ts';
import type { Trace } from '../../network/trace.ts';
import type { Theme } from '../../scene/colour.ts';
import { endsOf, toneOn } from '../../scene/scale.ts';
import type { View } from '../../scene/view.ts';
import { ToolElement } from '../tool.ts';
import { pairsOf, placeAt, placeBy, type Pair } from './maps.ts';

/** One map: the values of a field, or their gradients. */
interface Heat extends Pair {
  address: string;
}

class LstmHeat extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      .maps {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 0.5rem 0.8rem;
      }
      h3 {
        grid-column: 1 / -1;
      }
      .map-of {
        contain: layout;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 0.5rem;
        min-height: 1.7rem;
        white-space: nowrap;
      }
      .head .name {
        font-size: 1.1rem;
      }
      .head .gradient {
        color: var(--back);
      }
      .head .number {
        margin-inline-start: auto;
        font-size: 0.85rem;
      }
      .head small {
        color: var(--muted);
      }
      .map {
        position: relative;
        cursor: pointer;
        touch-action: pan-y;
        border: 1px solid var(--rule);
        border-radius: 3px;
        overflow: hidden;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        image-rendering: pixelated;
        print-color-adjust: exact;
        forced-color-adjust: none;
      }
      /* More numbers than pixels are blended: none is left out. */
      .many canvas {
        image-rendering: auto;
      }
      .mark {
        position: absolute;
        pointer-events: none;
        left: calc(100% * var(--step) / var(--steps));
        width: max(calc(100% / var(--steps)), 3px);
        inset-block: 0;
        border: 1px solid var(--now);
        border-block: none;
        box-shadow: 0 0 0 1px var(--card);
      }
      .mark.unit {
        top: calc(100% * var(--unit) / var(--units));
        bottom: auto;
        height: max(calc(100% / var(--units)), 5px);
        border: 2px solid var(--now);
      }
    `,
  ];

  /** Where the focus is, or would be. */
  #at = '';
  #painted = new Map<string, HTMLCanvasElement>();
  #paintedFor: [Trace, Theme] | undefined;

  constructor() {
    super('timeupdate', 'point');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.point(undefined);
  }

  /** What is pointed at, or else looked at. */
  #place(steps: number): Place {
    const { pointed, moment, unit } = this.session;
    const { step } = pointed ?? moment;
    return { step: Math.min(Math.max(step, 1), steps), unit: (pointed ?? { unit }).unit };
  }

  protected override render() {
    const view = this.session.view;
    const { words, notation, theme } = this.surroundings;
    const { t } = words;
    const { trace } = view;
    const { steps } = view.score;
    const place = this.#place(steps);
    const namer = new Namer(view, words, notation, true);
    this.#paint(view, theme);
    const pairs = pairsOf(trace);
    if (!pairs.some(({ name }) => [name, `d_${name}`].includes(this.#at))) this.#at = pairs[0]!.name;
    const { layers } = trace.frame.schema;
    const maps = pairs.map((pair, k) => [
      layers > 1 && pair.layer !== pairs[k - 1]?.layer
        ? html`<h3>${t('stage.layer', { n: pair.layer + 1 })}</h3>`
        : nothing,
      [pair.name, `d_${pair.name}`].map((address) => this.#map({ ...pair, address }, place, view, namer)),
    ]);
    const at = { step: place.step, steps, unit: place.unit + 1 };
    return html`<p class="note">${t('heat.keys')}</p>
      <p data-figure="place"><b>${t('heat.place', at)}</b></p>
      <div
        class="maps ${steps > 160 ? 'many' : ''}"
        .style=${`--steps: ${steps}; --step: ${place.step - 1}; --unit: ${place.unit}`}
        @pointerleave=${() => this.session.point(undefined)}
      >
        ${maps}
      </div>`;
  }

  #map(map: Heat, place: Place, view: View, namer: Namer) {
    const { words, notation } = this.surroundings;
    const { t } = words;
    const { address, units, height } = map;
    const { steps } = view.score;
    const there = place.unit < units;
    const value = there ? precise(this.#value(view, address, place)) : '–';
    // As it is said where somebody listens.
    const told = !there ? t('heat.none') : address === this.#at ? namer.number(value) : value;
    return html`<div class="map-of">
      <div class="head" aria-hidden="true">
        ${guard([view, notation], () => this.#head(view, address))}
        <span class="number">${value}</span>
      </div>
      <div
        class="map"
        data-map=${address}
        role="slider"
        tabindex=${address === this.#at ? '0' : '-1'}
        aria-label=${guard([view, words, notation], () => t('heat.map', { what: namer.what(address), units, steps }))}
        aria-valuemin="1"
        aria-valuemax=${steps}
        aria-valuenow=${place.step}
        aria-valuetext=${t('heat.told', { step: place.step, unit: place.unit + 1, value: told })}
        .style=${`height: ${height}px; --units: ${units}`}
        @pointerdown=${(event: PointerEvent) => this.session.point(placeIn(event, steps, units))}
        @pointermove=${(event: PointerEvent) => this.session.point(placeIn(event, steps, units))}
        @click=${(event: MouseEvent) => this.#choose(map, placeIn(event, steps, units))}
        @focus=${() => this.#enter(address, place)}
        @blur=${() => this.session.point(undefined)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, map, place)}
      >
        ${this.#painted.get(address)}
        <span class="mark"></span>${there ? html`<span class="mark unit"></span>` : nothing}
      </div>
    </div>`;
  }

  /** Its name, and how far its colours reach. */
  #head(view: View, address: string) {
    const scale = view.scales.of(address);
    return html`<span class=${scale.kind}>${inline(view.name(address, this.surroundings.notation))}</span>
      ${scale.kind === 'signed' ? html`<small>${endsOf(scale)[1].replace('+', '±')}</small>` : nothing}`;
  }

  #value({ trace }: View, address: string, { step, unit }: Place): number {
    const numbers = address.startsWith('d_') ? trace.grad(address.slice(2), step) : trace.value(address, step);
    return numbers[unit]!;
  }

  #enter(address: string, place: Place): void {
    this.#at = address;
    this.session.point(place);
  }

  #key(event: KeyboardEvent, map: Heat, place: Place): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { steps } = this.session.view.score;
    const to = event.shiftKey ? undefined : placeBy(event.key, place, steps, map.units);
    if (to) this.session.point(to);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(map, place);
    else if (event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'))
      this.#walk(event.key === 'ArrowUp' ? -1 : 1);
    else return;
    event.preventDefault();
  }

  /** To the map before or after, in the order of reading. */
  #walk(by: -1 | 1): void {
    const maps = [...this.renderRoot.querySelectorAll<HTMLElement>('.map')];
    const at = maps.findIndex(({ dataset }) => dataset['map'] === this.#at);
    maps[Math.min(Math.max(at + by, 0), maps.length - 1)]!.focus();
  }

  #choose({ address, layer, units }: Heat, { step, unit }: Place): void {
    if (unit >= units) return;
    void this.session.set({ layer });
    this.session.choose({ address, step, unit }, true);
  }

  /** Only when the numbers change: what is marked lies above them. */
  #paint({ trace, scales, score: { steps } }: View, theme: Theme): void {
    if (this.#paintedFor?.[0] === trace && this.#paintedFor[1] === theme) return;
    this.#paintedFor = [trace, theme];
    for (const { name, units } of pairsOf(trace))
      for (const address of [name, `d_${name}`]) {
        const scale = scales.of(address);
        const rows = Array.from({ length: steps }, (_, at) =>
          address === name ? trace.value(name, at + 1) : trace.grad(name, at + 1),
        );
        const tone = (step: number, unit: number) => toneOn(scale, rows[step - 1]![unit]!);
        this.#painted.set(address, heat(steps, units, tone, theme, this.#painted.get(address)));
      }
  }
}

function placeIn({ clientX, clientY, currentTarget }: MouseEvent, steps: number, units: number): Place {
  const { left, top, width, height } = (currentTarget as Element).getBoundingClientRect();
  return placeAt((clientX - left) / width, (clientY - top) / height, steps, units);
}

customElements.define('lstm-heat', LstmHeat);
