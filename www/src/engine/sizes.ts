// How many numbers go into a task and come out of it, and which options make them more. The core says so of an experiment
// that is made, so small ones are made.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Bench } from './bench.ts';
import type { Config, Option, Sized } from './protocol.ts';

type Options = Required<Config>['taskOptions'];
type Task = ReturnType<typeof Experiment.choices>['tasks'][number];

/** Each task in each size that it can have. First go the one that is told and the one at hand, as they are set. */
export function sizes({ schema: { config } }: Bench, told: Pick<Config, 'task' | 'taskOptions'>): Sized[] {
  const { tasks } = Experiment.choices();
  const set = [told, config].flatMap(({ task, taskOptions = {} }) => {
    const known = tasks.find(({ name }) => name === task);
    return (known && attempt(() => [sized(known, taskOptions)])) ?? [];
  });
  const all = [...set, ...tasks.flatMap(sizesOf)];
  const key = ({ task, inputs, outputs }: Sized): string => [task, inputs, outputs].join();
  const keys = all.map(key);
  return all.filter((_, k) => keys.indexOf(keys[k]!) === k);
}

function sizesOf(task: Task): Sized[] {
  const usual = sized(task, {});
  const other = (options: Options): boolean => {
    const { inputs, outputs } = sized(task, options);
    return inputs !== usual.inputs || outputs !== usual.outputs;
  };
  // Most numbers change how long a sequence is, and nothing else: their ends tell.
  const counts = task.options.filter(
    ({ name, kind, integer, min, max }) =>
      kind === 'number' && integer && [min!, max!].some((end) => attempt(() => other({ [name]: end }))),
  );
  const counted = counts.flatMap(({ name, min, max }) =>
    Array.from({ length: max! - min! + 1 }, (_, k): Options => ({ [name]: min! + k })),
  );
  const chosen = task.options.filter(({ kind }) => kind === 'choice').reduce(combined, [{}]);
  return [usual, ...[...chosen, ...counted].map((options) => sized(task, options))];
}

function combined(all: Options[], { name, names }: Option): Options[] {
  return all.flatMap((options) => names!.map((value) => ({ ...options, [name]: value })));
}

/**
 * Refusals are skipped: an option at its limit may ask for a longer text than there is, and settings of a file may be of
 * another version.
 */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function sized({ name: task, defaults }: Task, options: Options): Sized {
  const taskOptions = { ...defaults.taskOptions, ...options };
  const experiment = new Experiment({ task, taskOptions, hidden: 1, batch: 1, readout: 'linear' });
  const { inputs, outputs } = experiment.schema();
  experiment.free();
  return { task, taskOptions, loss: defaults.loss, inputs, outputs };
}
