// <lstm-side>: beside the picture, one of four: the number looked at, training, the task, the cell. On a phone a sheet from below
// holds them, opened by a row of buttons.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { Media } from '../elements/lives.ts';
import { PHONE, sheetStyles } from '../elements/sheet.ts';
import { tabs, tabStyles, type Tab as Named } from '../elements/tabs.ts';
import type { Words } from '../words/locale.ts';
import '../elements/inspector.ts';
import '../elements/lab.ts';

export type Tab = 'number' | 'training' | 'task' | 'cell';

export class LstmSide extends SessionElement {
  static override styles = [
    base,
    tabStyles,
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
      .panel {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
        padding: 0.8rem 1rem;
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
        --inspector-type: size;
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
        .close {
          display: block;
          border-width: 0 0 0 1px;
          border-radius: 0;
          padding-inline: 0.6rem;
        }
      }
      @media (max-width: 640px) and (max-height: 599px) {
        .number:not(.away),
        .panel {
          display: block;
        }
        lstm-inspector {
          --inspector-height: auto;
          --inspector-type: inline-size;
        }
      }
      :host([bare]) {
        height: auto;
      }
      @media print {
        .head,
        .ask {
          display: none;
        }
        .panel,
        .number.number {
          display: block;
          overflow: visible;
        }
        lstm-inspector {
          --inspector-height: auto;
          --inspector-type: inline-size;
        }
      }
    `,
    sheetStyles,
  ];

  /** Only how training goes, nothing to choose or to set. */
  @property({ type: Boolean }) bare = false;
  @state() tab: Tab = 'number';
  readonly #phone = new Media(this, PHONE);

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
          ({ name, called, explained }) =>
            html`<button data-do=${explained} @click=${() => this.show(name, true)}>${called}</button>`,
        )}
      </div>
      <section
        class="sheet card"
        popover=${this.#phone.holds ? 'manual' : nothing}
        aria-label=${t('page.side')}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#sheet(false)}
      >
        <div class="head">
          ${tabs(t('page.side'), this.#names(words), this.tab, (tab) => (this.tab = tab))}
          <button class="close" data-do="close" @click=${() => this.#sheet(false)}>${t('page.dismiss')}</button>
        </div>
        <div class="panel" id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="-1">
          <div class="number ${number ? '' : 'away'}">
            <lstm-inspector @leave=${() => this.#sheet(false)}></lstm-inspector>
          </div>
          <lstm-lab class=${number ? 'away' : ''} .shows=${this.tab === 'number' ? undefined : this.tab}></lstm-lab>
        </div>
      </section>`;
  }

  #names({ t }: Words): (Named<Tab> & { explained: string })[] {
    return [
      { name: 'number', called: t('page.number'), explained: 'ask' },
      { name: 'training', called: t('lab.title'), explained: 'ask-training' },
      { name: 'task', called: t('lab.task'), explained: 'ask-task' },
      { name: 'cell', called: t('page.cell'), explained: 'ask-cell' },
    ];
  }

  protected override updated(): void {
    if (this.session?.chosen.tool) this.#sheet(false);
  }

  get #panel(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.panel');
  }

  /** On a phone the answer to a tap comes to the thumb; elsewhere it has its place. */
  #sheet(open: boolean): void {
    const sheet = this.renderRoot.querySelector<HTMLElement>('.sheet');
    if (!sheet?.popover || sheet.matches(':popover-open') === open) return;
    const within = sheet.matches(':focus-within');
    sheet.togglePopover(open);
    // One sheet at a time, and what it is about above it.
    if (open) {
      if (this.session?.chosen.tool) void this.session.set({ tool: '' });
      this.dispatchEvent(new Event('open'));
    }
    const asked = this.tab === 'number' ? 'ask' : `ask-${this.tab}`;
    if (!open && within) this.renderRoot.querySelector<HTMLElement>(`[data-do="${asked}"]`)?.focus();
  }
}

customElements.define('lstm-side', LstmSide);
