// <lstm-film>: the networks that were kept on the way, to look back at, to watch as a film, and to go on from.
import { html } from 'lit';
import { state } from 'lit/decorators.js';
import { lossPlace } from '../../elements/chart.ts';
import { slider } from '../../elements/fields.ts';
import { precise } from '../../network/format.ts';
import { Asking } from '../asking.ts';
import { ToolElement } from '../tool.ts';

/** From one network to the next, in milliseconds. */
const PACE = 180;

class LstmFilm extends ToolElement {
  /** The counts of updates of the networks that are kept. */
  @state() kept: Float64Array | undefined;
  @state() playing = false;
  readonly #asking = new Asking(this);
  #timer: ReturnType<typeof setInterval> | undefined;
  /** For how many updates `kept` was asked. */
  #asked: number | undefined;

  constructor() {
    super('progress');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
    if (this.session.past !== undefined) this.session.lookBack();
  }

  protected override updated(): void {
    const { progress } = this.session;
    if (!progress || progress.running || progress.updates === this.#asked) return;
    this.#asked = progress.updates;
    void this.#asking.start(async (signal) => {
      const kept = await this.session.ask('kept', undefined);
      signal.throwIfAborted();
      this.kept = kept;
    });
  }

  protected override render() {
    const { session, kept } = this;
    const { progress } = session;
    const { t, number } = this.words;
    if (!kept) return this.refused(this.#asking.trouble);
    if (progress.running) return html`<p role="status">${t('film.running')}</p>`;
    if (kept.length < 2) return html`<p>${t('film.empty')}</p>`;
    const { past } = session;
    const at = past === undefined ? kept.length : kept.indexOf(past);
    const shown = past ?? progress.updates;
    const words = t('film.at', { updates: number(shown), all: number(progress.updates) });
    return html`<lstm-chart></lstm-chart>
      <div class="actions">
        <button data-do="play-film" @click=${() => (this.playing ? this.#pause() : this.#play())}>
          ${t(this.playing ? 'film.pause' : 'film.play')}
        </button>
        ${slider(t('film.slider'), [0, kept.length], at, (place) => this.#see(place), { name: 'past', step: 1, told: words })}
        <button
          data-do="go-on"
          aria-disabled=${past === undefined ? 'true' : 'false'}
          @click=${() => past === undefined || this.#goOn(past)}
        >
          ${t('film.go-on')}
        </button>
      </div>
      <p aria-live="polite" data-figure="past">${words}${this.#loss(shown)}</p>
      <p class="note">${t('film.kept', { networks: kept.length, room: 64 })}</p>`;
  }

  /** The loss that the curve has there. */
  #loss(updates: number): string {
    const { progress } = this.session;
    const loss = progress.losses[lossPlace(progress, updates)];
    return loss === undefined ? '' : this.words.t('film.loss', { loss: precise(loss) });
  }

  /** The network that is kept at this place; after all of them that of now. */
  #see(place: number): void {
    this.session.lookBack(this.kept![place]);
  }

  #play(): void {
    this.playing = true;
    let place = 0;
    const next = (): void => {
      this.#see(place);
      if (place++ === this.kept!.length) this.#pause();
    };
    next();
    this.#timer = setInterval(next, PACE);
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }

  #goOn(past: number): void {
    this.#pause();
    this.session.rewind(past);
  }
}

customElements.define('lstm-film', LstmFilm);
