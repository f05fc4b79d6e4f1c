// <lstm-entry>: data as a reader has them: typed, pasted, dropped, or in a file. Says 'enter' with the text, and 'refuse' with why
// a file was not read: what stood there stays.
import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { entered, read } from '../../elements/fields.ts';
import { ToolElement } from '../tool.ts';
import { MOST_COLUMNS } from './columns.ts';
import { decode } from './encoding.ts';
import { bytesOf, InputError } from './input.ts';
import { MOST_DISTINCT } from './tokens.ts';
import './zone.ts';

/** Files up to so many bytes are read: much more than the core takes, and no more than a page can hold at once. */
const MOST_BYTES = 5_000_000;

export interface Entered {
  text: string;
  /** It came in a file that is a table by its name. */
  table: boolean;
}

class LstmEntry extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      .zone {
        padding: 0.6rem;
        border: 2px dashed color-mix(in srgb, var(--muted) 65%, var(--rule));
        border-radius: var(--radius);
      }
      .zone[over] {
        border-color: var(--accent);
        background: var(--bed);
      }
    `,
  ];

  @property({ attribute: false }) kind!: 'text' | 'numbers';
  @property({ attribute: false }) value!: string;
  /** So many characters are used. */
  @property({ attribute: false }) longest!: number;

  protected override render() {
    const { t } = this.words;
    const { kind, longest } = this;
    const limits = { longest, distinct: MOST_DISTINCT, columns: MOST_COLUMNS, megabytes: MOST_BYTES / 1e6 };
    return html`<lstm-zone
      class="zone"
      @file=${({ detail }: CustomEvent<File>) => void this.#read(detail)}
      @text=${({ detail }: CustomEvent<string>) => this.#enter(detail)}
    >
      <label for="entry">${t(`data.${kind}-entry`)}</label>
      <textarea
        id="entry"
        spellcheck="false"
        autocomplete="off"
        aria-describedby="limits"
        .value=${live(this.value)}
        @input=${entered(read, (text) => this.#enter(text))}
      ></textarea>
      <div class="actions">
        <button data-do="file" @click=${() => this.renderRoot.querySelector<HTMLElement>('#file')!.click()}>
          ${t('data.file')}
        </button>
        <span class="note">${t('data.or-drop')}</span>
        <input
          id="file"
          type="file"
          hidden
          accept=".txt,.md,.csv,.tsv,text/*"
          aria-label=${t('data.file')}
          @change=${this.#choose}
        />
      </div>
      <p class="note" id="limits">${t(`data.${kind}-limits`, limits)} ${t('data.stays')}</p>
    </lstm-zone>`;
  }

  readonly #choose = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (field.files?.[0]) void this.#read(field.files[0]);
    field.value = ''; // or the same file could not be chosen again
  };

  async #read(file: File): Promise<void> {
    const { name } = file;
    try {
      const decoded = decode(await bytesOf(file, MOST_BYTES));
      if ('wrong' in decoded) {
        const { wrong, ...place } = decoded;
        throw new InputError(`file-${wrong}`, { name, ...place });
      }
      this.#enter(decoded.text, /\.[ct]sv$/i.test(name));
    } catch (error) {
      this.dispatchEvent(new CustomEvent('refuse', { detail: error }));
    }
  }

  #enter(text: string, table = false): void {
    this.dispatchEvent(new CustomEvent<Entered>('enter', { detail: { text, table } }));
  }
}

customElements.define('lstm-entry', LstmEntry);
