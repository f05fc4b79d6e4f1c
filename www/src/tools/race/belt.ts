// <lstm-belt>: one of several networks side by side: its belt at a moment, what it answers and its twin, what is left of the
// gradient among the others, how many starts learn it, and what its state does without.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { base } from '../../elements/base.ts';
import { SessionElement } from '../../elements/element.ts';
import { inline } from '../../elements/runs.ts';
import { drawn } from '../../elements/shapes.ts';
import { LstmStage } from '../../elements/stage.ts';
import { nameOf } from '../../elements/words.ts';
import { Formulas } from '../../network/formula.ts';
import type { Moment } from '../../network/timeline.ts';
import type { Trace } from '../../network/trace.ts';
import { remembered } from '../../network/twin.ts';
import { wayOf } from '../../network/vanish.ts';
import { predicted, wanted } from '../../scene/glyph.ts';
import { endsOf } from '../../scene/scale.ts';
import { stageScene } from '../../scene/stage.ts';
import type { View } from '../../scene/view.ts';
import { leftChart, leftOf } from './left.ts';
import type { Trials } from './trials.ts';

class LstmBelt extends SessionElement {
  static override styles = [
    base,
    LstmStage.styles,
    css`
      section {
        display: flex;
        flex-direction: column;
        gap: 0.45rem;
        min-width: 0;
      }
      h2 {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 0.7rem;
        margin: 0;
        font: 600 1.35rem/1.2 var(--serif);
      }
      h2 > span {
        display: inline-block;
      }
      h2 > span::first-letter {
        text-transform: uppercase;
      }
      h2 small {
        font: 400 0.85rem/1.2 var(--sans);
        color: var(--muted);
      }
      h2 .beat {
        color: var(--now);
        font-weight: 600;
      }
      h2 .starts {
        margin-inline-start: auto;
        font-size: 0.95rem;
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.4rem;
        align-items: baseline;
        color: var(--muted);
      }
      .answers b {
        color: var(--ink);
        font-weight: 600;
      }
      .verdict {
        margin-inline-start: auto;
        font-weight: 600;
        color: var(--ink);
      }
      .verdict.apart {
        color: var(--gate);
      }
      .verdict svg {
        display: inline-block;
        width: 0.8em;
        height: 0.8em;
        margin-inline-end: 0.35em;
        fill: none;
        stroke: currentColor;
        stroke-width: 2.4;
      }
      .chart {
        padding: 0.5rem 0.7rem 0;
        font-size: 0.85rem;
      }
      svg.left text {
        fill: var(--muted);
        font-size: 13px;
      }
      svg.left line {
        stroke: var(--rule);
      }
      svg.left path {
        fill: none;
        stroke: var(--coming);
        stroke-width: 1.6;
      }
      svg.left .own {
        stroke: var(--grad);
        stroke-width: 2.8;
      }
      svg.left circle {
        fill: var(--grad);
      }
      svg.left .told {
        fill: var(--grad);
        font-size: 17px;
        font-weight: 600;
        paint-order: stroke;
        stroke: var(--card);
        stroke-width: 4px;
      }
      .without {
        font-size: 1.05rem;
        line-height: 1.35;
      }
      @media (max-width: 900px), (max-height: 780px) {
        .without {
          font-size: 0.95rem;
        }
        .answers {
          column-gap: 0.9rem;
        }
      }
    `,
  ];

  /** How it is called. */
  @property({ attribute: false }) name!: string;
  @property({ attribute: false }) view!: View;
  /** The same sequence with the cue turned, once it has been computed. */
  @property({ attribute: false }) twin: Trace | undefined;
  @property({ attribute: false }) moment!: Moment;
  /** All that stand side by side, it among them. */
  @property({ attribute: false }) among!: readonly View[];
  @property({ attribute: false }) trials!: Trials;
  /** How many of them have ended: they are the same object however many. */
  @property({ attribute: false }) tried = 0;
  /** There is room for a high chart. */
  @property({ type: Boolean }) tall = false;

  protected override render() {
    const { view, words } = this;
    const { t } = words;
    const { notation } = this.surroundings;
    const { rides } = view.network;
    const kept = inline(view.name(rides, notation));
    const handed = inline(view.name(view.network.plan('belt').says, notation));
    const [, most] = endsOf(view.scales.of(rides));
    const way = wayOf(view.trace, rides);
    return html`<section>
      <h2>
        <span>${this.name}</span> <small>${kept} ${most.replace('+', '±')}</small>
        <small class="beat">${this.#beat()}</small>
        <small class="starts" data-figure="starts">${this.#starts()}</small>
      </h2>
      ${this.#belt()} ${this.#answers()}
      <div class="card chart">${words.sentence('compare.of', { name: kept })} ${this.#left()}</div>
      <p class="without">
        <b>${t(`compare.${way}`)}</b> ${words.sentence(`compare.${way}-why`, { kept, told: handed })}
      </p>
    </section>`;
  }

  /** How its operation is called, while single ones can be read. */
  #beat() {
    const { moved, direction, beat } = this.moment;
    if (moved !== undefined) return nothing;
    return nameOf(this.view, direction, beat, this.words, this.surroundings.notation).shown;
  }

  #belt() {
    const { view, twin, moment } = this;
    const { rides } = view.network;
    const forward = moment.direction === 'forward';
    const scene = stageScene(view, moment, {
      room: 'belt',
      unit: (twin && remembered(view.trace, twin, rides)?.unit) ?? 0,
      notation: this.surroundings.notation,
      twin: forward && twin ? Formulas.of(twin) : undefined,
    });
    const { steps } = view.score;
    return html`<svg
      class="narrow alone short belts"
      viewBox="0 0 ${scene.width} ${scene.height}"
      role="img"
      aria-label="${this.name}, ${this.words.t('transport.step-of', { step: moment.step, steps })}"
    >
      ${scene.shapes.map((shape) => drawn(shape, this.surroundings, undefined, undefined))}
    </svg>`;
  }

  /** What it says when it is asked last, and what of the twin. */
  #answers() {
    const { view, twin } = this;
    const { t } = this.words;
    const { trace, network } = view;
    const { lastAsked } = trace;
    if (lastAsked === 0) return nothing;
    const listed = (all: readonly { text: string }[]): string => all.map(({ text }) => text).join(' ');
    const answer = (called: string, of: Trace) =>
      html`<span
        >${called} <b>${listed(predicted(of, lastAsked, 1))}</b> ${t('compare.target')}
        ${listed(wanted(of, lastAsked))}</span
      >`;
    const known = twin && remembered(trace, twin, network.rides);
    return html`<p class="answers" data-updates=${trace.frame.updates}>
      ${answer(t('compare.answer'), trace)} ${twin ? answer(t('compare.twin'), twin) : nothing}
      ${known ? verdict(known.knows, t(known.knows ? 'compare.apart' : 'compare.alike')) : nothing}
    </p>`;
  }

  /** Forward what arrives at the first step, backward what has arrived where the clock stands. */
  #left() {
    const { view, among, moment, tall, words } = this;
    const lefts = among.map(leftOf);
    const own = among.indexOf(view);
    const { length } = lefts[own]!;
    if (length === 0) return nothing;
    const step = moment.direction === 'forward' ? 1 : Math.min(moment.step, length);
    return guard([...lefts, own, step, tall, words], () => leftChart(lefts, own, step, tall, words));
  }

  #starts(): string {
    const { t } = this.words;
    const { rows, running } = this.trials;
    const { tried } = this;
    const learnt = rows.filter(({ solved }) => solved).length;
    if (tried === rows.length) return t('compare.starts', { learnt, of: tried });
    return running || tried ? t('compare.trying', { learnt, tried, of: rows.length }) : '';
  }
}

/** With a tick or a cross before it: not by the colour alone. */
function verdict(apart: boolean, words: string) {
  return html`<span class="verdict ${apart ? 'apart' : ''}" data-figure="verdict"
    ><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${apart ? 'M2 9l4 4 8-10' : 'M3 3l10 10M13 3L3 13'} /></svg
    >${words}</span
  >`;
}

customElements.define('lstm-belt', LstmBelt);
