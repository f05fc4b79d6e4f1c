// A period of a wave, drawn by hand or ready-made: heights of −1 to 1 at places one step apart.

/** Steps of a period, and how often it comes: something must come again, or there is nothing to learn. */
export const PERIOD = 32;
export const TIMES = 5;

/** Two decimals: no hand draws finer. */
const round = (height: number): number => Math.round(Math.max(-1, Math.min(1, height)) * 100) / 100;

const turn = (place: number): number => (2 * Math.PI * place) / PERIOD;

const READY = {
  sine: (place: number) => Math.sin(turn(place)),
  two: (place: number) => 0.6 * Math.sin(turn(place)) + 0.4 * Math.sin(3 * turn(place)),
  square: (place: number) => (place < PERIOD / 2 ? 0.8 : -0.8),
  saw: (place: number) => (1.6 * place) / (PERIOD - 1) - 0.8,
  beat: (place: number) => ({ 10: 0.15, 14: -0.2, 15: 1, 16: -0.45, 22: 0.25, 23: 0.3, 24: 0.2 })[place] ?? 0,
};

type Ready = keyof typeof READY;
export const READY_WAVES = Object.keys(READY) as readonly Ready[];

export function readyWave(name: Ready): number[] {
  return Array.from({ length: PERIOD }, (_, place) => round(READY[name](place)));
}

/** A point of the hand's way: the place between 0 and the last, and the height. */
export interface Touch {
  place: number;
  height: number;
}

/** The wave after a stroke from one point to another, which may be places apart. */
export function stroked(wave: readonly number[], from: Touch, to: Touch): number[] {
  const [a, b] = [from, to].map(({ place }) => Math.max(0, Math.min(wave.length - 1, Math.round(place)))) as [
    number,
    number,
  ];
  return wave.map((height, place) => {
    if (place < Math.min(a, b) || place > Math.max(a, b)) return height;
    return round(a === b ? to.height : from.height + ((to.height - from.height) * (place - a)) / (b - a));
  });
}

/** As the core reads it: the period again and again, a number a line. */
export function seriesOf(wave: readonly number[]): string {
  return Array.from({ length: TIMES }, () => wave.join('\n')).join('\n');
}
