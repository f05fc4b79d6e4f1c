// How many numbers go into a task and come out of it, and which options make them more. The core says so of an experiment
// that is made, so small ones are made.
import { Experiment } from '../../pkg/lstm_conveyor.js';
import type { Bench } from './bench.ts';
import type { Config, Option, Sized } from './protocol.ts';

type Options = Required<Config>['taskOptions'];
type Task = ReturnType<typeof Experiment.choices>['tasks'][number];

/** Each task in each size that it can have. The task at hand goes first, as it is set. */
export function sizes({ schema: { config } }: Bench): Sized[] {
  const { tasks } = Experiment.choices();
  const here = tasks.find(({ name }) => name === config.task);
  const all = [...(here ? [sized(here, config.taskOptions)] : []), ...tasks.flatMap(sizesOf)];
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
      kind === 'number' && integer && [min!, max!].some((end) => possible(() => other({ [name]: end }))),
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

/** An option at its end may ask for more than there is: a longer text. */
function possible(ask: () => boolean): boolean {
  try {
    return ask();
  } catch {
    return false;
  }
}

function sized({ name: task, defaults }: Task, options: Options): Sized {
  const taskOptions = { ...defaults.taskOptions, ...options };
  const experiment = new Experiment({ task, taskOptions, hidden: 1, batch: 1, readout: 'linear' });
  const { inputs, outputs } = experiment.schema();
  experiment.free();
  return { task, taskOptions, loss: defaults.loss, inputs, outputs };
}
