// Every number of every cell is told in sentences, in both languages, with nothing left open.
import { describe, expect, it } from 'vitest';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import { ABOVE, type Spot } from '../../src/scene/address.ts';
import { catalogue } from '../../src/scene/catalogue.ts';
import { Formulas } from '../../src/scene/formula.ts';
import { NOTATIONS, plain } from '../../src/scene/notation.ts';
import { reading, type Gap } from '../../src/scene/reading.ts';
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
      /^f_t keeps \d+% of C_\(t−1\): [−\d.]+ becomes [−\d.·⁻⁰-⁹¹²³]+ before anything is added\.$/,
    );
    expect(tell({}, 'i')).toContain('of C̃_t through');
    expect(tell({ options: { coupled: true } }, 'f')).toContain('The rest up to 1');
  });

  it('of tanh only where there is one', () => {
    expect(tell({}, 'd_c<tanh_c')).toContain('Back through tanh');
    expect(tell({ options: { linear_output: true } }, 'd_c')).not.toContain('tanh');
  });

  it('the way along the belt is free of weights, but with a peephole', () => {
    expect(tell({}, "d_c'")).toContain('No weight matrix, no squashing');
    expect(tell({ options: { peephole: true } }, "d_c'")).not.toContain('No weight matrix');
    expect(tell({}, "d_h'")).toContain('vanish or explode');
  });

  it('the update gate is turned in the notation that turns it', () => {
    expect(tell({ cell: 'gru' }, 'z')).toContain('In this notation the letter is z_t');
    const trace = traceOf({ task: 'recall', cell: 'gru', hidden: 3 }, 3);
    const text = told(new Formulas(trace), { address: 'z', step: 2, unit: 0 }, en as never, 'pytorch');
    expect(text).not.toContain('In this notation');
  });

  it('N is what the loss is divided by', () => {
    const trace = traceOf({ task: 'parity', hidden: 3 }, 3);
    const text = told(new Formulas(trace), { address: 'd_y', step: 2, unit: 0 }, en as never);
    expect(text).toContain(`N = ${trace.frame.mask.filter((m) => m > 0).length}`);
  });
});

it('the input of every task has its meaning', () => {
  for (const { name } of choices.tasks) {
    const trace = traceOf({ task: name, hidden: 3 });
    if (trace.frame.schema.symbols.inputs.length) continue;
    for (let unit = 0; unit < trace.frame.schema.inputs; unit++)
      for (const language of [en, zh] as unknown as Tree[])
        expect(told(new Formulas(trace), { address: 'x', step: 1, unit }, language), name).not.toMatch(/[{}]/);
  }
});
