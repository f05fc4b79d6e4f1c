// <lstm-tools>: what can be opened beside the picture. Each tool is fetched, with its words, when it is first asked for.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { refusal } from '../elements/refusal.ts';
import { fetched, type EngineError } from '../engine/protocol.ts';
import type { Session } from '../session/session.ts';

/** Each tool is an element, called as its file is: tools/<room>/<tool>.tool.ts defines <lstm-<tool>>. */
const FILES = import.meta.glob('../tools/*/*.tool.ts');

/** What fetches a tool; nothing if there is none of that name. */
function fetcherOf(tool: string): (() => Promise<unknown>) | undefined {
  return FILES[Object.keys(FILES).find((file) => file.endsWith(`/${tool}.tool.ts`)) ?? ''];
}

class LstmTools extends SessionElement {
  static override styles = [
    base,
    css`
      /* Row and panel stand each in a place of the page's own. */
      :host {
        display: contents;
      }
      .menu {
        grid-area: tools;
        min-width: 0;
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0.4rem;
      }
      .menu h2 {
        margin-inline-end: 0.4rem;
      }
      @media (min-width: 641px) and (pointer: fine) {
        .menu button {
          min-height: 1.9rem;
          padding-inline: 0.65rem;
          font-size: 0.86rem;
        }
      }
      /* A row that a thumb moves: on a phone so many lines would push all else away. */
      @media (max-width: 640px) {
        .menu {
          flex-wrap: nowrap;
          overflow-x: auto;
          padding: 3px;
          mask-image: linear-gradient(to right, #000 calc(100% - 3rem), transparent);
        }
        .menu > * {
          flex: none;
        }
      }
      .menu [aria-expanded='true'] {
        border-color: var(--ink);
        background: var(--bed);
        font-weight: 600;
      }
      section {
        grid-area: tool;
        scroll-margin: 1rem;
      }
      /* Beside the picture and as high as it, which stays where it is. */
      @media (min-width: 1080px) {
        section {
          contain: size;
          overflow-y: auto;
          scrollbar-width: thin;
        }
      }
      @media print {
        section {
          contain: none;
        }
      }
      .head {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 0.3rem 1rem;
      }
      .head p {
        grid-column: 1 / -1;
        max-width: 60rem;
        color: var(--muted);
        font-size: 0.92rem;
        line-height: 1.45;
      }
    `,
  ];

  /** The tools that have been fetched. */
  @state() there: ReadonlySet<string> = new Set();
  /** Why the one that is open could not be. */
  @state() missing: EngineError | undefined;
  #opened: string | undefined;
  /** The focus was in the row of tools or in the open one. */
  #has = false;

  constructor() {
    super('change');
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.menu button')?.focus();
  }

  /** What is open, if there is such a tool: a link can name any. */
  get #tool(): string | undefined {
    const { tool } = this.session?.chosen ?? {};
    return tool !== undefined && fetcherOf(tool) ? tool : undefined;
  }

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const tool = this.#tool;
    const { words } = this.surroundings;
    const { t } = words;
    return html`<div class="menu">
        <h2>${t('tools.title')}</h2>
        ${words
          .names('tool')
          .map(
            (each) =>
              html`<button
                data-tool=${each}
                aria-expanded=${each === tool ? 'true' : 'false'}
                aria-controls="panel"
                @click=${() => session.set({ tool: each === tool ? '' : each })}
              >
                ${t(`tool.${each}`)}
              </button>`,
          )}
      </div>
      <section id="panel" tabindex="-1" class="card" ?hidden=${!tool} aria-label=${tool ? t(`tool.${tool}`) : nothing}>
        ${tool ? this.#panel(session, tool) : nothing}
      </section>`;
  }

  #panel(session: Session, tool: string) {
    const { words } = this.surroundings;
    const { t } = words;
    if (this.missing) return html`<p role="alert">${refusal(this.missing, words)}</p>`;
    if (!this.there.has(tool)) return html`<p class="muted" role="status">${t('tools.loading')}</p>`;
    return html`<div class="head">
        <h2>${t(`tool.${tool}`)}</h2>
        <button data-do="close-tool" @click=${() => session.set({ tool: '' })}>${t('page.dismiss')}</button>
        <p>${t(`${tool}.about`)}</p>
      </div>
      ${this.#element(tool)}`;
  }

  /** One for each time that the tool is open: closing it frees what it holds. */
  #element(tool: string): HTMLElement {
    const standing = this.renderRoot.querySelector<HTMLElement>(`lstm-${tool}`);
    return standing ?? document.createElement(`lstm-${tool}`);
  }

  protected override willUpdate(): void {
    this.#has = this.matches(':focus-within');
    this.toggleAttribute('open', this.#tool !== undefined);
  }

  protected override updated(): void {
    const tool = this.#tool;
    if (tool === this.#opened) return;
    // It was on something that is closed now: it goes to the button of what has come instead, or to where it came from.
    if (this.#has && !this.matches(':focus-within'))
      this.renderRoot.querySelector<HTMLElement>(`[data-tool="${tool ?? this.#opened}"]`)?.focus();
    this.#opened = tool;
    if (tool) void this.#open(tool);
  }

  async #open(tool: string): Promise<void> {
    this.missing = undefined;
    try {
      await Promise.all([fetched(fetcherOf(tool)!()), this.surroundings.learn(tool)]);
    } catch (error) {
      if (tool === this.#opened) this.missing = error as EngineError;
      return;
    }
    this.there = new Set([...this.there, tool]);
    await this.updateComplete;
    const section = this.renderRoot.querySelector('section');
    section?.scrollIntoView({ block: 'nearest' });
    // If a link elsewhere on the page opened it, the focus moves into the tool.
    const elsewhere = document.activeElement !== document.body && !(this.renderRoot as ShadowRoot).activeElement;
    if (elsewhere) section?.focus();
  }
}

customElements.define('lstm-tools', LstmTools);
