// What can be set is one table: read from texts and printed back, in step with the core, and documented.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  keyOf,
  KEYS,
  parse,
  partOf,
  print,
  proposed,
  TABLE,
  differences,
  wanted,
  type Name,
  type State,
} from '../../src/session/state.ts';
import { choices, configure } from './core.ts';

const NAMES = Object.keys(TABLE) as Name[];

describe('the table', () => {
  it('has a row for each number and choice of the core, and no setting of a network that the core has not', () => {
    const network = NAMES.filter((name) => TABLE[name].part === 'network');
    for (const { name } of choices.numbers) expect(network).toContain(name);
    const config = configure({ task: choices.tasks[0]!.name });
    for (const name of network) expect(Object.keys(config)).toContain(name);
  });

  it('has keys that can be attributes, each once, none of which hides an element', () => {
    expect(new Set(KEYS).size).toBe(NAMES.length);
    for (const key of KEYS) expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const taken of ['hidden', 'id', 'class', 'style', 'slot', 'part', 'title', 'dir'])
      expect(KEYS).not.toContain(taken);
  });

  /** What the kinds are called in Chinese. */
  const CHINESE = { name: '名称', options: '选项', number: '数', text: '文本', switch: '开关' };

  it.each([
    ['docs/settings.md', {}],
    ['docs/settings.zh.md', CHINESE],
  ] as [string, Record<string, string>][])('is told in %s, row by row', (file, names) => {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    const told = [...text.matchAll(/^\| `([\w-]+)` \| ([^|]*) \| ([^|]*) \| [^|]+ \|$/gm)].map(([, ...cells]) => cells);
    const rows = NAMES.map((name) => {
      const { kind, ...row } = TABLE[name] as { kind: string; names?: readonly string[]; default?: unknown };
      const values = row.names ? row.names.map((each) => `\`${each}\``).join(', ') : (names[kind] ?? kind);
      const usual = row.default === undefined || row.default === '' ? '' : `\`${row.default}\``;
      return [keyOf(name), values, usual];
    });
    expect(told).toEqual(rows);
  });
});

describe('texts', () => {
  const state: State = {
    task: 'text',
    taskOptions: { text: 'a, b: "c"\nd \\', unit: 'word', steps: 30, own: true, off: false, digits: '12', empty: '' },
    cell: 'gru',
    options: { reset_before: true },
    hidden: 12,
    rate: 1e-9,
    forgetBias: -1.5,
    seed: 9007199254740991,
    direction: 'backward',
    step: 3,
    beat: 'meet',
    address: 'd_c<+',
    unit: 2,
    speed: 0.25,
    lang: 'zh',
    theme: 'dark',
    projector: true,
  };

  it('say again what was printed', () => {
    expect(parse(print(state))).toEqual(state);
    for (const { name: task } of choices.tasks)
      for (const { name: cell } of choices.cells) {
        const config = configure({ task, cell }) as State;
        const { taskOptions, ...others } = partOf(config, 'network');
        const some = Object.keys(taskOptions!).length > 0;
        expect(parse(print(config))).toEqual(some ? { taskOptions, ...others } : others);
      }
  });

  it('leave out what is proposed or by default', () => {
    for (const { name: task } of choices.tasks) {
      for (const { name: cell } of choices.cells) {
        const config = configure({ task, cell }) as State;
        const keys = print({ ...config, speed: 1, unit: 0 }, proposed(choices, config)).map(([key]) => key);
        const wish = [...(task === choices.tasks[0]!.name ? [] : ['task']), ...(cell === 'lstm' ? [] : ['cell'])];
        expect(keys).toEqual(wish);
      }
    }
    const config = {
      ...configure({ task: 'recall', taskOptions: { delay: 5 }, options: { peephole: true } }),
    } as State;
    expect(print(config, proposed(choices, config))).toEqual([
      ['task-options', 'delay:5'],
      ['options', 'peephole'],
    ]);
  });

  it('may be written by hand', () => {
    const texts = { options: 'peephole,  projection: 4', 'hidden-units': '12', projector: '', task: 'recall' };
    expect(parse(Object.entries(texts))).toEqual({
      options: { peephole: true, projection: 4 },
      ...{ hidden: 12, projector: true, task: 'recall' },
    });
  });

  it('that mean nothing here count as not set', () => {
    const texts = { class: 'a', hidden: '', lang: 'fr', theme: '', step: 'three', speed: ' ', 'forget-bias': null };
    expect(parse(Object.entries(texts))).toEqual({});
  });
});

it('settings are compared by their values, in whatever order they stand', () => {
  const config = configure({ task: 'recall', options: { peephole: true } }) as State;
  const turned = Object.fromEntries(
    Object.entries({ ...config, options: Object.fromEntries(Object.entries(config.options!).reverse()) }).reverse(),
  ) as State;
  expect(differences(config, turned)).toEqual([]);
  const other = { ...config, hidden: 99, options: { ...config.options, peephole: false } };
  expect(differences(config, other)).toEqual(['options', 'hidden']);
  expect(differences({ options: { a: 1 } }, { options: { a: 1, b: true } })).toEqual(['options']);
  expect(differences({}, { lanes: '' })).toEqual(['lanes']);
});

it('of an experiment and a wish it makes the experiment that is wanted', () => {
  const config = configure({ task: 'recall', options: { peephole: true }, seed: 7 });
  expect(configure(wanted(config, { hidden: 3, taskOptions: { delay: 4 } }))).toEqual({
    ...config,
    ...{ hidden: 3, taskOptions: { ...config.taskOptions, delay: 4 } },
  });
  expect(configure(wanted(config, { task: 'adding', cell: 'gru', speed: 3 }))).toEqual(
    configure({ task: 'adding', cell: 'gru', seed: 7 }),
  );
});
