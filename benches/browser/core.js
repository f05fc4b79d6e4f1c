// Our own core, as the page ships it, and its kernels, compiled the same way.
import init, { Experiment } from '/core/lstm_conveyor.js';
import initKernels, { Kernel } from '/kernels/measure.js';
import { EACH, sequences } from './sequences.js';

export async function open() {
  await init({ module_or_path: '/core/lstm_conveyor_bg.wasm' });
  await initKernels({ module_or_path: '/kernels/measure_bg.wasm' });
}

export function prepare(workload) {
  const { inputs, outputs, steps, cell, hidden, batch, readout, loss, optimizer, rate, trained } = workload;
  const lstm = new Experiment({ inputs, outputs, steps, cell, hidden, batch, readout, loss, optimizer, rate, clip: 0 });
  const batches = sequences(workload);
  const give = ({ inputs, targets, mask }) => lstm.setSequence(inputs, targets, mask);
  give(batches[0]);
  let done = 0;
  const train = (n) => {
    const end = done + n;
    while (done < end) {
      if (batches.length > 1 && done % EACH === 0) give(batches[(done / EACH) % batches.length]);
      const now = Math.min(end - done, EACH - (done % EACH));
      if (lstm.train(now).length !== now) throw new Error(`${workload.name}: training ran away`);
      done += now;
    }
  };
  train(trained);
  return { run: workload.forward ? read(lstm) : train, close: () => lstm.free() };
}

/** A pass forward, after which all gates, the state and the output are read. */
function read(lstm) {
  const { row, width, hidden } = lstm.schema();
  const starts = ['i', 'f', 'g', 'o', 'c', 'h'].map((name) => width + row.find((field) => field.name === name).offset);
  return (n) => {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      lstm.forward();
      const values = lstm.values();
      for (const start of starts) for (let unit = 0; unit < hidden; unit++) sum += values[start + unit];
    }
    if (!Number.isFinite(sum)) throw new Error('a gate is not finite');
  };
}

export function kernel({ kernel, sizes }) {
  const one = new Kernel(kernel, ...sizes);
  return { run: (n) => one.run(n), close: () => one.free() };
}
