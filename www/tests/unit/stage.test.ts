// The stage, on every cell with every option: each network as the core computes it.
import { describe, expect, it } from 'vitest';
import { figureOf } from '../../src/scene/cells/figures.ts';
import { isGradient, parse } from '../../src/network/address.ts';
import { exists, inNetwork, type Room } from '../../src/scene/plan.ts';
import { plain, type Run } from '../../src/network/notation.ts';
import { fieldsOf } from '../../src/network/wiring.ts';
import type { Scene, Shape } from '../../src/scene/shape.ts';
import { duration, momentAt, REST, timeOf, type Direction, type Moment } from '../../src/network/timeline.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { glyphWidth, widthOf } from '../../src/scene/glyph.ts';
import { words } from '../../src/words/locale.ts';
import { NETWORKS, traceOf } from './core.ts';

type Cell = Extract<Shape, { type: 'cell' }>;
const english = await words('en');
const DIRECTIONS = ['forward', 'backward'] as const;
const ROOMS = ['wide', 'low', 'narrow'] as const;

/** All options of the LSTM at once, too. */
const ALL = [
  ...NETWORKS,
  ...[3, 0].map((projection) => ({
    name: `lstm with all options, projection ${projection}`,
    config: { cell: 'lstm', layers: 2, options: { peephole: true, coupled: true, linear_output: true, projection } },
  })),
];

const cells = ({ shapes }: Scene): Cell[] => shapes.filter((shape): shape is Cell => shape.type === 'cell');

function restOf(
  view: View,
  direction: Direction,
  step: number,
  index = view.network.beats[direction].length - 1,
): Moment {
  return momentAt(timeOf(direction, step, index, REST, view.score), view.score);
}

/** A view of each layer. */
function viewsOf(config: object, hidden = 4): View[] {
  const trace = traceOf({ task: 'recall', taskOptions: { delay: 3 }, ...config, hidden }, 20);
  return Array.from({ length: trace.frame.schema.layers }, (_, layer) => new View(trace, layer));
}

const draw = (view: View, moment: Moment, room: Room): Scene =>
  stageScene(view, moment, { room, unit: 0, notation: 'textbook' });

describe.each(ALL)('the stage of $name', ({ config }) => {
  const views = viewsOf(config);

  it('has a place for each field, or draws it inside the layer that squashes it', () => {
    for (const view of views) {
      const { nodes } = view.network.plan('wide');
      const inside = [...nodes.values()].map(({ argument }) => argument);
      for (const name of fieldsOf(view.wiring, view.layer))
        expect(nodes.has(name) || inside.includes(name), name).toBe(true);
    }
  });

  it('places nothing that its figure does not make in a beat, and makes each after all that it is made of', () => {
    for (const view of views) {
      const made = view.network.beats.forward.flatMap(({ makes }) => makes);
      expect(new Set(made).size).toBe(made.length);
      for (const { address, machine, sources } of view.network.plan('wide').nodes.values()) {
        if (machine === 'given') continue;
        const at = made.indexOf(address);
        expect(at, address).toBeGreaterThanOrEqual(0);
        for (const source of sources.filter(({ address }) => made.includes(address)))
          expect(made.indexOf(source.address), `${source.address} before ${address}`).toBeLessThan(at);
      }
    }
  });

  it('wires each machine to all that its formula names and the figure shows', () => {
    for (const view of views) {
      const { nodes } = view.network.plan('wide');
      for (const { address, machine, argument, sources } of nodes.values()) {
        if (machine === 'given') continue;
        const { name, term } = parse(address);
        const terms = view.wiring.formula(argument ?? name)!.terms;
        const wanted = terms.flatMap((factors, k) => {
          if (term !== undefined && term !== k) return [];
          const product = `${argument ?? name}/${k}`;
          if (term === undefined && nodes.has(product)) return [product];
          return factors
            .map((factor) => (factor.before ? `${factor.name}'` : factor.name))
            .filter((each) => nodes.has(each));
        });
        expect(sources.map((source) => source.address).sort(), address).toEqual([...new Set(wanted)].sort());
      }
    }
  });

  it('draws finite shapes inside its frame, and prints no number over another, at twenty instants of each beat', () => {
    for (const view of views) {
      for (const room of ROOMS) {
        const { width, height } = view.network.plan(room);
        for (const direction of DIRECTIONS) {
          for (let index = 0; index < view.network.beats[direction].length; index++) {
            for (let instant = 0; instant <= 20; instant++) {
              const progress = Math.min(instant / 20, REST);
              const moment = { direction, step: 2, index, beat: view.network.beats[direction][index]!.name, progress };
              const where = `${direction} ${moment.beat} ${progress} ${room}`;
              const scene = draw(view, moment, room);
              const all = cells(scene);
              const endless = scene.shapes.filter((shape) =>
                Object.values(shape).some((v) => typeof v === 'number' && !Number.isFinite(v)),
              );
              const outside = all.filter(
                ({ x, y, w, h }) => x - w / 2 < -1 || x + w / 2 > width + 1 || y - h / 2 < -1 || y + h / 2 > height + 1,
              );
              const wrong = [endless, outside, overprinted(all)].flat();
              if (wrong.length) expect(wrong, where).toEqual([]);
            }
          }
        }
      }
    }
  });

  it('prints no name and no word over a number, a machine or another name, at any of these instants', () => {
    for (const view of views)
      for (const room of ROOMS)
        for (const direction of DIRECTIONS)
          view.network.beats[direction].forEach(({ name: beat }, index) => {
            // At the last step an answer is asked for, at the second none.
            for (const step of [2, view.score.steps])
              for (let instant = 0; instant <= 20; instant += 2) {
                const progress = Math.min(instant / 20, REST);
                const scene = draw(view, { direction, step, index, beat, progress }, room);
                const wrong = overwritten(scene, room === 'narrow');
                if (wrong.length) expect(wrong, `${direction} ${beat} ${step} ${progress} ${room}`).toEqual([]);
              }
          });
  });

  it('shows by the end of a step each number of each unit, under its own address and in its own colour', () => {
    for (const view of views) {
      const { nodes } = view.network.plan('wide');
      const shown = (direction: Direction): Map<string, Cell[]> => {
        const all = new Map<string, Cell[]>();
        for (const cell of cells(draw(view, restOf(view, direction, 2), 'wide')))
          if (cell.spot) all.set(cell.spot.address, [...(all.get(cell.spot.address) ?? []), cell]);
        return all;
      };
      const forward = shown('forward');
      for (const { address, machine } of nodes.values()) {
        if (address === view.network.plan('wide').reads && machine === 'given' && view.layer === 0) continue; // drawn as a glyph
        const units = new Set(forward.get(address)?.map(({ spot }) => spot!.unit));
        expect(units.size, address).toBe(view.count(address));
      }
      const backward = shown('backward');
      for (const name of fieldsOf(view.wiring, view.layer))
        expect(new Set(backward.get(`d_${name}`)?.map(({ spot }) => spot!.unit)).size, `d_${name}`).toBe(
          view.count(name),
        );
      for (const { makes } of view.network.beats.backward.slice(-1))
        for (const address of makes) expect(backward.has(address), address).toBe(true);
      for (const [address, all] of [...forward, ...backward])
        for (const { spot, tone } of all) {
          expect(spot!.step, address).toBe(2);
          const other = view.tone(address, 1 - view.value(spot!));
          expect([view.tone(address, view.value(spot!)), other], address).toContainEqual(tone);
          if (isGradient(address)) expect(tone.kind).toBe('gradient');
        }
    }
  });

  it('gives one name to one place, and to one place one name', () => {
    for (const view of views)
      for (const direction of DIRECTIONS)
        for (const room of ['wide', 'narrow'] as const) {
          const { shapes } = draw(view, restOf(view, direction, 2), room);
          const names = shapes.flatMap((shape) => (shape.type === 'letters' ? [plain(shape.letters)] : []));
          expect(new Set(names).size, `${direction} ${room}: ${names.join(' ')}`).toBe(names.length);
        }
  });

  it('has gathered the share of a step by the end of the beat that gathers it', () => {
    for (const view of views) {
      const index = view.network.beats.backward.findIndex(({ name }) => name === 'weights');
      const texts = (at: number): string[] =>
        draw(view, restOf(view, 'backward', view.score.steps, at), 'wide').shapes.flatMap((shape) =>
          shape.type === 'bin' ? [shape.text] : [],
        );
      expect(texts(index).length).toBeGreaterThan(0);
      expect(texts(index)).toEqual(texts(index + 1));
      expect(texts(index)).not.toEqual(texts(index - 1));
    }
  });

  it('lists every address it can be asked for, and follows a beat with a number that is made in it', () => {
    for (const view of views) {
      for (const direction of DIRECTIONS) {
        for (const address of view.network.addresses[direction]) {
          expect(view.count(address), address).toBeGreaterThan(0);
          const step = Math.max(view.wiring.firstStep(address), 1);
          expect(Number.isFinite(view.value({ address, step, unit: 0 })), address).toBe(true);
        }
        view.network.beats[direction].forEach((beat, index) => {
          const { address } = view.focus(restOf(view, direction, 2, index), 0);
          if (beat.makes.length) expect(beat.makes, beat.name).toContain(address);
          expect(
            [...view.network.addresses[direction], ...view.network.addresses.forward, ...forms(view)],
            address,
          ).toContain(address);
        });
      }
      for (const direction of DIRECTIONS)
        for (const row of view.network.rows[direction]) expect(view.count(row), row).toBeGreaterThan(0);
    }
  });
});

/** The states of the step before can be followed too. */
function forms(view: View): string[] {
  return fieldsOf(view.wiring, view.layer).map((name) => `${name}'`);
}

function overprinted(all: Cell[]): string[] {
  const printed = all.filter(({ text }) => text !== undefined);
  const box = ({ x, y, size, text }: Cell) => ({ x, y, w: widthOf(text!) * size!, h: 0.7 * size! });
  const pairs: string[] = [];
  printed.forEach((a, k) =>
    printed.slice(k + 1).forEach((b) => {
      const [p, q] = [box(a), box(b)];
      const apart = Math.abs(p.x - q.x) >= (p.w + q.w) / 2 || Math.abs(p.y - q.y) >= (p.h + q.h) / 2;
      if (!apart) pairs.push(`${a.spot?.address} ${a.text} over ${b.spot?.address} ${b.text}`);
    }),
  );
  return pairs;
}

interface Box {
  what: string;
  name: boolean;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** So many pixels of two boxes may touch: what is measured is rather too wide. */
const TOUCH = 1.5;

/** Where names and words lie over each other or over what else is read. The sizes are those of the stage's styles. */
function overwritten({ shapes }: Scene, narrow: boolean): string[] {
  const boxes = shapes.flatMap((shape) => boxOf(shape, narrow));
  return boxes.flatMap((a, k) =>
    boxes.slice(k + 1).flatMap((b) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return (a.name || b.name) && wide > TOUCH && high > TOUCH ? [`${a.what} over ${b.what}`] : [];
    }),
  );
}

function boxOf(shape: Shape, narrow: boolean): Box[] {
  const text = (what: string, width: number, rise: number, drop: number): Box[] => {
    const { x, y, anchor } = shape as Extract<Shape, { type: 'word' }>;
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    return [{ what, name: true, left, right: left + width, top: y - rise, bottom: y + drop }];
  };
  const around = (what: string, w: number, h: number): Box[] => {
    const { x, y } = shape as Cell;
    return [{ what, name: false, left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 }];
  };
  switch (shape.type) {
    case 'letters': {
      const small = narrow ? (shape.gradient ? 14 : 17) / 19 : 1;
      const width = ({ text, style }: Run): number =>
        text.replace(/\p{M}/gu, '').length * (style === 'sub' || style === 'sup' ? 6.2 : 9) * small;
      return text(
        plain(shape.letters),
        shape.letters.reduce((sum, run) => sum + width(run), 0),
        11,
        2,
      );
    }
    case 'word': {
      const size = shape.size ?? (narrow ? 13.2 : 14);
      const of = shape.or && !english.has(shape.key) ? shape.or : shape.key;
      const said = english.t(of, shape.values);
      return text(said, 0.9 * widthOf(said) * size, 0.62 * size, 1);
    }
    case 'cell':
      return shape.text ? around(shape.text, widthOf(shape.text) * shape.size!, 0.7 * shape.size!) : [];
    case 'op':
      return around(shape.text, shape.wide ? 20 + 8 * shape.text.length : 24, 22);
    case 'layer':
    case 'bin':
      return around(plain(shape.letters), shape.w, shape.h);
    case 'glyph':
      return around(shape.text, glyphWidth(shape.text), 28);
    default:
      return [];
  }
}

it('finds names that are written over others', () => {
  const [view] = viewsOf({ cell: 'lstm' });
  const scene = draw(view!, restOf(view!, 'forward', 2), 'wide');
  const name = scene.shapes.find((shape) => shape.type === 'letters')!;
  expect(overwritten(scene, false)).toEqual([]);
  expect(
    overwritten({ ...scene, shapes: [...scene.shapes, { ...name, x: name.x + 9 }] }, false).length,
  ).toBeGreaterThan(0);
});

it('finds numbers that are printed over each other', () => {
  const cell: Cell = {
    type: 'cell',
    x: 10,
    y: 10,
    w: 50,
    h: 20,
    tone: { kind: 'gate', strength: 1 },
    text: '+0.12',
    size: 13,
  };
  expect(overprinted([cell, { ...cell, x: 30 }])).toHaveLength(1);
  expect(overprinted([cell, { ...cell, x: 62 }])).toHaveLength(0);
});

describe('the figures', () => {
  it('name in each beat only what they place', () => {
    for (const { config } of ALL) {
      const [view] = viewsOf(config);
      const figure = figureOf(view!.wiring, fieldsOf(view!.wiring, 0));
      const names = Object.keys(figure.places);
      for (const address of figure.forward.flatMap(({ makes }) => makes)) expect(names).toContain(address);
    }
  });

  it('draw the gate on the belt as wide open as it is', () => {
    const [view] = viewsOf({ cell: 'lstm' });
    const { shapes } = draw(view!, restOf(view!, 'forward', 2), 'wide');
    const valves = shapes.filter((shape) => shape.type === 'valve');
    expect(valves).toHaveLength(4);
    valves.forEach((valve, unit) => expect(valve.opening).toBeCloseTo(view!.trace.value('f', 2)[unit]!, 6));
  });

  it('write out in each lane what is multiplied and added, with = only where the printed digits agree', () => {
    const [view] = viewsOf({ cell: 'lstm' });
    const { shapes } = draw(view!, restOf(view!, 'forward', 2), 'wide');
    const lane = (unit: number): string[] => {
      const { y } = shapes.find(
        (shape) => shape.type === 'valve' && shape === shapes.filter((s) => s.type === 'valve')[unit],
      ) as Cell;
      return shapes
        .filter((shape) => (shape.type === 'cell' && shape.bare) || shape.type === 'sign')
        .filter((shape) => Math.abs((shape as Cell).y - y) < 1)
        .toSorted((a, b) => (a as Cell).x - (b as Cell).x)
        .map((shape) => (shape as Cell).text!);
    };
    for (let unit = 0; unit < 4; unit++) {
      const [, f, times, before, first, kept, again, sign, added, second, after, ...rest] = lane(unit);
      expect(rest).toEqual([]);
      const number = (text: string | undefined): number => Number(text!.replace('−', '-'));
      const value = (address: string): number => view!.value({ address, step: 2, unit });
      expect([times, again]).toEqual(['×', kept]);
      expect([f, before, kept, after].map(number)).toEqual(
        ['f', "c'", 'c/0', 'c'].map((address) => Number(value(address).toFixed(3))),
      );
      expect(number(sign === '−' ? `−${added}` : added)).toBe(Number(value('c/1').toFixed(3)));
      const same = (a: number, b: number): boolean => Number(a.toFixed(3)) === b;
      expect(first).toBe(same(number(f) * number(before), number(kept)) ? '=' : '≈');
      const sum = number(kept) + (sign === '−' ? -1 : 1) * number(added);
      expect(second).toBe(same(sum, number(after)) ? '=' : '≈');
    }
  });

  it('print the chosen lane where there is no room for all', () => {
    const [view] = viewsOf({ cell: 'lstm' }, 20);
    const scene = stageScene(view!, restOf(view!, 'forward', 2), { room: 'wide', unit: 7, notation: 'textbook' });
    const printed = cells(scene).filter(({ text, spot }) => text && spot?.address !== '~y');
    expect(printed.length).toBeGreaterThan(4);
    expect(new Set(printed.map(({ spot }) => spot!.unit))).toEqual(new Set([7]));
  });

  it('say how much of the gradient is left', () => {
    const [view] = viewsOf({ cell: 'rnn' });
    const norm = (step: number): number => Math.hypot(...Array.from(view!.numbers('d_h', step)));
    const { steps } = view!.trace;
    const { shapes } = draw(view!, restOf(view!, 'backward', 2), 'wide');
    const [said] = shapes.filter((shape) => shape.type === 'word' && /left|grown/.test(shape.key));
    const share = norm(2) / norm(steps);
    expect(view!.left(2)).toEqual({ share, steps: steps - 2 });
    expect(said).toMatchObject({ key: share > 1 ? 'stage.grown' : 'stage.left' });
    expect(view!.left(steps)).toBeUndefined();
  });
});

it.each(['lstm', 'gru', 'rnn'])(
  'the first beat of a step at rest prints what came from the step before: %s',
  (cell) => {
    const [view] = viewsOf({ cell });
    const printed = cells(draw(view!, restOf(view!, 'forward', 2, 0), 'wide')).filter(({ text }) => text);
    const from = printed.flatMap(({ spot }) => (spot?.address.endsWith("'") ? [spot.address] : []));
    const before = [...view!.network.plan('wide').nodes.keys()].filter((address) => address.endsWith("'"));
    expect([...new Set(from)].sort()).toEqual(before.sort());
  },
);

it.each(['lstm', 'gru', 'rnn'])('where nothing is asked nothing comes back through the read-out: %s', (cell) => {
  const [view] = viewsOf({ cell });
  const works = (step: number): string[] =>
    draw(view!, restOf(view!, 'backward', step, 0), 'wide').shapes.flatMap((shape) => {
      const out = shape.type === 'wire' ? ['up', 'predict'].includes(shape.id) : shape.type === 'layer';
      return out && 'state' in shape && shape.state === 'now' ? [shape.type] : [];
    });
  expect(works(view!.trace.lastAsked).length).toBeGreaterThan(1);
  expect(works(view!.trace.lastAsked - 1)).toEqual([]);
});

it('the input that is drawn leads to the number that is 1', () => {
  const trace = traceOf({ task: 'sentences', hidden: 4 });
  const view = new View(trace);
  for (let step = 1; step <= view.score.steps; step++) {
    const glyph = draw(view, restOf(view, 'forward', step), 'wide').shapes.find(({ type }) => type === 'glyph');
    expect(glyph).toMatchObject({ spot: { address: 'x', step } });
    expect(view.value((glyph as Extract<Shape, { type: 'glyph' }>).spot)).toBe(1);
  }
});

it('a whole film has no moment without a picture', () => {
  const [view] = viewsOf({ cell: 'gru' });
  for (let time = 0; time <= duration(view!.score); time += 0.37)
    expect(draw(view!, momentAt(time, view!.score), 'narrow').shapes.length).toBeGreaterThan(20);
});

it('what a figure speaks of exists only where the network has it', () => {
  const [plain] = viewsOf({ cell: 'lstm' });
  const has = (address: string): boolean => exists(plain!.wiring, inNetwork(address, 0));
  expect(['c/0', "c'", 'b_f', 'tanh_c'].map(has)).toEqual([true, true, true, true]);
  expect(['m', 'p_f', "f'", 'c/2'].map(has)).toEqual([false, false, false, false]);
});

describe.each(ALL)('the belt alone of $name', ({ config }) => {
  const views = viewsOf(config);

  it.each(['belt', 'long'] as const)('shows what rides, and no number over another or over its edge: %s', (room) => {
    const wrong: unknown[] = [];
    for (const view of views)
      for (const direction of DIRECTIONS)
        for (let index = 0; index < view.network.beats[direction].length; index++) {
          const { width, height, shapes } = draw(view, restOf(view, direction, 2, index), room);
          // What waits beyond the end is cut off there.
          const seen = shapes.filter((shape): shape is Cell => shape.type === 'cell' && shape.x < width);
          const out = ({ x, y, w, h }: Cell): boolean => x < w / 2 || x + w / 2 > width || y + h / 2 > height;
          const printed = seen.filter(({ text }) => text);
          const over = (a: Cell, b: Cell): boolean =>
            Math.abs(a.x - b.x) < (a.w + b.w) / 2 - 1 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - 1;
          wrong.push(
            ...seen.filter(out).map(({ spot }) => [direction, index, spot]),
            ...printed.flatMap((a, k) =>
              printed.slice(k + 1).flatMap((b) => (over(a, b) ? [[direction, index, a, b]] : [])),
            ),
          );
        }
    expect(wrong).toEqual([]);
    const { nodes } = views[0]!.network.plan(room);
    const rested = cells(draw(views[0]!, restOf(views[0]!, 'forward', 2), room)).map(({ spot }) => spot?.address);
    const rides = [...nodes.values()].filter((node) => node.rides).map(({ address }) => address);
    expect(rides.filter((address) => !rested.includes(address))).toEqual([]);
  });

  it.each(['belt', 'long'] as const)('prints no name over a number, a machine or another name: %s', (room) => {
    for (const view of views)
      for (const direction of DIRECTIONS)
        for (let index = 0; index < view.network.beats[direction].length; index++) {
          const scene = draw(view, restOf(view, direction, 2, index), room);
          const seen = scene.shapes.filter((shape) => !('x' in shape) || shape.x < scene.width);
          expect(overwritten({ ...scene, shapes: seen }, true), `${direction} ${index}`).toEqual([]);
        }
  });
});
