// The lab offers what the core offers, and asks for what a person set: no more, no less.
import { describe, expect, it } from 'vitest';
import aroundEn from '../../locales/around.en.json';
import aroundZh from '../../locales/around.zh.json';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import { EngineError, type Config } from '../../src/engine/protocol.ts';
import dataEn from '../../src/tools/data/data.en.json';
import dataZh from '../../src/tools/data/data.zh.json';
import { words as wordsIn } from '../../src/words/locale.ts';
import { groups, MOST_HIDDEN, optionOf, toldIn, type Entry, type Setting } from '../../src/session/settings.ts';
import { wanted } from '../../src/session/state.ts';
import { wordsOf } from '../../src/words/trouble.ts';
import { choices, configure } from './core.ts';

const english = await wordsIn('en');
const all = (config: Required<Config>): Setting[] => groups(choices, config, true).flatMap(({ settings }) => settings);
const find = (config: Required<Config>, name: string): Setting =>
  all(config).find(({ option }) => option.name === name)!;

const changed = (config: Required<Config>, name: string, entry: Entry): Config =>
  wanted(config, find(config, name).wish(entry));

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
      expect(config).toEqual(configure(changed(config, option.name, value)));
    }
  });
});

it('a task that has a language is had in the reader’s', () => {
  const samples = { en: dataEn.data.sample, zh: dataZh.data.sample };
  const told = (lang: 'en' | 'zh', task: string): object => {
    const { options } = choices.tasks.find(({ name }) => name === task)!;
    return toldIn(lang, options, samples[lang]);
  };
  expect(told('zh', 'sentences')).toEqual({ language: 'zh' });
  expect(told('zh', 'text')).toEqual({ text: samples.zh });
  expect(samples.zh).toMatch(/^\p{Script=Han}/u);
  expect(told('zh', 'adding')).toEqual({});
  // In English it is what the core proposes, so a link need not carry it.
  for (const task of ['sentences', 'text']) {
    const { taskOptions } = configure({ task });
    expect(taskOptions).toMatchObject(told('en', task));
  }
});

describe('a change', () => {
  const start = configure({ task: choices.tasks[0]!.name, seed: 7, hidden: 5 });
  const other = choices.cells[1]!;

  it('of a cell keeps all but the options of the old one', () => {
    const config = configure(changed(start, 'cell', other.name));
    expect(config).toMatchObject({ cell: other.name, hidden: 5, seed: 7, task: start.task });
    expect(Object.keys(config.options)).toEqual(other.options.map(({ name }) => name));
  });

  it('of a task takes its proposals, and keeps cell and seed', () => {
    const config = configure(changed(start, 'cell', other.name));
    const task = choices.tasks.at(-1)!;
    expect(configure(changed(config, 'task', task.name))).toMatchObject({
      ...{ task: task.name, cell: other.name, seed: 7 },
      hidden: task.defaults.hidden,
    });
  });

  it('of an option or a number changes nothing else', () => {
    for (const { option, value } of all(start)) {
      if (option.kind === 'choice' || option.kind === 'text') continue;
      const next = option.kind === 'switch' ? !value : Math.min(Number(value) + 1, 4);
      const config = configure(changed(start, option.name, next));
      expect(find(config, option.name).value, option.name).toBe(next);
      expect(configure(changed(config, option.name, value))).toEqual(start);
    }
  });
});

it('offers a bias to forget by only where something forgets', () => {
  const config = configure({ task: choices.tasks[0]!.name });
  const names = (forgets: boolean): string[] =>
    groups(choices, config, forgets).flatMap(({ settings }) => settings.map(({ option }) => option.name));
  expect(names(true)).toContain('forgetBias');
  expect(names(false)).toEqual(names(true).filter((name) => name !== 'forgetBias'));
  const chrono = groups(choices, configure({ task: choices.tasks[0]!.name, init: 'chrono' }), true);
  expect(chrono[2].settings.map(({ option }) => option.name)).not.toContain('forgetBias');
});

it('offers as many units as the page can show, and no task proposes more', () => {
  for (const { defaults } of choices.tasks) expect(defaults.hidden).toBeLessThanOrEqual(MOST_HIDDEN);
  expect(optionOf(choices, 'hidden')?.max).toBe(MOST_HIDDEN);
});

describe('a refusal', () => {
  const start = configure({ task: choices.tasks[0]!.name });
  const refused = (name: string, value: string | number): EngineError => {
    try {
      configure(changed(start, name, value));
    } catch (error) {
      return error as EngineError;
    }
    throw new Error(`${name} = ${value} was taken`);
  };

  it('names the range of a number, to the last digit', () => {
    expect(wordsOf(refused('layers', 9), english, choices)).toContain('whole number from 1 to 4');
    expect(wordsOf(refused('seed', -1), english, choices)).toContain('from 0 to 9,007,199,254,740,991');
    expect(wordsOf(refused('rate', 0), english, choices)).toContain('number from 0.000000001 to 1,000,000');
  });

  it('names the narrower of two limits, the core’s and the page’s', () => {
    expect(wordsOf(refused('projection', 8), english, choices)).toContain('whole number from 0 to 7');
    expect(wordsOf(refused('hidden', 0), english, choices)).toContain('whole number from 1 to 100');
  });

  it('names what may be chosen as the page names it', () => {
    expect(wordsOf(refused('cell', 'elman'), english, choices)).toContain('must be one of LSTM (lstm), GRU (gru), ');
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
  for (const key of keys)
    for (const locale of [
      { ...aroundEn, ...en },
      { ...aroundZh, ...zh },
    ])
      expect(words(locale, key), key).toBeTypeOf('string');
});
