// <lstm-share>: to hand on what is seen, by link or as files, and to go on with a past run.
import { html, nothing } from 'lit';
import { ToolElement } from '../tool.ts';
import './files.ts';
import './link.ts';
import './runs.ts';

class LstmShare extends ToolElement {
  protected override render() {
    return this.session.view
      ? html`<lstm-link></lstm-link><lstm-runs class="part"></lstm-runs><lstm-files class="part"></lstm-files>`
      : nothing;
  }
}

customElements.define('lstm-share', LstmShare);
