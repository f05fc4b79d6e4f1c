// <lstm-guide>: one sentence on how things stand, and one obvious next thing to do. Milestones are announced.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from './base.ts';
import { SessionElement } from './element.ts';
import { chanceOf, isGuess } from '../network/chance.ts';
import { remembered } from '../network/twin.ts';
import type { Trace } from '../network/trace.ts';
import type { Direction } from '../network/timeline.ts';
import { glyphText, markOf, STAR, told } from '../scene/glyph.ts';
import type { View } from '../scene/view.ts';
import type { Session, Standing } from '../session/session.ts';

/** Fires 'watch' when a pass begins to play: whoever has the picture brings it into view. */
class LstmGuide extends SessionElement {
  static override styles = [
    base,
    css`
      .guide {
        display: flex;
        align-items: center;
        gap: 0.5rem 1rem;
        flex-wrap: wrap;
        margin-block: 0.3rem 0;
      }
      .guide p {
        flex: 1 1 20rem;
        align-content: center;
        font-size: 1.125rem;
        line-height: 1.25;
        min-height: 2.5em; /* two lines, so that training moves nothing */
      }
      /* On a low screen what is said in one line has the room of one. */
      @media (min-width: 641px) and (max-height: 799px) {
        .guide p {
          min-height: 2.25rem;
        }
      }
      @media (min-width: 1000px) and (min-height: 800px) {
        .guide p {
          font-size: 1.25rem;
        }
      }
      :host([bare]) .guide p {
        font-size: 1.3rem;
      }
      :host([bare]) button {
        display: none;
      }
      @media (max-width: 640px) {
        .guide p {
          min-height: 3.75em; /* three */
        }
        button {
          flex: 1 1 auto;
        }
      }
      /* What is to be done stands below what is seen. */
      :host([docked]),
      :host([docked]) .guide {
        display: contents;
      }
      :host([docked]) p {
        flex: none;
        order: -2;
        min-height: 2.5em;
        margin-top: 0.4rem;
      }
      @media print {
        button {
          display: none;
        }
      }
    `,
  ];

  /** Picture and transport stay at the edges of the window: the sentence stands before, the buttons among what moves. */
  @property({ type: Boolean, reflect: true }) docked = false;
  /** No button is shown. */
  @property({ type: Boolean }) bare = false;
  /** There is nothing around it that a tool could open in. */
  @property({ type: Boolean }) alone = false;
  #standing: Standing | undefined;
  /** What training has come to, for those who do not see it. */
  #milestone = '';

  constructor() {
    super('change', 'progress');
  }

  /** Each milestone is said once, with the numbers that it was reached by. */
  protected override willUpdate(): void {
    const { session } = this;
    if (!session?.view || session.standing === this.#standing) return;
    const { standing } = session;
    const trained = this.#standing === 'training';
    this.#standing = standing;
    if (standing === 'diverged' || (trained && (standing === 'solved' || standing === 'learning')))
      this.#milestone = this.#stands(session, session.view);
  }

  protected override render() {
    const { session } = this;
    if (!session?.view) return nothing;
    const { view, opening } = session;
    const { t, has } = this.surroundings.words;
    const { task } = view.trace.frame.schema.config;
    const goal = has(`goal.${task}`) ? t(`goal.${task}`, { steps: view.trace.steps }) : '';
    const next: Record<Standing, [name: string, act: () => void]> = {
      untrained: ['train', () => session.train('solved')],
      given: ['train-on', () => session.train('solved')],
      training: ['pause', () => session.stopTraining()],
      learning: ['train-on', () => session.train('solved')],
      solved: ['watch', () => this.#watch('forward')],
      diverged: ['rewind', () => session.rewind()],
    };
    const { standing } = session;
    // There is nothing to learn where nothing is asked.
    const asked = view.trace.frame.mask.some((mask) => mask > 0);
    const [name, act] = opening ? (['reset', () => this.#reset()] as const) : next[asked ? standing : 'solved'];
    // One button whose action changes, so that it keeps the focus.
    return html`<div class="guide" data-state=${standing}>
        <p>${this.#waits(session) ?? this.#remembers(session, view) ?? [goal, this.#stands(session, view)]}</p>
        <button class="primary" data-guide=${name} @click=${act}>${t(`guide.${name}`)}</button>
        ${
          standing === 'solved' && !opening
            ? html`<button data-guide="follow-back" @click=${() => this.#watch('backward')}>
                  ${t('guide.follow-back')}
                </button>
                ${
                  this.alone
                    ? nothing
                    : html`<button data-guide="memory" @click=${() => session.set({ tool: 'memory' })}>
                        ${t('tool.memory')}
                      </button>`
                }`
            : nothing
        }
      </div>
      <p class="unseen" role="status">${this.#milestone}</p>`;
  }

  /** What was pressed while a recording plays. */
  #waits({ waits }: Session): string | undefined {
    return waits ? this.surroundings.words.t('guide.waits') : undefined;
  }

  /** Of the first network as it came: what it was shown, that it still knows it, and the lane in which that can be seen. */
  #remembers({ counterpart }: Session, { trace, network: { rides } }: View): unknown {
    const found = counterpart && remembered(trace, counterpart, rides);
    if (!found?.knows) return undefined;
    const { t } = this.surroundings.words;
    const { step, asked, unit } = found;
    const { text } = glyphText(trace, step)!;
    const cue = markOf(trace, step) ? `${text} ${STAR}` : text;
    const [, target] = told(trace, asked);
    return html`${t('guide.remembers', { step, cue, n: asked - step, target, bit: text })}<b
        >${t('guide.lane', { lane: unit + 1 })}</b
      >`;
  }

  #reset(): void {
    this.session!.rewind();
    void this.session!.train('solved');
  }

  /** What the network says now, where it was asked last, of itself. */
  #stands(session: Session, view: View): string {
    const { trace } = view.ghost ?? view;
    const { standing } = session;
    const { frame } = trace;
    const asked = trace.lastAsked;
    const quoted = frame.schema.symbols.outputs.length > 0;
    const [p, target] = told(trace, asked).map((text) => (quoted ? `“${text}”` : text)) as [string, string];
    const { t, variant } = this.surroundings.words;
    const on = t(variant('guide.on', testedOn(trace)));
    if (asked === 0) return t('guide.unasked');
    const percent = this.surroundings.words.percent(session.progress?.evaluation?.accuracy ?? 0);
    const stands = t(variant(`guide.is-${standing}`, testedOn(trace)), {
      p,
      on,
      target,
      step: asked,
      updates: frame.updates,
      percent,
    });
    return stands + this.#right(session, trace) + (this.#spread(session) ? t('guide.no-lane') : '');
  }

  /** It has learnt to remember, and that was measured: no lane does so alone. */
  #spread({ standing, measurement, mark }: Session): boolean {
    return standing === 'solved' && measurement !== undefined && !mark;
  }

  /** How many of its answers are right while it learns, and whether that is any better than to guess. */
  #right({ standing, progress }: Session, trace: Trace): string {
    const { schema } = trace.frame;
    const { evaluation, updates } = progress ?? {};
    const learns = standing === 'given' || (updates && (standing === 'training' || standing === 'learning'));
    // Of numbers without a task nobody has said how near is right.
    if (!evaluation || !learns || (!schema.config.task && schema.link === 'identity')) return '';
    const { t, percent, variant } = this.surroundings.words;
    const chance = chanceOf(schema);
    const key = isGuess(evaluation.accuracy, chance) ? 'guide.guessing' : 'guide.right';
    return t(key, {
      on: t(variant('guide.on', testedOn(trace))),
      percent: percent(evaluation.accuracy),
      chance: percent(chance),
    });
  }

  #watch(direction: Direction): void {
    this.session?.watch(direction);
    this.dispatchEvent(new Event('watch'));
  }
}

/** What it is tested on: the one sequence that it was given, stretches of the data that it learns; else new sequences. */
function testedOn({ frame }: Trace): (fact: string) => boolean {
  const { task } = frame.schema.config;
  return (fact) => fact === (!task ? 'own' : task === 'text' || task === 'numbers' ? 'data' : undefined);
}

customElements.define('lstm-guide', LstmGuide);
