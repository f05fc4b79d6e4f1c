// <lstm-taking>: the network on the stage goes to PyTorch: its file, and a script that goes on training it there.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { EngineError, type Schema } from '../../engine/protocol.ts';
import type { Study } from '../../engine/study.ts';
import { wordsOf } from '../../words/trouble.ts';
import { copy, save } from '../file.ts';
import { ToolElement } from '../tool.ts';
import { nameOf, refusalOf, saved, scriptOf } from './pytorch.ts';

class LstmTaking extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      pre {
        margin: 0.4rem 0 0;
        padding: 0.7rem;
        background: var(--bed);
        border-radius: var(--radius);
        font:
          0.8rem/1.45 ui-monospace,
          monospace;
      }
      summary {
        padding-block: 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) study!: Study;
  /** What was saved, what came of copying, or why nothing could be saved. */
  @state() went: { name: string } | 'copied' | 'not-copied' | EngineError | undefined;
  /** The script is unfolded. */
  @state() seen = false;
  /** Whether PyTorch has the network of these settings: the refusal, if not. */
  #possible: { schema: Schema; refusal: EngineError | undefined } | undefined;

  constructor() {
    super('progress');
  }

  protected override render() {
    const { study, went } = this;
    const { t } = this.words;
    const { frame } = this.session.view.trace;
    const refusal = this.#refusal(study, frame.schema, frame.params);
    if (refusal)
      return html`<h3>${t('model.save')}</h3>
        ${this.refused(refusal)}`;
    const asked = frame.mask.some((each) => each > 0);
    return html`<h3>${t('model.save')}</h3>
      <p class="note">${t('model.save-about', { updates: this.session.progress.updates ?? 0 })}</p>
      <div class="actions">
        <button data-do="save-network" @click=${() => void this.#save(study)}>${t('model.save-file')}</button>
        ${asked ? this.#scripting(frame.schema) : nothing}
      </div>
      <p role="status" data-said="took" class=${went instanceof EngineError || went === 'not-copied' ? 'wrong' : ''}>
        ${went && this.#how(went)}
      </p>
      ${
        asked
          ? html`<details @toggle=${({ target }: Event) => (this.seen = (target as HTMLDetailsElement).open)}>
                <summary>${t('model.see-script')}</summary>
                ${this.seen ? html`<pre class="wide" tabindex="0" translate="no">${scriptOf(frame.schema, t)}</pre>` : nothing}
              </details>
              <p class="note">${t('model.script-how')}</p>`
          : html`<p class="note">${t('model.nothing-asked')}</p>`
      }`;
  }

  #how(went: NonNullable<LstmTaking['went']>): string {
    const { words } = this;
    if (went instanceof EngineError) return wordsOf(went, words);
    return typeof went === 'string' ? words.t(`model.${went}`) : words.t('model.saved', went);
  }

  #scripting(schema: Schema) {
    const { t } = this.words;
    const name = `${nameOf(schema.config)}.py`;
    return html`<button data-do="save-script" @click=${() => this.#offer(name, new Blob([scriptOf(schema, t)]))}>
        ${t('model.save-script')}
      </button>
      <button data-do="copy-script" @click=${() => void this.#copy(scriptOf(schema, t))}>
        ${t('model.copy-script')}
      </button>`;
  }

  #refusal(study: Study, schema: Schema, params: Float32Array): EngineError | undefined {
    if (this.#possible?.schema === schema) return this.#possible.refusal;
    let refusal: EngineError | undefined;
    try {
      study.exportSafetensors(schema, params);
    } catch (error) {
      refusal = refusalOf(error);
    }
    this.#possible = { schema, refusal };
    return refusal;
  }

  async #save(study: Study): Promise<void> {
    try {
      const taken = await this.session.ask('takeaway', undefined);
      this.#offer(`${nameOf(taken.schema.config)}-${taken.updates}.safetensors`, saved(study, taken));
    } catch (error) {
      this.went = refusalOf(error);
    }
  }

  #offer(name: string, file: Blob): void {
    save(name, file);
    this.went = { name };
  }

  async #copy(script: string): Promise<void> {
    this.went = (await copy(script)) ? 'copied' : 'not-copied';
  }
}

customElements.define('lstm-taking', LstmTaking);
