import { describe, expect, it } from 'vitest';
import { geometry, laneY } from '../../src/scene/geometry.ts';
import type { Shape } from '../../src/scene/shape.ts';
import { BeltView } from '../../src/scene/belt.ts';
import { columnX, hit, strip } from '../../src/scene/strip.ts';
import {
  BACKWARD,
  beltScore,
  duration,
  FORWARD,
  momentAt,
  REST,
  timeOf,
  type Moment,
} from '../../src/scene/timeline.ts';
import type { Trace } from '../../src/scene/trace.ts';
import { NAMES, trace } from './reference.ts';

const stageScene = (of: Trace, moment: Moment, narrow: boolean) => new BeltView(of).scene(moment, narrow);
type Cell = Extract<Shape, { type: 'cell' }>;
const cells = (shapes: Shape[], quantity: string): Cell[] =>
  shapes.filter((shape): shape is Cell => shape.type === 'cell' && shape.pick?.quantity === quantity);

describe.each(NAMES)('the stage of %s', (name) => {
  const of = trace(name);

  it('draws finite shapes inside its frame at every moment, wide and narrow', () => {
    for (const narrow of [false, true]) {
      for (let time = 0; time <= duration(beltScore(of.steps)); time += 0.23) {
        const { width, height, shapes } = stageScene(of, momentAt(time, beltScore(of.steps)), narrow);
        const inside = (shape: Shape): boolean =>
          Object.values(shape).every((v) => typeof v !== 'number' || Number.isFinite(v)) &&
          (shape.type !== 'cell' ||
            (shape.x - shape.w / 2 >= -1 &&
              shape.x + shape.w / 2 <= width + 1 &&
              shape.y - shape.h / 2 >= -1 &&
              shape.y + shape.h / 2 <= height + 1));
        expect(
          shapes.filter((shape) => !inside(shape)),
          `at ${time}`,
        ).toEqual([]);
      }
    }
  });

  it('colours every number by its own value', () => {
    const { shapes } = stageScene(
      of,
      momentAt(timeOf('forward', 2, FORWARD.length - 1, REST, beltScore(of.steps)), beltScore(of.steps)),
      false,
    );
    for (const shape of cells(shapes, 'f'))
      expect(shape.tone.strength).toBeCloseTo(new BeltView(of).value(shape.pick!), 6);
    expect(
      cells(shapes, 'c').every(
        (shape) => Math.sign(shape.tone.strength) === Math.sign(new BeltView(of).value(shape.pick!)),
      ),
    ).toBe(true);
  });

  it('has shown by the end of a step each number of each unit', () => {
    const all = (direction: 'forward' | 'backward', quantities: string[]): void => {
      const at = timeOf(direction, 2, beltScore(of.steps)[direction].length - 1, REST, beltScore(of.steps));
      const { shapes } = stageScene(of, momentAt(at, beltScore(of.steps)), false);
      for (const quantity of quantities) {
        const units = new Set(cells(shapes, quantity).map((shape) => shape.pick!.unit));
        expect(units.size, quantity).toBe(of.hidden);
      }
    };
    all('forward', ['c', 'f', 'keep', 'write', 'i', 'g', 'o', 'h']);
    all('backward', [
      'd_h',
      'd_o',
      'd_c',
      'd_c_next',
      'd_c_output',
      'd_f',
      'd_i',
      'd_g',
      'd_z_f',
      'd_z_i',
      'd_z_g',
      'd_z_o',
      'd_c_prev',
      'd_h_prev',
      'f',
    ]);
  });
});

it('the gradient along the belt is multiplied by the forget gate of its own lane', () => {
  const of = trace('recall');
  const before = stageScene(
    of,
    momentAt(timeOf('backward', 5, BACKWARD.indexOf('leave'), 0.4, beltScore(of.steps)), beltScore(of.steps)),
    false,
  );
  const after = stageScene(
    of,
    momentAt(timeOf('backward', 5, BACKWARD.indexOf('leave'), REST, beltScore(of.steps)), beltScore(of.steps)),
    false,
  );
  expect(cells(before.shapes, 'd_c_prev')).toHaveLength(0);
  for (const out of cells(after.shapes, 'd_c_prev')) {
    const unit = out.pick!.unit;
    const [d_c, f] = [of.grad('c', 5)[unit]!, of.value('f', 5)[unit]!];
    expect(new BeltView(of).value(out.pick!)).toBe(d_c * f);
    const valve = after.shapes.filter((shape) => shape.type === 'valve')[unit]!;
    expect(valve.opening).toBe(f);
  }
});

it('lanes are one a unit up to 32 and close up into a strip above', () => {
  expect(geometry(8, false).heat).toBe(false);
  expect(geometry(32, false).heat).toBe(false);
  expect(geometry(33, false).heat).toBe(true);
  for (const units of [1, 8, 32, 64]) {
    const g = geometry(units, false);
    expect(laneY(g, units - 1)).toBeLessThan(g.belt.bottom);
    expect(laneY(g, 0)).toBeGreaterThan(g.belt.top);
  }
});

it('a point on the strip is the number painted there', () => {
  const of = trace('recall');
  const s = strip(new BeltView(of), 'forward', 900, 12.5);
  const row = s.rows.find(({ quantity }) => quantity === 'c')!;
  const x = columnX(s, 7) + s.cell / 2;
  expect(hit(s, x, row.top + 3.5 * row.line)).toEqual({
    step: 7,
    pick: { quantity: 'c', step: 7, unit: 3 },
  });
  expect(hit(s, x, 1)).toEqual({ step: 7 });
  expect(hit(s, -50, 1).step).toBe(1);
  expect(hit(s, 5000, 1).step).toBe(of.steps);
});
