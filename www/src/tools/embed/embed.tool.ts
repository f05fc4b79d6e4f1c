// <lstm-embed>: what is seen, as a figure in a page of the reader's own: she chooses what of it, sees it, and copies it in the form
// that her program takes.
import { css, html } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { state } from 'lit/decorators.js';
import { copyWith } from '../../embed/copy.ts';
import { heightOf } from '../../embed/height.ts';
import { MANNERS, VIEWS, type Manner, type ViewName } from '../../embed/manners.ts';
import { check, menu, number } from '../../elements/fields.ts';
import { Width } from '../../elements/lives.ts';
import { LANGS, nameOf, type Lang } from '../../session/languages.ts';
import { addressOf, fragmentOf } from '../../session/link.ts';
import { print, type State } from '../../session/state.ts';
import { save, take } from '../file.ts';
import { ToolElement } from '../tool.ts';
import { FORMS, snippet, type Embedded, type Form } from './snippets.ts';

/** The widths that a column may have, in CSS pixels. */
const WIDTHS = { min: 280, max: 1600, whole: true };

/** Of the two pictures of a step a figure has one. */
const PICTURES: readonly ViewName[] = ['belt', 'cell'];

class LstmEmbed extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      textarea {
        min-height: 0;
        font-family: ui-monospace, monospace;
        font-size: 0.85rem;
        overflow-wrap: anywhere;
      }
      fieldset {
        margin: 0.6rem 0;
        padding: 0;
        border: 0;
      }
      fieldset .actions {
        margin: 0;
      }
      .preview {
        position: relative;
        overflow: hidden;
        border: 1px dashed var(--rule);
      }
      iframe {
        display: block;
        border: 0;
        transform-origin: 0 0;
      }
      [role='status']:empty {
        display: none;
      }
    `,
  ];

  @state() views: readonly ViewName[] = ['belt', 'strip'];
  @state() width = 720;
  @state() language: Lang | '' = '';
  @state() theme = '';
  @state() controls: string = MANNERS.controls.default;
  @state() train: string = MANNERS.train.default;
  /** It begins at rest, where the play-head is; else it plays. */
  @state() rests = false;
  @state() form: Form = 'iframe';
  /** The height that the figure in the preview has told, by what it was asked for. */
  @state() told: { src: string; height: number } | undefined;
  /** What came of copying, or of saving. */
  @state() said: 'copied' | 'selected' | 'missing' | undefined;
  readonly #room = new Width(this);
  readonly #hear = ({ source, data }: MessageEvent): void => {
    const frame = this.renderRoot.querySelector('iframe');
    const { type, height } = Object(data) as { type?: unknown; height?: unknown };
    if (frame && source === frame.contentWindow && type === 'height')
      this.told = { src: frame.src, height: Number(height) };
  };

  constructor() {
    super('timeupdate');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('message', this.#hear);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('message', this.#hear);
  }

  protected override render() {
    const { t } = this.words;
    const figure = this.#figure();
    const text = snippet(this.form, figure);
    const choices = (names: readonly string[], area: string) =>
      names.map((name) => [name, t(`embed.${area}-${name || 'any'}`)] as const);
    const [picture] = PICTURES.filter((name) => this.views.includes(name));
    return html`
      <div class="fields">
        ${menu('picture', t('embed.picture'), choices([...PICTURES, ''], 'view'), picture ?? '', (name) =>
          this.#show(PICTURES, name as ViewName | ''),
        )}
        ${number('width', t('embed.width'), this.width, (width) => (this.width = width), WIDTHS)}
        ${menu('lang', t('embed.lang'), [['', t('embed.lang-any')], ...LANGS.map((lang) => [lang, nameOf(lang)] as const)], this.language, (lang) => (this.language = lang as Lang | ''))}
        ${menu('theme', t('embed.theme'), choices(['', 'dark', 'auto'], 'theme'), this.theme, (theme) => (this.theme = theme))}
        ${menu('controls', t('embed.controls'), choices(MANNERS.controls.names, 'controls'), this.controls, (controls) => (this.controls = controls))}
        ${menu('train', t('embed.train'), choices(MANNERS.train.names, 'train'), this.train, (train) => (this.train = train))}
      </div>
      <fieldset>
        <legend>${t('embed.parts')}</legend>
        <div class="actions">
          ${VIEWS.filter((name) => !PICTURES.includes(name)).map((name) =>
            check(t(`embed.view-${name}`), this.views.includes(name), (on) => this.#show([name], on ? name : ''), name),
          )}
        </div>
      </fieldset>
      ${check(t('embed.rests'), this.rests, (on) => (this.rests = on), 'rests')} ${this.#preview(figure)}
      <div class="fields">
        ${menu('form', t('embed.form'), choices(FORMS, 'form'), this.form, (form) => (this.form = form as Form))}
        <button data-do="copy" @click=${() => void this.#copy()}>${t('embed.copy')}</button>
        <button data-do="file" @click=${() => void this.#save(figure)}>${t('embed.file')}</button>
      </div>
      <textarea name="snippet" readonly rows="6" aria-label=${t('embed.snippet')} .value=${text}></textarea>
      <p role="status">${this.said ? t(`embed.${this.said}`) : ''}</p>
      <p class="note">${t(`embed.about-${this.form}`)}</p>
    `;
  }

  /** Of some parts this one, in the order in which they stand; a figure shows something. */
  #show(parts: readonly ViewName[], name: ViewName | ''): void {
    const views = VIEWS.filter((each) => (parts.includes(each) ? each === name : this.views.includes(each)));
    this.views = views.length ? views : ['belt'];
  }

  #preview({ site, fragment, title, height }: Embedded) {
    const room = this.#room.value;
    const scale = Math.min(room / this.width, 1);
    const src = `${site}embed.html#${fragment}`;
    // For each address a frame of its own: one that is led elsewhere writes into the history of the page.
    return html`<div class="preview" style="height:${Math.ceil(height * scale)}px">
      ${keyed(src, html`<iframe src=${src} title=${title} width=${this.width} height=${height} style="transform:scale(${scale})"></iframe>`)}
    </div>`;
  }

  #figure(): Embedded {
    const { session, words } = this;
    const { notation } = this.surroundings;
    const { language: lang, theme } = this;
    const { direction, step, beat, tool: _, ...rest } = session.state;
    const shown: State = { ...rest, notation, ...(this.rests && { direction, step, beat }) };
    const usual = session.proposed;
    const asked = { view: this.views.join(' '), controls: this.controls, train: this.train };
    const manners = (Object.keys(asked) as (keyof typeof asked)[]).flatMap(
      (key): [Manner | 'lang' | 'theme', string][] => (asked[key] === MANNERS[key].default ? [] : [[key, asked[key]]]),
    );
    const place = Object.entries({ lang, theme }).filter(([, text]) => text);
    const own = [...manners, ...place];
    const fragment = [
      fragmentOf(shown, usual),
      ...own.map(([key, text]) => `${key}=${text.replaceAll(' ', '+')}`),
    ].join('&');
    const site = new URL('.', location.href).href;
    const known = this.told?.src === `${site}embed.html#${fragment}` ? this.told.height : undefined;
    const attributes = new Map([...own, ...print(shown, usual)]);
    return {
      site,
      fragment,
      attributes: [...attributes],
      title: words.t('embed.title', { cell: words.named(`cell.${session.config.cell}`, session.config.cell) }),
      link: addressOf(shown, usual),
      width: this.width,
      height: known ?? heightOf((key) => attributes.get(key) ?? null, this.width),
    };
  }

  /** The figure in one file: the one that lies beside the page, with its settings written into it. */
  async #save({ attributes }: Embedded): Promise<void> {
    this.said = undefined;
    const name = this.views.includes('race') ? 'lstm-race.html' : 'lstm-figure.html';
    const file = await fetch(`./${name}`).then(
      (response) => (response.ok ? response.text() : undefined),
      () => undefined,
    );
    if (file === undefined) this.said = 'missing';
    else save(name, new Blob([copyWith(file, Object.fromEntries(attributes))], { type: 'text/html' }));
  }

  async #copy(): Promise<void> {
    this.said = undefined;
    this.said = await take(this.renderRoot.querySelector('textarea')!);
  }
}

customElements.define('lstm-embed', LstmEmbed);
