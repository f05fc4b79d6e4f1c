// <lstm-story>: the words that are read, in a row. The current one is framed; at a question those are marked without which
// something else would be answered.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { influence, isWeighed } from '../network/influence.ts';
import { precise } from '../network/format.ts';
import { isWords, storyOf } from '../network/story.ts';
import type { Moment } from '../network/timeline.ts';
import type { Trace } from '../network/trace.ts';
import { closestOf, lotOf, turnIn } from '../network/turn.ts';
import { told } from '../scene/glyph.ts';
import type { Session } from '../session/session.ts';
import { base } from './base.ts';
import { SessionElement } from './element.ts';

/** A network that learns is another twelve times a second: its words are weighed when it rests, in milliseconds. */
const REST = 150;
/** A word that moves less than this share of the answer is not marked. */
const LEAST = 0.1;
const VERDICTS = { over: 'turn.over', added: 'turn.added', forgotten: 'turn.forgotten' } as const;
/** Steps of the marker. */
const LEVELS = 5;

class LstmStory extends SessionElement {
  static override styles = [
    base,
    css`
      :host {
        font-size: var(--text);
      }
      .story {
        line-height: 1.75;
      }
      .story.letters {
        font-family: var(--mono, ui-monospace, monospace);
      }
      .words span {
        margin-inline-end: 0.1em;
        padding-inline: 0.18em;
      }
      span {
        border-radius: 4px;
        padding-block: 0.1em;
      }
      .later {
        color: var(--muted);
      }
      .now {
        box-shadow: 0 0 0 2px var(--now);
      }
      [data-share='1'] {
        background: color-mix(in srgb, var(--layer) 30%, transparent);
      }
      [data-share='2'] {
        background: color-mix(in srgb, var(--layer) 50%, transparent);
      }
      [data-share='3'] {
        background: color-mix(in srgb, var(--layer) 70%, transparent);
      }
      [data-share='4'] {
        background: color-mix(in srgb, var(--layer) 85%, transparent);
      }
      [data-share='5'] {
        background: var(--layer);
        outline: 1.5px solid var(--layer-rule);
      }
      .why button {
        min-height: 1.5em;
        padding: 0;
        border: 0;
        background: none;
        font: inherit;
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      .why {
        visibility: var(--answer, visible);
        min-height: 1.5em;
        font-size: var(--small);
        line-height: 1.5;
        color: var(--muted);
      }
      .turn {
        min-height: 3em;
      }
      @media (max-width: 640px) {
        .why {
          min-height: 3em;
        }
      }
      @media (forced-colors: active) {
        .now {
          outline: 2px solid Highlight;
        }
        [data-share]:not([data-share='0']) {
          text-decoration: underline;
        }
      }
    `,
  ];

  /** How much of the answer hangs on each word; nothing until it is known. */
  @state() shares: number[] | undefined;
  #weighed: { trace: Trace; step: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super('change', 'timeupdate');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#weighed = undefined;
  }

  protected override willUpdate(): void {
    this.#weigh();
  }

  get #trace(): Trace | undefined {
    return this.session?.view?.trace;
  }

  get #moment(): Moment {
    return this.session!.moment;
  }

  /** The answer that the words are weighed for: of this step; on the way back the last, where the gradient starts. */
  get #question(): number {
    const { direction, step } = this.#moment;
    return direction === 'forward' ? step : this.#trace!.lastAsked;
  }

  #weigh(): void {
    const trace = this.#trace;
    if (!trace) return;
    const step = this.#question;
    if (this.#weighed?.trace === trace && this.#weighed.step === step) return;
    this.#weighed = { trace, step };
    this.shares = undefined;
    clearTimeout(this.#timer);
    if (trace.asked(step)) this.#timer = setTimeout(() => (this.shares = influence(trace, step)), REST);
  }

  protected override render() {
    const { shares } = this;
    const trace = this.#trace;
    if (!trace) return nothing;
    const { step, direction } = this.#moment;
    // The play-head moves sixty times a second, and reaches another word now and then.
    return guard([trace, step, direction, shares, this.surroundings.words], () => this.#told(trace));
  }

  #told(trace: Trace) {
    const { shares } = this;
    const story = storyOf(trace);
    if (!story.length) return nothing;
    const moment = this.#moment;
    const { t } = this.surroundings.words;
    const words = isWords(story);
    const seen = moment.direction === 'forward' ? moment.step : story.length;
    return html`<p class="story ${words ? 'words' : 'letters'}" role="group" aria-label=${t('answer.story')}>
        ${story.map(
          (word, k) =>
            html`<span
                class="${k + 1 === moment.step ? 'now' : ''} ${k >= seen ? 'later' : ''}"
                data-share=${Math.round((shares?.[k] ?? 0) * LEVELS)}
                >${word}</span
              >${words ? ' ' : ''}`,
        )}
      </p>
      <p class="why ${turnIn(trace) ? 'turn' : ''}">
        ${shares ? this.#why(story, shares) : this.#turns(trace) || this.#asks(trace)}
      </p>`;
  }

  /** Leads to the answer, where it is seen which word decides it. */
  #asks(trace: Trace) {
    const { step } = this.#moment;
    const { lastAsked } = trace;
    if (step === lastAsked || !trace.frame.updates || !lastAsked || !isWeighed(trace, lastAsked)) return '';
    const go = () => this.session!.set({ direction: 'forward', step: lastAsked });
    return html`<button data-do="which-word" @click=${go}>${this.surroundings.words.t('answer.which')}</button>`;
  }

  /** From the word on that turns the answer: what becomes of what was held, in the lane that goes most closely with it. */
  #turns(trace: Trace): string {
    const { t, share } = this.surroundings.words;
    const { moment, view } = this.session!;
    const { network } = view!;
    const turn = moment.direction === 'forward' && turnIn(trace);
    const lane = remembering(this.session!);
    const lot = turn && turn.step <= moment.step && lane !== undefined && lotOf(trace, network.rides, turn.step, lane);
    if (!lot) return '';
    const numbers = { before: precise(lot.before), share: share(lot.share), written: precise(lot.written) };
    const since = { kept: share(lot.kept), since: precise(lot.since) };
    return [
      t('turn.at', { word: turn.word, step: turn.step, lane: lane + 1, ...numbers }),
      t('turn.since', since),
      lot.verdict ? t(VERDICTS[lot.verdict]) : '',
    ].join('');
  }

  #why(story: readonly string[], shares: readonly number[]): string {
    const { t, number } = this.surroundings.words;
    const most = Math.max(...shares);
    if (most < LEAST) return t('answer.decides-none', { word: told(this.#trace!, this.#question)[0] });
    const percent = number(most, { style: 'percent', maximumSignificantDigits: 2 });
    const at = shares.indexOf(most);
    return t('answer.decides-most', { word: story[at]!, step: at + 1, percent });
  }
}

/** The lane on the stage that carries what must be remembered, or goes most closely with it; none where that is not measured. */
export function remembering({ view, mark, measurement }: Session): number | undefined {
  const { layer, network } = view!;
  return mark?.layer === layer ? mark.unit : closestOf(measurement?.memory.units ?? [], network.rides);
}

customElements.define('lstm-story', LstmStory);
