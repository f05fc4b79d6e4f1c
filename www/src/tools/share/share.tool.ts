// <lstm-share>: to hand on what is seen, by link or as files, and to go on with a past run.
import { css, html, nothing } from 'lit';
import { ToolElement } from '../tool.ts';
import './files.ts';
import './link.ts';
import './runs.ts';

class LstmShare extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      lstm-link {
        margin: 0;
      }
      * + * {
        margin-top: 1.2rem;
        padding-top: 0.8rem;
        border-top: 1px solid var(--rule);
      }
    `,
  ];

  constructor() {
    super('change');
  }

  protected override render() {
    return this.session?.view ? html`<lstm-link></lstm-link><lstm-runs></lstm-runs><lstm-files></lstm-files>` : nothing;
  }
}

customElements.define('lstm-share', LstmShare);
