// What a frame and the page around it say to each other, version 1 (docs/embedding.md). What comes in is another's: only what is
// known here is done, and no address and no script is taken from it.
import { EngineError } from '../engine/protocol.ts';
import { keyFor, KEYS, parse, type State } from '../session/state.ts';
import type { LstmConveyor } from './lstm-conveyor.ts';

/** Who speaks: `source` of what a frame says, `target` of what is said to it. */
export const SPEAKER = 'lstm-conveyor';
const VERSION_OF_MESSAGES = 1;

/** The events of the figure that a frame tells of, each under its name without lstm-. */
export const TOLD = ['ready', 'moment', 'progress', 'solved', 'select', 'error'] as const;

/** Attributes of a figure that a page may set: `credit` may be an address, and the rest is as the frame began. */
const SETTABLE = [...KEYS, 'view', 'controls', 'captions', 'train', 'autoplay', 'keys'];

export interface Said {
  type: string;
  [what: string]: unknown;
}

/** What a frame called `id` says, as it is sent. */
export function enveloped(id: string, { type, ...rest }: Said): object {
  return { ...rest, source: SPEAKER, version: VERSION_OF_MESSAGES, id, type };
}

/** Whether this is said to a frame in the version that it understands. */
export function isForUs(data: unknown): data is Said {
  const { target, version, type } = Object(data) as Record<string, unknown>;
  return target === SPEAKER && version === VERSION_OF_MESSAGES && typeof type === 'string';
}

/** Says on what the figure tells of. */
export function report(figure: HTMLElement, say: (said: Said) => void): void {
  for (const type of TOLD)
    figure.addEventListener(`lstm-${type}`, (event) =>
      say({ ...((event as CustomEvent<object | null>).detail ?? {}), type }),
    );
}

/** Does what was asked, and resolves with the answer, if there is one; what is wrong with it is an answer too. */
export async function heed(figure: LstmConveyor, said: Said): Promise<Said | undefined> {
  try {
    const act = Object.hasOwn(ACTS, said.type) ? ACTS[said.type] : undefined;
    if (!act) throw wrong('type', said.type, Object.keys(ACTS).join(', '));
    return (await act(figure, said)) ?? undefined;
  } catch (error) {
    const { code, message } = EngineError.from(error);
    return { type: 'error', code, message };
  }
}

type Act = (figure: LstmConveyor, said: Said) => Promise<Said | void> | Said | void;

/** What a page may ask, each with what is done. */
export const ACTS: Record<string, Act> = {
  set: (figure, { attributes }) => {
    const pairs = Object.entries(Object(attributes) as object).map(([name, value]) => [keyFor(name), value] as const);
    for (const [name, value] of pairs) {
      if (!SETTABLE.includes(name)) throw wrong('attributes', name, SETTABLE.join(', '));
      if (!['string', 'number', 'boolean'].includes(typeof value) && value !== null)
        throw wrong(name, value, 'a text, a number, true, false, or null for what is usual');
    }
    for (const [name, value] of pairs) {
      if (value === null) figure.removeAttribute(name);
      else figure.setAttribute(name, String(value));
    }
  },
  play: (figure) => figure.play(),
  pause: (figure) => figure.pause(),
  step: (figure, { by = 1, what = 'beat' }) => {
    if (by !== 1 && by !== -1) throw wrong('by', by, '1, -1');
    if (what !== 'beat' && what !== 'step') throw wrong('what', what, 'beat, step');
    return figure.step(by, what);
  },
  seek: (figure, { step, direction, beat }) => {
    if (!Number.isInteger(step) || Number(step) < 1) throw wrong('step', step, 'a whole number from 1 on');
    return figure.seek(Number(step), parse(texts({ direction, beat })) as Pick<State, 'direction' | 'beat'>);
  },
  train: (figure, { updates = 'solved' }) => {
    if (updates !== 'solved' && !(Number.isInteger(updates) && Number(updates) > 0))
      throw wrong('updates', updates, 'solved, or a whole number from 1 on');
    return figure.train(updates as number | 'solved');
  },
  stop: (figure) => figure.stop(),
  get: async (figure) => {
    await figure.ready;
    const { state, link, progress } = figure;
    return { type: 'state', state, link, progress };
  },
};

const texts = (values: object): [string, string][] =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));

function wrong(what: string, value: unknown, may: string): EngineError {
  const message = `${what} may be ${may}; it was ${JSON.stringify(value)}`;
  return new EngineError({ code: 'message', key: what, message });
}
