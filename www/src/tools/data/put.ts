// A network of PyTorch's as one for the stage: of what its file says, and of what it does not.
import { EngineError, fetched, type Config, type Given, type Sized } from '../../engine/protocol.ts';
import { MOST_HIDDEN } from '../../session/settings.ts';
import type { Session } from '../../session/session.ts';
import { partsOf, refusalOf } from './pytorch.ts';
import { impulse, sequenceOf } from './rows.ts';
import { tensorsOf } from './safetensors.ts';

/** What a file does not say. */
export interface Unsaid {
  options: Record<string, boolean>;
  loss: string;
  /** A sequence of one's own, as it is typed; without it a one, and then nothing. */
  rows?: string | undefined;
  /** Or a task whose sizes fit. */
  task?: Sized | undefined;
}

/**
 * The experiment of a network that was found in a file. How it goes on learning is as it was set in `base`; the weights do not ask.
 * Throws where it is too wide to be shown, or where the rows do not fit.
 */
export function experimentOf(
  found: Config,
  base: Required<Config>,
  { options, loss, rows, task }: Unsaid,
): { config: Config; sequence?: Given['sequence'] } {
  const { inputs, outputs, ...sizes } = found as Required<Config>;
  if (sizes.hidden > MOST_HIDDEN) {
    const parts = { min: 1, max: MOST_HIDDEN };
    const message = `hidden must be a whole number from 1 to ${MOST_HIDDEN}; it is ${sizes.hidden}`;
    throw new EngineError({ code: 'whole-number', key: 'hidden', value: String(sizes.hidden), parts, message });
  }
  const { optimizer, rate, clip } = base;
  const network = { ...sizes, options: { ...sizes.options, ...options }, loss, optimizer, rate, clip };
  if (task) return { config: { ...network, task: task.task, taskOptions: task.taskOptions } };
  const sequence = sequenceOf(rows ?? impulse(inputs), inputs, outputs);
  return { config: { ...network, inputs, outputs, steps: sequence.mask.length }, sequence };
}

/**
 * Puts a network on the stage of which nobody is to be asked. Rejects with an EngineError, which the figure says too: what it goes on
 * to show is another network; or with an InputError.
 */
export async function put(session: Session, bytes: Uint8Array<ArrayBuffer>, said: Partial<Unsaid> = {}): Promise<void> {
  try {
    await exchange(session, bytes, said);
  } catch (error) {
    if (error instanceof EngineError) session.complain(error);
    throw error;
  }
}

async function exchange(session: Session, bytes: Uint8Array<ArrayBuffer>, said: Partial<Unsaid>): Promise<void> {
  const study = await fetched(import('../../engine/study.ts')).then(({ study }) => study());
  const { hints } = partsOf(tensorsOf(bytes));
  const read = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw refusalOf(error);
    }
  };
  const found = read(() => study.configOf(bytes, hints));
  const unsaid = { options: {}, loss: 'mean-squared-error', ...said };
  const { config, sequence } = experimentOf(found, session.base({ cell: found.cell }), unsaid);
  const schema = await session.ask('schema', config);
  const { params } = read(() => study.importSafetensors(schema, bytes, hints));
  await session.set({ config, given: { params, ...(sequence && { sequence }) } });
}
