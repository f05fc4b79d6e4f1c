// <lstm-hold>: what if a number were another? Numbers are held, weights changed; what comes of it stands beside what was.
import { css, html, nothing } from 'lit';
import { bareNumber, check, counted, menu, number, place, slider, submits } from '../../elements/fields.ts';
import { inline } from '../../elements/runs.ts';
import { fits, parse, print, withEdit } from '../../engine/edits.ts';
import type { Edit } from '../../engine/protocol.ts';
import { parse as parseAddress, sameSpot, type Spot } from '../../network/address.ts';
import { precise } from '../../network/format.ts';
import { norm, plain } from '../../network/notation.ts';
import type { Trace } from '../../network/trace.ts';
import { fadingOf } from '../../network/vanish.ts';
import type { View } from '../../scene/view.ts';
import { numeric, row, table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { differences, type Difference } from './difference.ts';
import { editOf, lettersOf, placeOf, proposed, rangeOf, spotOf, whenOf, type Place } from '../../scene/held.ts';
import { proposals, type Proposal } from './proposal.ts';
import './nudge.ts';

/** At one step, from one on, from one to another, at all, or before the first. */
const WHENS = ['at', 'from', 'span', 'every', 'start'] as const;
type When = (typeof WHENS)[number];

/** What is held, and what no one can read. */
type Held = ReturnType<typeof parse>;

class LstmHold extends ToolElement {
  static override styles = [
    ...ToolElement.styles,
    css`
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.5rem;
        padding-block: 0.35rem;
        border-top: 1px solid var(--rule);
      }
      li label {
        flex: 1 1 12rem;
      }
      li.off label {
        color: var(--muted);
      }
      input[type='range'] {
        width: 6.5rem;
        min-height: 2rem;
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

  constructor() {
    super('select');
  }

  /** What one is about to hold stays where it is. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.session.pause();
  }

  /** The form is about the number that is looked at, until the reader makes it another. */
  protected override willUpdate(): void {
    const { session } = this;
    const { spot, view } = session;
    if (!spot) return;
    const there = this.#place.name && fits(this.#edit(), view.trace.frame.schema);
    if (there && (session.follows || sameSpot(spot, this.#seen))) return;
    this.#seen = spot;
    // Who only watches has the gate of the memory proposed.
    const gate = session.follows ? gateOf(view) : undefined;
    const { step } = session.moment;
    const place = placeOf(view.wiring, gate ? { address: gate, step, unit: session.unit } : spot);
    this.#fill(view, place, place.first === 0 ? 'start' : this.#when === 'start' ? 'at' : this.#when);
  }

  protected override render() {
    const view = this.session.view;
    return html`<h3>${this.words.t('hold.edits')}</h3>
      ${this.#form(view)} ${this.#tries(view)} ${this.#list(view)}
      <section class="part" aria-labelledby="hold-outcome">
        <h3 id="hold-outcome">${this.words.t('hold.outcome')}</h3>
        ${this.#outcome(view)}
      </section>
      <lstm-nudge class="part" .place=${this.#single()}></lstm-nudge>`;
  }

  // ---- what is held

  #form(view: View) {
    const { t } = this.words;
    const { name } = this.#place;
    const learnt = view.wiring.param(name) !== undefined;
    const kinds = holdable(view, name).map((each) => [each, this.#kind(view, each)] as const);
    return html`<form class="fields" @submit=${submits(() => this.#hold())}>
        ${menu('name', t('inspector.quantity'), kinds, name, (to) => this.#choose(view, to))}
        ${learnt ? this.#where(view) : this.#whose(view)}
        ${number('value', t('hold.value'), this.#value, (to) => this.#give(to))}
        ${this.#slider(view, name, this.#value, (to) => this.#give(to))}
        <button type="submit" data-do="hold">${t(learnt && this.#value === 0 ? 'hold.cut-it' : 'hold.hold')}</button>
      </form>
      <p class="note">${this.#now(view)}</p>`;
  }

  /** Where in a matrix: all of it, or a row and a column. */
  #where(view: View) {
    const { t } = this.words;
    const { name, at } = this.#place;
    const { rows, cols } = view.wiring.param(name)!;
    const go = (row: string, col: number): void => this.#fill(view, row ? { name, at: [Number(row), col] } : { name });
    return [
      menu('row', t('hold.row'), [['', t('hold.all')], ...counted(rows)], text(at?.[0]), (row) =>
        go(row, at?.[1] ?? 0),
      ),
      at && cols > 1
        ? menu('column', t('hold.column'), counted(cols), text(at[1]), (col) => go(text(at[0]), Number(col)))
        : nothing,
    ];
  }

  /** Of which unit, and when. */
  #whose(view: View) {
    const { t } = this.words;
    const { unit, ...every } = this.#place;
    const units = [['', t('hold.all')] as const, ...counted(view.wiring.count(every.name))];
    const whens = WHENS.filter((when) => when !== 'start' || starts(view, this.#place));
    const step = (which: 'first' | 'last', label: string) => {
      const { steps } = view.trace;
      return place(which, label, this.#place[which] ?? steps, [1, steps], (to) => {
        this.#place = { ...this.#place, [which]: to };
        this.requestUpdate();
      });
    };
    return [
      menu('unit', t('inspector.unit'), units, text(unit), (to) =>
        this.#fill(view, to ? { ...every, unit: Number(to) } : every),
      ),
      menu(
        'when',
        t('hold.when'),
        whens.map((when) => [when, t(`hold.when-${when}`)]),
        this.#when,
        (to) => {
          this.#when = to as When;
          this.requestUpdate();
        },
      ),
      ['at', 'from', 'span'].includes(this.#when) ? step('first', t('hold.step')) : nothing,
      this.#when === 'span' ? step('last', t('hold.to-step')) : nothing,
    ];
  }

  /** Where the range of a number is known. */
  #slider(view: View, name: string, value: number, act: (value: number) => void) {
    const range = rangeOf(view, name);
    return range ? slider(this.words.t('hold.value'), range, value, act) : nothing;
  }

  /** What the form speaks of, as it is now. */
  #now(view: View) {
    const { unit, at } = this.#place;
    if (unit === undefined && !at) return nothing;
    const place = this.#single();
    const spot = spotOf(place);
    const what = inline(lettersOf(view, place, this.surroundings.notation));
    const gaps = { what, step: spot.step, value: precise(view.value(spot)) };
    return this.words.sentence(at ? 'hold.now-weight' : 'hold.now', gaps);
  }

  #tries(view: View) {
    const { t } = this.words;
    const held = parse(this.session.chosen.edits);
    const gaps = ({ gates, edits: [first] }: Proposal): Record<string, string | number> => ({
      gates: gates.map((gate) => plain(view.name(gate, this.surroundings.notation))).join(t('list.between')),
      value: first!.value,
      ...(first!.first !== undefined && { step: first!.first }),
    });
    return html`<div class="actions" role="group" aria-label=${t('hold.try')}>
      <span class="note">${t('hold.try')}</span>
      ${proposals(view.wiring, view.layer, this.session.moment.step).map(
        (proposal) =>
          html`<button
            data-try=${proposal.kind}
            @click=${() => this.#take({ ...held, edits: [...held.edits, ...proposal.edits] })}
          >
            ${t(`hold.${proposal.kind}`, gaps(proposal))}
          </button>`,
      )}
    </div>`;
  }

  #list(view: View) {
    const { t } = this.words;
    const held = parse(this.session.chosen.edits);
    const { edits, wrong } = held;
    if (edits.length + wrong.length === 0) return html`<p class="note" data-none>${t('hold.none')}</p>`;
    return html`<ul>
        ${edits.map((edit, k) => this.#item(view, edit, (...to) => this.#take({ wrong, edits: edits.toSpliced(k, 1, ...to) })))}
        ${wrong.map((unread, k) => this.#unread(unread, () => this.#take({ edits, wrong: wrong.toSpliced(k, 1) })))}
      </ul>
      <div class="actions">
        <button class="primary" data-do="take-back" @click=${() => this.#take({ edits: [], wrong: [] })}>
          ${t('stage.take-back')}
        </button>
      </div>`;
  }

  /** `become` puts other edits in its place, or none. */
  #item(view: View, edit: Edit, become: (...edits: Edit[]) => void) {
    const { t } = this.words;
    const has = fits(edit, view.trace.frame.schema);
    const called = has
      ? html`${inline(lettersOf(view, edit, this.surroundings.notation))} ${this.#extent(view, edit)}`
      : html`<code>${print([edit])}</code> <span class="wrong">${t('hold.no-place')}</span>`;
    const give = (value: number): void => become({ ...edit, value });
    return html`<li class=${edit.on && has ? '' : 'off'} data-edit=${print([{ ...edit, on: true }])}>
      ${check(called, edit.on, (on) => become({ ...edit, on }))}
      <span><span class="sign" aria-hidden="true">=</span> ${bareNumber(t('hold.value'), edit.value, give)}</span>
      ${has ? this.#slider(view, edit.name, edit.value, give) : nothing} ${this.#remove(() => become())}
    </li>`;
  }

  /** What no one can read is not lost either. */
  #unread(unread: string, remove: () => void) {
    return html`<li>
      <label><code>${unread}</code> <span class="wrong">${this.words.t('hold.unread')}</span></label>
      ${this.#remove(remove)}
    </li>`;
  }

  #remove(act: () => void) {
    return html`<button data-do="remove" @click=${act}>${this.words.t('hold.remove')}</button>`;
  }

  /** Of all units or of one, and when. */
  #extent({ wiring }: View, edit: Edit): string {
    const { t } = this.words;
    const [when, gaps] = whenOf(wiring, edit) ?? [];
    const all = edit.unit === undefined && !edit.at;
    return [...(all ? [t('hold.is-all')] : []), ...(when ? [t(`hold.is-${when}`, gaps)] : [])].join(t('list.between'));
  }

  // ---- what comes of it

  #outcome(view: View) {
    const { t } = this.words;
    const { trace, ghost } = view;
    const { chosen, moment } = this.session;
    const { edits } = chosen;
    if (!ghost && edits && trace.frame.edits === edits)
      return html`<p class="wrong" role="alert">${t('hold.runaway')}</p>`;
    if (!ghost) return html`<p class="note">${t('hold.untouched')}</p>`;
    const state = view.network.plan('wide').rides;
    const { loss, answer, gradient } = differences(ghost.trace, trace, state, moment.step);
    const length = inline(norm(view.name(`d_${state}`, this.surroundings.notation)));
    // A small loss has small gradients; so what each step leaves of them is shown, too.
    const kept = (of: Trace): string => {
      const { factor } = fadingOf(of, state);
      return factor === undefined ? '–' : `× ${precise(factor)}`;
    };
    const both = (key: string, what: unknown, { untouched, now }: Difference<string | number>) => {
      const said = (value: string | number): string => (typeof value === 'number' ? precise(value) : value);
      return row(key, what, { untouched: said(untouched), now: html`<strong>${said(now)}</strong>` });
    };
    return html`<div aria-live="polite">
      ${table(
        [textual(''), numeric(t('hold.was')), numeric(t('hold.is'))],
        [
          both('loss', t('hold.loss'), loss),
          answer ? both('answer', t('hold.answer', { step: answer.step, target: answer.target }), answer) : nothing,
          both('gradient', html`${length} ${t('hold.at-first')}`, gradient),
          both('kept', html`${length} ${t('hold.kept')}`, { untouched: kept(ghost.trace), now: kept(trace) }),
        ],
      )}
    </div>`;
  }

  // ---- the form

  #edit(): Edit {
    const { first, last, ...of } = this.#place;
    const to = {
      at: { first, last: first },
      from: { first },
      span: { first, last },
      every: {},
      start: { first: 0, last: 0 },
    };
    return { ...of, ...(first !== undefined && to[this.#when]), value: this.#value, on: true } as Edit;
  }

  /** Of all that the form speaks of one number: that of the unit that is looked at, at this step. */
  #single(): Place {
    const { name, unit, at, first } = this.#place;
    const { moment, view, unit: looked } = this.session;
    if (view.wiring.param(name)) return { name, at: at ?? [0, 0] };
    const step = this.#when === 'start' ? 0 : this.#when === 'every' ? moment.step : first!;
    return { name, unit: unit ?? Math.min(looked, view.count(name) - 1), first: step, last: step };
  }

  /** About another number, with the value that is worth a try there. */
  #fill(view: View, place: Place, when = this.#when): void {
    this.#place = place;
    this.#when = when;
    this.#give(proposed(view, place));
  }

  #give(value: number): void {
    this.#value = value;
    this.requestUpdate();
  }

  /** Another quantity: of the same unit and step, as far as it has them. */
  #choose(view: View, name: string): void {
    const { unit = 0, first } = this.#place;
    const place = placeOf(view.wiring, { address: name, step: first || this.session.moment.step, unit });
    this.#fill(view, place, this.#when === 'start' && !starts(view, place) ? 'at' : this.#when);
  }

  /** What is held anew takes the place of what was held there. */
  #hold(): void {
    this.#take(parse(withEdit(this.session.chosen.edits, this.#edit())));
  }

  /** A button that goes with what it took back leaves the focus to the form. */
  #take({ edits, wrong }: Held): void {
    const within = (): Element | null => (this.renderRoot as ShadowRoot).activeElement;
    const had = within();
    void this.session.set({ edits: [print(edits), ...wrong].filter((text) => text).join() });
    void this.updateComplete.then(() => {
      if (had && !within()) this.renderRoot.querySelector<HTMLElement>('[data-do="hold"]')?.focus();
    });
  }

  /** "forget gate f", "W_f" */
  #kind(view: View, name: string): string {
    const { has, t } = this.words;
    const letters = plain(view.name(name, this.surroundings.notation));
    const { key } = view.network.kindOf(name);
    return view.wiring.param(name) || !has(key) ? letters : `${t(key)} ${letters}`;
  }
}

/** That which says what becomes of the old state. */
function gateOf({ wiring, layer }: View): string | undefined {
  return proposals(wiring, layer, 1).find(({ kind }) => kind === 'keep')?.gates[0];
}

/** What is spoken of, and all that a layer computes, is given and has learnt. */
function holdable({ network, wiring }: View, name: string): string[] {
  const { forward, backward } = network.addresses;
  const learnt = backward.map((address) => parseAddress(address).name).filter((each) => wiring.param(each));
  const all = new Set([...forward.filter((address) => wiring.has(address)), ...learnt]);
  return all.has(name) ? [...all] : [name, ...all];
}

function starts({ wiring, trace }: View, { name }: Place): boolean {
  return wiring.has(name) && fits(editOf({ name, first: 0, last: 0 }), trace.frame.schema);
}

function text(place: number | undefined): string {
  return place === undefined ? '' : String(place);
}

customElements.define('lstm-hold', LstmHold);
