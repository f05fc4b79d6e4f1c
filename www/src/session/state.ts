// All that can be set, in one table. Attributes, the link, what is remembered and the documentation follow from it.
import type { Choices, Config } from '../engine/protocol.ts';
import { NOTATIONS } from '../network/notation.ts';
import { LANGS } from './languages.ts';

/** A name is one of `names`, or one that the core knows; options are named values, as "peephole, projection: 4"; any text is one. */
type Kind = 'name' | 'number' | 'switch' | 'options' | 'text';

/**
 * What it belongs to: the network, what it has learnt, the play-head, what is looked at, the page around it. Words and colours are the reader's
 * own: remembered from visit to visit, and left out of links.
 */
export type Part = 'network' | 'training' | 'time' | 'spot' | 'ambient' | 'page';

interface Row {
  part: Part;
  kind: Kind;
  /** Its spelling outside, if it is not the name: an element that has `hidden` is not seen. */
  key?: string;
  names?: readonly string[];
  /** Less is no value of it. */
  least?: number;
  /** Of a network it is what the core proposes for the task, of words and colours what the reader's system prefers. */
  default?: Value;
}

export type Options = Record<string, number | boolean | string>;
export type Value = number | boolean | string | Options;

export const TABLE = {
  task: { part: 'network', kind: 'name' },
  taskOptions: { part: 'network', kind: 'options' },
  cell: { part: 'network', kind: 'name' },
  options: { part: 'network', kind: 'options' },
  hidden: { part: 'network', kind: 'number', key: 'hidden-units' },
  layers: { part: 'network', kind: 'number' },
  batch: { part: 'network', kind: 'number' },
  rate: { part: 'network', kind: 'number' },
  clip: { part: 'network', kind: 'number' },
  forgetBias: { part: 'network', kind: 'number' },
  truncate: { part: 'network', kind: 'number' },
  seed: { part: 'network', kind: 'number' },
  init: { part: 'network', kind: 'name' },
  optimizer: { part: 'network', kind: 'name' },
  loss: { part: 'network', kind: 'name' },
  sample: { part: 'time', kind: 'number', default: 1 },
  direction: { part: 'time', kind: 'name', names: ['forward', 'backward'], default: 'forward' },
  step: { part: 'time', kind: 'number', default: 1 },
  beat: { part: 'time', kind: 'name' },
  speed: { part: 'time', kind: 'number', default: 1 },
  stride: { part: 'time', kind: 'name', names: ['operation', 'step'], default: 'operation' },
  address: { part: 'spot', kind: 'name' },
  unit: { part: 'spot', kind: 'number', default: 0 },
  layer: { part: 'spot', kind: 'number', default: 0 },
  tool: { part: 'spot', kind: 'name', default: '' },
  temperature: { part: 'spot', kind: 'number', least: 0, default: 1 },
  edits: { part: 'spot', kind: 'text', default: '' },
  lanes: { part: 'spot', kind: 'text' },
  aside: { part: 'spot', kind: 'text', default: '' },
  twin: { part: 'spot', kind: 'switch', default: true },
  lang: { part: 'ambient', kind: 'name', names: LANGS },
  theme: { part: 'ambient', kind: 'name', names: ['light', 'dark'] },
  notation: { part: 'ambient', kind: 'name', names: NOTATIONS, default: 'textbook' },
  projector: { part: 'page', kind: 'switch', default: false },
  /** The last row: a link that is too long is cut at its end. */
  weights: { part: 'training', kind: 'text' },
} as const satisfies Record<string, Row>;

export type Name = keyof typeof TABLE;
type Typed<R extends Row> = R['kind'] extends 'number'
  ? number
  : R['kind'] extends 'switch'
    ? boolean
    : R['kind'] extends 'options'
      ? Options
      : R extends { names: readonly (infer N)[] }
        ? N
        : string;
/** Values for some of the table; what is left out is as it is, or the default. */
export type State = { -readonly [N in Name]?: Typed<(typeof TABLE)[N]> | undefined };

/** What is looked at, and with what: the rows of that part, each with its default, or undefined without one. */
export type Chosen = {
  [N in Name as (typeof TABLE)[N]['part'] extends 'spot' ? N : never]:
    Typed<(typeof TABLE)[N]> | ((typeof TABLE)[N] extends { default: unknown } ? never : undefined);
};

export type Theme = NonNullable<State['theme']>;

const ROWS = Object.entries(TABLE) as [Name, Row][];

/** As an attribute, in a link and in storage a setting has one spelling: forget-bias. */
export function keyOf(name: Name): string {
  return (TABLE[name] as Row).key ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export const KEYS: readonly string[] = ROWS.map(([name]) => keyOf(name));

/** The key that a person may have meant: hidden_units, hiddenUnits and hidden are hidden-units; what is none stays as it is. */
export function keyFor(spelling: string): string {
  const plain = (text: string): string => text.replace(/[-_]/g, '').toLowerCase();
  const meant = ROWS.find(([name]) => [name, keyOf(name)].some((each) => plain(each) === plain(spelling)));
  return meant ? keyOf(meant[0]) : spelling;
}

export function kindOf(key: string): Kind | undefined {
  return ROWS.find(([name]) => keyOf(name) === key)?.[1].kind;
}

/** What is looked at where nothing was chosen. */
export function unchosen(): Chosen {
  return Object.fromEntries(
    ROWS.filter(([, { part }]) => part === 'spot').map(([name, row]) => [name, row.default]),
  ) as Chosen;
}

/** What of a state belongs to a part; a config has more than can be set here. */
export function partOf(state: State, part: Part): State {
  return Object.fromEntries(
    ROWS.filter(([name, row]) => row.part === part && state[name] !== undefined).map(([name]) => [name, state[name]]),
  );
}

/** Reads texts by their keys. What the table does not know is another's; what is no value of its kind counts as not set. */
export function parse(texts: Iterable<readonly [key: string, text: string | null]>): State {
  const given = new Map(texts);
  return Object.fromEntries(
    ROWS.flatMap(([name, row]) => {
      const text = given.get(keyOf(name));
      const value = text === undefined || text === null ? undefined : valueOf(row, text);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as State;
}

/** Whether a text is a value of its key. */
export function legible(key: string, text: string): boolean {
  return Object.keys(parse([[key, text]])).length > 0;
}

/**
 * What two states have otherwise: settings are compared by their values, for those of another day, or of a network that is yet to
 * be made, are of no object at hand.
 */
export function differences(a: State, b: State): Name[] {
  return ROWS.map(([name]) => name).filter((name) => !same(a[name], b[name]));
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);
}

/** The texts of all that is not as `proposed` or by default. */
export function print(state: State, proposed: State = {}): [key: string, text: string][] {
  return ROWS.flatMap(([name, row]): [string, string][] => {
    const value = state[name];
    const usual = proposed[name] ?? row.default;
    if (value === undefined || value === usual) return [];
    if (typeof value !== 'object') return [[keyOf(name), value === true ? '' : String(value)]];
    const text = printOptions(value, usual as Options | undefined);
    return text ? [[keyOf(name), text]] : [];
  });
}

/** The network that the core proposes where only this is asked for. */
export function proposed(choices: Choices, { task, cell }: State): State {
  const proposals = choices.tasks.find(({ name }) => name === task)?.defaults;
  const options = choices.cells.find(({ name }) => name === cell)?.options ?? [];
  return {
    ...proposals,
    task: choices.tasks[0]!.name, // what is shown where nothing is asked for
    ...(cell !== proposals?.cell && {
      options: Object.fromEntries(options.map((option) => [option.name, option.default])),
    }),
  };
}

/** The experiment that is wanted when some of this one's settings are to be others. */
export function wanted(config: Required<Config>, wish: State): Config {
  const { taskOptions, options, ...plain } = partOf(wish, 'network');
  // A task comes with proposals of its own; the cell and the seed are the person's choice. A cell has its own options.
  const { cell, seed } = config;
  const { options: _, ...others } = config;
  const base: Config = plain.task !== undefined ? { cell, seed } : plain.cell !== undefined ? others : config;
  return {
    ...base,
    ...plain,
    ...(taskOptions && { taskOptions: { ...base.taskOptions, ...taskOptions } }),
    ...(options && { options: { ...base.options, ...options } }),
  } as Config;
}

function valueOf({ kind, names, least = -Infinity }: Row, text: string): Value | undefined {
  switch (kind) {
    case 'number':
      return text.trim() !== '' && Number(text) >= least ? Number(text) : undefined;
    case 'switch':
      return text !== 'false';
    case 'options':
      return parseOptions(text);
    case 'name':
      return names && !names.includes(text) ? undefined : text;
    case 'text':
      return text;
  }
}

const OPTION = /([\w-]+)\s*(?::\s*("(?:[^"\\]|\\.)*"|[^,]*))?\s*(?:,|$)/g;

function parseOptions(text: string): Options {
  return Object.fromEntries([...text.matchAll(OPTION)].map(([, name, value]) => [name, optionOf(value)]));
}

function optionOf(text: string | undefined): number | boolean | string {
  if (text === undefined || text.trim() === 'true') return true;
  if (text.startsWith('"')) return unquoted(text);
  const plain = text.trim();
  return plain === 'false' ? false : plain === '' || Number.isNaN(Number(plain)) ? plain : Number(plain);
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function printOptions(options: Options, usual: Options = {}): string {
  return Object.entries(options)
    .filter(([name, value]) => value !== usual[name])
    .map(([name, value]) => {
      if (value === true) return name;
      const plain = typeof value !== 'string' || (optionOf(value) === value && !/[,"]/.test(value));
      return `${name}:${plain ? String(value) : JSON.stringify(value)}`;
    })
    .join();
}
