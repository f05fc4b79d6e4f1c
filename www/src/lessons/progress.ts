// What a reader has done in a lesson, kept from visit to visit, and where each scene begins.
import { FIRST } from '../session/first.ts';
import { unchosen, type State } from '../session/state.ts';
import type { Lesson, Scene } from './lesson.ts';
import { networkOf } from './place.ts';

const STORAGE = 'lstm-conveyor.lesson.';

/** Where she is, how far she was, and what she guessed, by scene and block. */
export interface Progress {
  scene: number;
  farthest: number;
  guesses: Record<string, number>;
}

export function progressOf({ name }: Pick<Lesson, 'name'>): Progress {
  const none = { scene: 0, farthest: 0, guesses: {} };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(STORAGE + name) ?? '{}') as Partial<Progress>) };
  } catch {
    return none; // storage can be forbidden, and what stands there can be another's
  }
}

export function keepProgress({ name }: Pick<Lesson, 'name'>, progress: Progress): void {
  try {
    localStorage.setItem(STORAGE + name, JSON.stringify(progress));
  } catch {
    // then it lasts as long as the page
  }
}

export function writeScene(scene: number): void {
  history.replaceState(history.state, '', `${location.pathname}${location.search}#${scene + 1}`);
}

/** All of what a scene begins with is set, so that it does not matter where the reader comes from. */
export function beginning(lesson: Pick<Lesson, 'networks'>, scene: Scene): State {
  const of = scene.network === undefined ? { ...FIRST.config, ...FIRST.begin } : networkOf(lesson, scene);
  return { ...unchosen(), sample: 1, direction: 'forward', ...of, stride: 'operation', ...scene.show };
}
