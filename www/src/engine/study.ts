// The core's second module: files, charts and the check of a gradient. It is fetched when it is first used, and nothing of
// the belt waits for it.
import { compiled } from './program.ts';
import { fetched } from './protocol.ts';
import wasm from '../../pkg/lstm_conveyor_study_bg.wasm?url';

export type Study = typeof import('../../pkg/lstm_conveyor_study.js');

let loading: Promise<Study> | undefined;

export function study(): Promise<Study> {
  loading ??= fetched(load()).catch((error: unknown) => {
    loading = undefined; // the next who wants it may have better luck
    throw error;
  });
  return loading;
}

async function load(): Promise<Study> {
  const module = await import('../../pkg/lstm_conveyor_study.js');
  await module.default({ module_or_path: await compiled(wasm) });
  return module;
}
