// On the contents of the lessons: how far the reader has been in each.
import { progressOf } from './lessons/progress.ts';

const { done = '', at = '' } = document.currentScript!.dataset;

for (const card of document.querySelectorAll<HTMLElement>('[data-lesson]')) {
  const { lesson: name = '', scenes = '' } = card.dataset;
  const { scene, farthest } = progressOf({ name });
  const last = Number(scenes) - 1;
  if (farthest > 0)
    card.querySelector('.been')!.textContent = farthest >= last ? done : at.replace('{n}', `${scene + 1}`);
}
