/** The backward step on the same belt, right to left: a pure function of the trace and the moment. */
import { Canvas, mix } from './canvas';
import { targets } from './forward';
import { GATES, laneY, type GateName } from './geometry';
import { weightNorms } from './weights';
import { precise } from './format';
import type { Scene } from './shape';
import { SYMBOLS } from './symbol';
import { part, type BackwardBeat, type Moment } from './timeline';
import type { Trace } from './trace';

export function backwardScene(trace: Trace, moment: Moment, narrow: boolean): Scene {
  const canvas = new Canvas(trace, moment, narrow);
  const { g } = canvas;
  const { column, belt, vector } = g;
  const t = moment.step;
  const at = canvas.clock<BackwardBeat>();

  const arrives = part(at('loss'), 0.4, 1);
  const squeezes = part(at('through'), 0.45, 1);
  const joins = part(at('meet'), 0, 0.5);
  const meets = part(at('meet'), 0.45, 1);
  const rides = part(at('part'), 0, 0.45);
  const parts = part(at('part'), 0.4, 1);
  const slopes = part(at('slope'), 0.1, 1);
  const falls = part(at('weights'), 0, 1);
  const gathers = part(at('leave'), 0, 0.5);
  const crosses = part(at('leave'), 0.35, 1);

  canvas.bed();
  const entry = belt.right - g.parcel.width / 2 - 2;
  const inX = entry + (column.end - entry) * part(at('loss'), 0, 1);
  canvas.lanes('d_c_next', t, belt.right, joins > 0 ? column.end + (column.copy - column.end) * joins : inX);
  if (meets > 0)
    canvas.lanes(
      'd_c',
      t,
      column.copy,
      column.copy +
        (column.now - column.copy) * meets +
        (column.kept - column.now) * rides +
        (column.valve - column.kept) * Math.min(crosses * 2, 1),
    );
  if (crosses > 0.5)
    canvas.lanes('d_c_prev', t, column.valve, column.valve + (belt.left - column.valve) * (crosses * 2 - 1));

  canvas.wires();
  canvas.machinery({
    valve: canvas.state('leave'),
    plus: canvas.state('part'),
    multiply: canvas.state('part'),
    tanh: canvas.state('through'),
    emit: canvas.state('through'),
  });
  canvas.readout(canvas.state('loss'));

  // The forget gates stand open as they stood forward: what comes along the belt is multiplied by them.
  for (let k = 0; k < trace.hidden; k++) {
    canvas.add({
      type: 'valve',
      x: column.valve + g.parcel.width / 2 - 1,
      y: laneY(g, k),
      h: belt.lane,
      opening: trace.value('f', t)[k]!,
    });
  }
  canvas.column('f', t, column.valve - 4, g.parcel.width - 8);

  // The belt, right to left.
  canvas.column('d_c_next', t, joins > 0 && meets === 0 ? column.end + (column.copy - column.end) * joins : inX);
  if (joins > 0 && meets < 1) canvas.fly('d_c_output', t, vector.tanh_c, column.copy, joins);
  if (meets > 0) canvas.column('d_c', t, column.copy + (column.now - column.copy) * meets);
  if (rides > 0) canvas.column('d_c', t, column.now + (column.kept - column.now) * rides);
  if (crosses > 0) {
    const x = column.kept + (column.prev - column.kept) * crosses;
    canvas.column(x > column.valve ? 'd_c' : 'd_c_prev', t, x);
  }

  // The loss reaches h, from this step's answer and from the next step.
  canvas.prediction(g.prediction);
  canvas.travel(
    'd_h_next',
    t,
    { x: g.width - g.vector.width / 2 - 2, y: g.busY },
    vector.h_in,
    part(at('loss'), 0, 0.4),
  );
  if (arrives < 1)
    canvas.travel(
      'd_h_loss',
      t,
      trace.has('y') ? g.readout : g.prediction,
      { x: vector.h_in.x, y: vector.h.y },
      part(at('loss'), 0, 0.4),
    );
  if (arrives > 0) canvas.travel('d_h', t, { x: vector.h_in.x, y: vector.h.y }, vector.h, arrives);

  // Through the output gate: down into o, up through tanh′ into C.
  if (at('through') > 0) {
    const reaches = part(at('through'), 0, 0.45);
    if (reaches < 1) canvas.travel('d_h', t, vector.h, g.emit, reaches);
    if (squeezes > 0) {
      canvas.travel('d_o', t, g.emit, vector.o, squeezes);
      canvas.travel('d_c_output', t, g.emit, vector.tanh_c, squeezes);
    }
  }

  // At ⊕ it goes both ways whole; at ⊗ each factor receives the other.
  if (parts > 0) {
    canvas.travel('d_f', t, { x: g.layer.f.x, y: belt.bottom + 6 }, vector.f, parts);
    canvas.travel('d_i', t, g.multiply, vector.i, parts);
    canvas.travel('d_g', t, g.multiply, vector.g, parts);
    if (parts < 1) canvas.travel('d_c', t, { x: column.plus, y: belt.bottom + 6 }, g.multiply, parts);
  }
  const below = (name: GateName) => ({ x: g.layer[name].x, y: g.layer[name].y + g.box.height / 2 + 14 });
  if (slopes > 0) for (const name of GATES) canvas.travel(`d_z_${name}`, t, vector[name], below(name), slopes);

  // Into the weights: ∂W grows by this step's share.
  const norms = weightNorms(trace);
  for (const name of GATES) {
    const place = { x: g.layer[name].x, y: g.input.y + 2 };
    if (falls > 0 && falls < 1) canvas.travel(`d_z_${name}`, t, below(name), place, falls);
    const grown = falls === 1 ? norms[name][t]! : norms[name][t + 1]!;
    canvas.add({
      type: 'bin',
      ...place,
      w: g.narrow ? 52 : 110,
      h: g.narrow ? 34 : 40,
      symbol: SYMBOLS[`d_W_${name}`],
      text: precise(grown),
      fullness: grown / (norms[name][1]! || 1),
      state: canvas.state('weights'),
      pick: { quantity: `d_W_${name}`, step: t, unit: 0 },
    });
  }

  // And out to the step before.
  if (gathers > 0) {
    for (const name of GATES)
      if (gathers < 1)
        canvas.travel(`d_z_${name}`, t, below(name), mix({ x: g.layer[name].x, y: g.busY }, vector.h_prev, gathers), 1);
    if (gathers === 1 || gathers > 0.6) {
      canvas.vector('d_h_prev', t, vector.h_prev);
      canvas.vector('d_x', t, { x: g.input.x, y: g.input.y - 26 }, trace.frame.schema.inputs);
    }
  }
  canvas.input(t, 'past');
  targets(canvas);
  labels(canvas);
  return canvas.scene();
}

function labels(canvas: Canvas): void {
  const { g } = canvas;
  const { column, belt, vector } = g;
  const above = belt.top - (g.narrow ? 14 : 15);
  const lift = g.vector.height / 2 + (g.narrow ? 7 : 9);
  const beside = g.narrow ? 6 : 12;
  canvas.symbol('d_c_prev', column.prev, above, canvas.state('leave'));
  if (!g.narrow) canvas.symbol('d_c', column.kept, above, canvas.state('part'));
  canvas.symbol('d_c', column.now, above, canvas.state('meet'));
  if (!g.narrow) {
    canvas.symbol('f', column.valve + 22, above - 2, 'past', 'start');
    canvas.word(nextKey(canvas), column.end, above, canvas.state('loss'));
    canvas.word(nextKey(canvas), vector.h_in.x, vector.h_in.y + lift + 14, canvas.state('loss'));
  }
  for (const [name, beat] of [
    ['f', 'part'],
    ['i', 'part'],
    ['g', 'part'],
    ['o', 'through'],
  ] as const) {
    // Above ∂o's wire is ∂h: there is room beside it.
    const aside = name === 'o' && !g.narrow;
    const [x, y] = aside ? [g.vector.width / 2 + 8, 5] : [beside, -lift];
    canvas.symbol(`d_${name}`, vector[name].x + x, vector[name].y + y, canvas.state(beat), 'start');
  }
  canvas.symbol('d_h', vector.h.x, vector.h.y - lift - 2, canvas.state('loss'));
  canvas.symbol('d_h_prev', vector.h_prev.x, vector.h_prev.y - lift - 2, canvas.state('leave'));
}

function nextKey({ trace, moment }: Canvas): string {
  return moment.step === trace.steps ? 'stage.no-next' : trace.fed(moment.step) ? 'stage.from-next' : 'stage.cut';
}
