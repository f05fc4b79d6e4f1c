// A network between here and PyTorch: what the names in a file say, the file that is saved, and the script that reads it.
import { EngineError, type Config, type Schema, type Sequences, type Takeaway } from '../../engine/protocol.ts';
import type { Study } from '../../engine/study.ts';
import template from './pytorch.py?raw';
import { fileOf, floats, metadataOf, tensorsOf, type Tensor } from './safetensors.ts';

/** What stands before the names of the parts: of layers that are modules of their own each, parted by commas. */
export type Hints = Required<NonNullable<Parameters<Study['configOf']>[1]>>;

/** Options that PyTorch has too, and of which a file says nothing: `nonlinearity` of nn.RNN. */
export const UNSAID = ['relu'];

/** Under these names a network is saved: it is the state of a module with the two. */
const OURS = { prefix: 'rnn.', readout: 'readout.' };
const SEQUENCES = 'sequences.';

/** Whether a tensor is of the sequences that are saved beside a network. */
export function isSequence(name: string): boolean {
  return name.startsWith(SEQUENCES);
}

/** Before the names of a read-out where there is none: no file has it. */
export const NO_READOUT = '-';

/** What people call a read-out, first or last in its name: fc, linear, out, head, decoder, classifier and their kin. */
const READOUT = /(^|\.)(fc|linear|out|output|head|decoder|classifier|readout|dense|lm_head)[\d_]*(\.|$)/i;

/** The names of the layers' first matrices: of modules, and of PyTorch's cells. */
const FIRSTS = ['weight_ih_l0', 'weight_ih'];

/** What a person may have called the parts, and whatever may be the read-out: a matrix that is applied to h, likeliest first. */
export function partsOf(tensors: readonly Tensor[]): { hints: Hints; readouts: string[] } {
  const shapeOf = (name: string): number[] | undefined => tensors.find((each) => each.name === name)?.shape;
  const first = FIRSTS.find((ending) => tensors.some(({ name }) => name.endsWith(ending))) ?? FIRSTS[0]!;
  const stems = (ending: string): string[] =>
    tensors.filter(({ name }) => name.endsWith(ending)).map(({ name }) => name.slice(0, -ending.length));
  const inputs = (stem: string): number | undefined => shapeOf(stem + first)?.[1];
  const width = (stem: string): number | undefined => shapeOf(stem + first.replace('ih', 'hh'))?.[1];
  const modules = chained(stems(first), (a, b) => inputs(b) === width(a) && width(b) === width(a));
  const [begin = '', h] = [modules[0], width(modules.at(-1) ?? '')];
  const likely = (stem: string): number => {
    if (READOUT.test(stem)) return 2;
    return shapeOf(`${stem}weight`)![0] === inputs(begin) ? 0 : 1; // what makes the layers' inputs is before them
  };
  const readouts = stems('weight')
    .filter((stem) => shapeOf(`${stem}weight`)!.length === 2 && shapeOf(`${stem}weight`)![1] === h)
    .toSorted((a, b) => likely(b) - likely(a));
  const readout = readouts.find((stem) => likely(stem) > 0) ?? NO_READOUT;
  return { hints: { prefix: modules.join(', '), readout }, readouts };
}

/** Modules that are alike but for a number and fit onto each other, in the order of that; else the first alone. */
function chained(stems: readonly string[], fits: (a: string, b: string) => boolean): string[] {
  const [first] = stems;
  if (first === undefined) return [];
  const alike = (stem: string): string => stem.replace(/\d+/g, '#');
  const kin = stems.filter((stem) => alike(stem) === alike(first));
  const inOrder = kin.toSorted((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  return inOrder.slice(1).every((stem, k) => fits(inOrder[k]!, stem)) ? inOrder : [inOrder[0]!];
}

/** The tensors that belong to neither part: with them the module says something else than the network that is shown. */
export function leftOut(tensors: readonly Tensor[], { prefix, readout }: Hints): string[] {
  const read = [...prefix.split(',').map((each) => each.trim()), readout];
  const names = tensors.map(({ name }) => name);
  return names.filter((name) => !isSequence(name) && !read.some((each) => name.startsWith(each)));
}

/** Which part of how many a file is, by its name, where a model was saved in several. */
export function shardOf(file: string): { part: number; parts: number } | undefined {
  const [, part, parts] = /-(\d{5})-of-(\d{5})\b/.exec(file) ?? [];
  return part === undefined ? undefined : { part: Number(part), parts: Number(parts) };
}

/** What a file of ours says, and one of PyTorch's does not. */
export type Settings = Partial<Pick<Config, 'task' | 'taskOptions' | 'options' | 'loss'>>;
const SETTINGS = 'settings';

/** Nothing, where it is not told or not understood: then it is asked. */
export function settingsOf(file: Uint8Array<ArrayBuffer>): Settings {
  try {
    return Object(JSON.parse(metadataOf(file)[SETTINGS] ?? '{}')) as Settings;
  } catch {
    return {};
  }
}

/** One file holds all: the network, the sequence shown with its loss, sequences to train on. */
export function saved(study: Study, { schema, params, shown, loss, training }: Takeaway): Blob {
  const network = tensorsOf(study.exportSafetensors(schema, params, OURS) as Uint8Array<ArrayBuffer>);
  const { task, taskOptions, options, loss: by } = schema.config;
  const settings: Settings = { task, taskOptions, options, loss: by };
  return fileOf(
    [
      ...network,
      ...tensors('shown', schema, shown),
      floats(`${SEQUENCES}shown.loss`, [1], Float32Array.of(loss)),
      ...tensors('training', schema, training),
    ],
    { format: 'pt', [SETTINGS]: JSON.stringify(settings) },
  );
}

function tensors(which: string, { steps, inputs, outputs }: Schema, all: Sequences): Tensor[] {
  const count = all.mask.length / steps;
  const tensor = (name: string, sizes: number[], numbers: Float32Array): Tensor =>
    floats(`${SEQUENCES}${which}.${name}`, [count, steps, ...sizes], numbers);
  return [
    tensor('inputs', [inputs], all.inputs),
    tensor('targets', [outputs], all.targets),
    tensor('mask', [], all.mask),
  ];
}

/** PyTorch's classes, and in which order they have the gates below each other. */
const CLASSES: Record<string, { name: string; gates: string }> = {
  lstm: { name: 'LSTM', gates: 'i f g o' },
  gru: { name: 'GRU', gates: 'r z n' },
  rnn: { name: 'RNN', gates: 'h' },
};

/** The core's losses in PyTorch's words, number by number. */
const LOSSES: Record<string, string> = {
  'squared-error': '(y - target).square()',
  'mean-squared-error': '(y - target).square()',
  'sigmoid-cross-entropy': 'nn.functional.binary_cross_entropy_with_logits(y, target, reduction="none")',
  'softmax-cross-entropy': '-target * y.log_softmax(-1)',
};
/** What their sum is divided by. */
const COUNTS: Record<Schema['loss']['mean'], string> = {
  sequences: 'len(x)',
  answers: 'mask.sum()',
  numbers: '(mask.sum() * y.shape[-1])',
};

/** The script for a network that PyTorch has too. `t` words its comments. */
export function scriptOf(schema: Schema, t: (key: string) => string): string {
  const { config, inputs, hidden, layers, outputs } = schema;
  const { name, gates } = CLASSES[config.cell]!;
  const { projection, relu } = config.options as { projection?: number; relu?: boolean };
  const named = {
    batch_first: 'True',
    ...(layers > 1 && { num_layers: layers }),
    ...(projection && { proj_size: projection }),
    ...(relu && { nonlinearity: '"relu"' }),
  };
  const list = Object.entries(named).map(([key, value]) => `${key}=${value}`);
  const linear = config.readout === 'linear';
  const values: Record<string, string> = {
    name: nameOf(config),
    about: t('model.script-about'),
    rnn: `nn.${name}(${[inputs, hidden, ...list].join(', ')})`,
    gates: `${t('model.script-gates')} ${gates}`,
    readout: linear ? `nn.Linear(${projection || hidden}, ${outputs})` : 'nn.Identity()',
    outputs: linear ? '' : `[..., :${outputs}]`,
    first: t(linear ? 'model.script-linear' : 'model.script-none'),
    loss: t(`model.${config.loss}`),
    each: LOSSES[config.loss]!,
    count: COUNTS[schema.loss.mean],
    load: t('model.script-load'),
    train: t('model.script-train'),
    said: t('model.script-said'),
    save: t('model.script-save'),
  };
  return template.replace(/\$(\w+)/g, (_, key: string) => values[key]!);
}

/** What the files of a network are called. */
export function nameOf({ task = 'own', cell }: { task?: string; cell?: string }): string {
  return `${task}-${cell}`;
}

/** Why something cannot be opened or taken away; an error that was not meant to be thrown is a defect. */
export function refusalOf(error: unknown): EngineError {
  const trouble = EngineError.trouble(error);
  if (trouble.code === 'unknown') throw error;
  return new EngineError(trouble);
}
