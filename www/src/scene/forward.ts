/** The forward step on the belt: a pure function of the trace and the moment. */
import { Canvas, mix } from './canvas';
import { laneY } from './geometry';
import { glyphText, glyphWidth } from './glyph';
import type { Scene } from './shape';
import { part, type ForwardBeat, type Moment } from './timeline';
import type { Trace } from './trace';

export function forwardScene(trace: Trace, moment: Moment, narrow: boolean): Scene {
  const canvas = new Canvas(trace, moment, narrow);
  const { g } = canvas;
  const { column, belt, vector } = g;
  const t = moment.step;
  const at = canvas.clock<ForwardBeat>();

  // How far each thing has come.
  const arrives = part(at('join'), 0, 1);
  const opens = part(at('forget'), 0.3, 0.6);
  const crosses = part(at('forget'), 0.55, 1);
  const drops = part(at('update'), 0.3, 0.65);
  const rides = part(at('update'), 0.6, 1);
  const copies = part(at('emit'), 0, 0.25);
  const falls = part(at('emit'), 0.2, 0.55);
  const emits = part(at('emit'), 0.55, 1);
  const leaves = part(at('predict'), 0, 0.5);

  canvas.bed();
  const entry = belt.left + g.parcel.width / 2 + 2;
  const prevX = entry + (column.prev - entry) * arrives;
  canvas.lanes(
    'c',
    t - 1,
    belt.left,
    at('forget') > 0 ? column.prev + (column.valve - column.prev) * Math.min(crosses * 2, 1) : prevX,
  );
  if (crosses > 0.5)
    canvas.lanes(
      'keep',
      t,
      column.valve,
      column.valve +
        (column.kept - column.valve) * (crosses * 2 - 1) +
        (column.plus - column.kept) * Math.min(rides * 2, 1),
    );
  if (rides > 0.5) {
    const front = column.now + (column.copy - column.now) * copies + (belt.right - column.copy) * leaves;
    canvas.lanes('c', t, column.plus, rides < 1 ? column.plus + (column.now - column.plus) * (rides * 2 - 1) : front);
  }

  canvas.wires();
  canvas.machinery({
    valve: canvas.state('forget'),
    plus: canvas.state('update'),
    multiply: canvas.state('update'),
    tanh: canvas.state('emit'),
    emit: canvas.state('emit'),
  });
  canvas.readout(canvas.state('predict'));

  // The belt, left to right.
  canvas.column('c', t - 1, prevX);
  if (opens > 0) {
    for (let k = 0; k < trace.hidden; k++) {
      const opening = opens < 1 ? 1 - (1 - trace.value('f', t)[k]!) * opens : trace.value('f', t)[k]!;
      canvas.add({ type: 'valve', x: column.valve + g.parcel.width / 2 - 1, y: laneY(g, k), h: belt.lane, opening });
    }
    canvas.fly('f', t, vector.f, column.valve - 4, opens, g.parcel.width - 8);
  }
  if (crosses > 0) {
    const x = column.prev + (column.kept - column.prev) * crosses;
    if (x < column.valve) canvas.column('c', t - 1, x);
    else canvas.column('keep', t, x);
  }
  if (drops > 0) canvas.fly('write', t, vector.write, column.plus, drops, g.parcel.width);
  if (rides > 0) {
    const x = column.kept + (column.now - column.kept) * rides;
    if (x < column.plus) canvas.column('keep', t, x);
    else canvas.column('c', t, x);
  }
  if (leaves > 0) canvas.column('c', t, column.now + (column.end - column.now) * leaves);

  // What is read: h from before, and the input.
  canvas.travel('h', t - 1, { x: g.vector.width / 2 + 2, y: vector.h_prev.y }, vector.h_prev, arrives);
  canvas.input(t, canvas.state('join'));

  // The layers' vectors rise on to their wires.
  for (const [name, beat] of [
    ['f', 'forget'],
    ['i', 'input'],
    ['g', 'candidate'],
    ['o', 'output'],
  ] as const) {
    const rise = part(at(beat), 0, name === 'f' ? 0.3 : 0.7);
    if (rise > 0) canvas.travel(name, t, g.layer[name], vector[name], rise);
  }
  if (at('update') > 0) {
    const multiply = part(at('update'), 0, 0.3);
    if (multiply < 1) {
      canvas.travel('i', t, vector.i, g.multiply, multiply);
      canvas.travel('g', t, vector.g, g.multiply, multiply);
    }
    if (multiply === 1) canvas.vector('write', t, vector.write);
  }
  const squashed = trace.has('tanh_c') ? 'tanh_c' : 'c';
  if (copies > 0 && falls < 1) canvas.fly('c', t, trace.has('tanh_c') ? g.tanh : vector.tanh_c, column.copy, 1 - falls);
  if (falls === 1) canvas.vector(squashed, t, vector.tanh_c);
  if (emits > 0) canvas.travel('h', t, g.emit, vector.h, emits);

  // The prediction, and h on to the next step.
  if (at('predict') > 0) {
    const climbs = part(at('predict'), 0, 0.45);
    if (climbs < 1) canvas.travel('h', t, vector.h, trace.has('y') ? g.readout : g.prediction, climbs);
    canvas.travel('h', t, vector.h, vector.h_in, part(at('predict'), 0.1, 0.9));
    const answers = part(at('predict'), 0.45, 0.8);
    if (answers > 0) {
      const from = trace.has('y') ? g.readout : g.prediction;
      canvas.prediction(mix(from, g.prediction, answers));
    }
  }
  targets(canvas);
  labels(canvas);
  return canvas.scene();
}

/** The target where the task asks for one, else that it does not ask. */
export function targets(canvas: Canvas): void {
  const { trace, moment, g } = canvas;
  const state = moment.direction === 'forward' ? canvas.state('predict') : 'past';
  const y = g.narrow ? g.target.y - 22 : g.target.y - 19;
  if (trace.asked(moment.step)) {
    canvas.word('stage.target', g.target.x, y, state);
    canvas.target(g.target);
  } else {
    canvas.word('stage.not-asked', g.target.x, g.target.y + 4, state);
  }
  canvas.word('stage.prediction', g.prediction.x, g.narrow ? g.prediction.y - 22 : g.prediction.y - 18, state);
}

function labels(canvas: Canvas): void {
  const { g, trace } = canvas;
  const { column, belt, vector } = g;
  const above = belt.top - (g.narrow ? 14 : 15);
  canvas.symbol('c_prev', column.prev, above, 'past');
  if (!g.narrow) canvas.symbol('keep', column.kept, above, canvas.state('forget'));
  canvas.symbol('c', column.now, above, canvas.state('update'));
  const beside = g.narrow ? 6 : 12;
  const lift = g.vector.height / 2 + (g.narrow ? 7 : 9);
  for (const [name, beat, word] of [
    ['f', 'forget', 'stage.forget-gate'],
    ['i', 'input', 'stage.input-gate'],
    ['g', 'candidate', 'stage.candidate'],
    ['o', 'output', 'stage.output-gate'],
  ] as const) {
    canvas.symbol(name, vector[name].x + beside, vector[name].y - lift, canvas.state(beat), 'start');
    if (!g.narrow)
      canvas.word(word, g.layer[name].x + 10, g.layer[name].y + g.box.height / 2 + 18, canvas.state(beat), 'start');
  }
  if (!g.narrow) canvas.symbol('write', vector.write.x + 68, vector.write.y + 5, canvas.state('update'), 'start');
  canvas.symbol('h_prev', vector.h_prev.x, vector.h_prev.y - lift - 2, 'past');
  const glyph = glyphText(trace, canvas.moment.step);
  const wide = glyph ? glyphWidth(glyph.text) / 2 + 17 : vector.width / 2 + 12;
  canvas.symbol('x', g.input.x + (g.narrow ? Math.min(wide, 36) - 8 : wide), g.input.y + 6, 'past', 'start');
  canvas.symbol('h', vector.h.x + (g.narrow ? -2 : 0), vector.h.y - lift - 2, canvas.state('emit'));
  canvas.symbol('h', vector.h_in.x, vector.h_in.y + lift + 14, canvas.state('predict'));
}
