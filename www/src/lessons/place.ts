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

/** What the page opens with; where a scene names no network that is what it always opens with, which was recorded and needs no core. */
export function opening(lesson: Lesson): State {
  const scene = lesson.scenes[sceneAsked(lesson) ?? 0]!;
  return { ...networkOf(lesson, scene), ...scene.show };
}

/** The network that a scene names. One that the reader is to train has learnt nothing yet. */
export function networkOf({ networks }: Pick<Lesson, 'networks'>, { network = '', blocks }: Scene): State {
  const { weights, ...fresh }: State = networks[network] ?? {};
  return weights === undefined || blocks.some(({ kind }) => kind === 'train') ? fresh : { ...fresh, weights };
}
