// <lstm-model>: a network of PyTorch’s goes on the stage, and the one on the stage goes to PyTorch.
import { html } from 'lit';
import { state } from 'lit/decorators.js';
import { study, type Study } from '../../engine/study.ts';
import { EngineError } from '../../engine/protocol.ts';
import { ToolElement } from '../tool.ts';
import './opening.ts';
import './taking.ts';

class LstmModel extends ToolElement {
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
    const { study, missing } = this;
    if (missing) return this.refused(missing);
    if (!study) return html`<p class="note" role="status">${this.words.t('tools.loading')}</p>`;
    return html`<lstm-opening .study=${study}></lstm-opening> <lstm-taking class="part" .study=${study}></lstm-taking>`;
  }
}

customElements.define('lstm-model', LstmModel);
