// What the lessons claim of many networks, or of many sequences, by lesson and claim (claims/<lesson>.ts): each experiment says the numbers
// of its claim.
import type { Experiment } from './claims/experiment.ts';

const LESSONS = import.meta.glob<Record<string, Experiment>>(['./claims/*.ts', '!./claims/experiment.ts'], {
  eager: true,
  import: 'default',
});

export const claims: Record<string, Experiment> = Object.fromEntries(
  Object.entries(LESSONS).flatMap(([file, all]) => {
    const lesson = /([\w-]+)\.ts$/.exec(file)![1]!;
    return Object.entries(all).map(([id, experiment]) => [`${lesson}/${id}`, experiment]);
  }),
);
