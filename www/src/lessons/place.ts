// The lesson that this document is, and the scene that its address asks for. Small: the page starts with it.
import type { State } from '../session/state.ts';
import type { Lesson, Scene } from './lesson.ts';

/** As its document has it (vite-lessons.ts). */
export function lessonHere(): Lesson | undefined {
  const text = globalThis.document?.getElementById('lesson')?.textContent;
  return text ? (JSON.parse(text) as Lesson) : undefined;
}

/** The scene that the address asks for, counted from 0. */
export function sceneAsked({ scenes }: Lesson): number | undefined {
  const scene = Number(location.hash.slice(1)) - 1;
  return scenes[scene] && scene;
}

/** The scenes that are shown, counted from 0: of ?scenes=3-5, for a page of somebody's course, those alone. */
export function excerpt({ scenes }: Lesson): { first: number; last: number; whole: boolean } {
  const [, from, to = from] = /[?&]scenes=(\d+)(?:-(\d+))?(?:&|$)/.exec(location.search) ?? [];
  const [first, last] = [Number(from) - 1, Number(to) - 1];
  if (first >= 0 && first <= last && last < scenes.length) return { first, last, whole: false };
  return { first: 0, last: scenes.length - 1, whole: true };
}

/** What the page opens with; where a scene names no network that is what it always opens with, which was recorded and needs no core. */
export function opening(lesson: Lesson): State {
  const scene = lesson.scenes[sceneAsked(lesson) ?? excerpt(lesson).first]!;
  return { ...networkOf(lesson, scene), ...scene.show };
}

/** The network that a scene names. One that the reader is to train has learnt nothing yet. */
export function networkOf({ networks }: Pick<Lesson, 'networks'>, { network = '', blocks }: Scene): State {
  const { weights, ...fresh }: State = networks[network] ?? {};
  return weights === undefined || blocks.some(({ kind }) => kind === 'train') ? fresh : { ...fresh, weights };
}
