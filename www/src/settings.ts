// What a person can set, as the core offers it: each task, cell, option and number by name, without knowing any of them.
import type { Choices, Config, Option } from './engine/protocol.ts';

export type Value = number | boolean | string;

/** One control: what it offers, what is set, and the experiment that another value of it asks for. */
export interface Setting {
  option: Option;
  value: Value;
  change(config: Required<Config>, value: Value): Config;
}

/** Settings that belong together. */
export interface Group {
  name: 'task' | 'cell' | 'training';
  settings: Setting[];
}

/** More units than these the page cannot show one by one. */
export const MOST_HIDDEN = 64;

export function groups(choices: Choices, config: Required<Config>): [task: Group, cell: Group, training: Group] {
  const task = choices.tasks.find(({ name }) => name === config.task);
  const cell = choices.cells.find(({ name }) => name === config.cell);
  return [
    {
      name: 'task',
      settings: [
        // A task comes with proposals of its own; the cell and the seed are the person's choice.
        choice('task', choices.tasks, config.task, ({ cell, seed }, task) => ({ task, cell, seed })),
        ...(task?.options ?? []).map((option) => within('taskOptions', option, config)),
      ],
    },
    {
      name: 'cell',
      settings: [
        choice('cell', choices.cells, config.cell, ({ options: _, ...others }, cell) => ({ ...others, cell })),
        ...(cell?.options ?? []).map((option) => within('options', option, config)),
      ],
    },
    {
      name: 'training',
      settings: [
        ...choices.numbers.map((option) => plain(seen(option), config)),
        plain({ name: 'init', kind: 'choice', names: choices.inits, default: choices.inits[0]! }, config),
        plain(
          { name: 'optimizer', kind: 'choice', names: choices.optimizers, default: choices.optimizers[0]! },
          config,
        ),
      ],
    },
  ];
}

/** The option of a name, of whatever it belongs to: for the wording of a refusal. */
export function optionOf(choices: Choices, name: string): Option | undefined {
  const all = [...choices.numbers, ...[...choices.tasks, ...choices.cells].flatMap(({ options }) => options)];
  const found = all.find((option) => option.name === name);
  return found && seen(found);
}

/** With the page's own limit. */
function seen(option: Option): Option {
  return option.name === 'hidden' ? { ...option, max: MOST_HIDDEN } : option;
}

function choice(
  name: string,
  of: { name: string }[],
  value: string,
  change: (config: Required<Config>, value: string) => Config,
): Setting {
  const names = of.map(({ name }) => name);
  const option: Option = { name, kind: 'choice', names, default: names[0]! };
  return { option, value, change: (config, value) => change(config, String(value)) };
}

function within(table: 'taskOptions' | 'options', option: Option, config: Required<Config>): Setting {
  return {
    option,
    value: config[table][option.name]!,
    change: (config, value) => ({ ...config, [table]: { ...config[table], [option.name]: value } }),
  };
}

function plain(option: Option, config: Required<Config>): Setting {
  return {
    option,
    value: config[option.name as 'rate'],
    change: (config, value) => ({ ...config, [option.name]: value }),
  };
}
