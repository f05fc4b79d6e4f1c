// The core itself, as the page's engine runs it: what the views and the settings are tested on. Built by `cargo xtask build`.
import { readFileSync } from 'node:fs';
import { Laboratory } from '../../src/engine/laboratory.ts';
import {
  EngineError,
  type Choices,
  type Config,
  frameOf,
  type Pass,
  type Schema,
  type Given,
  type Questions,
} from '../../src/engine/protocol.ts';
import { Trace } from '../../src/network/trace.ts';

export const module = new WebAssembly.Module(readFileSync(new URL('../../pkg/lstm_conveyor_bg.wasm', import.meta.url)));

let pass: Pass | undefined;
let schema: Schema | undefined;
let refusal: EngineError | undefined;
let offered: Choices | undefined;
const slices: (() => void)[] = [];
const answers = new Map<number, (answer: unknown) => void>();
const laboratory = new Laboratory(
  (report) => {
    if (report.say === 'ready') offered = report.choices;
    if (report.say === 'network') [schema, pass] = [report.schema, report.pass];
    if (report.say === 'pass') pass = report.pass;
    if (report.say === 'done' && report.id > 0) answers.get(report.id)?.(report.answer);
    else if (report.say === 'done') {
      refusal = report.trouble && new EngineError(report.trouble);
    }
  },
  { slice: 5, yield: (slice) => slices.push(slice) },
);
laboratory.hear({ do: 'open', module });

export const choices: Choices = offered!;

/** The complete settings of an experiment. Throws an EngineError if the core refuses. */
export function configure(wish: Config, given?: Given): Required<Config> {
  refusal = undefined;
  laboratory.hear({ do: 'configure', id: 0, config: wish, given });
  if (refusal) throw refusal;
  return schema!.config;
}

/** A sequence of this experiment after so many updates, fewer if they end at the solving. */
export function traceOf(wish: Config, updates = 0, sample = 1, until?: 'solved'): Trace {
  configure(wish);
  return trained(updates, sample, until);
}

/** The experiment at hand after so many more. */
export function trained(updates: number, sample = 1, until?: 'solved'): Trace {
  laboratory.hear({ do: 'sample', seed: sample });
  laboratory.hear({ do: 'train', id: 0, updates, until });
  while (slices.length) slices.shift()!();
  laboratory.hear({ do: 'seen' });
  return new Trace(frameOf(pass!, schema!));
}

/** The experiment at hand at its start again. */
export function rewound(): Trace {
  laboratory.hear({ do: 'rewind' });
  return trained(0);
}

/** Every cell as it is, with each of its options in turn and each of its presets, in one layer and in two. */
export const NETWORKS: { name: string; config: Config }[] = choices.cells.flatMap(
  ({ name: cell, options, presets }) => {
    const changed = options
      .filter(({ kind }) => kind !== 'text')
      .map(({ name, kind }) => ({ name, options: { [name]: kind === 'switch' ? true : 2 } }));
    const written = presets.map(({ name, equations }) => ({ name, options: { equations } }));
    return [{ name: '', options: {} }, ...changed, ...written].flatMap(({ name, options }) =>
      [1, 2].map((layers) => ({
        name: `${cell} ${name} ${layers}`,
        config: { cell, options, layers, hidden: 3 } as Config,
      })),
    );
  },
);

/** Other sequences of the experiment at hand. */
export function samples(seeds: readonly number[]): Trace[] {
  return seeds.map((seed) => {
    laboratory.hear({ do: 'sample', seed });
    laboratory.hear({ do: 'seen' });
    return new Trace(frameOf(pass!, schema!));
  });
}

/** The sequence at hand with these edits. */
export async function edited(edits: string): Promise<Trace> {
  laboratory.hear({ do: 'edit', edits });
  await import('../../src/engine/edits.ts'); // it was asked for before, and so it is there before
  await new Promise((done) => setTimeout(done));
  laboratory.hear({ do: 'seen' });
  return new Trace(frameOf(pass!, schema!));
}

/** What the experiment at hand answers. */
export function ask<Name extends keyof Questions>(
  name: Name,
  of: Questions[Name]['of'],
): Promise<Questions[Name]['answer']> {
  const id = answers.size + 1;
  return new Promise((resolve) => {
    answers.set(id, resolve as (answer: unknown) => void);
    laboratory.hear({ do: 'ask', id, name, of });
  });
}
