/** Where things stand on the stage: a function of the network's size and of the room there is. Drawing and picking share it. */

export interface Point {
  x: number;
  y: number;
}

/** A wire's corners in the direction of the forward pass. */
export type WireId =
  | 'bus'
  | 'x'
  | 'in_f'
  | 'in_i'
  | 'in_g'
  | 'in_o'
  | 'f'
  | 'i'
  | 'g'
  | 'write'
  | 'o'
  | 'copy'
  | 'tanh'
  | 'h'
  | 'up'
  | 'predict'
  | 'out';

export const GATES = ['f', 'i', 'g', 'o'] as const;
export type GateName = (typeof GATES)[number];

export interface Geometry {
  narrow: boolean;
  width: number;
  height: number;
  units: number;
  /** One lane a unit; above 32 units the lanes close up into a heat strip. */
  heat: boolean;
  belt: { left: number; right: number; top: number; bottom: number; lane: number };
  /** Columns on the belt, by what stands there. */
  column: { prev: number; valve: number; kept: number; plus: number; now: number; copy: number; end: number };
  parcel: { width: number; height: number; text: number; numbers: boolean };
  layer: Record<GateName, Point>;
  box: { width: number; height: number };
  /** Where a vector rests, centred. */
  vector: Record<GateName | 'h' | 'h_prev' | 'tanh_c' | 'write' | 'h_in', Point> & { width: number; height: number };
  multiply: Point;
  tanh: Point;
  emit: Point;
  input: Point;
  readout: Point;
  prediction: Point;
  target: Point;
  busY: number;
  wires: Record<WireId, Point[]>;
}

const BELT_TOP_WIDE = 70;
const BELT_TOP_NARROW = 128;

export function geometry(units: number, narrow: boolean): Geometry {
  const heat = units > 32;
  const room = narrow ? 200 : 208;
  const lane = Math.max(Math.min(narrow ? 22 : 25, room / units), heat ? 0 : 6.5);
  const top = narrow ? BELT_TOP_NARROW : BELT_TOP_WIDE;
  const bottom = top + lane * units;
  const width = narrow ? 440 : 1140;
  const column = narrow
    ? { prev: 34, valve: 94, kept: 154, plus: 214, now: 274, copy: 340, end: 378 }
    : { prev: 84, valve: 250, kept: 392, plus: 512, now: 640, copy: 830, end: 944 };
  const right = narrow ? 406 : 988;
  const hX = narrow ? 418 : 1066;
  const numbers = units <= 12;
  const y = narrow
    ? {
        multiply: bottom + 44,
        tanh: bottom + 22,
        tanhVector: bottom + 48,
        emit: bottom + 72,
        vector: bottom + 104,
        layer: bottom + 138,
        bus: bottom + 196,
        input: bottom + 240,
      }
    : {
        multiply: bottom + 62,
        tanh: bottom + 28,
        tanhVector: bottom + 55,
        emit: bottom + 84,
        vector: bottom + 118,
        layer: bottom + 152,
        bus: bottom + 208,
        input: bottom + 250,
      };
  const layer: Record<GateName, Point> = {
    f: { x: column.valve, y: y.layer },
    i: { x: narrow ? 180 : 440, y: y.layer },
    g: { x: narrow ? 248 : 584, y: y.layer },
    o: { x: column.copy, y: y.layer },
  };
  const box = narrow ? { width: 44, height: 28 } : { width: 76, height: 34 };
  const multiply = { x: column.plus, y: y.multiply };
  const emit = { x: column.copy, y: y.emit };
  const tanh = { x: column.copy, y: y.tanh };
  const inputX = narrow ? 44 : 118;
  const readout = { x: hX - (narrow ? 62 : 0), y: narrow ? 78 : top + 124 };
  const prediction = { x: readout.x - (narrow ? 84 : 0), y: narrow ? 78 : top + 66 };
  const target = { x: prediction.x - (narrow ? 76 : 0), y: narrow ? 78 : top + 12 };
  const layerTop = y.layer - box.height / 2;
  const layerBottom = y.layer + box.height / 2;
  const outX = width - 4;
  const riser = (gate: GateName): Point[] => [
    { x: layer[gate].x, y: y.bus },
    { x: layer[gate].x, y: layerBottom },
  ];
  return {
    narrow,
    width,
    height: y.input + (narrow ? 34 : 30),
    units,
    heat,
    belt: { left: narrow ? 6 : 16, right, top, bottom, lane },
    column,
    parcel: {
      width: narrow ? 44 : 54,
      height: heat ? lane : Math.max(lane - (numbers ? 5 : 1.5), 2),
      text: narrow ? 12 : 13.5,
      numbers,
    },
    layer,
    box,
    vector: {
      f: { x: layer.f.x, y: y.vector },
      i: { x: layer.i.x, y: y.vector },
      g: { x: layer.g.x, y: y.vector },
      o: { x: layer.o.x, y: y.vector },
      h: { x: narrow ? 384 : 952, y: y.emit },
      h_prev: { x: narrow ? 36 : 78, y: y.bus },
      h_in: { x: narrow ? 392 : 1066, y: y.bus },
      tanh_c: { x: column.copy, y: y.tanhVector },
      write: { x: column.plus, y: y.multiply - (narrow ? 22 : 30) },
      width: narrow ? 58 : 124,
      height: narrow ? 11 : 15,
    },
    multiply,
    tanh,
    emit,
    input: { x: inputX, y: y.input },
    readout,
    prediction,
    target,
    busY: y.bus,
    wires: {
      bus: [
        { x: narrow ? 4 : 12, y: y.bus },
        { x: layer.o.x, y: y.bus },
      ],
      x: [
        { x: inputX, y: y.input - 14 },
        { x: inputX, y: y.bus },
      ],
      in_f: riser('f'),
      in_i: riser('i'),
      in_g: riser('g'),
      in_o: riser('o'),
      f: [
        { x: layer.f.x, y: layerTop },
        { x: layer.f.x, y: bottom + 6 },
      ],
      i: [
        { x: layer.i.x, y: layerTop },
        { x: layer.i.x, y: multiply.y },
        { x: multiply.x - 12, y: multiply.y },
      ],
      g: [
        { x: layer.g.x, y: layerTop },
        { x: layer.g.x, y: multiply.y },
        { x: multiply.x + 12, y: multiply.y },
      ],
      write: [
        { x: multiply.x, y: multiply.y - 12 },
        { x: multiply.x, y: bottom + 6 },
      ],
      o: [
        { x: layer.o.x, y: layerTop },
        { x: emit.x, y: emit.y + 12 },
      ],
      copy: [
        { x: tanh.x, y: bottom },
        { x: tanh.x, y: tanh.y - 12 },
      ],
      tanh: [
        { x: tanh.x, y: tanh.y + 12 },
        { x: emit.x, y: emit.y - 12 },
      ],
      h: [
        { x: emit.x + 12, y: emit.y },
        { x: hX, y: emit.y },
      ],
      up: narrow
        ? [
            { x: hX, y: emit.y },
            { x: hX, y: readout.y },
            { x: readout.x + box.width / 2, y: readout.y },
          ]
        : [
            { x: hX, y: emit.y },
            { x: hX, y: readout.y + box.height / 2 },
          ],
      predict: narrow
        ? [
            { x: readout.x - box.width / 2, y: readout.y },
            { x: prediction.x + 30, y: prediction.y },
          ]
        : [
            { x: hX, y: readout.y - box.height / 2 },
            { x: hX, y: prediction.y + 14 },
          ],
      out: [
        { x: hX, y: emit.y },
        { x: hX, y: y.bus },
        { x: outX, y: y.bus },
      ],
    },
  };
}

/** Centre of a unit's lane. */
export function laneY(g: Geometry, unit: number): number {
  return g.belt.top + (unit + 0.5) * g.belt.lane;
}

/** Place and size of one cell of a vector of `n` numbers resting at `at`. */
export function cellOf(g: Geometry, at: Point, unit: number, n: number): Point & { w: number; h: number } {
  const pitch = Math.min(g.vector.height + 1.5, g.vector.width / n);
  const gap = pitch > 4 ? 1.5 : 0;
  return { x: at.x + (unit - (n - 1) / 2) * pitch, y: at.y, w: pitch - gap, h: g.vector.height };
}
