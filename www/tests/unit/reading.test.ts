// Each number of each network has its sentences, whole in both languages; and each sentence is that of some number.
import { expect, it } from 'vitest';
import { words } from '../../src/locale.ts';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';
import type { Config } from '../../src/engine/protocol.ts';
import type { Spot } from '../../src/scene/address.ts';
import { NOTATIONS } from '../../src/scene/notation.ts';
import { reading } from '../../src/scene/reading.ts';
import { View } from '../../src/scene/view.ts';
import { choices, NETWORKS, traceOf } from './core.ts';

const spoken = [await words('en'), await words('zh')];

const own = (equations: string): object => ({ task: 'recall', cell: 'own', options: { equations } });

const NUMBERS: object[] = [
  ...NETWORKS.map(({ config }) => ({ task: 'recall', taskOptions: { delay: 3 }, truncate: 2, ...config })),
  ...choices.tasks.map(({ name }) => ({ task: name, readout: 'linear' })),
  { task: 'recall', taskOptions: { delay: 3, marked: true } },
  { task: 'recall', taskOptions: { delay: 2 }, readout: 'none', loss: 'squared-error' },
  // A gate and a candidate that nothing is multiplied with, every squash, a number that is passed on as it is.
  own(
    "g = tanh(W_g x)\nr = relu(W_r x + U_r h')\ns = σ(W_s x)\nm = tanh(c')\nc = c' + g + m\nk = c\nq = k\na = σ(c)\nb = relu(c)\nh = q + r + s + a + b",
  ),
  own('h = tanh(W_h x)'),
];

it('each is told without a gap, and no sentence is never said', { timeout: 60_000 }, () => {
  const said = new Set<string>();
  const missing = new Set<string>();
  let looked = 0;
  const look = (view: View, spot: Spot): void => {
    if (spot.step < view.firstStep(spot.address)) return;
    // One notation for each number, in turn: all of them for all would take minutes.
    const sentences = reading(view.formulas, spot, NOTATIONS[looked++ % NOTATIONS.length]!);
    if (!sentences.length) missing.add(`no sentence for ${spot.address}`);
    for (const { keys, values } of sentences) {
      const key = keys.find(spoken[0]!.has);
      if (!key) {
        missing.add(keys.join());
        continue;
      }
      said.add(key);
      for (const { t, lang } of spoken)
        for (const [, gap] of t(key).matchAll(/\{(\w+)\}/g))
          if (!(gap! in values)) missing.add(`${lang} ${key} ${gap}`);
    }
  };
  for (const network of NUMBERS) {
    const trace = traceOf({ hidden: 2, ...network } as Config, 1);
    for (let layer = 0; layer < trace.frame.schema.layers; layer++) {
      const view = new View(trace, layer);
      for (const address of addressesOf(view))
        for (const step of new Set([0, 1, 2, 3, trace.steps].filter((each) => each <= trace.steps)))
          look(view, { address, step, unit: step % view.count(address) });
    }
  }
  expect([...missing]).toEqual([]);
  expect(keysOf(en.reading).filter((key) => !said.has(key))).toEqual([]);
  expect(keysOf(zh.reading)).toEqual(keysOf(en.reading));
});

/** Also those that only an equation leads to. */
function addressesOf({ addresses, trace, wiring }: View): string[] {
  const { params } = trace.frame.schema;
  return [
    ...addresses.forward,
    ...addresses.backward,
    ...params.flatMap(({ name }) => [
      name,
      `d_${name}`,
      ...(wiring.isMatrix(name) ? [`${name}[0,0]`, `d_${name}[0,0]`] : []),
    ]),
    ...trace.fields.filter(({ kind }) => kind === 'state').map(({ name }) => `${name}'`),
  ];
}

function keysOf(table: object, prefix = 'reading.'): string[] {
  return Object.entries(table).flatMap(([name, text]) =>
    typeof text === 'string' ? [prefix + name] : keysOf(text as object, `${prefix}${name}.`),
  );
}
