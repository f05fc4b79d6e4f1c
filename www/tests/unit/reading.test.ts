// Numbers are told in sentences that suit their cell. That all of them are, and that each is true, truth-readings.test.ts holds.
import { describe, expect, it } from 'vitest';
import en from '../../locales/around.en.json';
import zh from '../../locales/around.zh.json';
import type { Spot } from '../../src/network/address.ts';
import { Formulas } from '../../src/network/formula.ts';
import { NOTATIONS, plain, type Notation } from '../../src/network/notation.ts';
import { complementNote, reading, type Gap } from '../../src/network/reading.ts';
import { choices, traceOf } from './core.ts';

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

describe('a sentence says what is true of this cell:', () => {
  const tell = (config: Parameters<typeof traceOf>[0], address: string, step = 2): string =>
    told(new Formulas(traceOf({ task: 'recall', hidden: 3, ...config }, 20)), { address, step, unit: 0 }, en as never);

  it('the forget gate keeps, the input gate lets in', () => {
    expect(tell({}, 'f')).toMatch(
      /^fₜ (?:keeps|leaves) [\d.]+% of Cₜ₋₁: [−\d.]+ becomes [−\d.·⁻⁰-⁹¹²³]+ before anything is added\.$/,
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
      NOTATIONS.filter((notation) =>
        complementNote(traceOf({ task: 'recall', cell, hidden: 3 }).wiring, 'z', notation),
      );
    expect(turned('gru')).toEqual(['textbook', 'ng']);
    expect(turned('lstm')).toEqual([]);
    const { wiring } = traceOf({ task: 'recall', cell: 'gru', hidden: 3 });
    const note = (notation: Notation): string[] => {
      const { keys, values } = complementNote(wiring, 'z', notation)!;
      return [...keys, written(values['letter']!)];
    };
    expect(note('ng')).toEqual(['reading.complemented', 'Γ_u⟨t⟩']);
    expect(note('textbook')).toEqual(['reading.other-side', 'zₜ']);
    expect(complementNote(wiring, 'r', 'textbook')).toBeUndefined();
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
