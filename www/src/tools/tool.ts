// What all tools are made of: a session, its surroundings, and one look. A tool is an element that lives while it is open.
// What several of them do has a file of its own: fields (elements/fields.ts), tables (table.ts), work that is asked of the
// engine (asking.ts), how often to draw (elements/pace.ts). Sentences with letters in them are Words.sentence. What an element
// is drawn from says so where it is declared, with its first value: `@property({ attribute: false }) place = …;` is given from
// outside, `@state() running = false;` is its own.
import { css, html, nothing, type PropertyValues } from 'lit';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { refusal } from '../elements/refusal.ts';
import { runStyles } from '../elements/runs.ts';
import { EngineError } from '../engine/protocol.ts';
import type { Session } from '../session/session.ts';
import type { Asking } from './asking.ts';

/** One column, for it stands in one beside the picture; what a finger presses is large enough for it. */
const look = css`
  :host {
    font-size: 0.94rem;
    line-height: 1.45;
  }
  h3 {
    margin: 1.1rem 0 0.3rem;
    font: 600 1rem/1.3 var(--serif);
  }
  h3:first-child {
    margin-top: 0;
  }
  ul {
    margin: 0.4rem 0;
    padding: 0;
    list-style: none;
  }
  .part {
    margin-top: 1.1rem;
    padding-top: 0.8rem;
    border-top: 1px solid var(--rule);
  }
  .actions,
  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.5rem;
    margin-block: 0.6rem;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 0.3rem 0.5rem;
    max-width: 100%;
  }
  .fields {
    align-items: end;
  }
  .fields label {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.1rem;
    min-width: 0;
    font-size: 0.82rem;
    color: var(--muted);
  }
  .fields label:has(> input[type='checkbox']) {
    display: flex;
    flex-wrap: nowrap;
  }
  .fields :is(input, select, textarea) {
    color: var(--ink);
  }
  :is(input, select, progress) {
    max-width: 100%;
  }
  input[type='number'] {
    width: 4.6rem;
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 8rem;
    padding: 0.45rem 0.65rem;
    line-height: 1.4;
    resize: vertical;
  }
  button {
    white-space: normal;
    text-align: start;
  }
  .note {
    font-size: 0.88rem;
    color: var(--muted);
  }
  .wrong {
    color: var(--danger);
  }
  .letter {
    font-weight: 700;
  }
  .solved {
    color: var(--gate);
    font-weight: 600;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.88rem;
  }
  :is(th, td) {
    padding: 0.22rem 0.6rem 0.22rem 0;
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
  td.number {
    white-space: nowrap;
  }
  :is(th, td):last-child {
    padding-inline-end: 0;
  }
  /* What is wider than its place scrolls by itself. */
  .wide {
    overflow-x: auto;
  }
  @media (min-width: 641px) and (pointer: fine) {
    button,
    select,
    input:not([type='range'], [type='checkbox'], [type='radio']) {
      min-height: 2rem;
      padding-inline: 0.55rem;
      font-size: 0.9rem;
    }
  }
  @media (pointer: coarse), (max-width: 640px) {
    label {
      min-height: 44px;
    }
    input:is([type='checkbox'], [type='radio']) {
      width: 1.5rem;
      height: 1.5rem;
    }
  }
`;

/** A session that has a core, and something to show. */
type Live = Session & {
  readonly [Part in 'view' | 'config' | 'choices' | 'progress']: NonNullable<Session[Part]>;
};

export abstract class ToolElement extends SessionElement {
  static override styles = [base, runStyles, look];

  /** Beside 'change', events of the session that it is drawn anew for. */
  constructor(...events: string[]) {
    super('change', ...events);
  }

  /** As it is whenever a tool is drawn. */
  override get session(): Live {
    return super.session as Live;
  }

  protected override shouldUpdate(_changed: PropertyValues): boolean {
    const { view, config, choices, progress } = (super.session ?? {}) as Partial<Session>;
    return [view, config, choices, progress].every((each) => each !== undefined);
  }

  /** Begins a work, unless there is nothing to be done; while it goes on, stops it. */
  protected worker(asking: Asking, name: string, label: string, begin: (() => void) | undefined) {
    const { running } = asking;
    return html`<button
      data-do=${running ? 'stop' : name}
      aria-disabled=${running || begin ? 'false' : 'true'}
      @click=${() => (running ? asking.stop() : begin?.())}
    >
      ${running ? this.words.t('tools.stop') : label}
    </button>`;
  }

  /** Why something was refused, if it was. */
  protected refused(error: unknown) {
    if (error === undefined) return nothing;
    return html`<p class="wrong" role="alert">
      ${refusal(EngineError.from(error), this.words, this.session.choices)}
    </p>`;
  }
}
