// <lstm-zone>: a place where a file can be dropped, or a text. Says 'file' or 'text' with it, and is `over` while something is
// held above it.
import { html, LitElement } from 'lit';
import { base } from '../../elements/base.ts';

class LstmZone extends LitElement {
  static override styles = base;

  constructor() {
    super();
    this.addEventListener('dragenter', this.#over);
    this.addEventListener('dragover', this.#over);
    this.addEventListener('dragleave', () => this.toggleAttribute('over', false));
    this.addEventListener('drop', this.#drop);
  }

  protected override render() {
    return html`<slot></slot>`;
  }

  readonly #over = (event: DragEvent): void => {
    event.preventDefault(); // it may be dropped here
    this.toggleAttribute('over', true);
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.toggleAttribute('over', false);
    const { files } = event.dataTransfer!;
    if (files.length) this.dispatchEvent(new CustomEvent('file', { detail: files[0] }));
    else this.dispatchEvent(new CustomEvent('text', { detail: event.dataTransfer!.getData('text') }));
  };
}

customElements.define('lstm-zone', LstmZone);
