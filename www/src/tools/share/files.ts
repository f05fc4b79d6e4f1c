// <lstm-files>: numbers, a run and pictures as files.
import { html } from 'lit';
import { state } from 'lit/decorators.js';
import { menu } from '../../elements/fields.ts';
import { save } from '../file.ts';
import { ToolElement } from '../tool.ts';
import { drawing, pixels } from './picture.ts';
import { recordOf } from './record.ts';
import { sheetOf } from './sheet.ts';

/** What can be saved as a picture, by the names of the elements that draw it. */
const FIGURES = ['stage', 'strip', 'answer', 'curves'] as const;
type Figure = (typeof FIGURES)[number];

class LstmFiles extends ToolElement {
  @state() figure: Figure = 'stage';

  protected override render() {
    const { t } = this.words;
    const figures = FIGURES.map((each) => [each, t(`share.${each}`)] as const);
    return html`
      <h3>${t('share.files')}</h3>
      <div class="actions">
        <button data-do="csv" title=${t('share.csv-help')} @click=${() => this.#sheet()}>${t('share.csv')}</button>
        <button data-do="json" title=${t('share.json-help')} @click=${() => this.#record()}>${t('share.json')}</button>
        <button data-do="svg" title=${t('share.svg-help')} @click=${() => this.#drawing()}>${t('share.svg')}</button>
      </div>
      <div class="actions">
        ${menu('figure', t('share.figure'), figures, this.figure, (to) => (this.figure = to as Figure))}
        <button data-do="png" title=${t('share.png-help')} @click=${() => void this.#pixels()}>
          ${t('share.png')}
        </button>
      </div>
      <p class="note">${t('share.about-files')}</p>
    `;
  }

  #sheet(): void {
    this.#save('csv', new Blob([sheetOf(this.session.view.trace)], { type: 'text/csv;charset=utf-8' }));
  }

  #record(): void {
    const text = JSON.stringify(recordOf(this.session.view.trace, this.session.progress), undefined, 1);
    this.#save('json', new Blob([text], { type: 'application/json' }));
  }

  #drawing(): void {
    const svg = shownBeside(this, 'stage')?.shadowRoot!.querySelector('svg');
    if (svg) this.#save('svg', new Blob([drawing(svg)], { type: 'image/svg+xml' }));
  }

  async #pixels(): Promise<void> {
    const { figure } = this;
    const shown = shownBeside(this, figure);
    if (shown) this.#save('png', await pixels(shown), `-${figure}`);
  }

  #save(ending: string, file: Blob, what = ''): void {
    const { schema, updates } = this.session.view.trace.frame;
    const { task, cell } = schema.config;
    save(`${task}-${cell}-${updates}${what}.${ending}`, file);
  }
}

/** The nearest element of the page that draws a figure. */
function shownBeside(element: Element, figure: Figure): HTMLElement | undefined {
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot)) return undefined;
  return within(root, `lstm-${figure}`) ?? shownBeside(root.host, figure);
}

/** The first element of a name, in shadow trees as well. */
function within(root: ParentNode, name: string): HTMLElement | undefined {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    const found = element.localName === name ? element : element.shadowRoot && within(element.shadowRoot, name);
    if (found) return found;
  }
  return undefined;
}

customElements.define('lstm-files', LstmFiles);
