// <lstm-editor>: a text of equations with the place that is wrong in it, and what a keyboard lacks. Fires 'edit' with what is
// typed, and 'enter' when it is to be taken.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { base } from '../../elements/base.ts';
import { SessionElement } from '../../elements/element.ts';
import { PIECES, put, type Piece, type Selection } from './draft.ts';

const FEWEST_LINES = 7;

export class LstmEditor extends SessionElement {
  static override styles = [
    base,
    css`
      label {
        display: block;
        margin-bottom: 0.25rem;
        font-size: 0.88rem;
        color: var(--muted);
      }
      .editor {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        background: var(--card);
        border: 1px solid color-mix(in srgb, var(--muted) 65%, var(--rule));
        border-radius: var(--radius);
        overflow: hidden;
      }
      .editor:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      .editor :is(.gutter, pre, textarea) {
        margin: 0;
        padding: 0.5rem 0.6rem;
        font:
          1rem/1.6rem ui-monospace,
          'Cascadia Code',
          Menlo,
          Consolas,
          'DejaVu Sans Mono',
          monospace;
        tab-size: 8;
      }
      .gutter {
        background: var(--bed);
        color: var(--muted);
        text-align: end;
        user-select: none;
      }
      .gutter .here {
        color: var(--danger);
        font-weight: 700;
      }
      .sheet {
        display: grid;
        min-width: 0;
      }
      .sheet > * {
        grid-area: 1 / 1;
        min-width: 0;
      }
      /* Behind the text, letter under letter: only its mark is seen. */
      pre {
        overflow: hidden;
        color: transparent;
        white-space: pre;
      }
      mark {
        color: transparent;
        background: color-mix(in srgb, var(--danger) 25%, transparent);
        border-radius: 2px;
        box-shadow: 0 2px 0 var(--danger);
      }
      @media (forced-colors: active) {
        mark {
          forced-color-adjust: none;
          background: Highlight;
        }
      }
      textarea,
      textarea[aria-invalid='true'],
      textarea:focus-visible {
        position: relative;
        width: 100%;
        border: 0;
        border-radius: 0;
        background: none;
        box-shadow: none;
        outline: none;
        overflow: auto hidden;
        resize: none;
        white-space: pre;
      }
      .palette {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem;
        margin-block: 0.6rem;
      }
      .palette button {
        min-width: 2.75rem;
        padding-inline: 0.5rem;
        font-family: var(--signs);
        font-size: 1.05rem;
      }
      .said {
        min-height: 2.7rem;
        font-size: 0.9rem;
        line-height: 1.4;
        color: var(--muted);
      }
      .wrong {
        color: var(--danger);
      }
      button.wrong {
        height: auto;
        padding-block: 0.4rem;
        white-space: normal;
        text-align: start;
        border-color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) text!: string;
  /** What is wrong in it. */
  @property({ attribute: false }) wrong: Selection | undefined;
  /** Why, in words. */
  @property({ attribute: false }) trouble: string | undefined;

  /** The place that is wrong, ready to be typed over. */
  point(): void {
    if (this.wrong) this.#select(this.wrong);
  }

  get #sheet(): HTMLTextAreaElement {
    return this.renderRoot.querySelector('textarea')!;
  }

  #select({ start, end }: Selection): void {
    this.#sheet.focus();
    this.#sheet.setSelectionRange(start, end);
  }

  /** As if typed, so that it can be undone as what is typed can. */
  #put(piece: Piece): void {
    const sheet = this.#sheet;
    const { selectionStart: start, selectionEnd: end } = sheet;
    const { text, ...after } = put(sheet.value, { start, end }, piece);
    sheet.focus();
    if (!document.execCommand('insertText', false, text)) {
      sheet.setRangeText(text);
      this.#typed();
    }
    this.#select(after);
  }

  readonly #typed = (): void => {
    this.dispatchEvent(new CustomEvent('edit', { detail: this.#sheet.value }));
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.dispatchEvent(new Event('enter'));
  };

  /** The mark keeps under its letters. */
  readonly #scroll = (): void => {
    this.renderRoot.querySelector('pre')!.scrollLeft = this.#sheet.scrollLeft;
  };

  protected override updated(): void {
    this.#scroll();
  }

  protected override render() {
    const { t } = this.words;
    const { text, wrong, trouble } = this;
    const lines = text.split('\n').length;
    const at = wrong && text.slice(0, wrong.start).split('\n').length;
    return html`<label for="equations">${t('design.equations')}</label>
      <div class="editor">
        <div class="gutter" aria-hidden="true">
          ${Array.from({ length: lines }, (_, k) => html`<div class=${k + 1 === at ? 'here' : ''}>${k + 1}</div>`)}
        </div>
        <div class="sheet">
          <pre aria-hidden="true">${wrong ? marked(text, wrong) : text}</pre>
          <textarea
            id="equations"
            rows=${Math.max(lines, FEWEST_LINES)}
            wrap="off"
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            aria-invalid=${trouble ? 'true' : 'false'}
            aria-describedby="said"
            aria-keyshortcuts="Control+Enter"
            .value=${live(text)}
            @input=${this.#typed}
            @keydown=${this.#key}
            @scroll=${this.#scroll}
          ></textarea>
        </div>
      </div>
      <div class="palette" role="group" aria-label=${t('design.palette')}>
        ${PIECES.map((piece) => this.#piece(piece))}
      </div>
      <div class="said" id="said" role="status">${this.#said()}</div>`;
  }

  #piece(piece: Piece) {
    const { t } = this.words;
    const meaning = t('list.named', { name: piece.sign, what: t(`design.piece.${piece.name}`) });
    return html`<button
      data-piece=${piece.name}
      title=${meaning}
      aria-label=${meaning}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#put(piece)}
    >
      ${piece.sign}
    </button>`;
  }

  #said() {
    const { trouble } = this;
    if (trouble === undefined) return html`<p>${this.words.t('design.help')}</p>`;
    return this.wrong
      ? html`<button class="wrong" data-do="place" @click=${() => this.point()}>${trouble}</button>`
      : html`<p class="wrong">${trouble}</p>`;
  }
}

/** At the end of a line there is no letter to mark. */
function marked(text: string, { start, end }: Selection) {
  return html`${text.slice(0, start)}<mark>${text.slice(start, end) || ' '}</mark>${text.slice(end) || nothing}`;
}

customElements.define('lstm-editor', LstmEditor);
