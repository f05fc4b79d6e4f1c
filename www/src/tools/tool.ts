// What all tools are made of: a session, its surroundings, and one look. A tool is an element that lives while it is open.
// What several of them do has a file of its own: fields (elements/fields.ts), tables (table.ts), work that is asked of the
// engine (asking.ts), how often to draw (elements/pace.ts). Sentences with letters in them are Words.sentence. What an element
// is drawn from says so where it is declared, with its first value: `@property({ attribute: false }) place = …;` is given from
// outside, `@state() running = false;` is its own.
import { css, html, nothing } from 'lit';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { refusal } from '../elements/refusal.ts';
import { EngineError } from '../engine/protocol.ts';

export const look = css`
  :host {
    margin-top: 0.8rem;
    line-height: 1.45;
  }
  h3 {
    margin: 0;
    font: 600 1rem/1.3 var(--serif);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.45rem 0.8rem;
    margin-block: 0.6rem;
  }
  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem 0.6rem;
    margin-block: 0.5rem;
  }
  .fields label {
    display: grid;
    gap: 0.15rem;
    font-size: 0.82rem;
    color: var(--muted);
    min-width: 0;
    max-width: 100%;
  }
  .fields :is(input, select) {
    max-width: 100%;
  }
  .note {
    font-size: 0.88rem;
    color: var(--muted);
  }
  .wrong {
    color: var(--danger);
  }
  table {
    border-collapse: collapse;
    font-size: 0.9rem;
  }
  :is(th, td) {
    padding: 0.25rem 0.7rem 0.25rem 0;
    text-align: start;
    font-weight: normal;
    vertical-align: baseline;
  }
  thead th {
    color: var(--muted);
    border-bottom: 1px solid var(--rule);
  }
  :is(th, td).number {
    text-align: end;
  }
  /* What is wider than a phone scrolls by itself. */
  .wide {
    overflow-x: auto;
  }
`;

/** What a finger presses is large enough for it. */
export const fingers = css`
  @media (pointer: coarse), (max-width: 640px) {
    label {
      min-height: 44px;
    }
    input[type='checkbox'] {
      width: 1.5rem;
      height: 1.5rem;
    }
  }
`;

export abstract class ToolElement extends SessionElement {
  static override styles = [base, look];

  /** Why something was refused, if it was. */
  protected refused(error: unknown) {
    if (error === undefined) return nothing;
    return html`<p class="wrong" role="alert">
      ${refusal(EngineError.from(error), this.words, this.session?.choices)}
    </p>`;
  }
}
