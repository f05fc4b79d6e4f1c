// <lstm-check>: is the backward pass right? Backpropagation against central differences, for every parameter of the network
// on screen; one of them with the two losses that make its difference; and what comes out where the slope is forgotten.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { check, menu } from '../../elements/fields.ts';
import { inline } from '../../elements/runs.ts';
import { checking } from '../../engine/checking.ts';
import { study } from '../../engine/study.ts';
import { precise, significant } from '../../network/format.ts';
import { functionOf, plain } from '../../network/notation.ts';
import type { View } from '../../scene/view.ts';
import { Asking } from '../asking.ts';
import { numeric, row, table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { addressOf, agreement, digits, pairsOf, ranked, type Agreement, type Pair } from './agreement.ts';
import { forgotten, type Forgotten } from './forgotten.ts';
import { beside, quotientOf, type Quotient } from './quotient.ts';
import type { Dot } from './scatter.ts';
import './scatter.ts';

/** What was checked, and what came of it. */
interface Checked {
  /** The network and its sequence, as they were. */
  view: View;
  pairs: Pair[];
  worst: Pair[];
  agreement: Agreement;
  forgotten: Forgotten[];
  /** The loss with the parameter at a place moved by so much. */
  loss: (place: number, by: number) => number;
  dots: Dot[];
  crosses: (Dot | undefined)[];
}

const WORST = 6;
/** Fewer digits than this are no agreement. */
const ENOUGH = 3;
/** ε = 10^−exponent; the core's check has the first. */
const EXPONENTS = [5, 1, 2, 3, 4, 6, 7, 8, 9, 10] as const;
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

class LstmCheck extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      progress {
        accent-color: var(--grad);
      }
      .verdict {
        font-size: 1.05rem;
        font-weight: 600;
      }
      :is([data-row='difference'], [data-row='quotient']) > * {
        border-top: 1px solid var(--rule);
      }
      [data-table='sums'] b {
        color: var(--grad);
      }
      .cross {
        color: var(--now);
      }
    `,
  ];

  @state() checked: Checked | undefined;
  /** The wrong formula is drawn too. */
  @state() crossed = false;
  /** The weight that is looked into, by its place among all. */
  @state() chosen = 0;
  @state() exponent: number = EXPONENTS[0];
  readonly #asking = new Asking(this);

  #start(): void {
    void this.#asking.start(async (signal, at) => {
      const session = this.session;
      at(0, session.view.trace.frame.schema.parameters);
      const task = await session.ask('point', undefined);
      const view = session.view; // what was asked about was shown before the answer
      signal.throwIfAborted();
      const checks = await checking(task, at, signal);
      const { lossAt } = await study();
      signal.throwIfAborted();
      const { schema, point } = task;
      this.#take(
        view,
        pairsOf(checks, (name) => view.wiring.param(name)!),
        (place, by) => lossAt(schema, point, place, by),
      );
    });
  }

  #take(view: View, pairs: Pair[], loss: Checked['loss']): void {
    const worst = ranked(pairs);
    const wrong = forgotten(view.trace);
    const crosses: (Dot | undefined)[] = pairs.map(() => undefined);
    for (const { name, gradient } of wrong) {
      const { offset } = view.wiring.param(name)!;
      gradient.forEach((x, k) => {
        const pair = pairs[offset + k];
        if (pair) crosses[offset + k] = { x, y: pair.numeric };
      });
    }
    this.checked = {
      view,
      pairs,
      worst,
      agreement: worst.length ? agreement(worst) : { worst: 0, median: 0 },
      forgotten: wrong,
      loss,
      dots: pairs.map(({ analytic, numeric }) => ({ x: analytic, y: numeric })),
      crosses,
    };
    this.chosen = pairs.reduce(
      (most, { analytic }, k) => (Math.abs(analytic) > Math.abs(pairs[most]!.analytic) ? k : most),
      0,
    );
  }

  protected override render() {
    const { session, checked } = this;
    const view = session.view;
    const { t } = this.words;
    const { progress, running, trouble } = this.#asking;
    const n = view.trace.frame.schema.parameters;
    return html`<div class="actions">
        ${this.worker(this.#asking, 'check', t(checked ? 'check.again' : 'check.start', { n }), () => this.#start())}
        ${
          progress
            ? html`<label
                ><progress max=${progress.of} .value=${progress.done}></progress>
                ${t('check.progress', progress)}</label
              >`
            : nothing
        }
      </div>
      ${this.refused(trouble)}
      <div role="status">${checked && !running ? this.#verdict(checked, view) : nothing}</div>
      ${checked?.pairs.length ? this.#whole(checked) : nothing}`;
  }

  #verdict({ view, pairs, worst, agreement }: Checked, shown: View) {
    const { t } = this.words;
    const { frame } = view.trace;
    const { config, parameters, row } = frame.schema;
    const n = pairs.length;
    const bad = pairs.filter(({ relative }) => digits(relative) < ENOUGH).length;
    const zero = pairs.every(({ analytic, numeric }) => analytic === 0 && numeric === 0);
    const told = { n, k: Math.floor(agreement.worst), median: this.#digits(agreement.median) };
    const verdict = zero
      ? t('check.zero', { n })
      : bad
        ? t('check.not-all', { ...told, bad, enough: ENOUGH, k: this.#digits(agreement.worst) })
        : t('check.all', told);
    return html`${worst.length ? html`<p class="verdict" data-figure="verdict">${verdict}</p>` : nothing}
      ${n < parameters ? html`<p class="wrong">${t('check.partly', { n, all: parameters })}</p>` : nothing}
      ${config.truncate > 0 ? html`<p>${t('check.truncated', { n: config.truncate })}</p>` : nothing}
      ${
        bad && !config.truncate && row.some(({ formula }) => formula?.squash === 'relu')
          ? html`<p>${t('check.kink')}</p>`
          : nothing
      }
      ${
        same(view, shown)
          ? nothing
          : html`<p class="wrong">${t('check.stale', { updates: frame.updates, sample: frame.sample })}</p>`
      }
      <p class="note">
        ${t('check.about-digits')} ${t('check.rounding', { error: precise((2 ** -53 * Math.abs(frame.loss)) / 1e-5) })}
      </p>`;
  }

  #whole(checked: Checked) {
    const { t } = this.words;
    const { dots, crosses } = checked;
    return html`<lstm-scatter
        .dots=${dots}
        .crosses=${crosses}
        .crossed=${this.crossed}
        .chosen=${this.chosen}
        .labels=${{ box: t('check.scatter'), x: t('check.says'), y: t('check.does'), even: t('check.even') }}
        .tell=${(place: number) => this.#tell(checked, place)}
        @choose=${({ detail }: CustomEvent<number>) => (this.chosen = detail)}
      ></lstm-scatter>
      ${
        checked.forgotten.length
          ? html`<p>
              ${check(
                html`${t('check.show-forgotten')} <span class="cross" aria-hidden="true">×</span>`,
                this.crossed,
                (crossed) => (this.crossed = crossed),
                'crossed',
              )}
            </p>`
          : nothing
      }
      ${this.#one(checked)} ${this.#worst(checked)} ${checked.forgotten.length ? this.#forgotten(checked) : nothing}`;
  }

  /** A weight and its two gradients, in a line. */
  #tell({ view, pairs, crosses }: Checked, place: number): string {
    const { words, notation } = this.surroundings;
    const pair = pairs[place]!;
    const what = plain(view.name(addressOf(pair), notation));
    const cross = this.crossed ? crosses[place] : undefined;
    const values = { what, says: significant(pair.analytic, 6), does: significant(pair.numeric, 6) };
    return cross
      ? words.t('check.told-both', { ...values, wrong: significant(cross.x, 6) })
      : words.t('check.told', values);
  }

  /** One decimal, never more than there are. */
  #digits(all: number): string {
    const { number } = this.words;
    return number(Math.floor(all * 10) / 10);
  }

  #weight(view: View, pair: Pair) {
    return inline(view.name(addressOf(pair), this.surroundings.notation));
  }

  #worst({ view, worst }: Checked) {
    const { t } = this.words;
    return html`<h3>${t('check.worst', { n: Math.min(WORST, worst.length) })}</h3>
      ${table(
        [
          textual(t('check.weight')),
          ...[t('check.backpropagation'), t('check.quotient'), t('check.digits')].map(numeric),
        ],
        worst.slice(0, WORST).map((pair) =>
          row(addressOf(pair), this.#button(view, pair), {
            analytic: significant(pair.analytic, 6),
            numeric: significant(pair.numeric, 6),
            digits: this.#digits(digits(pair.relative)),
          }),
        ),
        { name: 'worst' },
      )}`;
  }

  #button(view: View, pair: Pair) {
    return html`<button
      data-weight=${addressOf(pair)}
      aria-pressed=${pair.place === this.chosen ? 'true' : 'false'}
      @click=${() => (this.chosen = pair.place)}
    >
      ${this.#weight(view, pair)}
    </button>`;
  }

  /** One weight: the two losses beside it, their difference, and the quotient. */
  #one(checked: Checked) {
    const { t } = this.words;
    const { view, pairs, loss, crosses } = checked;
    const pair = pairs[this.chosen]!;
    const epsilon = 10 ** -this.exponent;
    const quotient = quotientOf(loss(pair.place, epsilon), loss(pair.place, -epsilon), this.exponent);
    const trained = view.trace.paramGrad(pair.name).data[pair.place - view.wiring.param(pair.name)!.offset]!;
    const cross = crosses[this.chosen];
    const size = Math.max(Math.abs(pair.analytic), Math.abs(Number(quotient.quotient.replace('−', '-'))));
    const apart = Math.abs(pair.analytic - Number(quotient.quotient.replace('−', '-')));
    const sum = (key: string, what: string, figure: unknown) => row(key, what, { [key]: figure });
    const against = (key: string, what: string, v: number) => sum(key, what, alike(beside(v, quotient), quotient));
    return html`<h3>${t('check.one')} ${this.#weight(view, pair)}</h3>
      ${this.#epsilon()}
      <div aria-live="polite">
        ${table(
          [],
          [
            sum('up', 'L(w + ε)', quotient.up),
            sum('down', 'L(w − ε)', quotient.down),
            sum('difference', t('check.difference'), quotient.difference),
            sum('quotient', '÷ 2ε', quotient.quotient),
            against('f64', t('check.backpropagation-in', { type: 'f64' }), pair.analytic),
            against('f32', t('check.backpropagation-in', { type: 'f32' }), trained),
            cross ? against('without', t('check.without'), cross.x) : nothing,
          ],
          { name: 'sums' },
        )}
      </div>
      <p class="note">
        ${t('check.one-digits', { digits: size > 0 ? this.#digits(digits(apart / size)) : '–' })} ${t('check.losses')}
      </p>`;
  }

  #epsilon() {
    const epsilons = EXPONENTS.toSorted((a, b) => a - b).map(
      (exponent) =>
        [String(exponent), `10⁻${[...String(exponent)].map((digit) => RAISED[Number(digit)]).join('')}`] as const,
    );
    return menu('epsilon', 'ε', epsilons, String(this.exponent), (exponent) => (this.exponent = Number(exponent)));
  }

  /** By how much each matrix's gradient is wrong where the slope is forgotten. */
  #forgotten({ view, forgotten }: Checked) {
    const { words, notation } = this.surroundings;
    const { t, number } = words;
    const factors = forgotten.flatMap(({ factor }) => (factor === undefined ? [] : [factor]));
    const cosines = forgotten.flatMap(({ cosine }) => (cosine === undefined ? [] : [cosine]));
    const degrees = (cosine: number) => number(Math.round(10 * angle(cosine)) / 10);
    const figure = (v: number | undefined) => (v === undefined ? '–' : number(v, { maximumSignificantDigits: 3 }));
    return html`<h3>${t('check.forgotten')}</h3>
      <p class="note">${t('check.forgotten-about')}</p>
      ${table(
        [
          textual(t('check.weights')),
          textual(t('check.left-out')),
          numeric(t('check.factor')),
          numeric(t('check.angle')),
        ],
        forgotten.map(
          ({ name, squash, factor, cosine }) =>
            html`<tr data-weights=${name}>
              <th scope="row">${inline(view.name(name, notation))}</th>
              <td>${functionOf(squash)}′</td>
              <td class="number" data-figure="factor">${factor === undefined ? '–' : `× ${figure(factor)}`}</td>
              <td class="number">${cosine === undefined ? '–' : `${degrees(cosine)}°`}</td>
            </tr>`,
        ),
        { name: 'forgotten' },
      )}
      ${
        factors.length
          ? html`<p class="note">
              ${t('check.forgotten-range', {
                low: figure(Math.min(...factors)),
                high: figure(Math.max(...factors)),
                angle: degrees(Math.min(1, ...cosines)),
              })}
            </p>`
          : html`<p class="note">${t('check.forgotten-zero')}</p>`
      }`;
  }
}

/** In degrees. */
function angle(cosine: number): number {
  return (Math.acos(cosine) * 180) / Math.PI;
}

/** The digits that a number has in common with the quotient stand out. */
function alike(text: string, { quotient }: Quotient) {
  let common = 0;
  while (common < text.length && text[common] === quotient[common]) common++;
  return /[1-9]/.test(text.slice(0, common)) ? html`<b>${text.slice(0, common)}</b>${text.slice(common)}` : text;
}

/** The same numbers, forward and backward. */
function same({ trace: { frame: a } }: View, { trace: { frame: b } }: View): boolean {
  const equal = (p: Float32Array, q: Float32Array): boolean =>
    p.length === q.length && p.every((each, k) => each === q[k]);
  return a === b || (equal(a.values, b.values) && equal(a.paramGrads, b.paramGrads));
}

customElements.define('lstm-check', LstmCheck);
