// <lstm-model>: a network of PyTorch’s goes on the stage, and the one on the stage goes to PyTorch.
import { css, html, nothing } from 'lit';
import { study, type Study } from '../../engine/study.ts';
import { EngineError } from '../../engine/protocol.ts';
import { wordsOf } from '../../words/trouble.ts';
import { ToolElement } from '../tool.ts';
import './opening.ts';
import './taking.ts';

export class LstmModel extends ToolElement {
  static override properties = { ...ToolElement.properties, study: { state: true }, missing: { state: true } };
  static override styles = [
    ...ToolElement.styles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
        gap: 1.2rem 2.4rem;
        align-items: start;
      }
      .two > * {
        min-width: 0;
        margin: 0;
      }
    `,
  ];

  /** The module that reads and writes files. */
  declare study: Study | undefined;
  /** Why it could not be fetched. */
  declare missing: EngineError | undefined;

  constructor() {
    super('change');
    study().then(
      (module) => (this.study = module),
      (error: unknown) => (this.missing = new EngineError({ code: 'load', message: String(error) })),
    );
  }

  protected override render() {
    const { session, study, missing } = this;
    const { words } = this.surroundings;
    if (!session?.view || !session.config) return nothing;
    if (missing) return html`<p class="wrong" role="alert">${wordsOf(missing, words)}</p>`;
    if (!study) return html`<p class="note" role="status">${words.t('tools.loading')}</p>`;
    return html`<div class="two">
      <lstm-opening .study=${study}></lstm-opening>
      <lstm-taking .study=${study}></lstm-taking>
    </div>`;
  }
}

customElements.define('lstm-model', LstmModel);
