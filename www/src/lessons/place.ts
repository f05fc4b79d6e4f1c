// Where a lesson is in the document, the address and the reader's own storage.
import { FIRST } from '../session/first.ts';
import { unchosen, type State } from '../session/state.ts';
import type { Lesson, Scene } from './lesson.ts';

const STORAGE = 'lstm-conveyor.lesson.';

/** The lesson that this document is, if it is one (vite-lessons.ts). */
export function lessonHere(): Lesson | undefined {
  const text = globalThis.document?.getElementById('lesson')?.textContent;
  return text ? (JSON.parse(text) as Lesson) : undefined;
}

/** What a reader has done in a lesson: where she is, how far she was, and what she guessed, by scene and block. */
export interface Progress {
  scene: number;
  farthest: number;
  guesses: Record<string, number>;
}

/** The scene that the address asks for, counted from 0, or where she left it. */
export function sceneAt({ scenes }: Lesson, progress: Progress): number {
  const asked = /^#(\d+)$/.exec(location.hash)?.[1];
  const scene = asked ? Number(asked) - 1 : progress.scene;
  return Math.min(Math.max(scene, 0), scenes.length - 1);
}

export function writeScene(scene: number): void {
  history.replaceState(history.state, '', `${location.pathname}${location.search}#${scene + 1}`);
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

/** Where a scene begins: all of it is set, so that it does not matter where the reader comes from. */
export function beginning({ networks }: Pick<Lesson, 'networks'>, { network, show }: Scene): State {
  const of = network === undefined ? { ...FIRST.config, ...FIRST.begin } : networks[network]!;
  return { ...unchosen(), sample: 1, direction: 'forward', lanes: undefined, ...of, stride: 'operation', ...show };
}

/** The same for a session that is yet to be opened: what the page opens with was recorded, and needs no core. */
export function opening(lesson: Lesson, scene: Scene): State {
  return scene.network === undefined ? scene.show : beginning(lesson, scene);
}
