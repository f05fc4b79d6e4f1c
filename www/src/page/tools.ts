// <lstm-tools>: the questions that can be asked beside the picture, and the one that is open. A tool may have several parts,
// of which one is open; each is fetched, with its words, when it is first asked for.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { focused } from '../elements/focused.ts';
import { Media } from '../elements/lives.ts';
import { refusal } from '../elements/refusal.ts';
import { PHONE, sheetStyles } from '../elements/sheet.ts';
import { tabs, tabStyles } from '../elements/tabs.ts';
import { fetched, type EngineError } from '../engine/protocol.ts';
import type { Session } from '../session/session.ts';

/**
 * Each part of a tool is an element, called as its file is: tools/<tool>/<part>.tool.ts defines <lstm-<part>>. The folder is
 * the tool, and its first part is called like it. The words name the tools of the row (`tool`), and parts (`part`), in order.
 */
const FILES = import.meta.glob('../tools/*/*.tool.ts');
const PARTS = new Map(
  Object.entries(FILES).map(([file, fetch]) => {
    const [, tool, part] = /([\w-]+)\/([\w-]+)\.tool\.ts$/.exec(file) as unknown as [string, string, string];
    return [part, { tool, fetch }];
  }),
);

class LstmTools extends SessionElement {
  static override styles = [
    base,
    tabStyles,
    css`
      /* Row and panel stand each in a place of the page's own. */
      :host {
        display: contents;
      }
      .row {
        grid-area: tools;
        min-width: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      .row button {
        flex: 1 1 auto;
      }
      @media (min-width: 641px) and (pointer: fine) {
        .row button {
          padding-inline: 0.4rem;
          font-size: 0.9rem;
        }
      }
      /* A row that a thumb moves: on a phone so many lines would push all else away. */
      @media (max-width: 640px) {
        .row {
          flex-wrap: nowrap;
          overflow-x: auto;
          padding: 3px;
          mask-image: linear-gradient(to right, #000 calc(100% - 3rem), transparent);
        }
        .row > * {
          flex: none;
        }
      }
      .row [aria-expanded='true'] {
        border-color: var(--ink);
        box-shadow: inset 0 0 0 1px var(--ink);
        background: var(--bed);
        font-weight: 600;
      }
      /* Whoever was led here sees where that is. */
      .row.sought {
        border-radius: var(--radius);
        outline: 3px solid var(--accent);
        outline-offset: 3px;
      }
      #tool {
        grid-area: tool;
        display: flex;
        flex-direction: column;
        padding: 0;
        scroll-margin: 1rem;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding-inline-start: 1rem;
        border-bottom: 1px solid var(--rule);
      }
      .head + .tabs {
        flex: none;
        border-bottom: 1px solid var(--rule);
      }
      .head button {
        align-self: stretch;
        min-width: 2.75rem;
        min-height: 2.75rem;
        padding: 0;
        border: 0;
        background: none;
        font-size: 1.4rem;
        line-height: 1;
      }
      .body {
        padding: 0.7rem 1rem;
      }
      .body > * {
        max-width: 44rem;
      }
      .about {
        margin-bottom: 0.7rem;
        color: var(--muted);
        font-size: 0.92rem;
        line-height: 1.45;
      }
      /* Beside the picture and as high as it, which stays where it is. */
      @media (min-width: 1080px) {
        #tool {
          contain: size;
        }
        .body {
          flex: 1;
          min-height: 0;
          overflow-y: auto;
          scrollbar-width: thin;
        }
      }
      @media (max-width: 640px) {
        .body {
          flex: 1;
          min-height: 0;
          overflow-y: auto;
        }
      }
      @media print {
        #tool {
          contain: none;
        }
      }
    `,
    sheetStyles,
  ];

  /** The parts that have been fetched. */
  @state() there: ReadonlySet<string> = new Set();
  /** The row was asked for, and nothing in it has been pressed or left since. */
  @state() sought = false;
  /** Why the one that is open could not be. */
  @state() missing: EngineError | undefined;
  #opened: string | undefined;
  /** What had the focus when it was opened: not every tool has a button in the row. */
  #from: HTMLElement | undefined;
  /** It opens beside the picture, in view already. */
  readonly #beside = new Media(this, '(min-width: 1080px)');
  /** It opens as a sheet. */
  readonly #phone = new Media(this, PHONE);
  /** The focus was in the row of tools or in the open one. */
  #has = false;

  constructor() {
    super('change');
  }

  override focus(): void {
    this.sought = true;
    this.renderRoot.querySelector<HTMLElement>('.row button')?.focus();
  }

  /** The part that is open, if there is such a one: a link can name any. */
  get #part(): string | undefined {
    const part = this.session?.chosen.tool ?? '';
    return PARTS.has(part) ? part : undefined;
  }

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const part = this.#part;
    const open = part && PARTS.get(part)!.tool;
    const { words } = this.surroundings;
    const { t } = words;
    return html`<div
        class="row ${this.sought ? 'sought' : ''}"
        role="group"
        aria-label=${t('tools.title')}
        @click=${() => (this.sought = false)}
        @focusout=${this.#left}
      >
        ${words
          .names('tool')
          .map(
            (tool) =>
              html`<button
                data-tool=${tool}
                aria-expanded=${tool === open ? 'true' : 'false'}
                aria-controls="tool"
                @click=${() => session.set({ tool: tool === open ? '' : tool })}
              >
                ${t(`tool.${tool}`)}
              </button>`,
          )}
      </div>
      <section
        id="tool"
        tabindex="-1"
        class="sheet card"
        popover=${this.#phone.holds ? 'manual' : nothing}
        ?hidden=${!part}
        aria-labelledby="title"
      >
        ${part ? this.#open(session, part) : nothing}
      </section>`;
  }

  readonly #left = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget))) this.sought = false;
  };

  #open(session: Session, part: string) {
    const { words } = this.surroundings;
    const { t, has } = words;
    const { tool } = PARTS.get(part)!;
    const title = t(has(`tool.${tool}`) ? `tool.${tool}` : `part.${tool}`);
    const parts = words.names('part').filter((name) => PARTS.get(name)?.tool === tool);
    const several = parts.length > 1;
    return html`<div class="head">
        <h2 id="title">${title}</h2>
        <button data-do="close-tool" aria-label=${t('page.dismiss')} @click=${() => session.set({ tool: '' })}>
          ×
        </button>
      </div>
      ${
        several
          ? tabs(
              title,
              parts.map((name) => ({ name, called: t(`part.${name}`), opens: name })),
              part,
              (name) => void session.set({ tool: name }),
            )
          : nothing
      }
      <div
        class="body"
        id="panel"
        role=${several ? 'tabpanel' : nothing}
        aria-labelledby=${several ? `tab-${part}` : nothing}
      >
        ${this.#panel(part)}
      </div>`;
  }

  #panel(part: string) {
    const { words } = this.surroundings;
    if (this.missing) return html`<p role="alert">${refusal(this.missing, words)}</p>`;
    if (!this.there.has(part)) return html`<p class="muted" role="status">${words.t('tools.loading')}</p>`;
    return html`<p class="about">${words.t(`${part}.about`)}</p>
      ${this.#element(part)}`;
  }

  /** One for each time that the part is open: closing it frees what it holds. */
  #element(part: string): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(`lstm-${part}`) ?? document.createElement(`lstm-${part}`);
  }

  protected override willUpdate(): void {
    this.#has = this.matches(':focus-within');
    this.toggleAttribute('open', this.#part !== undefined);
  }

  protected override updated(): void {
    const part = this.#part;
    const sheet = this.renderRoot.querySelector<HTMLElement>('#tool');
    if (sheet?.popover && sheet.matches(':popover-open') !== (part !== undefined)) {
      sheet.togglePopover(part !== undefined);
      if (part) this.dispatchEvent(new Event('open'));
    }
    if (part === this.#opened) return;
    // It was on something that is closed now: it goes to the button of what has come instead, or to where it came from.
    const { tool } = PARTS.get(part ?? this.#opened!)!;
    if (this.#has && !this.matches(':focus-within'))
      (this.renderRoot.querySelector<HTMLElement>(`[data-tool="${tool}"]`) ?? this.#from)?.focus();
    if (this.#opened === undefined) this.#from = focused()[0] as HTMLElement | undefined;
    this.#opened = part;
    if (part) void this.#fetch(part);
  }

  async #fetch(part: string): Promise<void> {
    this.missing = undefined;
    try {
      await Promise.all([fetched(PARTS.get(part)!.fetch()), this.surroundings.learn(part)]);
    } catch (error) {
      if (part === this.#opened) this.missing = error as EngineError;
      return;
    }
    this.there = new Set([...this.there, part]);
    await this.updateComplete;
    const section = this.renderRoot.querySelector('section');
    if (!this.#beside.holds && !section?.popover) section?.scrollIntoView({ block: 'nearest' });
    // If a link elsewhere on the page opened it, the focus moves into the tool.
    const elsewhere = document.activeElement !== document.body && !(this.renderRoot as ShadowRoot).activeElement;
    if (elsewhere) section?.focus({ preventScroll: true });
  }
}

customElements.define('lstm-tools', LstmTools);
