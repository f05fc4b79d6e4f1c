// <lstm-hold>: what if a number were another? Numbers are held, weights changed; what comes of it stands beside what was.
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { inline, runStyles } from '../../elements/runs.ts';
import { fits, parse, print } from '../../engine/edits.ts';
import type { Edit, EngineError, Nudge } from '../../engine/protocol.ts';
import { parse as parseAddress, sameSpot, type Spot } from '../../network/address.ts';
import { precise, preciseSigned } from '../../network/format.ts';
import { plain, type Letters } from '../../network/notation.ts';
import type { Trace } from '../../network/trace.ts';
import { fadingOf } from '../../network/vanish.ts';
import type { View } from '../../scene/view.ts';
import { wordsOf } from '../../words/trouble.ts';
import { ToolElement } from '../tool.ts';
import { differences, type Difference } from './difference.ts';
import { placeOf, proposed, rangeOf, spotOf, type Place } from './held.ts';
import { proposals } from './proposal.ts';
import { verdict } from './verdict.ts';

/** At one step, from one on, from one to another, at all, or before the first. */
type When = 'at' | 'from' | 'span' | 'every' | 'start';

export class LstmHold extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    runStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1.1rem;
      }
      .actions button {
        padding-block: 0.3rem;
        white-space: normal;
        text-align: start;
      }
      @media (min-width: 1000px) {
        :host {
          grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr);
          column-gap: 2.4rem;
        }
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.5rem 0.6rem;
        margin-block: 0.5rem;
      }
      label {
        display: grid;
        gap: 0.15rem;
        font-size: 0.82rem;
        color: var(--muted);
        min-width: 0;
        max-width: 100%;
      }
      :is(form, ul) :is(input, select) {
        color: var(--ink);
        font-size: 0.95rem;
        max-width: 100%;
      }
      input[type='number'] {
        width: 4.8rem;
      }
      select[name='name'] {
        max-width: 12rem;
      }
      ul {
        list-style: none;
        margin: 0.5rem 0;
        padding: 0;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.7rem;
        padding-block: 0.35rem;
        border-top: 1px solid var(--rule);
      }
      li label {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        flex: 1 1 14rem;
        color: var(--ink);
        font-size: 0.95rem;
        min-height: 2rem;
      }
      li.off label {
        color: var(--muted);
      }
      input[type='checkbox'] {
        width: 1.15rem;
        height: 1.15rem;
        flex: none;
      }
      input[type='range'] {
        width: 6.5rem;
        min-height: 2.25rem;
        padding: 0;
      }
      td.number {
        white-space: nowrap;
      }
      table + .note,
      div + h3 {
        margin-top: 0.6rem;
      }
      section > h3:not(:first-child) {
        margin-top: 1.4rem;
      }
      .value {
        display: inline-flex;
        align-items: center;
        gap: 0.5rem;
      }
      .sign {
        font-family: var(--signs);
      }
    `,
  ];

  #place: Place = { name: '' };
  #when: When = 'at';
  #value = 0;
  /** What the form was last filled from. */
  #seen: Spot | undefined;
  #epsilon = 0.01;
  #nudged: { place: Place; epsilon: number; found: Nudge; truncated: boolean; held: boolean } | undefined;
  #trouble: EngineError | undefined;

  constructor() {
    super('change', 'select');
  }

  /** What one is about to hold stays where it is. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.session?.pause();
  }

  /** The form is about the number that is looked at, until the reader makes it another. */
  protected override willUpdate(): void {
    const { session } = this;
    const { spot, view } = session ?? {};
    if (!session || !view || !spot) return;
    const there = this.#place.name && fits(this.#edit(), view.trace.frame.schema);
    if (there && (session.follows || sameSpot(spot, this.#seen))) return;
    this.#seen = spot;
    // Who only watches has the gate of the memory proposed.
    const [gate] = session.follows ? gatesOf(view) : [];
    const { step } = session.moment;
    const place = placeOf(view.wiring, gate ? { address: gate, step, unit: session.unit } : spot);
    this.#set(view, place, place.first === 0 ? 'start' : this.#when === 'start' ? 'at' : this.#when);
  }

  protected override render() {
    const view = this.session?.view;
    if (!view) return nothing;
    return html`<section aria-labelledby="hold-edits">${this.#holding(view)}</section>
      <section aria-labelledby="hold-outcome">${this.#outcome(view)} ${this.#nudging(view)}</section>`;
  }

  // ---- what is held

  #holding(view: View) {
    const { t } = this.surroundings.words;
    const { edits, wrong } = parse(this.session!.edits);
    return html`<h3 id="hold-edits">${t('hold.edits')}</h3>
      ${this.#form(view)}
      <div class="actions" role="group" aria-label=${t('hold.try')}>
        <span class="note">${t('hold.try')}</span>
        ${proposals(view.wiring, view.layer, this.session!.moment.step).map(
          ({ kind, gates, edits: more }) =>
            html`<button data-try=${kind} @click=${() => this.#take([...edits, ...more], wrong)}>
              ${t(`hold.${kind}`, this.#named(view, gates, more[0]!))}
            </button>`,
        )}
      </div>
      ${
        edits.length + wrong.length
          ? html`<ul>
                ${edits.map((edit, k) => this.#item(view, edit, k, edits, wrong))}
                ${wrong.map((text, k) => this.#wrong(text, edits, wrong.toSpliced(k, 1)))}
              </ul>
              <div class="actions">
                <button class="primary" data-do="take-back" @click=${() => this.#take([], [])}>
                  ${t('stage.take-back')}
                </button>
              </div>`
          : html`<p class="note" data-none>${t('hold.none')}</p>`
      }`;
  }

  #form(view: View) {
    const { t } = this.surroundings.words;
    const { wiring, trace } = view;
    const place = this.#place;
    const param = wiring.param(place.name);
    const range = rangeOf(view, place.name);
    const names = holdable(view);
    const all = names.includes(place.name) ? names : [place.name, ...names];
    const number = (event: Event): number => Number((event.target as HTMLInputElement).value);
    const chosen = (event: Event): string => (event.target as HTMLSelectElement).value;
    const option = (value: string, text: string, selected: boolean) =>
      html`<option value=${value} .selected=${live(selected)}>${text}</option>`;
    const steps = (name: 'first' | 'last') =>
      html`<label
        >${t(`hold.${name === 'last' ? 'to-step' : 'step'}`)}
        <input
          name=${name}
          type="number"
          min="1"
          max=${trace.steps}
          .value=${live(String(place[name] ?? trace.steps))}
          @change=${(event: Event) => this.#change({ ...place, [name]: within(number(event), 1, trace.steps) })}
      /></label>`;
    const whens: When[] = starts(view, place)
      ? ['at', 'from', 'span', 'every', 'start']
      : ['at', 'from', 'span', 'every'];
    return html`<form
        @submit=${(event: Event) => {
          event.preventDefault();
          this.#hold();
        }}
      >
        <label
          >${t('inspector.quantity')}
          <select name="name" @change=${(event: Event) => this.#choose(view, chosen(event))}>
            ${all.map((name) => option(name, this.#kind(view, name), name === place.name))}
          </select></label
        >
        ${
          param
            ? html`<label
                  >${t('hold.row')}
                  <select name="row" @change=${(event: Event) => this.#at(view, chosen(event), place.at?.[1] ?? 0)}>
                    ${option('', t('hold.all'), !place.at)}
                    ${upTo(param.rows).map((k) => option(String(k), String(k + 1), place.at?.[0] === k))}
                  </select></label
                >${
                  place.at && param.cols > 1
                    ? html`<label
                        >${t('hold.column')}
                        <select
                          name="column"
                          @change=${(event: Event) => this.#at(view, String(place.at![0]), Number(chosen(event)))}
                        >
                          ${upTo(param.cols).map((k) => option(String(k), String(k + 1), place.at?.[1] === k))}
                        </select></label
                      >`
                    : nothing
                }`
            : html`<label
                  >${t('inspector.unit')}
                  <select
                    name="unit"
                    @change=${(event: Event) => {
                      const { unit: _, ...all } = place;
                      const unit = chosen(event);
                      this.#set(view, unit ? { ...place, unit: Number(unit) } : all, this.#when);
                      this.requestUpdate();
                    }}
                  >
                    ${option('', t('hold.all'), place.unit === undefined)}
                    ${upTo(wiring.count(place.name)).map((k) => option(String(k), String(k + 1), place.unit === k))}
                  </select></label
                >
                <label
                  >${t('hold.when')}
                  <select
                    name="when"
                    @change=${(event: Event) => {
                      this.#when = chosen(event) as When;
                      this.requestUpdate();
                    }}
                  >
                    ${whens.map((when) => option(when, t(`hold.when-${when}`), when === this.#when))}
                  </select></label
                >
                ${['at', 'from', 'span'].includes(this.#when) ? steps('first') : nothing}
                ${this.#when === 'span' ? steps('last') : nothing}`
        }
        <label
          >${t('hold.value')}
          <input
            name="value"
            type="number"
            step="any"
            required
            .value=${live(String(this.#value))}
            @change=${(event: Event) => {
              this.#value = number(event);
              this.requestUpdate();
            }}
        /></label>
        ${range ? this.#slider(range, this.#value, t('hold.value'), (value) => (this.#value = value)) : nothing}
        <button type="submit" data-do="hold">${t(param && this.#value === 0 ? 'hold.cut-it' : 'hold.hold')}</button>
      </form>
      <p class="note">${this.#now(view)}</p>`;
  }

  /** What the form speaks of, as it is now. */
  #now(view: View) {
    const { unit, at } = this.#place;
    if (unit === undefined && !at) return nothing;
    return this.#parted(at ? 'hold.now-weight' : 'hold.now', this.#single(), view);
  }

  /** A sentence about one number, with its letters set in their place. */
  #parted(key: string, place: Place, view: View) {
    const spot = spotOf(place);
    const values = { step: spot.step, value: precise(view.value(spot)) };
    const [before, after] = this.surroundings.words.t(key, values).split('{what}');
    return html`${before}${inline(this.#letters(view, place))}${after}`;
  }

  #slider([low, high]: [number, number], value: number, label: string, act: (value: number) => void) {
    return html`<input
      type="range"
      aria-label=${label}
      min=${low}
      max=${high}
      step="0.01"
      .value=${live(String(value))}
      @input=${(event: Event) => {
        act(Number((event.target as HTMLInputElement).value));
        this.requestUpdate();
      }}
    />`;
  }

  #item(view: View, edit: Edit, k: number, edits: Edit[], wrong: string[]) {
    const { t } = this.surroundings.words;
    const has = fits(edit, view.trace.frame.schema);
    const become = (change: Partial<Edit>): void => this.#take(edits.with(k, { ...edit, ...change }), wrong);
    const range = has ? rangeOf(view, edit.name) : undefined;
    return html`<li class=${edit.on && has ? '' : 'off'} data-edit=${print([{ ...edit, on: true }])}>
      <label
        ><input
          type="checkbox"
          .checked=${live(edit.on)}
          @change=${(event: Event) => become({ on: (event.target as HTMLInputElement).checked })}
        /><span
          >${has ? html`${inline(this.#letters(view, edit))} ${this.#extent(edit)}` : html`<code>${print([edit])}</code>`}
          ${has ? nothing : html`<span class="wrong">${t('hold.no-place')}</span>`}</span
        ></label
      >
      <span class="value"
        ><span class="sign" aria-hidden="true">=</span>
        <input
          type="number"
          step="any"
          aria-label=${t('hold.value')}
          .value=${live(String(edit.value))}
          @change=${(event: Event) => {
            const { valueAsNumber } = event.target as HTMLInputElement;
            if (Number.isFinite(valueAsNumber)) become({ value: valueAsNumber });
          }}
      /></span>
      ${range ? this.#slider(range, edit.value, t('hold.value'), (value) => become({ value })) : nothing}
      <button data-do="remove" @click=${() => this.#take(edits.toSpliced(k, 1), wrong)}>${t('hold.remove')}</button>
    </li>`;
  }

  /** What no one can read is not lost either. */
  #wrong(text: string, edits: Edit[], others: string[]) {
    const { t } = this.surroundings.words;
    return html`<li>
      <label><code>${text}</code> <span class="wrong">${t('hold.unread')}</span></label>
      <button data-do="remove" @click=${() => this.#take(edits, others)}>${t('hold.remove')}</button>
    </li>`;
  }

  /** Of all units or of one, and when. */
  #extent(edit: Edit): string {
    const { t } = this.surroundings.words;
    const all = edit.unit === undefined && !edit.at;
    return [...(all ? [t('hold.is-all')] : []), this.#steps(edit)].filter((text) => text).join(t('list.between'));
  }

  #steps({ name, at, first, last }: Edit): string {
    const { t } = this.surroundings.words;
    const view = this.session!.view!;
    if (at || view.wiring.param(name)) return '';
    if (first === undefined) return t('hold.is-every');
    if (first === 0 && last === 0) return t('hold.is-start');
    if (last === undefined) return t('hold.is-from', { step: first });
    return first === last ? t('hold.is-at', { step: first }) : t('hold.is-span', { step: first, last });
  }

  // ---- what comes of it

  #outcome(view: View) {
    const { t } = this.surroundings.words;
    const { trace, ghost } = view;
    const head = html`<h3 id="hold-outcome">${t('hold.outcome')}</h3>`;
    const { edits } = this.session!;
    if (!ghost && edits && trace.frame.edits === edits)
      return html`${head}
        <p class="wrong" role="alert">${t('hold.runaway')}</p>`;
    if (!ghost)
      return html`${head}
        <p class="note">${t('hold.untouched')}</p>`;
    const state = view.plan('wide').rides;
    const found = differences(ghost.trace, trace, state, this.session!.moment.step);
    const letters = view.name(`d_${state}`, this.surroundings.notation);
    const row = (key: string, name: unknown, { untouched, now }: Difference<string | number>) => {
      const said = (value: string | number): string => (typeof value === 'number' ? precise(value) : value);
      return html`<tr data-row=${key}>
        <th scope="row">${name}</th>
        <td class="number" data-figure="untouched">${said(untouched)}</td>
        <td class="number" data-figure="now"><strong>${said(now)}</strong></td>
      </tr>`;
    };
    const { answer } = found;
    // The gradient is smaller where the loss is: what a step spares of it is another matter.
    const kept = (of: Trace): string => {
      const { factor } = fadingOf(of, state);
      return factor === undefined ? '–' : `× ${precise(factor)}`;
    };
    return html`${head}
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col"></th>
              <th scope="col" class="number">${t('hold.was')}</th>
              <th scope="col" class="number">${t('hold.is')}</th>
            </tr>
          </thead>
          <tbody aria-live="polite">
            ${row('loss', t('hold.loss'), found.loss)}
            ${answer ? row('answer', t('hold.answer', { step: answer.step, target: answer.target }), answer) : nothing}
            ${row('gradient', html`‖${inline(letters)}‖ ${t('hold.at-first')}`, found.gradient)}
            ${row('kept', html`‖${inline(letters)}‖ ${t('hold.kept')}`, { untouched: kept(ghost.trace), now: kept(trace) })}
          </tbody>
        </table>
      </div> `;
  }

  // ---- a nudge

  #nudging(view: View) {
    const { t } = this.surroundings.words;
    const place = this.#single();
    const parts = this.#parted(place.at ? 'hold.nudge-weight' : 'hold.nudge-what', place, view);
    return html`<h3>${t('hold.nudge')}</h3>
      <p class="note">${t('hold.nudge-about')}</p>
      <form
        data-form="nudge"
        @submit=${(event: Event) => {
          event.preventDefault();
          void this.#nudge(view, place);
        }}
      >
        <label
          >ε
          <input
            name="epsilon"
            type="number"
            step="any"
            required
            .value=${live(String(this.#epsilon))}
            @change=${(event: Event) => {
              this.#epsilon = (event.target as HTMLInputElement).valueAsNumber;
            }}
        /></label>
        <button type="submit" data-do="nudge">${t('hold.nudge-do')}</button>
        <span class="note">${parts}</span>
      </form>
      <div aria-live="polite">${this.#trouble ? this.#refused(this.#trouble) : this.#nudgeTold(view)}</div>`;
  }

  #nudgeTold(view: View) {
    if (!this.#nudged) return nothing;
    const { t, number } = this.surroundings.words;
    const { place, epsilon, found, truncated, held } = this.#nudged;
    if (!fits({ ...place, value: 0, on: true }, view.trace.frame.schema)) return nothing;
    const told = verdict(found, epsilon, { truncated, held });
    const name = this.#letters(view, place);
    const { address } = spotOf(place);
    const gradient: Letters = view.name(`d_${address}`, this.surroundings.notation);
    const row = (key: string, what: unknown, value: string) =>
      html`<tr data-row=${key}>
        <th scope="row">${what}</th>
        <td class="number" data-figure=${key}>${value}</td>
      </tr>`;
    return html`<table>
        <tbody>
          ${row('predicted', html`${t('hold.predicted')}, ${inline(gradient)} · ε`, figures(told.predicted))}
          ${row('true', t('hold.true'), figures(found.change))}
          ${told.ratio === undefined ? nothing : row('ratio', t('hold.ratio'), told.ratio.toFixed(4))}
        </tbody>
      </table>
      <p class="note" data-verdict=${told.reason}>
        ${inline(name)}${place.first === undefined ? '' : html` ${this.#steps({ ...place, value: 0, on: true })}`}:
        ${precise(found.value)} → ${precise(found.value + epsilon)}.
        ${t(`hold.reason-${told.reason}`, { times: told.times === undefined ? '' : number(told.times, { maximumSignificantDigits: 2 }) })}
      </p>`;
  }

  #refused(trouble: EngineError) {
    return html`<p class="wrong" role="alert">${wordsOf(trouble, this.surroundings.words)}</p>`;
  }

  async #nudge(view: View, place: Place): Promise<void> {
    const epsilon = this.#epsilon;
    if (!Number.isFinite(epsilon) || epsilon === 0) return;
    const { truncate } = view.trace.frame.schema.config;
    const held = view.held(spotOf(place)) === 'held';
    this.#trouble = undefined;
    try {
      const found = await this.session!.ask('nudge', { edit: { ...place, value: 0, on: true }, epsilon });
      this.#nudged = { place, epsilon, found, truncated: truncate > 0, held };
    } catch (error) {
      this.#trouble = error as EngineError;
    }
    this.requestUpdate();
  }

  // ---- the form

  #edit(): Edit {
    const { name, unit, at, first, last } = this.#place;
    const to = {
      at: { first, last: first },
      from: { first },
      span: { first, last },
      every: {},
      start: { first: 0, last: 0 },
    };
    const steps = first === undefined ? {} : to[this.#when];
    const of = { name, ...(unit !== undefined && { unit }), ...(at && { at }), value: this.#value, on: true };
    return Object.assign(of, steps) as Edit;
  }

  /** Of all that the form speaks of one number: that of the unit that is looked at, at this step. */
  #single(): Place {
    const { name, unit, at, first } = this.#place;
    const { moment, view } = this.session!;
    if (view!.wiring.param(name)) return { name, at: at ?? [0, 0] };
    const step = this.#when === 'start' ? 0 : this.#when === 'every' ? moment.step : first!;
    return { name, unit: unit ?? Math.min(this.session!.unit, view!.count(name) - 1), first: step, last: step };
  }

  #set(view: View, place: Place, when: When): void {
    this.#place = place;
    this.#when = when;
    this.#value = proposed(view, place);
  }

  #change(place: Place): void {
    this.#place = place;
    this.requestUpdate();
  }

  /** Another quantity: of the same unit and step, as far as it has them. */
  #choose(view: View, name: string): void {
    const { unit = 0, first } = this.#place;
    const step = first || this.session!.moment.step;
    const place = placeOf(view.wiring, { address: name, step, unit });
    this.#set(view, place, this.#when === 'start' && !starts(view, place) ? 'at' : this.#when);
    this.requestUpdate();
  }

  #at(view: View, row: string, column: number): void {
    const { name } = this.#place;
    this.#set(view, row ? { name, at: [Number(row), column] } : { name }, this.#when);
    this.requestUpdate();
  }

  /** What is held anew takes the place of what was held there. */
  #hold(): void {
    const { edits, wrong } = parse(this.session!.edits);
    const edit = this.#edit();
    const same = (each: Edit): boolean => print([{ ...each, value: 0, on: true }]) === print([{ ...edit, value: 0 }]);
    this.#take([...edits.filter((each) => !same(each)), edit], wrong);
  }

  /** A button that goes with what it took back leaves the focus to the form. */
  #take(edits: readonly Edit[], wrong: readonly string[]): void {
    const within = (): Element | null => (this.renderRoot as ShadowRoot).activeElement;
    const had = within();
    this.session!.edit([print(edits), ...wrong].filter((text) => text).join());
    void this.updateComplete.then(() => {
      if (had && !within()) this.renderRoot.querySelector<HTMLElement>('[data-do="hold"]')?.focus();
    });
  }

  // ---- names

  /** "forget gate f", "W_f" */
  #kind(view: View, name: string): string {
    const { has, t } = this.surroundings.words;
    const letters = plain(view.name(name, this.surroundings.notation));
    const { key } = view.kindOf(name);
    return view.wiring.param(name) || !has(key) ? letters : `${t(key)} ${letters}`;
  }

  #letters(view: View, { name, unit, at }: Place): Letters {
    const letters = view.name(at ? `${name}[${at.join()}]` : name, this.surroundings.notation);
    return unit === undefined ? letters : [...letters, { text: `[${unit + 1}]`, style: 'roman' }];
  }

  #named(view: View, gates: readonly string[], { first, value }: Edit): Record<string, string | number> {
    const { notation, words } = this.surroundings;
    const names = gates.map((gate) => plain(view.name(gate, notation))).join(words.t('list.between'));
    return { gates: names, value, ...(first !== undefined && { step: first }) };
  }
}

/** The gates that say what becomes of the old state. */
function gatesOf({ wiring, layer }: View): string[] {
  return proposals(wiring, layer, 1).find(({ kind }) => kind === 'keep')?.gates ?? [];
}

/** All that a layer computes, is given and has learnt. */
function holdable({ addresses: { forward, backward }, wiring }: View): string[] {
  const learnt = backward.map((address) => parseAddress(address).name).filter((name) => wiring.param(name));
  return [...new Set([...forward.filter((address) => wiring.has(address)), ...learnt])];
}

function starts({ wiring, trace }: View, { name }: Place): boolean {
  const edit = { name, first: 0, last: 0, value: 0, on: true };
  return wiring.has(name) && fits(edit, trace.frame.schema);
}

/** Four figures that count: enough to see the ratio in them. */
function figures(v: number): string {
  if (v === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(v)));
  return preciseSigned(v, exponent < -3 ? 4 : Math.max(3 - exponent, 0));
}

function within(v: number, low: number, high: number): number {
  return Math.min(Math.max(Math.round(v) || low, low), high);
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, k) => k);
}

customElements.define('lstm-hold', LstmHold);
