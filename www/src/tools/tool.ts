// What all tools are made of: a session, its surroundings, and one look. A tool is an element that lives while it is open.
import { css, LitElement } from 'lit';
import { base } from '../elements/base.ts';
import { Follow } from '../elements/lives.ts';
import type { Session } from '../session/session.ts';
import { Surroundings } from '../words/ambient.ts';

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
    font-variant-numeric: tabular-nums;
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

export abstract class ToolElement extends LitElement {
  static override properties = { session: { attribute: false } };
  static override styles = [base, look];

  declare session: Session | undefined;
  protected readonly surroundings = new Surroundings(this);

  /** `events` of the session are those that it is drawn anew for. */
  constructor(...events: string[]) {
    super();
    new Follow(this, ...events);
  }
}
