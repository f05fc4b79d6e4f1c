// <lstm-wanted>: where one word decides how a story ends, which word the next one is to have. It is looked for among the
// stories that the task draws, one after another; of a story that can turn, one in which it turns the answer.
import { css, html, nothing } from 'lit';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { remembering } from '../elements/story.ts';
import { EngineError, frameOf } from '../engine/protocol.ts';
import { Trace } from '../network/trace.ts';
import { decidingIn, decidingWords, turnIn } from '../network/turn.ts';
import type { Session } from '../session/session.ts';

/** So many are looked at: the rarest word is met in one of fifty. */
const MOST = 1000;

class LstmWanted extends SessionElement {
  static override styles = [
    base,
    css`
      :host {
        order: -1;
      }
      select {
        max-width: 15rem;
      }
      /* As the buttons beside it. */
      @media (min-width: 641px) and (pointer: fine) {
        select {
          min-height: 1.6rem;
          padding-block: 0;
          font-size: var(--small);
        }
      }
    `,
  ];

  constructor() {
    super('change');
  }

  protected override render() {
    const { session } = this;
    const trace = session?.view?.trace;
    const all = trace ? decidingWords(trace) : [];
    if (!session || !trace || !all.length) return nothing;
    const { t } = this.words;
    const turns = trace.frame.schema.config.taskOptions['story'] === 'pronoun';
    const shown = turns ? turnIn(trace)?.word : decidingIn(trace).at(-1)?.word;
    const label = t(turns ? 'turn.subject' : 'turn.word');
    return html`<select
      name="wanted"
      data-explain="wanted"
      aria-label=${label}
      @change=${({ target }: Event) => void this.#find(session, trace, (target as HTMLSelectElement).value, turns)}
    >
      <option value="" disabled .selected=${!shown}>${label}</option>
      ${all.map(({ word }) => html`<option value=${word} .selected=${word === shown}>${word}</option>`)}
    </select>`;
  }

  /** Shows the next story with this word, at the word. */
  async #find(session: Session, { frame }: Trace, word: string, turns: boolean): Promise<void> {
    const { network } = session;
    try {
      for (let sample = frame.sample + 1; sample <= frame.sample + MOST; sample++) {
        const pass = await session.ask('pass', sample);
        if (session.network !== network || session.view!.trace.frame.sample !== frame.sample) return;
        const trace = pass && new Trace(frameOf(pass, network!));
        const found = trace && (turns ? turnIn(trace) : decidingIn(trace).at(-1));
        const unit = remembering(session) ?? session.unit;
        if (found?.word === word) return await session.set({ sample, direction: 'forward', step: found.step, unit });
      }
    } catch (error) {
      session.complain(EngineError.from(error));
    }
  }
}

customElements.define('lstm-wanted', LstmWanted);
