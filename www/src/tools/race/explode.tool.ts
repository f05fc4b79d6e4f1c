// <lstm-explode>: what makes a gradient grow, over the steps and over the updates, and what clipping does about it.
import { html, nothing } from 'lit';
import { spaced, type Curve } from '../../elements/curves.ts';
import { wordsOfDivergence } from '../../elements/divergence.ts';
import { inline } from '../../elements/runs.ts';
import type { Saved } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { norm, plain } from '../../network/notation.ts';
import { drawn, fadingOf, statesOf, type Fading } from '../../network/vanish.ts';
import type { View } from '../../scene/view.ts';
import type { State } from '../../session/state.ts';
import { given } from '../../session/weights.ts';
import { Asking } from '../asking.ts';
import { ToolElement } from '../tool.ts';

/** How much larger the recurrent weights and the learning rate become at a press. */
const LARGER = { weights: 3, rate: 30 };
/** The norm that the gradient is clipped to. */
const CLIP = 1;
/** A factor that is nearer to 1 is printed as 1. */
const EVEN = 5e-4;
/** Where it is seen at once, by plain gradient descent without a limit. */
const CLASSICS: Readonly<Record<'steps' | 'updates', State>> = {
  // Orthogonal weights, three times as large: over sixteen sequences a step back makes the gradient 1.34 times as long, over this one 1.41.
  steps: {
    ...{ task: 'recall', taskOptions: { delay: 20 }, cell: 'rnn', hidden: 8, init: 'orthogonal', seed: 1, sample: 2 },
    ...{ optimizer: 'sgd', rate: 0.1, clip: 0 },
  },
  // 30 times the rate drives it away, and a limit holds it.
  updates: { task: 'adding', optimizer: 'sgd', rate: 0.1, clip: 0 },
};
const COLOURS = ['--pos', '--neg', '--gate', '--grad'];

class LstmExplode extends ToolElement {
  readonly #asking = new Asking(this);
  /** How it was before it was changed here. */
  #before: { saved: Saved; tuning: Pick<State, 'rate' | 'clip'> } | undefined;

  constructor() {
    super('progress');
  }

  protected override render() {
    const { session } = this;
    const { view, progress, config } = session;
    const { words } = this;
    const { notation } = this.surroundings;
    const { t } = words;
    const { running, divergence } = progress;
    const clipped = config.clip > 0;
    const fadings = statesOf(view.trace).map((state): [string, Fading] => [state, fadingOf(view.trace, state)]);
    return html`<div class="actions">
        ${(['steps', 'updates'] as const).map((over) => html`<button data-classic=${over} data-explain="classic" @click=${() => this.#begin(over)}>${t(`explode.classic-${over}`)}</button>`)}
        <button data-do="heavier" @click=${() => this.#change(() => this.#heavier(view))}>
          ${t('explode.heavier', { times: LARGER.weights })}
        </button>
        <button data-do="faster" @click=${() => this.#change(() => session.set({ rate: config.rate * LARGER.rate }))}>
          ${t('explode.faster', { times: LARGER.rate })}
        </button>
        <button
          data-do="clip"
          aria-pressed=${clipped ? 'true' : 'false'}
          @click=${() => this.#change(() => session.set({ clip: clipped ? 0 : CLIP }))}
        >
          ${clipped ? t('explode.clipped', { norm: config.clip }) : t('explode.clip', { norm: CLIP })}
        </button>
        <button
          data-do="hundred"
          aria-disabled=${running || divergence ? 'true' : 'false'}
          @click=${() => running || divergence || session.train(100)}
        >
          +100
        </button>
        <button data-do="as-it-was" aria-disabled=${this.#before ? 'false' : 'true'} @click=${() => this.#back()}>
          ${t('explode.back')}
        </button>
      </div>
      <div aria-live="polite">
        ${this.refused(this.#asking.trouble)}
        ${
          divergence
            ? html`<p class="wrong" data-figure="diverged">
                ${wordsOfDivergence(divergence, words, (address) => plain(view.letters(address, notation)))}
                ${t(clipped ? 'explode.though-clipped' : 'explode.try-clipping')}
              </p>`
            : nothing
        }
        <p data-figure="growth">${this.#growth(view, fadings)}</p>
        <p data-figure="norms">${this.#told(progress.norms, config.clip)}</p>
      </div>
      <lstm-curves
        .curves=${overSteps(fadings)}
        .xLabel=${t('explode.step')}
        .yLabel=${t('explode.norm')}
        .told=${t('explode.steps-told')}
      ></lstm-curves>
      <lstm-curves
        .curves=${overUpdates(progress, config.clip)}
        .xLabel=${t('lab.updates')}
        .yLabel=${t('explode.norm')}
        .told=${t('explode.updates-told')}
      ></lstm-curves>
      <p class="note">
        ${fadings.map(([state], k) => html`${mark(k)} = ${inline(norm(view.name(`d_${state}`, notation)))}. `)}
        ${t('explode.note', LARGER)}
      </p>`;
  }

  /** By what a step multiplies each gradient of this sequence. */
  #growth(view: View, fadings: readonly [string, Fading][]) {
    const { sentence } = this.words;
    return fadings.map(([state, { factor, left, norms }]) => {
      if (factor === undefined) return nothing;
      const name = inline(view.name(`d_${state}`, this.surroundings.notation));
      const key = Math.abs(factor - 1) < EVEN ? 'explode.stays' : factor > 1 ? 'explode.grows' : 'explode.shrinks';
      return [sentence(key, { factor: precise(factor), name, steps: norms.length - 1, left: precise(left!) }), ' '];
    });
  }

  /** How long the gradients of the updates so far were. */
  #told(norms: Float32Array, clip: number): string {
    const { t, percent } = this.words;
    const finite = norms.filter(Number.isFinite);
    if (!finite.length) return t('explode.untrained');
    const largest = precise(Math.max(...finite));
    const said = t('explode.largest', { largest, first: precise(finite[0]!) });
    if (clip === 0) return said;
    const share = norms.filter((norm) => !(norm <= clip)).length / norms.length;
    const key = share === 1 ? 'explode.cut-all' : share > 0 ? 'explode.cut' : 'explode.uncut';
    return said + t(key, { percent: percent(share), norm: clip });
  }

  /** The recurrent weights of all layers, so many times as large, on the sequence that is shown. */
  #heavier({ trace: { frame } }: View): Promise<void> {
    const params = frame.params.slice();
    for (const { kind, offset, rows, cols } of frame.schema.params) {
      if (kind !== 'recurrent-weight') continue;
      for (let k = offset; k < offset + rows * cols; k++) params[k]! *= LARGER.weights;
    }
    return this.session.set(
      given({ params, updates: frame.updates }, { ...this.session.saved!, sample: frame.sample }),
    );
  }

  #begin(over: keyof typeof CLASSICS): void {
    this.#before = undefined;
    void this.#asking.start(() => this.session.set(CLASSICS[over]));
  }

  #change(act: () => Promise<void>): void {
    const { saved, config } = this.session;
    this.#before ??= { saved: saved!, tuning: { rate: config.rate, clip: config.clip } };
    void this.#asking.start(act);
  }

  #back(): void {
    if (!this.#before) return;
    const { saved, tuning } = this.#before;
    void this.#asking.start(async () => {
      await this.session.set(tuning);
      await this.session.set(saved);
      this.#before = undefined;
    });
  }
}

function mark(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}

function overSteps(fadings: readonly [string, Fading][]): Curve[] {
  return fadings.map(([, { norms }], k) => ({
    ...spaced(drawn(norms), 1),
    ...{ line: COLOURS[k % COLOURS.length]!, mark: mark(k), each: false },
  }));
}

/** With the limit as a line across. */
function overUpdates(
  { norms, stride, since }: { norms: Float32Array; stride: number; since: number },
  clip: number,
): Curve[] {
  const unmarked = { mark: '', each: false };
  const curve = { ...spaced(norms, 1 + since, stride), line: '--grad', ...unmarked };
  const limit = { xs: curve.xs, values: norms.map(() => clip), line: '--danger', ...unmarked };
  return clip > 0 && norms.length > 1 ? [curve, limit] : [curve];
}

customElements.define('lstm-explode', LstmExplode);
