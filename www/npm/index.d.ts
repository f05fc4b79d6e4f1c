// The core by itself: `await load()`, then `new Experiment({ task: 'recall' })`.
export * from './lstm_conveyor.js';

/**
 * Compiles the program, which is inside the module: nothing is fetched. Once is enough, and does no harm twice. Rejects where
 * there is no WebAssembly, none with SIMD, or where a page forbids it; `code` says which.
 */
export function load(): Promise<void>;
