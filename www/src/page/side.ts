// <lstm-side>: beside the picture, one of four: the number looked at, training, the task, the cell. On a phone a sheet from below
// holds them, opened by a row of buttons.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { Media } from '../elements/lives.ts';
import type { Words } from '../words/locale.ts';
import '../elements/inspector.ts';
import '../elements/lab.ts';

const TABS = ['number', 'training', 'task', 'cell'] as const;
export type Tab = (typeof TABS)[number];

export class LstmSide extends SessionElement {
  static override styles = [
    base,
    css`
      .sheet {
        display: flex;
        flex-direction: column;
        height: 100%;
        padding: 0;
        overflow: hidden;
      }
      .head {
        display: flex;
        border-bottom: 1px solid var(--rule);
      }
      .tabs {
        display: flex;
        flex: 1;
      }
      .tabs button {
        flex: 1 1 auto;
        min-height: 2.6rem;
        padding-inline: 0.3rem;
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--muted);
        font-size: 0.94rem;
      }
      .tabs [aria-selected='true'] {
        box-shadow: inset 0 -2px var(--ink);
        color: var(--ink);
        font-weight: 600;
      }
      .tabs :focus-visible {
        outline-offset: -3px;
      }
      .panel {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
        padding: 0.6rem 1rem;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      .number:not(.away) {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
      }
      lstm-inspector {
        flex: 1;
        min-height: 0;
        --inspector-height: 100%;
      }
      .follow {
        display: flex;
        gap: 0.45rem;
        align-items: center;
        font-size: 0.88rem;
        margin-top: 0.6rem;
        color: var(--muted);
        cursor: pointer;
        min-height: 1.8rem;
      }
      .ask,
      .close {
        display: none;
      }
      @media (max-width: 640px) {
        .ask {
          display: flex;
          gap: 0.35rem;
        }
        .ask button {
          flex: 1 1 auto;
          padding-inline: 0.3rem;
        }
        .sheet:not(:popover-open) {
          display: none;
        }
        .sheet {
          position: fixed;
          inset: auto 0 0;
          width: auto;
          height: min(60dvh, 30rem);
          margin: 0;
          border-radius: calc(var(--radius) * 2) calc(var(--radius) * 2) 0 0;
          color: inherit;
          box-shadow: 0 -4px 24px rgb(0 0 0 / 0.3);
        }
        .close {
          display: block;
          border-width: 0 0 0 1px;
          border-radius: 0;
          padding-inline: 0.6rem;
        }
        .follow {
          min-height: 44px;
        }
        .follow input {
          width: 1.5rem;
          height: 1.5rem;
        }
      }
      @media (max-width: 640px) and (max-height: 480px) {
        .sheet {
          height: 90dvh;
        }
        .number:not(.away),
        .panel {
          display: block;
        }
        lstm-inspector {
          --inspector-height: auto;
        }
      }
      :host([bare]) {
        height: auto;
      }
      @media print {
        .head,
        .ask,
        .follow {
          display: none;
        }
        .sheet {
          display: block;
          position: static;
          height: auto;
          overflow: visible;
        }
        .panel,
        .number.number {
          display: block;
          overflow: visible;
        }
        lstm-inspector {
          --inspector-height: auto;
        }
      }
    `,
  ];

  /** Only how training goes, nothing to choose or to set. */
  @property({ type: Boolean }) bare = false;
  @state() tab: Tab = 'number';
  readonly #phone = new Media(this, '(max-width: 640px)');

  constructor() {
    super('change');
  }

  /** Shows one of the four; on a phone its sheet comes up. `going`: the focus goes there as well. */
  show(tab: Tab, going = false): void {
    this.tab = tab;
    this.#sheet(true);
    if (going) this.#panel?.focus();
  }

  protected override render() {
    const { session } = this;
    if (!session?.view) return nothing;
    const { words } = this;
    const { t } = words;
    if (this.bare) return html`<div class="card"><lstm-lab bare></lstm-lab></div>`;
    const number = this.tab === 'number';
    return html`<div class="ask" role="group" aria-label=${t('page.side')}>
        ${this.#names(words).map(
          ([tab, name, ask]) => html`<button data-do=${ask} @click=${() => this.show(tab, true)}>${name}</button>`,
        )}
      </div>
      <section
        class="sheet card"
        popover=${this.#phone.holds ? 'manual' : nothing}
        aria-label=${t('page.side')}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#sheet(false)}
      >
        <div class="head">
          <div class="tabs" role="tablist" aria-label=${t('page.side')} @keydown=${this.#walk}>
            ${this.#names(words).map((each) => this.#tab(...each))}
          </div>
          <button class="close" data-do="close" @click=${() => this.#sheet(false)}>${t('page.dismiss')}</button>
        </div>
        <div class="panel" id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="-1">
          <div class="number ${number ? '' : 'away'}">
            <lstm-inspector @leave=${() => this.#sheet(false)}></lstm-inspector>
            <label class="follow"
              ><input
                type="checkbox"
                name="follow"
                .checked=${session.follows}
                @change=${(event: Event) => session.follow((event.target as HTMLInputElement).checked)}
              />${t('inspector.follow')}</label
            >
          </div>
          <lstm-lab class=${number ? 'away' : ''} .shows=${this.tab === 'number' ? undefined : this.tab}></lstm-lab>
        </div>
      </section>`;
  }

  #names({ t }: Words): [tab: Tab, name: string, ask: string][] {
    return [
      ['number', t('page.number'), 'ask'],
      ['training', t('lab.title'), 'ask-training'],
      ['task', t('lab.task'), 'ask-task'],
      ['cell', t('page.cell'), 'ask-cell'],
    ];
  }

  #tab(tab: Tab, name: string, ask: string) {
    const chosen = tab === this.tab;
    return html`<button
      role="tab"
      id="tab-${tab}"
      data-explain=${ask}
      aria-controls="panel"
      aria-selected=${chosen ? 'true' : 'false'}
      tabindex=${chosen ? 0 : -1}
      @click=${() => (this.tab = tab)}
    >
      ${name}
    </button>`;
  }

  /** The arrows choose, as in every row of tabs, round the ends. */
  readonly #walk = async (event: KeyboardEvent): Promise<void> => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = TABS.indexOf(this.tab);
    const to: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.tab = TABS.at(next % TABS.length)!;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus();
  };

  get #panel(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.panel');
  }

  /** On a phone the answer to a tap comes to the thumb; elsewhere it has its place. */
  #sheet(open: boolean): void {
    const sheet = this.renderRoot.querySelector<HTMLElement>('.sheet');
    if (!sheet?.popover || sheet.matches(':popover-open') === open) return;
    const within = sheet.matches(':focus-within');
    sheet.togglePopover(open);
    const asked = this.tab === 'number' ? 'ask' : `ask-${this.tab}`;
    if (!open && within) this.renderRoot.querySelector<HTMLElement>(`[data-do="${asked}"]`)?.focus();
  }
}

customElements.define('lstm-side', LstmSide);
