// Walking among the numbers of the stage: with four arrows each can be reached, in every cell and beat, and a finger meets the nearest.
import { describe, expect, it } from 'vitest';
import { stageScene } from '../../src/scene/stage.ts';
import { momentAt, REST, timeOf } from '../../src/network/timeline.ts';
import type { Room } from '../../src/scene/plan.ts';
import { View } from '../../src/scene/view.ts';
import { again, nearest, standsOf, walk, type Stand, type Way } from '../../src/scene/walk.ts';
import { NETWORKS, traceOf } from './core.ts';

const name = ({ spot: { address, unit }, x, y }: Stand): string =>
  `${address} ${unit} ${Math.round(x)} ${Math.round(y)}`;

function scenes(view: View, room: Room): Stand[][] {
  const { score } = view;
  return (['forward', 'backward'] as const).flatMap((direction) =>
    score[direction].map((_, index) =>
      standsOf(
        stageScene(view, momentAt(timeOf(direction, 2, index, REST, score), score), {
          room,
          unit: 0,
          notation: 'textbook',
        }),
      ),
    ),
  );
}

describe.each(NETWORKS)('in $name', ({ config }) => {
  it('every number can be reached', () => {
    const view = new View(traceOf({ ...config, task: 'recall' }));
    for (const stands of [...scenes(view, 'wide'), ...scenes(view, 'narrow')]) {
      const met = new Set([stands[0]!]);
      for (const from of met)
        for (const way of ['left', 'right', 'up', 'down'] as Way[]) met.add(walk(stands, from, way));
      const names = new Set([...met].map(name));
      expect(stands.map(name).filter((each) => !names.has(each))).toEqual([]);
    }
  });
});

describe('in the plain LSTM', () => {
  const view = new View(traceOf({ task: 'recall', hidden: 4 }));
  const stands = scenes(view, 'wide')[view.score.forward.length - 1]!;
  const at = (address: string, unit: number): Stand =>
    stands.find(({ spot }) => spot.address === address && spot.unit === unit)!;

  it('the arrows go as the picture goes: down the lanes of the belt, down a vector, across to the next', () => {
    expect(walk(stands, at("c'", 0), 'down').spot).toMatchObject({ address: "c'", unit: 1 });
    expect(walk(stands, at("c'", 3), 'up').spot).toMatchObject({ address: "c'", unit: 2 });
    expect(walk(stands, at("c'", 0), 'left')).toBe(at("c'", 0));
    expect(walk(stands, at('i', 0), 'down').spot).toMatchObject({ address: 'i', unit: 1 });
    expect(walk(stands, at('i', 0), 'right').spot).toMatchObject({ address: 'g', unit: 0 });
    expect(walk(stands, at("c'", 0), 'last').spot).toMatchObject({ address: 'c', unit: 0 });
    expect(walk(stands, walk(stands, at("c'", 0), 'last'), 'first')).toBe(at("c'", 0));
  });

  it('a number is found again in another scene, or whatever is near', () => {
    const start = scenes(view, 'wide')[0]!;
    expect(again(start, at("c'", 3))!.spot).toMatchObject({ address: "c'", unit: 3 });
    expect(again(start, at('c', 1))!.spot.address).toBe("c'");
    expect(again([], at('c', 1))).toBeUndefined();
  });

  it('a finger may miss by as much as it reaches', () => {
    const { x, y, w, h } = at('i', 3);
    expect(nearest(stands, { x: x + w / 2 + 10, y: y + h / 2 + 5 }, 22)).toBe(at('i', 3));
    expect(nearest(stands, { x: x + w / 2 + 1, y }, 0)).toBeUndefined();
    expect(nearest(stands, { x, y }, 0)).toBe(at('i', 3));
  });
});
