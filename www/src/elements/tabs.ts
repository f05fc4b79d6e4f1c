// A row of tabs, one of which is chosen: by a press, or by the arrow keys, round the ends. What it shows is an element with
// the id `panel`, role="tabpanel" and aria-labelledby="tab-<name>".
import { css, html, nothing } from 'lit';

export interface Tab<Name extends string> {
  name: Name;
  called: string;
  /** The key of what explains it. */
  explained?: string;
  /** The tool that it opens, by which its words are found. */
  opens?: string;
}

export const tabStyles = css`
  .tabs {
    display: flex;
    flex: 1;
    min-width: 0;
  }
  .tabs button {
    flex: 1 1 auto;
    min-height: 2.6rem;
    padding-inline: 0.3rem;
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--muted);
    font-size: var(--text);
  }
  .tabs [aria-selected='true'] {
    box-shadow: inset 0 -2px var(--ink);
    color: var(--ink);
    font-weight: 600;
  }
  .tabs :focus-visible {
    outline-offset: -3px;
  }
`;

export function tabs<Name extends string>(
  label: string,
  all: readonly Tab<Name>[],
  chosen: Name,
  choose: (name: Name) => void,
) {
  const walk = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = all.findIndex(({ name }) => name === chosen);
    const to: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own arrows step through time
    const { name } = all.at(next % all.length)!;
    (event.currentTarget as Element).querySelector<HTMLElement>(`#tab-${name}`)!.focus();
    choose(name);
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${walk}>
    ${all.map(
      ({ name, called, explained, opens }) =>
        html`<button
          role="tab"
          id="tab-${name}"
          data-explain=${explained ?? nothing}
          data-opens=${opens ?? nothing}
          aria-controls="panel"
          aria-selected=${name === chosen ? 'true' : 'false'}
          tabindex=${name === chosen ? 0 : -1}
          @click=${() => choose(name)}
        >
          ${called}
        </button>`,
    )}
  </div>`;
}
