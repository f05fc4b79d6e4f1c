// A figure laid out for one layer of one network: where each number is made and rests, and the wires between. What is wired
// to what is read from the formulas; only places come from the figure.
import type { Factor } from '../engine/protocol.ts';
import { inLayer, layerOf, parse, print } from '../network/address.ts';
import { addressOf, type Wiring } from '../network/wiring.ts';
import { ROWS, type At, type Figure, type Machine, type Pair, type Place } from './figure.ts';

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
  lane: number;
}

export interface Plan {
  layer: number;
  narrow: boolean;
  large: boolean;
  width: number;
  height: number;
  units: number;
  belt: Belt;
  parcel: { width: number; height: number; text: number; numbers: boolean };
  box: { width: number; height: number };
  vector: { width: number; height: number };
  nodes: ReadonlyMap<string, Node>;
  wires: Wire[];
  /** Full addresses of the state that rides and of what the layer reads and says. */
  rides: string;
  reads: string;
  says: string;
  /** Where the state rests before it leaves, and where its copy for the read-out starts. */
  end: number;
  copy: number;
  busY: number;
  inputY: number;
  /** Where h turns up to the read-out, and where it rests on its way to the next step. */
  turn: number;
  next: Point;
  readout: Point;
  prediction: Point;
  target: Point;
  column(name: string): number;
}

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

/** How much room there is: a narrow stage stands on end, a large one has type for the last row of a hall. */
export type Room = 'wide' | 'narrow' | 'large';

export function plan(wiring: Wiring, figure: Figure, layer: number, room: Room): Plan {
  return new Planner(wiring, figure, layer, room).plan();
}

class Planner {
  readonly #wiring: Wiring;
  readonly #figure: Figure;
  readonly #layer: number;
  readonly #side: 0 | 1;
  readonly #room: Room;
  readonly #belt: Belt;
  readonly #box;
  readonly #nodes = new Map<string, Node>();
  readonly #rides: string;

  constructor(wiring: Wiring, figure: Figure, layer: number, room: Room) {
    this.#wiring = wiring;
    this.#figure = figure;
    this.#layer = layer;
    this.#room = room;
    const narrow = room === 'narrow';
    this.#side = narrow ? 1 : 0;
    this.#rides = inNetwork(figure.rides, layer);
    const units = wiring.count(this.#rides);
    const [widest, all] = { wide: [36, 208], narrow: [22, 200], large: [33, 272] }[room] as [number, number];
    const lane = Math.max(Math.min(widest, all / units), units > 32 ? 0 : 6.5);
    const top = narrow ? 128 : 70;
    this.#belt = { left: narrow ? 4 : 16, right: narrow ? 412 : 988, top, bottom: top + lane * units, lane };
    this.#box = narrow ? { width: 44, height: 28 } : { width: 76, height: 34 };
  }

  plan(): Plan {
    for (const [name, place] of Object.entries(this.#figure.places)) this.#place(name, place);
    for (const node of this.#nodes.values()) node.sources = this.#sources(node);
    const narrow = this.#side === 1;
    const { belt } = this;
    const units = this.#wiring.count(this.#rides);
    const turn = narrow ? 426 : 1066;
    // Above the wire on which h leaves, however low the belt is.
    const answersY = Math.min(belt.top + 124, this.#y('emit') - 42);
    const readout = narrow ? { x: 356, y: 78 } : { x: turn, y: answersY };
    const prediction = narrow ? { x: 272, y: 78 } : { x: turn, y: answersY - 58 };
    const inputY = this.#y('input');
    return {
      layer: this.#layer,
      narrow,
      large: this.#room === 'large',
      width: narrow ? 440 : 1140,
      height: inputY + (narrow ? 34 : 32),
      units,
      belt,
      parcel: {
        width: { wide: 54, narrow: 44, large: 82 }[this.#room],
        height: Math.max(belt.lane - (units > 32 ? 0 : units <= 12 ? 5 : 1.5), units > 32 ? belt.lane : 2),
        text: { wide: 15, narrow: 13, large: 24 }[this.#room],
        numbers: units <= 12,
      },
      box: this.#box,
      vector: narrow ? { width: 54, height: 11 } : { width: 124, height: 15 },
      nodes: this.#nodes,
      wires: this.#wires(turn, readout, prediction),
      rides: this.#rides,
      reads: inNetwork('x', this.#layer),
      says: inNetwork('h', this.#layer),
      end: this.#column('end'),
      copy: this.#column('copy'),
      busY: this.#y('bus'),
      inputY,
      turn,
      next: { x: narrow ? 409 : turn, y: this.#y('bus') },
      readout,
      prediction,
      target: narrow ? { x: 196, y: 78 } : { x: turn, y: Math.max(answersY - 112, 34) },
      column: (name) => this.#column(name),
    };
  }

  get belt(): Belt {
    return this.#belt;
  }

  #column(name: string): number {
    const pair = this.#figure.columns[name];
    if (!pair) throw new RangeError(`the figure has no column "${name}"`);
    return pair[this.#side];
  }

  #y(row: string): number {
    const pair: Pair | undefined = this.#figure.rows?.[row] ?? ROWS[row as keyof typeof ROWS];
    if (!pair) throw new RangeError(`the figure has no row "${row}"`);
    return row === 'belt' ? (this.#belt.top + this.#belt.bottom) / 2 : this.#belt.bottom + pair[this.#side];
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
      ...(argument ? { argument } : {}),
      sources: [],
    });
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
    const start = source.rides ? { x: source.at.x, y: bottom } : source.at;
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
    return trimmed([...points.filter((p, k) => k === 0 || !same(p, points[k - 1]!))], goal, this.#edge(node));
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
        return { x: OP, y: OP };
    }
  }

  #wires(turn: number, readout: Point, prediction: Point): Wire[] {
    const wires: Wire[] = [];
    const { bottom } = this.#belt;
    const bus = this.#y('bus');
    const nodes = [...this.#nodes.values()];
    const trunk = new Map<string, { to: number; node: Node }>();
    for (const node of nodes) {
      for (const source of node.sources) {
        const origin = this.#nodes.get(source.address)!;
        if (origin.rides && node.made) continue; // the lanes themselves
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
      if (node.machine !== 'given' && !(node.made && node.rides) && !same(node.by, node.at))
        wires.push({
          id: node.address,
          points: leaving(node, this.#edge(node)),
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
      const start = node.row === 'bus' ? { x: 4, y: bus } : { x: node.at.x, y: node.rides ? bottom : node.at.y - 14 };
      wires.push({
        id: `bus:${address}`,
        points: [start, ...(node.row === 'bus' ? [] : [{ x: node.at.x, y: bus }]), { x: to, y: bus }],
        forward: 'join',
        backward: 'leave',
      });
    }
    return [...wires, ...this.#outputs(turn, readout, prediction)];
  }

  /** How h leaves: up to the read-out, and to the next step where the belt does not carry it. */
  #outputs(turn: number, readout: Point, prediction: Point): Wire[] {
    const { belt } = this;
    const says = this.#nodes.get(inNetwork('h', this.#layer))!;
    const y = says.rides ? this.#y('emit') : says.at.y;
    const start = says.rides
      ? [
          { x: this.#column('copy'), y: belt.bottom },
          { x: this.#column('copy'), y },
        ]
      : [says.at];
    const corner = { x: turn, y };
    const answers = this.#wiring.judged === 'y' && this.#layer === this.#wiring.schema.layers - 1;
    const goal = answers ? readout : prediction;
    const narrow = this.#side === 1;
    const half = answers ? this.#box : { width: 60, height: 28 };
    const up = narrow
      ? [...start, corner, { x: turn, y: goal.y }, { x: goal.x + half.width / 2, y: goal.y }]
      : [...start, corner, { x: turn, y: goal.y + half.height / 2 }];
    const wires: Wire[] = [{ id: 'up', points: up, forward: 'predict', backward: 'loss' }];
    if (answers)
      wires.push({
        id: 'predict',
        points: narrow
          ? [
              { x: readout.x - half.width / 2, y: readout.y },
              { x: prediction.x + 40, y: prediction.y },
            ]
          : [
              { x: readout.x, y: readout.y - half.height / 2 },
              { x: prediction.x, y: prediction.y + 14 },
            ],
        forward: 'predict',
        backward: 'loss',
      });
    if (!says.rides)
      wires.push({
        id: 'out',
        points: [corner, { x: turn, y: this.#y('bus') }, { x: (narrow ? 440 : 1140) - 4, y: this.#y('bus') }],
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

/** From a machine's edge to where its number rests. */
function leaving({ by, at }: Node, edge: { x: number; y: number }): Point[] {
  if (by.x === at.x) return [{ x: by.x, y: by.y + Math.sign(at.y - by.y) * edge.y }, at];
  if (by.y === at.y) return [{ x: by.x + Math.sign(at.x - by.x) * edge.x, y: by.y }, at];
  return [{ x: by.x, y: by.y + Math.sign(at.y - by.y) * edge.y }, { x: by.x, y: at.y }, at];
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
