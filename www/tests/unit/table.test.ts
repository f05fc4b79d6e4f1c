// The table says what the stage shows: in every cell, at the end of each beat, no number of the picture is missing from it.
import { describe, expect, it } from 'vitest';
import { stageScene } from '../../src/scene/stage.ts';
import { tableOf } from '../../src/scene/table.ts';
import { momentAt, REST, timeOf } from '../../src/network/timeline.ts';
import { View } from '../../src/scene/view.ts';
import { standsOf } from '../../src/scene/walk.ts';
import { NETWORKS, traceOf } from './core.ts';

describe.each(NETWORKS)('of $name', ({ config }) => {
  it.each(['forward', 'backward'] as const)('%s', (direction) => {
    const view = new View(traceOf({ ...config, task: 'recall' }), (config.layers ?? 1) - 1);
    const { score } = view;
    score[direction].forEach((beat, index) => {
      const moment = momentAt(timeOf(direction, 2, index, REST, score), score);
      const lines = tableOf(view, moment, 'textbook');
      const told = new Set(
        lines.flatMap((line) =>
          'spots' in line
            ? line.spots.map(({ address, unit }) => `${address} ${unit}`)
            : 'address' in line
              ? Array.from({ length: view.count(line.address) }, (_, unit) => `${line.address} ${unit}`) // its text says the whole
              : [],
        ),
      );
      const shown = standsOf(stageScene(view, moment, { room: 'wide', unit: 0, notation: 'textbook' }));
      const missing = shown.filter(
        ({ shape, spot: { address, unit } }) => shape.type !== 'bin' && !told.has(`${address} ${unit}`),
      );
      expect(
        missing.map(({ spot }) => spot),
        beat,
      ).toEqual([]);
      const twice = lines.map((line) => JSON.stringify(line));
      expect(new Set(twice).size).toBe(twice.length);
    });
  });
});
