// No number on the stage is printed over another, at any instant of any beat of any cell, however much room there is.
import { describe, expect, it } from 'vitest';
import { REST } from '../../src/network/timeline.ts';

import { ALL, cells, DIRECTIONS, draw, overprinted, ROOMS, viewsOf, type Cell } from './stages.ts';

describe.each(ALL)('on the stage of $name', ({ config }) => {
  const views = viewsOf(config);

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
