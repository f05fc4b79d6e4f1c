// <lstm-sources>: where what is seen here was written down first. Links, and nothing that is fetched.
import { css, html, nothing } from 'lit';
import { base } from '../elements/base.ts';
import { SessionElement } from '../elements/element.ts';
import { inLanguage } from '../session/languages.ts';

/** Of one file, beside which nothing lies (vite.single.config.ts). */
const ALONE = import.meta.env.MODE === 'page';

/** What each is read for, by its key in the locales; who and when; where it can be read. */
const WORKS = [
  ['lstm', 'S. Hochreiter, J. Schmidhuber, 1997', 'https://doi.org/10.1162/neco.1997.9.8.1735'],
  ['forget', 'F. A. Gers, J. Schmidhuber, F. Cummins, 2000', 'https://doi.org/10.1162/089976600300015015'],
  ['gru', 'K. Cho et al., 2014', 'https://doi.org/10.3115/v1/D14-1179'],
  ['belt', 'C. Olah, 2015', 'https://colah.github.io/posts/2015-08-Understanding-LSTMs/'],
] as const;

class LstmSources extends SessionElement {
  static override styles = [
    base,
    css`
      :host {
        font-size: 0.88rem;
        color: var(--muted);
        border-top: 1px solid var(--rule);
        padding-top: 0.8rem;
      }
      h2 {
        font-size: 0.95rem;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.6rem;
        margin: 0.3rem 0 0;
        padding: 0;
        list-style: none;
        line-height: 1.5;
      }
      a {
        color: var(--ink);
      }
      @media (pointer: coarse), (max-width: 640px) {
        a {
          display: inline-block;
          padding-block: 0.7rem;
        }
      }
      @media print {
        a::after {
          content: ' (' attr(href) ')';
        }
      }
    `,
  ];

  protected override render() {
    const { t, lang } = this.surroundings.words;
    return html`<h2>${t('sources.title')}</h2>
      <ul>
        ${
          ALONE
            ? nothing
            : html`<li>
                ${t('sources.essay')} <a href="./${inLanguage('backward', lang)}.html">${t('sources.backward')}</a>
              </li>`
        }
        ${WORKS.map(
          ([key, who, where]) =>
            html`<li>${t(`sources.${key}`)} <a href=${where} rel="noreferrer" lang="en">${who}</a></li>`,
        )}
        <li>
          ${t('sources.version', { version: VERSION })}
          ${ALONE ? nothing : html`<a href="./licenses.md">${t('sources.parts')}</a>`}
        </li>
      </ul>`;
  }
}

customElements.define('lstm-sources', LstmSources);
