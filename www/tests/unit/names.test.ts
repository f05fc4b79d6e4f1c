// No name on the stage is written over anything that is read, at any instant of any beat of any cell, however much room there is.
import { describe, expect, it } from 'vitest';
import { REST } from '../../src/network/timeline.ts';

import { ALL, cells, DIRECTIONS, draw, overwritten, restOf, ROOMS, viewsOf, type Cell } from './stages.ts';

describe.each(ALL)('on the stage of $name', ({ config }) => {
  const views = viewsOf(config);

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
});

it('finds names that are written over others', () => {
  const [view] = viewsOf({ cell: 'lstm' });
  const scene = draw(view!, restOf(view!, 'forward', 2), 'wide');
  const name = scene.shapes.find((shape) => shape.type === 'letters')!;
  expect(overwritten(scene, false)).toEqual([]);
  expect(
    overwritten({ ...scene, shapes: [...scene.shapes, { ...name, x: name.x + 9 }] }, false).length,
  ).toBeGreaterThan(0);
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
