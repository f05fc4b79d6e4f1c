// Every number of every cell is told in sentences, in both languages, with nothing left open.
import { describe, expect, it } from 'vitest';
import en from '../../locales/around.en.json';
import zh from '../../locales/around.zh.json';
import type { Config } from '../../src/engine/protocol.ts';
import { ABOVE, type Spot } from '../../src/network/address.ts';
import { catalogue } from '../../src/network/catalogue.ts';
import { Formulas } from '../../src/network/formula.ts';
import { NOTATIONS, plain, type Notation } from '../../src/network/notation.ts';
import { complementNote, reading, type Gap } from '../../src/network/reading.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

type Tree = { [key: string]: string | Tree };

function find(tree: Tree, key: string): string | undefined {
  const found = key
    .split('.')
    .reduce<string | Tree | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), tree);
  return typeof found === 'string' ? found : undefined;
}

function written(gap: Gap): string {
  if (typeof gap !== 'object') return String(gap);
  return 'letters' in gap ? plain(gap.letters) : gap.map(written).join(', ');
}

function told(
  formulas: Formulas,
  spot: Spot,
  language: Tree,
  notation: (typeof NOTATIONS)[number] = 'textbook',
): string {
  const sentences = reading(formulas, spot, notation).map(({ keys, values }) => {
    const text = keys.map((key) => find(language, key)).find((each) => each !== undefined);
    if (text === undefined) throw new Error(`no ${keys.join(' or ')} for ${spot.address}`);
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => (name in values ? written(values[name]!) : hole));
  });
  return sentences.join(' ');
}

const TASKS = ['recall', 'sine', 'anbn'];

describe.each(NETWORKS)('the numbers of $name', ({ config }) => {
  const traces = [
    ...TASKS.map((task) => traceOf({ task, ...config }, 3)),
    traceOf({ task: 'recall', ...config, truncate: 2 }, 3),
    traceOf({ task: 'recall', ...config, readout: 'none' }, 3),
  ];

  it('have a sentence each, without a gap', () => {
    const wrong = new Set<string>();
    for (const trace of traces) {
      const { wiring, steps } = trace;
      const formulas = new Formulas(trace);
      for (let layer = 0; layer < wiring.schema.layers; layer++) {
        const { forward, backward } = catalogue(wiring, layer);
        const states = forward.filter((name) => wiring.field(name)?.kind === 'state');
        const above = wiring.schema.layers > 1 && layer === 0 ? [`d_h<${ABOVE}`] : [];
        const places = wiring.schema.params.flatMap(({ name }) => [name, `${name}[0,0]`, `d_${name}[0,0]`]);
        for (const address of [...forward, ...backward, ...states.map((name) => `${name}'`), ...above, ...places])
          for (const step of [wiring.firstStep(address), steps])
            for (const language of [en, zh] as unknown as Tree[]) {
              const text = told(formulas, { address, step, unit: wiring.count(address) - 1 }, language);
              if (text === '' || /[{}]|undefined|NaN/.test(text)) wrong.add(`${address} at ${step}: ${text}`);
            }
      }
    }
    expect([...wrong]).toEqual([]);
  }, 60_000);
});

describe('a sentence says what is true of this cell:', () => {
  const tell = (config: Parameters<typeof traceOf>[0], address: string, step = 2): string =>
    told(new Formulas(traceOf({ task: 'recall', hidden: 3, ...config }, 20)), { address, step, unit: 0 }, en as never);

  it('the forget gate keeps, the input gate lets in', () => {
    expect(tell({}, 'f')).toMatch(
      /^fₜ keeps [\d.]+% of Cₜ₋₁: [−\d.]+ becomes [−\d.·⁻⁰-⁹¹²³]+ before anything is added\.$/,
    );
    expect(tell({}, 'i')).toContain('of C̃ₜ through');
    expect(tell({ options: { coupled: true } }, 'f')).toContain('The rest up to 1');
  });

  it('of tanh only where there is one', () => {
    expect(tell({}, 'd_c<tanh_c')).toContain('Back through tanh');
    expect(tell({ options: { linear_output: true } }, 'd_c')).not.toContain('tanh');
  });

  it('the way along the belt is free of weights, but with a peephole', () => {
    expect(tell({}, "d_c'")).toContain('no weight matrix and no squash');
    expect(tell({ options: { peephole: true } }, "d_c'")).not.toContain('No weight matrix');
    expect(tell({}, "d_h'")).toContain('vanish or explode');
  });

  it('of the update gate it is said that its letter is turned, here or elsewhere, and only in a GRU', () => {
    const turned = (cell: string): string[] =>
      NOTATIONS.filter((notation) => complementNote(traceOf({ task: 'recall', cell, hidden: 3 }).wiring, 0, notation));
    expect(turned('gru')).toEqual(['textbook', 'ng']);
    expect(turned('lstm')).toEqual([]);
    const { wiring } = traceOf({ task: 'recall', cell: 'gru', hidden: 3 });
    const note = (notation: Notation): string[] => {
      const { keys, values } = complementNote(wiring, 0, notation)!;
      return [...keys, written(values['letter']!)];
    };
    expect(note('ng')).toEqual(['reading.complemented', 'Γ_u⟨t⟩']);
    expect(note('textbook')).toEqual(['reading.other-side', 'zₜ']);
  });

  it('N is what the loss is divided by', () => {
    const trace = traceOf({ task: 'parity', hidden: 3 }, 3);
    const text = told(new Formulas(trace), { address: 'd_y', step: 2, unit: 0 }, en as never);
    expect(text).toContain(`N = ${trace.frame.mask.filter((m) => m > 0).length}`);
  });
});

it('the input of every task has its meaning', () => {
  const marked = { task: 'recall', taskOptions: { marked: true } };
  for (const config of [...choices.tasks.map(({ name }) => ({ task: name })), marked]) {
    const trace = traceOf({ ...config, hidden: 3 });
    if (trace.frame.schema.symbols.inputs.length) continue;
    for (let unit = 0; unit < trace.frame.schema.inputs; unit++)
      for (const language of [en, zh] as unknown as Tree[])
        expect(told(new Formulas(trace), { address: 'x', step: 1, unit }, language), config.task).not.toMatch(/[{}]/);
  }
});

it('no sentence is there that nothing says', { timeout: 60_000 }, () => {
  const own = (equations: string): object => ({ cell: 'own', options: { equations } });
  const networks: object[] = [
    ...NETWORKS.filter(({ name }) => name.endsWith('1')).map(({ config }) => ({ ...config, truncate: 2 })),
    ...choices.tasks.map(({ name }) => ({ task: name, taskOptions: {}, readout: 'linear' })),
    { taskOptions: { delay: 3, marked: true } },
    { readout: 'none', loss: 'squared-error' },
    { layers: 2 },
    // Every squash of everything, a gate and a candidate with nothing beside them, a number passed on as it is.
    own(
      "g = tanh(W_g x)\nr = relu(W_r x + U_r h')\ns = σ(W_s x)\nm = tanh(c')\nc = c' + g + m\nk = c\nq = k\nb = relu(c)\nh = q + r + s + b",
    ),
    own('h = tanh(W_h x)'),
  ];
  const said = new Set(['reading.complemented', 'reading.other-side']);
  let looked = 0;
  for (const network of networks) {
    const trace = traceOf({ task: 'recall', taskOptions: { delay: 2 }, hidden: 2, ...network } as Config, 1);
    const { wiring } = trace;
    const formulas = new Formulas(trace);
    for (let layer = 0; layer < wiring.schema.layers; layer++) {
      const { forward, backward } = catalogue(wiring, layer);
      const places = wiring.schema.params.flatMap(({ name }) => [name, `${name}[0,0]`, `d_${name}[0,0]`]);
      const states = forward.filter((name) => wiring.field(name)?.kind === 'state').map((name) => `${name}'`);
      for (const address of [...forward, ...backward, ...states, `d_h<${ABOVE}`, ...places])
        for (let step = wiring.firstStep(address); step <= Math.min(trace.steps, 4); step++) {
          const spot = { address, step, unit: step % wiring.count(address) };
          for (const { keys } of reading(formulas, spot, NOTATIONS[looked++ % NOTATIONS.length]!))
            said.add(keys.find((key) => find(en, key) !== undefined)!);
        }
    }
  }
  const keysOf = (tree: Tree, prefix: string): string[] =>
    Object.entries(tree).flatMap(([name, text]) =>
      typeof text === 'string' ? [prefix + name] : keysOf(text, `${prefix}${name}.`),
    );
  expect(keysOf(en.reading, 'reading.').filter((key) => !said.has(key))).toEqual([]);
});
