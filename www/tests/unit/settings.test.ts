// The lab offers what the core offers, and asks for what a person set: no more, no less.
import { describe, expect, it } from 'vitest';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import { EngineError, type Config } from '../../src/engine/protocol.ts';
import { groups, MOST_HIDDEN, optionOf, type Setting } from '../../src/settings.ts';
import { wordsOf } from '../../src/trouble.ts';
import { choices, configure } from './core.ts';

const all = (config: Required<Config>): Setting[] => groups(choices, config).flatMap(({ settings }) => settings);
const find = (config: Required<Config>, name: string): Setting =>
  all(config).find(({ option }) => option.name === name)!;

describe.each(choices.tasks)('the settings of $name', ({ name: task, options }) => {
  it.each(choices.cells)('with a $name are those that the core offers, each once, with its value', (cell) => {
    const config = configure({ task, cell: cell.name });
    const names = all(config).map(({ option }) => option.name);
    expect(new Set(names).size).toBe(names.length);
    const offered = [...options, ...cell.options, ...choices.numbers].map(({ name }) => name);
    expect(names.sort()).toEqual(['task', 'cell', 'init', 'optimizer', ...offered].sort());
    for (const { option, value } of all(config)) {
      expect(value, option.name).toBeDefined();
      if (option.names) expect(option.names).toContain(value);
      expect(config).toEqual(configure(find(config, option.name).change(config, value)));
    }
  });
});

describe('a change', () => {
  const start = configure({ task: choices.tasks[0]!.name, seed: 7, hidden: 5 });
  const other = choices.cells[1]!;

  it('of a cell keeps all but the options of the old one', () => {
    const config = configure(find(start, 'cell').change(start, other.name));
    expect(config).toMatchObject({ cell: other.name, hidden: 5, seed: 7, task: start.task });
    expect(Object.keys(config.options)).toEqual(other.options.map(({ name }) => name));
  });

  it('of a task takes its proposals, and keeps cell and seed', () => {
    const config = configure(find(start, 'cell').change(start, other.name));
    const task = choices.tasks.at(-1)!;
    expect(configure(find(config, 'task').change(config, task.name))).toMatchObject({
      ...{ task: task.name, cell: other.name, seed: 7 },
      hidden: task.defaults.hidden,
    });
  });

  it('of an option or a number changes nothing else', () => {
    for (const { option, value, change } of all(start)) {
      if (option.kind === 'choice' || option.kind === 'text') continue;
      const next = option.kind === 'switch' ? !value : Math.min(Number(value) + 1, 4);
      const config = configure(change(start, next));
      expect(find(config, option.name).value, option.name).toBe(next);
      expect(configure(change(config, value))).toEqual(start);
    }
  });
});

it('offers as many units as the page can show', () => {
  expect(optionOf(choices, 'hidden')?.max).toBe(MOST_HIDDEN);
});

describe('a refusal', () => {
  const start = configure({ task: choices.tasks[0]!.name });
  const refused = (name: string, value: string | number): EngineError => {
    try {
      configure(find(start, name).change(start, value));
    } catch (error) {
      return error as EngineError;
    }
    throw new Error(`${name} = ${value} was taken`);
  };

  it('names the range of a number, to the last digit', () => {
    expect(wordsOf(refused('layers', 9), choices)).toContain('whole number from 1 to 4');
    expect(wordsOf(refused('seed', -1), choices)).toContain('from 0 to 9,007,199,254,740,991');
    expect(wordsOf(refused('rate', 0), choices)).toContain('number from 0.000000001 to 1,000,000');
  });

  it('names the narrower of two limits, the core’s and the page’s', () => {
    expect(wordsOf(refused('projection', 8), choices)).toContain('whole number from 0 to 7');
    expect(wordsOf(refused('hidden', 0), choices)).toContain('whole number from 1 to 64');
  });

  it('names what may be chosen as the page names it', () => {
    expect(wordsOf(refused('cell', 'elman'), choices)).toContain('must be one of LSTM, GRU, ');
  });
});

it('has words in both languages for all that the core offers', () => {
  const keys = [
    ...choices.tasks.flatMap(({ name }) => [`task.${name}`, `task.${name}-about`, `goal.${name}`]),
    ...choices.cells.flatMap(({ name }) => [`cell.${name}`, `cell.${name}-about`]),
    ...choices.optimizers.map((name) => `optimizer.${name}`),
    ...choices.inits.map((name) => `init.${name}`),
    ...[...choices.numbers, ...[...choices.tasks, ...choices.cells].flatMap(({ options }) => options)].flatMap(
      ({ name, names = [] }) => [`option.${name}`, `help.${name}`, ...names.map((each) => `${name}.${each}`)],
    ),
  ];
  const words = (locale: object, key: string): unknown =>
    key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], locale);
  for (const key of keys) for (const locale of [en, zh]) expect(words(locale, key), key).toBeTypeOf('string');
});
