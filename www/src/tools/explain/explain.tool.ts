// <lstm-explain>: all that is on the screen, with what it is and what it did here.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { explain, isExplained, type Explained } from '../../elements/explain.ts';
import { runStyles } from '../../elements/runs.ts';
import type { EngineError } from '../../engine/protocol.ts';
import { ToolElement } from '../tool.ts';

class LstmExplain extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    runStyles,
    css`
      dl {
        columns: 22rem auto;
        column-gap: 2rem;
        margin: 0.4rem 0 1.2rem;
        overflow-wrap: anywhere; /* names may be long */
      }
      dl > div {
        break-inside: avoid;
        margin-bottom: 0.6rem;
        font-size: 0.92rem;
      }
      dt {
        font-weight: 600;
      }
      dd {
        margin: 0;
        color: var(--muted);
      }
    `,
  ];

  @state() learnt = false;

  constructor() {
    super('change');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { words } = this.surroundings;
    Promise.all(words.names('tool').map((tool) => this.surroundings.learn(tool))).then(
      () => (this.learnt = true),
      (error: EngineError) => this.session?.complain(error),
    );
  }

  protected override render() {
    const { session } = this;
    if (!session?.view || !this.learnt || !this.isConnected) return nothing;
    const { t } = this.words;
    const { numbers, controls } = this.#all();
    const list = (title: string, all: Explained[]) =>
      html`<h3>${title}</h3>
        <dl>
          ${all.map(
            ({ name, text }) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${text}</dd>
              </div>`,
          )}
        </dl>`;
    return html`${list(t('explain.numbers', { step: session.moment.step, unit: session.unit + 1 }), numbers)}
    ${list(t('explain.controls'), controls)}`;
  }

  /** Each thing once, numbers by the unit that is looked at. */
  #all(): { numbers: Explained[]; controls: Explained[] } {
    const session = this.session!;
    const numbers = new Map<string, Explained>();
    const controls = new Map<unknown, Explained>();
    for (const element of within((this.getRootNode() as ShadowRoot).host.getRootNode() as ShadowRoot)) {
      if (!isExplained(element) || !element.checkVisibility()) continue;
      const { address } = (element as HTMLElement).dataset;
      if (address !== undefined && (numbers.has(address) || !element.closest('svg'))) continue;
      const explained = explain(element, session, this.surroundings, session.unit);
      if (!explained) continue;
      if (address !== undefined) numbers.set(address, explained);
      else if (!controls.has(explained.text)) controls.set(explained.text, explained);
    }
    return { numbers: [...numbers.values()], controls: [...controls.values()] };
  }
}

/** All elements, shadow roots and all. */
function* within(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* within(element.shadowRoot);
  }
}

customElements.define('lstm-explain', LstmExplain);
