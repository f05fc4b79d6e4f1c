// Why something was refused, in words, and the way out where there is one.
import { html, nothing } from 'lit';
import type { Choices, EngineError } from '../engine/protocol.ts';
import type { Words } from '../words/locale.ts';
import { wordsOf } from '../words/trouble.ts';

export function refusal(error: EngineError, words: Words, choices?: Choices) {
  return html`${wordsOf(error, words, choices)}${
    error.code === 'missing'
      ? html` <button data-do="reload" @click=${() => location.reload()}>${words.t('page.reload')}</button>`
      : nothing
  }`;
}
