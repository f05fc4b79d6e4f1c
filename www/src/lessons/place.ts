// The lesson that this document is, and the scene that its address asks for. Small: the page starts with it.
import type { State } from '../session/state.ts';
import type { Lesson } from './lesson.ts';

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
  const { network = '', show } = lesson.scenes[sceneAsked(lesson) ?? 0]!;
  return { ...lesson.networks[network], ...show };
}
