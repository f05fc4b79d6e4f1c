// The element as a widget of a notebook (anywidget): its settings are the widget's, both ways, and its numbers follow at rest.
import { keyOf, print, TABLE, type Name, type State } from '../session/state.ts';
import type { LstmConveyor } from './lstm-conveyor.ts';
import { MANNERS, type Manner } from './manners.ts';
import './define.ts';

/** The part of a notebook's model that is used. */
interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  on(event: string, act: () => void): void;
  off(event: string, act: () => void): void;
  save_changes(): void;
}

/** As Python calls them. */
const traitOf = (name: Name): string => keyOf(name).replaceAll('-', '_');
const NAMES = (Object.keys(TABLE) as Name[]).filter((name) => name !== 'tool' && name !== 'projector');

/** Each manner by what Python calls it: there `train` is what the widget does. */
const MANNER_TRAITS = (Object.keys(MANNERS) as Manner[])
  .filter((name) => !['keys', 'state', 'loading'].includes(name))
  .map((name) => [name, name === 'train' ? 'training' : name] as const);

/** What moves by itself or by the reader's hand. */
const MOVES: readonly Name[] = ['sample', 'direction', 'step', 'beat', 'address', 'unit', 'layer', 'edits', 'weights'];

/** What the kernel is told of training, and what it calls that: `loss` is by which measure it learns. */
const TOLD = { updates: 'updates', loss: 'test_loss', accuracy: 'accuracy', standing: 'standing' } as const;

/** Begins a widget in `el`; what it gives back ends it. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const figure = document.createElement('lstm-conveyor') as LstmConveyor;
  const life = new AbortController();
  const { signal } = life;
  figure.setAttribute('loading', 'eager');
  if (dark(el)) figure.style.colorScheme = 'dark';
  const behave = (name: Manner, trait: string): void => figure.setAttribute(name, String(model.get(trait) ?? ''));
  for (const [name, trait] of MANNER_TRAITS) behave(name, trait);
  for (const [key, text] of print(chosen(model, NAMES))) figure.setAttribute(key, text);

  const follow = (event: string, act: () => void): void => {
    model.on(event, act);
    signal.addEventListener('abort', () => model.off(event, act));
  };
  /** What the kernel was told last. It says that back, and what it has wished for since then stands. */
  const told = new Map<Name, unknown>();
  for (const name of NAMES)
    follow(`change:${traitOf(name)}`, () => {
      const wish = chosen(model, [name]);
      if (wish[name] === undefined) figure.removeAttribute(keyOf(name));
      else if (!same(wish[name], told.get(name)) && !same(wish[name], figure.state[name]))
        figure.set(wish).catch(refused);
    });
  for (const [name, trait] of MANNER_TRAITS) follow(`change:${trait}`, () => behave(name, trait));
  follow('change:_command', () => command(model.get('_command') as [string, ...unknown[]]));
  follow('change:_module', put);

  const tell = (): void => {
    const { state } = figure;
    for (const name of MOVES) {
      if (state[name] === undefined) continue;
      told.set(name, state[name]);
      model.set(traitOf(name), state[name]);
    }
    model.save_changes();
  };
  const train = ({ detail }: CustomEvent<Record<keyof typeof TOLD | 'running', unknown>>): void => {
    for (const [name, trait] of Object.entries(TOLD)) model.set(trait, detail[name as keyof typeof TOLD] ?? null);
    model.save_changes();
    if (!detail.running) numbers();
  };
  const refused = (error: unknown): void => {
    model.set('error', error instanceof Error ? error.message : String(error));
    model.save_changes();
  };
  const module = (): DataView | undefined => model.get('_module') as DataView | undefined;
  /** A module that is on its way, or was refused, leaves another network on the stage, whose numbers are not its own. */
  let own = !module()?.byteLength;
  /** Of the sequence shown: every field and its gradient, as bytes. */
  const numbers = (): void => {
    const fields = (own ? figure.fields : []).flatMap((name) =>
      [false, true].map((gradient) => [gradient ? `d_${name}` : name, rows(figure.field(name, gradient)!)] as const),
    );
    model.set('_fields', Object.fromEntries(fields));
    model.save_changes();
  };
  async function put(): Promise<void> {
    const bytes = module();
    if (!bytes?.byteLength) return numbers();
    const { rows, options } = model.get('_about') as { rows: string; options: Record<string, boolean> };
    const copy = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice();
    own = false;
    await figure.open(copy, rows, options).then(() => (own = true), refused);
    numbers();
  }
  const command = async ([name, ...args]: [string, ...unknown[]]): Promise<void> => {
    const act = figure[name as 'train'] as (...args: unknown[]) => Promise<void>;
    await act.apply(figure, args).catch(refused);
  };

  figure.addEventListener('lstm-moment', tell, { signal });
  figure.addEventListener('lstm-select', tell, { signal });
  figure.addEventListener('lstm-progress', train as unknown as EventListener, { signal });
  figure.addEventListener('lstm-error', (event) => refused((event as CustomEvent).detail.message), { signal });
  figure.ready.then(put, refused);
  el.append(figure);
  return () => {
    life.abort();
    figure.remove();
  };
}

/** What is set of these, by our own names. */
function chosen(model: Model, names: readonly Name[]): State {
  const set = names.map((name) => [name, model.get(traitOf(name))] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== null && value !== undefined)) as State;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function rows(all: readonly Float32Array[]): { steps: number; units: number; data: DataView } {
  const units = all[0]!.length;
  const flat = new Float32Array(all.length * units);
  all.forEach((row, step) => flat.set(row, step * units));
  return { steps: all.length, units, data: new DataView(flat.buffer) };
}

/** JupyterLab says its theme by an attribute. */
function dark(el: HTMLElement): boolean {
  return el.ownerDocument.body.dataset['jpThemeLight'] === 'false';
}

export default { render };
