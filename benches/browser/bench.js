// One round: every workload, then every kernel, on one engine in a fresh page. drive.mjs opens the page and asks.
import * as stopwatch from './stopwatch.js';

const ENGINES = { core: './core.js', 'tensorflow-cpu': './tensorflow.js', 'tensorflow-wasm': './tensorflow.js' };

/** Nanoseconds of an iteration, by name. */
globalThis.round = async ({ workloads, kernels, millis }, name) => {
  const engine = await import(ENGINES[name]);
  await engine.open(name);
  const times = {};
  for (const workload of workloads) {
    const { run, close } = engine.prepare(workload);
    times[workload.name] = stopwatch.measure(millis, run);
    close();
  }
  for (const part of kernels) {
    const { run, close } = engine.kernel(part);
    times[part.name] = stopwatch.measure(millis / 2, run);
    close();
  }
  return times;
};
