// A figure laid out for one layer of one network: where each number is made and rests, and the wires between. What is wired
// to what is read from the formulas; only places come from the figure.
import type { Factor } from '../engine/protocol.ts';
import { inLayer, layerOf, parse, print } from '../network/address.ts';
import { addressOf, type Wiring } from '../network/wiring.ts';
import { ROWS, STACKS, type At, type Figure, type Level, type Machine, type Place } from './figure.ts';

export interface Point {
  x: number;
  y: number;
}

/** What comes into a machine, and on which way. */
export interface Source {
  address: string;
  /** From where the number rests to the machine's edge. */
  path: Point[];
  /** It comes by the bus that all layers share. */
  bus: boolean;
  /** It is taken from 1 on its way. */
  complement: boolean;
}

export interface Node {
  address: string;
  machine: Machine | 'given';
  by: Point;
  at: Point;
  /** On the belt: made there, resting there. */
  made: boolean;
  rides: boolean;
  /** The row in which it rests. */
  row: string;
  /** Its numbers stand above each other where it rests. */
  stands: boolean;
  /** All that it is made of stands beside it, in the same row: no wire needs to be drawn. */
  beside: boolean;
  /** What a layer squashes: z_f of f. */
  argument?: string;
  sources: Source[];
}

export interface Wire {
  id: string;
  points: Point[];
  /** When it is travelled: the address made by then, each way. */
  forward: string;
  backward: string;
  /** A sign on it: what passes is taken from 1. */
  minus?: Point;
}

interface Belt {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Units one above the other: all alike, or so many that only one is opened and has room for its number. */
export interface Pile {
  units: number;
  height: number;
  /** The height of the one that is opened. */
  opened: number | undefined;
}

/** The place of a unit from the top of its pile: its middle, and its height. */
export function inPile({ units, height, opened }: Pile, unit: number, open: number): { y: number; h: number } {
  if (opened === undefined) return { y: (height * (unit + 0.5)) / units, h: height / units };
  const thin = (height - opened) / (units - 1);
  if (unit === open) return { y: thin * unit + opened / 2, h: opened };
  return { y: thin * (unit + 0.5) + (unit > open ? opened - thin : 0), h: thin };
}

/** Where something of an answer stands, and how wide it may be. */
interface Seat extends Point {
  room: number;
}

export interface Plan {
  layer: number;
  form: Form;
  narrow: boolean;
  /** The belt stands alone: nothing is below it. */
  alone: boolean;
  width: number;
  height: number;
  units: number;
  belt: Belt;
  lanes: Pile;
  /** A number in its lane, or in a stack: how wide, and the size of its type where it has room. */
  parcel: { width: number; text: number };
  box: { width: number; height: number };
  /** The numbers of a vector that stand above each other. */
  stack: (units: number) => Pile;
  /** The numbers of a vector that lie side by side. */
  vector: { width: number; height: number };
  nodes: ReadonlyMap<string, Node>;
  wires: Wire[];
  /** Full addresses of the state that rides and of what the layer reads and says. */
  rides: string;
  reads: string;
  says: string;
  /** Where the gradient of the next step comes onto the belt, and where the state's copy for the read-out starts. */
  end: number;
  copy: number;
  busY: number;
  inputY: number;
  /** Where h leaves for the next step, if the belt does not carry it. */
  next: Point;
  readout: Point;
  prediction: Seat;
  target: Seat;
}

/** So many numbers can be read above each other. */
const MOST = 8;
/** How wide each stage is, how far its belt stands from the edge, and how wide a number is in its lane, with the size of its type. */
const SIZES = {
  wide: { width: 1040, edge: 8, parcel: { width: 62, text: 15.5 } },
  narrow: { width: 440, edge: 4, parcel: { width: 42, text: 13.2 } },
  belt: { width: 448, edge: 1, parcel: { width: 50, text: 14 } },
  long: { width: 688, edge: 1, parcel: { width: 50, text: 15 } },
} as const;
/** How far down the belt begins. */
const TOP = { wide: 36, narrow: 44, belt: 32, long: 32 };
/** Heights of the lanes: of one at most and at least, of all together between these, of the one opened. */
const HIGH = { one: 54, least: 27, all: 216, opened: 36 };
const LANES = {
  wide: HIGH,
  low: { one: 45, least: 22, all: 115, opened: 36 },
  narrow: { one: 38, least: 22, all: 180, opened: 28 },
  belt: HIGH,
  long: HIGH,
};
/**
 * Heights of a stack of numbers, on a wide stage and on a narrow one: of one at most and where there are several more, of all of many
 * together, of the one opened.
 */
const STACK = { one: [24, 20], next: [12, 10], many: [78, 66], opened: [22, 19] } as const;
const OP = 12;
const PILL = { width: 52, height: 24 };

/** The names of a figure, as they are in a layer: `x` is what the layer reads. */
export function inNetwork(address: string, layer: number): string {
  const parts = parse(address);
  const own = (name: string): string =>
    name !== 'x' ? inLayer(name, layer) : layer === 0 ? 'x' : inLayer('h', layer - 1);
  return print({ ...parts, name: own(parts.name), ...(parts.from ? { from: own(parts.from) } : {}) });
}

/** The other way: the figure's name of an address of the network. */
export function inFigure(address: string, layer: number): string {
  const parts = parse(address);
  const { layer: of, base } = layerOf(parts.name);
  return print({ ...parts, name: of < layer ? 'x' : base });
}

/** Whether a network has what a figure speaks of. */
export function exists(wiring: Wiring, address: string): boolean {
  const { name, term, before } = parse(address);
  if (wiring.param(name)) return true;
  if (!wiring.has(name)) return false;
  if (before) return wiring.field(name)!.kind === 'state';
  const factors = term === undefined ? undefined : wiring.formula(name)?.terms[term];
  return term === undefined || (factors?.length ?? 0) > 1;
}

/**
 * How much room there is: where it is low the lanes of a wide stage are lower; a narrow stage stands on end; the belt alone is that
 * of a narrow one, with nothing below it, a long one the same drawn out.
 */
export type Room = 'wide' | 'low' | 'narrow' | 'belt' | 'long';

/** What a room has in common with another but for its lanes. */
export type Form = Exclude<Room, 'low'>;

export function plan(wiring: Wiring, figure: Figure, layer: number, room: Room): Plan {
  return new Planner(wiring, figure, layer, room).plan();
}

class Planner {
  readonly #wiring: Wiring;
  readonly #figure: Figure;
  readonly #layer: number;
  readonly #form: Form;
  readonly #alone: boolean;
  readonly #side: 0 | 1;
  readonly #belt: Belt;
  readonly #lanes: Pile;
  readonly #box;
  readonly #width: number;
  readonly #parcel: Plan['parcel'];
  readonly #nodes = new Map<string, Node>();
  readonly #rides: string;

  constructor(wiring: Wiring, figure: Figure, layer: number, room: Room) {
    this.#wiring = wiring;
    this.#figure = figure;
    this.#layer = layer;
    const form = room === 'low' ? 'wide' : room;
    const narrow = form !== 'wide';
    this.#form = form;
    this.#alone = form === 'belt' || form === 'long';
    this.#side = narrow ? 1 : 0;
    this.#rides = inNetwork(figure.rides, layer);
    const units = wiring.count(this.#rides);
    const few = units <= MOST;
    const { one, least, all, opened } = LANES[room];
    const height = few ? Math.min(one * units, Math.max(all, least * units)) : all;
    this.#lanes = { units, height, opened: few ? undefined : opened };
    const top = TOP[form];
    const { width, edge, parcel } = SIZES[form];
    this.#width = width;
    this.#parcel = parcel;
    this.#belt = { left: edge, right: width - edge, top, bottom: top + height };
    this.#box = narrow ? { width: 40, height: 26 } : { width: 60, height: 27 };
  }

  plan(): Plan {
    for (const [name, place] of Object.entries(this.#figure.places)) this.#place(name, place);
    for (const node of this.#nodes.values()) {
      node.sources = this.#sources(node);
      node.beside = this.#isBeside(node);
    }
    const side = this.#side;
    const narrow = side === 1;
    const belt = this.#belt;
    const says = this.#nodes.get(inNetwork('h', this.#layer))!;
    // Below what it reads, or beside it where that lies low already or its machine stands below it.
    const beneath = says.rides || (says.stands && says.by.y <= says.at.y);
    const x = says.rides ? this.#column('copy') : beneath ? says.at.x : narrow ? 344 : 984;
    const edge = narrow ? 46 : 52;
    // Where it lies low there is room above the read-out only.
    const low = says.row === 'low' && !narrow;
    const readout = { x: Math.min(x, this.#width - this.#box.width / 2 - 4), y: this.#y('layer') };
    const prediction = { x: Math.min(x, this.#width - edge), y: low ? this.#y('stack') : this.#y('answer') };
    return {
      layer: this.#layer,
      form: this.#form,
      narrow,
      alone: this.#alone,
      width: this.#width,
      height: this.#alone ? belt.bottom + 5 : this.#y('answer') + 22,
      units: this.#lanes.units,
      belt,
      lanes: this.#lanes,
      parcel: this.#parcel,
      box: this.#box,
      stack: (units) => this.#stack(units),
      vector: narrow ? { width: 54, height: 11 } : { width: 132, height: 15 },
      nodes: this.#nodes,
      wires: this.#wires(says, readout, prediction),
      rides: this.#rides,
      reads: inNetwork('x', this.#layer),
      says: inNetwork('h', this.#layer),
      end: this.#column('end'),
      copy: this.#column('copy'),
      busY: this.#y('bus'),
      inputY: this.#y('input'),
      next: { x: belt.right, y: says.at.y },
      readout,
      prediction: { ...prediction, room: 2 * edge },
      target: low
        ? { x: prediction.x, y: prediction.y - 48, room: 2 * edge }
        : narrow
          ? { x: prediction.x - 190, y: prediction.y, room: 90 }
          : { x: prediction.x + (beneath ? 92 : -92), y: prediction.y - (beneath ? 0 : 34), room: 76 },
    };
  }

  #stack(units: number): Pile {
    const side = this.#side;
    const few = units <= MOST;
    const one = STACK.one[side];
    const height = few ? Math.min(one * units, 3 * one + STACK.next[side] * (units - 3)) : STACK.many[side];
    return { units, height, opened: few ? undefined : STACK.opened[side] };
  }

  #column(name: string): number {
    const pair = this.#figure.columns[name];
    if (!pair) throw new RangeError(`the figure has no column "${name}"`);
    const alone = this.#alone ? this.#figure.alone?.[name] : undefined;
    return alone ? alone[this.#form === 'long' ? 0 : 1] : pair[this.#side];
  }

  #y(row: string): number {
    const level: Level | undefined = this.#figure.rows?.[row] ?? ROWS[row as keyof typeof ROWS];
    if (!level) throw new RangeError(`the figure has no row "${row}"`);
    const { top, bottom } = this.#belt;
    if (row === 'belt') return (top + bottom) / 2;
    return bottom + level[this.#side] + level[2] * this.#stack(this.#lanes.units).height;
  }

  #point([column, row]: At): Point {
    return { x: this.#column(column), y: this.#y(row) };
  }

  #place(name: string, place: Figure['places'][string]): void {
    const address = inNetwork(name, this.#layer);
    if (!exists(this.#wiring, address)) return;
    const machine = this.#machine(address);
    const own = 'at' in place ? (place as Place) : (place as Partial<Record<Machine, Place>>)[machine as Machine];
    if (!own) return;
    const at = this.#point(own.at);
    const argument = machine === 'layer' ? this.#wiring.argument(address) : undefined;
    this.#nodes.set(address, {
      address,
      machine,
      by: own.by ? this.#point(own.by) : at,
      at,
      made: own.by?.[1] === 'belt',
      rides: own.at[1] === 'belt',
      row: own.at[1],
      stands: [...STACKS, ...(this.#figure.stacks ?? [])].includes(own.at[1]),
      beside: false,
      ...(argument ? { argument } : {}),
      sources: [],
    });
  }

  #isBeside({ machine, by, at, stands, sources }: Node): boolean {
    const row = (each: { stands: boolean; at: Point }): boolean => each.stands && each.at.y === by.y;
    const reach = this.#side === 1 ? 44 : 70;
    return (
      machine === 'times' &&
      at.x !== by.x &&
      row({ stands, at }) &&
      sources.every((source) => {
        const from = this.#nodes.get(source.address)!;
        return !source.complement && row(from) && Math.abs(from.at.x - by.x) <= reach;
      })
    );
  }

  /** Half the room of what rests there. */
  #half({ stands, address }: Node): { x: number; y: number } {
    if (!stands) return { x: 0, y: 0 };
    return { x: this.#parcel.width / 2, y: this.#stack(this.#wiring.count(address)).height / 2 };
  }

  #placed(address: string): boolean {
    const name = inFigure(address, this.#layer);
    const place = this.#figure.places[name];
    return !!place && ('at' in place || this.#machine(address) in place);
  }

  #machine(address: string): Machine | 'given' {
    const { name, term, before } = parse(address);
    const formula = this.#wiring.formula(name);
    if (!formula || before || this.#isRead(name)) return 'given';
    if (term !== undefined) return this.#wiring.isMatrix(formula.terms[term]![0]!.name) ? 'matrix' : 'times';
    const argument = this.#wiring.argument(name);
    if (formula.squash) return argument && !this.#placed(argument) ? 'layer' : 'squash';
    if (formula.terms.length > 1)
      return formula.terms.some(([first], k) => this.#wiring.isMatrix(first!.name) && !this.#placed(`${name}/${k}`))
        ? 'matrix'
        : 'plus';
    const [first, second] = formula.terms[0]!;
    return this.#wiring.isMatrix(first!.name) ? 'matrix' : second ? 'times' : 'copy';
  }

  /** The x of this layer: the h of the layer below. */
  #isRead(name: string): boolean {
    return layerOf(name).layer < this.#layer;
  }

  #sources(node: Node): Source[] {
    if (node.machine === 'given') return [];
    const { name, term } = parse(node.address);
    const of = node.argument ?? name;
    const formula = this.#wiring.formula(of)!;
    const terms = formula.terms.flatMap((factors, k): { factor: Factor; address?: string }[] => {
      if (term !== undefined && term !== k) return [];
      const product = `${of}/${k}`;
      const whole = term === undefined && factors.length > 1 && this.#nodes.has(product);
      if (whole) return [{ factor: factors[0]!, address: product }];
      return factors.map((factor) => ({ factor }));
    });
    const seen = new Set<string>();
    return terms.flatMap(({ factor, address = addressOf(factor) }) => {
      const source = this.#nodes.get(address);
      if (!source || seen.has(address)) return [];
      seen.add(address);
      const product = parse(address).term !== undefined;
      const bus = !product && this.#byBus(source, node);
      return [{ address, bus, complement: !product && factor.complement, path: this.#path(source, node, bus) }];
    });
  }

  /** By the bus comes what is given, to whatever applies weights to it away from the belt. */
  #byBus(source: Node, node: Node): boolean {
    if (node.made || source.machine !== 'given' || !['layer', 'matrix'].includes(node.machine)) return false;
    const of = this.#wiring.formula(node.argument ?? parse(node.address).name)!;
    return of.terms.some(
      ([first, operand]) => operand && this.#wiring.isMatrix(first!.name) && addressOf(operand) === source.address,
    );
  }

  #path(source: Node, node: Node, bus: boolean): Point[] {
    const { bottom } = this.#belt;
    const key = `${inFigure(source.address, this.#layer)}>${inFigure(node.address, this.#layer)}`;
    const elbows = this.#figure.elbows?.[key];
    const goal = node.made ? { x: node.by.x, y: bottom + 6 } : node.by;
    if (source.rides && node.made) return [source.at, node.by];
    const start = source.rides ? { x: source.at.x, y: bottom + 4 } : source.at;
    let points: Point[];
    if (elbows) {
      const corners = elbows.map(([column, row]) =>
        row === 'belt' ? { x: this.#column(column), y: bottom } : this.#point([column, row]),
      );
      points = elbows[0]![1] === 'belt' ? corners : [start, ...corners];
    } else if (bus) {
      const y = this.#y('bus');
      points = [start, { x: start.x, y }, { x: goal.x, y }];
    } else if (node.made) {
      points = [start, { x: goal.x, y: start.y }];
    } else {
      points = [start, { x: start.x, y: goal.y }];
    }
    const way = trimmed([...points.filter((p, k) => k === 0 || !same(p, points[k - 1]!))], goal, this.#edge(node));
    return from(way, this.#half(source));
  }

  /** How far a machine reaches from its middle. */
  #edge({ machine, made }: Node): { x: number; y: number } {
    if (made) return { x: 0, y: 0 };
    switch (machine) {
      case 'layer':
      case 'matrix':
        return { x: this.#box.width / 2, y: this.#box.height / 2 };
      case 'squash':
        return { x: PILL.width / 2, y: PILL.height / 2 };
      default:
        return this.#side === 1 ? { x: 9, y: 9 } : { x: OP, y: OP };
    }
  }

  #wires(says: Node, readout: Point, prediction: Point): Wire[] {
    const wires: Wire[] = [];
    const bus = this.#y('bus');
    const nodes = [...this.#nodes.values()];
    const trunk = new Map<string, { to: number; node: Node }>();
    for (const node of nodes) {
      for (const source of node.sources) {
        const origin = this.#nodes.get(source.address)!;
        if (origin.rides && node.made) continue; // the lanes themselves
        if (node.beside) continue;
        if (source.bus) {
          const to = trunk.get(source.address)?.to ?? origin.at.x;
          trunk.set(source.address, { to: Math.max(to, node.by.x), node: origin });
          continue;
        }
        const middle =
          source.path.length > 1 && source.complement && node.machine !== 'copy'
            ? onWay(source.path, this.#side ? 0.45 : 0.3)
            : undefined;
        wires.push({
          id: `${source.address}>${node.address}`,
          points: source.path,
          forward: node.address,
          backward: flowsTo(source.address, this.#wiring),
          ...(middle ? { minus: middle } : {}),
        });
      }
      if (node.machine !== 'given' && !(node.made && node.rides) && !node.beside && !same(node.by, node.at))
        wires.push({
          id: node.address,
          points: leaving(node, this.#edge(node), this.#half(node)),
          forward: node.address,
          backward: node.argument
            ? `d_${node.argument}`
            : flowsTo(node.sources[0]?.address ?? node.address, this.#wiring),
        });
      if (node.sources.some((source) => source.bus))
        wires.push({
          id: `bus>${node.address}`,
          points: [
            { x: node.by.x, y: bus },
            { x: node.by.x, y: node.by.y + this.#box.height / 2 },
          ],
          forward: node.address,
          backward: 'weights',
        });
    }
    for (const [address, { to, node }] of trunk) {
      const start = node.row === 'bus' ? { x: 4, y: bus } : this.#foot(node);
      wires.push({
        id: `bus:${address}`,
        points: [start, ...(node.row === 'bus' ? [] : [{ x: node.at.x, y: bus }]), { x: to, y: bus }],
        forward: 'join',
        backward: 'leave',
      });
    }
    return [...wires, ...this.#outputs(says, readout, prediction)];
  }

  /** Where the wire to the bus begins: below what stands above it, above what lies below it. */
  #foot(node: Node): Point {
    const { x, y } = node.at;
    if (node.rides) return { x, y: this.#belt.bottom + 4 };
    return { x, y: y < this.#y('bus') ? y + this.#half(node).y : y - 14 };
  }

  /** How h leaves: to the read-out, and to the next step where the belt does not carry it. */
  #outputs(says: Node, readout: Point, prediction: Point): Wire[] {
    const belt = this.#belt;
    const narrow = this.#side === 1;
    const answers = this.#wiring.judged === 'y' && this.#layer === this.#wiring.schema.layers - 1;
    const half = answers ? this.#box : { width: 60, height: 24 };
    const goal = answers ? readout : prediction;
    const { x, y } = this.#half(says);
    const wires: Wire[] = [];
    const above = says.rides ? { x: goal.x, y: belt.bottom + 4 } : { x: goal.x, y: says.at.y + y };
    const into = narrow ? 1 : -1;
    const edge = goal.x + (into * half.width) / 2;
    const down =
      says.rides || says.stands
        ? [above, { x: goal.x, y: goal.y - half.height / 2 }]
        : [says.at, { x: edge + into * 10, y: says.at.y }, { x: edge + into * 10, y: goal.y }, { x: edge, y: goal.y }];
    wires.push({ id: 'up', points: down, forward: 'predict', backward: 'loss' });
    if (answers)
      wires.push({
        id: 'predict',
        points: [
          { x: readout.x, y: readout.y + (Math.sign(prediction.y - readout.y) * this.#box.height) / 2 },
          { x: readout.x, y: prediction.y - Math.sign(prediction.y - readout.y) * 12 },
        ],
        forward: 'predict',
        backward: 'loss',
      });
    if (!says.rides)
      wires.push({
        id: 'out',
        points: [
          { x: says.at.x + Math.max(x, narrow ? 20 : 27), y: says.at.y },
          { x: narrow ? 438 : 1036, y: says.at.y },
        ],
        forward: 'predict',
        backward: 'loss',
      });
    return wires;
  }
}

/** The gradient that comes along a wire, walked against it: of what it comes from. */
function flowsTo(address: string, wiring: Wiring): string {
  const { name, term, before } = parse(address);
  if (before) return 'leave';
  if (term === undefined) return `d_${name}`;
  const factor = wiring.formula(name)!.terms[term]!.find((each) => wiring.has(each.name) && !each.before);
  return factor ? `d_${factor.name}` : 'leave';
}

/** A way that ends at the edge of what stands at its goal, wherever it comes from. */
function trimmed(points: Point[], goal: Point, edge: { x: number; y: number }): Point[] {
  const last = points.at(-1)!;
  const within = Math.abs(last.x - goal.x) <= edge.x + 1;
  if (within) {
    const up = last.y > goal.y ? 1 : -1;
    return [...points, { x: last.x, y: goal.y + up * edge.y }];
  }
  const right = last.x > goal.x ? 1 : -1;
  return [...points, { x: goal.x + right * edge.x, y: last.y }];
}

/** A way that begins at the edge of what rests at its start. */
function from(points: Point[], half: { x: number; y: number }): Point[] {
  const [start, next] = points as [Point, Point];
  const along =
    start.x === next.x ? { x: 0, y: Math.sign(next.y - start.y) } : { x: Math.sign(next.x - start.x), y: 0 };
  return [{ x: start.x + along.x * half.x, y: start.y + along.y * half.y }, ...points.slice(1)];
}

/** From a machine's edge to the edge of what it made. */
function leaving({ by, at }: Node, edge: { x: number; y: number }, half: { x: number; y: number }): Point[] {
  const down = Math.sign(at.y - by.y);
  const right = Math.sign(at.x - by.x);
  if (down === 0)
    return [
      { x: by.x + right * edge.x, y: by.y },
      { x: at.x - right * half.x, y: at.y },
    ];
  const end = { x: at.x, y: at.y - down * half.y };
  if (right === 0) return [{ x: by.x, y: by.y + down * edge.y }, end];
  return [{ x: by.x, y: by.y + down * edge.y }, { x: by.x, y: at.y }, at];
}

export function same(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

export function mix(a: Point, b: Point, u: number): Point {
  return { x: a.x + (b.x - a.x) * u, y: a.y + (b.y - a.y) * u };
}

/** The point at a part 0..1 of a way's length. */
export function onWay(way: readonly Point[], u: number): Point {
  const lengths = way.slice(1).map((p, k) => Math.hypot(p.x - way[k]!.x, p.y - way[k]!.y));
  let rest = u * lengths.reduce((all, each) => all + each, 0);
  for (let k = 0; k < lengths.length; k++) {
    if (rest <= lengths[k]! && lengths[k]! > 0) return mix(way[k]!, way[k + 1]!, rest / lengths[k]!);
    rest -= lengths[k]!;
  }
  return way.at(-1)!;
}
