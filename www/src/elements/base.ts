// What all elements look alike in: native controls in the page's own colours, one focus ring, large targets for thumbs.
// A style that follows a number is written as a property, .style=${…}: hosts can forbid the attribute, which styleMap writes.
import { css } from 'lit';

export const base = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
    color: var(--ink);
    font-family: var(--sans);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h2,
  summary {
    margin: 0;
    font: 600 1.05rem/1.3 var(--serif);
  }
  summary {
    cursor: pointer;
  }
  p {
    margin: 0;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button,
  input:not([type='range'], [type='checkbox']),
  select,
  textarea {
    min-height: 2.25rem;
    padding: 0 0.65rem;
    background: var(--card);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
  }
  button {
    padding-inline: 0.9rem;
    cursor: pointer;
    white-space: nowrap;
  }
  button:hover:not([aria-disabled='true']) {
    border-color: var(--ink);
  }
  /* The one that is pressed most in its row. */
  button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-ink);
  }
  button[aria-pressed='true'] {
    background: var(--bed);
    font-weight: 600;
  }
  /* Disabled in all but name: a button that took the focus keeps it. */
  button[aria-disabled='true'] {
    color: var(--muted);
    cursor: default;
    opacity: 0.6;
  }
  input[type='range'],
  input[type='checkbox'] {
    accent-color: var(--accent);
  }
  [aria-invalid='true'] {
    border-color: var(--danger);
    box-shadow: 0 0 0 1px var(--danger);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .card {
    background: var(--card);
    border: 1px solid var(--rule);
    border-radius: calc(var(--radius) + 2px);
    padding: 0.8rem 1rem;
    min-width: 0;
  }
  /* Not seen, yet laid out: on paper it stands. */
  @media screen {
    .away {
      visibility: hidden;
      height: 0;
      overflow: hidden;
    }
  }
  .muted {
    color: var(--muted);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Text on the system's highlight would get a plate of its own, of the ink's colour. */
  @media (forced-colors: active) {
    button.primary,
    button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      border-color: Highlight;
      color: HighlightText;
    }
  }
  @media (pointer: coarse), (max-width: 640px) {
    button,
    input:not([type='range'], [type='checkbox']),
    select,
    textarea {
      min-height: 44px;
      font-size: 1rem; /* or a phone zooms in on the field */
    }
    summary {
      padding-block: 0.8rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
