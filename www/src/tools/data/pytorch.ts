// A network between here and PyTorch: what the names in a file say, the file that is saved, and the script that reads it.
import { EngineError, type Config, type Schema, type Sequences, type Takeaway } from '../../engine/protocol.ts';
import type { Study } from '../../engine/study.ts';
import template from './pytorch.py?raw';
import { fileOf, floats, metadataOf, tensorsOf, type Tensor } from './safetensors.ts';

type Hints = Required<NonNullable<Parameters<Study['configOf']>[1]>>;

/** Options that PyTorch has too, and of which a file says nothing: `nonlinearity` of nn.RNN. */
export const UNSAID = ['relu'];

/** Under these names a network is saved: it is the state of a module with the two. */
const OURS = { prefix: 'rnn.', readout: 'readout.' };
const SEQUENCES = 'sequences.';

/** Whether a tensor is of the sequences that are saved beside a network. */
export function isSequence(name: string): boolean {
  return name.startsWith(SEQUENCES);
}

/** What a person may have called the parts: the layers by their first matrix, the read-out as what is applied to h. */
export function hintsOf(tensors: readonly Tensor[]): Hints {
  const named = (name: string): Tensor | undefined => tensors.find((each) => each.name === name);
  const first = tensors.find(({ name }) => name.endsWith('weight_ih_l0'))?.name ?? '';
  const prefix = first.replace('weight_ih_l0', '');
  const h = named(`${prefix}weight_hh_l0`)?.shape[1];
  const applied = tensors.filter(
    ({ name, shape }) => name.endsWith('weight') && shape.length === 2 && shape[1] === h && !/_l\d+$/.test(name),
  );
  const stems = applied.map(({ name }) => name.slice(0, -'weight'.length));
  const readout = stems.find((stem) => named(`${stem}bias`)) ?? stems[0] ?? OURS.readout;
  return { prefix, readout, bias: named(`${prefix}bias_ih_l0`) !== undefined };
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
