// <lstm-answer>: what the network says at this step beside what is wanted, as bars or as curves. It shows and asks nothing.
import { css, html, nothing, svg } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Trace } from '../network/trace.ts';
import { answerOf, type Answer } from '../scene/answer.ts';
import { draw, valueText, type Mark } from '../scene/drawing.ts';
import type { Words } from '../words/locale.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { Width } from './lives.ts';

class LstmAnswer extends SessionElement {
  static override styles = [
    base,
    css`
      :host {
        font-size: var(--small);
      }
      header {
        display: flex;
        align-items: baseline;
        gap: 0 0.8rem;
        margin-bottom: 0.4rem;
        white-space: nowrap;
        overflow: hidden;
      }
      header p {
        overflow: hidden;
        text-overflow: ellipsis;
        color: var(--muted);
      }
      svg {
        display: block;
        overflow: visible;
      }
      /* As wide as the paper, without being drawn anew. */
      @media print {
        svg {
          width: 100%;
          height: auto;
        }
      }
      text {
        fill: var(--ink);
      }
      text.note {
        fill: var(--muted);
      }
      text.now {
        fill: var(--now);
      }
      polyline {
        fill: none;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      rect.track {
        fill: var(--bed);
      }
      polyline.track {
        stroke: var(--rule);
      }
      rect.said {
        fill: color-mix(in srgb, var(--pos) 55%, var(--bed));
      }
      rect.wanted,
      rect.counted {
        fill: var(--pos);
      }
      polyline.said {
        stroke: var(--pos);
        stroke-width: 2.2;
      }
      circle.said {
        fill: var(--pos);
      }
      polyline.wanted {
        stroke: var(--ink);
        stroke-width: 1.4;
        stroke-dasharray: 4 3;
      }
      circle.wanted {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.6;
      }
      circle.given {
        fill: var(--muted);
      }
      polyline.now {
        stroke: var(--now);
        stroke-width: 1.4;
      }
      .faint {
        opacity: 0.28;
      }
      rect.counted.faint {
        fill: none;
        stroke: var(--ink);
        opacity: 0.45;
      }
      @media (forced-colors: active) {
        rect.track {
          fill: Canvas;
          stroke: CanvasText;
        }
        rect.said,
        rect.wanted,
        rect.counted {
          fill: Highlight;
          forced-color-adjust: none;
        }
        text[class] {
          fill: CanvasText;
        }
        polyline[class] {
          stroke: CanvasText;
        }
        polyline.said.said {
          stroke: Highlight;
        }
        circle[class] {
          stroke: CanvasText;
        }
        circle.said,
        circle.given {
          fill: CanvasText;
        }
      }
    `,
  ];

  readonly #width = new Width(this);
  #answer: { trace: Trace; step: number; direction: string; answer: Answer } | undefined;

  constructor() {
    super('change', 'timeupdate');
  }

  protected override render() {
    const { value: width, em } = this.#width;
    const trace = this.session?.view?.trace;
    if (!trace) return nothing;
    const { words } = this.surroundings;
    const { t } = words;
    const answer = this.#now(trace);
    const note = answer.asked
      ? answer.kind === 'distribution' && answer.rounded
        ? t('answer.rounded')
        : ''
      : t('answer.not-asked');
    return html`<header>
        <h2>${t('answer.title', { step: answer.step })}</h2>
        <p>${note}</p>
      </header>
      ${width > 0 ? guard([answer, width, em, words], () => drawn(answer, width, em, words)) : nothing}
      ${answer.kind === 'course' && answer.more > 0 ? html`<p class="muted">${t('answer.more', { n: answer.more })}</p>` : nothing}`;
  }

  /** The play-head moves sixty times a second; an answer changes with the step. */
  #now(trace: Trace): Answer {
    const { moment } = this.session!;
    const { step, direction } = moment;
    const known = this.#answer;
    if (known?.trace === trace && known.step === step && known.direction === direction) return known.answer;
    const answer = answerOf(trace, moment);
    this.#answer = { trace, step, direction, answer };
    return answer;
  }
}

function drawn(answer: Answer, width: number, em: number, words: Words) {
  const { height, marks } = draw(answer, width, em);
  return html`<svg
    role="img"
    aria-label=${spoken(answer, words)}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
  >
    ${marks.map((mark) => painted(mark, words))}
  </svg>`;
}

function painted(mark: Mark, { t }: Words) {
  const style = `${mark.as} ${'faint' in mark && mark.faint ? 'faint' : ''}`;
  switch (mark.type) {
    case 'rect':
      return svg`<rect class=${style} x=${mark.x} y=${mark.y} width=${Math.max(mark.w, 0)} height=${mark.h} rx="2"/>`;
    case 'line':
      return svg`<polyline class=${style} points=${mark.points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}/>`;
    case 'dot':
      return svg`<circle class=${style} cx=${mark.x} cy=${mark.y} r=${mark.r}/>`;
    case 'text':
      return svg`<text class=${style} x=${mark.x} y=${mark.y + 0.35 * mark.size} text-anchor=${mark.anchor} font-size=${mark.size}>${'key' in mark ? t(mark.key, mark.values) : mark.text}</text>`;
  }
}

/** The answer as a sentence, for screen readers. */
function spoken(answer: Answer, { t }: Words): string {
  const { step } = answer;
  const parts: string[] = [];
  if (answer.kind === 'distribution') {
    for (const { name, text, wanted } of answer.bars)
      parts.push(t(wanted ? 'answer.bar-wanted' : 'answer.bar', { name, p: text }));
    if (answer.others)
      parts.push(t('answer.bar', { name: t('answer.others', { n: answer.others.n }), p: answer.others.text }));
    for (const { name, read } of answer.counts) parts.push(t('answer.count', { name, n: read }));
  } else {
    for (const panel of answer.panels)
      for (const as of ['said', 'wanted', 'given'] as const) {
        const now = panel[as].find((point) => point.step === step);
        if (now) parts.push(t(`answer.${as}`, { value: valueText(answer, now.value) }));
      }
  }
  return t(answer.asked ? 'answer.spoken' : 'answer.spoken-not-asked', { step, list: parts.join(t('list.between')) });
}

customElements.define('lstm-answer', LstmAnswer);
