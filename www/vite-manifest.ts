// What editors and other programs are told of <lstm-conveyor>: custom-elements.json and the types of its attributes, from the
// tables that make them (session/state.ts, embed/manners.ts), docs/settings.md, and the types of the package (npm/element.d.ts).
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { MANNERS, PARTS, type Manner } from './src/embed/manners.ts';
import { keyOf, TABLE, type Name } from './src/session/state.ts';
import { THEIRS } from './vite-guest.ts';

interface Attribute {
  name: string;
  description: string;
  /** As TypeScript writes it. */
  type: string;
  default?: string;
}

const MANNERS_TOLD: Record<Manner, string> = {
  view: 'which parts are shown, in this order; several are parted by blanks',
  controls: 'all buttons of the player, the button that plays, or none',
  captions: 'a sentence under the picture says what happens',
  train:
    'a button that trains, training by itself when it is first seen until the task is solved or for so many updates, or neither',
  autoplay: 'it plays when it is seen',
  loading: 'it is loaded when it is nearly in view, or at once',
  keys: 'it hears keys while it has the focus, or none',
  credit: 'a line that says whose it is; an address is where that leads',
  state: 'the text after # of a link to the page; attributes go before it',
};

/** All attributes, in the order of the tables. */
export function attributes(): Attribute[] {
  const literals = (names: readonly string[]): string[] => names.map((name) => `'${name}'`);
  const manners = Object.entries(MANNERS).map(([name, row]) => {
    const {
      names,
      many,
      free,
      default: usual,
    } = row as { names: readonly string[]; many?: boolean; free?: boolean; default: string };
    const values = many ? `one or several of ${names.join(', ')}` : '';
    const type =
      many || names.length === 0
        ? 'string'
        : [...literals(names), ...(free ? ['(string & {})', 'number'] : [])].join(' | ');
    const description = [MANNERS_TOLD[name as Manner], values].filter(Boolean).join(': ');
    return { name, description, type, ...(usual && { default: usual }) };
  });
  const told = new Map(rows().map(([key, ...rest]) => [key, rest] as const));
  const settings = (Object.keys(TABLE) as Name[]).flatMap((name) => {
    const { kind, ...row } = TABLE[name] as { kind: string; names?: readonly string[] };
    const key = keyOf(name);
    const [usual, description] = told.get(key)!;
    if (description.includes('of the page alone')) return [];
    const values = key === 'theme' ? ['auto', ...row.names!] : (row.names ?? []);
    const type = values.length
      ? literals(values).join(' | ')
      : kind === 'number'
        ? 'number | string'
        : kind === 'switch'
          ? "boolean | 'true' | 'false' | ''"
          : 'string';
    return [{ name: key, description, type, ...(usual && { default: usual }) }];
  });
  return [...manners, ...settings];
}

/** Of the table in docs/settings.md: key, default, what it is. */
function rows(): [key: string, usual: string, description: string][] {
  const text = readFileSync(new URL('../docs/settings.md', import.meta.url), 'utf8');
  const table = text.matchAll(/^\| `([\w-]+)` \| [^|]* \| `?([^|`]*)`? ?\| ([^|]+) \|$/gm);
  return [...table].map(([, key, usual, description]) => [key!, usual!.trim(), description!.trim()]);
}

/** What element.d.ts says of the members of the class and of its events. */
export function declared(): { members: object[]; events: object[] } {
  const text = readFileSync(new URL('./npm/element.d.ts', import.meta.url), 'utf8');
  const inside = (start: string): string => text.slice(text.indexOf(start), text.indexOf('\n}', text.indexOf(start)));
  const all = (block: string, pattern: RegExp) => [...block.matchAll(pattern)].map(({ groups }) => groups!);
  const members = all(
    inside('export class LstmConveyor '),
    /\/\*\* (?<description>.*) \*\/\n  (?:readonly (?<field>\w+): (?<type>.*);|(?<method>\w+)\((?<parameters>.*)\): (?<result>.*);)/g,
  ).map(({ description, field, type, method, parameters, result }) =>
    field
      ? { kind: 'field', name: field, description, readonly: true, type: { text: type } }
      : {
          kind: 'method',
          name: method,
          description,
          parameters: parametersOf(parameters!),
          return: { type: { text: result } },
        },
  );
  const events = all(
    inside('export interface LstmConveyorEventMap '),
    /\/\*\* (?<description>.*) \*\/\n  '(?<name>[\w-]+)': (?<type>.*);/g,
  );
  return {
    members,
    events: events.map(({ name, description, type }) => ({ name, description, type: { text: type } })),
  };
}

function parametersOf(text: string): object[] {
  return text
    .split(/, (?=\w+\??: )/)
    .filter(Boolean)
    .map((each) => {
      const [, name, optional, type] = /^(\w+)(\??): (.*)$/.exec(each)!;
      return { name, ...(optional && { optional: true }), type: { text: type } };
    });
}

/** As the schema of custom-elements.json has it. */
export function manifest(): object {
  const element = { name: 'LstmConveyor', module: 'lstm-conveyor.js' };
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: 'lstm-conveyor.js',
        declarations: [
          {
            kind: 'class',
            name: 'LstmConveyor',
            tagName: 'lstm-conveyor',
            customElement: true,
            description: 'An LSTM that computes, one operation at a time, as a figure.',
            superclass: { name: 'HTMLElement' },
            attributes: attributes().map(({ type, ...rest }) => ({ ...rest, type: { text: type } })),
            ...declared(),
            slots: [
              { name: '', description: 'what stands there until the figure does, in print and where it cannot be' },
              { name: 'poster', description: 'the same, before all else' },
              { name: 'caption', description: 'stands under the figure' },
            ],
            cssParts: PARTS.map((name) => ({ name })),
            cssProperties: [
              ...[...THEIRS, 'font'].map((name) => ({ name: `--lstm-${name}` })),
              { name: '--lstm-max-width', default: '60rem' },
              { name: '--lstm-font-size', default: '16px' },
            ],
          },
        ],
        exports: [
          { kind: 'js', name: 'LstmConveyor', declaration: element },
          { kind: 'custom-element-definition', name: 'lstm-conveyor', declaration: element },
        ],
      },
    ],
  };
}

export function manifested(): Plugin {
  return {
    name: 'manifested',
    generateBundle() {
      const emit = (fileName: string, source: string): string => this.emitFile({ type: 'asset', fileName, source });
      emit('custom-elements.json', `${JSON.stringify(manifest(), null, 2)}\n`);
      const fields = attributes().map(
        ({ name, description, type, default: usual }) =>
          `  /** ${description}${usual ? `; by default ${usual}` : ''} */\n  '${name}'?: ${type};\n`,
      );
      emit(
        'attributes.d.ts',
        `/** The attributes of <lstm-conveyor>. */\nexport interface LstmConveyorAttributes {\n${fields.join('')}}\n`,
      );
    },
  };
}
