/** One time step of any network: a line for each field, a column for each layer, a cell for each unit. */
import type { Field, Schema } from '../engine/protocol';
import type { Tone } from './colour';
import { symbolOfFormula } from './oldformula';
import { signedStrength } from './colour';
import type { FieldsView } from './fields';
import { gate as gateText, gradient as gradientText, short } from './format';
import { glyphText, glyphWidth, predicted, wanted, widthOf, type Answer } from './glyph';
import { levels } from './levels';
import { isGradient, parse, symbolOf } from './name';
import type { Scene, Shape, State } from './shape';
import type { Symbol } from './symbol';
import type { Moment } from './timeline';

/** A field of every layer that has it, by column. */
interface Line {
  base: string;
  /** What the step before left of it. */
  before: boolean;
  fields: (Field | undefined)[];
}

/** What there is room for right of the cells. */
const ASIDE = 300;

export function tableScene(view: FieldsView, moment: Moment, narrow: boolean): Scene {
  return new Table(view, moment, narrow).scene();
}

/** In the order of computation: the states of the step before, the input, and what is made of them. */
function linesOf(schema: Schema): Line[] {
  const column = ({ name, kind }: Field): number => (kind === 'output' ? schema.layers - 1 : parse(name).layer);
  const lines = (fields: Field[], before: boolean): Line[] => {
    const bases = new Set(fields.map(({ name }) => parse(name).base));
    return [...bases].map((base) => {
      const own = fields.filter(({ name }) => parse(name).base === base);
      const columns = Array.from({ length: schema.layers }, (_, k) => own.find((field) => column(field) === k));
      return { base, before, fields: columns };
    });
  };
  const states = schema.row.filter(({ kind }) => kind === 'state');
  return [...lines(states, true), ...lines(levels(schema).flat(), false)];
}

class Table {
  readonly #view: FieldsView;
  readonly #moment: Moment;
  readonly #narrow: boolean;
  readonly #layers: number;
  readonly #lines: Line[];
  readonly #shapes: Shape[] = [];
  readonly #width: number;
  /** Of the cells. */
  readonly #left: number;
  readonly #top: number;
  /** Height of a line, width of a layer. */
  readonly #pitch: number;
  readonly #column: number;
  readonly #size: number;

  constructor(view: FieldsView, moment: Moment, narrow: boolean) {
    this.#view = view;
    this.#moment = moment;
    this.#narrow = narrow;
    const { schema } = view.trace.frame;
    this.#layers = schema.layers;
    this.#lines = linesOf(schema);
    this.#width = narrow ? 440 : 1140;
    this.#left = narrow ? 80 : 216;
    this.#top = schema.layers > 1 ? 30 : 6;
    const room = (narrow ? 620 : 580) / (this.#lines.length + 2);
    this.#pitch = Math.min(Math.max(room, narrow ? 22 : 24), narrow ? 31 : 36);
    const aside = narrow || schema.layers > 1 ? 8 : ASIDE;
    this.#column = (this.#width - this.#left - aside) / schema.layers;
    this.#size = narrow ? 12 : 13.5;
  }

  scene(): Scene {
    const { trace, score } = this.#view;
    const { direction, step } = this.#moment;
    if (this.#layers > 1) {
      for (let k = 0; k < this.#layers; k++)
        this.#word('fields.layer', this.#x(k), this.#top - 10, 'past', { n: String(k + 1) });
    }
    this.#lines.forEach((line, k) => this.#line(line, this.#y(k)));

    const answered = direction === 'forward' ? this.#state(score.forward.length - 1) : 'past';
    const x = this.#x(this.#layers - 1);
    const [said, wished] = [this.#y(this.#lines.length) + 4, this.#y(this.#lines.length + 1) + 4];
    this.#word('stage.prediction', this.#narrow ? 4 : 16, said + 5, answered);
    if (answered !== 'future') this.#answers(predicted(trace, step, 4), x, said, false);
    this.#word('stage.target', this.#narrow ? 4 : 16, wished + 5, answered);
    if (trace.asked(step)) this.#answers(wanted(trace, step), x, wished, true);
    else this.#word('stage.not-asked', x, wished + 5, answered);
    return { width: this.#width, height: wished + this.#pitch * 0.7, shapes: this.#shapes };
  }

  #line({ base, before, fields }: Line, y: number): void {
    const backward = this.#moment.direction === 'backward' && !before; // what the step before left has its own step
    const states = fields.map((field) =>
      field ? (before ? this.#state(0) : this.#state(this.#view.level(field.name))) : 'future',
    );
    const state = states.includes('now') ? 'now' : states.includes('past') ? 'past' : 'future';
    const given = before && this.#moment.direction === 'backward';
    this.#label(base, before, fields.find((field) => field)!.kind, y, given ? 'past' : state);
    fields.forEach((field, k) => {
      if (!field) return;
      const [x, mine] = [this.#x(k), states[k]!];
      const step = this.#moment.step - (before ? 1 : 0);
      const told = base === 'x' && !backward && glyphText(this.#view.trace, step); // it has a frame of its own
      if (mine === 'now' && !before && !told) this.#frame(x, y, this.#view.count(field.name));
      if (backward) {
        this.#cells(field.name, step, x, y - this.#pitch * 0.33, this.#pitch * 0.14, false);
        if (mine !== 'future')
          this.#cells(`d_${field.name}`, step, x, y + this.#pitch * 0.08, this.#pitch * 0.58, true);
      } else if (mine !== 'future' || this.#moment.direction === 'backward') {
        if (base === 'x') this.#input(x, y, mine);
        else this.#cells(field.name, step, x, y, this.#pitch * 0.74, true);
      }
    });
    if (this.#layers === 1 && !this.#narrow && !before) this.#sources(fields[0]!.name, y, state);
  }

  /** The name of a line and, where there is room, what kind of thing it is. */
  #label(base: string, before: boolean, kind: string, y: number, state: State): void {
    const gradient = this.#moment.direction === 'backward' && !before;
    this.#shapes.push({
      type: 'symbol',
      symbol: symbolOf(`${gradient ? 'd_' : ''}${base}${before ? "'" : ''}`, false),
      x: this.#narrow ? 4 : this.#left - 14,
      y: y + 6,
      anchor: this.#narrow ? 'start' : 'end',
      state,
      gradient,
    });
    if (this.#narrow) return;
    const { cell } = this.#view.trace.frame.schema.config;
    const word = before ? { key: 'fields.before' } : { key: `field.${cell}.${base}`, or: `kind.${kind}` };
    this.#shapes.push({ type: 'word', ...word, x: 16, y: y + 5, anchor: 'start', state });
  }

  #input(x: number, y: number, state: State): void {
    const { step } = this.#moment;
    const glyph = glyphText(this.#view.trace, step);
    if (!glyph) return this.#cells('x', step, x, y, this.#pitch * 0.74, true);
    const pick = { quantity: 'x', step, unit: 0 };
    this.#shapes.push({ type: 'glyph', x: x + glyphWidth(glyph.text) / 2, y, ...glyph, state, pick });
  }

  #cells(quantity: string, step: number, x: number, y: number, h: number, printed: boolean): void {
    const view = this.#view;
    const n = view.count(quantity);
    const pitch = this.#cell(n);
    const gap = pitch > 8 ? 3 : pitch > 3 ? 0.8 : 0;
    const write = isGradient(quantity)
      ? (v: number) => gradientText(v, pitch < 60)
      : view.field(quantity).kind === 'gate'
        ? gateText
        : short;
    for (let unit = 0; unit < n; unit++) {
      const pick = { quantity, step, unit };
      const v = view.value(pick);
      const text = printed && pitch > 26 ? write(v) : '';
      const size = Math.min(this.#size, (pitch - gap - 5) / widthOf(text));
      this.#shapes.push({
        type: 'cell',
        x: x + (unit + 0.5) * pitch,
        y,
        w: pitch - gap,
        h,
        tone: view.tone(quantity, v),
        ...(text && size >= 9.5 ? { text, size } : {}),
        pick,
      });
    }
  }

  #frame(x: number, y: number, n: number): void {
    const w = this.#cell(n) * n;
    this.#shapes.push({ type: 'frame', x: x + w / 2 - 1, y, w: w + 7, h: this.#pitch - 2, state: 'now' });
  }

  #answers(answers: Answer[], x: number, y: number, marked: boolean): void {
    const symbols = this.#view.trace.frame.schema.symbols.outputs.length > 0;
    let at = x;
    for (const { value, text } of answers) {
      const w = symbols ? widthOf(text) * this.#size + 14 : this.#cell(answers.length);
      if (at + w > x + this.#column) return;
      const fits = w - 3 > widthOf(text) * this.#size;
      const tone: Tone = { kind: 'signed', strength: signedStrength(value) };
      const place = { x: at + (w - 3) / 2, y, w: w - 3, h: Math.min(this.#pitch * 0.74, 24) };
      this.#shapes.push({ type: 'cell', ...place, tone, ...(fits ? { text, size: this.#size } : {}), marked });
      at += w + (marked ? 5 : 0);
    }
  }

  /** How the line is computed (if there is no room: from what), or where its gradient comes from. */
  #sources(name: string, y: number, state: State): void {
    const up = (text: string): Symbol => [{ text, style: 'roman' }];
    const list = (names: string[]): Symbol =>
      names.flatMap((each, k) => [...(k ? up(', ') : []), ...symbolOf(each, false)]);
    const { formula } = this.#view.field(name);
    const made = formula && symbolOfFormula(formula, this.#view.trace, false);
    const forward = this.#moment.direction === 'forward';
    if (forward && made && widthOf(made.map(({ text }) => text).join('')) * this.#size < ASIDE)
      return this.#aside([...up('= '), ...made], y, state);
    const { now, later, loss } = this.#view.sources(name, this.#moment);
    const groups: Symbol[] = [];
    if (loss) groups.push([{ text: 'L', style: 'italic' }]);
    if (now.length) groups.push(list(now));
    if (later.length) groups.push([...up('t+1: '), ...list(later)]);
    if (!groups.length) return;
    this.#aside([...up('← '), ...groups.flatMap((group, k) => [...(k ? up('; ') : []), ...group])], y, state);
  }

  /** Right of the cells. */
  #aside(symbol: Symbol, y: number, state: State): void {
    const units = this.#view.trace.hidden;
    const x = this.#left + this.#cell(units) * units + 18;
    this.#shapes.push({ type: 'symbol', symbol, x, y: y + 5, anchor: 'start', state, gradient: false, aside: true });
  }

  #word(key: string, x: number, y: number, state: State, values?: Record<string, string>): void {
    this.#shapes.push({ type: 'word', key, x, y, anchor: 'start', state, ...(values ? { values } : {}) });
  }

  /** Left edge of a layer's cells. */
  #x(layer: number): number {
    return this.#left + layer * this.#column;
  }

  #y(line: number): number {
    return this.#top + (line + 0.5) * this.#pitch;
  }

  /** Units stand under each other; only what is wider than the cell has narrower places. */
  #cell(n: number): number {
    const room = this.#column - (this.#layers > 1 ? 14 : 4);
    return Math.min(74, room / Math.max(n, this.#view.trace.hidden));
  }

  /** Of a level, at this moment. */
  #state(level: number): State {
    const { direction, index } = this.#moment;
    const at = direction === 'forward' ? level : this.#view.score.backward.length - 1 - level;
    return at < index ? 'past' : at > index ? 'future' : 'now';
  }
}
