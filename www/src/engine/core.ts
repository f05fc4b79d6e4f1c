// The core by itself, as the npm package has it (vite.single.config.ts): for programs of others, in a page, a worker or a server.
import { initSync } from '../../pkg/lstm_conveyor.js';
import { program } from './program.ts';

export * from '../../pkg/lstm_conveyor.js';

/** Before anything else of it is used. Rejects with an EngineError, as `program` does. */
export async function load(): Promise<void> {
  initSync({ module: await program() });
}
