// What an engine is made of where it runs for real: the core's program, and where it may live, the first place that will do.
// Nothing that is recorded needs it, so it comes by itself.
import { inPage, inShared, inWorker, type OpenHost } from './host.ts';
import { program } from './program.ts';

export interface Home {
  program: () => Promise<WebAssembly.Module>;
  hosts: readonly OpenHost[];
}

/** Beside others of the page. */
export const shared: Home = { program, hosts: [inShared, inPage] };

/** In a thread that no other has. */
export const alone: Home = { program, hosts: [inWorker, inPage] };
