// <lstm-conveyor>: one session as an element, any number of them on a page. Its attributes are the table of state.ts.
import { html, LitElement, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { fetched, type EngineError } from '../engine/protocol.ts';
import type { Session } from '../session/session.ts';
import { KEYS, parse, type State } from '../session/state.ts';
import { base } from './base.ts';
import { SessionHost, waitingStyles } from './session-host.ts';
import { tokens } from './theme.ts';
import './figure.ts';

export class LstmConveyor extends LitElement {
  static override styles = [tokens, base, waitingStyles];

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...KEYS];
  }

  readonly #host = new SessionHost(this, {
    start: () => parse(KEYS.map((key) => [key, this.getAttribute(key)])),
    seen: (session) => this.#strip(session),
  });

  /** There is a strip, and it has words. */
  @state() hasStrip = false;

  async #strip(session: Session): Promise<void> {
    try {
      await Promise.all([fetched(import('./strip.ts')), this.#host.ambient.learn('around')]);
      this.hasStrip = true;
    } catch (error) {
      session.complain(error as EngineError);
    }
  }

  get session(): Session | undefined {
    return this.#host.session;
  }

  /** Sets what the table of state.ts lists, at once or in its turn. */
  set(wish: State): void {
    this.#host.set(wish);
  }

  override attributeChangedCallback(name: string, before: string | null, text: string | null): void {
    super.attributeChangedCallback(name, before, text);
    if (this.session && before !== text && KEYS.includes(name)) this.set(parse([[name, text]]));
  }

  protected override render(): unknown {
    return (
      this.#host.waiting() ??
      html`<lstm-figure>${this.hasStrip ? html`<lstm-strip></lstm-strip>` : nothing}</lstm-figure>`
    );
  }
}

customElements.define('lstm-conveyor', LstmConveyor);
