// <lstm-model>: a network of PyTorch’s goes on the stage, and the one on the stage goes to PyTorch.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { study, type Study } from '../../engine/study.ts';
import { EngineError } from '../../engine/protocol.ts';
import { ToolElement } from '../tool.ts';
import './opening.ts';
import './taking.ts';

class LstmModel extends ToolElement {
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
  @state() study: Study | undefined;
  /** Why it could not be fetched. */
  @state() missing: EngineError | undefined;

  constructor() {
    super('change');
    study().then(
      (module) => (this.study = module),
      (error: EngineError) => (this.missing = error),
    );
  }

  protected override render() {
    const { session, study, missing } = this;
    if (!session?.view || !session.config) return nothing;
    if (missing) return this.refused(missing);
    if (!study) return html`<p class="note" role="status">${this.words.t('tools.loading')}</p>`;
    return html`<div class="two">
      <lstm-opening .study=${study}></lstm-opening>
      <lstm-taking .study=${study}></lstm-taking>
    </div>`;
  }
}

customElements.define('lstm-model', LstmModel);
