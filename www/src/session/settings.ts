// What a person can set, as the core offers it: each task, cell, option and number by name, without knowing any of them.
import type { Choices, Config, Option } from '../engine/protocol.ts';
import type { Lang } from './languages.ts';
import type { State } from './state.ts';

export type Entry = number | boolean | string;

/** One control: what it offers, what is set, and what another entry asks for. */
export interface Setting {
  option: Option;
  value: Entry;
  wish(entry: Entry): State;
}

/** Settings that belong together. */
export interface Group {
  name: 'task' | 'cell' | 'training';
  settings: Setting[];
}

/** What stands for a sequence that came without a task: another can be chosen in its place. */
const NO_TASK = 'none';

/** More units than these the page cannot show one by one. */
export const MOST_HIDDEN = 100;

/** What of the core's numbers says how large the network is. */
const SIZES = ['hidden', 'layers'];

/** `forgets`: a gate says how much of the old state stays, so there is a bias to start it with, unless the start has its own. */
export function groups(
  choices: Choices,
  config: Required<Config>,
  forgets: boolean,
): [task: Group, cell: Group, training: Group] {
  const task = choices.tasks.find(({ name }) => name === config.task);
  const cell = choices.cells.find(({ name }) => name === config.cell);
  const biased = forgets && config.init !== 'chrono';
  const numbers = choices.numbers.filter(({ name }) => !SIZES.includes(name) && (biased || name !== 'forgetBias'));
  return [
    {
      name: 'task',
      settings: [
        plain(choice('task', [...(task ? [] : [NO_TASK]), ...namesOf(choices.tasks)]), {
          ...config,
          task: config.task ?? NO_TASK,
        }),
        ...(task?.options ?? []).map((option) => within('taskOptions', option, config)),
      ],
    },
    {
      name: 'cell',
      settings: [
        plain(choice('cell', namesOf(choices.cells)), config),
        ...choices.numbers.filter(({ name }) => SIZES.includes(name)).map((option) => plain(seen(option), config)),
        ...(cell?.options ?? []).map((option) => within('options', option, config)),
      ],
    },
    {
      name: 'training',
      settings: [
        ...numbers.map((option) => plain(seen(option), config)),
        plain(choice('init', choices.inits), config),
        plain(choice('optimizer', choices.optimizers), config),
      ],
    },
  ];
}

/** What of a task has a language, in that of the reader; `sample` is a text in it. */
export function toldIn(lang: Lang, options: readonly Option[], sample: string): Required<Config>['taskOptions'] {
  const has = (name: string): Option | undefined => options.find((option) => option.name === name);
  return {
    ...(has('language')?.names?.includes(lang) && { language: lang }),
    ...(has('text') && { text: sample }),
  };
}

/** The option of a name, of whatever it belongs to: for the wording of a refusal. */
export function optionOf(choices: Choices, name: string): Option | undefined {
  const all = [...choices.numbers, ...[...choices.tasks, ...choices.cells].flatMap(({ options }) => options)];
  const found = all.find((option) => option.name === name);
  return found && seen(found);
}

/** The option with the page's limit in place of the core's. */
function seen(option: Option): Option {
  return option.name === 'hidden' ? { ...option, max: MOST_HIDDEN } : option;
}

function namesOf(all: { name: string }[]): string[] {
  return all.map(({ name }) => name);
}

function choice(name: string, names: string[]): Option {
  return { name, kind: 'choice', names, default: names[0]! };
}

function within(table: 'taskOptions' | 'options', option: Option, config: Required<Config>): Setting {
  return {
    option,
    value: config[table][option.name]!,
    wish: (entry) => ({ [table]: { [option.name]: entry } }),
  };
}

function plain(option: Option, config: Required<Config>): Setting {
  return { option, value: config[option.name as 'rate'], wish: (entry) => ({ [option.name]: entry }) };
}
