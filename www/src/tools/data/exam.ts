// <lstm-exam>: how a network does on what was kept from it, beside how it does on what it learns, as training goes on.
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import type { Evaluation, Schema, Sequences } from '../../engine/protocol.ts';
import { precise } from '../../network/format.ts';
import { table, textual } from '../table.ts';
import { ToolElement } from '../tool.ts';
import { runsOf, sequences } from './aside.ts';
import { baselineOf, type Baseline } from './baseline.ts';
import { piece, plot, plotStyles } from './plot.ts';
import { rowsOf, scaled, scalings } from './series.ts';
import { symbolsIn } from './text-preview.ts';
import { areWords, read, tokensOf } from './tokens.ts';

/** How things stood after an update. */
interface Mark {
  updates: number;
  known: Evaluation;
  aside: Evaluation;
}

const LOOKS = { known: 'own', aside: 'true' } as const;
/** The loss that is told of guessing, by the task: beside any other it would be no measure. */
const RECKONED = { text: 'softmax-cross-entropy', numbers: 'mean-squared-error' } as const;

class LstmExam extends ToolElement {
  static override styles = [...ToolElement.styles, plotStyles];

  @state() marks: readonly Mark[] = [];
  #of:
    | {
        schema: Schema;
        aside: string;
        sequences: Sequences | undefined;
        unknown: string[];
        baseline: Baseline | undefined;
      }
    | undefined;
  #asking = false;

  constructor() {
    super('progress');
  }

  /** Asked when there is an evaluation that it can stand beside, one question at a time. */
  protected override updated(): void {
    const { evaluation, updates } = this.session.progress;
    const of = this.#sequences();
    if (!evaluation || !of || this.#asking || this.marks.at(-1)?.known === evaluation) return;
    // A new network, or one that was sent back.
    const marks = this.marks.filter((mark) => mark.updates < updates);
    this.#asking = true;
    const keep = (all: readonly Mark[]): void => {
      this.#asking = false; // before it is drawn, and asks again
      this.marks = all;
    };
    this.session.ask('examine', of).then(
      (aside) => keep([...marks, { updates, known: evaluation, aside }]),
      () => keep(marks), // the network has become another one meanwhile
    );
  }

  /** What was kept aside, as this network reads it. */
  #sequences(): Sequences | undefined {
    const { view, chosen } = this.session;
    const { aside } = chosen;
    const { schema } = view.trace.frame;
    if (this.#of?.aside !== aside) this.marks = [];
    if (this.#of?.aside !== aside || this.#of.schema !== schema) {
      const { inputs: names } = schema.symbols;
      const unknown = names.length ? read(aside, names).unknown : [];
      const baseline = guessOf(schema, aside);
      this.#of = { schema, aside, sequences: sequencesOf(schema, aside), unknown, baseline };
    }
    return this.#of.sequences;
  }

  protected override render() {
    const { t, percent } = this.words;
    const last = this.marks.at(-1);
    if (!last) return nothing;
    const { unknown = [], baseline } = this.#of ?? {};
    const row = (name: 'known' | 'aside') =>
      html`<tr data-figure=${name}>
        <th scope="row">${piece(LOOKS[name])}${t(`data.exam-${name}`)}</th>
        <td>${precise(last[name].loss)}</td>
        <td>${percent(last[name].accuracy)}</td>
        ${baseline ? html`<td data-figure="guess">${baseline[name] ? precise(baseline[name].loss) : '–'}</td>` : nothing}
      </tr>`;
    const when = t(this.session.progress.running ? 'data.exam-about' : 'data.exam', { n: last.updates });
    const heads = [when, t('data.loss'), t('data.right'), ...(baseline ? [t('data.exam-guess')] : [])];
    const counted = this.#of?.sequences?.mask.reduce((sum, each) => sum + each, 0) ?? 0;
    return html`${table(heads.map(textual), [row('known'), row('aside')])}
      <p class="note" data-figure="counted">${t('data.exam-counted', { n: counted })}</p>
      ${unknown.length ? html`<p class="note" data-figure="unknown">${t('data.exam-unknown', { list: symbolsIn(unknown, this.words) })}</p>` : nothing}
      ${this.marks.length > 1 ? this.#curves() : nothing}`;
  }

  #curves() {
    const { t } = this.words;
    const { marks } = this;
    const [first, last] = [marks[0]!.updates, marks.at(-1)!.updates];
    const most = Math.max(...marks.flatMap(({ known, aside }) => [known.loss, aside.loss]));
    const told = t('data.exam-curves', { first, last, most: precise(most) });
    const line = (name: 'known' | 'aside') => ({
      look: LOOKS[name],
      points: marks.map((mark) => [mark.updates, mark[name].loss] as const),
    });
    return html`${plot(told, [line('known'), line('aside')], { from: 0 })}
      <p class="note">${told}</p>`;
  }
}

/** What the same would cost without a network. */
function guessOf({ config: { task, taskOptions, loss } }: Schema, aside: string): Baseline | undefined {
  return (task === 'text' || task === 'numbers') && loss === RECKONED[task]
    ? baselineOf({ task, options: taskOptions, aside })
    : undefined;
}

function sequencesOf({ symbols, steps, config }: Schema, aside: string): Sequences | undefined {
  if (symbols.inputs.length) {
    const names = symbols.inputs;
    return sequences(runsOf(tokensOf(aside, areWords(names)), names), steps);
  }
  const by = scalings(rowsOf(String(config.taskOptions?.['numbers'] ?? '')));
  const rows = rowsOf(aside);
  if (rows[0]?.length !== by.length) return undefined;
  return sequences([rows.map((row) => scaled(row, by))], steps);
}

customElements.define('lstm-exam', LstmExam);
