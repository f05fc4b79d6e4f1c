// The stage, on every cell with every option: each network as the core computes it.
import { describe, expect, it } from 'vitest';
import { figureOf } from '../../src/scene/cells/figures.ts';
import { isGradient, parse } from '../../src/network/address.ts';
import { exists, inNetwork } from '../../src/scene/plan.ts';
import { plain } from '../../src/network/notation.ts';
import { fieldsOf } from '../../src/network/wiring.ts';
import type { Shape } from '../../src/scene/shape.ts';
import { duration, momentAt, type Direction } from '../../src/network/timeline.ts';
import { stageScene } from '../../src/scene/stage.ts';
import { View } from '../../src/scene/view.ts';
import { traceOf } from './core.ts';
import { ALL, cells, DIRECTIONS, draw, restOf, viewsOf, type Cell } from './stages.ts';

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
